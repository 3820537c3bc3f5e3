"""Every document of the demonstration is valid, and they fit one another."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from navwarn.core.alias import AliasTable
from navwarn.core.event import EventType
from navwarn.core.identifier import is_advisory_id
from navwarn.core.instant import DAY, HOUR, SECOND, parse_day
from navwarn.core.snapshot import file_order
from navwarn.core.status import Status
from navwarn.documents.decode import decode
from navwarn.documents.document import file_name
from navwarn.documents.emit import encode
from navwarn.documents.parse import parse
from navwarn.documents.rules import (
    Member,
    check_aliases,
    check_document,
    check_habits,
    check_ids,
    check_names,
    statements,
)
from navwarn.versions.registry import scheme
from navwarn.workflows.demo.package import STORY_END
from navwarn.workflows.demo.world import build_world
from tests.workflows.demo.reading import (
    RAPID_RESET,
    advisories,
    document_of,
    documents,
    events,
    status,
    timeline,
)

if TYPE_CHECKING:
    from navwarn.documents.fault import Fault
    from navwarn.workflows.demo.world import DemoDistribution, World

FULL_VERSION = re.compile(
    r"[0-9]+(\.[0-9]+)*[a-z]?(_(alpha|beta|pre|rc)[0-9]*)?(_(cvs|svn|git|hg|p)[0-9]*)?(-r[0-9]+)?-r[0-9]+"
)


def violations(world: World) -> list[Fault]:
    faults: list[Fault] = []
    for distribution in world.distributions:
        prefixes = frozenset({distribution.prefix})
        members = [Member(file_name(each.package), each) for each in distribution.documents]
        faults += [*check_names(members), *check_ids(members)]
        for _, each in members:
            faults += check_document(each, now=STORY_END, prefixes=prefixes)
    return faults


def test_every_document_passes_every_rule(world: World) -> None:
    assert violations(world) == []


@pytest.mark.parametrize("seed", [0, 8, 2026])
def test_the_documents_of_other_seeds_pass_as_well(seed: int) -> None:
    assert violations(build_world(seed)) == []


def test_warnings_are_as_rare_as_in_real_data_and_of_every_kind(world: World) -> None:
    warnings = Counter(fault.rule for each in documents(world) for fault in check_habits(each))
    expected = {"W2": 5, "W3": 1}
    assert {rule: warnings[rule] for rule in expected} == expected
    assert set(warnings) == {"W2", "W3", "W4", "W5", "W8", "W9"}
    assert warnings.total() < 200


def test_only_the_story_lacks_an_alias_that_others_know(world: World) -> None:
    table = AliasTable(statements(documents(world)))
    gaps = [(each.package, fault.rule) for each in documents(world) for fault in check_aliases(each, table)]
    assert gaps == [("haproxy-2.8", "A1"), ("nginx-mainline", "A1"), ("haproxy-2.8", "A1")]


def test_every_document_is_read_back_as_it_was_written(world: World) -> None:
    for document in documents(world):
        source = parse(encode(document).encode())
        assert source.root is not None
        assert (*source.faults, decode(source.root)) == ((document, []),)


def test_advisory_ids_are_well_formed_of_their_distribution_and_unique(world: World) -> None:
    for distribution in world.distributions:
        prefix = f"{distribution.prefix}-"
        ids = [advisory.id for document in distribution.documents for advisory in document.advisories]
        assert all(is_advisory_id(each) and each.startswith(prefix) for each in ids)
    ids = [advisory.id for advisory in advisories(world)]
    assert len(set(ids)) == len(ids)


def test_documents_and_what_is_in_them_are_sorted(world: World) -> None:
    for distribution in world.distributions:
        packages = [document.package for document in distribution.documents]
        assert packages == sorted(set(packages), key=file_order)
    for document in documents(world):
        ids = [advisory.id for advisory in document.advisories]
        assert ids == sorted(ids)
    assert all(list(a.aliases) == sorted(set(a.aliases)) for a in advisories(world))


def test_file_order_differs_from_the_order_of_names(harbor: DemoDistribution) -> None:
    packages = [document.package for document in harbor.documents]
    assert packages.index("airflow-3") < packages.index("airflow")
    assert packages != sorted(packages)
    assert {"k8s_gateway", "kafka_exporter", "php-fpm_exporter", "sql_exporter"} < set(packages)


def test_no_alias_is_in_two_advisories_of_a_document(world: World) -> None:
    for document in documents(world):
        aliases = [alias for advisory in document.advisories for alias in advisory.aliases]
        assert len(set(aliases)) == len(aliases)


def test_an_id_always_has_the_same_partners_except_in_the_story(world: World) -> None:
    partners: dict[str, set[tuple[str, ...]]] = {}
    for advisory in advisories(world):
        for alias in advisory.aliases:
            partners.setdefault(alias, set()).add(advisory.aliases)
    assert {alias for alias, groups in partners.items() if len(groups) > 1} == {RAPID_RESET}


def test_fixed_versions_are_full_versions(world: World) -> None:
    versions = [event.fixed_version for event in events(world) if event.type == EventType.FIXED]
    assert [version for version in versions if not FULL_VERSION.fullmatch(version)] == []


def test_moments_are_whole_seconds_within_the_story(world: World) -> None:
    moments = [event.timestamp for event in events(world)]
    assert all(moment % SECOND == 0 for moment in moments)
    assert parse_day("2022-11-01") <= min(moments)
    assert parse_day("2026-06-01") < max(moments) <= STORY_END


def test_people_decide_on_weekdays_in_working_hours(world: World) -> None:
    for event in events(world):
        if event.type not in {EventType.DETECTION, EventType.FIXED}:
            day, time = divmod(event.timestamp, DAY)
            assert (day + 3) % 7 < 5
            assert 8 * HOUR <= time < 17 * HOUR


def test_fixed_versions_of_a_package_grow_with_time(world: World) -> None:
    key = scheme("apk").sort_key
    for document in documents(world):
        fixes = sorted(
            (event.timestamp, key(event.fixed_version))
            for advisory in document.advisories
            for event in advisory.events
            if event.fixed_version
        )
        versions = [version for _, version in fixes]
        assert versions == sorted(versions), document.package


def test_a_fix_is_above_the_version_that_a_scan_found(world: World) -> None:
    compare = scheme("apk").compare
    pairs = [
        (first.component["componentVersion"], second.fixed_version)
        for advisory in advisories(world)
        for first, second in pairwise(timeline(advisory))
        if first.component.get("componentType") == "apk" and second.fixed_version
    ]
    assert len(pairs) > 300
    assert [(found, fixed) for found, fixed in pairs if compare(found, fixed) >= 0] == []


def test_old_schema_versions_are_those_of_untouched_documents_without_scans(world: World) -> None:
    versions = Counter(document.schema_version for document in documents(world))
    assert set(versions) == {"2", "2.0.1", "2.0.2"}
    for document in documents(world):
        if document.schema_version != "2.0.2":
            told = [event for advisory in document.advisories for event in advisory.events]
            assert not any(event.component for event in told)
            assert max(event.timestamp for event in told) < parse_day("2026-02-01")


def test_a_package_taken_over_answers_for_all_its_vulnerabilities_without_contradiction(
    harbor: DemoDistribution, enterprise: DemoDistribution
) -> None:
    for package in ("busybox", "curl", "haproxy-2.8", "openssh", "redis-7.2"):
        public, private = (
            {advisory.aliases: status(advisory) is Status.NOT_AFFECTED for advisory in each.advisories}
            for each in (document_of(harbor, package), document_of(enterprise, package))
        )
        assert private == public


def test_back_ports_keep_the_upstream_version(enterprise: DemoDistribution) -> None:
    told = [event for advisory in document_of(enterprise, "curl").advisories for event in advisory.events]
    versions = [event.fixed_version for event in told if event.fixed_version]
    assert len(versions) > 4
    assert {version.rpartition("-r")[0] for version in versions} == {"8.5.0"}
