"""Random images drawn from random advisories have the findings that the plain rules give (SB1, SB2).

The model below is written from the rules alone: a package is affected by a vulnerability where an advisory
about its origin or its own name leaves it open, compared pair by pair with the order of versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.inventory import Component
from navwarn.core.record import VersionRange
from navwarn.core.status import Status
from navwarn.matching.evaluation import evaluate
from navwarn.versions.apk import compare
from tests.matching.making import apk, image, index_of, known, record, stated

if TYPE_CHECKING:
    from random import Random

    from navwarn.core.finding import Evaluation
    from navwarn.matching.interface import Known, Stated

ORIGINS = ("openssl", "zlib", "bash")
NAMES = {"libssl3": "openssl", "libcrypto3": "openssl", "openssl": "openssl", "zlib": "zlib", "bash": "bash",
         "libz": "zlib"}  # fmt: skip
VERSIONS = ("1.0-r0", "1.0-r9", "1.0-r10", "1.0_rc1-r0", "1.0a-r0", "1.1-r0", "2.0_p1-r3", "10-r0")
CVES = tuple(f"CVE-2024-{number:04}" for number in range(1, 7))
SETTLED = {Status.NOT_AFFECTED, Status.WITHDRAWN}

statements = st.builds(
    lambda package, cves, status, fixed, ghsa: stated(
        package,
        " ".join([*cves, *([f"GHSA-2222-2222-222{CVES.index(cves[0]) + 2}"] if ghsa else [])]),
        status,
        fixed if status is Status.FIXED else "",
        advisory=f"ACME-{package}-{cves}-{status}-{fixed}",
    ),
    st.sampled_from([*ORIGINS, "libssl3"]),
    st.lists(st.sampled_from(CVES), min_size=1, max_size=2, unique=True),
    st.sampled_from([Status.FIXED, Status.FIXED, *Status]),
    st.sampled_from([*VERSIONS, "0"]),
    st.booleans(),
)
components = st.builds(
    lambda name, version: apk(name, version, NAMES[name]),
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(VERSIONS),
)
worlds = st.tuples(st.lists(statements, max_size=12), st.lists(components, max_size=6))


def is_affected(component: Component, statement: Stated) -> bool:
    said = statement.statement
    if said.status in SETTLED or said.package not in {component.name, component.origin}:
        return False
    return said.status is not Status.FIXED or (
        said.fixed_version != "0" and compare(component.version, said.fixed_version) < 0
    )


def expected(images: list[Component], advisories: list[Stated]) -> set[tuple[str, str, str]]:
    return {
        (component.name, component.version, alias)
        for component in images
        for one in advisories
        if is_affected(component, one)
        for alias in one.statement.aliases
        if alias.startswith("CVE-")
    }


def pairs(evaluation: Evaluation) -> set[tuple[str, str, str]]:
    return {(one.component.name, one.component.version, one.vulnerability) for one in evaluation.findings}


@given(worlds)
def test_findings_are_those_of_the_plain_rules(world: tuple[list[Stated], list[Component]]) -> None:
    advisories, installed = world
    result = evaluate(image(*installed), index_of(*advisories))
    assert pairs(result) == expected(installed, advisories)
    assert len(result.findings) == len({(id(one.component), one.vulnerability) for one in result.findings})


@given(worlds)
def test_what_is_settled_is_neither_lost_nor_found(world: tuple[list[Stated], list[Component]]) -> None:
    advisories, installed = world
    result = evaluate(image(*installed), index_of(*advisories))
    about = {
        (component.name, component.version, alias)
        for component in installed
        for one in advisories
        if one.statement.status is not Status.WITHDRAWN
        and one.statement.package in {component.name, component.origin}
        for alias in one.statement.aliases
        if alias.startswith("CVE-")
    }
    answered = {
        (one.finding.component.name, one.finding.component.version, one.finding.vulnerability)
        for one in result.subtracted
    }
    assert answered.isdisjoint(pairs(result))
    assert answered | pairs(result) == about


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_facts_and_of_packages_does_not_matter(
    world: tuple[list[Stated], list[Component]], random: Random
) -> None:
    advisories, installed = list({one.statement.advisory: one for one in world[0]}.values()), list(world[1])
    result = evaluate(image(*installed), index_of(*advisories))
    random.shuffle(advisories)
    random.shuffle(installed)
    again = evaluate(image(*installed), index_of(*advisories))
    assert (again.findings, again.subtracted) == (result.findings, result.subtracted)


aliases: list[Known] = [known(f"{cve} GHSA-2222-2222-222{number + 2}") for number, cve in enumerate(CVES)]


@given(st.lists(st.sampled_from(CVES), max_size=6, unique=True), components)
def test_a_ghsa_finds_what_its_cve_finds(cves: list[str], component: Component) -> None:
    by_cve = [stated("openssl", cve, fixed="1.1-r0") for cve in cves]
    by_ghsa = [stated("openssl", f"GHSA-2222-2222-222{CVES.index(cve) + 2}", fixed="1.1-r0") for cve in cves]
    results = [evaluate(image(component), index_of(*facts, *aliases)) for facts in (by_cve, by_ghsa)]
    assert pairs(results[0]) == pairs(results[1])


numbers = st.integers(0, 4)
small = st.tuples(numbers, numbers, numbers)
spans = st.tuples(small, small, st.sampled_from(["fixed", "last", "open"]))


def spelt(version: tuple[int, int, int]) -> str:
    return ".".join(map(str, version))


@given(st.lists(spans, max_size=4), st.lists(small, max_size=2), small)
def test_records_hold_for_the_versions_in_their_ranges_and_lists(
    ranges: list[tuple[tuple[int, int, int], tuple[int, int, int], str]],
    listed: list[tuple[int, int, int]],
    version: tuple[int, int, int],
) -> None:
    about = record(
        CVES[0],
        "npm",
        "a",
        *(
            VersionRange(
                "SEMVER",
                "0" if low == (0, 0, 0) else spelt(low),
                fixed=spelt(high) if end == "fixed" else "",
                last_affected=spelt(high) if end == "last" else "",
            )
            for low, high, end in ranges
        ),
        versions=tuple(map(spelt, listed)),
    )
    is_affected_by_rule = version in listed or any(
        low <= version and (end == "open" or version < high or (end == "last" and version == high))
        for low, high, end in ranges
    )
    result = evaluate(image(Component("npm", "a", spelt(version))), index_of(about))
    assert bool(result.findings) is is_affected_by_rule
