"""Input as a file that can be read at any place: opened, or a copy without a name where it is a stream."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from navwarn.errors import ExternalError
from navwarn.images.interface import ImageError, LimitError, MissingImageError
from navwarn.images.source import CHUNK, is_compressed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.images.budget import Budget

STANDARD_INPUT = "-"


@contextmanager
def opened(path: str, budget: Budget) -> Iterator[BinaryIO]:
    """The content of a file or of standard input, decompressed where it is compressed as a whole.

    Raises ``MissingImageError``, ``ImageError`` for what is no regular file, ``LimitError`` where a copy
    would be larger than is allowed.
    """
    with _file(path, budget) as file:
        head = file.read(4)
        file.seek(0)
        if not is_compressed(head):
            yield file
            return
        from navwarn.images.stream import Verified, decompressed

        place = _named(path)
        with _copied(decompressed(Verified(file, "", None, place), budget, place), budget, place) as copy:
            yield copy


@contextmanager
def _file(path: str, budget: Budget) -> Iterator[BinaryIO]:
    if path == STANDARD_INPUT:
        with _copied(_standard_input(), budget, _named(path)) as copy:
            yield copy
        return
    try:
        # A pipe without a writer would wait for one.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise MissingImageError(f"there is no file {path}") from None
    except OSError as error:
        raise ExternalError(f"{path} cannot be read: {error.strerror}", code="NW-DISK") from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ImageError(
                f"{path} is neither a regular file nor a directory", hint="Use - to read a pipe."
            )
        yield file


def _standard_input() -> Iterator[bytes]:
    while chunk := sys.stdin.buffer.read(CHUNK):
        yield chunk


@contextmanager
def _copied(chunks: Iterable[bytes], budget: Budget, place: str) -> Iterator[BinaryIO]:
    """A copy that has no name and is gone when it is closed."""
    import tempfile

    limit = budget.limits.spool
    with tempfile.TemporaryFile(prefix="navwarn-") as copy:
        for chunk in chunks:
            budget.spend_time(place)
            if copy.tell() + len(chunk) > limit:
                raise LimitError(f"{place} has more than {limit} bytes")
            copy.write(chunk)
        copy.seek(0)
        yield cast("BinaryIO", copy)


def _named(path: str) -> str:
    return "standard input" if path == STANDARD_INPUT else path
