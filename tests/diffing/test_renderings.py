"""A diff as JSON, as the model's JSON, and as Markdown (image-diff.md J, MD)."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from navwarn.core.instant import Instant
from navwarn.core.inventory import (
    Attachment,
    Component,
    Distro,
    ImageConfig,
    ImageSource,
    Inventory,
    Layer,
    SourceKind,
)
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.diffing.compat import APK, Scanner, compat
from navwarn.diffing.diff import diff
from navwarn.diffing.interface import Selection
from navwarn.diffing.markdown import markdown
from navwarn.diffing.native import native
from navwarn.matching.output.reference import namespace_of, reference_of
from tests.diffing.making import compare, side
from tests.matching.making import NOW, apk, image, judge, known, record, stated

CVE, GHSA = "CVE-2023-44487", "GHSA-qppj-fm5r-hxr3"
FIX = stated("nghttp2", CVE, fixed="1.57.0-r0", advisory="ACME-2222-3333-4444")
HIGH = known(f"{CVE} {GHSA}", Severity.HIGH, title="HTTP/2 rapid reset", exploited_at=Instant(NOW))


def nghttp2(version: str) -> Component:
    purl = f"pkg:apk/acme/libnghttp2-14@{version}?arch=x86_64"
    return apk("libnghttp2-14", version, "nghttp2", purl=purl)


def test_the_model_s_json_is_what_existing_filters_parse() -> None:
    found = compare([nghttp2("1.56.0-r0")], [nghttp2("1.57.0-r0")], FIX, HIGH, selection=APK)
    assert compat(found) == {
        "packages": {
            "changed": [
                {
                    "name": "libnghttp2-14",
                    "current": {
                        "version": "1.57.0-r0",
                        "reference": "pkg:apk/acme/libnghttp2-14@1.57.0-r0?arch=x86_64",
                    },
                    "previous": {
                        "version": "1.56.0-r0",
                        "reference": "pkg:apk/acme/libnghttp2-14@1.56.0-r0?arch=x86_64",
                    },
                }
            ]
        },
        "vulnerabilities": {
            "removed": [{"id": CVE, "reference": "acme:distro:acme:rolling", "severity": "High"}]
        },
    }


def test_empty_lists_are_left_out_and_empty_objects_stay() -> None:
    assert compat(compare([], [], selection=APK)) == {"packages": {}, "vulnerabilities": {}}


def test_other_types_are_listed_when_asked_for_and_a_digest_is_no_version() -> None:
    packages = [Component("oci", "app", "sha256:1"), Component("npm", "a", ""), nghttp2("1-r0")]
    assert "added" in compat(compare([], packages, selection=APK))["packages"]
    found = compat(compare([], packages, selection=Selection(is_everything=True)))
    assert found["packages"]["added"] == [
        {"name": "libnghttp2-14", "version": "1-r0", "reference": nghttp2("1-r0").purl},
        {"name": "a", "reference": "pkg:npm/a"},
        {"name": "app", "reference": "pkg:oci/app@sha256%3A1"},
    ]


def test_a_package_of_another_namespace_is_another_one_for_the_model() -> None:
    one = nghttp2("1-r0")
    other = replace(one, namespace="harbor", purl="pkg:apk/harbor/libnghttp2-14@1-r0?arch=x86_64")
    found = compat(compare([one], [other], selection=APK))["packages"]
    assert [set(found), found["added"][0]["reference"]] == [{"added", "removed"}, other.purl]


def test_a_vulnerability_that_stays_in_another_package_is_no_removal() -> None:
    still = apk("nghttp2", "1.56.0-r0")
    found = compare([nghttp2("1.56.0-r0"), still], [nghttp2("1.57.0-r0"), still], FIX, selection=APK)
    assert compat(found)["vulnerabilities"] == {}
    assert len(found.findings.gone) == 1


def test_the_fields_of_the_withdrawn_server_come_with_its_scanner() -> None:
    source = ImageSource(SourceKind.REGISTRY, "app", digest="sha256:1")
    inventory = Inventory(source, Distro("acme"), (Component("nuget", "a", "1"),))
    found = compat(compare(inventory, inventory, selection=APK), Scanner("navwarn", "1.0", Instant(NOW), "5"))
    one = {
        "digest": "sha256:1",
        "scanner": {"name": "navwarn", "version": "1.0"},
        "vulnerabilityDbLastBuildTime": "2023-11-14T22:13:20Z",
        "vulnerabilityDbSchemaVersion": "5",
    }
    assert found["vulnerabilities"] == {"metadata": [one, one]}
    assert found["warnings"] == [
        "first image: 1 package not evaluated: packages of the type nuget cannot be compared with records",
        "second image: 1 package not evaluated: packages of the type nuget cannot be compared with records",
    ]
    assert "warnings" not in compat(
        compare([], [], selection=APK), Scanner("navwarn", "1", Instant(NOW), "5")
    )


def test_a_side_that_an_attached_sbom_tells_of_is_marked_in_every_form() -> None:
    source = ImageSource(SourceKind.SPDX, "app", attachment=Attachment("sha256:2", "sha256:1", "index"))
    found = compare([], Inventory(source))
    assert found.warnings == (f"second image: {source.evidence}",)
    assert source.evidence in markdown(found)
    value = native(found)
    assert value["from"]["attachment"] is None
    assert value["to"]["attachment"] == {
        "digest": "sha256:2",
        "subject": "sha256:1",
        "found_by": "index",
        "is_verified": False,
    }


@pytest.mark.parametrize(
    ("component", "facts", "namespace"),
    [
        (nghttp2("1-r0"), (FIX,), "acme:distro:acme:rolling"),
        (
            Component("golang", "net", "v0.1.0", "golang.org/x"),
            (record(GHSA, "Go", "golang.org/x/net", ("0", "1")),),
            "github:language:go",
        ),
        (
            Component("gem", "rack", "1.0"),
            (record(CVE, "RubyGems", "rack", ("0", "2"), source="osv"),),
            "osv:language:ruby",
        ),
    ],
)
def test_namespaces_are_those_of_scanners(
    component: Component, facts: tuple[object, ...], namespace: str
) -> None:
    (finding,) = judge(component, *facts).findings  # type: ignore[arg-type]
    assert namespace_of(finding, Distro("acme", "1")) == namespace


def test_namespaces_without_a_statement_or_a_source_say_what_is_known() -> None:
    (finding,) = judge(nghttp2("1-r0"), FIX).findings
    bare = replace(finding, statement=None)
    assert namespace_of(bare, Distro("alpine", "3.20")) == "alpine:distro:alpine:3.20"
    assert namespace_of(bare, None) == "acme:distro:acme:rolling"
    assert namespace_of(finding, None) == "acme:distro:acme:rolling"
    unnamed = replace(bare, component=replace(bare.component, namespace=""))
    assert namespace_of(unnamed, None) == "apk:distro:apk:rolling"
    module = replace(bare, component=Component("swift", "a", "1"))
    assert namespace_of(module, None) == "unknown:language:swift"


@pytest.mark.parametrize(
    ("component", "reference"),
    [
        (apk("a+b", "1:2-r0"), "pkg:apk/acme/a%2Bb@1%3A2-r0?arch=x86_64"),
        (Component("golang", "net", "", "golang.org/x", "html"), "pkg:golang/golang.org/x/net#html"),
    ],
)
def test_a_component_without_a_purl_gets_one(component: Component, reference: str) -> None:
    assert reference_of(component) == reference


def inventory(version: str, user: str, *layers: str, size: int | None) -> Inventory:
    reference = f"registry.example/app:{version}"
    libraries = [apk(name, version, "glibc") for name in ("glibc", "ld-linux")]
    return Inventory(
        ImageSource(SourceKind.REGISTRY, reference, f"sha256:{version}", platform="linux/amd64"),
        Distro("acme", "1"),
        (nghttp2(version), *libraries, apk(f"python-{version[:4]}", "1-r0")),
        ImageConfig(user=user, command=("a", "b") if user else (), labels=(("v", version),)),
        tuple(Layer(f"sha256:{name}", size=5) for name in layers),
        size,
        Instant(NOW),
    )


WHOLE = compare(
    inventory("1.56.0-r0", "root", "base", "old", size=10_000_000),
    inventory("1.57.0-r0", "", "base", "new", size=12_000_000),
    FIX,
    HIGH,
    stated("glibc", "CVE-2024-0002", fixed="1.57.0-r1"),
    stated("glibc", "CVE-2024-0003", fixed="1.55.0-r1"),
)


def test_native_json_has_every_list_in_a_fixed_order() -> None:
    value = native(WHOLE, with_subtracted=True)
    assert list(value) == [
        *("from", "to", "packages", "findings", "vulnerabilities", "config", "layers", "size", "warnings")
    ]
    assert value["size"] == {"from": 10_000_000, "to": 12_000_000, "difference": 2_000_000}
    assert [one["direction"] for one in value["packages"]["changed"]] == ["upgraded"] * 3
    assert value["packages"]["families"][0]["packages"] == ["glibc", "ld-linux"]
    (gone,) = value["findings"]["gone"]
    assert (gone["id"], gone["severity"], gone["fixed_in"]) == (CVE, "high", ["1.57.0-r0"])
    assert gone["advisory"]["status"] == "fixed"
    assert gone["reason"]["code"] == "upgraded-past-fix"
    assert gone["reason"]["advisory"] == "ACME-2222-3333-4444"
    assert value["vulnerabilities"]["gone"][0]["exploited_at"] == "2023-11-14T22:13:20Z"
    assert value["findings"]["counts"]["from"]["high"] == 1
    assert value["config"] == [
        {"field": "user", "key": None, "from": "root", "to": None},
        {"field": "command", "key": None, "from": ["a", "b"], "to": None},
        {"field": "labels", "key": "v", "from": "1.56.0-r0", "to": "1.57.0-r0"},
    ]
    assert value["layers"]["shared"] == 1
    assert value["from"]["index"]["distributions"] == ["acme"]
    assert [one["rule"] for one in value["from"]["subtracted_findings"]] == ["fixed", "fixed"]
    assert json.loads(json.dumps(value)) == value


def test_native_json_keeps_empty_lists_and_unknown_values() -> None:
    value = native(compare(image(distro=None), image(distro=None)))
    assert value["packages"]["added"] == value["findings"]["new"] == value["config"] == []
    assert value["size"] == {"from": None, "to": None, "difference": None}
    assert (value["from"]["distro"], value["from"]["created_at"]) == (None, None)
    assert "subtracted_findings" not in value["from"]


def test_native_json_names_silences_changes_and_findings_of_records() -> None:
    module = Component("golang", "net", "v0.7.0", "golang.org/x")
    facts = record(CVE, "Go", "golang.org/x/net", ("0", "0.8.0"), ("0.8.1", "0.17.0"))
    odd = Component("nuget", "a", "1")
    value = native(compare([module, odd], [replace(module, version="v0.9.0"), odd], facts))
    (one,) = value["findings"]["changed"]
    assert (one["fields"], one["from"]["fixed_in"], one["to"]["advisory"]) == (["fixed-in"], ["0.8.0"], None)
    assert value["from"]["silences"][0]["reason"] == "ecosystem-not-covered"


def test_each_side_of_a_changed_finding_is_told_in_the_words_of_its_own_image() -> None:
    moved = stated("nghttp2", CVE, Status.UNDER_INVESTIGATION, distribution="harbor", since=1)
    component = nghttp2("1.56.0-r0")
    other = image(component, distro=Distro("harbor"))
    (one,) = native(compare([component], other, FIX, moved))["findings"]["changed"]
    assert [one[side]["namespace"] for side in ("from", "to")] == [
        "acme:distro:acme:rolling",
        "harbor:distro:harbor:rolling",
    ]


def test_the_same_diff_gives_the_same_bytes() -> None:
    again = diff(WHOLE.previous, WHOLE.current)
    assert json.dumps(native(again)) == json.dumps(native(WHOLE))
    assert markdown(again) == markdown(WHOLE)
    assert json.dumps(compat(again)) == json.dumps(compat(WHOLE))


GOLDEN = """\
## `registry.example/app:1.57.0-r0`

