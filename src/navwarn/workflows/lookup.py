"""What is known about a vulnerability: exactly one answer, never silence (architecture.md 6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from navwarn.core.advisory import Advisory
from navwarn.core.alias import AliasTable
from navwarn.core.identifier import alias_order, is_advisory_id, normalise
from navwarn.core.moments import LATEST, Moments
from navwarn.core.status import Status
from navwarn.ledger.interface import Query

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

    from navwarn.ledger.interface import Reader


class Answer(StrEnum):
    """The kinds of answers that a ledger without upstream records can give."""

    ADVISORY = "advisory"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answer about one id: its alias group, canonical id first, and our advisories about it."""

    identifier: str
    aliases: tuple[str, ...]
    advisories: tuple[Advisory, ...]

    @property
    def answer(self) -> Answer:
        """Which kind of answer it is."""
        return Answer.ADVISORY if self.advisories else Answer.NOT_KNOWN

    @property
    def headline(self) -> str:
        """The answer as one sentence."""
        name = self.aliases[0] if self.aliases else self.identifier
        if not self.advisories:
            return f"{name} · not known: no advisory names it, and no upstream source has been synced"
        counts = Counter(advisory.status for advisory in self.advisories)
        packages = _counted({(a.distribution, a.package) for a in self.advisories}, "package", "packages")
        if len(counts) == 1:
            return f"{name} · {next(iter(counts)).label} in {packages}"
        parts = [f"{counts[status]} {status.label}" for status in Status if counts[status]]
        advisories = _counted(self.advisories, "advisory", "advisories")
        return f"{name} · {packages}, {advisories}: {', '.join(parts)}"


def _counted(things: Sized, one: str, many: str) -> str:
    return f"{len(things)} {one if len(things) == 1 else many}"


def look_up(
    reader: Reader,
    identifier: str,
    *,
    distributions: Sequence[str] = (),
    packages: Sequence[str] = (),
    moments: Moments = LATEST,
) -> Lookup:
    """What the ledger says about a vulnerability id, or about the vulnerability of an advisory id."""
    name = normalise(identifier.strip())
    names = {name}
    if is_advisory_id(name):
        advisory = reader.advisory(name, moments)
        names |= set(advisory.aliases) if advisory else set()
    group = AliasTable(reader.alias_statements()).group(names)
    query = Query(
        distributions=tuple(distributions),
        packages=tuple(packages),
        vulnerabilities=tuple(group),
        include_withdrawn=True,
    )
    aliases = sorted((alias for alias in group if not is_advisory_id(alias)), key=alias_order)
    return Lookup(name, tuple(aliases), tuple(reader.advisories(query, moments)))
