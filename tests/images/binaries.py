"""Executables and Java archives made by the tests, as far as evidence needs them."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAGIC = b"\xff Go buildinf:"
BASE = 0x400000
MODULES = (
    "path\texample.com/app/cmd/app\n"
    "mod\texample.com/app\t(devel)\t\n"
    "dep\tgithub.com/containerd/stargz-snapshotter/estargz\tv0.14.3\th1:abc=\n"
    "dep\tgithub.com/old/thing\tv1.0.0\n"
    "=>\tgithub.com/New/thing/v3\tv3.1.0\th1:def=\n"
    "dep\tgolang.org/x/net\tv0.7.0\th1:ghi=\n"
    "build\t-compiler=gc\n"
    "build\tvcs.revision=0123456789abcdef0123456789abcdef01234567\n"
    "build\tvcs.time=2023-10-11T14:00:00+02:00\n"
)


def elf(sections: Mapping[str, bytes], *, is_wide: bool = True, order: str = "<") -> bytes:
    """An ELF executable of these sections, all of them in one writable segment that begins at ``BASE``."""
    names = b"\0" + b"".join(name.encode() + b"\0" for name in (*sections, ".shstrtab"))
    header_size, row_size, segment_size = (64, 64, 56) if is_wide else (52, 40, 32)
    body, places = b"", []
    first = header_size + segment_size
    for data in (*sections.values(), names):
        body += b"\0" * (-(first + len(body)) % 16)
        places.append((first + len(body), len(data)))
        body += data
    body += b"\0" * (-(first + len(body)) % 16)
    word = "Q" if is_wide else "I"
    ident = b"\x7fELF" + bytes([2 if is_wide else 1, 1 if order == "<" else 2, 1]) + b"\0" * 9
    count = len(sections) + 2
    sizes = (header_size, segment_size, 1, row_size, count, count - 1)
    machine = 62 if is_wide else 3
    head = ident + struct.pack(
        f"{order}HHI3{word}I6H", 2, machine, 1, BASE, header_size, first + len(body), 0, *sizes
    )
    whole = first + len(body)
    if is_wide:
        segment = struct.pack(order + "II6Q", 1, 6, 0, BASE, BASE, whole, whole, 16)
    else:
        segment = struct.pack(order + "8I", 1, 0, BASE, BASE, whole, whole, 6, 16)
    rows = bytes(row_size)
    for (offset, size), name in zip(places, (*sections, ".shstrtab"), strict=True):
        at = names.index(b"\0" + name.encode() + b"\0") + 1
        kind, flags = (3, 0) if name == ".shstrtab" else (1, 3)
        rows += struct.pack(
            f"{order}II4{word}II2{word}", at, kind, flags, BASE + offset, offset, size, 0, 0, 16, 0
        )
    return head + segment + body + rows


def varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def wrapped(modules: str) -> bytes:
    """The text of the modules between the marks that Go puts around it."""
    return (
        b"0w\xaf\x0c\x92t\x08\x02A\xe1\xc1\x07\xe6\xd6\x18\xe6"
        + modules.encode()
        + b"\xf92C1\x86\x18 r\0\x82B\x10A\x16\xd8\xf2"
    )


def inlined(modules: str = MODULES, toolchain: str = "go1.20.7") -> bytes:
    """Build information as Go writes it since 1.18."""
    version, text = toolchain.encode(), wrapped(modules)
    head = (MAGIC + b"\x08\x02").ljust(32, b"\0")
    return head + varint(len(version)) + version + varint(len(text)) + text


def go_program(modules: str = MODULES, toolchain: str = "go1.20.7") -> bytes:
    return elf({".text": b"\x90" * 300, ".go.buildinfo": inlined(modules, toolchain)})


def old_go_program(
    modules: str = MODULES, toolchain: str = "go1.13.5", *, is_wide: bool = True, order: str = "<"
) -> bytes:
    """A program as Go made it before 1.18: the build information holds addresses of strings."""
    width, word = (8, "Q") if is_wide else (4, "I")
    data_at = BASE + (64 + 56 if is_wide else 52 + 32)
    data_at += -data_at % 16
    version, text = toolchain.encode(), wrapped(modules)
    strings = data_at + 4 * width
    data = (
        struct.pack(f"{order}4{word}", strings, len(version), strings + len(version), len(text))
        + version
        + text
    )
    head = MAGIC + bytes([width, 1 if order == ">" else 0])
    info = (head + struct.pack(f"{order}2{word}", data_at, data_at + 2 * width)).ljust(32, b"\0")
    return elf({".data": data, ".go.buildinfo": info}, is_wide=is_wide, order=order)


def rust_program(crates: object) -> bytes:
    """A program with the list of crates that cargo-auditable puts into it."""
    return elf({".text": b"\x90" * 300, ".dep-v0": zlib.compress(json.dumps(crates).encode())})


def jar(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def manifest(**fields: str) -> str:
    """A manifest; underscores in names are hyphens."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items()]
    return "Manifest-Version: 1.0\r\n" + "".join(lines) + "\r\n"