|  | Digest | Platform | Packages | Size | Critical | High | Medium | Low | Negligible | None | Unknown | Not evaluated |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| From | `sha256:1.56.0-r0` | `linux/amd64` | 4 | 10.0 MB | 0 | 1 | 0 | 0 | 0 | 0 | 2 | 0 |
| To | `sha256:1.57.0-r0` | `linux/amd64` | 4 | 12.0 MB | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 0 |

Both judged by the ledger's 7 entries.

<details>
<summary>Changes</summary>

### Vulnerabilities Removed

| Id | Reference | Severity | Packages |
| --- | --- | --- | --- |
| `CVE-2023-44487` | `acme:distro:acme:rolling` | High | `libnghttp2-14` |

### Packages Added

| Name | Version | Reference |
| --- | --- | --- |
| `python-1.57` | `1-r0` | `pkg:apk/acme/python-1.57@1-r0?arch=x86_64` |

### Packages Removed

| Name | Version | Reference |
| --- | --- | --- |
| `python-1.56` | `1-r0` | `pkg:apk/acme/python-1.56@1-r0?arch=x86_64` |

### Packages Changed

| Name | Previous Version | Current Version | Change |
| --- | --- | --- | --- |
| `glibc` | `1.56.0-r0` | `1.57.0-r0` | upgraded |
| `ld-linux` | `1.56.0-r0` | `1.57.0-r0` | upgraded |
| `libnghttp2-14` | `1.56.0-r0` | `1.57.0-r0` | upgraded |

