"""Publishing files and directories: whole or not at all, one writer at a time, nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import time
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

from navwarn.errors import ExternalError, InputError
from navwarn.workflows.publish import locked, publication, publish_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FORK = get_context("fork")
INDEX = "index"


def accept(_: bytes | None) -> None:
    """Refuse nothing."""


def is_part(name: str) -> bool:
    return name == INDEX or name.startswith("part-")


def fill(target: Path, generation: int, parts: int = 3) -> list[str]:
    """Publish a generation: an index that names its parts, each of which names the generation."""
    with publication(target, is_part, [INDEX]) as made:
        for number in range(parts):
            made.write(f"part-{number}", f"{number} of {generation}".encode())
        made.write(INDEX, str(generation).encode())
    return made.written


def content(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in directory.iterdir() if path.is_file()}


def names(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


def generation(number: int, parts: int = 3) -> dict[str, str]:
    return {f"part-{part}": f"{part} of {number}" for part in range(parts)} | {INDEX: str(number)}


def test_a_file_is_made_and_replaced_and_its_predecessor_shown(tmp_path: Path) -> None:
    seen: list[bytes | None] = []
    path = tmp_path / "feed.json"
    assert publish_file(path, b"one", seen.append)
    assert publish_file(path, b"two", seen.append)
    assert (path.read_bytes(), seen) == (b"two", [None, b"one"])
    assert names(tmp_path) == ["feed.json"]


def test_an_unchanged_file_stays_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    publish_file(path, b"one", accept)
    before = path.stat()
    assert not publish_file(path, b"one", accept)
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_a_refused_file_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    publish_file(path, b"one", accept)

    def refuse(_: bytes | None) -> None:
        raise InputError("no")

    with pytest.raises(InputError):
        publish_file(path, b"two", refuse)
    assert content(tmp_path) == {"feed.json": "one"}


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_bytes(b"old")
    real.chmod(0o640)
    (tmp_path / "link.json").symlink_to(real)
    publish_file(tmp_path / "link.json", b"new", accept)
    assert (tmp_path / "link.json").is_symlink()
    assert (real.read_bytes(), stat.S_IMODE(real.stat().st_mode)) == (b"new", 0o640)


def test_what_a_killed_run_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    stale = tmp_path / ".feed.json.ab_c1234.tmp"
    others = [
        tmp_path / name for name in (".feed.json.ab.tmp", ".other.feed.json.ab_c1234.tmp", "feed.json.tmp")
    ]
    for path in (stale, *others):
        path.touch()
    publish_file(tmp_path / "feed.json", b"one", accept)
    assert not stale.exists()
    assert all(path.exists() for path in others)


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert publish_file(pipe, b"one", accept)
    assert os.read(reader, 10) == b"one"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("place", "reason"),
    [("", "is a directory: name the file"), ("none/feed.json", "is not a directory: make it")],
)
def test_a_place_where_no_file_can_be_is_a_sentence(tmp_path: Path, place: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        publish_file(tmp_path / place, b"one", accept)


def test_a_directory_is_made_and_exchanged_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    assert len(fill(target, 1)) == 4
    target.chmod(0o750)
    first = target.stat()
    fill(target, 2)
    assert content(target) == generation(2)
    assert target.stat().st_ino != first.st_ino
    assert stat.S_IMODE(target.stat().st_mode) == 0o750
    assert names(tmp_path) == ["osv"]


def test_unchanged_parts_stay_the_same_files(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    fill(target, 1)
    before = (target / "part-1").stat()
    assert fill(target, 1) == []
    assert (target / "part-1").stat().st_mtime_ns == before.st_mtime_ns
    assert (target / "part-1").stat().st_nlink == 1


def test_parts_without_a_successor_go(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    fill(target, 1, parts=5)
    fill(target, 2)
    assert content(target) == generation(2)


def test_what_was_published_can_be_read_while_its_successor_is_made(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    with publication(target, is_part, [INDEX]) as made:
        assert (made.previous_names(), made.previous(INDEX)) == ([], None)
    fill(target, 1)
    with publication(target, is_part, [INDEX]) as made:
        assert made.previous_names() == sorted(generation(1))
        assert (made.previous(INDEX), made.previous("none")) == (b"1", None)


def test_a_refused_directory_is_left_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    fill(target, 1)
    with pytest.raises(InputError), publication(target, is_part, [INDEX]) as made:  # noqa: PT012
        made.write(INDEX, b"2")
        raise InputError("no")
    assert content(target) == generation(1)
    assert names(tmp_path) == ["osv"]


@pytest.fixture(params=["a stranger's file", "a stranger's folder", "a link", "a file system that cannot"])
def in_place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that must not or cannot be exchanged."""
    target = tmp_path / "osv"
    fill(target, 1)
    if request.param == "a stranger's file":
        (target / "index.html").write_text("mine")
    elif request.param == "a stranger's folder":
        (target / "part-folder").mkdir()
    elif request.param == "a link":
        (target / "part-link").symlink_to(target / INDEX)
    else:
        monkeypatch.setattr("navwarn.workflows.publish._EXCHANGE", 1 << 20)  # a flag no kernel knows
    return target


