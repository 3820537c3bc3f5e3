"""Erasing private words: who recorded an entry, and what was said with it that is not public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.workflows.proving import UnknownEntryError

if TYPE_CHECKING:
    from collections.abc import Collection

    from navwarn.ledger.interface import Ledger


def erase_words(ledger: Ledger, entries: Collection[int]) -> tuple[list[int], list[int]]:
    """Erase the private words of these entries: those that had some, and those that had none (any more).

    Raises ``UnknownEntryError`` before anything is erased where there is no such entry.
    """
    size = ledger.head().size
    numbers = sorted(set(entries))
    if numbers[-1] > size:
        raise UnknownEntryError(f"there is no entry {numbers[-1]}: they are numbered from 1 to {size}")
    erased = [number for number in numbers if ledger.erase_private(number)]
    return erased, [number for number in numbers if number not in erased]
