"""Which files of an image are read: asking few cataloguers about most files must never change the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.images.cataloguers.apk import PLACES as APK
from navwarn.images.cataloguers.dpkg import INFO_FOLDER, STATUS, STATUS_FOLDER
from navwarn.images.cataloguers.unread_database import PLACES as UNREAD
from navwarn.images.entry import Entry, Kind, normalised
from navwarn.images.roster import CATALOGUERS
from navwarn.images.wish import Choice

WANTED = {
    "os-release": "/usr/lib/os-release",
    "apk": APK[0],
    "dpkg": STATUS,
    "unread-database": UNREAD[-1],
    "python": "/usr/lib/python3/site-packages/Jinja2-3.1.2.DIST-INFO/METADATA",
    "npm": "/app/node_modules/@babel/core/package.json",
    "gem": "/usr/lib/ruby/gems/specifications/rake-13.gemspec",
    "java": "/opt/APP.JAR",
    "go-binary": "/usr/lib/libtool.so.1",
    "cargo-auditable": "/usr/bin/tool",
}
FOLDERS = (
    "",
    "/etc",
    "/usr/lib",
    STATUS_FOLDER,
    INFO_FOLDER,
    "/lib/apk/db",
    "/a/node_modules/b",
    "/x.egg-info",
)
NAMES = (
    *(path.rpartition("/")[2] for path in (*WANTED.values(), *UNREAD)),
    "PKG-INFO",
    "a.list",
    "b",
    "c.war",
)
PATHS = st.sampled_from([*WANTED.values(), *UNREAD, *APK]) | st.builds(
    lambda *parts: "/".join(parts), st.sampled_from(FOLDERS), st.sampled_from(NAMES)
)
CHANGES = st.sampled_from([str, str.lower, str.upper, lambda path: f"{path}.bak", lambda path: f"/old{path}"])


@given(PATHS, CHANGES, st.sampled_from([0, 1, 300, 70_000, 2**40]), st.sampled_from([0o644, 0o755]))
def test_whoever_wants_a_file_is_asked(path: str, change: object, size: int, mode: int) -> None:
    assert callable(change)
    entry = Entry(change(path), Kind.FILE, size, mode)
    wanting = tuple(one for one in CATALOGUERS if one.wants(entry.path, size, mode))
    assert Choice(CATALOGUERS).takers(entry.path, entry) == wanting


@pytest.mark.parametrize("one", CATALOGUERS, ids=lambda one: one.name)
def test_each_finds_a_file_that_it_wants(one: object) -> None:
    name = getattr(one, "name", "")
    entry = Entry(WANTED[name], Kind.FILE, 300, 0o755 if name == "cargo-auditable" else 0o644)
    assert one in Choice(CATALOGUERS).takers(entry.path, entry)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b.py", "/a/b.py"),
        ("./a..b/c.", "/a..b/c."),
        (".hidden", "/.hidden"),
        ("a/./b", "/a/b"),
        ("a/.", "/a"),
        ("a/..", None),
        ("../a", None),
        ("..", None),
        ("a/../../b", None),
        ("//a//b/", "/a/b"),
        (".", None),
        ("./", None),
        ("...", "/..."),
    ],
)
def test_a_name_is_one_path_or_none(name: str, path: str | None) -> None:
    assert normalised(name) == path
