"""A visit: one reader's question, with what they may see and the moments they ask about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.core.distribution import Distribution
from navwarn.core.instant import Instant, parse_moment
from navwarn.core.moments import Moments
from navwarn.errors import InputError
from navwarn.ledger.interface import Ledger
from navwarn.pages.view.site import MomentsAsked
from navwarn.workflows.browse.sight import Sight

if TYPE_CHECKING:
    from navwarn.ledger.browsing import Browser

_SEQUENCE_DIGITS = 18


class WrongParameterError(InputError):
    """A part of an address that asks for nothing there is."""

    code = "NW-PARAMETER"


class NothingThereError(InputError):
    """Nothing is at this address, or nothing this reader may see."""

    code = "NW-NOT-FOUND"

    def __init__(self, asked: str = "") -> None:
        super().__init__(
            f"there is nothing called {asked[:200]!r} here" if asked else "there is nothing here"
        )
        self.asked = asked


class UnauthenticatedError(InputError):
    """Nothing is there for whoever does not say who they are; nobody learns whether it is for others."""

    code = "NW-UNAUTHENTICATED"


class Visit(Struct, frozen=True):
    """Whoever reads, may see ``distributions`` and nothing else."""

    ledger: Ledger
    distributions: Mapping[str, Distribution]
    moments: Moments
    asked: MomentsAsked
    now: Instant
    sight: Sight = field(default_factory=Sight)

    @property
    def browser(self) -> Browser:
        """The questions of this reader to the ledger."""
        return self.ledger.browser(self.distributions)

    def chosen(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the named distributions that may be seen; all of them where none is named."""
        return tuple(name for name in self.distributions if not names or name in names)


def moments_asked(as_of: str, known_at: str) -> MomentsAsked:
    """The moments that an address names; raises ``WrongParameterError`` where it names none."""
    moment, number, time = None, None, None
    try:
        if as_of:
            moment = parse_moment(as_of)
        if known_at.isascii() and known_at.isdigit() and len(known_at) <= _SEQUENCE_DIGITS:
            number = int(known_at)
        elif known_at:
            time = parse_moment(known_at)
    except ValueError as error:
        raise WrongParameterError(f"as_of or known_at: {error}") from None
    return MomentsAsked(moment, time, number)


def moments_of(ledger: Ledger, asked: MomentsAsked) -> Moments:
    """The moments as the ledger takes them."""
    if asked.known_at is not None:
        return Moments(asked.as_of, ledger.sequence_at(asked.known_at))
    return Moments(asked.as_of, asked.known)
