"""Drafts for tests, and ledgers that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core import entry as payloads
from navwarn.core.entry import Draft, EntryKind
from navwarn.core.event import Event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import DAY, SECOND, Instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.entry import Entry
    from navwarn.ledger.interface import Ledger

START = Instant(1_700_000_000 * SECOND)
ONE, TWO, THREE, FOUR = (AdvisoryId(f"NW-{digit * 4}-3333-4444") for digit in "2345")
CVE, OTHER_CVE, GHSA = "CVE-2024-0001", "CVE-2024-0002", "GHSA-2222-3333-4444"


def day(number: int) -> Instant:
    """So many days after the start."""
    return Instant(START + number * DAY)


def opened(
    advisory: AdvisoryId, package: str = "zlib", aliases: Sequence[str] = (CVE,), *, of: str = "acme"
) -> Draft:
    """A draft that opens an advisory."""
    return Draft(of, advisory, EntryKind.OPENED, payloads.opened(package, aliases))


def event(
    advisory: AdvisoryId, kind: str = "detection", at: Instant = START, data: Any = None, *, of: str = "acme"
) -> Draft:
    """A draft of an event."""
    return Draft(of, advisory, EntryKind.EVENT, payloads.event_payload(Event(at, kind, data)))


def fixed(advisory: AdvisoryId, version: str, at: Instant, *, of: str = "acme") -> Draft:
    """A draft of an event that fixes."""
    return event(advisory, "fixed", at, {"fixed-version": version}, of=of)


def change(advisory: AdvisoryId, kind: EntryKind, payload: dict[str, Any], *, of: str = "acme") -> Draft:
    """A draft of any other entry."""
    return Draft(of, advisory, kind, payload)


def retraction(advisory: AdvisoryId, sequence: int) -> Draft:
    """A draft that takes an entry back."""
    return change(advisory, EntryKind.RETRACTED, payloads.retracted(sequence, "wrong"))


def record(ledger: Ledger, *drafts: Draft, now: Instant = START, actor: str = "tester") -> list[Entry]:
    """The entries of one transaction."""
    with ledger.write(now=now, actor=actor) as transaction:
        return transaction.append(drafts)


def append_only_one(ledger: Ledger) -> list[Entry]:
    """The entries of the smallest ledger there can be: one advisory with one event."""
    return record(ledger, opened(ONE), event(ONE))
