"""Work spread over processes gives what one process gives."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navwarn.errors import ExternalError, InputError
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.parallel import (
    WORTH_A_PROCESS,
    Child,
    ahead,
    map_ahead,
    map_parallel,
)
from navwarn.workflows.streaming import stream_parallel

if TYPE_CHECKING:
    from collections.abc import Iterator


@settings(max_examples=20)
@given(st.lists(st.integers(0, 1000), max_size=40), st.integers(1, 4))
def test_results_come_in_the_order_of_the_items(items: list[int], processes: int) -> None:
    assert map_parallel(lambda x: x * x, items, lambda x: x, processes=processes) == [x * x for x in items]


def test_small_work_stays_in_this_process() -> None:
    assert set(map_parallel(lambda _: os.getpid(), range(10), lambda _: 1)) == {os.getpid()}


def test_large_work_uses_other_processes_where_there_are_cores() -> None:
    workers = set(map_parallel(lambda _: os.getpid(), range(10), lambda _: WORTH_A_PROCESS))
    assert len(workers) == min(len(os.sched_getaffinity(0)), 8, 10)


def test_an_error_of_a_child_is_raised_here() -> None:
    def fail(item: int) -> int:
        if item == 1:
            raise InputError("one is too many")
        return item

    with pytest.raises(InputError, match="one is too many"):
        map_parallel(fail, [0, 1], lambda _: 1, processes=2)


def test_a_child_that_dies_is_an_error_and_not_half_a_result() -> None:
    parent = os.getpid()

    def die(item: int) -> int:
        if os.getpid() != parent:
            os._exit(9)
        return item

    with pytest.raises(ExternalError, match="worker process ended early"):
        map_parallel(die, [0, 1], lambda _: 1, processes=2)


def children() -> set[str]:
    """The process ids of this process's children, ended ones that nobody waited for included."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(listing.read_text().split())


def test_an_error_of_our_own_share_leaves_no_children_behind() -> None:
    parent = os.getpid()

    def fail(item: int) -> int:
        if os.getpid() == parent:
            raise InputError("here")
        return item

    before = children()
    with pytest.raises(InputError, match="here"):
        map_parallel(fail, [0, 1], lambda _: 1, processes=2)
    assert children() <= before


@settings(max_examples=20)
@given(st.lists(st.integers(0, 1000), max_size=40), st.integers(0, 4))
def test_results_made_ahead_come_in_the_order_of_the_items(items: list[int], processes: int) -> None:
    assert list(map_ahead(lambda x: x * x, items, 0, processes=processes)) == [x * x for x in items]


@settings(max_examples=20)
@given(st.lists(st.binary(max_size=2000), max_size=40), st.integers(0, 2))
def test_items_made_ahead_come_in_their_order(items: list[bytes], processes: int) -> None:
    assert list(ahead(iter(items), 0, processes=processes)) == items


def test_what_is_more_than_a_pipe_holds_comes_whole() -> None:
    items = [bytes([number]) * 3_000_000 for number in range(4)]
    assert list(ahead(items, 0, processes=2)) == items


def test_small_work_is_done_when_it_is_asked_for() -> None:
    assert set(ahead((os.getpid() for _ in range(3)), 1)) == {os.getpid()}
    assert set(map_ahead(lambda _: os.getpid(), range(3), 1)) == {os.getpid()}


def test_large_work_is_done_ahead_where_there_are_cores() -> None:
    is_alone = len(os.sched_getaffinity(0)) == 1
    cost = 2 * WORTH_A_PROCESS
    assert set(ahead((os.getpid() for _ in range(3)), cost)).isdisjoint({os.getpid()}) is not is_alone
    workers = set(map_ahead(lambda _: os.getpid(), range(3), cost))
    assert workers.isdisjoint({os.getpid()}) is not is_alone


def counted(end: Exception) -> Iterator[int]:
    """One item, and then a failure."""
    yield 1
    raise end


def test_what_ends_the_work_of_a_child_is_raised_behind_what_it_made() -> None:
    before = children()
    made = ahead(counted(InputError("no two", hint="Try one.", code="NW-TWO")), 0, processes=2)
    assert next(made) == 1
    with pytest.raises(InputError, match="no two") as error:
        next(made)
    assert (error.value.hint, error.value.code) == ("Try one.", "NW-TWO")
    assert children() <= before


def test_what_another_process_would_have_made_ends_with_who_wanted_it() -> None:
    before = children()
    endless = ahead(iter(int, 1), 0, processes=2)
    spread = map_ahead(lambda _: bytes(100_000), range(1000), 0, processes=2)
    assert next(endless) == 0
    assert len(next(spread)) == 100_000
    endless.close()
    spread.close()
    assert children() <= before


def test_a_child_that_dies_ahead_is_an_error_and_no_end() -> None:
    def die() -> Iterator[int]:
        yield 1
        os._exit(0)

    with pytest.raises(ExternalError, match="worker process ended early"):
        list(ahead(die(), 0, processes=2))


def test_a_child_is_ended_once() -> None:
    child = Child(iter(int, 1))
    child.close()
    child.close()


def test_the_collector_rests_during_bulk_work_and_runs_again_afterwards() -> None:
    with paused_collector():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with paused_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


@settings(max_examples=20)
@given(st.lists(st.integers(0, 1000), max_size=20), st.integers(1, 4))
def test_a_stream_keeps_the_order_of_the_items(items: list[int], processes: int) -> None:
    before = children()
    assert list(stream_parallel(lambda x: x * x, iter(items), processes=processes)) == [x * x for x in items]
    assert children() <= before


def test_a_stream_takes_items_only_as_fast_as_its_results_are_used() -> None:
    before = children()
    taken = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    stream = stream_parallel(lambda x: x, items(), processes=2)
    assert [next(stream), next(stream)] == [0, 1]
    assert len(taken) <= 5
    stream.close()
    assert children() <= before


def test_a_stream_carries_large_items_and_results() -> None:
    items = [bytes([number]) * 3_000_000 for number in range(4)]
    assert list(stream_parallel(lambda data: data + data, items, processes=2)) == [one + one for one in items]


def test_a_stream_works_in_other_processes() -> None:
    assert os.getpid() not in set(stream_parallel(lambda _: os.getpid(), range(4), processes=2))
    assert set(stream_parallel(lambda _: os.getpid(), range(4), processes=1)) == {os.getpid()}


def test_an_error_in_a_stream_is_raised_here() -> None:
    before = children()

    def fail(item: int) -> int:
        if item == 3:
            raise InputError("three is too many")
        return item

    with pytest.raises(InputError, match="three is too many"):
        list(stream_parallel(fail, range(9), processes=2))
    assert children() <= before


def test_a_child_of_a_stream_that_dies_is_an_error() -> None:
    before = children()
    with pytest.raises(ExternalError, match="worker process ended early"):
        list(stream_parallel(lambda _: os._exit(9), range(4), processes=2))
    assert children() <= before


def test_children_of_a_child_end_with_it() -> None:
    def made() -> Iterator[tuple[int, bytes]]:
        yield from map_ahead(lambda _: (os.getpid(), bytes(3_000_000)), range(1_000), 10**9, processes=2)

    items = ahead(made(), 10**9, processes=2)
    workers = {next(items)[0] for _ in range(4)}
    items.close()
    assert len(workers) == 2
    deadline = time.monotonic() + 20
    while any(map(is_running, workers)):
        assert time.monotonic() < deadline, "a process still works for nobody"
        time.sleep(0.02)


def is_running(process: int) -> bool:
    """Whether a process is there and has not ended: whoever reaps orphans may take its time."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
