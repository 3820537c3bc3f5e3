"""Shelves: the statements about one package, sorted so that a version is judged by bisection (SB1, SG3-SG5).

A statement is one of three things. Its exposure may not depend on the version (a package whose fix is not
planned is vulnerable at any), it may settle the matter (not affected), or it names a fix: below that version
the package is vulnerable, from it on it is not. A finding is what any statement of its alias group leaves
open; only where all of them settle it, it is subtracted.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.finding import Finding, MatchKind, Statement, Subtracted, SubtractionRule
from navwarn.core.status import Exposure, Status, exposure_of
from navwarn.matching.group import Group
from navwarn.matching.judgement import Judgement
from navwarn.versions.interface import InvalidVersionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.versions.interface import Scheme

NEVER = "0"
"""The fixed version that stands for "never affected" (scanning.md SB2)."""


class Claim(Struct, frozen=True):
    """A statement about one vulnerability of a package.

    ``kind`` is whether it is about the package by its own name or about its origin. ``threshold`` is the sort
    key of the fixed version, where the statement names one. ``rule`` says why it is no finding where it is
    settled, ``exposure`` what it means where it is not. ``layer`` counts distributions from the nearest.
    """

    statement: Statement
    group: Group
    kind: MatchKind
    layer: int
    exposure: Exposure
    rule: SubtractionRule | None = None
    threshold: bytes | None = None

    def is_open(self, key: bytes) -> bool:
        """Whether it leaves a version open that has this sort key."""
        return key < self.threshold if self.threshold is not None else self.rule is None


def claim_of(statement: Statement, group: Group, kind: MatchKind, layer: int, scheme: Scheme) -> Claim:
    """The claim that a statement makes about one of its vulnerabilities."""
    if statement.status is Status.NOT_AFFECTED or statement.fixed_version == NEVER:
        rule = SubtractionRule.NOT_AFFECTED
        return Claim(statement, group, kind, layer, Exposure.NOT_VULNERABLE, rule)
    if statement.status is not Status.FIXED:
        return Claim(statement, group, kind, layer, exposure_of(statement.status))
    threshold = _key(statement.fixed_version, scheme)
    if threshold is None:  # a fix that nobody can place settles nothing
        return Claim(statement, group, kind, layer, Exposure.UNKNOWN)
    return Claim(statement, group, kind, layer, Exposure.VULNERABLE, SubtractionRule.FIXED, threshold)


class Shelf:
    """All claims about the packages that one installed package is judged by.

    ``has_origin`` says that it was built from another package: then what is said about its own name is
    compared with its own version, which in some distributions is not its origin's.
    """

    def __init__(self, claims: Iterable[Claim], *, has_origin: bool = False) -> None:
        groups: dict[str, list[Claim]] = {}
        for claim in claims:
            groups.setdefault(claim.group.id, []).append(claim)
        chosen = [_nearest(group) for group in groups.values()]
        aside = MatchKind.DIRECT if has_origin else None
        single = [group[0] for group in chosen if len(group) == 1 and group[0].kind is not aside]
        self._several = [group for group in chosen if len(group) > 1 or group[0].kind is aside]
        self._aside = aside
        fixes = [(one.threshold, one) for one in single if one.threshold is not None]
        fixes.sort(key=itemgetter(0))
        timeless = [one for one in single if one.threshold is None]
        self._always = tuple(_finding([one]) for one in timeless if one.rule is None)
        self._never = tuple(_subtracted([one]) for one in timeless if one.rule is not None)
        self._thresholds = [threshold for threshold, _ in fixes]
        self._fixes = [one for _, one in fixes]
        self._below: list[Finding] = []
        self._from: list[Subtracted] = []

    def judge(self, key: bytes, own_key: bytes) -> Judgement:
        """What stands of the claims, by the sort keys of the origin's version and of the package's own."""
        place = bisect_right(self._thresholds, key)
        findings, subtracted = self._always + self._open(place), self._never + self._settled(place)
        for claims in self._several:
            still: list[Claim] = []
            settled: list[Claim] = []
            for claim in claims:
                at = own_key if claim.kind is self._aside else key
                (still if claim.is_open(at) else settled).append(claim)
            if still:
                findings = (*findings, _finding(still, settled))
            else:
                subtracted = (*subtracted, _subtracted(settled))
        return Judgement(findings, subtracted)

    def _open(self, place: int) -> tuple[Finding, ...]:
        """What the fixes from this place on leave open; each is made when a version first needs it."""
        count = len(self._fixes) - place
        while len(self._below) < count:
            self._below.append(_finding([self._fixes[-1 - len(self._below)]]))
        return tuple(reversed(self._below[:count]))

    def _settled(self, place: int) -> tuple[Subtracted, ...]:
        """What the fixes before this place settle."""
        while len(self._from) < place:
            self._from.append(_subtracted([self._fixes[len(self._from)]]))
        return tuple(self._from[:place])


def _nearest(claims: list[Claim]) -> list[Claim]:
    """The claims of the nearest distribution about each package: how another one builds it says nothing."""
    if len(claims) == 1:
        return claims
    nearest: dict[str, int] = {}
    for claim in claims:
        package = claim.statement.package
        nearest[package] = min(claim.layer, nearest.get(package, claim.layer))
    kept = [claim for claim in claims if claim.layer == nearest[claim.statement.package]]
    return sorted(kept, key=lambda claim: (claim.layer, claim.statement.package, claim.statement.advisory))


def _finding(still: Sequence[Claim], settled: Sequence[Claim] = ()) -> Finding:
    """The finding that open claims make together: what is vulnerable leads, then what was said last."""
    leading = max(still, key=lambda claim: (claim.exposure is Exposure.VULNERABLE, claim.statement.since))
    others = [claim.statement for claim in (*still, *settled) if claim is not leading]
    fixes = {claim.threshold: claim.statement.fixed_version for claim in still if claim.threshold is not None}
    return replace(
        leading.group.found(leading.kind, leading.exposure),
        fixed_in=tuple(version for _, version in sorted(fixes.items())),
        statement=leading.statement,
        other_statements=tuple(others),
    )


def _subtracted(claims: Sequence[Claim]) -> Subtracted:
    """What settled claims say together; the one that was made last speaks for all."""
    leading = max(claims, key=lambda claim: claim.statement.since)
    finding = replace(
        leading.group.found(leading.kind, Exposure.NOT_VULNERABLE),
        fixed_in=(leading.statement.fixed_version,) if leading.threshold is not None else (),
        statement=leading.statement,
        other_statements=tuple(claim.statement for claim in claims if claim is not leading),
    )
    return Subtracted(finding, leading.rule or SubtractionRule.NOT_AFFECTED, leading.statement)


def _key(version: str, scheme: Scheme) -> bytes | None:
    try:
        return scheme.sort_key(version) if version else None
    except InvalidVersionError:
        return None
