"""``navwarn diff``: what changed between two images and why, and a gate that counts only what is new."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.pictures import ACME, OLD, bom, files, installed
from tests.images.samples import File, image, write_layout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

FIX = "libnghttp2-14 went from 1.56.0-r0 to 1.57.0-r0, past the fix in 1.57.0-r0"


def compared(navwarn: Navwarn, *arguments: object, expect: int = 0) -> Any:
    """The one diff of two images, as JSON."""
    (item,) = json.loads(navwarn("diff", *arguments, "-o", "json", expect=expect).stdout)["items"]
    return item


def test_it_tells_what_is_gone_and_why(navwarn: Navwarn, home: Path) -> None:
    text = navwarn("diff", home / "old", home / "new").stdout
    assert text.startswith("2 vulnerabilities gone, 0 new, 4 packages changed (findings: 2 gone, 0 new")
    assert f"from {home / 'old'}: 4 findings (1 Critical, 1 High, 2 Unknown); 1 settled" in text
    assert f"to {home / 'new'}: 2 findings (2 Unknown)" in text
    assert FIX in text
    assert "upgraded  libnghttp2-14  apk   1.56.0-r0  1.57.0-r0" in text
    item = compared(navwarn, home / "old", home / "new")
    assert [one["reason"]["code"] for one in item["findings"]["gone"]] == ["upgraded-past-fix"] * 2
    assert item["vulnerabilities"]["counts"]["from"]["critical"] == 1
    assert item["vulnerabilities"]["counts"]["to"]["critical"] == 0
    assert item["from"]["index"] == item["to"]["index"], "both are judged by the same knowledge"


def test_the_order_of_the_images_decides_what_is_new(navwarn: Navwarn, home: Path) -> None:
    forth, back = (
        compared(navwarn, *pair) for pair in ((home / "old", home / "new"), (home / "new", home / "old"))
    )
    assert [one["id"] for one in forth["findings"]["gone"]] == [one["id"] for one in back["findings"]["new"]]
    assert {one["reason"]["code"] for one in back["findings"]["new"]} == {"downgraded-below-fix"}


def test_one_image_has_no_changes_however_it_is_presented(navwarn: Navwarn, home: Path) -> None:
    for other in ("old.tar", "root", "old.cdx.json", "old"):
        item = compared(navwarn, home / "old", home / other)
        assert item["packages"]["added"] == item["packages"]["removed"] == item["packages"]["changed"] == []
        assert item["findings"]["gone"] == item["findings"]["new"] == item["findings"]["changed"] == []
    assert navwarn("diff", home / "old", home / "old").stdout.startswith("No changes.\n")
    assert "No changes." in navwarn("diff", home / "old", home / "old", "-o", "markdown").stdout


def test_the_gate_counts_only_what_is_new(navwarn: Navwarn, home: Path) -> None:
    navwarn("diff", home / "old", home / "new", "--fail-on", "unknown")
    closed = navwarn("diff", home / "new", home / "old", "--fail-on", "high", expect=1)
    assert "2 new findings of severity high or worse [NW-FAIL-ON]" in closed.stderr
    assert closed.stdout.startswith("0 vulnerabilities gone, 2 new"), "the report is written"
    only = navwarn(
        "diff", home / "new", home / "old", "--fail-on", "critical", "--out", home / "out", expect=1
    )
    assert "1 new finding of severity critical" in only.stderr
    assert (home / "out").read_text().startswith("0 vulnerabilities gone")
    missed = navwarn("diff", home / "old", home / "debian", "--fail-on", "not-evaluated", expect=1)
    assert "1 package not evaluated" in missed.stderr
    why = "1 package not evaluated: there are no advisories or records here about debian 12"
    assert f"second image: {why}\n" in missed.stdout


def test_an_unknown_severity_that_is_new_is_told(navwarn: Navwarn, home: Path) -> None:
    write_layout(home / "empty", image((File("etc/os-release", ACME),)))
    passed = navwarn("diff", home / "empty", home / "new", "--fail-on", "high")
    assert "2 new findings of unknown severity did not count" in passed.stderr
    navwarn("diff", home / "empty", home / "new", "--fail-on", "unknown", expect=1)


def test_existing_consumers_find_what_they_look_for(navwarn: Navwarn, home: Path) -> None:
    """What public consumers ask: `.vulnerabilities.removed // [] | .[]`, `.packages.added[]?` (J1, J2)."""
    result = navwarn("diff", home / "old", home / "new", "--compat")
    value = json.loads(result.stdout)
    assert value.keys() == {"packages", "vulnerabilities"}
    removed = [(one["id"], one["severity"]) for one in value["vulnerabilities"].get("removed") or []]
    assert sorted(removed) == [("CVE-2022-37434", "High"), ("CVE-2023-44487", "Critical")]
    assert "added" not in value["vulnerabilities"]
    (added,) = value["packages"].get("added", ())
    assert (added["name"], added["version"]) == ("curl", "8.4.0-r0")
    assert added["reference"].startswith("pkg:apk/acme/curl@8.4.0-r0?arch=x86_64")
    moved = {
        one["name"]: (one["previous"]["version"], one["current"]["version"])
        for one in value["packages"]["changed"]
    }
    assert moved["libnghttp2-14"] == ("1.56.0-r0", "1.57.0-r0")
    same = json.loads(navwarn("diff", home / "old", home / "old", "--compat").stdout)
    assert same == {"packages": {}, "vulnerabilities": {}}


def test_compatible_output_is_json_alone_also_where_something_was_not_evaluated(
    navwarn: Navwarn, home: Path
) -> None:
    result = navwarn("diff", home / "old", home / "debian", "--compat")
    assert json.loads(result.stdout)["packages"]["removed"]
    assert "warning: second image: 1 package not evaluated: there are no advisories" in result.stderr


def test_what_is_settled_is_told_of_each_image_where_that_is_asked_for(navwarn: Navwarn, home: Path) -> None:
    """I16: what was subtracted, apart from what is found."""
    text = navwarn("diff", home / "old", home / "new", "--subtracted").stdout
    rows = [line.split(maxsplit=4) for line in text.splitlines() if line.startswith(("from  ", "to  "))]
    assert rows[0] == [
        "from",
        "CVE-2022-30065",
        "Medium",
        "busybox",
        "Not affected since 2023-10-11 (not-affected)",
    ]
    assert [row[:2] for row in rows[1:]] == [["to", "CVE-2023-44487"], ["to", "CVE-2022-37434"]]
    assert "settled in" not in navwarn("diff", home / "old", home / "new").stdout
    item = compared(navwarn, home / "old", home / "new", "--subtracted")
    assert [one["rule"] for one in item["from"]["subtracted_findings"]] == ["not-affected"]
    assert (
        "### Settled in To"
        in navwarn("diff", home / "old", home / "new", "--subtracted", "-o", "markdown").stdout
    )
    refused = navwarn("diff", home / "old", home / "new", "--subtracted", "--compat", expect=2)
    assert "--compat has no room" in refused.stderr


def test_compatible_output_is_no_markdown(navwarn: Navwarn, home: Path) -> None:
    refused = navwarn("diff", home / "old", home / "new", "--compat", "-o", "markdown", expect=2)
    assert "--compat prints JSON" in refused.stderr
    assert refused.stdout == ""
    navwarn("diff", home / "old", home / "new", "--compat", "-o", "json")


def test_standard_input_is_one_image_only(navwarn: Navwarn, home: Path) -> None:
    refused = navwarn("diff", "-", "-", expect=2)
    assert "standard input can be one of the two images only" in refused.stderr
    assert home


def test_packages_are_listed_by_type(navwarn: Navwarn, home: Path) -> None:
    for side, version in (("left", "1.0.0"), ("right", "2.0.0")):
        purl = f"pkg:npm/lodash@{version}"
        sbom = bom(*OLD)
        sbom["components"].append({"type": "library", "name": "lodash", "version": version, "purl": purl})
        (home / f"{side}.cdx.json").write_text(json.dumps(sbom))
    pair = (home / "left.cdx.json", home / "right.cdx.json")
    assert [one["name"] for one in compared(navwarn, *pair)["packages"]["changed"]] == ["lodash"]
    assert compared(navwarn, *pair, "-t", "apk")["packages"]["changed"] == []
    assert [one["name"] for one in compared(navwarn, *pair, "-t", "apk,npm")["packages"]["changed"]] == [
        "lodash"
    ]
    compat = json.loads(navwarn("diff", *pair, "--compat").stdout)
    assert compat["packages"] == {}, "apk only, as the model does"
    every = json.loads(navwarn("diff", *pair, "--compat", "-t", "-").stdout)
    assert [one["name"] for one in every["packages"]["changed"]] == ["lodash"]


def test_the_configuration_is_shown_when_asked_for(navwarn: Navwarn, home: Path) -> None:
    shown = navwarn("diff", home / "old", home / "new", "--config").stdout
    assert "user              65532  0" in shown
    assert "environment MODE  fast   safe" in shown
    assert "environment" not in navwarn("diff", home / "old", home / "new").stdout
    item = compared(navwarn, home / "old", home / "new")
    assert {"field": "user", "key": None, "from": "65532", "to": "0"} in item["config"]


def test_two_moments_give_reasons_of_knowledge(navwarn: Navwarn, home: Path) -> None:
    item = compared(navwarn, home / "old", home / "old", "--from-at", "2023-10-01", "--to-at", "2023-10-12")
    assert item["packages"]["unchanged"] == 3
    assert len(item["findings"]["new"]) == 4
    assert {one["reason"]["code"] for one in item["findings"]["new"]} <= {
        "newly-disclosed",
        "data-not-available-then",
    }
    navwarn(
        *("advisory", "update", "-p", "zlib", "-V", "CVE-2023-45853", "-t", "fp", "--note", "Not built."),
        *("--fp-type", "vulnerable-code-not-included-in-package"),
    )
    changed = compared(
        navwarn, home / "new", home / "new", "--from-at", "2023-10-12", "--to-at", "2999-01-01"
    )
    (gone,) = changed["findings"]["gone"]
    assert (gone["id"], gone["reason"]["code"]) == ("CVE-2023-45853", "determination-changed")
    assert gone["reason"]["justification"] == "vulnerable-code-not-included-in-package"


def test_a_moment_for_both_sides_is_the_moment_of_a_side_that_names_none(
    navwarn: Navwarn, home: Path
) -> None:
    both = compared(navwarn, home / "old", home / "old", "--from-at", "2023-10-01", "--to-at", "2023-10-12")
    for moments in (
        ("--as-of", "2023-10-01", "--to-at", "2023-10-12"),
        ("--as-of", "2023-10-12", "--from-at", "2023-10-01"),
    ):
        assert compared(navwarn, home / "old", home / "old", *moments) == both
    same = compared(navwarn, home / "old", home / "old", "--as-of", "2023-10-12", "--to-at", "2023-10-12")
    assert same["findings"]["unchanged"] == 4
    assert same["warnings"] == []


def lodash(navwarn: Navwarn, home: Path, **more: Any) -> Path:
    """An SBOM with one npm package, and a record about it that was withdrawn three months later."""
    record = {
        "schema_version": "1.4.0",
        "id": "GHSA-2222-3333-4444",
        "published": "2023-03-01T00:00:00Z",
        "withdrawn": "2023-06-01T00:00:00Z",
        "modified": "2023-06-01T00:00:00Z",
        "affected": [{"package": {"ecosystem": "npm", "name": "lodash"}, "versions": ["4.17.15"]}],
    }
    (home / "ghsa.json").write_text(json.dumps(record | more))
    navwarn("source", "import", home / "ghsa.json")
    component = {"type": "library", "name": "lodash", "version": "4.17.15", "purl": "pkg:npm/lodash@4.17.15"}
    sbom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [component]}
    path = home / "lodash.cdx.json"
    path.write_text(json.dumps(sbom))
    return path


def test_a_record_is_known_to_be_withdrawn_that_no_alias_leads_to_any_more(
    navwarn: Navwarn, home: Path
) -> None:
    sbom = lodash(navwarn, home, aliases=["CVE-2023-7001"])
    found = compared(navwarn, sbom, sbom, "--from-at", "2023-04-01", "--to-at", "2023-07-01")
    (gone,) = found["findings"]["gone"]
    assert (gone["id"], gone["reason"]["code"]) == ("CVE-2023-7001", "record-withdrawn")


def test_records_are_known_from_their_publication_until_they_are_withdrawn(
    navwarn: Navwarn, home: Path
) -> None:
    """RE2 for components of languages, of which only records speak."""
    sbom = lodash(navwarn, home)

    def between(one: str, other: str) -> Any:
        moments = ("--from-at", one, "--to-at", other)
        return compared(navwarn, sbom, sbom, *moments)["findings"]

    ((new,),) = (between("2023-02-01", "2023-04-01")[name] for name in ("new",))
    assert (new["id"], new["reason"]["code"]) == ("GHSA-2222-3333-4444", "newly-disclosed")
    assert new["reason"]["since"] == "2023-03-01T00:00:00Z"
    ((gone,),) = (between("2023-04-01", "2023-07-01")[name] for name in ("gone",))
    assert gone["reason"]["code"] == "record-withdrawn"
    ((back,),) = (between("2023-07-01", "2023-04-01")[name] for name in ("new",))
    assert back["reason"]["code"] == "record-withdrawn"
    before = between("2023-02-01", "2023-07-01")
    assert (before["gone"], before["new"]) == ([], [])
    (scan,) = json.loads(navwarn("scan", sbom, "--as-of", "2023-04-01", "-o", "json").stdout)["items"]
    assert [one["id"] for one in scan["findings"]] == ["GHSA-2222-3333-4444"]


def test_all_platforms_are_compared_in_one_run(navwarn: Navwarn, home: Path) -> None:
    found = json.loads(
        navwarn("diff", home / "many-old", home / "many-new", "--platform", "all", "-o", "json").stdout
    )
    assert [one["platforms"] for one in found["items"]] == [["linux/amd64"], ["linux/arm64"]]
    assert found["platforms_added"] == found["platforms_removed"] == []
    text = navwarn("diff", home / "many-old", home / "many-new", "--platform", "all").stdout
    assert "linux/amd64: 2 vulnerabilities gone" in text
    assert "linux/arm64: 1 vulnerability gone" in text
    same = navwarn("diff", home / "many-old", home / "many-old", "--platform", "all").stdout
    assert same.startswith("linux/amd64: No changes.")
    assert "linux/arm64: No changes." in same, "in which something else is found"
    refused = navwarn("diff", home / "many-old", home / "many-new", "--platform", "all", "--compat", expect=2)
    assert "choose one with --platform" in refused.stderr


def test_markdown_has_the_sections_that_pull_requests_have(navwarn: Navwarn, home: Path) -> None:
    text = navwarn("diff", home / "old", home / "new", "-o", "markdown").stdout
    assert text.startswith(f"## `{home / 'new'}`\n")
    for heading in ("Vulnerabilities Removed", "Packages Added", "Packages Removed", "Packages Changed"):
        assert f"\n### {heading}\n" in text
    assert "Vulnerabilities Added" not in text
    assert "`linux/amd64`" in text
    assert FIX in text


@pytest.mark.parametrize("output", ["table", "markdown"])
def test_hostile_names_are_text(navwarn: Navwarn, home: Path, output: str) -> None:
    hostile = File("lib/apk/db/installed", installed("zlib\x1b[31m|<b>`x` 1.2.12-r0 zlib"))
    write_layout(home / "bad", image((files()[0], hostile)))
    text = navwarn("diff", home / "old", home / "bad", "-o", output).stdout
    assert "\x1b" not in text
    if output == "markdown":
        bare = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
        assert "<b>" in text
        assert "<b>" not in bare, "it stands in code spans only"


def test_each_package_is_one_row_of_the_table(navwarn: Navwarn, home: Path) -> None:
    """A stream that replaced another is not told a second time as added and removed (I8, I9, I13)."""
    harbor = b'ID=harbor\nVERSION_ID="1"\n'
    write_layout(home / "a", image(files("python-3.12 3.12-r0", "xz 1-r2", "glibc 1-r0", "libm 1-r0 glibc")))
    write_layout(home / "b", image(files("python-3.13 3.13-r0", "xz 1-r1", "glibc 2-r0", "libm 2-r0 glibc")))
    write_layout(home / "c", image(files("xz 1-r2", os_release=harbor)))
    rows = [line.split("  ") for line in navwarn("diff", home / "a", home / "b").stdout.splitlines()]
    table = [[cell.strip() for cell in row if cell.strip()] for row in rows if "apk" in row or " apk" in row]
    assert table == [
        ["upgraded", "glibc family: 2 packages", "apk", "1-r0", "2-r0"],
        ["rebuilt, older", "xz", "apk", "1-r2", "1-r1"],
        ["replaced", "python-3.12 by python-3.13", "apk", "3.12-r0", "3.13-r0"],
    ]
    moved = navwarn("diff", home / "a", home / "c").stdout
    assert moved.startswith(
        "Vulnerabilities cannot be compared, as nothing in the second image was evaluated;"
    )
    assert "moved    xz           apk   1-r2 (acme)  1-r2 (harbor)" in moved


def test_ports_volumes_and_words_of_commands_are_told(navwarn: Navwarn, home: Path) -> None:
    before = {"ExposedPorts": {"80/tcp": {}}, "Cmd": ["serve", "all files"]}
    after = {"ExposedPorts": {"443/tcp": {}}, "Cmd": ["serve", "all", "files"]}
    write_layout(home / "a", image(files("xz 1-r0"), config=before))
    write_layout(home / "b", image(files("xz 1-r0"), config=after))
    told = [line.split() for line in navwarn("diff", home / "a", home / "b", "--config").stdout.splitlines()]
    assert ["exposed-ports", "443/tcp", "yes"] in told
    assert ["exposed-ports", "80/tcp", "yes"] in told
    assert ["command", "serve", "'all", "files'", "serve", "all", "files"] in told


def test_a_platform_of_one_image_only_is_told_in_every_form(navwarn: Navwarn, home: Path) -> None:
    one = (home / "old", home / "many-old")
    arguments = (*one, "--platform", "all")
    assert navwarn("diff", home / "many-old", home / "many-old", "--platform", "all", "--compat").stderr == ""
    text = navwarn("diff", *arguments).stdout
    assert "only in TO: linux/arm64" in text
    assert "| Added | `linux/arm64` |" in navwarn("diff", *arguments, "-o", "markdown").stdout
    assert "only in TO: linux/arm64" in navwarn("diff", *arguments, "--compat").stderr
