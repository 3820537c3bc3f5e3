"""How scanners read what we say: the feeds that they take, written and read back (site.md)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.standing import standing_of
from navwarn.core.status import Status
from navwarn.feeds import secdb
from navwarn.feeds.interface import NOT_AFFECTED, OPEN
from navwarn.feeds.osv import publication as osv
from navwarn.feeds.osv.read import parse as parse_osv
from navwarn.feeds.osv.settings import Shape
from navwarn.pages.view.feeds import FeedFormat
from navwarn.pages.view.vulnerability import Reading, Readings
from navwarn.versions.interface import InvalidVersionError
from navwarn.versions.registry import scheme
from navwarn.workflows.browse.feed_content import osv_settings
from navwarn.workflows.browse.feed_list import LOSSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from navwarn.core.advisory import Advisory
    from navwarn.core.distribution import Distribution
    from navwarn.feeds.interface import Statement
    from navwarn.versions.interface import Scheme

_SILENT, _CLEAN, _NO_FIX = "says nothing", "clean", "affected, no fix"


class _Subject(Struct, frozen=True):
    """A package, at the version ``fix`` or at any below it; at any at all without one."""

    package: str
    fix: str = ""
    is_below: bool = False

    @property
    def text(self) -> str:
        if not self.fix:
            return f"{self.package}, any version"
        return f"{self.package} below {self.fix}" if self.is_below else f"{self.package} {self.fix}"


def readings(distribution: Distribution, advisories: Sequence[Advisory]) -> Readings:
    """What the readers of each feed conclude of a package, by its advisories about one vulnerability.

    There is at least one, and none of them is withdrawn.
    """
    order = scheme(distribution.version_scheme)
    subjects = tuple(_subjects(advisories, order))
    statements = {
        FeedFormat.SECDB: _secdb(distribution, advisories),
        FeedFormat.OSV: _osv(distribution, advisories),
    }
    return Readings(
        tuple(one.text for one in subjects),
        tuple(
            Reading(
                "OSV" if kind is FeedFormat.OSV else kind.value,
                tuple(_verdict(said, one, order) for one in subjects),
                LOSSES[kind],
            )
            for kind, said in statements.items()
        ),
    )


def _subjects(advisories: Sequence[Advisory], order: Scheme) -> Iterator[_Subject]:
    """What is asked about: the last fix and what is below it, else the package as such."""
    package = advisories[0].package
    last = _last((one.fixed_version for one in advisories if one.status is Status.FIXED), order)
    if not last:
        yield _Subject(package)
        return
    yield _Subject(package, last, is_below=True)
    yield _Subject(package, last)


def _secdb(distribution: Distribution, advisories: Iterable[Advisory]) -> list[Statement]:
    """What the secdb states, each advisory by itself: contradictions are the whole feed's matter."""
    settings = distribution.secdb
    return [
        statement
        for one in advisories
        for statement in secdb.parse(
            secdb.render_entries(secdb.entries([standing_of(one)], settings.architectures), settings)
        )
    ]


def _osv(distribution: Distribution, advisories: Sequence[Advisory]) -> list[Statement]:
    settings = osv_settings(distribution)
    records = osv.render([(one, settings) for one in advisories], Shape.FULL)
    return [statement for record in records for statement in parse_osv(record.data).statements]


def _verdict(statements: Iterable[Statement], subject: _Subject, order: Scheme) -> str:
    """What a scanner makes of them for a version; where they differ by architecture, of the worst."""
    fixes = {one.version for one in statements}
    if not fixes:
        return _SILENT
    if OPEN in fixes:
        return _NO_FIX
    ahead = _last(fixes - {NOT_AFFECTED}, order)
    if not ahead or not _is_ahead(ahead, subject, order):
        return _CLEAN
    return f"affected, fixed in {ahead}"


def _is_ahead(fix: str, subject: _Subject, order: Scheme) -> bool:
    """Whether the subject does not have this fix yet."""
    stands = order.compare(fix, subject.fix) if subject.fix else 1
    return stands > 0 or (stands == 0 and subject.is_below)


def _last(versions: Iterable[str], order: Scheme) -> str:
    """The last of the versions that have a place in the order; empty without any."""
    placed: list[tuple[bytes, str]] = []
    for version in versions:
        with suppress(InvalidVersionError):
            placed.append((order.sort_key(version), version))
    return max(placed, default=(b"", ""))[1]
