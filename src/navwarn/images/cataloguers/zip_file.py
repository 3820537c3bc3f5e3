"""ZIP archives in memory, as far as evidence needs them: a directory read in one pass, members bounded.

The standard library's reader makes an object of every member, of which a large archive has 20,000 and
evidence needs three.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"
_CENTRAL = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_END_SIZE, _LOCATOR_SIZE = 22, 20
_MAX_COMMENT = 0xFFFF
_MAX_ENDS = 64
_UNKNOWN = 0xFFFFFFFF
_MAX_MEMBERS = 500_000
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1

_LENGTHS = struct.Struct("<HHH")
_ROW = struct.Struct("<4s4xHH8xIIHHH8xI")
_ROW_SIZE = 46
_LOCAL_SIZE = 30


class ZipError(ValueError):
    """An archive whose bytes contradict its format, or a member with more of them than are read."""


class Member(NamedTuple):
    """A member of an archive: its name, and where its row lies in the archive's directory."""

    name: str
    row: int


class _Row(NamedTuple):
    flags: int
    method: int
    size: int
    whole: int
    at: int


class ZipFile:
    """An archive; raises ``ZipError`` where it is none."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._start, self._end, self._shift = _directory(content)

    def members(self, is_wanted: Callable[[bytes], bool]) -> list[Member]:
        """The members whose names are wanted, in the order of the directory."""
        found: list[Member] = []
        content, at, end, lengths = self._content, self._start, self._end, _LENGTHS.unpack_from
        for _ in range(_MAX_MEMBERS):
            if at + _ROW_SIZE > end:
                return found
            if content[at : at + 4] != _CENTRAL:
                raise ZipError("its directory is damaged")
            name_size, extra, comment = lengths(content, at + 28)
            name = content[at + _ROW_SIZE : at + _ROW_SIZE + name_size]
            if is_wanted(name):
                found.append(Member(name.decode("utf-8", "backslashreplace"), at))
            at += _ROW_SIZE + name_size + extra + comment
        raise ZipError(f"it has more than {_MAX_MEMBERS} members")

    def cost(self, member: Member) -> int:
        """The bytes that reading a member takes at most, by what the directory says of it."""
        row = self._row(member)
        return max(row.size, row.whole)

    def read(self, member: Member, limit: int) -> bytes:
        """The content of a member; raises ``ZipError`` where it cannot be read or has more than ``limit``.

        It has no more than the directory says, so that ``cost`` is what it takes.
        """
        row = self._row(member)
        local = self._content[row.at : row.at + _LOCAL_SIZE]
        if local[:4] != _LOCAL or len(local) < _LOCAL_SIZE or row.flags & _ENCRYPTED:
            raise ZipError(f"its member {member.name!a} cannot be read")
        start = row.at + _LOCAL_SIZE + sum(struct.unpack_from("<HH", local, 26))
        if max(row.whole, row.size) > limit or start + row.size > len(self._content):
            raise ZipError(f"its member {member.name!a} is too large")
        raw = self._content[start : start + row.size]
        if row.method == _STORED:
            return raw
        if row.method != _DEFLATED:
            raise ZipError(f"its member {member.name!a} is compressed in an unknown way")
        return _inflated(raw, row.whole, member.name)

    def _row(self, member: Member) -> _Row:
        """What the directory says of a member."""
        _, flags, method, size, whole, name_size, extra_size, _, at = _ROW.unpack_from(
            self._content, member.row
        )
        if _UNKNOWN in {size, whole, at}:
            extra = member.row + _ROW_SIZE + name_size
            size, whole, at = _wide(self._content[extra : extra + extra_size], size, whole, at)
        return _Row(flags, method, size, whole, at + self._shift)


def _inflated(raw: bytes, limit: int, name: str) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(raw, limit + 1)
    except zlib.error as error:
        raise ZipError(f"its member {name!a} is damaged ({error})") from None
    if len(data) > limit:
        raise ZipError(f"its member {name!a} is too large")
    return data


def _directory(content: bytes) -> tuple[int, int, int]:
    """Where the directory begins and ends, and by how much all offsets are wrong.

    That is as much as lies before the archive: programs that start themselves have a script there.
    """
    end = _last_record(content)
    if end < 0 or end + _END_SIZE > len(content):
        raise ZipError("it is no archive, or its end is missing")
    count, size, offset = struct.unpack_from("<HII", content, end + 10)
    locator = max(end - _LOCATOR_SIZE, 0)
    last = end
    is_wide = count == _MAX_COMMENT or _UNKNOWN in {size, offset}
    if is_wide and content[locator : locator + 4] == _LOCATOR_64:
        last = content.rfind(_END_64, 0, locator)
        if last < 0 or last + 56 > len(content):
            raise ZipError("its end is damaged")
        size, offset = struct.unpack_from("<QQ", content, last + 40)
    start = last - size
    if start < 0 or start < offset:
        raise ZipError("its directory is damaged")
    return start, last, start - offset


def _last_record(content: bytes) -> int:
    """Where the record begins that ends an archive; -1 where there is none.

    Its comment may look like another one, and ends with the file, unless something follows the archive.
    """
    first = max(0, len(content) - _END_SIZE - _MAX_COMMENT)
    last = at = content.rfind(_END, first)
    for _ in range(_MAX_ENDS):
        if at < 0:
            break
        comment = int.from_bytes(content[at + _END_SIZE - 2 : at + _END_SIZE], "little")
        if at + _END_SIZE + comment == len(content):
            return at
        at = content.rfind(_END, first, at + len(_END) - 1)
    return last


def _wide(extra: bytes, size: int, whole: int, at: int) -> tuple[int, int, int]:
    """The sizes and the offset of a member with those that are too large for their place put in."""
    while len(extra) >= 4:  # noqa: PLR2004
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1:
            values = [value for (value,) in struct.iter_unpack("<Q", extra[4 : 4 + length // 8 * 8])]
            # They stand in this order, each only where its own place says so.
            whole = values.pop(0) if whole == _UNKNOWN and values else whole
            size = values.pop(0) if size == _UNKNOWN and values else size
            at = values.pop(0) if at == _UNKNOWN and values else at
            break
        extra = extra[4 + length :]
    return size, whole, at
