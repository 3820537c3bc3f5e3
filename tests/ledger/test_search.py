"""Search: any part of an id, all words of a text, the same answers from both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from navwarn.ledger.knowledge import FoundVulnerability
from navwarn.ledger.search import MAX_WORDS, search_terms
from navwarn.ledger.statement import POSTGRESQL, SQLITE
from tests.ledger.knowledge import GHSA, HIGH, LOW, WITHDRAWN, cve, day, ghsa, learn, scored

if TYPE_CHECKING:
    from navwarn.ledger.interface import Ledger

RAPID = "CVE-2023-44487"
OTHERS = ("CVE-2023-4448", "CVE-2024-444871", "CVE-2024-44487")
RESET = "The HTTP/2 protocol allows a denial of service (rapid_reset)."


@pytest.fixture
def known(ledger: Ledger) -> Ledger:
    """A ledger of some vulnerabilities, one with a GHSA and one that was withdrawn."""
    learn(
        ledger,
        cve(RAPID, title="Rapid Reset", description=RESET, scorings=scored(LOW)),
        *(cve(name, title="Überlauf", description="A buffer overflow in nghttp2 1.57.0") for name in OTHERS),
        ghsa(RAPID, scorings=scored(HIGH)),
        ghsa(name="GHSA-2222-3333-9999", flags=WITHDRAWN, title="Something withdrawn"),
    )
    return ledger


def ids(ledger: Ledger, text: str, limit: int = 50) -> list[str]:
    return [found.id for found in ledger.search_vulnerabilities(text, limit=limit)]


def test_part_of_an_id_finds_it_the_whole_number_first(known: Ledger) -> None:
    assert ids(known, "44487") == [RAPID, "CVE-2024-44487", "CVE-2024-444871"]
    assert ids(known, "3-444") == ["CVE-2023-4448", RAPID]


@pytest.mark.parametrize("text", [RAPID, RAPID.lower(), f"  {RAPID} "])
def test_an_exact_id_comes_first(known: Ledger, text: str) -> None:
    found = known.search_vulnerabilities(text)
    assert found[0] == FoundVulnerability(RAPID, RAPID)


def test_an_alias_finds_the_vulnerability(known: Ledger) -> None:
    assert known.search_vulnerabilities(GHSA.lower()) == [FoundVulnerability(RAPID, GHSA)]


def test_a_void_id_is_found_with_a_note_beside_its_own_row(known: Ledger) -> None:  # AG5
    assert known.search_vulnerabilities("3333-9999") == [
        FoundVulnerability("GHSA-2222-3333-9999", "GHSA-2222-3333-9999")
    ]
    learn(known, ghsa(RAPID, flags=WITHDRAWN, modified=day(1)))
    assert known.search_vulnerabilities(GHSA) == [
        FoundVulnerability(GHSA, GHSA),
        FoundVulnerability(RAPID, GHSA, "withdrawn"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rapid reset", [RAPID]),
        ("RESET rap", [RAPID]),
        ("http/2", [RAPID]),
        ("protocol http/2 denial", [RAPID]),
        ("nghttp2 1.57.0", sorted(OTHERS)),
        ("buffer over", sorted(OTHERS)),
        ("überlauf", sorted(OTHERS)),
        ("buffer protocol", []),
        ("verflow", []),
    ],
)
def test_all_words_find_titles_and_descriptions(known: Ledger, text: str, expected: list[str]) -> None:
    assert sorted(ids(known, text)) == expected


def test_what_is_worse_comes_first(ledger: Ledger) -> None:
    learn(ledger, cve("CVE-2024-10001", scorings=scored(LOW)), cve("CVE-2024-10002", scorings=scored(HIGH)))
    assert ids(ledger, "flaw") == ["CVE-2024-10002", "CVE-2024-10001"]
    assert ids(ledger, "flaw", limit=1) == ["CVE-2024-10002"]


@pytest.mark.parametrize(
    "text", ["", " ", "4", "44", "'", '"', "%", "\\", "&|!():*", "NEAR(a b)", "x" * 5000]
)
def test_a_text_that_finds_nothing_finds_nothing(known: Ledger, text: str) -> None:
    assert ids(known, text) == []


def test_what_changed_is_found_by_what_it_says_now(known: Ledger) -> None:
    learn(known, cve(RAPID, title="Renamed", description="Other words", modified=day(1)))
    assert ids(known, "renamed other") == [RAPID]
    assert ids(known, "denial") == []
    known.rebuild()
    assert ids(known, "renamed") == [RAPID]
    assert ids(known, "44487")[0] == RAPID


def test_only_so_many_words_are_looked_for() -> None:
    assert search_terms("a " * 50, POSTGRESQL).query.count("'a'") == MAX_WORDS


@given(st.text(max_size=80), st.sampled_from([SQLITE, POSTGRESQL]))
def test_a_query_holds_words_and_quotes_and_nothing_a_database_could_mistake(text: str, dialect: str) -> None:
    terms = search_terms(text, dialect)
    quote = '"' if dialect == SQLITE else "'"
    parts = terms.query.removesuffix("*").removesuffix(":").split(quote)
    assert all(part.isalnum() for part in parts[1::2])
    assert {part.strip() for part in parts[::2]} <= {"", "&"}
    assert set(terms.part).isdisjoint("\"'%\\ ")


@given(st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_a_database_stumble(ledger: Ledger, text: str) -> None:
    assert ledger.search_vulnerabilities(text) == []
