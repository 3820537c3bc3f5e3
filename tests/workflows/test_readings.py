"""How scanners read what we say of a package (site.md, "how each scanner reads this")."""

from __future__ import annotations

import pytest

from navwarn.core.distribution import Distribution
from navwarn.core.event import Event, EventType
from navwarn.workflows.browse.readings import readings
from tests.feeds.making import advisory, detected, false_positive, fixed, stated

ACME = Distribution("acme", "Acme", "ACME", "pkg:apk/acme", os_ids=("acme",))
CVE = ("CVE-2023-44487",)


def read(*histories: tuple[Event, ...]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The subjects, and what the readers of each feed conclude."""
    found = readings(
        ACME,
        [advisory(str(number) * 4, "nghttp2", CVE, *one) for number, one in enumerate(histories, start=2)],
    )
    return found.subjects, {row.feed: row.verdicts for row in found.rows}


def test_below_the_fix_it_is_affected_and_at_it_clean() -> None:
    verdicts = ("affected, fixed in 1.57.0-r0", "clean")
    assert read((detected(), fixed("1.57.0-r0"))) == (
        ("nghttp2 below 1.57.0-r0", "nghttp2 1.57.0-r0"),
        {"secdb": verdicts, "OSV": verdicts},
    )


@pytest.mark.parametrize(
    "latest",
    [
        detected(),
        stated(EventType.TRUE_POSITIVE),
        stated(EventType.PENDING_UPSTREAM_FIX),
        stated(EventType.FIX_NOT_PLANNED),
    ],
)
def test_what_is_open_a_secdb_cannot_say(latest: Event) -> None:
    assert read((detected(), latest)) == (
        ("nghttp2, any version",),
        {"secdb": ("says nothing",), "OSV": ("affected, no fix",)},
    )


def test_what_never_was_affected_is_clean_in_both() -> None:
    assert read((detected(), false_positive()))[1] == {"secdb": ("clean",), "OSV": ("clean",)}


def test_of_several_fixes_the_last_counts() -> None:
    verdicts = ("affected, fixed in 1.10-r0", "clean")
    assert read((fixed("1.9-r0"),), (fixed("1.10-r0"),)) == (
        ("nghttp2 below 1.10-r0", "nghttp2 1.10-r0"),
        {"secdb": verdicts, "OSV": verdicts},
    )


def test_what_another_advisory_leaves_open_is_affected_at_any_version() -> None:
    found = read((fixed("1.9-r0"),), (detected(),))[1]
    assert found["OSV"] == ("affected, no fix", "affected, no fix")
    assert found["secdb"] == ("affected, fixed in 1.9-r0", "clean")


def test_each_row_says_what_its_format_cannot() -> None:
    assert all(row.cannot_say for row in readings(ACME, [advisory("2222", "zlib", CVE, detected())]).rows)
