"""Measures scans by the server, a comparison, and what follows for tracked images when something changes.

``python -m tools.bench_scan LEDGER`` works on a copy of a ledger and prints the rows; ``make bench`` has them
too. Latencies of the server are of whole requests, one at a time; beside them stands the processor time that
the server took for each, to which a busy machine does not add.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from navwarn import __version__
from navwarn.core.entry import Draft, EntryKind, event_payload
from navwarn.core.event import Event
from navwarn.core.instant import Instant
from navwarn.core.record import Affected, Record, VersionRange
from navwarn.images.sboms.write_spdx import to_spdx
from navwarn.ledger import open_ledger
from navwarn.ledger.content import pack
from navwarn.workflows.comparing import Question, compare
from navwarn.workflows.tracking import exposed_images, refresh
from tools.bench_serve import memory_of
from tools.measuring import NAVWARN, Row, best, table
from tools.sample_inventory import (
    DISTRIBUTION,
    MODULES,
    PACKAGES,
    configuration,
    distributions,
    inventory_of,
    modules,
    package,
    packages_of,
    versions_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from navwarn.core.advisory import Advisory
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.interface import Ledger

IMAGES, REQUESTS, CHANGES, RUNS = 500, 100, 40, 3
_OK = 200
_TICKS = os.sysconf("SC_CLK_TCK")


def now() -> Instant:
    """The present moment."""
    return Instant(time.time_ns() // 1000)


def image_of(versions: dict[str, list[str]], chance: random.Random, number: int = 0) -> Inventory:
    """A made-up image."""
    packages = [package(*one) for one in packages_of(versions, chance, PACKAGES).items()]
    return inventory_of([*packages, *modules(chance)], number)


def processor_time(process: int) -> float:
    """The milliseconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS * 1000


