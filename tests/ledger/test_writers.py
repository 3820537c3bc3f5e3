"""Several processes write at once: nobody loses an entry, nobody deadlocks, the numbers have no gaps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from navwarn.ledger import open_ledger
from navwarn.ledger.interface import DatabaseError, Ledger
from tests.ledger.database import engine_of
from tests.ledger.making import ONE, START, TWO, append_only_one, event, opened, record

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("ANN", "BOB", "CAT")
SECONDS = 120


def start(url: str, name: str, *numbers: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.writing_process", url, name, *map(str, numbers)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> list[int]:
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    return [int(line) for line in output.split()]


def test_writers_queue_from_the_first_moment_of_a_new_ledger(url: str) -> None:
    count = 20
    processes = [start(url, name, count) for name in NAMES]
    numbers = [said(process) for process in processes]
    assert all(mine == sorted(mine) and len(mine) == count for mine in numbers)
    with open_ledger(url, create=False) as ledger:
        assert ledger.head().size == len(NAMES) * (count + 1)
        assert ledger.check().passed
        for name, mine in zip(NAMES, numbers, strict=True):
            own = [one.sequence for one in ledger.entries_of(f"{name}-2222-3333-4444") if one.kind == "event"]
            assert own == mine


def test_a_second_writer_waits_and_sees_what_the_first_recorded(url: str) -> None:
    with open_ledger(url) as ledger:
        with ledger.write(now=START, actor="me") as transaction:
            transaction.append([opened(ONE), event(ONE)])
            other = start(url, "ANN", 1)
            with pytest.raises(subprocess.TimeoutExpired):
                other.wait(1.5)
        assert said(other) == [4]
        assert ledger.head().size == 4
        assert ledger.check().passed


def test_readers_do_not_wait_for_a_writer_and_see_nothing_of_it(url: str) -> None:
    with open_ledger(url) as writer, open_ledger(url) as reader:
        append_only_one(writer)
        with writer.write(now=START, actor="me") as transaction:
            transaction.append([opened(TWO), event(TWO)])
            assert reader.head().size == 2
            assert [advisory.id for advisory in reader.advisories()] == [ONE]
        assert [advisory.id for advisory in reader.advisories()] == [ONE, TWO]


def test_a_long_read_sees_one_state_while_others_write(url: str) -> None:
    with open_ledger(url) as writer, open_ledger(url) as reader:
        append_only_one(writer)
        entries, groups = reader.entries(), reader.grouped_entries()
        record(writer, event(ONE), opened(TWO), event(TWO))
        assert len(list(entries)) == 2
        assert [len(group) for group in groups] == [2]


def test_a_writer_that_never_ends_is_named_a_lock(url: str) -> None:
    with open_ledger(url) as holder, holder.write(now=START, actor="me"):
        with open_ledger(url) as impatient:
            engine = engine_of(impatient)
            is_server = engine.dialect == "postgresql"
            engine.run("SET lock_timeout = 100" if is_server else "PRAGMA busy_timeout = 100")
            with pytest.raises(DatabaseError, match="is locked by another process") as failure:
                append_only_one(impatient)
        assert failure.value.exit_status == 3
        assert failure.value.hint == "Wait for it to finish, then try again."


def test_a_ledger_can_be_closed_twice(ledger: Ledger) -> None:
    ledger.close()
    ledger.close()
