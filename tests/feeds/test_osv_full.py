"""The full OSV record: every status, architecture and component."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given

from navwarn.core.advisory import Advisory, Withdrawal
from navwarn.core.event import EventType
from navwarn.core.instant import Instant, format_instant
from navwarn.core.status import status_of
from navwarn.feeds.holdback import Held
from navwarn.feeds.osv.full import record
from navwarn.feeds.osv.publication import render
from navwarn.feeds.osv.settings import OsvSettings, Shape
from tests.feeds import osv_schema
from tests.feeds.making import (
    GOLDEN,
    advisory,
    advisory_lists,
    day,
    detected,
    false_positive,
    fixed,
    stated,
)

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = OsvSettings(
    ecosystems=("Acme",),
    purl="pkg:apk/acme",
    architectures=("x86_64", "aarch64"),
    subpackages={"nghttp2": ("libnghttp2", "nghttp2++")},
)
ONE = OsvSettings(("Acme",), "pkg:apk/acme", ("x86_64",))
CVE, GHSA = "CVE-2023-44487", "GHSA-qppj-fm5r-hxr3"
SCAN = {
    "subpackageName": "libnghttp2",
    "componentID": "0123456789abcdef",
    "componentName": "nghttp2",
    "componentVersion": "1.56.0",
    "componentType": "binary",
    "componentLocation": "/usr/lib/libnghttp2.so.14",
    "scanner": "grype",
}

STORY = advisory(
    "2222",
    "nghttp2",
    (GHSA, CVE),
    detected(
        component=SCAN,
        extension={"scanned-version": "1.56.0-r0", "component-purl": "pkg:generic/nghttp2@1.56.0"},
    ),
    stated(EventType.TRUE_POSITIVE, at=1),
    detected(at=2, component=SCAN),
    fixed(
        "1.57.0-r0", at=3, extension={"fix-method": "upstream-release", "evidence": "https://example.org/1"}
    ),
)


def one(item: Advisory, held: dict[str, Held] | None = None, settings: OsvSettings = ONE) -> dict[str, Any]:
    """The record as a consumer sees it."""
    value: dict[str, Any] = json.loads(json.dumps(record(item, settings, held or {})))
    return value


def events(content: dict[str, Any]) -> list[list[dict[str, str]]]:
    return [affected["ranges"][0]["events"] for affected in content["affected"]]


def test_the_story_is_written_byte_for_byte() -> None:
    (made,) = render([(STORY, SETTINGS)], Shape.FULL)
    assert made.data == (GOLDEN / "nghttp2.full.json").read_bytes()
    assert made.file_name == f"{STORY.id}.json"


@pytest.mark.parametrize("kind", sorted(set(EventType) - {EventType.FIXED, EventType.FALSE_POSITIVE}))
def test_an_open_status_has_a_range_without_end(kind: EventType) -> None:
    content = one(advisory("2222", "zlib", (CVE,), stated(kind, note="we look")))
    assert events(content) == [[{"introduced": "0"}]]
    specific = content["affected"][0]["ecosystem_specific"]
    assert specific == {"status": status_of(stated(kind)).value, "note": "we look"}


def test_a_detection_is_under_investigation_and_never_affected() -> None:
    content = one(advisory("2222", "zlib", (CVE,), detected()))
    assert content["affected"][0]["ecosystem_specific"] == {"status": "under-investigation"}


def test_not_affected_is_a_range_that_holds_nothing() -> None:
    (affected,) = one(advisory("2222", "zlib", (CVE,), false_positive("not built in")))["affected"]
    assert affected["ranges"] == [
        {
            "type": "ECOSYSTEM",
            "events": [{"introduced": "0"}, {"fixed": "0"}],
            "database_specific": {"false_positive": True},
        }
    ]
    assert affected["ecosystem_specific"] == {
        "status": "not-affected",
        "note": "not built in",
        "false_positive_type": "vulnerable-code-not-included-in-package",
    }


def test_the_ids_of_the_vulnerability_are_upstream_and_never_aliases() -> None:
    content = one(advisory("2222", "zlib", (GHSA, CVE, GHSA, "GO-2023-2102", "XSA-1"), detected()))
    assert content["upstream"] == [GHSA, CVE, "GO-2023-2102", "XSA-1"]
    assert "aliases" not in content
    assert "related" not in content
    assert content["summary"] == f"{CVE} in zlib"
    assert content["references"] == [
        {"type": "ADVISORY", "url": f"https://github.com/advisories/{GHSA}"},
        {"type": "ADVISORY", "url": f"https://nvd.nist.gov/vuln/detail/{CVE}"},
        {"type": "ADVISORY", "url": "https://pkg.go.dev/vuln/GO-2023-2102"},
    ]


def test_an_advisory_without_aliases_is_named_by_its_own_id() -> None:
    content = one(advisory("2222", "zlib", (), detected()))
    assert content["summary"] == "ACME-2222-2222-2222 in zlib"
    assert not {"upstream", "references"} & set(content)


def test_only_an_address_is_evidence() -> None:
    item = advisory("2222", "zlib", (), fixed("1-r0", extension={"evidence": "javascript:alert(1)"}))
    assert "references" not in one(item)


def test_each_package_and_architecture_has_its_entry_without_version() -> None:
    content = one(STORY, settings=SETTINGS)
    assert [affected["package"]["purl"] for affected in content["affected"]] == [
        "pkg:apk/acme/nghttp2?arch=x86_64",
        "pkg:apk/acme/nghttp2?arch=aarch64",
        "pkg:apk/acme/libnghttp2?arch=x86_64",
        "pkg:apk/acme/libnghttp2?arch=aarch64",
        "pkg:apk/acme/nghttp2%2B%2B?arch=x86_64",
        "pkg:apk/acme/nghttp2%2B%2B?arch=aarch64",
    ]


def test_a_component_is_listed_once_with_origin_and_subpackage_it_was_seen_in() -> None:
    parts = {
        affected["package"]["name"]: affected["ecosystem_specific"].get("components")
        for affected in one(STORY, settings=SETTINGS)["affected"]
    }
    assert parts["nghttp2"] == parts["libnghttp2"]
    assert len(parts["nghttp2"]) == 1
    assert parts["nghttp2"][0]["component_purl"] == "pkg:generic/nghttp2@1.56.0"
    assert parts["nghttp2++"] is None


def test_of_a_component_only_what_the_scan_knew_is_listed() -> None:
    half = {"componentName": "nghttp2", "componentVersion": ""}
    affected = one(advisory("2222", "zlib", (CVE,), detected(component=half)))["affected"]
    (listed,) = affected[0]["ecosystem_specific"]["components"]
    assert listed.keys() == {"advisory_id", "component_name", "status"}


def test_architectures_may_be_fixed_at_different_versions() -> None:
    item = advisory(
        "2222",
        "zlib",
        (CVE,),
        fixed("1-r8", at=1, extension={"architectures": ["x86_64"]}),
        fixed("1-r1", at=2, extension={"architectures": ["aarch64"]}),
    )
    settings = OsvSettings(("Acme",), "pkg:apk/acme", ("x86_64", "aarch64", "riscv64"))
    content = one(item, settings=settings)
    assert [end[1:] for end in events(content)] == [[{"fixed": "1-r8"}], [{"fixed": "1-r1"}], []]
    statuses = [affected["ecosystem_specific"]["status"] for affected in content["affected"]]
    assert statuses == ["fixed", "fixed", "under-investigation"]


def test_a_held_fix_is_not_a_fix_yet_on_that_architecture() -> None:
    held = Held(STORY.id, "nghttp2", "1.57.0-r0", "aarch64", "1.56.0-r2")
    content = one(STORY, {"aarch64": held}, OsvSettings(("Acme",), "pkg:apk/acme", ("x86_64", "aarch64")))
    assert [len(ends) for ends in events(content)] == [2, 1]
    specific = content["affected"][1]["ecosystem_specific"]
    assert specific["status"] == "affected"
    assert specific["held_back"] == {"fixed_version": "1.57.0-r0", "published": "1.56.0-r2"}


def test_a_withdrawn_advisory_says_when_and_why_and_keeps_its_ranges() -> None:
    item = advisory(
        "2222", "zlib", (CVE,), fixed("1-r0"), withdrawal=Withdrawal(day(5), "filed twice"), revised=day(5)
    )
    content = one(item)
    assert content["withdrawn"] == content["modified"] == format_instant(day(5))
    assert content["database_specific"] == {"withdrawal_reason": "filed twice"}
    assert events(content) == [[{"introduced": "0"}, {"fixed": "1-r0"}]]
    assert content["affected"][0]["ecosystem_specific"]["status"] == "withdrawn"


def test_published_is_the_first_event_and_modified_the_latest_change() -> None:
    item = advisory(
        "2222", "zlib", (CVE,), fixed("1-r0", at=4), detected(at=2), revised=Instant(day(6) + 250_000)
    )
    content = one(item)
    assert content["published"] == format_instant(day(2))
    assert content["modified"] == "2023-11-20T22:13:20.25Z"


@given(advisory_lists)
def test_every_record_fits_the_official_schema(test_data: Path, advisories: list[Advisory]) -> None:
    validator = osv_schema.relaxed(test_data)
    for made in render([(item, SETTINGS) for item in advisories], Shape.FULL):
        validator.validate(json.loads(made.data))


def test_a_registered_publisher_passes_the_schema_as_it_is(test_data: Path) -> None:
    content = one(STORY, settings=OsvSettings(("Wolfi",), "pkg:apk/wolfi", ("x86_64",)))
    validator = jsonschema_rs.validator_for(osv_schema.strict(test_data))
    validator.validate(content | {"id": "CGA-2222-2222-2222"})
    assert not validator.is_valid(one(STORY))


@pytest.mark.parametrize(
    "fault",
    [
        {"modified": "2024-01-01T00:00:00+00:00"},
        {"advice": "update"},
        {"references": [{"type": "GOSSIP", "url": "https://example.org"}]},
        {"affected": [{"ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "1-r0"}]}]}]},
    ],
)
def test_the_schema_bites(test_data: Path, fault: dict[str, Any]) -> None:
    assert not osv_schema.relaxed(test_data).is_valid(one(STORY) | fault)