### Packages Replaced

| Previous | Current |
| --- | --- |
| `python-1.56 1-r0` | `python-1.57 1-r0` |

### Packages Changed Together

| Origin | Previous Version | Current Version | Change | Packages |
| --- | --- | --- | --- | --- |
| `glibc` | `1.56.0-r0` | `1.57.0-r0` | upgraded | `glibc`, `ld-linux` |

### Findings Gone

| Id | Severity | Package | Version | Fixed in | Status | Reason |
| --- | --- | --- | --- | --- | --- | --- |
| `CVE-2023-44487` | High | `libnghttp2-14` | `1.56.0-r0` | `1.57.0-r0` | Fixed (vulnerable) | `libnghttp2-14 went from 1.56.0-r0 to 1.57.0-r0, past the fix in 1.57.0-r0 (ACME-2222-3333-4444, 2023-11-14)` |

### Configuration Changed

| Setting | From | To |
| --- | --- | --- |
| `user` | `root` |  |
| `command` | `a b` |  |
| `labels v` | `1.56.0-r0` | `1.57.0-r0` |

### Layers Changed (1 shared)

| Change | Digest | Bytes |
| --- | --- | --- |
| Removed | `sha256:old` | 5 |
| Added | `sha256:new` | 5 |

</details>
"""  # noqa: E501 (a table has no shorter lines)


def test_markdown_has_the_sections_that_public_workflows_have() -> None:
    assert markdown(WHOLE) == GOLDEN


def test_markdown_without_changes_says_so_and_keeps_the_warnings() -> None:
    odd = [Component("nuget", "a", "1")]
    found = compare(odd, odd)
    text = markdown(found)
    assert text.endswith("No changes.\n")
    assert f"| `{found.cautions[0]}` |" in text
    assert found.cautions[0].startswith("first image: 1 package not evaluated: packages of the type nuget ")
    assert "<details>" not in text
    assert "### Warnings" not in markdown(compare([], []))


def test_markdown_tells_new_and_changed_findings_and_other_namespaces() -> None:
    module = Component("golang", "net", "v0.7.0", "golang.org/x")
    facts = (
        record(CVE, "Go", "golang.org/x/net", ("0", "0.8.0"), ("0.8.1", "0.17.0")),
        stated("nghttp2", "CVE-2024-0009", Status.AFFECTED),
        stated("zlib", "CVE-2024-0010", Status.UNDER_INVESTIGATION),
    )
    before = side([module, apk("zlib", "1-r0")], *facts)
    current = [
        replace(module, version="v0.9.0"),
        nghttp2("1-r0"),
        replace(apk("zlib", "1-r0"), namespace="harbor"),
    ]
    text = markdown(diff(before, side(current, *facts)))
    assert "### Findings New" in text
    assert "| `CVE-2023-44487` | `net` | fixed-in | Unknown, vulnerable, fixed in `0.8.0` |" in text
    assert "| `zlib` | `1-r0` | `1-r0` | same, from `acme` to `harbor` |" in text
