"""Files and directories are formatted all together or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.errors import ExternalError, InputError
from navwarn.workflows.format import UnformattableError, format_paths, save
from tests.documents.samples import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.workflows.format import Formatted

LOOSE = GOOD.replace("\n\n", "\n") + "\n\n"
MOST = 100_000


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    directory = tmp_path / "advisories"
    directory.mkdir()
    (directory / "good.yaml").write_text(GOOD)
    (directory / "loose.yaml").write_text(LOOSE)
    (directory / ".hidden.yaml").write_text("a: [")
    (directory / "notes.txt").write_text("a: [")
    return directory


def run(*paths: Path, sort: bool = False) -> list[Formatted]:
    return format_paths(paths, sort=sort, max_bytes=MOST)


def test_a_directory_is_formatted_and_only_what_changed_is_written(tree: Path) -> None:
    untouched = (tree / "good.yaml").stat()
    documents = run(tree)
    assert [(item.path.name, item.is_changed) for item in documents] == [
        ("good.yaml", False),
        ("loose.yaml", True),
    ]
    assert (tree / "loose.yaml").read_text() == LOOSE
    assert save(documents) == 1
    assert (tree / "loose.yaml").read_text() == GOOD.replace("tests use it.\n\n", "tests use it.\n")
    assert (tree / "good.yaml").stat() == untouched
    assert save(run(tree)) == 0


def test_files_are_named_one_by_one_and_counted_once(tree: Path) -> None:
    documents = run(tree / "loose.yaml", tree / ".." / "advisories" / "loose.yaml", tree, tree / "notes.txt")
    assert [item.path.name for item in documents] == ["loose.yaml", "good.yaml"]
    assert run(tree / ".hidden.yaml") == []


def test_line_ends_and_byte_order_marks_are_brought_into_line(tree: Path) -> None:
    (tree / "good.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    save(run(tree / "good.yaml"))
    assert (tree / "good.yaml").read_bytes() == GOOD.encode()


def test_a_file_keeps_its_mode_and_a_link_stays_one(tree: Path) -> None:
    (tree / "loose.yaml").chmod(0o640)
    (tree / "link.yaml").symlink_to("loose.yaml")
    save(run(tree / "link.yaml"))
    assert (tree / "link.yaml").is_symlink()
    assert (tree / "loose.yaml").stat().st_mode & 0o777 == 0o640
    assert (tree / "loose.yaml").read_text() != LOOSE
    assert sorted(path.name for path in tree.iterdir()) == [
        *(".hidden.yaml", "good.yaml", "link.yaml", "loose.yaml", "notes.txt")
    ]


def test_one_unreadable_file_keeps_all_from_being_formatted(tree: Path) -> None:
    (tree / "torn.yaml").write_text("a: b\nc: [\n")
    (tree / "list.yaml").write_text("- a\n")
    with pytest.raises(UnformattableError, match="2 files cannot be read") as caught:
        run(tree)
    assert [(fault.file, fault.line, fault.rule) for fault in caught.value.faults] == [
        (str(tree / "list.yaml"), 1, "D1"),
        (str(tree / "torn.yaml"), 2, "D1"),
    ]


def test_wrong_types_and_unknown_keys_do_not_keep_a_file_from_being_formatted(tree: Path) -> None:
    (tree / "good.yaml").write_text("advisories: {none: []}\nschema-version: [2]\n")
    (document,) = run(tree / "good.yaml")
    assert document.after == b"schema-version:\n  - 2\n\nadvisories:\n  none: []\n"


def test_a_file_over_the_limit_is_not_formatted(tree: Path) -> None:
    with pytest.raises(UnformattableError, match="1 file cannot be read"):
        format_paths([tree / "good.yaml"], sort=False, max_bytes=100)


def test_sorting_is_asked_for(tree: Path) -> None:
    (tree / "good.yaml").write_text(GOOD.replace("CGA-2222-3333-4444", "CGA-9999-3333-4444"))
    assert [item.is_changed for item in run(tree / "good.yaml")] == [False]
    assert [item.is_changed for item in run(tree / "good.yaml", sort=True)] == [True]


def test_a_path_that_is_nothing_is_wrong_input(tree: Path) -> None:
    with pytest.raises(InputError, match="neither a file nor a directory"):
        run(tree / "absent.yaml")


def test_a_link_that_leads_back_to_itself_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    with pytest.raises(ExternalError, match=r"loop\.yaml cannot be read"):
        format_paths([tmp_path], sort=False, max_bytes=MOST)
