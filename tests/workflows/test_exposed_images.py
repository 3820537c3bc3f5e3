"""Which images are open to a vulnerability, and the first of a repository that is not: by random histories.

What the ledger answers is compared with what follows from looking at every image of a history in turn.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.instant import Instant
from navwarn.core.inventory import (
    NO_DISTRIBUTION,
    Component,
    Distro,
    ImageSource,
    Inventory,
    Remark,
    SourceKind,
    component_order,
)
from navwarn.core.status import Exposure
from navwarn.ledger import open_ledger
from navwarn.ledger.sqlite import SqliteEngine
from navwarn.workflows.tracking import exposed_images
from tests.ledger.database import engine_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from navwarn.ledger.interface import Ledger

CVE, OTHER = "CVE-2024-0001", "CVE-2024-0002"
REPOSITORIES, TAGS, PLATFORMS = ("r.example/a", "r.example/b"), ("1", "2", ""), ("linux/amd64", "linux/arm64")
SEEDS = 60
NAMES = ("libz", "curl", "net")
REMARKS = (NO_DISTRIBUTION, "rpm-database", "module-unreadable")


class Seen(Struct, frozen=True):
    """A tag that came to name an image, which is one of those that are made up."""

    repository: str
    tag: str
    image: int


class World(Struct, frozen=True):
    """Images, what is found in each distinct component, and what tags named one after the other."""

    images: tuple[Inventory, ...]
    open: frozenset[Component]
    settled: frozenset[Component]
    missed: frozenset[Component]
    moves: tuple[Seen, ...]


def component(name: str, version: int) -> Component:
    if name == "net":
        return Component("golang", name, f"v0.{version}.0", "example.com")
    return Component("apk", name, f"1.{version}-r0", "acme", origin=f"{name}-source")


def make(chance: random.Random) -> World:
    """Few components in many images, so that each of what can be said of one is common."""
    known = [component(name, version) for name in NAMES for version in range(4)]
    fates = {one: chance.choice(("open", "settled", "missed", "clean", "clean")) for one in known}
    of = {fate: frozenset(one for one in known if fates[one] == fate) for fate in set(fates.values())}
    images = tuple(_image(chance, number) for number in range(chance.randint(1, 12)))
    moves = tuple(
        Seen(chance.choice(REPOSITORIES), chance.choice(TAGS), chance.randrange(len(images)))
        for _ in range(chance.randint(1, 25))
    )
    nothing: frozenset[Component] = frozenset()
    return World(
        images, of.get("open", nothing), of.get("settled", nothing), of.get("missed", nothing), moves
    )


def _image(chance: random.Random, number: int) -> Inventory:
    names = chance.sample(NAMES, chance.randint(1, len(NAMES)))
    held = (component(name, chance.randrange(4)) for name in names)
    image = _holding(number, *held, platform=chance.choice(PLATFORMS))
    remarks = (Remark(chance.choice(REMARKS), "/x", "said"),) if chance.random() < 0.3 else ()
    return replace(image, remarks=remarks)


def _holding(number: int, *held: Component, platform: str = PLATFORMS[0]) -> Inventory:
    source = ImageSource(SourceKind.REGISTRY, "r.example/x", f"sha256:{number:064x}", platform=platform)
    return Inventory(source, Distro("acme", "1"), tuple(sorted(held, key=component_order)))


def play(world: World, ledger: Ledger) -> None:
    """Let it all happen in a ledger, one move in each microsecond."""
    for moment, move in enumerate(world.moves):
        inventory = world.images[move.image]
        source = replace(inventory.source, repository=move.repository, tag=move.tag)
        with ledger.track(now=Instant(moment)) as transaction:
            transaction.add_image(replace(inventory, source=source))
    with ledger.track(now=Instant(0)) as transaction:
        stale = transaction.stale(1_000)
        found = {number: _found(world, one.component) for number, one in stale.items()}
        missed = [number for number, one in stale.items() if one.component in world.missed]
        transaction.store_findings(found, missed)


def _found(world: World, one: Component) -> list[Finding]:
    """What is found in a component, beside another vulnerability that all of them are open to."""
    here = {one in world.open: Exposure.VULNERABLE, one in world.settled: Exposure.NOT_VULNERABLE}.get(True)
    found = [Finding(OTHER, (), one, MatchKind.ORIGIN, Exposure.VULNERABLE)]
    return found if here is None else [*found, Finding(CVE, (), one, MatchKind.ORIGIN, here)]


class Brute:
    """The same answers by looking at everything."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tracked = {move.image for move in world.moves}
        found = {one for number in self._tracked for one in self.open_in(number)}
        self._packages = {name for one in found for name in (one.name, one.origin) if name}
        self._is_distro = any(one.is_distro for one in found)

    def open_in(self, number: int) -> frozenset[Component]:
        return self._world.open.intersection(self._world.images[number].components)

    def answers(self) -> dict[str, tuple[set[tuple[str, str]], str, str]]:
        """By the digest of each image that is open: in what, and the first without it with its name."""
        found = {}
        for number in self._tracked:
            if parts := self.open_in(number):
                where = {(one.full_name, one.version) for one in parts}
                found[_digest(self._world, number)] = (where, *self._way_out(number))
        return found

    def _way_out(self, number: int) -> tuple[str, str]:
        repositories = {move.repository for move in self._world.moves if move.image == number}
        platform = self._world.images[number].source.platform
        firsts = [one for name in repositories if (one := self._first(name, platform)) is not None]
        if not firsts:
            return "", ""
        first = self._world.moves[min(firsts)]
        name = f"{first.repository}:{first.tag}" if first.tag else first.repository
        return _digest(self._world, first.image), name

    def _first(self, repository: str, platform: str) -> int | None:
        """When a tag came to name the first image after every one that is open, of which one can tell."""
        best: int | None = None
        for moment in self._changes(repository, platform):
            number = self._world.moves[moment].image
            if self.open_in(number):
                best = None
            elif best is None and self._can_tell(number):
                best = moment
        return best

    def _changes(self, repository: str, platform: str) -> Iterable[int]:
        """The moments at which a tag came to name another image than before."""
        named: dict[str, int] = {}
        for moment, move in enumerate(self._world.moves):
            is_there = self._world.images[move.image].source.platform == platform
            if move.repository == repository and is_there:
                if named.get(move.tag) != move.image:
                    yield moment
                named[move.tag] = move.image

    def _can_tell(self, number: int) -> bool:
        inventory = self._world.images[number]
        missed = self._world.missed.intersection(inventory.components)
        if any({one.name, one.origin} & self._packages for one in missed):
            return False
        codes = {one.code for one in inventory.remarks} - {NO_DISTRIBUTION}
        if not self._is_distro:
            return not codes
        distro = {one for one in inventory.components if one.is_distro}
        return not (distro and distro <= missed) and "rpm-database" not in codes


