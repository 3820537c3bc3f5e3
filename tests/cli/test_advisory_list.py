"""``navwarn advisory list|show|history`` and ``navwarn lookup``: reading, at any two moments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.samples import CURL, ZLIB, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

FIXED, NOT_AFFECTED, AFFECTED = "CGA-2222-2222-2222", "CGA-3333-3333-3333", "CGA-4444-4444-4444"


@pytest.fixture
def recorded(navwarn: Navwarn, tmp_path: Path) -> Navwarn:
    navwarn("import", tree(tmp_path / "tree", zlib=ZLIB, curl=CURL))
    return navwarn


def ids(navwarn: Navwarn, *filters: object) -> list[str]:
    result = navwarn("advisory", "list", *filters, "-o", "json")
    found: list[dict[str, Any]] = json.loads(result.stdout)["items"]
    count = navwarn("advisory", "list", *filters, "--count").stdout
    assert int(count) == len(found)
    return [item["id"] for item in found]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((), [AFFECTED, FIXED, NOT_AFFECTED]),
        (("-p", "zlib"), [FIXED, NOT_AFFECTED]),
        (("-p", "zlib", "-p", "curl", "-V", "cve-2024-0001"), [AFFECTED, FIXED]),
        (("-V", "GHSA-2222-2222-2222"), [FIXED]),
        (("-V", NOT_AFFECTED), [NOT_AFFECTED]),
        (("-s", "fixed"), [FIXED]),
        (("-s", "fixed", "-s", "affected"), [AFFECTED, FIXED]),
        (("--exposure", "vulnerable"), [AFFECTED]),
        (("-t", "fp"), [NOT_AFFECTED]),
        (("-t", "true-positive-determination", "-t", "fixed"), [AFFECTED, FIXED]),
        (("-c", "apk"), [FIXED]),
        (("--since", "2024-01-05"), [FIXED, NOT_AFFECTED]),
        (("--until", "2024-01-05"), [AFFECTED, FIXED]),
        (("--since", "2024-01-02T00:00:01Z", "--until", "2024-01-31"), [FIXED]),
        (("--unresolved",), [AFFECTED]),
        (("--as-of", "2024-01-03"), [AFFECTED, FIXED]),
        (("--as-of", "2024-01-03", "-s", "under-investigation"), [FIXED]),
        (("--as-of", "2023-12-31"), []),
        (("--known-at", "2"), [AFFECTED]),
        (("--known-at", "2000-01-01"), []),
        (("-p", "xz"), []),
    ],
)
def test_filters_combine(recorded: Navwarn, filters: tuple[str, ...], expected: list[str]) -> None:
    assert ids(recorded, *filters) == expected


def test_the_table_is_for_people(recorded: Navwarn) -> None:
    assert recorded("advisory", "list", "-p", "zlib").stdout == (
        "package  vulnerability  status        fixed in  since       advisory\n"
        "zlib     CVE-2024-0001  Fixed         1.3.1-r0  2024-01-05  CGA-2222-2222-2222\n"
        "zlib     CVE-2024-0002  Not affected            2024-02-01  CGA-3333-3333-3333\n"
    )


def test_the_history_shows_every_event(recorded: Navwarn) -> None:
    shown = recorded("advisory", "list", "-p", "zlib", "--history").stdout.splitlines()
    assert len(shown) == 4
    assert "zlib 1.3-r0" in shown[1]


def test_the_csv_has_a_row_for_each_event_quoted_by_rfc_4180(recorded: Navwarn) -> None:
    assert recorded("advisory", "list", "-o", "csv").stdout == (
        "package,advisory_id,event_timestamp,event_type,false_positive_type,note,fixed_version\n"
        "curl,CGA-4444-4444-4444,2024-01-02T00:00:00Z,true-positive-determination,,Bundles zlib.,\n"
        "zlib,CGA-2222-2222-2222,2024-01-01T00:00:00Z,detection,,,\n"
        "zlib,CGA-2222-2222-2222,2024-01-05T00:00:00Z,fixed,,,1.3.1-r0\n"
        "zlib,CGA-3333-3333-3333,2024-02-01T00:00:00Z,false-positive-determination,"
        'vulnerable-code-not-included-in-package,"Only the tests are affected, ""really"".\n'
        'They are not shipped.\n",\n'
    )


def test_yaml_is_documents(recorded: Navwarn, tmp_path: Path) -> None:
    text = recorded("advisory", "list", "-o", "yaml").stdout
    curl, zlib = text.split("---\n")
    assert zlib == ZLIB
    recorded("--db", tmp_path / "new.sqlite", "import", tree(tmp_path / "again", zlib=zlib, curl=curl))


def test_json_says_which_moments_it_is_about(recorded: Navwarn) -> None:
    result = json.loads(recorded("advisory", "list", "--as-of", "2024-01-03", "-o", "json").stdout)
    assert result["schema"] == "navwarn/advisories/1"
    assert (result["as_of"], result["known_at"]) == ("2024-01-03T23:59:59.999999Z", None)
    item = next(item for item in result["items"] if item["id"] == FIXED)
    assert (item["status"], item["exposure"], item["fixed_version"]) == (
        "under-investigation",
        "unknown",
        None,
    )


def test_a_result_can_go_into_a_file(recorded: Navwarn, tmp_path: Path) -> None:
    recorded("advisory", "list", "-o", "csv", "--out", tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_text() == recorded("advisory", "list", "-o", "csv").stdout


def test_show_says_everything_about_one_advisory(recorded: Navwarn) -> None:
    shown = recorded("advisory", "show", "cga-2222-2222-2222").stdout
    assert "status         Fixed in 1.3.1-r0" in shown
    assert "2024-01-01T00:00:00Z  detection  zlib 1.3-r0" in shown
    assert json.loads(recorded("advisory", "show", FIXED, "-o", "json").stdout)["advisory"]["id"] == FIXED
    assert recorded("advisory", "show", FIXED, "-o", "yaml").stdout.startswith("schema-version: 2.0.2\n")
    earlier = recorded("advisory", "show", FIXED, "--as-of", "2024-01-02").stdout
    assert "Under investigation" in earlier
    assert "there is no advisory" in recorded("advisory", "show", "CGA-9999-9999-9999", expect=2).stderr


def test_history_has_every_entry(recorded: Navwarn) -> None:
    entries = json.loads(recorded("advisory", "history", FIXED, "-o", "json").stdout)["items"]
    assert [entry["kind"] for entry in entries] == ["opened", "event", "event"]
    assert "opened" in recorded("advisory", "history", FIXED).stdout
    assert "there is no advisory" in recorded("advisory", "history", "CGA-9999-9999-9999", expect=2).stderr


@pytest.mark.parametrize(
    ("identifier", "headline"),
    [
        ("CVE-2024-0001", "CVE-2024-0001 · 2 packages, 2 advisories: 1 Affected, 1 Fixed"),
        ("ghsa-2222-2222-2222", "CVE-2024-0001 · 2 packages, 2 advisories: 1 Affected, 1 Fixed"),
        (FIXED, "CVE-2024-0001 · 2 packages, 2 advisories: 1 Affected, 1 Fixed"),
        ("CVE-2024-0002", "CVE-2024-0002 · Not affected in 1 package"),
        ("CVE-1999-0001", "CVE-1999-0001 · not known: no advisory names it"),
    ],
)
def test_a_lookup_always_has_one_answer(recorded: Navwarn, identifier: str, headline: str) -> None:
    assert recorded("lookup", identifier).stdout.startswith(headline)


def test_a_lookup_of_nothing_is_refused(recorded: Navwarn) -> None:
    assert "there is nothing to look up" in recorded("lookup", " ", expect=2).stderr


def test_that_a_package_has_no_advisory_says_nothing_of_others(recorded: Navwarn) -> None:
    one = recorded("lookup", "CVE-2024-0001", "-p", "nothing").stdout
    assert "no advisory of package nothing names it" in one
    two = recorded("lookup", "CVE-2024-0001", "-p", "a", "-p", "b", "-D", "default", "-o", "json").stdout
    assert "no advisory of package a or b in default names it" in json.loads(two)["summary"]


def test_a_lookup_for_one_package_and_one_day(recorded: Navwarn) -> None:
    found = json.loads(
        recorded("lookup", "CVE-2024-0001", "-p", "zlib", "--as-of", "2024-01-02", "-o", "json").stdout
    )
    assert [item["status"] for item in found["items"]] == ["under-investigation"]
    assert found["aliases"] == ["CVE-2024-0001", "GHSA-2222-2222-2222"]


@pytest.mark.parametrize(
    "option", [("--since", "soon"), ("--as-of", "2024-13-01"), ("--known-at", "x"), ("-t", "z")]
)
def test_a_filter_that_means_nothing_is_refused(recorded: Navwarn, option: tuple[str, str]) -> None:
    assert option[1] in recorded("advisory", "list", *option, expect=2).stderr


def test_reading_needs_a_ledger(navwarn: Navwarn) -> None:
    assert "NW-DB-MISSING" in navwarn("advisory", "list", expect=2).stderr
    assert navwarn("id").stdout.startswith("NW-")


def test_ids_are_new_and_as_many_as_asked_for(recorded: Navwarn) -> None:
    minted = recorded("id", "-n", "50").stdout.split()
    assert len(set(minted)) == 50
