"""``navwarn import`` and ``navwarn export``: all or nothing, once, and back to the byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.samples import CURL, ZLIB, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn


def test_an_import_is_counted_and_the_second_one_adds_nothing(navwarn: Navwarn, tmp_path: Path) -> None:
    directory = tree(tmp_path / "tree", zlib=ZLIB, curl=CURL)
    first = navwarn("import", directory)
    assert first.stderr == "2 documents: recorded 4 event, 3 opened; the ledger has 7 entries\n"
    assert navwarn("import", directory).stderr == "2 documents, nothing new; the ledger has 7 entries\n"
    report = json.loads(navwarn("import", directory, "-o", "json").stdout)
    assert (report["documents"], report["entries"], report["ledger_size"]) == (2, {}, 7)


def test_what_comes_out_is_what_went_in(navwarn: Navwarn, tmp_path: Path) -> None:
    directory = tree(tmp_path / "tree", zlib=ZLIB, curl=CURL)
    navwarn("import", directory)
    navwarn("export", tmp_path / "out")
    assert (tmp_path / "out/zlib.advisories.yaml").read_text() == ZLIB
    assert (tmp_path / "out/curl.advisories.yaml").read_text() == CURL
    assert navwarn("export", "-p", "curl").stdout == CURL
    assert navwarn("export").stdout == CURL + "---\n" + ZLIB


def test_an_unchanged_file_is_not_touched_by_a_second_export(navwarn: Navwarn, tmp_path: Path) -> None:
    navwarn("import", tree(tmp_path / "tree", zlib=ZLIB))
    navwarn("export", tmp_path / "out")
    before = (tmp_path / "out/zlib.advisories.yaml").stat().st_mtime_ns
    assert "0 of them written" in navwarn("export", tmp_path / "out").stderr
    assert (tmp_path / "out/zlib.advisories.yaml").stat().st_mtime_ns == before


def test_documents_the_ledger_does_not_know_are_named_and_removed_on_request(
    navwarn: Navwarn, tmp_path: Path
) -> None:
    navwarn("import", tree(tmp_path / "tree", zlib=ZLIB))
    out = tree(tmp_path / "out", curl=CURL)
    assert "curl.advisories.yaml): left alone" in navwarn("export", out).stderr
    assert "removed" in navwarn("export", out, "--prune").stderr
    assert [path.name for path in out.iterdir()] == ["zlib.advisories.yaml"]


def test_an_unknown_package_cannot_be_exported(navwarn: Navwarn, tmp_path: Path) -> None:
    navwarn("import", tree(tmp_path / "tree", zlib=ZLIB))
    assert "no advisory for package xz" in navwarn("export", "-p", "xz", expect=2).stderr


def test_a_layout_of_ones_own_is_brought_into_the_canonical_one(navwarn: Navwarn, tmp_path: Path) -> None:
    mangled = "---\n" + ZLIB.replace("\n\n", "\n").replace("\n  ", "\n    ").replace(": CVE", ":   CVE")
    navwarn("import", tree(tmp_path / "tree", zlib=mangled))
    assert navwarn("export").stdout == ZLIB


def test_unknown_fields_styles_and_a_later_schema_survive(navwarn: Navwarn, tmp_path: Path) -> None:
    text = ZLIB.replace("2.0.2", "2.0.99999").replace("CVE-2024-0002", '"CVE-2024-0002"')
    text = text.replace("type: fixed\n", "type: repaired\n        by: hand\n").replace(
        "      - CVE-2024-0001\n", "      - ZZZ-9\n      - CVE-2024-0001\n"
    )
    navwarn("import", tree(tmp_path / "tree", zlib=text))
    assert navwarn("export").stdout == text


BROKEN = {
    "not yaml": ("package: [", "D1"),
    "anchor": (ZLIB.replace("CVE-2024-0001", "&a CVE-2024-0001"), "D1"),
    "duplicate key": (ZLIB.replace("  name: zlib", "  name: zlib\n  name: zlib"), "D1"),
    "quoted timestamp": (ZLIB.replace("2024-01-01T00:00:00Z", '"2024-01-01T00:00:00Z"'), "D1"),
    "no timestamp": (ZLIB.replace("timestamp: 2024-01-01T00:00:00Z\n        ", ""), "D14"),
    "no type": (ZLIB.replace("type: fixed", "type:"), "D16"),
    "no events": (ZLIB[: ZLIB.index("    events:\n      - timestamp: 2024-02")] + "    events: []\n", "D13"),
    "no id": (ZLIB.replace("id: CGA-3333-3333-3333", "id:"), "D9"),
    "id twice": (ZLIB.replace("CGA-3333-3333-3333", "CGA-2222-2222-2222"), "D7"),
    "no package": (ZLIB.replace("name: zlib", "name:"), "D5"),
    "other package": (ZLIB.replace("name: zlib", "name: xz"), "C1"),
    "no advisories": ("schema-version: 2.0.2\npackage:\n  name: zlib\nadvisories: []\n", "D6"),
    "id of another document": (ZLIB.replace("CGA-3333-3333-3333", "CGA-4444-4444-4444"), "C2"),
    "too deep": ("a: " + "[" * 100, "D1"),
    "not text": (ZLIB.replace("name: zlib", "name: [zlib]"), "D1"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_refused_document_names_file_line_and_rule_and_nothing_is_imported(
    navwarn: Navwarn, tmp_path: Path, name: str
) -> None:
    text, rule = BROKEN[name]
    directory = tree(tmp_path / "tree", curl=CURL, zlib=text)
    refused = navwarn("import", directory, expect=2)
    first = refused.stderr.splitlines()[0]
    place, line, found, *_ = first.split(":")
    assert place == str(directory / "zlib.advisories.yaml")
    assert int(line) >= 1
    assert found.strip() == rule
    assert navwarn("advisory", "list", "--count").stdout == "0\n"


def test_every_fault_is_named_at_once(navwarn: Navwarn, tmp_path: Path) -> None:
    directory = tree(tmp_path / "tree", curl="package: [", zlib="a: &x 1\nb: *x\n")
    refused = navwarn("import", directory, expect=2)
    assert len([line for line in refused.stderr.splitlines() if ": D1: " in line]) >= 3
    assert "more) [NW-IMPORT-UNREADABLE]" in refused.stderr


def test_a_document_that_lacks_an_event_is_refused_with_the_list(navwarn: Navwarn, tmp_path: Path) -> None:
    navwarn("import", tree(tmp_path / "tree", zlib=ZLIB))
    less = ZLIB.replace(
        "      - timestamp: 2024-01-05T00:00:00Z\n        type: fixed\n"
        "        data:\n          fixed-version: 1.3.1-r0\n",
        "",
    )
    directory = tree(tmp_path / "tree", zlib=less)
    refused = navwarn("import", directory, expect=1)
    assert "zlib: CGA-2222-2222-2222: event gone: 2024-01-05T00:00:00Z fixed 1.3.1-r0" in refused.stderr
    assert "NW-IMPORT-CONFLICT" in refused.stderr
    assert navwarn("export").stdout == ZLIB
    done = navwarn("import", directory, "--reconcile", "--reason", "reverted")
    assert "recorded 1 retracted" in done.stderr
    assert navwarn("export").stdout == less


def test_reconciling_needs_a_reason_and_a_reason_needs_reconciling(navwarn: Navwarn, tmp_path: Path) -> None:
    directory = tree(tmp_path / "tree", zlib=ZLIB)
    for options in (["--reconcile"], ["--reason", "x"], ["--reconcile", "--reason", "  "]):
        assert "go together" in navwarn("import", directory, *options, expect=2).stderr


def test_a_directory_without_documents_is_an_error(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no *.advisories.yaml files" in navwarn("import", tmp_path / "empty", expect=2).stderr


def test_the_size_limit_is_configurable(
    navwarn: Navwarn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAVWARN__MAX_DOCUMENT_BYTES", "100")
    assert "more than 100 bytes" in navwarn("import", tree(tmp_path / "tree", zlib=ZLIB), expect=2).stderr


def test_extended_documents_carry_what_plain_ones_cannot(navwarn: Navwarn, tmp_path: Path) -> None:
    navwarn("import", tree(tmp_path / "tree", curl=CURL))
    added = ("-t", "fixed", "--fixed-version", "8.0-r0", "--fix-method", "patch", "--arch", "x86_64")
    navwarn("advisory", "update", "-p", "curl", "-V", "CVE-2024-0001", *added)
    assert "x-navwarn" not in navwarn("export").stdout
    extended = navwarn("export", "--extended").stdout
    assert "fix-method: patch" in extended
    again = tree(tmp_path / "again", curl=extended)
    other = ("--db", tmp_path / "other.sqlite")
    navwarn(*other, "import", again)
    assert navwarn(*other, "export", "--extended").stdout == extended
    navwarn("import", again)


def test_every_real_document_comes_back_to_the_byte(
    navwarn: Navwarn, tmp_path: Path, test_data: Path
) -> None:
    real = test_data / "wolfi-advisories"
    navwarn("import", real)
    navwarn("export", tmp_path / "out")
    documents = sorted(path.name for path in real.glob("*.yaml"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == documents
    for name in documents:
        assert (tmp_path / "out" / name).read_bytes() == (real / name).read_bytes()


def test_a_fault_of_a_whole_file_has_no_line_and_a_strange_name_breaks_no_line(
    navwarn: Navwarn, tmp_path: Path
) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a\nb.yaml").write_bytes(b" " * (16 * 1024 * 1024 + 1))
    lines = navwarn("import", "tree", expect=2).stderr.splitlines()
    assert lines[0] == "tree/a?b.yaml: D1: the file has more than 16777216 bytes: split it"
    assert lines[1].startswith("navwarn: tree/a?b.yaml: D1: ")
