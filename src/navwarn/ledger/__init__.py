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


def open_reading(url: str, *, seconds: float, schemes: Mapping[str, str] | None = None) -> Ledger:
    """The ledger there for a server that reads: it cannot be written, and no statement runs for longer.

    A statement that would raises ``SlowQueryError``. It belongs to one thread, as every ledger does.
    """
    from navwarn.ledger.engine import Reading
    from navwarn.ledger.opening import open_at
    from navwarn.ledger.tally import Tally

    ledger = open_at(url, create=False, schemes=schemes or {}, reading=Reading(seconds))
    ledger.tally = Tally()
    return ledger


def upgrade_ledger(url: str) -> tuple[int, int]:
    """The schema the ledger there had, and the one it has now that every missing migration was made.

    All of them are made or none. Raises ``MissingLedgerError`` where there is no ledger, ``SchemaError``
    where it is newer than this version of Navwarn, and the other errors of ``open_ledger``.
    """
    from navwarn.ledger.opening import upgrade_at

    return upgrade_at(url)
