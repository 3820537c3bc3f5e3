"""What distributions publish: versions in their order, subpackages by architecture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import Instant
from navwarn.ledger import open_ledger
from navwarn.ledger.published import PublishedPackage, PublishedSummary, PublishedVersion
from tests.ledger.knowledge import day

if TYPE_CHECKING:
    from navwarn.ledger.interface import Ledger

BUILT = Instant(1_600_000_000_000_000)


def one(
    version: str, name: str = "zlib", arch: str = "x86_64", *, of: str = "zlib", at: Instant | None = None
) -> PublishedPackage:
    return PublishedPackage(of, version, name, arch, at)


def store(ledger: Ledger, *packages: PublishedPackage, now: int = 0, distribution: str = "acme") -> int:
    with ledger.catalogue(now=day(now)) as transaction:
        return transaction.store_published(distribution, packages)


def versions(ledger: Ledger, package: str = "zlib") -> list[str]:
    return [found.version for found in ledger.published_versions("acme", package)]


def test_versions_come_newest_first(ledger: Ledger) -> None:
    assert store(ledger, one("1.9-r0"), one("1.10-r0"), one("1.10-r10"), one("1.10-r9")) == 4
    assert versions(ledger) == ["1.10-r10", "1.10-r9", "1.10-r0", "1.9-r0"]
    assert versions(ledger, "other") == []
    assert ledger.published_versions("other", "zlib") == []


def test_a_version_has_its_packages_by_architecture_the_origin_first(ledger: Ledger) -> None:
    store(
        ledger,
        one("1-r0", "a-zlib", at=Instant(BUILT + 1)),
        one("1-r0", at=BUILT),
        one("1-r0", "zlib-dev", "aarch64"),
        one("1-r0", arch="aarch64"),
    )
    (found,) = ledger.published_versions("acme", "zlib")
    assert found == PublishedVersion(
        "1-r0", (("aarch64", ("zlib", "zlib-dev")), ("x86_64", ("zlib", "a-zlib"))), BUILT, day(0), day(0)
    )
    assert found.architectures == ("aarch64", "x86_64")


def test_importing_again_adds_nothing_and_moves_the_time_it_was_seen_last(ledger: Ledger) -> None:
    assert store(ledger, one("1-r0"), now=1) == 1
    assert store(ledger, one("1-r0", at=BUILT), one("2-r0"), one("2-r0"), now=3) == 1
    assert store(ledger, one("2-r0"), now=2) == 0
    seen = [
        (found.version, found.built_at, found.first_seen_at, found.last_seen_at)
        for found in ledger.published_versions("acme", "zlib")
    ]
    assert seen == [("2-r0", None, day(3), day(3)), ("1-r0", BUILT, day(1), day(3))]
    assert store(ledger) == 0


def test_packages_are_listed_with_their_newest_version(ledger: Ledger) -> None:
    store(ledger, one("9-r0"), one("10-r0"), one("10-r0", "zlib-dev"), one("1-r0", "curl", of="curl"))
    store(ledger, one("1-r0"), distribution="other")
    assert ledger.published_packages("acme") == [
        PublishedSummary("curl", "1-r0", versions=1, packages=1),
        PublishedSummary("zlib", "10-r0", versions=2, packages=2),
    ]


def test_a_subpackage_leads_to_its_origin(ledger: Ledger) -> None:
    store(ledger, one("1-r0", "libz"), one("1-r0", "libz", of="another"))
    assert ledger.origins("acme", "libz") == ["another", "zlib"]
    assert ledger.origins("other", "libz") == []


def test_a_scheme_without_keys_sorts_by_text(url: str) -> None:
    with open_ledger(url, schemes={"acme": "npm"}) as ledger:
        store(ledger, one("1.9.0"), one("1.10.0"))
        assert versions(ledger) == ["1.9.0", "1.10.0"]
