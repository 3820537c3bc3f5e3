"""Bytes of a layer as a stream: counted, verified, decompressed (peers.md A3, A5).

Whoever reads a layer to its end learns whether it was the right one; what was read of it before that is
not to leave the room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.images.digest import hasher, require_digest
from navwarn.images.inflate import ERRORS, new_member
from navwarn.images.interface import DamagedImageError, DigestError, LimitError
from navwarn.images.source import CHUNK, GZIP, ZSTD, ZSTD_SKIPPED, unread_compression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.images.budget import Budget
    from navwarn.images.source import Source

_DAMAGED: tuple[type[Exception], ...] = (*ERRORS, EOFError)
_ZSTD_PIECE = 512
_MAX_WINDOW = 128 * 1024 * 1024


class Verified:
    """A stream that has to have a size and a digest; both are checked when ``finish`` is called.

    It never reads on where there is more than the size says. ``size`` is ``None``, ``digest`` empty where
    nothing is known.
    """

    def __init__(self, source: Source, digest: str, size: int | None, place: str) -> None:
        self._source = source
        self._digest = digest
        self._size = size
        self._place = place
        self._hash = hasher(digest) if digest else None
        self.count = 0

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        data = self._source.read(size)
        self.count += len(data)
        if self._size is not None and self.count > self._size:
            raise DigestError(f"{self._place} has more than the {self._size} bytes that it is said to have")
        if self._hash is not None:
            self._hash.update(data)
        return data

    def finish(self) -> None:
        """Read to the end; raises ``DigestError`` where size or digest is another."""
        while self.read(CHUNK):
            pass
        if self._size is not None and self.count != self._size:
            raise DigestError(
                f"{self._place} has {self.count} bytes, not the {self._size} it is said to have"
            )
        if self._hash is not None:
            require_digest(self._hash, self._digest, self._place)


def decompressed(source: Verified, budget: Budget, place: str) -> Iterator[bytes]:
    """The bytes of a layer in chunks, whatever it is compressed with; what it is shows in its first bytes.

    Raises ``DamagedImageError`` where they cannot be decompressed, ``LimitError`` where they grow too many.
    """
    head = _head(source)
    if head.startswith(GZIP):
        chunks = _gunzipped(source, head)
    elif head.startswith((ZSTD, *ZSTD_SKIPPED)):
        chunks = _unzstd(source, head)
    elif name := unread_compression(head):
        raise DamagedImageError(f"{place} is compressed with {name}, which images are not")
    else:
        chunks = _plain(source, head)
    return _bounded(chunks, source, budget, place)


def _head(source: Source) -> bytes:
    head = b""
    while len(head) < len(ZSTD) and (more := source.read(CHUNK)):
        head += more
    return head


def _bounded(chunks: Iterator[bytes], source: Verified, budget: Budget, place: str) -> Iterator[bytes]:
    limits = budget.limits
    total = seen = 0
    try:
        for chunk in chunks:
            total += len(chunk)
            budget.spend_bytes(len(chunk), place)
            if total > limits.small and total > limits.ratio * source.count:
                raise LimitError(
                    f"{place} grows to more than {limits.ratio} times its size when decompressed"
                )
            if budget.on_bytes:
                budget.on_bytes(source.count - seen)
                seen = source.count
            yield chunk
    except _DAMAGED:
        raise DamagedImageError(f"{place} is damaged: it cannot be decompressed to its end") from None


def _plain(source: Source, data: bytes) -> Iterator[bytes]:
    while data:
        yield data
        data = source.read(CHUNK)


def _gunzipped(source: Source, data: bytes) -> Iterator[bytes]:
    """What one or more gzip members hold; zeros after the last one are padding."""
    while data.strip(b"\0"):
        member = new_member()
        while True:
            chunk = member.decompress(data, CHUNK)
            if chunk:
                yield chunk
            if member.eof:
                break
            data = member.unconsumed_tail or source.read(CHUNK)
            if not data and not chunk:
                raise EOFError
        data = member.unused_data or source.read(CHUNK)


def _unzstd(source: Source, data: bytes) -> Iterator[bytes]:
    """What one or more zstd frames hold; frames to be skipped are, and the last one has to be whole.

    A few bytes may grow to 128 KiB in zstd, whatever one would like to get at a time: so few are given at a
    time, and what comes of them is gathered.
    """
    import zstandard

    library = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    frame = None
    gathered: list[bytes] = []
    size = 0
    try:
        while data:
            for at in range(0, len(data), _ZSTD_PIECE):
                piece = data[at : at + _ZSTD_PIECE]
                while piece:
                    frame = frame or library.decompressobj()
                    out = frame.decompress(piece)
                    gathered.append(out)
                    size += len(out)
                    piece, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
                    if size >= CHUNK:
                        yield b"".join(gathered)
                        gathered, size = [], 0
            data = source.read(CHUNK)
    except zstandard.ZstdError:
        raise EOFError from None
    if frame is not None:
        raise EOFError
    if size:
        yield b"".join(gathered)
