"""gzip members: decompressed by ISA-L where it is installed, which takes 0.4 times as long as zlib."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_GZIP = 31  # of the window size: 15 bits, and a gzip header before it


class Member(Protocol):
    """One gzip member while it is decompressed."""

    @property
    def eof(self) -> bool:
        """Whether it has come to its end."""

    @property
    def unconsumed_tail(self) -> bytes:
        """What was given and is not decompressed yet."""

    @property
    def unused_data(self) -> bytes:
        """What was given and lies behind the end."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """The next bytes, at most so many; raises one of ``ERRORS`` for what is no gzip."""


def _zlib_member() -> Member:
    return zlib.decompressobj(wbits=_GZIP)


def _choose() -> tuple[Callable[[], Member], tuple[type[Exception], ...]]:
    try:
        from isal import isal_zlib
    except ImportError:  # no wheel for this machine
        return _zlib_member, (zlib.error,)
    error = cast("type[Exception]", isal_zlib.error)
    return lambda: cast("Member", isal_zlib.decompressobj(wbits=_GZIP)), (zlib.error, error)


new_member, ERRORS = _choose()
"""What makes a decompressor of one member, and what it raises."""
