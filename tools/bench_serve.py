"""Measures the server: latency and throughput under a local load generator, with one writer appending.

``python -m tools.bench_serve [--advisories N] [--records N] [--seconds N] [--data DIR]`` makes a ledger,
serves it and prints a table; ``make bench`` does so too. The load generator keeps connections open and shares
the machine's cores with the server; latencies are of whole requests as it sees them, one at a time.
"""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.core.entry import Draft, EntryKind, event_payload
from navwarn.core.event import Event
from navwarn.core.instant import Instant
from navwarn.ledger import open_ledger
from tools import bench_sources, fill
from tools.load import head_of, latencies, run, throughput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAVWARN = Path(sys.executable).with_name("navwarn")
ADVISORIES, RECORDS = 15_000, 44_000
PAUSE = 0.2
"""Seconds between the entries of the writer."""

SAMPLES = 300
FEED = f"/{fill.DISTRIBUTION}/security.json"
STORY = fill.vulnerability(0)
_LIST = "/api/v1/advisories?page_size=50"
_ADDRESS = re.compile(r"at http://[^:]+:([0-9]+)/")
_CONFIGURATION = f"""
[distributions.{fill.DISTRIBUTION}]
title = "Harbor"
advisory-id-prefix = "NW"
purl = "pkg:apk/{fill.DISTRIBUTION}"
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: milliseconds, answers a second or megabytes, each against its target."""

    work: str
    numbers: tuple[float, ...]
    unit: str
    targets: tuple[float, ...]

    @property
    def text(self) -> str:
        """The numbers, and whether they miss their targets."""
        sign = -1 if self.unit == "/s" else 1
        is_missed = any(
            sign * one > sign * most for one, most in zip(self.numbers, self.targets, strict=True)
        )
        return f"{_numbers(self.numbers)}{self.unit}{' **missed**' if is_missed else ''}"

    @property
    def target(self) -> str:
        """The targets."""
        return f"{_numbers(self.targets)}{self.unit}"