def build(group: str, artifact: str, version: str) -> dict[str, str]:
    """The file that Maven leaves in an archive, by its name."""
    text = f"#Generated\ngroupId={group}\nartifactId={artifact}\nversion={version}\n"
    return {f"META-INF/maven/{group}/{artifact}/pom.properties": text}


def pe(sections: Mapping[str, bytes], *, is_wide: bool = True) -> bytes:
    """A program of Windows with these sections, of which the last may be written to."""
    optional = struct.pack("<H22xQ", 0x20B, BASE) if is_wide else struct.pack("<H26xI", 0x10B, BASE)
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HH12xHH", 0x8664, len(sections), len(optional), 0x22) + optional
    offset = len(head) + 40 * len(sections)
    offset += -offset % 16
    rows, body = b"", b""
    for name, data in sections.items():
        padded = data + b"\0" * (-len(data) % 16)
        place = offset + len(body)
        rows += struct.pack("<8s4I12xI", name.encode()[:8], len(data), place, len(padded), place, 0xC0000000)
        body += padded
    return (head + rows).ljust(offset, b"\0") + body


def mach_o(sections: Mapping[str, bytes], *, is_wide: bool = True, order: str = "<") -> bytes:
    """A program of macOS with these sections in one segment that may be written to."""
    head, row, first = ("16s4Q2i2I", "16s16s2QI28x", 32) if is_wide else ("16s4I2i2I", "16s16s3I24x", 28)
    size = 8 + struct.calcsize(order + head) + len(sections) * struct.calcsize(order + row)
    magic = struct.pack(order + "I", 0xFEEDFACF if is_wide else 0xFEEDFACE)
    whole = magic + struct.pack(order + "6I", 0x1000007, 3, 2, 2, size + 16, 0) + bytes(first - 28)
    whole += struct.pack(order + "2I8x", 0x1B, 16)  # a command of another kind: the program's id
    offset = first + 16 + size
    offset += -offset % 16
    rows, body = b"", b""
    for name, data in sections.items():
        padded = data + b"\0" * (-len(data) % 16)
        place = offset + len(body)
        rows += struct.pack(order + row, name.encode(), b"__DATA", BASE + place, len(data), place)
        body += padded
    length = offset + len(body)
    segment = (b"__DATA", BASE, length, 0, length, 7, 3, len(sections), 0)
    whole += struct.pack(order + "2I", 0x19 if is_wide else 1, size) + struct.pack(order + head, *segment)
    return (whole + rows).ljust(offset, b"\0") + body


def universal(*programs: bytes, is_wide: bool = False) -> bytes:
    """A universal program of macOS: each of the programs is for another processor."""
    place, size = ("Q", 32) if is_wide else ("I", 20)
    at = 8 + len(programs) * size
    rows, body = b"", b""
    for number, one in enumerate(programs):
        row = struct.pack(f">2I2{place}I", number, 0, at + len(body), len(one), 4)
        rows, body = rows + row.ljust(size, b"\0"), body + one
    return struct.pack(">2I", 0xCAFEBABF if is_wide else 0xCAFEBABE, len(programs)) + rows + body
