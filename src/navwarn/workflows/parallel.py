"""Spreading pure work over the machine's cores, where the work is large enough to pay for it."""

from __future__ import annotations

import gc
import os
import pickle
from collections import deque
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

from navwarn.errors import ExternalError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

WORTH_A_PROCESS = 400_000
"""Cost, in bytes to parse, below which another process costs more than it saves (measured: about 40 ms)."""

_MAX_PROCESSES = 8
_LENGTH = 8


@contextmanager
def paused_collector() -> Iterator[None]:
    """Run a bulk load without the cyclic garbage collector, which would scan every value over and over."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
        children = [_fork(function, [items[index] for index in share]) for share in shares[1:]]
        results: dict[int, R] = {}
        try:
            results.update((index, function(items[index])) for index in shares[0])
        finally:
            replies = [_reap(*child) for child in children]
        for share, reply in zip(shares[1:], replies, strict=True):
            results.update(zip(share, _unpack(reply), strict=True))
        return [results[index] for index in range(len(items))]


def _process_count(cost: int, items: int) -> int:
    available = len(os.sched_getaffinity(0))
    return max(1, min(available, items, cost // WORTH_A_PROCESS + 1, _MAX_PROCESSES))


def _shares(costs: list[int], count: int) -> list[list[int]]:
    """Item indexes for each process, dealt so that the shares cost about the same."""
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for index in sorted(range(len(costs)), key=lambda index: -costs[index]):
        lightest = loads.index(min(loads))
        shares[lightest].append(index)
        loads[lightest] += costs[index]
    return shares


def _fork(function: Callable[[T], R], items: list[T]) -> tuple[int, int]:
    """Start a child that computes a share; returns its process id and the end of the pipe to read."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    status = 1
    try:
        os.close(reader)
        reply: tuple[bool, object]
        try:
            reply = (True, [function(item) for item in items])
        except Exception as error:  # noqa: BLE001  # it is raised again in the parent
            reply = (False, error)
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(reply, pipe, protocol=5)
        status = 0
    finally:
        os._exit(status)


def _reap(child: int, reader: int) -> bytes:
    """What a child wrote; it has ended afterwards."""
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return data


def _unpack(data: bytes) -> list[R]:
    try:
        is_result, value = pickle.loads(data)  # noqa: S301  # written by our own child
    except (EOFError, pickle.UnpicklingError):
        raise ExternalError(
            "a worker process ended early, perhaps for want of memory: try again", code="NW-WORKER"
        ) from None
    if not is_result:
        raise value
    results: list[R] = value
    return results


def stream_parallel(
    function: Callable[[T], R], items: Iterable[T], *, processes: int = 0
) -> Generator[R, None, None]:
    """The results of ``function`` for all items, in order, computed ahead while the caller uses them.

    Each process holds one item or result at a time, so memory does not grow with their number. Children are
    forked; items and results must pickle. ``processes`` of 1 computes in this process; 0 takes one for each
    core. Raises ``ExternalError`` when a child dies, and whatever ``function`` raises. Close the generator,
    or use it up: its children end with it.
    """
    count = processes or min(len(os.sched_getaffinity(0)), _MAX_PROCESSES)
    if count <= 1:
        yield from map(function, items)
        return
    children: list[_Servant] = []
    try:
        for _ in range(count):
            children.append(_Servant(function, children))
        source, waiting = iter(items), deque[_Servant]()
        for child, item in zip(children, source, strict=False):
            child.send(item)
            waiting.append(child)
        while waiting:
            child = waiting.popleft()
            result = child.receive()
            for item in islice(source, 1):
                child.send(item)
                waiting.append(child)
            yield from _unpack(result)
    finally:
        for child in children:
            child.let_go()
        for child in children:
            child.end()


class _Servant:
    """A forked child that answers one item after the other, each with what ``_unpack`` takes."""

    def __init__(self, function: Callable[[Any], Any], earlier: Iterable[_Servant]) -> None:
        their_reader, our_writer = os.pipe()
        our_reader, their_writer = os.pipe()
        self._child = os.fork()
        if not self._child:
            os.close(our_writer)
            os.close(our_reader)
            for other in earlier:  # whose pipes would never end while this child has them open
                os.close(other.writer.fileno())
                os.close(other.reader.fileno())
            _serve(function, their_reader, their_writer)
        os.close(their_reader)
        os.close(their_writer)
        self.writer: BinaryIO = os.fdopen(our_writer, "wb")
        self.reader: BinaryIO = os.fdopen(our_reader, "rb")

    def send(self, item: object) -> None:
        """Give the child, which waits for it, something to do."""
        with suppress(BrokenPipeError):  # receiving will say that it died
            _write(self.writer, pickle.dumps(item, protocol=5))

    def receive(self) -> bytes:
        """What the child answers; no bytes where it died."""
        return _read(self.reader)

    def let_go(self) -> None:
        """Tell the child that nothing more comes, and that its answer is not waited for."""
        with suppress(OSError):
            self.writer.close()
        self.reader.close()

    def end(self) -> None:
        """Wait until the child has ended."""
        os.waitpid(self._child, 0)


def _serve(function: Callable[[Any], Any], reader: int, writer: int) -> NoReturn:
    """The life of a child: until there is nothing more to do."""
    status = 1
    gc.disable()
    try:
        with os.fdopen(reader, "rb") as source, os.fdopen(writer, "wb") as target:
            while data := _read(source):
                reply: tuple[bool, object]
                try:
                    reply = (True, [function(pickle.loads(data))])  # noqa: S301  # written by our own parent
                except Exception as error:  # noqa: BLE001  # it is raised again in the parent
                    reply = (False, error)
                _write(target, pickle.dumps(reply, protocol=5))
        status = 0
    except (BrokenPipeError, KeyboardInterrupt):
        status = 0  # nobody wants the answer any more
    finally:
        os._exit(status)


def _write(pipe: BinaryIO, data: bytes) -> None:
    pipe.write(len(data).to_bytes(_LENGTH, "big"))
    pipe.write(data)
    pipe.flush()


def _read(pipe: BinaryIO) -> bytes:
    return pipe.read(int.from_bytes(pipe.read(_LENGTH), "big"))