def _numbers(numbers: Sequence[float]) -> str:
    return " / ".join(f"{one:,.0f}" if one >= 100 or one == int(one) else f"{one:.1f}" for one in numbers)  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Serving:
    """A server under load: where it listens, its process, and for how many seconds to load it."""

    port: int
    process: int
    seconds: float

    def latency(self, work: str, paths: Sequence[str]) -> Figure:
        """The median and the 99th percentile of answers that are all made anew."""
        run(latencies(self.port, paths[:5]))
        times = run(latencies(self.port, paths))
        found = times[len(times) // 2], times[int(len(times) * 0.99) - 1]
        return Figure(f"{work}, p50 / p99", found, " ms", (15, 60))

    def rate(self, work: str, paths: Sequence[str], target: float) -> Figure:
        """Answers a second."""
        run(throughput(self.port, paths[:16], self.seconds / 8))
        return Figure(work, (run(throughput(self.port, paths, self.seconds)),), "/s", (target,))

    def known_feed(self) -> Figure:
        """Answers a second that a feed has not changed."""
        headers = f"If-None-Match: {run(head_of(self.port, FEED))['etag']}\r\n"
        found = run(throughput(self.port, [FEED], self.seconds, headers, status=304))
        return Figure("feed, 304 answers", (found,), "/s", (5_000,))

    def megabytes(self) -> Figure:
        """The most memory the process had so far."""
        return Figure("memory of the process, most", (memory_of(self.process),), " MB", (150,))


def memory_of(process: int) -> float:
    """The most resident megabytes a process had so far."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def distinct(path: str, q: str = "", number: int = SAMPLES) -> list[str]:
    """The same question in so many spellings, so that every answer is made anew."""
    return [f"{path}?q={q}{'%20' * (place % 60)}{'+' * (place // 60)}" for place in range(1, number + 1)]


def moments(name: str, first: int, last: int) -> list[str]:
    """Lists of the API that differ only in a moment, between two years."""
    days = [f"{first + n % (last - first)}-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(20_000)]
    return [f"{_LIST}&{name}={day}T{n % 24:02}:{n % 60:02}:{n % 59:02}Z" for n, day in enumerate(days)]


def figures(serving: Serving) -> list[Figure]:
    """Every line of the table."""
    sorts = ("-updated", "package", "-published", "vulnerability")
    packages = [
        f"{_LIST}&sort={sort}&package={package}" for package in fill.packages(5_000) for sort in sorts
    ]
    places = range(100, 100 + SAMPLES * fill.PER_VULNERABILITY, fill.PER_VULNERABILITY)
    vulnerabilities = [f"/vulnerabilities/{fill.vulnerability(place)}" for place in places]
    return [
        serving.latency(f"`/vulnerabilities/{STORY}`", distinct(f"/vulnerabilities/{STORY}")),
        serving.latency("`/vulnerabilities/…`, each another", vulnerabilities),
        serving.latency("`/advisories?q=44487`", distinct("/advisories", "44487")),
        serving.latency("`/advisories`", distinct("/advisories")),
        serving.rate("API list of 50, repeated", [_LIST], 1_500),
        serving.rate("API list of 50, each of another package", packages, 500),
        serving.rate("API list of 50, each until another moment", moments("until", 2019, 2027), 500),
        serving.rate("API list of 50, each as of another moment", moments("as_of", 2021, 2026), 500),
        serving.known_feed(),
        serving.megabytes(),
    ]


def make(folder: Path, data: Path, advisories: int, records: int) -> Path:
    """A ledger of so many advisories, and so many records about their vulnerabilities and further ones."""
    database, archive = folder / f"serve-{advisories}.sqlite", folder / "serve.tar.gz"
    fill.fill(str(database), advisories)
    names = (fill.vulnerability(place) for place in count(0, fill.PER_VULNERABILITY))
    bench_sources.write_archive(list(bench_sources.originals(data)), records, archive, names)
    command = [str(NAVWARN), "-q", "--db", str(database), "source", "import", str(archive)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    archive.unlink()
    return database


@contextmanager
def served(database: Path, seconds: float) -> Iterator[Serving]:
    """A server of the ledger, with a writer beside it."""
    configuration = database.with_suffix(".toml")
    configuration.write_text(_CONFIGURATION)
    command = [str(NAVWARN), "--config", str(configuration), "--db", str(database), "serve", "--port", "0"]
    writing = [sys.executable, "-m", "tools.bench_serve", "--write", str(database)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        match = _ADDRESS.search(server.stderr.readline() if server.stderr else "")
        writer = subprocess.Popen(writing)
        try:
            if match is None:
                raise SystemExit("the server does not serve")
            yield Serving(int(match[1]), server.pid, seconds)
        finally:
            for process in (writer, server):
                process.send_signal(signal.SIGTERM)
                process.wait(20)


def measure(folder: Path, data: Path, advisories: int, records: int, seconds: float) -> list[Figure]:
    """Every line of the table for a ledger of that size."""
    database = make(folder, data, advisories, records)
    with served(database, seconds) as serving:
        return figures(serving)


def table(columns: dict[str, list[Figure]]) -> str:
    """The table as Markdown, a column for each size of ledger."""
    lines = [f"| work | {' | '.join(columns)} | target |", f"|---|{'---|' * len(columns)}---|"]
    for row in zip(*columns.values(), strict=True):
        measured = " | ".join(figure.text for figure in row)
        lines.append(f"| {row[0].work} | {measured} | {row[0].target} |")
    return "\n".join(lines) + "\n"


def write_on(database: str) -> None:
    """Append one entry after the other until ended."""
    with open_ledger(database) as ledger:
        first = next(iter(ledger.entries(until=1)))
        while True:
            now = Instant(time.time_ns() // 1000)
            event = Event(now, "detection", {"type": "manual"})
            draft = Draft(first.distribution, first.advisory, EntryKind.EVENT, event_payload(event))
            with ledger.write(now=now, actor="bench") as transaction:
                transaction.append([draft])
            time.sleep(PAUSE)


def main() -> None:
    """Make a ledger, serve, load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--advisories", type=int, default=ADVISORIES)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--write", metavar="LEDGER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write_on(options.write)
    with tempfile.TemporaryDirectory(prefix="navwarn-bench-") as folder:
        found = measure(Path(folder), options.data, options.advisories, options.records, options.seconds)
        sys.stdout.write(table({f"{options.advisories:,} advisories": found}))


if __name__ == "__main__":
    main()
