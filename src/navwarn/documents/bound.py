"""Bounds: how many faults of one file are told, so that a hostile one cannot drown the others.

Errors come before warnings: where a file has more than ``MOST`` faults, warnings are left out first. What is
left out is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.documents.fault import Fault, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 1000
"""How many faults of one file are told."""


class Omission(Struct, frozen=True):
    """How many faults of a file are not told."""

    file: str
    errors: int
    warnings: int

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.errors + self.warnings


class Tally(Struct):
    """The faults of one file as they are found: up to ``MOST`` of each level, and how many others."""

    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    omitted_errors: int = 0
    omitted_warnings: int = 0

    @property
    def faults(self) -> list[Fault]:
        """Those that are kept, errors first."""
        return [*self.errors, *self.warnings]

    def extend(self, faults: Iterable[Fault]) -> None:
        """Count these faults too, and keep them while there is room."""
        for fault in faults:
            if fault.level is Level.ERROR:
                if len(self.errors) < MOST:
                    self.errors.append(fault)
                else:
                    self.omitted_errors += 1
            elif len(self.warnings) < MOST:
                self.warnings.append(fault)
            else:
                self.omitted_warnings += 1

    def cut(self, faults: Sequence[Fault], file: str) -> tuple[list[Fault], Omission]:
        """Of these, which are the kept faults once settled, those that are told, and what is left out."""
        total = sum(fault.level is Level.ERROR for fault in faults)
        room = {Level.ERROR: MOST, Level.WARNING: max(MOST - total, 0)}
        told: list[Fault] = []
        for fault in faults:
            room[fault.level] -= 1
            if room[fault.level] >= 0:
                told.append(fault)
        errors = sum(fault.level is Level.ERROR for fault in told)
        return told, Omission(
            file,
            self.omitted_errors + total - errors,
            self.omitted_warnings + (len(faults) - total) - (len(told) - errors),
        )
