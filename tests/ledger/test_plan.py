"""Lists by vulnerability, package and status start from an index, now and at any two moments.

SQLite tells its plan; a plan that reads a whole table is one that a large ledger would not bear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.moments import LATEST, Moments
from navwarn.core.status import Status
from navwarn.ledger import open_ledger
from navwarn.ledger.interface import EVERYTHING, Query
from navwarn.ledger.query import Condition
from navwarn.ledger.statement import SQLITE, statement
from tests.ledger.database import engine_of
from tests.ledger.making import CVE, append_only_one, day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from navwarn.ledger.interface import Ledger

PAST = Moments(as_of=day(1), known=2)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger so young that the planner knows nothing about it."""
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        append_only_one(ledger)
        yield ledger


def plan(ledger: Ledger, text: str, parameters: dict[str, object]) -> list[str]:
    """The steps of a plan, those over parameters left out."""
    steps = engine_of(ledger).rows(f"EXPLAIN QUERY PLAN {text}", parameters)
    return [step for *_, step in steps if "json_each" not in step]


@pytest.mark.parametrize("moments", [LATEST, PAST, Moments(as_of=day(1)), Moments(known=2)])
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (Query(vulnerabilities=[CVE]), "advisory_aliases_by_alias"),
        (Query(vulnerabilities=[CVE], packages=["zlib"]), "advisory_aliases_by_alias"),
        (Query(packages=["zlib"]), "advisory_states_by_package"),
        (Query(packages=["zlib"], statuses=[Status.FIXED]), "advisory_states_by_package"),
        (Query(statuses=[Status.FIXED]), "advisory_states_by_status"),
        (Query(statuses=[Status.FIXED], distributions=["acme"]), "advisory_states_by_status"),
        (EVERYTHING, "advisory_states_by_status"),
    ],
)
def test_a_list_starts_from_its_index(small: Ledger, query: Query, index: str, moments: Moments) -> None:
    condition = Condition(query, moments)
    text = f"{statement('read.states_where', SQLITE)} {condition.text}"
    steps = plan(small, text, condition.parameters)
    assert not [step for step in steps if step.startswith("SCAN")], steps
    assert any(index in step for step in steps), steps


def test_a_vulnerability_leads_to_its_advisories_and_not_to_a_status(small: Ledger) -> None:
    condition = Condition(Query(vulnerabilities=[CVE]), LATEST)
    steps = plan(small, f"{statement('read.states_where', SQLITE)} {condition.text}", condition.parameters)
    assert steps[0].startswith("SEARCH s USING PRIMARY KEY"), steps


def test_counting_by_status_reads_nothing_but_the_index(small: Ledger) -> None:
    condition = Condition(Query(statuses=[Status.FIXED]), LATEST)
    steps = plan(small, f"{statement('read.count_where', SQLITE)} {condition.text}", condition.parameters)
    assert "COVERING INDEX advisory_states_by_status" in steps[0]


def test_what_changed_lately_is_searched_for_by_its_time(small: Ledger) -> None:
    condition = Condition(Query(since=day(1), until=day(2)), LATEST)
    steps = plan(small, f"{statement('read.states_where', SQLITE)} {condition.text}", condition.parameters)
    assert "event_time>? AND event_time<?" in steps[0]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("read.entries_of_openings", {"openings": "[1]", "until": 9}),
        ("read.openings", {"advisories": "[]"}),
        ("read.sequence_at", {"moment": 1}),
        ("read.entries", {"after": 1, "until": 2, "page": 3}),
        ("read.entries_by_opening", {"opening": 1, "after": 1, "until": 2, "page": 3}),
        ("read.documents_of_packages", {"distribution": "acme", "packages": "[]"}),
    ],
)
def test_what_an_append_and_a_look_need_is_searched_for(
    small: Ledger, name: str, parameters: dict[str, object]
) -> None:
    steps = plan(small, statement(name, SQLITE), parameters)
    assert not [step for step in steps if step.startswith("SCAN")], steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("image.packages_since", {"size": 1}),
        ("image.mark_by_packages", {"packages": "[]"}),
        ("image.stale", {"page": 1}),
        ("image.findings_of", {"numbers": "[]"}),
        ("image.open_findings", {"ids": "[]"}),
        ("image.concerned", {"ids": "[]", "packages": "[]"}),
        ("image.holders", {"components": "[]"}),
        ("image.held_by", {"numbers": "[]"}),
        ("image.open_among", {"components": "[]"}),
        ("image.missed_among", {"components": "[]"}),
    ],
)
def test_the_way_from_an_entry_to_the_images_it_concerns_is_searched_for(
    small: Ledger, name: str, parameters: dict[str, object]
) -> None:
    steps = plan(small, statement(name, SQLITE), parameters)
    # The components that are stale are an index of their own, which holds nothing else.
    assert not [step for step in steps if step.startswith("SCAN") and "components_stale" not in step], steps
