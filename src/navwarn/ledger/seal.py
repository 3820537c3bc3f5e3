"""Sealing: drafts become entries of the log, numbered, dated, committed to and hashed."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.entry import Entry, commitment, leaf
from navwarn.core.merkle import leaf_hash
from navwarn.ledger.interface import RefusedEntryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.entry import Draft
    from navwarn.core.instant import Instant

SALT_BYTES = 16

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Entries, and beside each what the database keeps besides its fields; without words no salts."""

    entries: list[Entry]
    payloads: list[str]
    leaves: list[bytes]
    salts: list[bytes]


def seal(drafts: Sequence[Draft], size: int, recorded_at: Instant, words: bytes) -> Sealed:
    """The entries of these drafts as they follow a log of that size.

    ``words`` is canonical JSON of what is committed to and not public, or empty. Raises ``RefusedEntryError``
    for a payload that is no JSON every database can hold.
    """
    salts = _salts(len(drafts)) if words else []
    payloads = [_encoded(draft) for draft in drafts]
    promises = [commitment(salt, words) for salt in salts] or [""] * len(drafts)
    entries = [
        Entry(
            sequence, draft.distribution, draft.advisory, str(draft.kind), draft.payload, recorded_at, promise
        )
        for sequence, draft, promise in zip(count(size + 1), drafts, promises, strict=False)
    ]
    leaves = [leaf_hash(leaf(entry, payload)) for entry, payload in zip(entries, payloads, strict=True)]
    return Sealed(entries, [payload.decode() for payload in payloads], leaves, salts)


def _salts(number: int) -> list[bytes]:
    pool = secrets.token_bytes(SALT_BYTES * number)
    return [pool[start : start + SALT_BYTES] for start in range(0, len(pool), SALT_BYTES)]


def _encoded(draft: Draft) -> bytes:
    try:
        payload = canonical.encode(draft.payload)
    except (TypeError, ValueError) as error:
        raise RefusedEntryError(f"{draft.advisory}: an entry cannot be written as JSON: {error}") from None
    if b"\\u0000" in payload and _NUL.search(payload):
        raise RefusedEntryError(f"{draft.advisory}: a text holds a NUL character, which databases refuse")
    return payload
