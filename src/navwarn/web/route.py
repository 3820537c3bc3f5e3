"""Routes: a path, what may be asked there, and who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field

from navwarn.pages.view.site import Site
from navwarn.web.answer import Answer
from navwarn.web.asked import MAX_VALUES, Asked
from navwarn.workflows.browse.visit import Visit


class Question(Struct, frozen=True):
    """One request: whose visit it is, what is asked, the parts of the path, and the site for this reader.

    ``body`` is what was sent with it, where the route takes something.
    """

    visit: Visit
    asked: Asked
    path: Mapping[str, str]
    site: Site
    body: bytes = b""


class Description(Struct, frozen=True):
    """What the description tells of a route, of what it takes (``body``), and of failures of its own."""

    summary: str
    model: type | None = None
    example: Any = None
    path: tuple[dict[str, Any], ...] = ()
    tag: str = "advisories"
    body: dict[str, Any] | None = None
    failures: Mapping[int, str] = field(default_factory=dict)


class Route(Struct, frozen=True):
    """``answer`` runs in a reading thread. ``names`` are the parameters there are.

    ``is_page`` says that people see errors as pages; ``is_open`` that programs of any origin may read;
    ``is_platform`` that errors are as the platform's clients expect them; ``most`` is how many parameters
    and values of one there may be; ``takes_body`` says that something is sent to it, and that ``answer`` runs
    in a thread where that is done one at a time.
    """

    path: str
    answer: Callable[[Question], Answer]
    names: tuple[str, ...] = ()
    is_page: bool = False
    is_open: bool = True
    is_platform: bool = False
    most: int = MAX_VALUES
    description: Description | None = None
    takes_body: bool = False

    @property
    def method(self) -> str:
        """The method it is asked by."""
        return "POST" if self.takes_body else "GET"
