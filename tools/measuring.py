"""What benchmarks share: programs measured from outside, rows of a table, and the machine they ran on."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NAVWARN = Path(sys.executable).with_name("navwarn")
RUNS = 5
MEGABYTE = 1_000_000

# An interpreter that loads next to nothing stands between: what the system counts for a program is never less
# than the memory of whoever started it.
_WATCH = """
import os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
print(*seconds, usage.ru_maxrss * 1024 / 1_000_000, os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a program took: seconds, those of processors, and the most megabytes that it or a worker had."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what was measured, in ``unit``; ``None`` as target where there is none.

    Of rates the target is the least, of all else the most. ``most_megabytes`` is the target of the memory.
    """

    work: str
    value: float
    target: float | None
    unit: str = "s"
    megabytes: float = 0
    most_megabytes: float | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether it misses its target."""
        if self.target is None:
            return False
        return self.value < self.target if self.unit.endswith("/s") else self.value > self.target

    @property
    def is_memory_missed(self) -> bool:
        """Whether it has more memory than it should."""
        return self.most_megabytes is not None and self.megabytes > self.most_megabytes


def run_measured(
    arguments: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Spent:
    """What the program took, its output thrown away; its failure ends the benchmark."""
    watched = [sys.executable, "-I", "-S", "-c", _WATCH, *arguments]
    done = subprocess.run(watched, env=env, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    *spent, code = done.stdout.split()
    if code != "0":
        raise subprocess.CalledProcessError(int(code), list(arguments))
    return Spent(*map(float, spent))


def in_turns(
    works: Mapping[str, Callable[[], Spent]],
    *,
    runs: int = RUNS,
    prepare: Callable[[], object] = lambda: None,
) -> dict[str, Spent]:
    """Median seconds and most megabytes of works that take turns, the first of which do not count.

    So a machine that is busy for a while treats them alike. ``prepare`` goes before each and is not measured.
    """
    found: dict[str, list[Spent]] = {name: [] for name in works}
    for _ in range(runs + 1):
        for name, work in works.items():
            prepare()
            found[name].append(work())
    return {name: _summary(spent) for name, spent in found.items()}


def _summary(spent: Sequence[Spent]) -> Spent:
    return Spent(
        statistics.median(one.seconds for one in spent[1:]),
        statistics.median(one.processor for one in spent[1:]),
        max(one.megabytes for one in spent),
    )


def best(work: Callable[[], object], prepare: Callable[[], object] = lambda: None, runs: int = RUNS) -> float:
    """The least seconds of this process's own time that the work takes, to which a busy machine only adds."""
    taken = []
    for _ in range(runs):
        prepare()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = ["| work | measured | target | peak memory | note |", "|---|---|---|---|---|"]
    for row in rows:
        form = ".1f" if row.unit == "ms" else ".3f"
        measured = f"{_number(row.value, row.unit, form)}{' **missed**' if row.is_missed else ''}"
        target = "" if row.target is None else _number(row.target, row.unit, ".3g")
        memory = f"{row.megabytes:.0f} MB{' **missed**' if row.is_memory_missed else ''}"
        lines.append(
            f"| {row.work} | {measured} | {target} | {memory if row.megabytes else ''} | {row.note} |"
        )
    return "\n".join(lines) + "\n"


def _number(value: float, unit: str, form: str) -> str:
    """A figure with its unit; rates are whole."""
    text = f"{value:,.0f}" if unit.endswith("/s") else f"{value:{form}}"
    return f"{text}{'' if unit == '×' else ' '}{unit}"


def machine() -> str:
    """Processor class, cores and versions, in one line."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1] for line in info.read_text().splitlines() if line.startswith("model name")]
    processor = names[0].strip() if names else platform.machine()
    return f"{processor}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"
