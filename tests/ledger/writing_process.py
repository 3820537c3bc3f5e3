"""A process that writes: ``python -m tests.ledger.writing_process URL NAME COUNT [SIZE]``.

It opens one advisory and records COUNT transactions of SIZE events about it, and says the number of the last
entry of each once it is committed.
"""

from __future__ import annotations

import sys

from navwarn.core.identifier import AdvisoryId
from navwarn.ledger import open_ledger
from tests.ledger.making import START, day, event, opened


def main(url: str, name: str, count: int, size: int = 1) -> None:
    """Write and say so."""
    advisory = AdvisoryId(f"{name}-2222-3333-4444")
    with open_ledger(url) as ledger:
        for number in range(count):
            drafts = [event(advisory, at=day(number), data={"note": name}) for _ in range(size)]
            with ledger.write(now=START, actor=name) as transaction:
                first = [] if transaction.is_taken(advisory) else [opened(advisory)]
                entries = transaction.append([*first, *drafts])
            sys.stdout.write(f"{entries[-1].sequence}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
