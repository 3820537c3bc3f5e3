"""Measures the server: latency and throughput under a local load generator, with one writer appending.

``python -m tools.bench_serve LEDGER [--config FILE] [--seconds N]`` serves a copy of the ledger and prints a
table. The load generator keeps connections open and shares the machine's cores with the server; latencies are
of whole requests as the generator sees them, one at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from navwarn.core.entry import Draft, EntryKind, event_payload
from navwarn.core.event import Event
from navwarn.core.instant import Instant
from navwarn.ledger import open_ledger

NAVWARN = Path(sys.executable).with_name("navwarn")
_CONNECTIONS = 8
_OK, _NOT_MODIFIED = 200, 304


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    work: str
    measured: str
    target: str


class Client:
    """One connection that asks and waits."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def get(self, path: str, headers: str = "") -> tuple[int, dict[bytes, bytes]]:
        """Status and headers of an answer whose body was read too."""
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        found = dict(line.lower().split(b": ", 1) for line in lines if line)
        length = int(found.get(b"content-length", b"0"))
        status = int(first.split()[1])
        if length and status != _NOT_MODIFIED:
            await self._reader.readexactly(length)
        return status, found


async def latencies(port: int, paths: list[str]) -> list[float]:
    """Milliseconds of each request, one after the other."""
    found = []
    async with Client(port) as client:
        for path in paths:
            started = time.perf_counter()
            status, _ = await client.get(path)
            found.append((time.perf_counter() - started) * 1000)
            if status != _OK:
                raise SystemExit(f"{path}: {status}")
    return found


async def throughput(port: int, paths: list[str], seconds: float, headers: str = "") -> float:
    """Requests a second over several connections; each takes the next path."""
    number = 0
    ends = time.perf_counter() + seconds

    async def work(offset: int) -> None:
        nonlocal number
        async with Client(port) as client:
            place = offset
            while time.perf_counter() < ends:
                await client.get(paths[place % len(paths)], headers)
                number += 1
                place += _CONNECTIONS

    started = time.perf_counter()
    await asyncio.gather(*(work(offset) for offset in range(_CONNECTIONS)))
    return number / (time.perf_counter() - started)


def write_on(database: str, pause: float) -> None:
    """Append one entry after the other until ended."""
    with open_ledger(database) as ledger:
        advisory = next(iter(ledger.entries())).advisory
        distribution = next(iter(ledger.entries())).distribution
        while True:
            now = Instant(time.time_ns() // 1000)
            event = Event(now, "detection", {"type": "manual"})
            draft = Draft(distribution, advisory, EntryKind.EVENT, event_payload(event))
            with ledger.write(now=now, actor="bench") as transaction:
                transaction.append([draft])
            time.sleep(pause)


def memory_of(process: int) -> float:
    """Resident megabytes of a process, the most so far."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def ids_of(database: str) -> tuple[list[str], list[str]]:
    """Some vulnerability ids and packages of a ledger."""
    import sqlite3

    with sqlite3.connect(database) as connection:
        ids = [one for (one,) in connection.execute("SELECT DISTINCT vulnerability FROM listing LIMIT 3000")]
        packages = [one for (one,) in connection.execute("SELECT DISTINCT package FROM listing LIMIT 500")]
    return ids, packages


async def measure(port: int, database: str, feed: str, seconds: float) -> list[Row]:
    """Every row of the table."""
    ids, packages = ids_of(database)
    rows = []
    story = next((one for one in ids if "44487" in one), ids[0])
    pages = {
        f"/vulnerabilities/{story}": [f"/vulnerabilities/{story}?q={'%20' * n}" for n in range(1, 200)],
        "/advisories?q=44487": [f"/advisories?q=44487{'%20' * n}" for n in range(1, 200)],
        "/advisories": [f"/advisories?q={'%20' * n}" for n in range(1, 200)],
        "/vulnerabilities/… (distinct)": [f"/vulnerabilities/{one}" for one in ids[:200]],
    }
    for name, paths in pages.items():
        await latencies(port, paths[:5])
        times = sorted(await latencies(port, paths))
        p50, p99 = statistics.median(times), times[int(len(times) * 0.99) - 1]
        rows.append(Row(f"`{name}` made anew, p50 / p99", f"{p50:.1f} / {p99:.1f} ms", "15 / 60 ms"))
    listed = await throughput(port, ["/api/v1/advisories?page_size=50"], seconds)
    rows.append(Row("API list of 50, repeated", f"{listed:.0f}/s", "1,500/s"))
    asked = "/api/v1/advisories?page_size=50"
    distinct = [
        f"{asked}&sort={sort}&package={package}"
        for package in packages
        for sort in ("-updated", "package", "-published", "vulnerability")
    ]
    whole = [
        f"{asked}&until=2026-{1 + n % 12:02}-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z"
        for n in range(20_000)
    ]
    for what, addresses in (("all distinct (times)", whole), ("all distinct (packages)", distinct)):
        found = await throughput(port, addresses, seconds)
        rows.append(Row(f"API list of 50, {what}", f"{found:.0f}/s", "500/s"))
    async with Client(port) as client:
        _, headers = await client.get(feed)
    tag = headers[b"etag"].decode()
    known = await throughput(port, [feed], seconds, f"If-None-Match: {tag}\r\n")
    rows.append(Row("feed, 304 answers", f"{known:.0f}/s", "5,000/s"))
    return rows


def options_given() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger")
    parser.add_argument("--config")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--threads", default="2")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between entries of the writer")
    parser.add_argument("--feed", default="/harbor/security.json")
    parser.add_argument("--in-place", action="store_true")
    parser.add_argument("--write", metavar="LEDGER", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Serve, load, print."""
    options = options_given()
    if options.write:
        write_on(options.write, options.pause)
    folder = Path(tempfile.mkdtemp(prefix="navwarn-bench-"))
    database = options.ledger
    if not options.in_place:
        database = str(folder / "ledger.sqlite")
        shutil.copy(options.ledger, database)
    port = 8900 + os.getpid() % 90
    arguments = [*(("--config", options.config) if options.config else ()), "--db", database]
    server = subprocess.Popen(
        [NAVWARN, *arguments, "-q", "serve", "--port", str(port), "--threads", options.threads]
    )
    writer = None
    try:
        time.sleep(4)
        writer = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tools.bench_serve",
                "-",
                "--write",
                database,
                "--pause",
                str(options.pause),
            ]
        )
        rows = asyncio.run(measure(port, database, options.feed, options.seconds))
        rows.append(Row("memory of the serving process, most", f"{memory_of(server.pid):.0f} MB", "150 MB"))
        for row in rows:
            print(f"| {row.work} | {row.measured} | {row.target} |")
    finally:
        for process in (writer, server):
            if process is not None:
                process.send_signal(signal.SIGTERM)
                process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
