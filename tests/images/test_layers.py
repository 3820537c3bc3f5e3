"""What is visible when layers lie on one another is what unpacking them would leave on a disk."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.images.budget import Budget
from navwarn.images.entry import Entry, Kind
from navwarn.images.limit import Limits
from navwarn.images.tree import Placed, Tree
from tests.images.reader import packages, read
from tests.images.samples import (
    APK,
    OS_RELEASE,
    File,
    directory,
    hard_link,
    image,
    symlink,
    whiteout,
    write_layout,
)

NAMES = st.sampled_from("abc")
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
ENTRIES = st.one_of(
    st.builds(lambda path: Entry(f"/{path}", Kind.FILE, 0, 0o644), PATHS),
    st.builds(lambda path: Entry(f"/{path}", Kind.DIRECTORY, 0, 0o755), PATHS),
    st.builds(lambda path, to: Entry(f"/{path}", Kind.SYMLINK, 0, 0o777, to), PATHS, PATHS),
    st.builds(
        lambda path: Entry(
            f"/{path.rpartition('/')[0]}/.wh.{path.rpartition('/')[2]}".replace("//", "/"), Kind.FILE, 0, 0
        ),
        PATHS,
    ),
    st.builds(lambda path: Entry(f"/{path}/.wh..wh..opq", Kind.FILE, 0, 0), PATHS),
)
LAYERS = st.lists(st.lists(ENTRIES, max_size=5), min_size=1, max_size=4)


def tree_of(layers: list[list[Entry]]) -> Tree:
    tree = Tree(Budget(Limits()), "an image")
    for number, entries in enumerate(layers):
        tree.apply(number, entries)
    return tree


def unpacked(root: Path, layers: list[list[Entry]]) -> None:
    """What a runtime does to a disk: what a layer removes goes first, then its entries in order."""
    for number, entries in enumerate(layers):
        for entry in entries:
            remove(root, entry.path)
        for ordinal, entry in enumerate(entries):
            if "/.wh." not in entry.path:
                put(root, entry, f"{number} {ordinal}")


def remove(root: Path, path: str) -> None:
    parent, _, name = path.rpartition("/")
    if not name.startswith(".wh.") or not (root / parent[1:]).is_dir():
        return
    if name == ".wh..wh..opq":
        for one in (root / parent[1:]).iterdir():
            delete(one)
    else:
        delete(root / parent[1:] / name[4:])


def put(root: Path, entry: Entry, text: str) -> None:
    place = root / entry.path[1:]
    try:
        Path(os.path.realpath(place.parent)).mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return
    if entry.kind is Kind.DIRECTORY and place.is_dir() and not place.is_symlink():
        return
    delete(place)
    if entry.kind is Kind.FILE:
        place.write_text(text)
    elif entry.kind is Kind.DIRECTORY:
        place.mkdir()
    else:
        place.symlink_to(entry.target)


def delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def on_disk(root: Path) -> dict[str, str]:
    found = {}
    for folder, directories, names in os.walk(root):
        for name in (*directories, *names):
            path = Path(folder, name)
            shown = f"/{path.relative_to(root)}"
            if path.is_symlink():
                found[shown] = f"-> {path.readlink()}"
            elif path.is_file():
                found[shown] = path.read_text()
    return found


def is_circular(layers: list[list[Entry]]) -> bool:
    """Whether links may lead in a circle, where systems differ in when they give up."""
    return any(entry.kind is Kind.SYMLINK for entries in layers for entry in entries)


@given(LAYERS.filter(lambda layers: not is_circular(layers)))
def test_layers_without_links_give_what_unpacking_gives(layers: list[list[Entry]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        unpacked(Path(folder), layers)
        expected = on_disk(Path(folder))
    found = {path: f"{placed.layer} {placed.ordinal}" for path, placed in tree_of(layers).files()}
    assert found == expected


LINKED = st.lists(
    st.one_of(
        st.builds(lambda path: Entry(f"/{path}", Kind.FILE, 0, 0o644), PATHS),
        st.builds(
            lambda name, to: Entry(f"/{name}", Kind.SYMLINK, 0, 0o777, to),
            NAMES,
            st.sampled_from(["d", "d/e"]),
        ),
    ),
    max_size=6,
)


@given(st.lists(LINKED, min_size=1, max_size=3))
def test_what_is_below_a_link_lies_where_the_link_leads(layers: list[list[Entry]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        unpacked(Path(folder), layers)
        expected = {path for path, text in on_disk(Path(folder)).items() if not text.startswith("->")}
    assert {path for path, _ in tree_of(layers).files()} == expected


def test_a_circle_of_links_leads_nowhere() -> None:
    tree = tree_of(
        [
            [
                Entry("/a", Kind.SYMLINK, 0, 0, "b"),
                Entry("/b", Kind.SYMLINK, 0, 0, "a"),
                Entry("/a/x", Kind.FILE, 0, 0),
            ]
        ]
    )
    assert (list(tree.files()), tree.resolve("/a"), tree.canonical("/a/x")) == ([], None, "/a/x")


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/lib/x", "/usr/lib/x"),
        ("/lib/../lib/x", "/usr/lib/x"),
        ("/up/x", "/usr/lib/x"),
        ("/usr/link", "/usr/lib/x"),
        ("/to-folder", "/usr/lib"),
        ("/dot", "/"),
        ("/lib/nothing", None),
        ("/usr/lib/x/below", None),
    ],
)
def test_links_are_followed_within_the_image(path: str, leads: str | None) -> None:
    links = {
        "/lib": "usr/lib",
        "/up": "../../../usr/lib",
        "/usr/link": "/lib/x",
        "/to-folder": "lib",
        "/dot": "usr/..",
    }
    entries = [Entry(name, Kind.SYMLINK, 0, 0, to) for name, to in links.items()]
    found = tree_of([[Entry("/usr/lib/x", Kind.FILE, 0, 0), *entries]]).resolve(path)
    assert (found and found[0]) == leads


def test_whiteouts_that_name_the_parent_remove_nothing() -> None:
    lower = [Entry("/a/b", Kind.FILE, 0, 0)]
    upper = [Entry(f"/a/.wh.{name}", Kind.FILE, 0, 0) for name in ("", ".", "..", ".wh.plnk")]
    assert [path for path, _ in tree_of([lower, upper]).files()] == ["/a/b"]


def test_a_hard_link_is_another_name_of_the_file_it_was_made_of() -> None:
    lower = [Entry("/a", Kind.FILE, 0, 0), Entry("/b", Kind.HARD_LINK, 0, 0, "/a")]
    upper = [Entry("/.wh.a", Kind.FILE, 0, 0), Entry("/c", Kind.HARD_LINK, 0, 0, "/nothing")]
    assert list(tree_of([lower, upper]).files()) == [("/b", Placed(0, 0, lower[0]))]


OTHER = APK.replace(b"1.55.1-r0", b"1.57.0-r0")
BASE = (File("etc/os-release", OS_RELEASE), File("usr/lib/apk/db/installed", APK))


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        pytest.param([BASE, [File("usr/lib/apk/db/installed", OTHER)]], "1.57.0-r0", id="replaced above"),
        pytest.param([BASE, [whiteout("usr/lib/apk/db/installed")]], None, id="removed above"),
        pytest.param([BASE, [whiteout("usr/lib")]], None, id="removed with its directory"),
        pytest.param([BASE, [File("usr/lib/.wh..wh..opq")]], None, id="hidden by an opaque directory"),
        pytest.param(
            [BASE, [File("usr/lib/apk/db/installed", OTHER), File("usr/.wh..wh..opq")]],
            "1.57.0-r0",
            id="new in an opaque one",
        ),
        pytest.param([BASE, [File("usr/lib", b"")]], None, id="a file in place of the directory"),
        pytest.param(
            [BASE, [whiteout("usr/lib")], [File("usr/lib/apk/db/installed", OTHER)]],
            "1.57.0-r0",
            id="removed, made anew",
        ),
        pytest.param(
            [[*BASE, symlink("lib", "usr/lib")], [File("lib/apk/db/installed", OTHER)]],
            "1.57.0-r0",
            id="written through a link",
        ),
        pytest.param(
            [[directory("data/db"), File("data/db/installed", OTHER), symlink("lib/apk", "../data")]],
            "1.57.0-r0",
            id="a link on the way",
        ),
        pytest.param(
            [[File("x", OTHER), symlink("lib/apk/db/installed", "../../../x")]],
            "1.57.0-r0",
            id="a link itself",
        ),
        pytest.param(
            [[File("x", OTHER), hard_link("lib/apk/db/installed", "x")]], "1.57.0-r0", id="a hard link"
        ),
        pytest.param(
            [[File("x", OTHER), hard_link("lib/apk/db/installed", "x")], [whiteout("x")]],
            "1.57.0-r0",
            id="whose first name is gone",
        ),
        pytest.param(
            [[File("lib/apk/db/installed", OTHER)], [hard_link("y", "lib/apk/db/installed"), whiteout("y")]],
            "1.57.0-r0",
            id="a name too many",
        ),
    ],
)
def test_the_visible_database_is_read(tmp_path: Path, layers: list[list[File]], expected: str | None) -> None:
    found = read(write_layout(tmp_path, image(*layers)))
    versions = [one.version for one in found.components if one.name == "nghttp2"]
    assert versions == ([expected] if expected else [])


def test_both_places_of_the_database_are_read_and_a_package_in_both_is_one(tmp_path: Path) -> None:
    other = APK.replace(b"P:nghttp2", b"P:busybox")
    files = [
        File("etc/os-release", OS_RELEASE),
        File("lib/apk/db/installed", APK),
        File("usr/lib/apk/db/installed", other),
    ]
    found = read(write_layout(tmp_path, image(files)))
    assert packages(found) == ["busybox 1.55.1-r0", "libcrypto3 3.1.4-r1", "nghttp2 1.55.1-r0"]
    assert found.components[1].locations == ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")


def test_the_layer_of_a_component_is_the_one_that_its_evidence_lies_in(tmp_path: Path) -> None:
    found = read(write_layout(tmp_path, image([File("a")], BASE, [File("b")])))
    assert {one.layer for one in found.components} == {found.layers[1].digest}


def test_a_device_in_place_of_a_database_is_not_read(tmp_path: Path) -> None:
    found = read(
        write_layout(tmp_path, image(BASE, [File("usr/lib/apk/db/installed", kind=tarfile.CHRTYPE)]))
    )
    assert found.components == ()
