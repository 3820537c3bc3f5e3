"""Executables as far as evidence needs them: their sections, and where an address lies in the file.

ELF, PE and Mach-O in both widths and byte orders; of a universal one, which holds the same program for
several processors, the first. What contradicts its format raises ``ValueError``.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from msgspec import Struct

_SUFFIXES = (".so", ".exe", ".dll", ".dylib", ".node")

_MIN_SIZE = 256
_LARGE = 64 * 1024  # programs without permission or suffix are told from texts by it
_MAX_SECTIONS = 4096
_MAX_COMMANDS = 4096

_ELF = b"\x7fELF"
_PE = b"MZ"
_MACH = {
    b"\xfe\xed\xfa\xce": (">", False),
    b"\xfe\xed\xfa\xcf": (">", True),
    b"\xce\xfa\xed\xfe": ("<", False),
    b"\xcf\xfa\xed\xfe": ("<", True),
}
_UNIVERSAL = {b"\xca\xfe\xba\xbe": ">8xI", b"\xca\xfe\xba\xbf": ">8xQ"}
"""How universal Mach-O begins, and where the first program in it lies. Classes of Java begin alike."""

_FIRST_CLASS = 45  # the version of Java's first class files: no program is for so many processors
_ELF_WIDE, _ELF_BIG_ENDIAN = 2, 2
_ELF_NO_BITS, _ELF_LOAD, _ELF_WRITABLE = 8, 1, 2
_PE_WIDE = 0x20B
_PE_WRITABLE = 0x80000000
_MACH_SEGMENT, _MACH_SEGMENT_64 = 0x1, 0x19
_MACH_WRITABLE = 2


class Part(NamedTuple):
    """A section, or a segment that has no name: its address when loaded, where it lies in the file."""

    name: str
    address: int
    offset: int
    size: int
    is_writable: bool = False


class Executable(Struct, frozen=True):
    """An executable: its bytes, its named sections, and the parts by which addresses are found."""

    content: bytes
    sections: tuple[Part, ...]
    segments: tuple[Part, ...]

    def section(self, name: str) -> bytes | None:
        """The bytes of a section; ``None`` where there is none of that name."""
        for one in self.sections:
            if one.name == name:
                return self.content[one.offset : one.offset + one.size]
        return None

    def at(self, address: int, size: int) -> bytes:
        """The bytes at an address; fewer, or none, where the file has not so many of them."""
        for one in self.segments:
            inner = address - one.address
            if 0 <= inner < one.size:
                return self.content[one.offset + inner : one.offset + min(inner + size, one.size)]
        return b""


def may_be_executable(path: str, size: int, mode: int) -> bool:
    """Whether a file may hold machine code, by its permissions and its name."""
    if size < _MIN_SIZE:
        return False
    if mode & 0o111 or path.endswith(_SUFFIXES) or ".so." in path:
        return True
    return size >= _LARGE and "." not in path.rpartition("/")[2]


def read_executable(content: bytes) -> Executable | None:
    """The executable; ``None`` where it is no such file, ``ValueError`` where it is a damaged one."""
    magic = content[:4]
    try:
        if magic == _ELF:
            return _elf(content)
        if magic in _MACH:
            return _mach(content, *_MACH[magic])
        if magic in _UNIVERSAL:
            return _universal(content, _UNIVERSAL[magic])
        return _pe(content) if magic[:2] == _PE else None
    except (struct.error, IndexError, OverflowError) as error:
        raise ValueError(f"it ends within its headers ({error})") from None


def _elf(content: bytes) -> Executable:
    is_wide, order = content[4] == _ELF_WIDE, ">" if content[5] == _ELF_BIG_ENDIAN else "<"
    form = order + ("HHIQQQIHHHHHH" if is_wide else "HHIIIIIHHHHHH")
    header = struct.unpack_from(form, content, 16)
    _, _, _, _, program_at, section_at, _, _, program_size, programs, section_size, sections, names = header
    form = order + ("IIQQQQQQ" if is_wide else "IIIIIIII")
    segments = []
    for index in range(min(programs, _MAX_SECTIONS)):
        fields = struct.unpack_from(form, content, program_at + index * program_size)
        if is_wide:
            kind, flags, offset, address, _, size, _, _ = fields
        else:
            kind, offset, address, _, size, _, flags, _ = fields
        if kind == _ELF_LOAD:
            segments.append(Part("", address, offset, size, bool(flags & _ELF_WRITABLE)))
    form = order + ("IIQQQQIIQQ" if is_wide else "IIIIIIIIII")
    rows = [
        struct.unpack_from(form, content, section_at + index * section_size)
        for index in range(min(sections, _MAX_SECTIONS) if section_at else 0)
    ]
    table = rows[names][4] if names < len(rows) else 0
    found = tuple(
        Part(_name(content, table + row[0]), row[3], row[4], row[5])
        for row in rows
        if row[1] != _ELF_NO_BITS and row[5]
    )
    return Executable(content, found, tuple(segments))


def _pe(content: bytes) -> Executable | None:
    """A program of Windows; ``None`` for one of DOS, which begins alike."""
    start = struct.unpack_from("<I", content, 60)[0]
    if content[start : start + 4] != b"PE\0\0":
        return None
    sections, optional = struct.unpack_from("<2xH12xH", content, start + 4)
    at = start + 24
    is_wide = struct.unpack_from("<H", content, at)[0] == _PE_WIDE
    base = struct.unpack_from("<Q" if is_wide else "<I", content, at + (24 if is_wide else 28))[0]
    found = []
    for index in range(min(sections, _MAX_SECTIONS)):
        row = struct.unpack_from("<8s4I12xI", content, at + optional + index * 40)
        name, _, address, size, offset, flags = row
        found.append(Part(_text(name), base + address, offset, size, bool(flags & _PE_WRITABLE)))
    return Executable(content, tuple(found), tuple(found))


def _mach(content: bytes, order: str, is_wide: bool) -> Executable:
    commands = struct.unpack_from(order + "I", content, 16)[0]
    at = 32 if is_wide else 28
    head = struct.Struct(order + ("16s4Q2i2I" if is_wide else "16s4I2i2I"))
    row = struct.Struct(order + ("16s16s2QI28x" if is_wide else "16s16s3I24x"))
    segments: list[Part] = []
    sections: list[Part] = []
    for _ in range(min(commands, _MAX_COMMANDS)):
        kind, size = struct.unpack_from(order + "2I", content, at)
        if kind in {_MACH_SEGMENT, _MACH_SEGMENT_64}:
            fields = head.unpack_from(content, at + 8)
            name, address, _, offset, length, _, protection, count, _ = fields
            segments.append(Part(_text(name), address, offset, length, bool(protection & _MACH_WRITABLE)))
            first = at + 8 + head.size
            for index in range(min(count, _MAX_SECTIONS - len(sections))):
                name, _, address, length, offset = row.unpack_from(content, first + index * row.size)
                sections.append(Part(_text(name), address, offset, length))
        at += max(size, 8)
    return Executable(content, tuple(sections), tuple(segments))


def _universal(content: bytes, form: str) -> Executable | None:
    """The first of several programs; ``None`` for a class of Java."""
    if not 0 < struct.unpack_from(">I", content, 4)[0] < _FIRST_CLASS:
        return None
    start = struct.unpack_from(form, content, 8)[0]
    order, is_wide = _MACH.get(content[start : start + 4], ("", False))
    return _mach(content[start:], order, is_wide) if order else None


def _name(content: bytes, at: int) -> str:
    """The name that begins at a place of the file."""
    return _text(content[at : at + 64])


def _text(name: bytes) -> str:
    return name.partition(b"\0")[0].decode("ascii", "replace")
