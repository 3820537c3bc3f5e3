"""Programs as Go's linker leaves them, as far as scanners read: build information and nothing to run."""

from __future__ import annotations

import struct

_BASE = 0x400000
_HEADER, _SEGMENT = 64, 56
_START = -(-(_HEADER + _SEGMENT) // 16) * 16
_MACHINE_X86_64 = 62
_WRITABLE, _LOADED = 6, 1
_INLINE = 2
_BEGINS = bytes.fromhex("3077af0c9274080241e1c107e6d618e6")
_ENDS = bytes.fromhex("f932433186182072008242104116d8f2")
_LEAST = 256


def go_program(toolchain: str, information: str) -> bytes:
    """An ELF file with Go's build information: the toolchain and the lines that `go version -m` shows."""
    texts = (toolchain.encode(), _BEGINS + information.encode() + _ENDS)
    head = (b"\xff Go buildinf:" + bytes([8, _INLINE])).ljust(32, b"\0")
    data = head + b"".join(_length(text) + text for text in texts)
    data = data.ljust(_LEAST, b"\0")
    return _elf(data)


def _length(text: bytes) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    number, out = len(text), bytearray()
    while number > 0x7F:  # noqa: PLR2004
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _elf(data: bytes) -> bytes:
    """An executable of 64 bits that consists of one writable segment."""
    size = _START + len(data)
    ident = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)
    sizes = (_HEADER, _SEGMENT, 1, 0, 0, 0)
    header = struct.pack("<HHI3QI6H", 2, _MACHINE_X86_64, 1, _BASE, _HEADER, 0, 0, *sizes)
    segment = struct.pack("<II6Q", _LOADED, _WRITABLE, 0, _BASE, _BASE, size, size, 4096)
    return (ident + header + segment).ljust(_START, b"\0") + data
