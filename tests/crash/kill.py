"""Kill a program at a chosen system call, and tell where that was.

``strace`` counts the calls that change files and delivers SIGKILL as the chosen one begins, so a kill can be
put between writing a commit and making it durable, or right before a rename, again and again.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat2", "unlink", "syncfs")
_CALL = re.compile(r"^\d+\s+(\w+)\((.*)$")


@dataclass(frozen=True, slots=True)
class Point:
    """The ``number``-th use (from 1) of a system call."""

    call: str
    number: int


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a kill landed: the call, what strace shows of its arguments, and what the program had said."""

    call: str
    arguments: str
    said: str

    @property
    def is_in_commit(self) -> bool:
        """Whether the database was being written or made durable."""
        is_writing = self.call in {"pwrite64", "fdatasync", "fsync", "ftruncate"}
        return is_writing and ".sqlite" in self.arguments

    @property
    def is_in_rename(self) -> bool:
        """Whether a finished file was about to be made durable or to take its place."""
        return self.call in {"rename", "renameat2"} or (
            self.call in {"fsync", "syncfs"} and ".sqlite" not in self.arguments
        )


def points(command: list[str], folder: Path) -> list[Point]:
    """Every place where a whole run of the command could be killed."""
    lines = _trace(command, folder, [])[1]
    counts: Counter[str] = Counter()
    found = []
    for line in lines:
        match = _CALL.match(line)
        if match and match[1] in CALLS:
            counts[match[1]] += 1
            found.append(Point(match[1], counts[match[1]]))
    return found


def choose(found: list[Point], number: int, seed: int) -> list[Point]:
    """So many points: those that make durable or rename, as far as they fit, and others by a seed."""
    random = Random(seed)
    decisive = [point for point in found if point.call not in {"write", "pwrite64"}]
    others = [point for point in found if point.call in {"write", "pwrite64"}]
    kept = random.sample(decisive, min(len(decisive), number * 2 // 3))
    return kept + random.sample(others, min(len(others), number - len(kept)))


def kill_at(point: Point, command: list[str], folder: Path) -> Landing:
    """Run the command until the point, and say where it died; fails if it lived."""
    injection = f"inject={point.call}:signal=SIGKILL:when={point.number}"
    done, lines = _trace(command, folder, ["-e", injection])
    assert done.returncode in {137, -9}, (point, done.returncode, done.stderr[-2000:])
    calls = [match for line in lines if (match := _CALL.match(line))]
    return Landing(calls[-1][1], calls[-1][2], done.stdout)


def _trace(
    command: list[str], folder: Path, options: list[str]
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    log = folder / "strace.log"
    watched = ["-e", f"trace={','.join(CALLS)}", *options]
    done = subprocess.run(
        ["strace", "-f", "-y", "-qq", "-s", "0", "-o", str(log), *watched, *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=os.environ | {"NAVWARN_CACHE": "off", "HOME": str(folder)},
    )
    return done, log.read_text().splitlines()
