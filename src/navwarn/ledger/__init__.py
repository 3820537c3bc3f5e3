"""The ledger on disk: an append-only log of entries with indexed projections, on SQLite or PostgreSQL.

The room holds all SQL. It knows entries and what follows from them, and nothing of documents, feeds or
people's decisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.ledger.interface import Ledger


def open_ledger(url: str, *, create: bool = True, schemes: Mapping[str, str] | None = None) -> Ledger:
    """The ledger at ``sqlite:///relative/path``, ``sqlite:////absolute/path``, a path or ``postgresql://…``.

    With ``create`` a new one is made where there is none. ``schemes`` names the version scheme of
    distributions whose scheme is not apk. Raises ``LocationError``, ``MissingLedgerError``, ``SchemaError``
    (run ``navwarn db upgrade``) and ``DatabaseError``.
    """
    from navwarn.ledger.opening import open_at

    return open_at(url, create=create, schemes=schemes or {})
