"""kill -9 inside append and commit: nothing acknowledged is lost, nothing half there (architecture.md law 9).

This needs nothing but Python: the writer kills itself from a second thread (``killed_process``). Where a kill
lands is chance and is proven afterwards: the window that was open is read from memory shared with the dead
process, and on SQLite, which commits in the dying process itself, there must be kills inside a commit whose
transaction survived and others whose transaction did not: no kill before or after it could bring about both.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from navwarn.ledger import open_ledger
from tests.ledger.killed_process import APPEND, COMMIT, SHARED_BYTES, remains

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
LONGEST = {("file", "append"): 4_000, ("file", "commit"): 600}
LONGEST |= {("server", "append"): 4_000, ("server", "commit"): 200}
"""Microseconds that an append and a commit take, about: a kill is put anywhere in them."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a process died: in which window, and whether its last transaction survived it."""

    window: int
    survived: bool


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes the place of another new ledger."""
    if request.param == "sqlite":
        numbers = iter(range(10_000))
        return lambda: str(tmp_path / f"{next(numbers)}.db")
    make: Callable[[], str] = request.getfixturevalue("postgresql").new_schema
    return make


def die(url: str, shared: Path, random: Random) -> Death:
    """Let a process die while it writes, and hold what it leaves to the law."""
    size = random.choice((1, 1, 40, 400))
    window = random.choice(("append", "commit", "commit"))
    delay = random.randrange(LONGEST[kind_of(url), window])
    numbers = size, random.randrange(3), window, delay
    shared.write_bytes(bytes(SHARED_BYTES))
    open_ledger(url).close()
    process = subprocess.run(
        [sys.executable, "-m", "tests.ledger.killed_process", url, str(shared), *map(str, numbers)],
        cwd=ROOT,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert process.returncode == -9, process.stderr.decode()
    acknowledged, found = remains(shared)
    with open_ledger(url, create=False) as ledger:
        lost_or_kept = ledger.head().size - acknowledged
        assert lost_or_kept in {0, size + 1}, (acknowledged, ledger.head())
        assert ledger.check().passed
    return Death(found, survived=lost_or_kept > 0)


def kind_of(url: str) -> str:
    return "server" if url.startswith("postgresql") else "file"


def deaths(new_url: Callable[[], str], shared: Path, number: int, seed: int) -> Iterator[Death]:
    random = Random(seed)
    for _ in range(number):
        yield die(new_url(), shared, random)


def test_a_killed_writer_leaves_what_it_acknowledged(new_url: Callable[[], str], tmp_path: Path) -> None:
    for death in deaths(new_url, tmp_path / "shared", 4, seed=1):
        assert death.window != APPEND or not death.survived


@pytest.mark.long
def test_kills_inside_the_commit_lose_all_of_a_transaction_or_nothing(
    new_url: Callable[[], str], tmp_path: Path
) -> None:
    seen = list(deaths(new_url, tmp_path / "shared", 60, seed=2))
    in_commit = [death for death in seen if death.window == COMMIT]
    assert len(in_commit) >= 10, seen
    assert kind_of(new_url()) == "server" or {death.survived for death in in_commit} == {True, False}
    assert not [death for death in seen if death.window == APPEND and death.survived]
