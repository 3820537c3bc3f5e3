"""What the demonstration's world is made of: dice, version numbers, builds, working hours, tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from navwarn.core.event import EventType, FalsePositiveType
from navwarn.core.instant import DAY, HOUR, Instant, parse_day, parse_instant
from navwarn.versions.registry import scheme
from navwarn.workflows.demo.build import BuildHistory
from navwarn.workflows.demo.component import load_components
from navwarn.workflows.demo.dice import Dice
from navwarn.workflows.demo.note import Facts, write_note
from navwarn.workflows.demo.numbering import Numbering
from navwarn.workflows.demo.package import Package, load_packages
from navwarn.workflows.demo.path import END_OF_LIFE, office_hour
from navwarn.workflows.demo.story import chapters
from navwarn.workflows.demo.table import read_wordings

SINCE = parse_day("2023-01-01")
seeds = st.integers(0, 10_000)
moments = st.integers(SINCE, SINCE + 1400 * DAY).map(Instant)


def day(number: int) -> Instant:
    return Instant(SINCE + number * DAY)


# Dice


def test_dice_of_one_seed_fall_alike_and_of_another_differently() -> None:
    first, same, other = (Dice(*seed) for seed in (("a", 1), ("a", 1), ("a", 2)))
    throws = [first.below(1000) for _ in range(20)]
    assert [same.below(1000) for _ in range(20)] == throws
    assert [other.below(1000) for _ in range(20)] != throws


def test_dice_fall_the_same_on_every_python() -> None:
    dice = Dice("navwarn")
    assert [dice.between(1, 6) for _ in range(12)] == [6, 1, 6, 1, 6, 3, 2, 5, 1, 5, 2, 5]


@given(seeds, st.integers(-5, 5), st.integers(0, 5))
def test_between_includes_both_ends_and_nothing_else(seed: int, lowest: int, width: int) -> None:
    dice = Dice(seed)
    seen = {dice.between(lowest, lowest + width) for _ in range(300)}
    assert seen == set(range(lowest, lowest + width + 1))


@given(seeds, st.lists(st.integers(), unique=True, max_size=10), st.integers(0, 12))
def test_a_sample_has_different_items_as_many_as_there_are(seed: int, items: list[int], count: int) -> None:
    sample = Dice(seed).sample(items, count)
    assert len(set(sample)) == len(sample) == min(count, len(items))
    assert set(sample) <= set(items)


def test_weights_decide_how_often_something_is_chosen() -> None:
    dice = Dice(1)
    throws = [dice.weighted([(1, "rare"), (0, "never"), (9, "often")]) for _ in range(2000)]
    assert "never" not in throws
    assert 120 <= throws.count("rare") <= 280


def test_nothing_is_chosen_from_nothing() -> None:
    with pytest.raises(ValueError, match="nothing to choose from"):
        Dice(1).weighted([])


@given(seeds, st.lists(st.integers(0, 1000), min_size=2, max_size=11).map(sorted))
def test_a_spread_stays_between_its_smallest_and_its_largest_quantile(
    seed: int, quantiles: list[int]
) -> None:
    assert quantiles[0] <= Dice(seed).spread(quantiles) <= quantiles[-1]


def test_half_of_a_spread_is_below_its_middle_quantile() -> None:
    dice = Dice(2)
    throws = [dice.spread((0, 10, 1000)) for _ in range(2000)]
    assert 900 <= sum(throw < 10 for throw in throws) <= 1100


# Version numbers


@pytest.mark.parametrize(
    ("pattern", "days", "expected"),
    [
        ("1.[51].0", (60,), ["1.51.0", "1.51.0", "1.52.0", "1.57.0"]),
        ("1.[3].[7]", (100, 30), ["1.3.7", "1.3.8", "1.4.0", "1.7.0"]),
        ("[2].[9].[4]", (365, 100, 30), ["2.9.4", "2.9.5", "2.10.0", "3.0.1"]),
        ("1.1.1[s]", (80,), ["1.1.1s", "1.1.1s", "1.1.1t", "1.1.1x"]),
        ("0_git[20230101]", (30,), ["0_git20230101", "0_git20230131", "0_git20230401", "0_git20240126"]),
        ("9.0.[0099]", (50,), ["9.0.0099", "9.0.0099", "9.0.0101", "9.0.0107"]),
        ("6.0", (), ["6.0", "6.0", "6.0", "6.0"]),
    ],
)
def test_releases_follow_their_pattern(pattern: str, days: tuple[int, ...], expected: list[str]) -> None:
    numbering = Numbering(pattern, days, SINCE)
    assert [numbering.at(day(number)) for number in (0, 30, 100, 400)] == expected


def test_before_the_first_release_the_first_one_counts() -> None:
    assert Numbering("1.[0]", (10,), SINCE).at(day(-50)) == "1.0"


def test_the_release_after_the_newest_is_the_next_if_there_is_one() -> None:
    assert Numbering("1.[3].[0]", (100, 30), SINCE).after(day(40)) == "1.3.2"
    assert Numbering("6.0", (), SINCE).after(day(40)) == "6.0"


# Builds


@given(seeds, st.sampled_from(load_packages("packages.csv")), st.lists(st.tuples(moments, st.booleans())))
def test_builds_never_go_back_and_a_fix_is_above_what_was_installed(
    seed: int, package: Package, asked: list[tuple[Instant, bool]]
) -> None:
    apk = scheme("apk")
    builds, version, was_installed = BuildHistory(package.numbering, Dice(seed)), "0-r0", False
    for moment, is_fix in sorted(asked):
        following = builds.rebuild(moment) if is_fix else builds.installed(moment)
        sign, needs_more = apk.compare(version, following), was_installed and is_fix
        assert following != version or not needs_more
        # Of versions with two releases only the head has a place in the order (scanning.md SW5).
        assert sign < 0 or (sign == 0 and not (needs_more and apk.is_valid(following)))
        version, was_installed = following, not is_fix


def test_fixes_of_a_day_share_a_build_and_later_ones_do_not() -> None:
    builds = BuildHistory(Numbering("6.0", (), SINCE), Dice(3))
    first, second, third = (builds.rebuild(Instant(SINCE + hours * HOUR)) for hours in (0, 11, 24))
    assert first == second != third


def test_a_pinned_version_is_taken_over_unless_builds_are_past_it() -> None:
    builds = BuildHistory(Numbering("1.[0]", (100,), SINCE), Dice(4))
    builds.pin("1.2-r7", day(10))
    assert builds.installed(day(20)) == "1.2-r7"
    assert builds.rebuild(day(400)).startswith("1.4-r")
    builds.pin("1.3-r0", day(401))
    assert builds.installed(day(402)).startswith("1.4-r")


# Working hours


@given(moments)
def test_people_are_at_work_at_the_next_office_hour(moment: Instant) -> None:
    found = office_hour(moment)
    number, time = divmod(found, DAY)
    assert 0 <= found - moment < 3 * DAY
    assert (number + 3) % 7 < 5
    assert 8 * HOUR <= time < 17 * HOUR
    assert office_hour(found) == found


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2023-10-10T10:20:30Z", "2023-10-10T10:20:30Z"),
        ("2023-10-10T03:20:30Z", "2023-10-10T08:20:30Z"),
        ("2023-10-10T19:20:30Z", "2023-10-11T08:20:30Z"),
        ("2023-10-13T17:00:01Z", "2023-10-16T08:00:01Z"),
        ("2023-10-15T12:34:56Z", "2023-10-16T08:34:56Z"),
    ],
)
def test_work_waits_for_the_morning_and_for_monday(moment: str, expected: str) -> None:
    assert office_hour(parse_instant(moment)) == parse_instant(expected)


# Tables


@pytest.mark.parametrize("table", ["packages.csv", "enterprise.csv"])
def test_packages_are_named_once_and_contain_what_there_is(table: str) -> None:
    packages = load_packages(table)
    bundles = {bundle for component in load_components() for bundle in component.bundles}
    assert len({package.name for package in packages}) == len(packages)
    assert {content for package in packages for content in package.contents} <= bundles | {"own"}
    assert all(package.since < package.until for package in packages)


def test_each_moving_part_of_a_version_has_its_pace() -> None:
    numbered: list[tuple[str, Numbering]] = [
        *((package.name, package.numbering) for package in load_packages("packages.csv")),
        *((package.name, package.numbering) for package in load_packages("enterprise.csv")),
        *((component.name, component.numbering) for component in load_components()),
    ]
    assert [name for name, n in numbered if n.pattern.count("[") != len(n.days)] == []


def test_streams_and_hardened_builds_belong_to_their_project() -> None:
    packages = [*load_packages("packages.csv"), *load_packages("enterprise.csv")]
    projects = {package.name: package.project for package in packages}
    assert projects["go-1.21"] == projects["go-fips-1.24"] == "go"
    assert projects["kubernetes-1.27-lts"] == projects["kubernetes-1.33"] == "kubernetes"
    assert projects["py3-pip"] == "py3-pip"
    assert projects["curl-fips"] == projects["curl"] == "curl"


def test_the_story_is_about_packages_that_exist() -> None:
    tables = {"harbor": "packages.csv", "harbor-enterprise": "enterprise.csv"}
    for distribution, table in tables.items():
        packages = {package.name for package in load_packages(table)}
        assert {chapter.package for chapter in chapters(distribution)} <= packages


@pytest.mark.parametrize(
    "topic",
    [
        *FalsePositiveType,
        EventType.TRUE_POSITIVE,
        EventType.PENDING_UPSTREAM_FIX,
        EventType.FIX_NOT_PLANNED,
        EventType.ANALYSIS_NOT_PLANNED,
        END_OF_LIFE,
    ],
)
def test_each_topic_has_wordings_that_only_speak_of_known_facts(topic: str) -> None:
    own = Facts("p-1", "p", component="p", version="1.0", flaw="CVE-2024-0001", remedy="p 1.1")
    bundled = replace(own, component="c", remedy="c 1.1")
    wordings = read_wordings("notes.toml")[topic]
    for facts, kind in ((own, "own"), (bundled, "bundled")):
        notes = {write_note(topic, facts, Dice(seed)) for seed in range(100)}
        assert notes == {each.format(**asdict(facts)) for each in wordings["any"] + wordings[kind]}
        assert len(notes) >= 2
