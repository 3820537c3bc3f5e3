"""A git tree of documents followed commit by commit: reverts, deletions, renames, rewritten events."""

from __future__ import annotations

import shutil
from random import Random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.config import load_config
from navwarn.core.event import Event
from navwarn.core.instant import DAY, SECOND, Instant, parse_instant
from navwarn.documents.document import MAX_BYTES, AdvisoryDocument, Document, file_name
from navwarn.documents.edit import edit
from navwarn.feeds import secdb
from navwarn.ledger import open_ledger
from navwarn.workflows.demo.world import build_world
from navwarn.workflows.exporting import export_directory
from navwarn.workflows.importing import ContradictionError, import_directory
from navwarn.workflows.kept_standings import standings_of_directory

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.ledger.interface import Ledger

START = parse_instant("2026-07-01T00:00:00Z")
DEFAULT = load_config(None, {"HOME": "/"}).distribution()

Tree = dict[str, Document]


class Repository:
    """A tree of documents that people and bots keep changing."""

    def __init__(self, seed: int, packages: int) -> None:
        self.random = Random(seed)
        world = build_world().distributions[0].documents
        self.tree: Tree = {document.package: document for document in self.random.sample(world, packages)}
        self.commits: list[Tree] = [dict(self.tree)]
        self.counter = 0

    def commit(self) -> Tree:
        """The next state of the tree."""
        for _ in range(self.random.randint(1, 3)):
            self.random.choice((self.add_event, self.rewrite, self.alias, self.reorder, self.drop_event))()
        if self.random.random() < 0.3:
            self.random.choice((self.delete, self.rename, self.revert, self.drop_advisory, self.move))()
        self.commits.append(dict(self.tree))
        return self.tree

    def edit(self, change: str) -> None:
        package = self.random.choice(sorted(self.tree))
        document = self.tree[package]
        index = self.random.randrange(len(document.advisories))
        advisory = getattr(self, f"_{change}")(document.advisories[index])
        advisories = (*document.advisories[:index], advisory, *document.advisories[index + 1 :])
        self.tree[package] = replace(document, advisories=advisories)

    def add_event(self) -> None:
        self.edit("with_event")

    def rewrite(self) -> None:
        self.edit("rewritten")

    def alias(self) -> None:
        self.edit("with_alias")

    def reorder(self) -> None:
        self.edit("reordered")

    def drop_event(self) -> None:
        self.edit("without_event")

    def _with_event(self, advisory: AdvisoryDocument) -> AdvisoryDocument:
        self.counter += 1
        moment = Instant(START + self.random.randrange(3) * DAY + self.counter % 5 * SECOND)
        event = Event(moment, "fixed", {"fixed-version": f"9.{self.random.randrange(9)}.0-r0"})
        place = self.random.randrange(len(advisory.events) + 1)
        return replace(advisory, events=(*advisory.events[:place], event, *advisory.events[place:]))

    def _rewritten(self, advisory: AdvisoryDocument) -> AdvisoryDocument:
        self.counter += 1
        note = f"Looked at again: {self.counter}\nand found wanting.\n"
        event = replace(self.random.choice(advisory.events), type="pending-upstream-fix", data={"note": note})
        return replace(advisory, events=(*advisory.events[:-1], event))

    def _with_alias(self, advisory: AdvisoryDocument) -> AdvisoryDocument:
        self.counter += 1
        kept = advisory.aliases[: self.random.randrange(len(advisory.aliases) + 1)]
        return replace(advisory, aliases=(*kept, f"CVE-2031-{self.counter:05}"))

    def _reordered(self, advisory: AdvisoryDocument) -> AdvisoryDocument:
        return replace(advisory, events=tuple(self.random.sample(advisory.events, len(advisory.events))))

    def _without_event(self, advisory: AdvisoryDocument) -> AdvisoryDocument:
        return replace(advisory, events=advisory.events[:-1] or advisory.events)

    def delete(self) -> None:
        if len(self.tree) > 2:
            del self.tree[self.random.choice(sorted(self.tree))]

    def rename(self) -> None:
        package = self.random.choice(sorted(self.tree))
        self.counter += 1
        document = self.tree.pop(package)
        self.tree[f"{package}-{self.counter}"] = replace(document, package=f"{package}-{self.counter}")

    def revert(self) -> None:
        self.tree = dict(self.random.choice(self.commits))

    def drop_advisory(self) -> None:
        package = self.random.choice(sorted(self.tree))
        document = self.tree[package]
        if len(document.advisories) > 1:
            self.tree[package] = replace(document, advisories=document.advisories[1:])

    def move(self) -> None:
        """An advisory goes over to another package's document."""
        source, target = self.random.sample(sorted(self.tree), 2)
        first, *rest = self.tree[source].advisories
        if rest:
            self.tree[source] = replace(self.tree[source], advisories=tuple(rest))
            advisories = (*self.tree[target].advisories, first)
            self.tree[target] = replace(self.tree[target], advisories=advisories)


def checkout(tree: Tree, directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    for document in tree.values():
        (directory / file_name(document.package)).write_text(edit(None, document))


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def follow(ledger: Ledger, directory: Path, now: Instant, reason: str | None) -> None:
    import_directory(ledger, DEFAULT, directory, now=now, actor="test", reason=reason, max_bytes=MAX_BYTES)


def replay(tmp_path: Path, seed: int, *, packages: int, commits: int) -> None:
    repository = Repository(seed, packages)
    directory, out = tmp_path / "tree", tmp_path / "out"
    with open_ledger(str(tmp_path / "ledger.sqlite"), create=True) as ledger:
        checkout(repository.tree, directory)
        follow(ledger, directory, START, None)
        for number in range(commits):
            checkout(repository.commit(), directory)
            follow(ledger, directory, Instant(START + (number + 1) * SECOND), f"commit {number}")
            shutil.rmtree(out, ignore_errors=True)
            export_directory(ledger, DEFAULT, out)
            assert contents(out) == contents(directory), f"commit {number}"
            assert feed_of_ledger(ledger) == feed_of(directory), f"commit {number}"
        size = ledger.head().size
        follow(ledger, directory, Instant(START + DAY), None)
        assert ledger.head().size == size
        assert ledger.check().passed


def feed_of_ledger(ledger: Ledger) -> bytes:
    return secdb.render(ledger.standings(DEFAULT.name), DEFAULT.secdb)


def feed_of(directory: Path) -> bytes:
    return secdb.render(standings_of_directory(directory, DEFAULT), DEFAULT.secdb)


@pytest.mark.parametrize("seed", range(3))
def test_a_short_history_is_followed_to_the_byte(tmp_path: Path, seed: int) -> None:
    replay(tmp_path, seed, packages=6, commits=25)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 104))
def test_a_long_history_is_followed_to_the_byte(tmp_path: Path, seed: int) -> None:
    replay(tmp_path, seed, packages=12, commits=250)


def test_what_a_tree_lacks_is_refused_without_a_reason_and_nothing_is_changed(tmp_path: Path) -> None:
    repository = Repository(1, 4)
    directory = tmp_path / "tree"
    with open_ledger(str(tmp_path / "ledger.sqlite"), create=True) as ledger:
        checkout(repository.tree, directory)
        follow(ledger, directory, START, None)
        before = ledger.head()
        repository.drop_advisory()
        repository.rewrite()
        repository.add_event()
        checkout(repository.tree, directory)
        with pytest.raises(ContradictionError) as refused:
            follow(ledger, directory, START, None)
        assert refused.value.exit_status == 1
        assert refused.value.conflicts
        assert ledger.head() == before
