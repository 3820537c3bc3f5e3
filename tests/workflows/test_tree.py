"""Directories of documents, and the cache that must never change an answer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from navwarn.documents.document import MAX_BYTES
from navwarn.errors import ExternalError, InputError
from navwarn.workflows import parallel, tree
from navwarn.workflows.cache import PACKS_KEPT, ParsedCache
from navwarn.workflows.files import write_atomically
from navwarn.workflows.folder import list_files
from navwarn.workflows.tree import load_directory, stream_files

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = """\
schema-version: 2.0.2

package:
  name: {name}

advisories:
  - id: CGA-2222-3333-4444
    events:
      - timestamp: 2024-01-01T00:00:00Z
        type: detection
        data:
          type: manual
"""


@pytest.fixture(autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("caches")
    monkeypatch.setenv("NAVWARN_CACHE", str(folder))
    return folder


def put(directory: Path, *names: str) -> None:
    for name in names:
        (directory / f"{name}.advisories.yaml").write_text(DOCUMENT.format(name=name))


def test_files_come_in_the_byte_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path, "airflow", "airflow-3", "Zlib", "\u00e9tude")
    names = [file.name.removesuffix(".advisories.yaml") for file in load_directory(tmp_path)]
    assert names == ["Zlib", "airflow-3", "airflow", "\u00e9tude"]


def test_hidden_files_other_files_and_folders_are_no_documents(tmp_path: Path) -> None:
    put(tmp_path, "zlib")
    (tmp_path / ".yam.yaml").write_text("indent: 2\n")
    (tmp_path / "README.md").write_text("x")
    (tmp_path / "sub.yaml").mkdir()
    put(tmp_path / "sub.yaml", "curl")
    assert [file.name for file in load_directory(tmp_path)] == ["zlib.advisories.yaml"]


@pytest.mark.parametrize("name", ["nothing", "file"])
def test_a_directory_that_is_none_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is not a directory"):
        load_directory(tmp_path / name)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ExternalError, match=r"gone\.yaml cannot be read: No such file"):
        load_directory(tmp_path)


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "zlib.advisories.yaml"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero")
    with pytest.raises(ExternalError, match=r"zlib\.advisories\.yaml cannot be read: it is no regular file"):
        load_directory(tmp_path)


def test_a_file_over_the_limit_is_a_fault_and_the_others_are_read(tmp_path: Path) -> None:
    put(tmp_path, "curl", "zlib")
    (tmp_path / "curl.advisories.yaml").write_text("#" * 2000)
    large, small = load_directory(tmp_path, max_bytes=1000)
    assert large.document is None
    assert "more than 1000 bytes" in large.faults[0].message
    assert small.document is not None


@pytest.mark.parametrize("cost", [1, 10**9])
def test_files_one_by_one_are_the_files_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cost: int
) -> None:
    monkeypatch.setattr(parallel, "WORTH_A_PROCESS", cost)
    put(tmp_path, "curl", "xz", "zlib")
    (tmp_path / "xz.advisories.yaml").write_text("a: [")
    streamed = list(stream_files(tmp_path, list_files(tmp_path), max_bytes=MAX_BYTES))
    assert streamed == load_directory(tmp_path)
    assert streamed == list(stream_files(tmp_path, list_files(tmp_path), max_bytes=MAX_BYTES))


def test_a_file_that_is_gone_when_its_turn_comes_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "curl", "zlib")
    files = list_files(tmp_path)
    files[1].unlink()
    with pytest.raises(ExternalError, match="cannot be read"):
        list(stream_files(tmp_path, files, max_bytes=MAX_BYTES))


def test_the_cache_of_files_one_by_one_holds_these_and_no_more(tmp_path: Path) -> None:
    put(tmp_path, "curl", "zlib")
    load_directory(tmp_path)
    put(tmp_path, "xz")
    (tmp_path / "zlib.advisories.yaml").unlink()
    files = list_files(tmp_path)
    list(stream_files(tmp_path, files, max_bytes=MAX_BYTES))
    assert len(ParsedCache(tmp_path).load()) == 2


def test_unchanged_files_are_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "curl", "zlib")
    first = load_directory(tmp_path)
    parsed: list[bytes] = []
    original = tree.parse_blob

    def counting(data: bytes, max_bytes: int) -> bytes:
        parsed.append(data)
        return original(data, max_bytes)

    monkeypatch.setattr(tree, "parse_blob", counting)
    assert load_directory(tmp_path) == first
    assert parsed == []
    put(tmp_path, "xz")
    assert len(load_directory(tmp_path)) == 3
    assert len(parsed) == 1


def test_a_changed_file_gives_its_new_content(tmp_path: Path) -> None:
    put(tmp_path, "zlib")
    load_directory(tmp_path)
    path = tmp_path / "zlib.advisories.yaml"
    path.write_text(path.read_text().replace("manual", "nvdapi"))
    (file,) = load_directory(tmp_path)
    assert file.document is not None
    assert file.document.advisories[0].events[0].data == {"type": "nvdapi"}


@pytest.mark.parametrize("damage", [b"", b"\xff" * 10, b"\x81\xc4\x01a\xc4\x01b"])
def test_a_damaged_pack_changes_no_answer(tmp_path: Path, caches: Path, damage: bytes) -> None:
    put(tmp_path, "zlib")
    expected = load_directory(tmp_path)
    (pack,) = caches.glob("*.pack")
    pack.write_bytes(damage)
    assert load_directory(tmp_path) == expected


def test_a_damaged_result_in_a_sound_pack_changes_no_answer(tmp_path: Path) -> None:
    put(tmp_path, "zlib")
    expected = load_directory(tmp_path)
    cache = ParsedCache(tmp_path)
    cache.store(dict.fromkeys(cache.load(), b"\xc1"))
    assert load_directory(tmp_path) == expected


def test_a_cache_that_cannot_be_written_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "zlib")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NAVWARN_CACHE", str(tmp_path / "file"))
    assert len(load_directory(tmp_path)) == 1


def test_the_cache_can_be_switched_off(tmp_path: Path, caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "zlib")
    monkeypatch.setenv("NAVWARN_CACHE", "off")
    load_directory(tmp_path)
    assert list(caches.iterdir()) == []


def test_old_packs_go(tmp_path: Path, caches: Path) -> None:
    for number in range(PACKS_KEPT + 5):
        folder = tmp_path / str(number)
        folder.mkdir()
        put(folder, "zlib")
        load_directory(folder)
    assert len(list(caches.glob("*.pack"))) == PACKS_KEPT


def test_the_default_place_is_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "zlib")
    monkeypatch.delenv("NAVWARN_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    load_directory(tmp_path, max_bytes=MAX_BYTES)
    assert len(list((tmp_path / "xdg" / "navwarn").glob("*.pack"))) == 1


def test_a_written_file_keeps_the_mode_of_the_one_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    write_atomically(path, b"1")
    path.chmod(0o640)
    write_atomically(path, b"2")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"2", 0o640)
    assert [entry.name for entry in tmp_path.iterdir()] == ["feed.json"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "feed.json").mkdir()
    with pytest.raises(ExternalError, match=r"feed\.json cannot be written"):
        write_atomically(tmp_path / "feed.json", b"1")
    assert [entry.name for entry in tmp_path.iterdir()] == ["feed.json"]


def test_a_pipe_is_no_document_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ExternalError, match=r"pipe\.yaml cannot be read: it is no regular file"):
        load_directory(tmp_path)
