"""Runs the tests in groups and holds the coverage gate; ``python -m tools.suite fast|long|gate [ARGS]``.

The groups run unmeasured, because measuring doubles what tests take. The gate then runs those of each pure
room once more: alone, so that a line which only some workflow happens to reach does not count as tested, and
with few examples of each law, because it asks what is reached and not how often. ARGS go to pytest
(``make test-fast ARGS="-k secdb -x"``).
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.project import ROOT, pure_rooms

_COVERAGE = ROOT / ".cache" / "coverage"
_NOTHING_COLLECTED = 5  # pytest's exit status
_PROCESSES = 2
# Whoever is done early takes over from the other: some tests take a thousand times what most take.
_SHARED = ("-n", str(_PROCESSES), "--dist", "worksteal")
_FAST = ("-m", "not long")
_GATE = ("-m", "not long and not broad", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-profile", "gate")


def run_fast(arguments: list[str]) -> int:
    """Exit status of all tests that take seconds."""
    return _run(_pytest(*_SHARED, *_FAST, *arguments))


def run_long(arguments: list[str]) -> int:
    """Exit status of the tests that take minutes."""
    status = _run(_pytest(*_SHARED, "-m", "long", "--timeout", "900", *arguments))
    if status == _NOTHING_COLLECTED:
        print("no test is marked long")
        return 0
    return status


def gate() -> int:
    """Exit status 1 when a line or branch of a pure room is not reached by the room's own tests."""
    with ThreadPoolExecutor(_PROCESSES) as pool:
        return max(pool.map(_gate_of, pure_rooms()))


def _gate_of(room: str) -> int:
    measured = _quietly([*_pytest(*_GATE, f"tests/{room}"), "--cov", "--cov-report="], room)
    table = _quietly(_coverage(room, f"--include=src/navwarn/{room}/*", "--fail-under=100"), room)
    if measured.returncode:
        print(measured.stdout)
    print(f"coverage of {room} by tests/{room}:", table.stdout, sep="\n", flush=True)
    return 1 if measured.returncode or table.returncode else 0


def report() -> int:
    """Exit status of the fast tests, measured, before a table of the whole package's coverage."""
    status = _run([*_pytest(*_SHARED, *_FAST), "--cov", "--cov-report="], "all")
    print("coverage of the whole package by the fast tests:", flush=True)
    return _run(_coverage("all"), "all") or status


def main(arguments: list[str]) -> int:
    """Exit status of one part of the suite."""
    match arguments:
        case ["fast", *rest]:
            return run_fast(rest)
        case ["long", *rest]:
            return run_long(rest)
        case ["gate"]:
            return gate()
    print("usage: python -m tools.suite fast|long|gate [PYTEST ARGUMENTS]")
    return 2


def _pytest(*arguments: str) -> list[str]:
    return [_program("pytest"), *arguments]


def _coverage(measured: str, *arguments: str) -> list[str]:
    return [_program("coverage"), "report", f"--data-file={_COVERAGE / measured}", *arguments]


def _run(command: list[str], measured: str | None = None) -> int:
    """Exit status of a command; what it measures goes into the data file of that name."""
    return subprocess.run(command, cwd=ROOT, env=_environment(measured), check=False).returncode


def _quietly(command: list[str], measured: str) -> subprocess.CompletedProcess[str]:
    """The same, with what the command says kept for later, so that two at once do not speak at once."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(measured),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _environment(measured: str | None) -> dict[str, str]:
    if measured is None:
        return dict(os.environ)
    _COVERAGE.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "COVERAGE_FILE": str(_COVERAGE / measured)}


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
