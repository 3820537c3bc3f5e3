"""Tables are known by identity, also to what comes from another process."""

from __future__ import annotations

import pickle

from navwarn.ledger.table import KNOWLEDGE, PROJECTIONS


def test_a_table_that_travelled_is_the_same_one() -> None:
    for table in (*PROJECTIONS, *KNOWLEDGE):
        assert pickle.loads(pickle.dumps(table)) is table  # noqa: S301  # our own
