"""What the world says of a vulnerability, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from navwarn.pages.view.answer import Answer, NotKnown
from navwarn.pages.view.vulnerability import Happening, OtherId, Upstream

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit


@dataclass(frozen=True, slots=True)
class Known:
    """What upstream records tell: ``answer`` is what holds unless we have an advisory."""

    answer: Answer
    canonical: str = ""
    ids: tuple[str, ...] = ()
    former: tuple[OtherId, ...] = ()
    said: Upstream = field(default_factory=Upstream)
    happenings: tuple[Happening, ...] = ()


def known_upstream(visit: Visit, name: str) -> Known:
    """What the records say about the id; without any, when each source was read last."""
    del visit, name
    return Known(NotKnown())
