"""Spreading pure work over the machine's cores, where the work is large enough to pay for it."""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from navwarn.errors import ExternalError
from navwarn.workflows.collector import paused_collector

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

T = TypeVar("T")
R = TypeVar("R")

WORTH_A_PROCESS = 400_000
"""Cost, in bytes to parse, below which another process costs more than it saves (measured: about 40 ms)."""

MAX_PROCESSES = 8
"""More share no work, however many cores there are."""

_PIPE_BYTES = 1 << 20
"""How far a child may be ahead of who reads its results: as far as Linux lets everyone ask for."""


def map_parallel(
    function: Callable[[T], R], items: Sequence[T], cost: Callable[[T], int], *, processes: int = 0
) -> list[R]:
    """The results of ``function`` for all items, in order.

    ``cost`` estimates an item's work in bytes; together they decide how many processes share it
    (``processes`` forces a number). Children are forked, so arguments are not copied; results must pickle.
    Raises ``ExternalError`` when a child dies, and whatever ``function`` raises.
    """
    with paused_collector():
        costs = [cost(item) for item in items]
        count = processes or _process_count(sum(costs), len(items))
        if count <= 1:
            return [function(item) for item in items]
        shares = _shares(costs, count)
        children = [Child(_at_once(function, [items[index] for index in share])) for share in shares[1:]]
        results: dict[int, R] = {}
        try:
            results.update((index, function(items[index])) for index in shares[0])
            for share, child in zip(shares[1:], children, strict=True):
                results.update(zip(share, next(child), strict=True))
        finally:
            for child in children:
                child.close()
        return [results[index] for index in range(len(items))]


def map_ahead(
    function: Callable[[T], R], items: Sequence[T], cost: int, *, processes: int = 0
) -> Generator[R, None, None]:
    """The results of ``function`` for all items, in order, made by children while the caller uses others.

    ``cost`` is that of all items, and the rest as for ``map_parallel``; where other processes do not pay,
    each result is made when it is asked for.
    """
    count = processes or _process_count(cost, len(items)) - 1
    if count < 1:
        yield from map(function, items)
        return
    children = [Child(map(function, items[first::count])) for first in range(count)]
    try:
        for child in islice(cycle(children), len(items)):
            yield next(child)
    finally:
        for child in children:
            child.close()


def ahead(items: Iterable[T], cost: int, *, processes: int = 0) -> Generator[T, None, None]:
    """The items, made by a child while the caller deals with those before, where that pays.

    What making them changes in memory stays with the child. ``cost``, ``processes`` and errors are as for
    ``map_parallel``.
    """
    if (processes or _process_count(cost, 2)) < 2:  # noqa: PLR2004  # the child and the caller
        yield from items
        return
    child = Child(items)
    try:
        yield from child
    finally:
        child.close()


def _process_count(cost: int, items: int) -> int:
    available = len(os.sched_getaffinity(0))
    return max(1, min(available, items, cost // WORTH_A_PROCESS + 1, MAX_PROCESSES))


def _shares(costs: list[int], count: int) -> list[list[int]]:
    """Item indexes for each process, dealt so that the shares cost about the same."""
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for index in sorted(range(len(costs)), key=lambda index: -costs[index]):
        lightest = loads.index(min(loads))
        shares[lightest].append(index)
        loads[lightest] += costs[index]
    return shares


def _at_once(function: Callable[[T], R], items: list[T]) -> Iterator[list[R]]:
    """All results as one item: a child does not wait with the next for somebody to take the last."""
    yield [function(item) for item in items]


def unpacked(load: Callable[[], tuple[bool, Any]]) -> Any:
    """What a child made, from its reply: whether that is a result, and the result or what was raised.

    Raises what the child did, and ``ExternalError`` where it died over its reply.
    """
    try:
        is_result, value = load()
    except (EOFError, pickle.UnpicklingError):
        raise ExternalError(
            "a worker process ended early, perhaps for want of memory: try again", code="NW-WORKER"
        ) from None
    if not is_result:
        raise value
    return value


_READERS: set[int] = set()
"""The reading ends of the pipes of this process's children."""


class Child(Iterator[T], Generic[T]):
    """The items of an iterator, made by a forked process that begins at once.

    It works ahead as far as a pipe holds what it made. Items must pickle. Iterating raises whatever making
    an item raises, and ``ExternalError`` when the child dies.
    """

    def __init__(self, items: Iterable[T]) -> None:
        reader, writer = os.pipe()
        self._process = os.fork()
        if not self._process:
            # Whoever holds the reading end of a pipe keeps its writer waiting after the reader has gone.
            for inherited in (reader, *_READERS):
                with suppress(OSError):
                    os.close(inherited)
            _work(items, writer)
        os.close(writer)
        _READERS.add(reader)
        with suppress(OSError):  # others may have used up what this user may have in pipes
            fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._pipe = os.fdopen(reader, "rb")

    def __next__(self) -> T:
        item: T = unpacked(lambda: pickle.load(self._pipe))  # noqa: S301  # written by our own child
        return item

    def close(self) -> None:
        """End the child, whether or not it has come to its end; more than once does no harm."""
        if self._pipe.closed:
            return
        _READERS.discard(self._pipe.fileno())
        self._pipe.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _work(items: Iterable[Any], writer: int) -> None:
    """Write the items to a pipe, then what ended them, and end this process."""
    status = 1
    try:
        with os.fdopen(writer, "wb") as pipe:
            for reply in _replies(items):
                pickle.dump(reply, pipe, protocol=5)
                pipe.flush()
        status = 0
    finally:
        os._exit(status)


def _replies(items: Iterable[Any]) -> Iterator[tuple[bool, object]]:
    try:
        for item in items:
            yield True, item
    except Exception as error:  # noqa: BLE001  # it is raised again in the parent
        yield False, error
    else:
        yield False, StopIteration()
