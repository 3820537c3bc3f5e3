"""Time a durable append of one entry, and a bare SQLite commit of the same bytes, side by side.

Prints both medians in seconds. The two take turns, so that a noisy machine treats them alike.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from pathlib import Path

from navwarn.core import entry as payloads
from navwarn.core.entry import Draft, EntryKind, leaf
from navwarn.core.event import Event
from navwarn.core.identifier import ALPHABET, AdvisoryId
from navwarn.core.instant import parse_instant
from navwarn.ledger import open_ledger

ROUNDS = 60
NOW = parse_instant("2026-01-01T00:00:00Z")


def advisory(number: int) -> AdvisoryId:
    """The id of one of the advisories that get an event each."""
    return AdvisoryId("NW-2222-3333-" + "".join(ALPHABET[number // 20**place % 20] for place in range(4)))


def opening(number: int) -> list[Draft]:
    """An advisory with its first event."""
    payload = payloads.opened("zlib", [f"CVE-2025-{number:04}"])
    return [Draft("default", advisory(number), EntryKind.OPENED, payload), draft(number)]


def draft(number: int) -> Draft:
    """An event as people record it."""
    note = f"Upstream has merged the change; waiting for release {number}."
    event = Event(
        parse_instant(f"2025-01-01T00:00:{number % 60:02}Z"), "pending-upstream-fix", {"note": note}
    )
    return Draft("default", advisory(number), EntryKind.EVENT, payloads.event_payload(event))


def main() -> None:
    """Measure in the folder given as argument."""
    folder = Path(sys.argv[1])
    bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE entries (sequence INTEGER PRIMARY KEY, content BLOB NOT NULL)")
    ours, theirs = [], []
    with open_ledger(str(folder / "append.sqlite"), create=True) as ledger:
        with ledger.write(now=NOW, actor="bench") as transaction:
            transaction.append([made for number in range(ROUNDS) for made in opening(number)])
        for number in range(ROUNDS):
            start = time.perf_counter()
            with ledger.write(now=NOW, actor="bench") as transaction:
                (entry,) = transaction.append([draft(number)])
            ours.append(time.perf_counter() - start)
            content = leaf(entry)
            start = time.perf_counter()
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO entries VALUES (?, ?)", (entry.sequence, content))
            bare.execute("COMMIT")
            theirs.append(time.perf_counter() - start)
    sys.stdout.write(f"{statistics.median(ours)} {statistics.median(theirs)}\n")


if __name__ == "__main__":
    main()
