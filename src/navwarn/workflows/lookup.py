"""What is known about a vulnerability: exactly one answer, never silence (architecture.md 6)."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.advisory import Advisory
from navwarn.core.alias import AliasTable
from navwarn.core.identifier import alias_order, is_advisory_id, normalise
from navwarn.core.instant import format_instant
from navwarn.core.moments import LATEST, Moments
from navwarn.core.record import VOID
from navwarn.core.status import Status
from navwarn.errors import InputError
from navwarn.ledger.interface import Query
from navwarn.ledger.knowledge import SourceState, VulnerabilityFile

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

    from navwarn.core.vulnerability import Vulnerability
    from navwarn.ledger.interface import Reader


class Answer(StrEnum):
    """The kinds of answers; the first that is true is given."""

    ADVISORY = "advisory"
    REJECTED = "rejected"
    KNOWN = "known"
    NOT_KNOWN = "not-known"


class Lookup(Struct, frozen=True):
    """The answer about one id: its alias group, canonical id first, and our advisories about it.

    ``upstream`` is what the sources say now, whatever moments were asked about; ``sources`` are all that were
    imported, with the time of the last import.
    """

    identifier: str
    aliases: tuple[str, ...]
    advisories: tuple[Advisory, ...]
    upstream: VulnerabilityFile | None = None
    sources: tuple[SourceState, ...] = ()
    scope: str = ""
    """What the question was limited to, as `` of package zlib``; other advisories may name the id."""

    @property
    def answer(self) -> Answer:
        """Which kind of answer it is."""
        if self.advisories:
            return Answer.ADVISORY
        if self.upstream is None:
            return Answer.NOT_KNOWN
        return Answer.REJECTED if self.upstream.summary.is_void else Answer.KNOWN

    @property
    def headline(self) -> str:
        """The answer as one sentence."""
        is_clear = self.aliases and not (self.upstream and self.upstream.also)
        name = self.aliases[0] if is_clear else self.identifier
        if self.advisories:
            return f"{name} · {self._statuses()}"
        if self.upstream is None:
            return f"{name} · {self._silence()}"
        if self.upstream.summary.is_void:
            return f"{name} · {_void(self.upstream.summary)} upstream; {self._no_advisory}"
        return f"{name} · known{_severity(self.upstream.summary)}; {self._no_advisory}"

    @property
    def _no_advisory(self) -> str:
        return f"no advisory{self.scope} names it"

    def _silence(self) -> str:
        """That nothing is known, and how far that goes."""
        if not self.sources:
            return f"not known: {self._no_advisory}, and no upstream source has been synced"
        imports = ", ".join(f"{one.name} ({format_instant(one.imported_at)})" for one in self.sources)
        return f"not known yet: {self._no_advisory}, nor does any source; last imports: {imports}"

    def _statuses(self) -> str:
        """What the advisories say together."""
        counts = Counter(advisory.status for advisory in self.advisories)
        packages = _counted({(a.distribution, a.package) for a in self.advisories}, "package", "packages")
        if len(counts) == 1:
            return f"{next(iter(counts)).label} in {packages}"
        parts = [f"{counts[status]} {status.label}" for status in Status if counts[status]]
        advisories = _counted(self.advisories, "advisory", "advisories")
        return f"{packages}, {advisories}: {', '.join(parts)}"


def _void(summary: Vulnerability) -> str:
    """How an id ceased to name a vulnerability."""
    return " and ".join(flag.value for flag in summary.flags if flag in VOID)


def _severity(summary: Vulnerability) -> str:
    scoring = summary.scoring
    if scoring is None:
        return ""
    score = "" if scoring.score is None else f" {scoring.score}"
    return f", {scoring.severity.label}{score} by {scoring.provider}"


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
    if not name:
        raise InputError("there is nothing to look up: give the id of a vulnerability or of an advisory")
    names = {name}
    if is_advisory_id(name):
        advisory = reader.advisory(name, moments)
        names |= set(advisory.aliases) if advisory else set()
    group = AliasTable(reader.alias_statements()).group(reader.aliases(names))
    query = Query(
        distributions=tuple(distributions),
        packages=tuple(packages),
        vulnerabilities=tuple(group),
        include_withdrawn=True,
    )
    aliases = sorted((alias for alias in group if not is_advisory_id(alias)), key=alias_order)
    upstream = (reader.vulnerability(one) for one in sorted(names, key=alias_order))
    return Lookup(
        name,
        tuple(aliases),
        tuple(reader.advisories(query, moments)),
        next((one for one in upstream if one is not None), None),
        tuple(reader.sources()),
        _scope(distributions, packages),
    )


def _scope(distributions: Sequence[str], packages: Sequence[str]) -> str:
    """What a question is limited to, for the sentence that there is no advisory."""
    of = f" of package {' or '.join(packages)}" if packages else ""
    return f"{of} in {' or '.join(distributions)}" if distributions else of
