"""Ids: grammars, families, the case people type, and minting (documents.md S4, S5, D9, D11)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.identifier import (
    ALPHABET,
    AdvisoryId,
    IdKind,
    alias_order,
    is_advisory_id,
    is_known_family,
    is_package_name,
    is_prefix,
    kind_of,
    mint_advisory_id,
    normalise,
)

groups = st.lists(st.text(ALPHABET, min_size=4, max_size=4), min_size=3, max_size=3).map("-".join)
prefixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=32)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CVE-2024-0001", IdKind.CVE),
        ("CVE-2024-12345678", IdKind.CVE),
        ("CVE-2024-001", IdKind.OTHER),
        ("cve-2024-0001", IdKind.OTHER),
        ("GHSA-2m7v-gc89-fjqf", IdKind.GHSA),
        ("GHSA-2m7v-gc89-fjqa", IdKind.OTHER),
        ("GO-2024-0001", IdKind.GO),
        ("GO-2024-12345", IdKind.OTHER),
        ("CVE-2024-0001\n", IdKind.OTHER),
        ("", IdKind.OTHER),
    ],
)
def test_the_grammars(text: str, kind: IdKind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize("text", ["RUSTSEC-2024-0001", "GO-2024-12345", "PYSEC-2024-1", "DSA-5000-1"])
def test_families_the_field_knows(text: str) -> None:
    assert is_known_family(text)


@pytest.mark.parametrize("text", ["CVE-2024-0001", "FOO-2024-0001", "RUSTSEC-", "DSA-5000-1 "])
def test_others_are_no_family(text: str) -> None:
    assert not is_known_family(text)


@given(prefixes, groups)
def test_an_advisory_id_is_a_prefix_and_three_groups(prefix: str, tail: str) -> None:
    text = f"{prefix}-{tail}"
    assert is_advisory_id(text) == (prefix != "GHSA")
    assert is_advisory_id(text, frozenset({"NW"})) == (prefix in {"CGA", "NW"})


@pytest.mark.parametrize(
    "text",
    ["NW-2222-3333-444", "nw-2222-3333-4444", "NW-2222-3333-4444-5555", "NW-2222-3333-444a", "N1-2222"],
)
def test_no_advisory_ids(text: str) -> None:
    assert not is_advisory_id(text)


@pytest.mark.parametrize(("text", "fits"), [("NW", True), ("GHSA", False), ("CVE", False), ("N1", False)])
def test_prefixes(text: str, *, fits: bool) -> None:
    assert is_prefix(text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("k8s_gateway", True),
        ("airflow-3", True),
        ("gtk+3.0", True),
        (".hidden", False),
        ("a/b", False),
        ("", False),
        ("a" * 201, False),
    ],
)
def test_package_names(text: str, *, fits: bool) -> None:
    assert is_package_name(text) is fits


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cve-2024-0001", "CVE-2024-0001"),
        ("Go-2024-0001", "GO-2024-0001"),
        ("ghsa-2M7V-gc89-FJQF", "GHSA-2m7v-gc89-fjqf"),
        ("cga-2222-3333-4444", "CGA-2222-3333-4444"),
        ("RustSec-2024-1", "RustSec-2024-1"),
    ],
)
def test_an_id_is_read_in_any_case(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@given(
    st.one_of(
        groups.map(lambda tail: f"ghsa-{tail}"), st.from_regex(r"(?i)\Acve-[0-9]{4}-[0-9]{4}\Z"), st.text()
    )
)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_the_canonical_id_comes_first() -> None:
    ids = ["RUSTSEC-2024-1", "GO-2024-0001", "GHSA-2m7v-gc89-fjqf", "CVE-2024-0002", "CVE-2024-0001"]
    assert sorted(ids, key=alias_order) == [*reversed(ids[-2:]), *reversed(ids[:3])]


@given(st.integers())
def test_a_minted_id_is_an_id_that_is_free(seed: int) -> None:
    taken: set[AdvisoryId] = set()
    choose = random.Random(seed).choice
    for _ in range(5):
        minted = mint_advisory_id("NW", choose, taken.__contains__)
        assert is_advisory_id(minted, frozenset({"NW"}))
        assert minted not in taken
        taken.add(minted)


def test_a_source_of_randomness_that_repeats_itself_is_noticed() -> None:
    with pytest.raises(RuntimeError, match="repeats itself"):
        mint_advisory_id("NW", lambda _: "2", lambda _: True)