def test_where_exchange_would_harm_files_are_replaced_one_by_one(in_place: Path) -> None:
    inode = in_place.stat().st_ino
    strangers = {path.name for path in in_place.iterdir()} - set(generation(1))
    assert fill(in_place, 2) == sorted(generation(2), key=lambda name: name == INDEX)
    found = content(in_place)
    assert {name: found[name] for name in generation(2)} == generation(2)
    assert strangers <= {path.name for path in in_place.iterdir()}
    assert in_place.stat().st_ino == inode
    assert not [path for path in in_place.iterdir() if path.name.startswith(".")]
    assert names(in_place.parent) == ["osv"]


def test_one_by_one_unchanged_files_are_left_alone(in_place: Path) -> None:
    before = (in_place / INDEX).stat()
    assert fill(in_place, 1) == []
    assert (in_place / INDEX).stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    ("place", "reason"), [("file", "is not a directory: name"), ("none/osv", "make it before")]
)
def test_a_place_where_no_directory_can_be_is_a_sentence(tmp_path: Path, place: str, reason: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=reason):
        fill(tmp_path / place, 1)


def test_what_the_system_refuses_is_an_outside_failure(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    with pytest.raises(ExternalError, match="cannot be written"), publication(target, is_part, []) as made:
        made.write("none/part", b"1")
    assert names(tmp_path) == []


def in_child(work: Callable[[], object]) -> Iterator[int]:
    """Run work in a process of its own; yields its id, and waits for its end afterwards."""
    child = FORK.Process(target=work)
    child.start()
    assert child.pid is not None
    yield child.pid
    child.join()


def test_of_two_writers_the_second_waits_for_the_first(tmp_path: Path) -> None:
    with locked(tmp_path):
        running = in_child(lambda: fill(tmp_path / "osv", 2))
        next(running)
        time.sleep(0.2)
        assert not (tmp_path / "osv").exists()
    assert list(running) == []
    assert content(tmp_path / "osv") == generation(2)


def test_a_reader_never_meets_an_index_without_its_parts(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    fill(target, 0, parts=20)
    running = in_child(lambda: [fill(target, number, parts=20) for number in range(1, 20)])
    next(running)
    while (latest := (target / INDEX).read_text()) != "19":
        for part in range(20):
            assert int((target / f"part-{part}").read_text().split()[-1]) >= int(latest)
    assert list(running) == []


def test_a_killed_writer_leaves_one_whole_publication(tmp_path: Path) -> None:
    target = tmp_path / "osv"
    fill(target, 0, parts=40)
    for attempt in range(25):
        running = in_child(lambda: [fill(target, number, parts=40) for number in range(1, 500)])
        pid = next(running)
        time.sleep(0.005 * attempt)
        os.kill(pid, signal.SIGKILL)
        assert list(running) == []
        found = content(target)
        assert found == generation(int(found[INDEX]), parts=40)
    fill(target, 1000, parts=40)
    assert names(tmp_path) == ["osv"]
    shutil.rmtree(target)
