"""The demonstration's world: repeatable, as large as promised and as varied as real data."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from navwarn.core import canonical
from navwarn.core.event import EventType, FalsePositiveType
from navwarn.core.identifier import IdKind, kind_of
from navwarn.core.instant import DAY, HOUR, Instant, parse_day
from navwarn.core.status import Status
from navwarn.workflows.demo.package import STORY_END
from navwarn.workflows.demo.world import build_world
from tests.workflows.demo.reading import advisories, document_of, documents, events, path, status

if TYPE_CHECKING:
    from navwarn.workflows.demo.world import DemoDistribution, World

DIGEST = "68f8643970ace41df5cc53e5c43acc9f59bde7fdfd7a3b1e32ec0c94e086ca2a"


def digest(world: World) -> str:
    content = [
        [document.schema_version, document.package, advisory.id, advisory.aliases]
        + [[event.timestamp, event.type, event.data] for event in advisory.events]
        for document in documents(world)
        for advisory in document.advisories
    ]
    return hashlib.sha256(canonical.encode(content)).hexdigest()


# Repeatable


def test_the_world_of_the_usual_seed_is_always_the_same(world: World) -> None:
    assert digest(world) == DIGEST
    assert build_world() == world


def test_another_seed_makes_another_world_around_the_same_story(world: World) -> None:
    other = build_world(seed=8)
    assert other != world
    stories = [
        {told.aliases: told.events for told in document_of(each.distributions[0], "nghttp2").advisories}
        for each in (world, other)
    ]
    assert stories[0] == stories[1]


@pytest.mark.parametrize("day", ["2022-12-24", "2023-10-11", "2025-01-01", "2026-06-29"])
def test_an_earlier_end_shows_the_same_advisories_with_what_had_happened(world: World, day: str) -> None:
    until = Instant(parse_day(day) + 12 * HOUR)
    happened = {
        advisory.id: kept
        for advisory in advisories(world)
        if (kept := tuple(event for event in advisory.events if event.timestamp <= until))
    }
    assert {advisory.id: advisory.events for advisory in advisories(build_world(until=until))} == happened


def test_a_later_end_changes_nothing(world: World) -> None:
    assert build_world(until=Instant(STORY_END + 1000 * DAY)) == world


def test_before_the_first_event_there_is_no_document() -> None:
    assert [d.documents for d in build_world(until=parse_day("2022-10-01")).distributions] == [(), ()]


def test_making_it_needs_neither_yaml_nor_a_database() -> None:
    script = "import sys, navwarn.workflows.demo.world; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"yaml", "sqlite3", "psycopg", "rich", "univers"} & set(loaded.stdout.split())


# As large as promised


def test_there_are_a_public_distribution_and_a_private_one_that_includes_it(world: World) -> None:
    public, private = world.distributions
    assert (public.name, public.title, public.prefix) == ("harbor", "Harbor Linux", "HBR")
    assert (private.name, private.prefix) == ("harbor-enterprise", "HBE")
    assert public.settings.is_public
    assert not private.settings.is_public
    assert private.settings.includes == (public.name,)


def test_there_are_some_three_hundred_packages_and_nearly_three_thousand_advisories(
    world: World, harbor: DemoDistribution
) -> None:
    assert 290 <= len(harbor.documents) <= 330
    assert 2700 <= sum(1 for _ in advisories(world)) <= 3000


def test_the_enterprise_has_some_twenty_five_packages_of_its_own_and_takes_over_a_few(
    harbor: DemoDistribution, enterprise: DemoDistribution
) -> None:
    public = {document.package for document in harbor.documents}
    private = {document.package for document in enterprise.documents}
    assert 22 <= len(private - public) <= 28
    assert private & public == {"busybox", "curl", "haproxy-2.8", "openssh", "redis-7.2"}


def test_sizes_have_a_long_tail(harbor: DemoDistribution) -> None:
    sizes = sorted(len(document.advisories) for document in harbor.documents)
    assert sizes[0] == 1
    assert 5 <= sizes[len(sizes) // 2] <= 9
    assert sizes[-1] >= 30


# As varied as real data


@pytest.mark.parametrize(
    ("expected", "lowest", "highest"),
    [
        (Status.FIXED, 70, 76),
        (Status.UNDER_INVESTIGATION, 10, 15),
        (Status.NOT_AFFECTED, 8, 11),
        (Status.PENDING_UPSTREAM_FIX, 2, 5),
        (Status.FIX_NOT_PLANNED, 0.5, 3),
        (Status.AFFECTED, 0.2, 1.5),
        (Status.ANALYSIS_NOT_PLANNED, 0.1, 1),
    ],
)
def test_statuses_are_as_frequent_as_in_truth(
    world: World, expected: Status, lowest: float, highest: float
) -> None:
    statuses = Counter(status(advisory) for advisory in advisories(world))
    assert lowest <= 100 * statuses[expected] / statuses.total() <= highest


def test_half_of_the_advisories_are_a_detection_and_a_fix_and_a_fifth_only_a_fix(world: World) -> None:
    paths = Counter(tuple(path(advisory)) for advisory in advisories(world))
    assert 44 <= 100 * paths[EventType.DETECTION, EventType.FIXED] / paths.total() <= 56
    assert 15 <= 100 * paths[(EventType.FIXED,)] / paths.total() <= 25
    assert len(paths) >= 20


def test_half_of_the_fixes_come_within_a_day_and_one_in_ten_takes_weeks(world: World) -> None:
    delays = sorted(
        advisory.events[1].timestamp - advisory.events[0].timestamp
        for advisory in advisories(world)
        if [event.type for event in advisory.events] == [EventType.DETECTION, EventType.FIXED]
    )
    assert 12 * HOUR <= delays[len(delays) // 2] <= 36 * HOUR
    assert 10 * DAY <= delays[len(delays) * 9 // 10] <= 25 * DAY


def test_a_few_advisories_were_reopened(world: World) -> None:
    steps = Counter(pair for advisory in advisories(world) for pair in pairwise(path(advisory)))
    assert 10 <= steps[EventType.FIXED, EventType.DETECTION] <= 60
    assert 1 <= steps[EventType.FALSE_POSITIVE, EventType.DETECTION] <= 10


def test_a_few_files_have_events_out_of_order_and_one_has_an_event_twice(world: World) -> None:
    moments = [[event.timestamp for event in advisory.events] for advisory in advisories(world)]
    assert sum(told != sorted(told) for told in moments) == 5
    twice = [a.events for a in advisories(world) if any(one == other for one, other in pairwise(a.events))]
    assert [len(told) for told in twice] == [3]


def test_one_robot_said_the_same_a_dozen_times(world: World) -> None:
    repeated = [a for a in advisories(world) if path(a).count(EventType.FIX_NOT_PLANNED) > 2]
    assert [path(advisory).count(EventType.FIX_NOT_PLANNED) for advisory in repeated] == [12]


def test_all_reasons_for_not_being_affected_occur_and_most_say_that_the_code_is_not_included(
    world: World,
) -> None:
    reasons = Counter(event.false_positive_type for event in events(world) if event.false_positive_type)
    assert set(reasons) == set(FalsePositiveType)
    assert reasons.most_common(1)[0][0] == FalsePositiveType.NOT_INCLUDED


def test_notes_are_mostly_short_sometimes_long_and_sometimes_missing(world: World) -> None:
    determined = [e for e in events(world) if e.type not in {EventType.DETECTION, EventType.FIXED}]
    notes = [event.note for event in determined if event.note]
    assert len(notes) < len(determined)
    assert any(event.data is None for event in determined)
    assert 0.02 <= sum("\n" in note for note in notes) / len(notes) <= 0.2
    assert not any("{" in note or "}" in note for note in notes)
    assert len(set(notes)) > len(notes) * 0.7


def test_detections_come_from_scans_of_seven_kinds_and_in_other_ways(world: World) -> None:
    detections = [event for event in events(world) if event.type == EventType.DETECTION]
    assert {event.text("type") for event in detections} == {"scan/v1", "nvdapi", "manual"}
    kinds = Counter(event.component["componentType"] for event in detections if event.component)
    assert set(kinds) == {"go-module", "apk", "java-archive", "python", "npm", "rust-crate", "gem"}
    assert kinds.most_common(1)[0][0] == "go-module"


def test_some_detections_name_a_subpackage_and_some_several_locations(world: World) -> None:
    found = [
        (document.package, event.component)
        for document in documents(world)
        for advisory in document.advisories
        for event in advisory.events
        if event.component
    ]
    assert sum(component["subpackageName"] != package for package, component in found) > 50
    assert sum(", " in component["componentLocation"] for _, component in found) > 20


def test_versions_have_every_shape(world: World) -> None:
    versions = [event.fixed_version for event in events(world) if event.fixed_version]
    for mark in ("_p", "_rc", "_git", "-r1-r"):
        assert any(mark in version for version in versions), mark
    releases = Counter(int(version.rpartition("-r")[2]) for version in versions)
    assert set(range(15)) - set(releases) <= {11, 12, 13, 14}
    assert max(releases) >= 12


def test_ids_share_their_vulnerability_in_the_usual_ways(world: World) -> None:
    kinds = Counter(tuple(kind_of(alias) for alias in advisory.aliases) for advisory in advisories(world))
    cve, ghsa, go = IdKind.CVE, IdKind.GHSA, IdKind.GO
    assert 85 <= 100 * (kinds.total() - kinds[(cve,)] - kinds[(ghsa,)]) / kinds.total() <= 95
    assert all(kinds[family] for family in [(cve,), (ghsa,), (cve, ghsa), (cve, ghsa, ghsa), (cve, ghsa, go)])
    assert set(kinds) <= {(cve,), (ghsa,), (go,), (cve, ghsa), (cve, ghsa, ghsa), (cve, ghsa, go), (cve, go)}


def test_the_flaws_of_common_libraries_are_in_many_packages(world: World) -> None:
    shared = Counter(alias for advisory in advisories(world) for alias in advisory.aliases)
    assert shared.most_common(1)[0][1] >= 25
    assert sum(count > 5 for count in shared.values()) > 100


def test_invented_cves_have_numbers_that_no_real_one_has(world: World) -> None:
    real = {"CVE-2023-44487"}
    cves = {a for advisory in advisories(world) for a in advisory.aliases if a.startswith("CVE-")}
    assert real < cves
    assert all(int(cve.rpartition("-")[2]) >= 900_000 for cve in cves - real)
