"""The version of a ledger: another one after each change, and the same until then (architecture.md 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.inventory import ImageSource, Inventory, SourceKind
from navwarn.ledger import open_ledger, open_reading
from tests.ledger.database import engine_of
from tests.ledger.knowledge import cve, learn
from tests.ledger.making import START, append_only_one, day

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.ledger.interface import Ledger


def _track(ledger: Ledger) -> None:
    image = Inventory(ImageSource(SourceKind.REGISTRY, "registry.example/app:1", f"sha256:{1:064x}"))
    with ledger.track(now=START) as transaction:
        transaction.add_image(image)


CHANGES: dict[str, Callable[[Ledger], object]] = {
    "entries": append_only_one,
    "records": lambda ledger: learn(ledger, cve()),
    "a token": lambda ledger: ledger.tokens.add(("t1", "acme", b"x" * 32, "scanner", START, day(1), None)),
    "a revocation": lambda ledger: ledger.tokens.revoke("t1", day(1)),
    "words that are erased": lambda ledger: ledger.erase_private(1),
    "images": _track,
    "projections": lambda ledger: ledger.rebuild(),
}


@pytest.fixture
def versions(url: str, ledger: Ledger) -> list[str]:
    """The version as another connection sees it: at first, and after each change."""
    with open_reading(url, seconds=5) as reading:
        found = [reading.version()]
        for change in CHANGES.values():
            change(ledger)
            found.append(reading.version())
        assert reading.version() == found[-1]
    return found


def test_every_kind_of_change_makes_another_version(versions: list[str]) -> None:
    assert len(set(versions)) == len(CHANGES) + 1


def test_what_is_rolled_back_is_no_change(url: str, ledger: Ledger) -> None:
    with open_reading(url, seconds=5) as reading:
        before = reading.version()
        with pytest.raises(RuntimeError), ledger.write(now=START, actor="tester"):
            raise RuntimeError
        assert reading.version() == before


def test_what_others_do_on_the_same_server_is_no_change(url: str, ledger: Ledger) -> None:
    append_only_one(ledger)
    with open_reading(url, seconds=5) as reading, open_ledger(url) as other:
        before = reading.version()
        if engine_of(other).dialect == "postgresql":
            engine_of(other).script("CREATE TABLE theirs (n bigint); INSERT INTO theirs VALUES (1)")
        other.head()
        assert reading.version() == before
