"""Routes: a path, what may be asked there, and who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from navwarn.pages.view.site import Site
from navwarn.web.answer import Answer
from navwarn.web.asked import MAX_VALUES, Asked
from navwarn.workflows.browse.visit import Visit


@dataclass(frozen=True, slots=True)
class Question:
    """One request: whose visit it is, what is asked, the parts of the path, and the site for this reader."""

    visit: Visit
    asked: Asked
    path: Mapping[str, str]
    site: Site


@dataclass(frozen=True, slots=True)
class Description:
    """What the API's description tells of a route."""

    summary: str
    model: type | None = None
    example: Any = None
    path: tuple[dict[str, Any], ...] = ()
    tag: str = "advisories"


@dataclass(frozen=True, slots=True)
class Route:
    """``answer`` runs in a reading thread. ``names`` are the parameters there are.

    ``is_page`` says that people see errors as pages; ``is_open`` that programs of any origin may read;
    ``is_platform`` that errors are as the platform's clients expect them; ``most`` is how many parameters
    and values of one there may be.
    """

    path: str
    answer: Callable[[Question], Answer]
    names: tuple[str, ...] = ()
    is_page: bool = False
    is_open: bool = True
    is_platform: bool = False
    most: int = MAX_VALUES
    description: Description | None = None
