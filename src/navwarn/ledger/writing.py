"""A change of the ledger: a transaction that is committed whole, and counted."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.ledger.engine import Engine


@contextmanager
def writing(engine: Engine) -> Iterator[None]:
    """A transaction that is committed when the block ends, and rolled back when it raises."""
    engine.begin_writing()
    try:
        yield
        engine.count_change()
        engine.commit()
    finally:
        engine.rollback()
