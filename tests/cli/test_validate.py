"""``navwarn validate``: what it prints, where, and with what status (architecture.md 7.1)."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.documents.rules.registry import reference
from tests.documents.samples import GOOD, planted

if TYPE_CHECKING:
    from tests.cli.conftest import Navwarn

NOW = ("--now", "2024-06-01T00:00:00Z")
NAME = "zlib.advisories.yaml"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "advs").mkdir()
    write(tmp_path, GOOD)
    return Path("advs")


def write(tmp_path: Path, text: str, name: str = NAME) -> None:
    (tmp_path / "advs" / name).write_text(text)


def test_a_sound_directory_is_one_line_on_standard_error(navwarn: Navwarn, tree: Path) -> None:
    result = navwarn("validate", tree, *NOW)
    assert (result.stdout, result.stderr) == ("", "1 document checked: no faults\n")
    assert navwarn("-q", "validate", tree, *NOW).stderr == ""


def test_faults_are_lines_on_standard_output_and_status_1(
    navwarn: Navwarn, tree: Path, tmp_path: Path
) -> None:
    write(tmp_path, planted("1.3.1-r10", "1.3.1", planted("CVE-2024-0003", "GHSA-5555-5555-5555")))
    result = navwarn("validate", tree, *NOW, expect=1)
    assert result.stdout == (
        "advs/zlib.advisories.yaml:29: D21 fixed-version: '1.3.1' has no release: write 1.3.1-r0,"
        " or the release it was built with (CGA-2222-3333-4444 > event 3)\n"
        "advs/zlib.advisories.yaml:53: W8 warning: no alias is a CVE id: add it, if the vulnerability has one"
        " (CGA-8888-9999-cccc)\n"
    )
    assert result.stderr == "1 document checked: 1 error, 1 warning in 1 file\n"


def test_warnings_fail_only_where_asked_for(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    write(tmp_path, planted("CVE-2024-0003", "GHSA-5555-5555-5555"))
    navwarn("validate", tree, *NOW)
    navwarn("validate", tree, *NOW, "--strict", expect=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("absent",),
        (".",),
        ("advs", "--base", "absent"),
        ("advs", "--apkindex", "absent"),
        ("advs", "--packages", "absent"),
        ("advs", "--aliases", "absent"),
        ("advs", "--aliases", "advs/zlib.advisories.yaml"),
        ("advs", "--package", "curl"),
        ("advs", "--now", "soon"),
        ("advs", "--distribution", "nowhere"),
        ("advs", "-o", "pdf"),
        (),
    ],
)
def test_wrong_input_is_one_sentence_and_status_2(
    navwarn: Navwarn, tree: Path, arguments: tuple[str, ...]
) -> None:
    del tree
    result = navwarn("validate", *arguments, expect=2)
    assert result.stdout == ""
    assert result.stderr


def report(navwarn: Navwarn, *arguments: object, expect: int | None = None) -> Any:
    return json.loads(navwarn("validate", *arguments, "-o", "json", expect=expect).stdout)


def test_json_has_every_fault_with_its_rule_and_what_was_left_out(
    navwarn: Navwarn, tree: Path, tmp_path: Path
) -> None:
    write(tmp_path, planted("1.3.1-r10", "1.3.1"))
    found = report(navwarn, tree, *NOW, expect=1)
    assert (found["schema"], found["valid"]) == ("navwarn/validation/1", False)
    assert found["as_of"] == "2024-06-01T00:00:00Z"
    assert found["generated_at"]
    assert (found["summary"]["documents"], found["summary"]["errors"]) == (1, 1)
    assert found["summary"]["unchecked"]["B1"] == "no --base"
    (item,) = found["items"]
    assert (item["rule"], item["file"], item["line"]) == ("D21", f"advs/{NAME}", 29)


def test_sarif_has_them_too_and_may_go_to_a_file(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    write(tmp_path, planted("1.3.1-r10", "1.3.1"))
    result = navwarn("validate", tree, *NOW, "-o", "sarif", "--out", "faults.sarif", expect=1)
    assert result.stdout == ""
    log = json.loads((tmp_path / "faults.sarif").read_text())
    assert [item["ruleId"] for item in log["runs"][0]["results"]] == ["D21"]


def test_the_reference_of_rules_needs_no_directory(navwarn: Navwarn) -> None:
    assert navwarn("validate", "--rules").stdout == reference()


def test_only_chosen_packages_are_checked(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    other = GOOD.replace("CGA-", "CGA-9").replace("name: zlib\n\n", "name: curl\n\n")
    write(tmp_path, other, "curl.advisories.yaml")
    navwarn("validate", tree, *NOW, expect=1)
    navwarn("validate", tree, *NOW, "-p", "zlib")
    navwarn("validate", tree, *NOW, "-p", "zlib", "-p", "curl", expect=1)


def test_aliases_come_from_a_table_or_the_ledger(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "aliases.json").write_text(json.dumps({"CVE-2024-0002": ["GHSA-7777-7777-7777"]}))
    found = report(navwarn, tree, *NOW, "--aliases", "aliases.json", expect=1)
    assert [item["rule"] for item in found["items"]] == ["A1"]
    (tmp_path / "known").mkdir()
    stated = planted("GO-2024-0002", "GHSA-7777-7777-7777")
    (tmp_path / "known" / NAME).write_text(stated)
    navwarn("import", "known")
    found = report(navwarn, tree, *NOW, "--ledger-aliases", expect=1)
    assert [(item["rule"], item["line"]) for item in found["items"]] == [("A1", 33)]


def test_the_ledger_must_be_there_to_be_asked(navwarn: Navwarn, tree: Path) -> None:
    navwarn("validate", tree, "--ledger-aliases", expect=2)


@pytest.mark.needs("git")
def test_a_git_revision_is_a_base(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@t.example"]
    for arguments in (["init", "-q"], ["add", "advs"], ["commit", "-q", "-m", "First"]):
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True)
    write(
        tmp_path,
        planted("      - timestamp: 2024-05-02T10:00:00Z\n        type: true-positive-determination\n", ""),
    )
    found = report(navwarn, tree, *NOW, "--base", "HEAD", expect=1)
    assert [(item["rule"], item["line"]) for item in found["items"]] == [("B3", 7)]
    assert navwarn("validate", tree, *NOW, "--base", "HEAD~1", expect=2).stderr.startswith(
        "navwarn: 'HEAD~1' is neither a directory nor a revision of the git repository of advs [NW-REVISION]"
    )


def test_what_could_not_be_compared_or_read_is_said(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    for folder in ("base", "definitions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "base" / NAME).write_text("a: [")
    (tmp_path / "definitions" / "odd.yaml").write_text("a: [")
    result = navwarn("validate", tree, *NOW, "--base", "base", "--packages", "definitions")
    assert "warning: zlib.advisories.yaml cannot be read in the base" in result.stderr
    assert "odd.yaml" in result.stderr


def test_an_empty_base_is_an_error_and_not_no_base(navwarn: Navwarn, tree: Path) -> None:
    """A script whose revision turned out empty must not pass for having compared."""
    assert "NW-REVISION" in navwarn("validate", tree, *NOW, "--base", "", expect=2).stderr


@pytest.mark.parametrize("output", ["text", "json", "sarif"])
def test_a_file_whose_name_is_not_utf_8_can_be_told_of(navwarn: Navwarn, tmp_path: Path, output: str) -> None:
    (tmp_path / "advs").mkdir()
    (tmp_path / "advs" / os.fsdecode(b"\xfe.yaml")).write_text(GOOD)
    stdout = navwarn("validate", "advs", *NOW, "-o", output, expect=1).stdout
    assert "C1" in stdout
    assert ("%FE.yaml" if output == "sarif" else "?.yaml") in stdout
    if output != "text":
        json.loads(stdout)
