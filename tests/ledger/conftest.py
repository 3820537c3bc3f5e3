"""Every test that takes ``url`` or ``ledger`` runs on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from navwarn.ledger.interface import Ledger


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The place of a ledger that does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    place: str = request.getfixturevalue("postgresql").new_schema()
    return place


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with open_ledger(url) as opened:
        yield opened
