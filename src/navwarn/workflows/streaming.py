"""Streaming: items that this process reads one by one, worked on by others while it reads on."""

from __future__ import annotations

import gc
import os
import pickle
from collections import deque
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

from navwarn.workflows.parallel import MAX_PROCESSES, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

T = TypeVar("T")
R = TypeVar("R")

_LENGTH = 8


def stream_parallel(
    function: Callable[[T], R], items: Iterable[T], *, processes: int = 0
) -> Generator[R, None, None]:
    """The results of ``function`` for all items, in order, computed ahead while the caller uses them.

    Each process holds one item or result at a time, so memory does not grow with their number. Children are
    forked; items and results must pickle. ``processes`` of 1 computes in this process; 0 takes one for each
    core. Raises ``ExternalError`` when a child dies, and whatever ``function`` raises. Close the generator,
    or use it up: its children end with it.
    """
    count = processes or min(len(os.sched_getaffinity(0)), MAX_PROCESSES)
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
            reply = child.receive()
            for item in islice(source, 1):
                child.send(item)
                waiting.append(child)
            result: R = unpacked(lambda: pickle.loads(reply))  # noqa: B023, S301  # at once, of our own child
            yield result
    finally:
        for child in children:
            child.let_go()
        for child in children:
            child.end()


class _Servant:
    """A forked child that answers one item after the other, each with what ``unpacked`` takes."""

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
                    reply = (True, function(pickle.loads(data)))  # noqa: S301  # written by our own parent
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
