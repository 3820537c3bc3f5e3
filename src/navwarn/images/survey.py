"""Reading an image: its layers once, in search of what cataloguers want, and then what is still missing.

Where a path leads to is known only when all layers were seen. So files are read as they stream by, from the
top layer down, unless a layer above hides them; what turns out to be hidden is dropped, and what turns
out to be wanted under another name, through a link, is read in a second pass, which few images need.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Lock
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from navwarn.core.inventory import Remark
from navwarn.images.entry import Entry, Kind
from navwarn.images.interface import MemberFile, Reading
from navwarn.images.shadow import Shadow
from navwarn.images.tree import Tree
from navwarn.images.wish import FILES, Choice, Takers, wishes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.images.budget import Budget
    from navwarn.images.interface import Cataloguer
    from navwarn.images.layer import Layer, Members
    from navwarn.images.wish import Wish

_LARGE = 32 * 1024 * 1024
"""Of files larger than this, one is held in memory at a time."""

_OBSTACLES = {
    "sparse-file": "the archive holds only parts of it",
    "large-file": "it is larger than files that are read",
}


class Found(Struct, frozen=True):
    """What one cataloguer read of one visible file."""

    path: str
    cataloguer: str
    layer: str
    reading: Reading


class Survey(Struct, frozen=True):
    """All that cataloguers read of an image, the file system it was read of, and what could not be read."""

    found: tuple[Found, ...]
    tree: Tree
    remarks: tuple[Remark, ...]


class _Scan(Struct):
    """One layer after the first pass: its entries, who wants which of them, and what was read."""

    entries: list[Entry] = field(default_factory=list)
    takers: dict[int, Takers] = field(default_factory=dict)
    readings: dict[tuple[int, str], Reading] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


class Surveyor:
    """Reads one image; ``layers`` go from the base up, ``place`` is what errors call it."""

    def __init__(
        self, layers: Sequence[Layer], cataloguers: Sequence[Cataloguer], budget: Budget, place: str
    ) -> None:
        self._layers = layers
        self._choice = Choice(cataloguers)
        self._budget = budget
        self._place = place
        self._shadows: list[Shadow] = []
        self._large = Lock()

    def survey(self) -> Survey:
        """What the image says; raises an ``ImageError`` or what a layer raises, and nothing is told then."""
        scans = self._scan_all()
        tree = Tree(self._budget, self._place)
        for index, scan in enumerate(scans):
            tree.apply(index, scan.entries)
        wanted = list(wishes(tree, self._choice, [scan.takers for scan in scans]))
        found = list(self._granted([one for one in wanted if not self._obstacle(one.placed.entry)], scans))
        refused = [
            Remark(why, one.path, f"{one.path} was not read: {_OBSTACLES[why]}")
            for one in wanted
            if (why := self._obstacle(one.placed.entry))
        ]
        refused += [remark for scan in scans for remark in scan.remarks]
        return Survey(tuple(found), tree, tuple(refused))

    def _scan_all(self) -> list[_Scan]:
        """The first pass over all layers: from the top down, as many at a time as there are processors."""
        order = range(len(self._layers))[::-1]
        with ThreadPoolExecutor(min(len(order), os.cpu_count() or 1) or 1) as pool:
            running = [pool.submit(self._scan, self._layers[index]) for index in order]
            try:
                return [one.result() for one in running][::-1]
            except BaseException:
                self._budget.stop()
                pool.shutdown(cancel_futures=True)
                raise

    def _scan(self, layer: Layer) -> _Scan:
        scan = _Scan()
        shadows = tuple(self._shadows)  # layers begin from the top: what has ended by now lies above
        takers = self._choice.takers
        with layer.open(self._budget) as members:
            for entry in members:
                if entry.kind in FILES and (wanting := takers(entry.path, entry)):
                    ordinal = len(scan.entries)
                    scan.takers[ordinal] = wanting
                    if not self._obstacle(entry) and not any(one.hides(entry.path) for one in shadows):
                        readings = self._read(members, entry, {entry.path: wanting}, layer.digest)
                        scan.readings |= {(ordinal, name): one for (_, name), one in readings.items()}
                scan.entries.append(entry)
        scan.remarks = tuple(members.remarks)
        if layer is not self._layers[0]:  # nothing lies below the lowest one
            self._shadows.append(Shadow(scan.entries))
        return scan

    def _read(
        self, members: Members, entry: Entry, wanting: dict[str, Takers], digest: str
    ) -> dict[tuple[str, str], Reading]:
        """What the present entry says to those who want it, by path and cataloguer."""
        with self._large if entry.size > _LARGE else nullcontext():
            content = members.content()
            return {
                (path, one.name): one.read(MemberFile(path, entry.size, entry.mode, content, digest))
                for path, some in wanting.items()
                for one in some
            }

    def _granted(self, wanted: Sequence[Wish], scans: Sequence[_Scan]) -> Iterator[Found]:
        """What was read of the wanted files, and what the first pass passed over."""
        missing: dict[int, dict[int, dict[str, Takers]]] = {}
        for one, path, (layer, ordinal, entry) in wanted:
            reading = scans[layer].readings.get((ordinal, one.name))
            if reading is not None:
                yield Found(path, one.name, self._layers[layer].digest, moved(reading, entry.path, path))
            else:
                late = missing.setdefault(layer, {}).setdefault(ordinal, {})
                late[path] = (*late.get(path, ()), one)
        for layer, entries in missing.items():
            yield from self._read_again(self._layers[layer], entries)

    def _read_again(self, layer: Layer, wanted: dict[int, dict[str, Takers]]) -> list[Found]:
        found: list[Found] = []
        with layer.open(self._budget.renewed()) as members:
            for ordinal, entry in enumerate(members):
                if ordinal in wanted:
                    readings = self._read(members, entry, wanted[ordinal], layer.digest)
                    found += [Found(path, name, layer.digest, one) for (path, name), one in readings.items()]
        return found

    def _obstacle(self, entry: Entry) -> str:
        """Why the content of an entry is not read; empty where it can be."""
        if entry.kind is Kind.SPARSE:
            return "sparse-file"
        return "large-file" if entry.size > self._budget.limits.file else ""


def moved(reading: Reading, old: str, new: str) -> Reading:
    """A reading as it is of a file under another path."""
    if old == new:
        return reading
    components = tuple(
        replace(one, locations=tuple(sorted(_moved(path, old, new) for path in one.locations)))
        for one in reading.components
    )
    companions = tuple(_moved(path, *map(_folder, (old, new))) for path in reading.companions)
    return replace(reading, components=components, companions=companions)


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/"


def _moved(path: str, old: str, new: str) -> str:
    return new + path[len(old) :] if path.startswith(old) else path
