"""Measures scans: an SBOM by the command and by the server, a diff, and what a changed advisory concerns.

``python -m tools.bench_scan LEDGER`` works on a copy of a ledger and prints a table; ``make bench`` has the
same rows. The SBOM names 100 packages, each in a version around one that an advisory fixes, so that it has
many more findings than most. Latencies of the server are of whole requests, one at a time; beside them stands
the processor time that the server took for each, which a busy machine does not add to.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from navwarn.core.distribution import Distribution
from navwarn.core.instant import Instant
from navwarn.core.inventory import Component, Distro, ImageSource, Inventory, SourceKind
from navwarn.diffing.diff import DEFAULT
from navwarn.ledger import open_ledger
from navwarn.workflows.comparing import Question, compare
from tools.bench_serve import memory_of

if TYPE_CHECKING:
    from collections.abc import Callable

NAVWARN = Path(sys.executable).with_name("navwarn")
PACKAGES, IMAGES, REQUESTS, RUNS = 100, 500, 100, 5
NAME = "default"
_OK = 200
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, in milliseconds, with what it should be and what else was seen."""

    work: str
    milliseconds: float
    target: float
    megabytes: float = 0
    note: str = ""


def versions_in(database: Path) -> dict[str, list[str]]:
    """The versions of each package that an advisory of a ledger names as fixed."""
    found: dict[str, list[str]] = {}
    query = (
        "SELECT DISTINCT a.package, s.fixed_version FROM advisories AS a"
        " JOIN advisory_states AS s ON s.opening = a.opening WHERE s.fixed_version <> ''"
        " ORDER BY a.package, s.fixed_version"
    )
    with sqlite3.connect(database) as connection:
        for package, version in connection.execute(query):
            found.setdefault(package, []).append(version)
    return found


def image_of(versions: dict[str, list[str]], chance: random.Random, number: int = 0) -> Inventory:
    """A made-up image."""
    names = sorted(chance.sample(sorted(versions), min(PACKAGES, len(versions))))
    components = tuple(
        Component("apk", name, chance.choice(versions[name]), NAME, architecture="x86_64", origin=name)
        for name in names
    )
    source = ImageSource(
        SourceKind.REGISTRY,
        f"registry.example/app:{number}",
        f"sha256:{number:064x}",
        repository="registry.example/app",
        tag=str(number),
        platform="linux/amd64",
    )
    return Inventory(source, Distro(NAME), components)


def sbom_of(image: Inventory) -> bytes:
    """The SPDX document of an image."""
    packages = [
        {
            "SPDXID": f"SPDXRef-Package-{number}",
            "name": one.name,
            "versionInfo": one.version,
            "downloadLocation": "NOASSERTION",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": f"pkg:apk/{NAME}/{one.name}@{one.version}?arch=x86_64&distro={NAME}",
                }
            ],
        }
        for number, one in enumerate(image.components)
    ]
    head = {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "app"}
    made = {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: bench"]}
    return json.dumps(head | {"creationInfo": made, "packages": packages}).encode()


def best(work: Callable[[], object]) -> float:
    """The least milliseconds of this process's own time."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken) * 1000


def command(database: Path, sbom: Path) -> Figure:
    """``navwarn scan`` of the SBOM as a whole process."""
    taken, memory = [], 0.0
    for _ in range(RUNS):
        start = time.perf_counter()
        arguments = [str(NAVWARN), "--db", str(database), "scan", str(sbom), "-o", "json"]
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"scan: {process.returncode}")
        taken.append(time.perf_counter() - start)
        memory = max(memory, usage.ru_maxrss / 1024)
    return Figure(f"`scan SBOM` of {PACKAGES} packages", statistics.median(taken) * 1000, 1000, memory)


def processor_time(process: int) -> float:
    """The milliseconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS * 1000


def served(database: Path, sbom: bytes, folder: Path) -> Figure:
    """``POST /api/v1/scan`` of the same SBOM, again and again."""
    config = folder / "navwarn.toml"
    config.write_text("[scan]\napi = true\n")
    arguments = ["--config", str(config), "--db", str(database), "serve", "--port", "0"]
    with subprocess.Popen([str(NAVWARN), *arguments], stderr=subprocess.PIPE, text=True) as server:
        try:
            return _asked(server, sbom)
        finally:
            server.send_signal(signal.SIGINT)


def _asked(server: subprocess.Popen[str], sbom: bytes) -> Figure:
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
    return Figure("`POST /api/v1/scan` of it, p50", statistics.median(taken), 10, memory, note)


def in_process(database: Path) -> list[Figure]:
    """A diff of two images, and which tracked images a changed advisory concerns."""
    chance = random.Random(1)  # noqa: S311
    versions = versions_in(database)
    distributions = {NAME: Distribution(NAME, NAME, "NW", f"pkg:apk/{NAME}", os_ids=(NAME,))}
    busiest = max(versions, key=lambda name: len(versions[name]))
    with open_ledger(str(database)) as ledger:
        images = [image_of(versions, chance, number) for number in range(IMAGES)]
        with ledger.track(now=Instant(time.time_ns() // 1000)) as transaction:
            for one in images:
                transaction.add_image(one)
        question = Question(distributions, selection=DEFAULT)
        compared = best(lambda: compare(ledger, images[:1], images[1:2], question))
        touched = best(lambda: ledger.tracking.images_with_packages([busiest]))
    return [
        Figure(f"two images of {PACKAGES} read, judged and compared", compared, 250),
        Figure(f"one changed advisory to the images of {IMAGES} it concerns", touched, 10),
    ]


def measure(ledger: Path, folder: Path) -> list[Figure]:
    """All figures, on a copy of the ledger in a folder."""
    database = folder / "scan.sqlite"
    with sqlite3.connect(ledger) as source, sqlite3.connect(database) as copy:
        source.backup(copy)
    image = image_of(versions_in(database), random.Random(3))  # noqa: S311
    sbom = folder / "app.spdx.json"
    sbom.write_bytes(sbom_of(image))
    return [command(database, sbom), served(database, sbom.read_bytes(), folder), *in_process(database)]


def main() -> None:
    """Measure with the ledger given as argument."""
    folder = Path(tempfile.mkdtemp(prefix="navwarn-bench-"))
    try:
        for one in measure(Path(sys.argv[1]), folder):
            verdict = "" if one.milliseconds <= one.target else "  missed"
            memory = f", {one.megabytes:.0f} MB" if one.megabytes else ""
            note = f", {one.note}" if one.note else ""
            print(f"{one.work}: {one.milliseconds:.1f} ms (target {one.target:.0f}){memory}{note}{verdict}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
