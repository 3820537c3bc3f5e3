"""A process that kills itself while it writes: ``... URL SHARED SIZE VICTIM WINDOW DELAY``.

Each transaction opens an advisory with SIZE events. In transaction VICTIM a second thread waits for the
WINDOW (``append`` or ``commit``) to open and then DELAY microseconds, and sends SIGKILL: both databases let
other threads run while they write. The file SHARED, mapped into memory, outlives the process and tells what
had been acknowledged and which window was open at the end.
"""

from __future__ import annotations

import mmap
import os
import secrets
import signal
import sys
import threading
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from navwarn.core.identifier import mint_advisory_id
from navwarn.ledger import open_ledger
from tests.ledger.database import engine_of
from tests.ledger.making import START, day, event, opened

if TYPE_CHECKING:
    from navwarn.ledger.interface import Ledger

NONE, APPEND, COMMIT = 0, 1, 2
WINDOWS = {"append": APPEND, "commit": COMMIT}
SHARED_BYTES = 16


class Story:
    """What the process shares with whoever looks at its remains."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SHARED_BYTES)

    def acknowledge(self, sequence: int) -> None:
        """Say that all entries up to this number are durable."""
        self._memory[:8] = sequence.to_bytes(8, "little")

    def enter(self, window: int) -> None:
        """Say which window is open."""
        self._memory[8] = window


def remains(path: Path) -> tuple[int, int]:
    """The last number acknowledged, and the window in which the process died."""
    data = path.read_bytes()
    return int.from_bytes(data[:8], "little"), data[8]


def main(url: str, shared: str, size: int, victim: int, window: str, delay: int) -> None:
    """Write until killed."""
    story = Story(Path(shared))
    is_open = {NONE: threading.Event(), APPEND: threading.Event(), COMMIT: threading.Event()}
    threading.Thread(target=_kill, args=(is_open[WINDOWS[window]], delay), daemon=True).start()
    with open_ledger(url) as ledger:
        _watch_commits(ledger, story, victim, is_open[COMMIT])
        for number in range(victim + 2):
            with ledger.write(now=START, actor="killed") as transaction:
                advisory = mint_advisory_id("NW", secrets.choice, transaction.is_taken)
                story.enter(APPEND)
                if number == victim:
                    is_open[APPEND].set()
                events = [event(advisory, at=day(one)) for one in range(size)]
                entries = transaction.append([opened(advisory), *events])
            story.enter(NONE)
            story.acknowledge(entries[-1].sequence)
    time.sleep(60)


def _kill(is_open: threading.Event, delay: int) -> None:
    is_open.wait()
    end = time.perf_counter_ns() + delay * 1000
    while time.perf_counter_ns() < end:
        time.sleep(0)
    os.kill(os.getpid(), signal.SIGKILL)


def _watch_commits(ledger: Ledger, story: Story, victim: int, is_open: threading.Event) -> None:
    """Open the window of every commit, and tell the killer about that of the victim."""
    engine = engine_of(ledger)
    commit, numbers = engine.commit, count()

    def watched() -> None:
        story.enter(COMMIT)
        if next(numbers) == victim:
            is_open.set()
        commit()

    engine.commit = watched  # type: ignore[method-assign]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5], int(sys.argv[6]))
