"""Alias groups: which claims about one package are one vulnerability (image-diff.md I10, sources.md AG)."""

from __future__ import annotations

from itertools import permutations

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.instant import Instant
from navwarn.core.record import Flag
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure
from navwarn.matching.group import NOWHERE, Group, Grouping, is_same
from tests.matching.making import known

A, B = "CVE-2024-0001", "CVE-2024-0002"
GHSA, OTHER = "GHSA-2222-3333-4444", "GHSA-2222-3333-5555"


def ids(grouping: Grouping, *claims: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(group.id for group in groups) for groups in grouping.groups(claims)]


def test_ids_of_one_claim_are_one_vulnerability_under_its_cve() -> None:
    ((group,),) = Grouping([]).groups([(GHSA, A)])
    assert group == Group(A, (GHSA,))


def test_what_is_known_joins_claims_that_share_no_id() -> None:
    for claims in permutations([(A,), (GHSA,), (OTHER,)]):
        assert ids(Grouping([known(f"{A} {GHSA} {OTHER}")]), *claims) == [(A,), (A,), (A,)]


def test_what_one_claim_says_joins_others() -> None:
    assert ids(Grouping([]), (GHSA,), (GHSA, A), (OTHER,)) == [(A,), (A,), (OTHER,)]


def test_an_id_that_names_two_cves_belongs_to_both_and_joins_them_no_further() -> None:
    grouping = Grouping([known(f"{A} {GHSA}"), known(f"{B} {GHSA}")])
    assert ids(grouping, (GHSA,), (A,), (B,)) == [(A, B), (A,), (B,)]


def test_a_claim_that_names_a_cve_is_about_that_one() -> None:
    grouping = Grouping([known(f"{A} {GHSA}"), known(f"{B} {GHSA}")])
    assert ids(grouping, (A, GHSA)) == [(A,)]


def test_a_void_id_counts_only_where_a_claim_has_no_other() -> None:
    grouping = Grouping([known(A, flags=(Flag.REJECTED,)), known(GHSA)])
    assert ids(grouping, (A, GHSA), (A,)) == [(GHSA,), (A,)]


def test_a_group_has_the_worst_severity_and_the_earliest_dates_of_its_ids() -> None:
    grouping = Grouping(
        [
            known(A, Severity.LOW, title="", exploited_at=Instant(9)),
            known(GHSA, Severity.HIGH, title="t", exploited_at=Instant(5), disclosed_at=Instant(3)),
        ]
    )
    ((group,),) = grouping.groups([(A, GHSA)])
    assert group == Group(A, (GHSA,), Severity.HIGH, "t", Instant(5), Instant(3))


def test_findings_are_one_vulnerability_if_they_share_an_id_and_no_cve_stands_against_it() -> None:
    def found(name: str, *aliases: str) -> Finding:
        return Group(name, aliases).found(MatchKind.RECORD, Exposure.VULNERABLE)

    assert is_same(found(A, GHSA), found(A))
    assert is_same(found(A, GHSA), found(GHSA))
    assert not is_same(found(A, GHSA), found(B, GHSA))
    assert not is_same(found(A), found(GHSA, OTHER))


def test_what_is_found_of_a_group_says_all_that_is_known_of_it() -> None:
    group = Group(A, (GHSA,), Severity.HIGH, "t", Instant(5), Instant(3))
    assert group.found(MatchKind.ORIGIN, Exposure.UNKNOWN) == Finding(
        A,
        (GHSA,),
        NOWHERE,
        MatchKind.ORIGIN,
        Exposure.UNKNOWN,
        Severity.HIGH,
        title="t",
        exploited_at=Instant(5),
        disclosed_at=Instant(3),
    )
