"""What upstream says about the demonstration's flaws: repeatable, complete, in the shapes of the sources."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from navwarn.catalog.apkindex import load_index
from navwarn.core import canonical
from navwarn.core.identifier import IdKind, kind_of
from navwarn.core.instant import parse_day
from navwarn.workflows.demo.package import STORY_END
from navwarn.workflows.demo.published import index_text
from navwarn.workflows.demo.upstream import REJECTED, Upstream, tell_upstream
from navwarn.workflows.demo.world import build_world
from tests.workflows.demo.reading import advisories

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.workflows.demo.world import World


@pytest.fixture(scope="module")
def upstream(world: World) -> Upstream:
    return tell_upstream(world.disclosures, 7, STORY_END)


def test_it_is_always_the_same(upstream: Upstream) -> None:
    again = tell_upstream(build_world().disclosures, 7, STORY_END)
    assert canonical.encode(list(again)) == canonical.encode(list(upstream))


def test_every_id_that_an_advisory_names_has_its_record(world: World, upstream: Upstream) -> None:
    named = {alias for advisory in advisories(world) for alias in advisory.aliases}
    assert {alias for alias in named if kind_of(alias) is IdKind.CVE} <= upstream.cve.keys()
    assert {alias for alias in named if kind_of(alias) is IdKind.GHSA} <= upstream.ghsa.keys()


def test_nothing_is_known_before_it_is_disclosed() -> None:
    until = parse_day("2023-10-09")
    assert all(disclosure.disclosed <= until for disclosure in build_world(until=until).disclosures)


def test_records_of_one_flaw_agree(upstream: Upstream) -> None:
    for identifier, record in upstream.ghsa.items():
        for alias in record["aliases"]:
            cna = upstream.cve[alias]["containers"]["cna"]
            assert (cna["title"], cna["descriptions"][0]["value"]) == (record["summary"], record["details"])
            assert record["id"] == identifier


def test_the_story_was_exploited_and_scored(upstream: Upstream) -> None:
    (metric,) = (
        metric
        for container in (
            upstream.cve["CVE-2023-44487"]["containers"]["cna"],
            *upstream.cve["CVE-2023-44487"]["containers"]["adp"],
        )
        for metric in container.get("metrics", [])
        if "cvssV3_1" in metric
    )
    assert metric["cvssV3_1"]["baseScore"] == 7.5
    listed = {entry["cveID"]: entry["dateAdded"] for entry in upstream.kev["vulnerabilities"]}
    assert listed["CVE-2023-44487"] == "2023-10-10"
    assert upstream.kev["count"] == len(listed) > 3


def test_severities_and_states_of_analysis_differ(upstream: Upstream) -> None:
    states = Counter(item["cve"]["vulnStatus"] for item in upstream.nvd["vulnerabilities"])
    assert min(states["Analyzed"], states["Awaiting Analysis"], states["Deferred"]) > 100
    ratings = Counter(record["database_specific"]["severity"] for record in upstream.ghsa.values())
    assert min(ratings[word] for word in ("CRITICAL", "HIGH", "MODERATE", "LOW")) > 30


def test_scores_are_probabilities_with_their_rank(upstream: Upstream) -> None:
    comment, *lines = upstream.epss.splitlines()
    assert comment.startswith("#model_version:")
    rows = list(csv.DictReader(lines))
    assert all(0 < float(row["epss"]) < 1 and 0 < float(row["percentile"]) <= 1 for row in rows)
    by_score = sorted(rows, key=lambda row: float(row["epss"]))
    assert [row["percentile"] for row in by_score] == sorted(row["percentile"] for row in rows)


def test_one_id_was_taken_back(world: World, upstream: Upstream) -> None:
    assert upstream.cve[REJECTED]["cveMetadata"]["state"] == "REJECTED"
    assert all(REJECTED not in advisory.aliases for advisory in advisories(world))


def test_no_date_is_after_the_end(upstream: Upstream) -> None:
    text = canonical.encode(list(upstream)).decode()
    assert max(re.findall(r"\b2\d{3}-\d\d-\d\d(?=T)", text)) <= "2026-06-30"


def test_indexes_hold_every_fix_with_its_subpackages(world: World, tmp_path: Path) -> None:
    for distribution in world.distributions:
        path = tmp_path / f"{distribution.name}.txt"
        path.write_text(index_text(distribution, "x86_64"), encoding="utf-8")
        entries = load_index(path).entries
        published = {(entry.origin, entry.version) for entry in entries if entry.name == entry.origin}
        fixes = {
            (document.package, event.fixed_version)
            for document in distribution.documents
            for advisory in document.advisories
            for event in advisory.events
            if event.fixed_version
        }
        assert fixes <= published
    names = {entry.name for entry in entries}
    assert names > {entry.origin for entry in entries}


def test_go_tells_of_its_standard_library_what_no_module_has(world: World, upstream: Upstream) -> None:
    """GO1: `stdlib` is a pseudo-module of Go's database alone, with versions that have no prefix."""
    named = {alias for one in world.disclosures for alias in one.aliases if kind_of(alias) is IdKind.GO}
    assert upstream.go.keys() == named
    (affected,) = upstream.go["GO-2023-8901"]["affected"]
    assert affected["package"] == {"ecosystem": "Go", "name": "stdlib"}
    (bounds,) = affected["ranges"]
    assert bounds["events"] == [{"introduced": "1.20.0-0"}, {"fixed": "1.21.3"}]
    assert all(
        one["package"]["name"] != "stdlib"
        for record in upstream.ghsa.values()
        for one in record.get("affected", ())
    )