def _digest(world: World, number: int) -> str:
    return world.images[number].source.digest


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_way_out_of_each_image_is_that_of_looking_at_every_image(tmp_path: Path, seed: int) -> None:
    world = make(random.Random(seed))
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        play(world, ledger)
        found = exposed_images(ledger, [CVE])
        told = {
            one.image.digest: (
                {(each.component.full_name, each.component.version) for each in one.findings},
                "" if one.clean is None else one.clean.digest,
                "" if one.clean_tag is None else one.clean_tag.name,
            )
            for one in found.images
        }
    assert told == Brute(world).answers()


def test_the_histories_have_ways_out_and_dead_ends() -> None:
    """Else the comparison would say nothing."""
    answers = [Brute(make(random.Random(seed))).answers() for seed in range(SEEDS)]
    ways = [clean for each in answers for _, clean, _ in each.values()]
    assert min(len(ways), 2 * sum(map(bool, ways))) > SEEDS // 2
    assert ways.count("") > SEEDS // 4


def test_what_is_told_of_many_images_needs_one_of_them_to_be_read_whole(tmp_path: Path) -> None:
    few, many = (_steps(tmp_path / f"{others}.db", others) for others in (1, 100))
    assert many < 5 * few


def _steps(path: Path, others: int) -> int:
    """The steps of the database where each of 30 images holds so many packages more, open to another."""
    bad, good = component("libz", 1), component("libz", 2)
    rest = tuple(component(f"other{number}", 1) for number in range(others))
    images = tuple(_holding(number, *rest, bad if number < 20 else good) for number in range(30))
    moves = tuple(Seen("r.example/a", str(number), number) for number in range(30))
    with open_ledger(str(path)) as ledger:
        play(World(images, frozenset({bad}), frozenset(), frozenset(), moves), ledger)
        engine = engine_of(ledger)
        assert isinstance(engine, SqliteEngine)
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        engine._connection.set_progress_handler(count, 10)
        assert len(exposed_images(ledger, [CVE]).images) == 20
        return steps
