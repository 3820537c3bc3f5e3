"""What is kept of a directory's documents from one feed to the next, which must never change an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.distribution import Distribution
from navwarn.core.instant import parse_moment
from navwarn.core.standing import standing_of
from navwarn.workflows import tree as parsing
from navwarn.workflows.directory_feed import UnreadableSourceError, snapshot_of_directory
from navwarn.workflows.kept_standings import standings_of_directory
from tests.workflows.feed_trees import FIXED, NOT_AFFECTED, OPEN, advisory, document, event

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.core.standing import Standing

ACME = Distribution("acme", "Acme", "NW", "pkg:apk/acme", any_prefix=True)
ONE, TWO, CVE = "NW-2222-2222-2222", "NW-2222-2222-3333", "CVE-2024-0001"
NOTES = {
    "withdrawn": "    x-navwarn:\n      withdrawn:\n        at: 2024-02-01T00:00:00Z\n",
    "split": "        x-navwarn:\n          architectures:\n            - x86_64\n",
}


@pytest.fixture(autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("caches")
    monkeypatch.setenv("NAVWARN_CACHE", str(folder))
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many files were looked at each time that documents were read."""
    found: list[int] = []
    original = parsing.load_files

    def counting(*arguments: object, **options: object) -> object:
        found.append(len(arguments[2]))  # type: ignore[arg-type]
        return original(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(parsing, "load_files", counting)
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A directory whose documents have every kind of standing."""
    folder = tmp_path / "advisories"
    split = event(FIXED, 4, "5.2-r0") + NOTES["split"]
    document(folder, "bash", advisory(ONE, CVE, event(OPEN, 1), split))
    document(folder, "zlib", advisory(TWO, CVE, event(FIXED, 3, "1.3-r1")))
    path = document(folder, "xz", advisory("NW-2222-2222-4444", CVE, event(NOT_AFFECTED, 3)))
    path.write_text(path.read_text().replace("    aliases:\n", NOTES["withdrawn"] + "    aliases:\n"))
    return folder


def said(tree: Path, moment: str | None = None) -> tuple[Standing, ...]:
    """What documents say when they are read, whatever is kept."""
    as_of = parse_moment(moment) if moment else None
    return tuple(map(standing_of, snapshot_of_directory(tree, ACME, as_of).advisories))


def test_a_second_feed_reads_no_document_and_says_the_same(tree: Path, reads: list[int]) -> None:
    first = standings_of_directory(tree, ACME)
    assert reads == [3]
    assert standings_of_directory(tree, ACME) == first
    assert reads == [3]
    assert first.advisories == said(tree)


def test_what_changed_is_said_anew(tree: Path, reads: list[int]) -> None:
    standings_of_directory(tree, ACME)
    document(tree, "zlib", advisory(TWO, CVE, event(FIXED, 3, "1.3-r2")))
    document(tree, "curl", advisory("NW-2222-2222-5555", CVE, event(OPEN, 3)))
    (tree / "bash.advisories.yaml").unlink()
    for _ in range(2):
        assert standings_of_directory(tree, ACME).advisories == said(tree)
    assert reads[:2] == [3, 3]


def test_another_moment_is_not_answered_from_what_is_kept(tree: Path) -> None:
    standings_of_directory(tree, ACME)
    moment = "2024-01-02"
    now_then = standings_of_directory(tree, ACME, parse_moment(moment))
    assert now_then.advisories == said(tree, moment) != said(tree)


def test_a_second_document_of_a_package_is_refused_although_both_contents_are_known(tree: Path) -> None:
    standings_of_directory(tree, ACME)
    (tree / "zlib-2.advisories.yaml").write_bytes((tree / "zlib.advisories.yaml").read_bytes())
    with pytest.raises(UnreadableSourceError, match="C3"):
        standings_of_directory(tree, ACME)


def test_what_cannot_be_said_is_refused_every_time(tree: Path) -> None:
    path = tree / "zlib.advisories.yaml"
    path.write_text(path.read_text().replace("1.3-r1", "'0'"))
    for _ in range(2):
        with pytest.raises(UnreadableSourceError, match="D21"):
            standings_of_directory(tree, ACME)


def test_another_limit_sees_the_faults_of_that_limit(tree: Path) -> None:
    standings_of_directory(tree, ACME)
    with pytest.raises(UnreadableSourceError):
        standings_of_directory(tree, ACME, max_bytes=100)


@pytest.mark.parametrize("damage", [b"", b"\xff" * 10, b"\x81\xc4\x01a\xc4\x01b"])
def test_a_damaged_pack_changes_no_answer(tree: Path, caches: Path, damage: bytes) -> None:
    expected = standings_of_directory(tree, ACME)
    packs = list(caches.glob("*.pack"))
    assert len(packs) == 2
    for pack in packs:
        pack.write_bytes(damage)
    assert standings_of_directory(tree, ACME) == expected


def test_nothing_is_kept_where_that_is_switched_off(
    tree: Path, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAVWARN_CACHE", "off")
    standings_of_directory(tree, ACME)
    assert list(caches.iterdir()) == []
