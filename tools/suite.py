"""Runs the tests in groups and holds the coverage gate; ``python -m tools.suite fast|long|gate [ARGS]``.

A pure room is measured by its own tests alone, so that a line which only some workflow happens to reach
does not count as tested. ARGS go to pytest (``make test-fast ARGS="-k secdb -x"``).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.project import ROOT, pure_rooms

_COVERAGE = ROOT / ".cache" / "coverage"
_NOTHING_COLLECTED = 5  # pytest's exit status
_WORKERS = ("-n", "2")


def run_fast(arguments: list[str]) -> int:
    """Exit status of all tests that take seconds: room by pure room first, then the others."""
    rooms = [room for room in pure_rooms() if (ROOT / "tests" / room).is_dir()]
    others = ["tests", *(f"--ignore=tests/{room}" for room in rooms)]
    quick = ["-m", "not long", *arguments]
    statuses = [_pytest(room, [f"tests/{room}", *quick]) for room in rooms]
    statuses.append(_pytest("others", [*others, *quick]))
    return max(_forgive_empty_parts(statuses))


def run_long(arguments: list[str]) -> int:
    """Exit status of the tests that take minutes; they are not measured."""
    status = _pytest(None, ["-m", "long", "--timeout", "900", *arguments])
    if status == _NOTHING_COLLECTED:
        print("no test is marked long")
        return 0
    return status


def gate() -> int:
    """Exit status 1 when a line or branch of a pure room is not reached by the room's own tests."""
    return max(_gate_of(room) for room in pure_rooms())


def _gate_of(room: str) -> int:
    print(f"coverage of {room} by tests/{room}:", flush=True)
    status = _coverage("report", room, f"--include=src/navwarn/{room}/*", "--fail-under=100")
    return 1 if status else 0


def report() -> int:
    """Exit status of a table of the whole package's coverage by all fast tests."""
    names = [*pure_rooms(), "others"]
    measured = [str(path) for name in names if (path := _COVERAGE / name).exists()]
    _coverage("combine", "all", "--keep", "--quiet", *measured)
    print("coverage of the whole package by the fast tests:", flush=True)
    return _coverage("report", "all")


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


def _pytest(measured: str | None, arguments: list[str]) -> int:
    """Runs pytest; with a name, coverage is measured into the data file of that name."""
    command = [_program("pytest"), *_WORKERS, *arguments]
    environment = dict(os.environ)
    if measured:
        _COVERAGE.mkdir(parents=True, exist_ok=True)
        environment["COVERAGE_FILE"] = str(_COVERAGE / measured)
        command += ["--cov", "--cov-report="]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _coverage(verb: str, measured: str, *arguments: str) -> int:
    data_file = f"--data-file={_COVERAGE / measured}"
    command = [_program("coverage"), verb, data_file, *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _forgive_empty_parts(statuses: list[int]) -> list[int]:
    """The statuses, where a selection such as ``-k`` may leave some parts, but not all, without tests."""
    if all(status == _NOTHING_COLLECTED for status in statuses):
        return statuses
    return [0 if status == _NOTHING_COLLECTED else status for status in statuses]


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
