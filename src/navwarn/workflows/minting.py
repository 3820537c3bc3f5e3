"""New advisory ids: random, of the configured prefix, and nobody's yet (documents.md S5)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from navwarn.core.identifier import AdvisoryId, mint_advisory_id

if TYPE_CHECKING:
    from navwarn.ledger.interface import Reader


def mint_ids(reader: Reader | None, prefix: str, number: int) -> list[AdvisoryId]:
    """So many different new ids; without a ledger there is none they could collide with."""
    minted: list[AdvisoryId] = []

    def is_taken(candidate: AdvisoryId) -> bool:
        return candidate in taken or (reader is not None and reader.is_taken(candidate))

    taken: set[str] = set()
    for _ in range(number):
        minted.append(mint_advisory_id(prefix, secrets.choice, is_taken))
        taken.add(minted[-1])
    return minted
