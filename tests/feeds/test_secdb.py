"""secdb: the former tool's bytes, one entry for each package, and what is read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.advisory import Advisory, Withdrawal
from navwarn.core.distribution import SecdbSettings
from navwarn.core.event import EventType
from navwarn.feeds.holdback import Held
from navwarn.feeds.interface import NOT_AFFECTED, ContradictionError, Statement, UnreadableFeedError
from navwarn.feeds.secdb import parse, render
from tests.feeds.making import (
    GOLDEN,
    SCHEMAS,
    advisory,
    advisory_lists,
    day,
    detected,
    false_positive,
    fixed,
    snapshot,
    stated,
)

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = SecdbSettings("https://packages.acme.example", "os", ("x86_64", "aarch64"))
CVE, OTHER, GHSA = "CVE-2024-0001", "CVE-2024-0002", "GHSA-2222-3333-4444"
VALIDATOR = jsonschema_rs.validator_for(json.loads((SCHEMAS / "secdb.schema.json").read_text()))

STORY = snapshot(
    advisory("2222", "airflow", (CVE, GHSA), detected(), fixed("2.9.0-r10")),
    advisory("3333", "airflow", (OTHER,), fixed("2.9.0-r9")),
    advisory("4444", "airflow-3", ("GO-2024-0001",), false_positive()),
    advisory("5555", "airflow-3", (CVE,), fixed("3.0.0-r0"), fixed("3.0.1-r0", at=2)),
    advisory("6666", "bash", (CVE,), fixed("5.2-r1"), detected(at=3)),
    advisory("7777", "curl", (), fixed("8.0.0-r0")),
    advisory("8888", "odd<name>&co", (CVE,), fixed("1.1.0-r1-r0")),
    advisory("9999", "zlib", (OTHER,), fixed("1.3-r0"), withdrawal=Withdrawal(day(3), "was wrong")),
)


def packages(data: bytes) -> dict[str, Any]:
    return {entry["pkg"]["name"]: entry["pkg"]["secfixes"] for entry in json.loads(data)["packages"]}


def test_the_story_is_written_byte_for_byte() -> None:
    assert render(STORY, SETTINGS) == (GOLDEN / "security.json").read_bytes()


def test_packages_stand_in_the_order_of_file_names() -> None:
    assert list(packages(render(STORY, SETTINGS))) == ["airflow-3", "airflow", "odd<name>&co"]


def test_versions_sort_as_text_and_ids_are_repeated_as_they_come() -> None:
    twice = snapshot(
        advisory("2222", "a", (OTHER, CVE), fixed("1-r9")),
        advisory("3333", "a", (CVE,), fixed("1-r9")),
        advisory("4444", "a", (GHSA,), fixed("1-r10")),
    )
    assert list(packages(render(twice, SETTINGS))["a"].items()) == [
        ("1-r10", [GHSA]),
        ("1-r9", [CVE, CVE, OTHER]),
    ]


@pytest.mark.parametrize("kind", sorted(set(EventType) - {EventType.FIXED, EventType.FALSE_POSITIVE}))
def test_an_advisory_that_is_open_says_nothing(kind: EventType) -> None:
    story = snapshot(advisory("2222", "a", (CVE,), fixed("1-r0"), stated(kind, at=4)))
    assert packages(render(story, SETTINGS)) == {}


def test_a_held_fix_says_nothing() -> None:
    held = [Held(STORY.advisories[0].id, "airflow-3", "3.0.1-r0", "x86_64", "3.0.0-r0")]
    assert STORY.advisories[0].package == "airflow-3"
    before, after = parse(render(STORY, SETTINGS)), parse(render(STORY, SETTINGS, held))
    assert set(before) - set(after) == {Statement("airflow-3", NOT_AFFECTED, "GO-2024-0001")}


def test_an_included_package_has_one_entry_with_the_nearest_word_for_each_vulnerability() -> None:
    public = snapshot(
        advisory("2222", "zlib", (CVE,), false_positive()),
        advisory("3333", "zlib", (OTHER,), fixed("1.3-r0")),
        advisory("4444", "bash", (CVE,), fixed("5-r0")),
        name="public",
    )
    own = snapshot(advisory("5555", "zlib", (CVE,), fixed("1.3-r7")), includes=(public,))
    data = render(own, SETTINGS)
    assert packages(data) == {"zlib": {"1.3-r0": [OTHER], "1.3-r7": [CVE]}, "bash": {"5-r0": [CVE]}}
    assert data.count(b'"zlib"') == 1


def test_an_id_that_never_was_a_problem_and_is_fixed_is_an_error_that_names_both() -> None:
    first = advisory("2222", "zlib", (GHSA, CVE), false_positive())
    second = advisory("3333", "zlib", (CVE,), fixed("1.3-r7"))
    third = advisory("4444", "bash", (CVE,), false_positive())
    with pytest.raises(ContradictionError) as caught:
        render(snapshot(first, second, third), SETTINGS)
    assert caught.value.exit_status == 1
    assert caught.value.message == (
        f"package zlib is not affected by {CVE} according to {first.id}"
        f" and fixed in 1.3-r7 according to {second.id}"
    )


def test_different_ids_may_be_fixed_and_not_affected_in_one_package() -> None:
    story = snapshot(
        advisory("2222", "a", (CVE,), false_positive()), advisory("3333", "a", (OTHER,), fixed("1-r0"))
    )
    assert packages(render(story, SETTINGS)) == {"a": {"0": [CVE], "1-r0": [OTHER]}}


def contradicts(advisories: list[Advisory]) -> bool:
    stated_ids: dict[tuple[str, str], set[bool]] = {}
    for item in advisories:
        if item.withdrawal is None and item.latest.type in {EventType.FIXED, EventType.FALSE_POSITIVE}:
            if item.latest.type == EventType.FIXED and not item.fixed_version:
                continue
            for alias in item.aliases:
                is_fix = item.latest.type == EventType.FIXED
                stated_ids.setdefault((item.package, alias), set()).add(is_fix)
    return any(len(kinds) > 1 for kinds in stated_ids.values())


@given(advisory_lists)
def test_what_is_written_is_read_back_and_fits_the_schema(advisories: list[Advisory]) -> None:
    if contradicts(advisories):
        with pytest.raises(ContradictionError):
            render(snapshot(*advisories), SETTINGS)
        return
    data = render(snapshot(*advisories), SETTINGS)
    expected = {
        Statement(item.package, item.fixed_version or NOT_AFFECTED, alias)
        for item in advisories
        if item.withdrawal is None and (item.fixed_version or item.latest.type == EventType.FALSE_POSITIVE)
        for alias in item.aliases
    }
    assert set(parse(data)) == expected
    VALIDATOR.validate(json.loads(data))


@given(advisory_lists, st.randoms(use_true_random=False))
def test_the_order_in_which_advisories_of_a_package_come_does_not_matter(
    advisories: list[Advisory], random: Any
) -> None:
    if contradicts(advisories):
        return
    ordered = sorted(advisories, key=lambda item: item.package)
    shuffled = random.sample(ordered, len(ordered))
    assert set(parse(render(snapshot(*ordered), SETTINGS))) == set(
        parse(render(snapshot(*shuffled), SETTINGS))
    )
    for package in {item.package for item in advisories}:
        one = [item for item in ordered if item.package == package]
        other = [item for item in shuffled if item.package == package]
        assert render(snapshot(*one), SETTINGS) == render(snapshot(*other), SETTINGS)


def test_the_schema_refuses_several_ids_in_one_text() -> None:
    bad = json.loads((GOLDEN / "security.json").read_bytes())
    bad["packages"][0]["pkg"]["secfixes"] = {"1-r0": [f"{CVE} {OTHER}"]}
    assert not VALIDATOR.is_valid(bad)


ALPINE = b"""
{"distroversion": "edge", "urlprefix": "u", "archs": [], "reponame": "main", "apkurl": "a", "packages": [
  {"pkg": {"name": "xen", "secfixes": {"4.10.0-r2": ["CVE-2018-7540 XSA-252"], "2-r0": {}, "1-r0": null}}},
  {"pkg": {"name": "empty", "secfixes": null}}, {"pkg": {"name": "none"}}]}"""


def test_alpine_files_are_read_with_their_irregularities() -> None:
    assert parse(ALPINE) == [
        Statement("xen", "4.10.0-r2", "CVE-2018-7540"),
        Statement("xen", "4.10.0-r2", "XSA-252"),
    ]


def test_a_database_without_packages_says_nothing() -> None:
    assert parse(b'{"packages": null}') == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"packages": [{"pkg": {"name": 1}}]}',
        b'{"packages": [{"pkg": {"name": "a", "secfixes": {"1": ["\xff"]}}}]}',
        b'{"x": ' + b"[" * 100_000,
    ],
)
def test_anything_else_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFeedError, match="this is not a secdb: "):
        parse(data)


def test_real_alpine_files_are_read(test_data: Path) -> None:
    files = sorted((test_data / "sources" / "alpine-secdb").glob("*.json"))
    assert files
    assert all(parse(path.read_bytes()) for path in files)
