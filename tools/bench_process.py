"""The table of whole processes, as people wait for them: start, feeds, imports, lists."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools import bench_sources
from tools.measuring import MEGABYTE, NAVWARN, Row, Spent, in_turns, run_measured
from tools.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Bench:
    """Where to measure: the documents, and a folder for what the measurements leave behind."""

    documents: Path
    folder: Path

    @property
    def megabytes(self) -> float:
        """The size of the documents."""
        return sum(path.stat().st_size for path in self.documents.glob("*.yaml")) / MEGABYTE

    def run(self, *arguments: str, cache: str = "off") -> Spent:
        """Run the program once, and tell what it took."""
        environment = os.environ | {"NAVWARN_CACHE": cache, "XDG_CONFIG_HOME": str(self.folder)}
        return run_measured([str(NAVWARN), *arguments], env=environment, cwd=self.folder)

    def row(
        self,
        work: str,
        target: float,
        *arguments: str,
        cache: str = "off",
        prepare: Callable[[], object] = lambda: None,
        note: str = "",
    ) -> Row:
        """What the program takes with these arguments."""
        spent = in_turns({work: partial(self.run, *arguments, cache=cache)}, prepare=prepare)[work]
        return Row(work, spent.seconds, target, megabytes=spent.megabytes, note=note)


def start_up() -> Row:
    """How much longer ``navwarn --version`` takes than an interpreter that does nothing."""
    programs = {"bare": [sys.executable, "-c", "pass"], "ours": [str(NAVWARN), "--version"]}
    spent = in_turns({name: partial(run_measured, one) for name, one in programs.items()})
    more = spent["ours"].seconds - spent["bare"].seconds
    work = "`navwarn --version`, more than `python -c pass`"
    return Row(work, more, 0.060, megabytes=spent["ours"].megabytes)


def feed_from_directory(bench: Bench) -> list[Row]:
    """The secdb straight from documents, without a cache and with one."""
    out = str(bench.folder / "security.json")
    arguments = ("-q", "feed", "secdb", "--advisories", str(bench.documents), "--out", out)
    target, note = 1.6 * bench.megabytes / 10, "1.6 s per 10 MB, 200 MB"
    cache = str(bench.folder / "cache")
    return [
        bench.row("`feed secdb --advisories DIR`, cold", target, *arguments, note=note),
        bench.row("the same again, nothing changed", 0.4, *arguments, cache=cache),
    ]


def import_and_read(bench: Bench) -> list[Row]:
    """Import into a new ledger, then the feed and a list from it."""
    database = bench.folder / "bench.sqlite"

    def remove() -> None:
        for path in bench.folder.glob("bench.sqlite*"):
            path.unlink()

    ledger = ("--db", str(database))
    work, target = "`import DIR` into a new ledger", 3.5 * bench.megabytes / 10
    importing = ("-q", *ledger, "import", str(bench.documents))
    rows = [bench.row(work, target, *importing, prepare=remove, note="3.5 s per 10 MB")]
    publishing = ("-q", *ledger, "feed", "secdb", "--out", str(bench.folder / "ledger.json"))
    rows.append(bench.row("`feed secdb` from the ledger", 0.6, *publishing, note="for 15,000 advisories"))
    with closing(sqlite3.connect(database)) as connection:
        (name,) = connection.execute(
            "SELECT alias FROM advisory_aliases GROUP BY alias ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
    listing = (*ledger, "advisory", "list", "--vuln", name, "--out", str(bench.folder / "list.txt"))
    rows.append(bench.row(f"`advisory list --vuln {name}`", 0.25, *listing))
    return rows


def append(folder: Path) -> Row:
    """A durable append of one entry, in the ledger and as a bare SQLite commit of the same bytes."""
    script = ROOT / "tools" / "bench_append.py"
    result = subprocess.run(
        [sys.executable, str(script), str(folder)], check=True, capture_output=True, text=True
    )
    ledger, bare = map(float, result.stdout.split())
    note = f"{ledger * 1000:.2f} ms against {bare * 1000:.2f} ms bare: ratio"
    return Row("append of one entry, durable, against a bare commit", ledger / bare, 3, "×", note=note)


def source_import(data: Path, folder: Path) -> Row:
    """Records of the CVE list into a new ledger, searchable afterwards."""
    spent, note = bench_sources.measure(data, folder)
    target = bench_sources.RECORDS / bench_sources.PER_SECOND
    work = f"`source import` of {bench_sources.RECORDS:,} CVE records"
    return Row(work, spent.seconds, target, megabytes=spent.megabytes, note=note)


def measure(documents: Path, data: Path, folder: Path) -> list[Row]:
    """All rows."""
    bench = Bench(documents, folder)
    return [
        start_up(),
        *feed_from_directory(bench),
        *import_and_read(bench),
        append(folder),
        source_import(data, folder),
    ]
