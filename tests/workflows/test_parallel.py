"""Work spread over processes gives what one process gives."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navwarn.errors import ExternalError, InputError
from navwarn.workflows.parallel import WORTH_A_PROCESS, map_parallel, paused_collector


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
