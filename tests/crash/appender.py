"""Append entries one by one to the ledger given as argument, and say each number once it is durable."""

from __future__ import annotations

import sys

from navwarn.core import entry as payloads
from navwarn.core.entry import Draft, EntryKind
from navwarn.core.event import Event
from navwarn.core.instant import SECOND, Instant
from navwarn.ledger import open_ledger
from navwarn.ledger.interface import EVERYTHING

ENTRIES = 12


def main() -> None:
    """Append to the first advisory there is."""
    with open_ledger(sys.argv[1]) as ledger:
        advisory = ledger.advisories(EVERYTHING)[0]
        for number in range(ENTRIES):
            event = Event(Instant(1_800_000_000 * SECOND + number * SECOND), "detection", {"type": "manual"})
            draft = Draft(advisory.distribution, advisory.id, EntryKind.EVENT, payloads.event_payload(event))
            with ledger.write(now=event.timestamp, actor="appender") as transaction:
                (entry,) = transaction.append([draft])
            sys.stdout.write(f"{entry.sequence}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
