"""``navwarn fmt``: changes layout in place, or says what it would change."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.documents.samples import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

LOOSE = "package: {name: zlib}\nschema-version: 2.0.2\nadvisories: []"
TIDY = "schema-version: 2.0.2\n\npackage:\n  name: zlib\n\nadvisories: []\n"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    (tmp_path / "advs").mkdir()
    (tmp_path / "advs" / "good.yaml").write_text(GOOD)
    (tmp_path / "advs" / "loose.yaml").write_text(LOOSE)


def test_documents_are_formatted_in_place(navwarn: Navwarn, tmp_path: Path) -> None:
    result = navwarn("fmt", "advs")
    assert (result.stdout, result.stderr) == ("", "1 of 2 documents formatted\n")
    assert (tmp_path / "advs" / "loose.yaml").read_text() == TIDY
    assert (tmp_path / "advs" / "good.yaml").read_text() == GOOD
    assert navwarn("fmt", "advs").stderr == "0 of 2 documents formatted\n"
    assert navwarn("-q", "fmt", "--check", "advs").stderr == ""


def test_check_lists_what_would_change_and_changes_nothing(navwarn: Navwarn, tmp_path: Path) -> None:
    result = navwarn("fmt", "--check", "advs", expect=1)
    assert (result.stdout, result.stderr) == ("advs/loose.yaml\n", "1 of 2 documents to format\n")
    assert (tmp_path / "advs" / "loose.yaml").read_text() == LOOSE
    navwarn("fmt", "--check", "advs/good.yaml")


@pytest.mark.needs("git")
def test_a_diff_is_one_that_patch_applies(navwarn: Navwarn, tmp_path: Path) -> None:
    result = navwarn("fmt", "--diff", "advs", expect=1)
    assert (tmp_path / "advs" / "loose.yaml").read_text() == LOOSE
    assert result.stdout.startswith("--- advs/loose.yaml\n+++ advs/loose.yaml\n@@ ")
    assert "\\ No newline at end of file\n" in result.stdout
    (tmp_path / "change.diff").write_text(result.stdout)
    subprocess.run(["git", "apply", "-p0", "change.diff"], cwd=tmp_path, check=True)
    assert (tmp_path / "advs" / "loose.yaml").read_text() == TIDY


def test_one_unreadable_file_is_named_and_none_is_changed(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "advs" / "torn.yaml").write_text("a: b\nc: [\n")
    result = navwarn("fmt", "advs", expect=2)
    first, *others = result.stderr.splitlines()
    assert first.startswith("advs/torn.yaml:2: D1 not YAML")
    assert others == ["navwarn: 1 file cannot be read [NW-FORMAT-UNREADABLE]", "  No file was changed."]
    assert (tmp_path / "advs" / "loose.yaml").read_text() == LOOSE


def test_sorting_is_asked_for(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "advs" / "good.yaml").write_text(GOOD.replace("CGA-2222-3333-4444", "CGA-9999-3333-4444"))
    navwarn("fmt", "--check", "advs/good.yaml")
    navwarn("fmt", "--sort", "advs/good.yaml")
    assert (tmp_path / "advs" / "good.yaml").read_text().rstrip().endswith("fixed-version: 1.3.1-r10")


@pytest.mark.parametrize("arguments", [(), ("absent",), ("advs", "--check", "--nonsense")])
def test_wrong_command_lines_are_status_2(navwarn: Navwarn, arguments: tuple[str, ...]) -> None:
    assert navwarn("fmt", *arguments, expect=2).stderr
