"""The faults of one file in the order of its lines, without those that only follow from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.documents.fault import Fault

_UNREADABLE = "D1"
_KNOWN_CVE_MISSING = "A2"
_NO_CVE = "W8"
_ADVISORY_DEPTH = 2


def settled(faults: Iterable[Fault]) -> list[Fault]:
    """The faults of one file by line.

    What could not be read (D1) is empty to the other rules: what they say about such a place is left out.
    So is the warning that there is no CVE where rule A2 names the one that is missing.
    """
    found = list(faults)
    lines = {fault.line for fault in found if fault.rule == _UNREADABLE and not fault.path}
    paths = {fault.path for fault in found if fault.rule == _UNREADABLE and fault.path}
    named = {fault.path[:_ADVISORY_DEPTH] for fault in found if fault.rule == _KNOWN_CVE_MISSING}
    kept = [
        fault
        for fault in found
        if not (fault.path and fault.line in lines)
        and not (fault.rule != _UNREADABLE and paths and _is_below(fault, paths))
        and not (fault.rule == _NO_CVE and fault.path[:_ADVISORY_DEPTH] in named)
    ]
    return sorted(kept, key=lambda fault: fault.line)


def understood(faults: Iterable[Fault], unread: Iterable[Fault]) -> Iterator[Fault]:
    """Those of the faults that are not about a place which could not be read, as ``unread`` says."""
    paths = {fault.path for fault in unread if fault.path}
    return (fault for fault in faults if not (paths and _is_below(fault, paths)))


def _is_below(fault: Fault, paths: set[tuple[str | int, ...]]) -> bool:
    """Whether the fault is about one of these places, or something in it."""
    return any(fault.path[:length] in paths for length in range(1, len(fault.path) + 1))
