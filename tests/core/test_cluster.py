"""Clusters: which ids name one vulnerability, and which must not be glued together (sources.md AG)."""

from __future__ import annotations

from random import Random  # noqa: TC003  # hypothesis looks at annotations

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.cluster import Cluster, clusters
from navwarn.core.identifier import IdKind, alias_order, kind_of

ONE, TWO = "CVE-2024-0001", "CVE-2024-0002"
GHSA, OTHER_GHSA = "GHSA-2222-3333-4444", "GHSA-2222-3333-5555"
GO, PYSEC = "GO-2024-0001", "PYSEC-2024-1"


def test_a_cve_gathers_what_names_it() -> None:
    assert clusters([ONE, GHSA, GO], [(GHSA, ONE), (GO, ONE), (GO, GHSA)]) == [Cluster((ONE, GHSA, GO))]


def test_an_id_that_names_two_cves_is_in_both_clusters_and_joins_them_not() -> None:  # AG2, AG4
    assert clusters([], [(GO, ONE), (GO, TWO)]) == [Cluster((ONE, GO)), Cluster((TWO, GO))]


def test_an_id_goes_where_its_own_statements_lead_and_not_where_a_shared_one_does() -> None:
    statements = [(GO, ONE), (GO, TWO), (GO, GHSA), (GO, OTHER_GHSA), (GHSA, ONE), (OTHER_GHSA, TWO)]
    assert clusters([], statements) == [Cluster((ONE, GHSA, GO)), Cluster((TWO, OTHER_GHSA, GO))]


def test_an_id_without_a_cve_follows_those_that_have_one() -> None:
    assert clusters([], [(PYSEC, GHSA), (GHSA, ONE)]) == [Cluster((ONE, GHSA, PYSEC))]


def test_one_cve_may_have_two_ghsas() -> None:  # AG4
    assert clusters([], [(GHSA, ONE), (OTHER_GHSA, ONE)]) == [Cluster((ONE, GHSA, OTHER_GHSA))]


def test_without_a_cve_the_canonical_id_is_the_ghsa_then_go() -> None:  # AG6
    assert clusters([PYSEC], [(GO, GHSA), (GO, "OSV-1")]) == [Cluster((GHSA, GO, "OSV-1")), Cluster((PYSEC,))]


def test_void_ids_leave_their_cluster_and_are_named_by_it() -> None:  # AG5
    assert clusters([ONE], [(GHSA, ONE), (GO, ONE)], {GO}) == [Cluster((ONE, GHSA), (GO,)), Cluster((GO,))]
    assert clusters([], [(GHSA, ONE), (GO, ONE)], {ONE}) == [
        Cluster((ONE,)),
        Cluster((GHSA,), (ONE,)),
        Cluster((GO,), (ONE,)),
    ]


NAMES = (ONE, TWO, "CVE-2024-0003", GHSA, OTHER_GHSA, GO, PYSEC, "OSV-1", "OSV-2")
STATEMENTS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14)
VOID = st.sets(st.sampled_from(NAMES), max_size=3)


@given(STATEMENTS, VOID, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(
    statements: list[tuple[str, str]], void: set[str], random: Random
) -> None:
    shuffled = [pair if random.random() < 0.5 else pair[::-1] for pair in statements]
    random.shuffle(shuffled)
    assert clusters(NAMES, shuffled, void) == clusters(NAMES, statements, void)


@given(STATEMENTS, VOID)
def test_every_id_has_a_cluster_and_no_cluster_two_cves(
    statements: list[tuple[str, str]], void: set[str]
) -> None:
    found = clusters(NAMES, statements, void)
    assert {name for cluster in found for name in cluster.members} == set(NAMES)
    for cluster in found:
        assert sum(kind_of(name) is IdKind.CVE for name in cluster.members) <= 1
        assert list(cluster.members) == sorted(cluster.members, key=alias_order)
        assert len(cluster.members) == 1 or void.isdisjoint(cluster.members)
        assert void.issuperset(cluster.former)
    assert len({cluster.id for cluster in found}) == len(found)
