"""The header of an entry in a tar archive: 512 bytes, by whose checksum one is known."""

from __future__ import annotations

import zlib

BLOCK = 512


def checksum_fits(header: bytes) -> bool:
    """Whether a header has its checksum: the sum of its bytes, its own field counted as spaces.

    The low half of an Adler sum is the sum of the bytes plus 1 while that is below 65,521, as it is for
    half a header.
    """
    half = BLOCK // 2
    total = (zlib.adler32(header[:half]) & 0xFFFF) + (zlib.adler32(header[half:]) & 0xFFFF) - 2
    field = header[148:156]
    return total - sum(field) + 8 * 32 == octal_in(field)


def number_in(field: bytes) -> int:
    """A header's number: octal digits, or two's complement beyond these; -1 for anything else."""
    if not field[0] & 0x80:
        return octal_in(field)
    value = int.from_bytes(field, "big") & ((1 << (8 * len(field) - 1)) - 1)
    return -1 if field[0] & 0x40 else value


def octal_in(field: bytes) -> int:
    """A field's octal digits as a number; 0 for an empty one, -1 for anything else."""
    digits = field.strip(b" \0")
    if b"\0" in digits:
        digits = digits.split(b"\0", 1)[0]
    try:
        return int(digits, 8) if digits.isdigit() else -1 if digits else 0
    except ValueError:
        return -1


def name_in(header: bytes) -> bytes:
    """The name, with the prefix that longer ones have."""
    name = header[:100].split(b"\0", 1)[0]
    if header[257:263] == b"ustar\0" and header[345]:
        return header[345:500].split(b"\0", 1)[0] + b"/" + name
    return name