def served(database: Path) -> Row:
    """``POST /api/v1/scan`` of one SBOM, again and again."""
    packages = packages_of(versions_in(database), random.Random(3), PACKAGES)  # noqa: S311
    inventory = inventory_of(package(*one) for one in packages.items())
    sbom = json.dumps(to_spdx(inventory, __version__, Instant(0))).encode()
    settings = ["--config", str(configuration(database)), "--db", str(database)]
    command = [str(NAVWARN), *settings, "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            return _asked(server, sbom)
        finally:
            server.send_signal(signal.SIGINT)


def _asked(server: subprocess.Popen[str], sbom: bytes) -> Row:
    told = "" if server.stderr is None else server.stderr.readline()
    with closing(http.client.HTTPConnection(urlsplit(told.split()[-1]).netloc, timeout=60)) as connection:
        taken: list[float] = []
        for number in range(REQUESTS + 2):
            if number == 2:  # noqa: PLR2004  # what was asked the first times had to be read
                before = processor_time(server.pid)
                taken.clear()
            start = time.perf_counter()
            connection.request("POST", "/api/v1/scan", sbom, {"content-type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            taken.append((time.perf_counter() - start) * 1000)
            if answer.status != _OK:
                raise SystemExit(f"POST /api/v1/scan: {answer.status}")
        spent = (processor_time(server.pid) - before) / REQUESTS
        memory = memory_of(server.pid)
    note = f"{spent:.1f} ms of processor time each"
    work = f"`POST /api/v1/scan` of the SBOM of {PACKAGES} packages, p50"
    return Row(work, statistics.median(taken), 10, "ms", memory, note=note)


class Fleet:
    """A ledger that tracks images, of whose Go modules it has records."""

    def __init__(self, ledger: Ledger, database: Path) -> None:
        self._ledger = ledger
        self._distributions = distributions(database)
        self._chance = random.Random(1)  # noqa: S311
        versions = versions_in(database)
        self.images = [image_of(versions, self._chance, number) for number in range(IMAGES)]
        with ledger.learn(now=now()) as learning:
            learning.store_records([pack(_record(number, 3)) for number in range(len(MODULES))])
        with ledger.track(now=now()) as transaction:
            for one in self.images:
                transaction.add_image(one)
        refresh(ledger, self._distributions, now=now())

    def rows(self) -> list[Row]:
        """What takes how long in it."""
        question = Question(self._distributions)
        compared = best(lambda: compare(self._ledger, self.images[:1], self.images[1:2], question))
        advisories = self._chance.sample(self._advisories(), CHANGES)
        numbers = self._chance.sample(range(len(MODULES)), CHANGES)
        return [
            Row(f"two images of {PACKAGES} packages read, judged, compared", compared * 1000, 250, "ms"),
            self._changes("advisory", [partial(self._append, one) for one in advisories]),
            self._changes("record", [partial(self._learn, one) for one in numbers]),
            self._open(advisories),
            self._counted(),
        ]

    def _counted(self) -> Row:
        """What ``image list`` tells of every image."""
        tracking = self._ledger.tracking
        taken = best(lambda: tracking.counted(tracking.images(limit=IMAGES)), runs=RUNS)
        return Row(f"the numbers of each of {IMAGES} images, as they are listed", taken * 1000, 250, "ms")

    def _open(self, advisories: Sequence[Advisory]) -> Row:
        """Which images are open to the one of these that most of them are open to, and the way out."""
        open_to = self._ledger.tracking.open_to
        ids = max((one.aliases for one in advisories), key=lambda some: len(open_to(some)))
        found = exposed_images(self._ledger, ids, most=IMAGES)
        taken = best(lambda: exposed_images(self._ledger, ids, most=IMAGES))
        work = f"which tags of {IMAGES} are open to a vulnerability, and the first that is not"
        return Row(work, taken * 1000, 100, "ms", note=f"{len(found.images)} are")

    def _advisories(self) -> list[Advisory]:
        """The advisories about packages that some image holds."""
        held = {one.origin for image in self.images for one in image.components}
        return [one for one in self._ledger.advisories() if one.package in held]

    def _changes(self, what: str, changes: Sequence[Callable[[], str]]) -> Row:
        """From a change to the images it concerns, their findings being those of now."""
        taken = sorted(min(self._change(one) for _ in range(RUNS)) for one in changes)
        work = f"one changed {what}: findings made anew, and the images of {IMAGES} that it concerns"
        note = f"of processor time; the median of {CHANGES}, the worst {taken[-1]:.1f} ms"
        return Row(work, statistics.median(taken), 10, "ms", note=note)

    def _change(self, change: Callable[[], str]) -> float:
        """The milliseconds of processor time from when a change is recorded until all is up to date."""
        name = change()
        start = time.process_time()
        refresh(self._ledger, self._distributions, now=now())
        tracking = self._ledger.tracking
        if not tracking.holders(tracking.concerned([], [name])):
            raise SystemExit(f"no image holds {name}")
        return (time.process_time() - start) * 1000

    def _append(self, advisory: Advisory) -> str:
        """Record an event, and name the package it is about."""
        event = Event(now(), "detection", {"type": "manual"})
        draft = Draft(DISTRIBUTION, advisory.id, EntryKind.EVENT, event_payload(event))
        with self._ledger.write(now=now(), actor="bench") as transaction:
            transaction.append([draft])
        return advisory.package

    def _learn(self, number: int) -> str:
        """Store another record about a module, and name the module."""
        with self._ledger.learn(now=now()) as learning:
            learning.store_records([pack(_record(number, self._chance.randrange(1_000_000)))])
        return MODULES[number].rpartition("/")[2]


def _record(number: int, fixed: int) -> Record:
    """What a source says of one module: fixed in a version."""
    found = Affected(
        ecosystem="Go", package=MODULES[number], ranges=(VersionRange("SEMVER", "0", f"1.{fixed}.0"),)
    )
    return Record("osv", f"GO-2024-{number + 1000}", modified=now(), affected=(found,))


def measure(ledger: Path, folder: Path) -> list[Row]:
    """All rows, on a copy of the ledger in a folder."""
    database = folder / "scan.sqlite"
    with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(database)) as copy:
        source.backup(copy)
    rows = [served(database)]
    with open_ledger(str(database)) as opened:
        return rows + Fleet(opened, database).rows()


def main() -> None:
    """Measure with the ledger given as argument."""
    with tempfile.TemporaryDirectory(prefix="navwarn-bench-") as folder:
        print(table(measure(Path(sys.argv[1]), Path(folder))))


if __name__ == "__main__":
    main()
