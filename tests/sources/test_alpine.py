"""Alpine's secdb: fixes by version, with all their irregularities (sources.md AL)."""

from __future__ import annotations

from typing import Any

import pytest

from navwarn.core.record import VersionRange
from navwarn.sources.interface import UnusableError
from tests.sources.samples import decoded


def secdb(fixes: dict[str, Any], name: str = "sample", **changes: Any) -> dict[str, Any]:
    packages = [{"pkg": {"name": name, "secfixes": fixes}}]
    return {
        "distroversion": "v3.99",
        "reponame": "main",
        "urlprefix": "https://x",
        "packages": packages,
    } | changes


def fixes_of(value: Any) -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
    """By id: package, fixed versions, default."""
    return {
        record.id: [
            (hint.package, tuple(span.fixed for span in hint.ranges), hint.default)
            for hint in record.affected
        ]
        for record in decoded(value).records
    }


def test_one_record_for_each_id_of_a_branch() -> None:  # AL1
    found = decoded(secdb({"1.2-r0": ["CVE-2024-10001"], "1.3-r0": ["CVE-2024-10002"]})).records
    assert [(one.source, one.id) for one in found] == [
        ("alpine:v3.99/main", "CVE-2024-10001"),
        ("alpine:v3.99/main", "CVE-2024-10002"),
    ]
    assert found[0].affected[0].ecosystem == "Alpine:v3.99"
    assert found[0].affected[0].ranges == (VersionRange("apk", "0", fixed="1.2-r0"),)
    assert not any(one.aliases for one in found)


def test_several_ids_stand_in_one_string() -> None:  # AL3
    found = fixes_of(secdb({"1.2-r0": ["CVE-2024-10001 XSA-248", "CVE-2024-10002 (+ regression fix)"]}))
    assert sorted(found) == ["CVE-2024-10001", "CVE-2024-10002", "XSA-248"]


def test_zero_means_not_affected() -> None:  # AL3
    found = fixes_of(secdb({"0": ["CVE-2024-10001"], "1.0-r0": ["CVE-2024-10002"]}))
    assert found["CVE-2024-10001"] == [("sample", (), "unaffected")]
    assert found["CVE-2024-10002"] == [("sample", ("1.0-r0",), "")]


def test_a_fix_in_two_versions_and_two_packages() -> None:
    value = secdb({"1.2-r0": ["CVE-2024-10001"], "1.1-r9": ["CVE-2024-10001"]})
    value["packages"] += secdb({"3-r0": ["CVE-2024-10001"]}, name="another")["packages"]
    assert fixes_of(value) == {
        "CVE-2024-10001": [("another", ("3-r0",), ""), ("sample", ("1.2-r0", "1.1-r9"), "")]
    }


def test_what_is_no_list_of_ids_is_passed_over() -> None:
    found = decoded(secdb({"1.0-r0": {}, "1.1-r0": None, "1.2-r0": ["no id", 3, "CVE-2024-10001"]}))
    assert [one.id for one in found.records] == ["CVE-2024-10001"]
    assert found.notes == ("sample 1.2-r0: 'no id' names no id", "sample 1.2-r0: '3' names no id")


def test_a_branch_that_has_no_name_is_the_edge() -> None:
    found = decoded(secdb({"1-r0": ["CVE-2024-10001"]}, distroversion="")).records
    assert found[0].source == "alpine:edge/main"


def test_a_branch_that_would_spoil_the_name_of_the_source_is_refused() -> None:
    with pytest.raises(UnusableError, match="branch or repository"):
        decoded(secdb({}, distroversion="a/b"))
