"""Measure what people wait for, as whole processes, and write the table of docs/benchmarks.md.

``make bench`` runs it on the real documents where they are, else on the demonstration's. Every figure is the
median of five runs after one that is not counted; targets are stated beside them, scaled to the input.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools import bench_scan, bench_serve, bench_sources

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
NAVWARN = Path(sys.executable).with_name("navwarn")
RUNS = 5
LARGE = 1_000_000
KIBIBYTE = 1024
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: seconds measured, the most memory of any one process, and the target."""

    work: str
    seconds: float
    megabytes: float
    target: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where to measure: the documents, and a folder for what the measurements leave behind."""

    documents: Path
    folder: Path

    @property
    def megabytes(self) -> float:
        """The size of the documents."""
        return sum(path.stat().st_size for path in self.documents.glob("*.yaml")) / MEGABYTE

    def run(self, *arguments: str, cache: str = "off") -> float:
        """Run the program once, and tell its memory as ``run_measured`` does."""
        environment = os.environ | {"NAVWARN_CACHE": cache, "XDG_CONFIG_HOME": str(self.folder)}
        return run_measured([str(NAVWARN), *arguments], env=environment, cwd=self.folder)

    def measure(
        self, work: Callable[[], float], prepare: Callable[[], None] = lambda: None
    ) -> tuple[float, float]:
        """Median seconds, and the most megabytes that any process of the work had in any run."""
        seconds, megabytes = [], []
        for run in range(RUNS + 1):
            prepare()
            start = time.perf_counter()
            megabytes.append(work())
            if run:
                seconds.append(time.perf_counter() - start)
        return statistics.median(seconds), max(megabytes)


def run_measured(
    arguments: list[str], *, env: dict[str, str] | None = None, cwd: Path | None = None
) -> float:
    """The most megabytes that the program, or any one of the workers it waited for, had at a time.

    Its failure ends the benchmark. The system counts what one child and its descendants used, while the sum
    over all children of this process would only ever grow. No figure is below this process's own, which is
    smaller than any program measured here.
    """
    with subprocess.Popen(arguments, env=env, cwd=cwd, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return usage.ru_maxrss * KIBIBYTE / MEGABYTE


def _command(arguments: list[str]) -> Callable[[], float]:
    return lambda: run_measured(arguments)


def start_up(bench: Bench) -> Row:
    """How much longer ``navwarn --version`` takes than an interpreter that does nothing."""
    bare, _ = bench.measure(_command([sys.executable, "-c", "pass"]))
    program, memory = bench.measure(_command([str(NAVWARN), "--version"]))
    return Row("`navwarn --version`, more than `python -c pass`", program - bare, memory, 0.060)


def feed_from_directory(bench: Bench) -> list[Row]:
    """The secdb straight from documents, without a cache and with one."""
    out = str(bench.folder / "security.json")
    arguments = ("-q", "feed", "secdb", "--advisories", str(bench.documents), "--out", out)
    cache = str(bench.folder / "cache")
    cold, cold_memory = bench.measure(lambda: bench.run(*arguments))
    warm, warm_memory = bench.measure(lambda: bench.run(*arguments, cache=cache))
    target = 1.6 * bench.megabytes / 10
    return [
        Row("`feed secdb --advisories DIR`, cold", cold, cold_memory, target, "1.6 s per 10 MB, 200 MB"),
        Row("the same again, nothing changed", warm, warm_memory, 0.4),
    ]


def import_and_read(bench: Bench) -> list[Row]:
    """Import into a new ledger, then the feed and a list from it."""
    database = bench.folder / "bench.sqlite"

    def remove() -> None:
        for path in bench.folder.glob("bench.sqlite*"):
            path.unlink()

    def imported() -> float:
        return bench.run("-q", "--db", str(database), "import", str(bench.documents))

    seconds, memory = bench.measure(imported, remove)
    rows = [
        Row("`import DIR` into a new ledger", seconds, memory, 3.5 * bench.megabytes / 10, "3.5 s per 10 MB")
    ]
    out = str(bench.folder / "ledger.json")
    feed = bench.measure(lambda: bench.run("-q", "--db", str(database), "feed", "secdb", "--out", out))
    rows.append(Row("`feed secdb` from the ledger", *feed, 0.6, "for 15,000 advisories"))
    with sqlite3.connect(database) as connection:
        (vulnerability,) = connection.execute(
            "SELECT alias FROM advisory_aliases GROUP BY alias ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
    listed = bench.folder / "list.txt"
    arguments = ("--db", str(database), "advisory", "list", "--vuln", vulnerability, "--out", str(listed))
    rows.append(
        Row(f"`advisory list --vuln {vulnerability}`", *bench.measure(lambda: bench.run(*arguments)), 0.25)
    )
    return rows


def append(bench: Bench) -> Row:
    """A durable append of one entry, in the ledger and as a bare SQLite commit of the same bytes."""
    script = ROOT / "tools" / "bench_append.py"
    result = subprocess.run(
        [sys.executable, str(script), str(bench.folder)], check=True, capture_output=True, text=True
    )
    ledger, bare = map(float, result.stdout.split())
    note = f"{ledger * 1000:.2f} ms against {bare * 1000:.2f} ms bare: ratio"
    return Row("append of one entry, durable, against a bare commit", ledger / bare, 0, 3.0, note)


def source_import(data: Path, folder: Path) -> Row:
    """Records of the CVE list into a new ledger, searchable afterwards."""
    seconds, megabytes, note = bench_sources.measure(NAVWARN, data, folder)
    target = bench_sources.RECORDS / bench_sources.PER_SECOND
    return Row("`source import` of 44,000 CVE records", seconds, megabytes, target, note)


def scans(folder: Path) -> list[Row]:
    """Scans against the ledger that was imported before."""
    found = bench_scan.measure(folder / "bench.sqlite", folder)
    return [
        Row(one.work, one.milliseconds / 1000, one.megabytes, one.target / 1000, one.note) for one in found
    ]


def table(rows: list[Row]) -> str:
    """The table as Markdown."""
    lines = ["| work | measured | target | peak memory | note |", "|---|---|---|---|---|"]
    for row in rows:
        unit = "×" if "ratio" in row.note else " s"
        memory = f"{row.megabytes:.0f} MB" if row.megabytes else ""
        verdict = "" if row.seconds <= row.target else " **missed**"
        measured = f"{row.seconds:.3f}{unit}{verdict}"
        lines.append(f"| {row.work} | {measured} | {row.target:.2f}{unit} | {memory} | {row.note} |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Processor class, cores and versions, in one line."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1] for line in info.read_text().splitlines() if line.startswith("model name")]
    processor = names[0].strip() if names else platform.machine()
    return f"{processor}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"


def data_folder(given: str | None) -> Path:
    """Where the real data is, if it is there."""
    return Path(given or os.environ.get("NAVWARN_TEST_DATA") or ROOT.parent / "shared" / "data")


def documents_folder(data: Path, folder: Path) -> Path:
    """The real documents, or those of the demonstration where they are not there."""
    real = data / "wolfi-advisories"
    if real.is_dir():
        return real
    made = folder / "demo"
    command = [str(NAVWARN), "-q", "demo", "--no-serve", "--out", str(made)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return made / "harbor" / "advisories"


def processes(data: Path, folder: Path) -> str:
    """What whole processes take."""
    bench = Bench(documents_folder(data, folder), folder)
    rows = [start_up(bench), *feed_from_directory(bench), *import_and_read(bench), append(bench)]
    rows.append(source_import(data, folder))
    rows += scans(folder)
    count = len(list(bench.documents.glob("*.yaml")))
    return f"{machine()}; {count} documents, {bench.megabytes:.1f} MB.\n\n{table(rows)}"


def server(data: Path, folder: Path, sizes: list[int], seconds: float) -> str:
    """What the server answers, with ledgers of these sizes."""
    columns = {
        f"{size:,} advisories": bench_serve.measure(folder, data, size, bench_serve.RECORDS, seconds)
        for size in sizes
    }
    return f"{machine()}; {bench_serve.RECORDS:,} records.\n\n{bench_serve.table(columns)}"


def tell(name: str, text: str, *, is_kept: bool) -> None:
    """Print a table, and keep it if that is wanted."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    if is_kept:
        keep(name, text)


def main() -> None:
    """Measure, print the tables, and with ``--write`` keep them in docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder that holds wolfi-advisories")
    parser.add_argument("--write", action="store_true", help="replace the tables in docs/benchmarks.md")
    parser.add_argument("--server", action="store_true", help="measure the server alone")
    parser.add_argument("--large", action="store_true", help="measure it with 1,000,000 advisories too")
    parser.add_argument("--seconds", type=float, default=4, help="for how long to load it with each work")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="navwarn-bench-"))
    try:
        data = data_folder(options.data)
        if not options.server:
            tell("table", processes(data, folder), is_kept=options.write)
        sizes = [bench_serve.ADVISORIES, *([LARGE] if options.large else [])]
        tell("table of the server", server(data, folder, sizes, options.seconds), is_kept=options.write)
    finally:
        shutil.rmtree(folder)


def keep(name: str, text: str) -> None:
    """Put a table between its marks in docs/benchmarks.md."""
    page = ROOT / "docs" / "benchmarks.md"
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = page.read_text().partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}{text}{end}{after}")


if __name__ == "__main__":
    main()
