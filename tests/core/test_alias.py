"""Alias groups: direct statements stay direct, groups follow all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.alias import AliasTable
from navwarn.core.identifier import IdKind

CVE, OTHER_CVE = "CVE-2024-0001", "CVE-2024-0002"
GHSA, OTHER_GHSA = "GHSA-2222-3333-4444", "GHSA-5555-6666-7777"

ids = st.integers(0, 9).map(str)
statements = st.lists(st.tuples(ids, ids), max_size=12)


def test_a_ghsa_of_two_cves_joins_them_only_through_itself() -> None:
    table = AliasTable([(CVE, GHSA), (OTHER_CVE, GHSA)])
    assert table.partners(CVE, IdKind.CVE) == []
    assert table.partners(CVE, IdKind.GHSA) == [GHSA]
    assert table.partners(GHSA, IdKind.CVE) == [CVE, OTHER_CVE]
    assert table.group([CVE]) == {CVE, OTHER_CVE, GHSA}


def test_a_mapping_lists_partners() -> None:
    table = AliasTable.from_mapping({CVE: [OTHER_GHSA, GHSA]})
    assert table.partners(CVE, IdKind.GHSA) == [GHSA, OTHER_GHSA]
    assert table.partners(GHSA, IdKind.CVE) == [CVE]


def test_an_unknown_id_is_alone() -> None:
    assert AliasTable().partners(CVE, IdKind.GHSA) == []
    assert AliasTable().group([CVE]) == {CVE}


@given(statements, ids, ids)
def test_being_in_one_group_is_mutual(pairs: list[tuple[str, str]], one: str, other: str) -> None:
    table = AliasTable(pairs)
    assert (other in table.group([one])) == (one in table.group([other]))


@given(statements, ids)
def test_a_group_is_the_group_of_each_of_its_ids(pairs: list[tuple[str, str]], one: str) -> None:
    table = AliasTable(pairs)
    assert all(table.group([other]) == table.group([one]) for other in table.group([one]))


@given(statements, ids, ids)
def test_a_group_of_several_ids_is_their_groups_together(
    pairs: list[tuple[str, str]], one: str, other: str
) -> None:
    table = AliasTable(pairs)
    assert table.group([one, other]) == table.group([one]) | table.group([other])
