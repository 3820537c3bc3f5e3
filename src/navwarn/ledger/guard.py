"""The guard: which entries may follow those that an advisory has. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.advisory import live_entries
from navwarn.core.entry import EntryKind
from navwarn.ledger.interface import RefusedEntryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.entry import Entry

_EVENT, _OPENED, _RETRACTED = EntryKind.EVENT, EntryKind.OPENED, EntryKind.RETRACTED


def require_fit(entry: Entry, history: Sequence[Entry] | None) -> None:
    """Raise ``RefusedEntryError`` where the entry cannot follow those of its advisory, if any."""
    if entry.kind == _OPENED:
        if history is not None:
            raise RefusedEntryError(f"advisory {entry.advisory} is recorded already: choose another id")
        return
    if history is None:
        raise RefusedEntryError(f"there is no advisory {entry.advisory} to record anything about")
    if history[0].distribution != entry.distribution:
        raise RefusedEntryError(
            f"advisory {entry.advisory} belongs to {history[0].distribution}, not to {entry.distribution}"
        )
    if entry.kind == _RETRACTED:
        _require_target(entry, history)


def _require_target(entry: Entry, history: Sequence[Entry]) -> None:
    """Raise where what the entry retracts cannot be retracted."""
    target = entry.payload["entry"]
    if target == history[0].sequence:
        raise RefusedEntryError(
            f"entry {target} opens {entry.advisory} and cannot be retracted: withdraw the advisory"
        )
    if all(one.sequence != target for one in history):
        raise RefusedEntryError(f"advisory {entry.advisory} has no entry {target} to retract")
    if all(one.sequence != target for one in live_entries(history)):
        raise RefusedEntryError(f"entry {target} of {entry.advisory} is retracted already")


def require_events(histories: Iterable[Sequence[Entry]]) -> None:
    """Raise ``RefusedEntryError`` for an advisory that is left without any event (documents.md D13)."""
    for history in histories:
        # Nothing comes after the last entry that could retract it.
        has_event = history[-1].kind == _EVENT or any(one.kind == _EVENT for one in live_entries(history))
        if not has_event:
            raise RefusedEntryError(
                f"advisory {history[0].advisory} would be left without any event: withdraw it instead"
            )
