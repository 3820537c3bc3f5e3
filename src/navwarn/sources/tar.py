"""Members of a tar archive, as a stream: names and bytes of regular files, nothing else (peers.md A1, A2).

The standard library's reader takes an extended header of any size into memory and is five times slower on
many small members. The one of ``images`` is another: it follows container runtimes to the letter, in links,
sparse files and sizes that a document never has, where this one passes over what is no document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.sources.limit import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.sources.limit import Limits, Source

BLOCK = 512
_SKIP = 1024 * 1024
_MAX_HEADER = 64 * 1024
_REGULAR = (b"0", b"\0", b"7")
_LONG_NAME, _EXTENDED = b"L", b"x"
_OTHERS = frozenset({b"g", b"K", b"N", b"S", b"M", b"V"})


class Member(Struct, frozen=True):
    """A regular file; its bytes are ``None`` where it is larger than a document may be."""

    name: str
    data: bytes | None


def is_tar(head: bytes) -> bool:
    """Whether the first block of a file is that of a tar archive."""
    return head[257:262] == b"ustar" and _checksum_fits(head[:BLOCK])


def members(source: Source, limits: Limits) -> Iterator[Member]:
    """The regular files of the archive, in order; links, devices and directories are passed over.

    Raises ``ArchiveError`` where the archive is damaged or has too many members.
    """
    name = ""
    for _ in range(limits.members):
        header = _read(source, BLOCK)
        if not header.strip(b"\0"):
            return
        kind, size = header[156:157], _size(header)
        if kind in {_LONG_NAME, _EXTENDED} and size <= _MAX_HEADER:
            name = _longer_name(kind, _content(source, size)) or name
            continue
        if kind in _REGULAR and size <= limits.document:
            yield Member(name or _name(header), _content(source, size))
        else:
            _skip(source, _padded(size))
            if kind in _REGULAR:
                yield Member(name or _name(header), None)
        if kind not in _OTHERS:
            name = ""
    raise ArchiveError(f"has more than {limits.members} members")


def _read(source: Source, count: int) -> bytes:
    """Exactly so many bytes; at the end of the stream, where a header may be missing, none."""
    blocks: list[bytes] = []
    left = count
    while left and (block := source.read(left)):
        blocks.append(block)
        left -= len(block)
    if left and left != count:
        raise ArchiveError("ends in the middle of a member")
    return blocks[0] if len(blocks) == 1 else b"".join(blocks)


def _content(source: Source, size: int) -> bytes:
    data = _read(source, _padded(size))
    if len(data) < size:
        raise ArchiveError("ends in the middle of a member")
    return data[:size]


def _skip(source: Source, count: int) -> None:
    while count > 0:
        passed = len(source.read(min(count, _SKIP)))
        if not passed:
            raise ArchiveError("ends in the middle of a member")
        count -= passed


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _size(header: bytes) -> int:
    """The size a header says: octal digits, or a binary number for what is larger than 8 GiB."""
    if not _checksum_fits(header):
        raise ArchiveError("is damaged: a header does not have its checksum")
    field = header[124:136]
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    return _octal(field)


def _checksum_fits(header: bytes) -> bool:
    try:
        return sum(header) - sum(header[148:156]) + 8 * 32 == _octal(header[148:156])
    except ArchiveError:
        return False


def _octal(field: bytes) -> int:
    try:
        return int(field.split(b"\0")[0].strip() or b"0", 8)
    except ValueError:
        raise ArchiveError("is damaged: a header has no readable number") from None


def _name(header: bytes) -> str:
    prefix = header[345:500].split(b"\0")[0] if header[257:263] == b"ustar\0" else b""
    name = header[:100].split(b"\0")[0]
    return _text(prefix + b"/" + name if prefix else name)


def _longer_name(kind: bytes, data: bytes) -> str:
    """The name that an extension header gives the next member; empty where it is about something else."""
    if kind == _LONG_NAME:
        return _text(data.rstrip(b"\0"))
    # Records "LENGTH KEY=VALUE\n"
    while data:
        length, _, rest = data.partition(b" ")
        count = int(length) if length.isdigit() and len(length) <= len(str(_MAX_HEADER)) else 0
        key, _, value = data[len(length) + 1 : count].rstrip(b"\n").partition(b"=")
        if key == b"path":
            return _text(value)
        if not rest or count <= len(length) + 1:
            return ""
        data = data[count:]
    return ""


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
