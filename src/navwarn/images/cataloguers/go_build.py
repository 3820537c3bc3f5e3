"""Go's build information, as the linker leaves it in executables (scanning.md SA7).

Since Go 1.18 the texts follow the header; before, it holds the addresses of two Go strings.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.images.cataloguers.text import decoded

if TYPE_CHECKING:
    from navwarn.images.cataloguers.executable import Executable

_MAGIC = b"\xff Go buildinf:"
_ALIGNMENT = 16
_HEADER = 32
_BIG_ENDIAN, _INLINE = 1, 2
_SECTIONS = (".go.buildinfo", "__go_buildinfo")
_MAX_TEXT = 8 * 1024 * 1024
_MAX_SEARCHED = 64 * 1024 * 1024
_MAX_SEGMENTS = 4
_MAX_MODULES = 20_000
_SENTINEL = 16
_MORE = 0x80
_MIN_FIELDS = 2


class Module(Struct, frozen=True):
    """A module that was built in, as it is, not as the one it replaces: its path and version."""

    path: str
    version: str


class GoBuild(Struct, frozen=True):
    """What an executable says of how it was built.

    ``toolchain`` is such as ``go1.20.7``, ``package`` the path of the main package, ``main`` the module it
    lies in, ``settings`` what the build was asked for and found (``vcs.revision``, ``-ldflags`` …).
    """

    toolchain: str
    package: str
    main: Module | None
    modules: tuple[Module, ...]
    settings: dict[str, str]


def read_build(executable: Executable) -> GoBuild | None:
    """The build information; ``None`` where there is none, ``ValueError`` where it is damaged."""
    header, rest = _located(executable)
    if not header:
        return None
    if header[15] & _INLINE:
        version, rest = _inline(rest)
        modules, _ = _inline(rest)
    else:
        version, modules = _pointed(executable, header)
    if not version:
        return None
    return parse_build(decoded(version), decoded(_unwrapped(modules)))


def parse_build(toolchain: str, text: str) -> GoBuild:
    """The build information in its text: lines of fields with tabs between them.

    ``path`` names the main package, ``mod`` its module, ``dep`` each other one, ``=>`` what replaces the one
    before it, ``build`` a setting.
    """
    package, main = "", None
    modules: list[Module] = []
    settings: dict[str, str] = {}
    last = ""
    for line in text.split("\n"):
        word, *fields = line.split("\t")
        if word == "path" and fields:
            package = fields[0]
        elif word == "build" and fields:
            key, _, value = fields[0].partition("=")
            settings[key] = _unquoted(value)
        elif word in {"mod", "dep", "=>"} and fields and fields[0]:
            module = Module(fields[0], fields[1] if len(fields) >= _MIN_FIELDS else "")
            if word == "mod" or (word == "=>" and last == "mod"):
                main = module
            elif word == "dep" and len(modules) < _MAX_MODULES:
                modules.append(module)
            elif word == "=>" and modules:
                modules[-1] = module
        if word in {"mod", "dep"}:
            last = word
    return GoBuild(toolchain.partition(" ")[0], package, main, tuple(modules), settings)


def _located(executable: Executable) -> tuple[bytes, bytes]:
    """The header, and what follows it; empty where there is none."""
    for name in _SECTIONS:
        part = executable.section(name)
        if part is not None and (at := _magic(part)) >= 0:
            return part[at : at + _HEADER], part[at + _HEADER :]
    writable = [one for one in executable.segments if one.is_writable]
    for segment in writable[:_MAX_SEGMENTS]:
        part = executable.content[segment.offset : segment.offset + min(segment.size, _MAX_SEARCHED)]
        if (at := _magic(part)) >= 0:
            return part[at : at + _HEADER], part[at + _HEADER : at + _HEADER + 2 * _MAX_TEXT]
    return b"", b""


def _magic(part: bytes) -> int:
    """Where the header begins, which is aligned; -1 where it does nowhere."""
    at = part.find(_MAGIC)
    while at % _ALIGNMENT and at >= 0:
        at = part.find(_MAGIC, at + 1)
    return at if at >= 0 and len(part) >= at + _HEADER else -1


def _inline(data: bytes) -> tuple[bytes, bytes]:
    """A text after its length, a variable number of bytes with seven bits each, and what follows it."""
    length = shift = 0
    for at, byte in enumerate(data[:10]):
        length |= (byte & ~_MORE) << shift
        shift += 7
        if byte < _MORE:
            if length > min(len(data) - at - 1, _MAX_TEXT):
                break
            return data[at + 1 : at + 1 + length], data[at + 1 + length :]
    raise ValueError("its build information is longer than the file")


def _pointed(executable: Executable, header: bytes) -> tuple[bytes, bytes]:
    """The texts at the addresses that the header holds."""
    width = header[14]
    if width not in {4, 8}:
        raise ValueError(f"its build information has addresses of {width} bytes")
    form = (">" if header[15] & _BIG_ENDIAN else "<") + ("Q" if width == 8 else "I")  # noqa: PLR2004
    first, second = (struct.unpack_from(form, header, 16 + at)[0] for at in (0, width))
    return _string(executable, first, form, width), _string(executable, second, form, width)


def _string(executable: Executable, address: int, form: str, width: int) -> bytes:
    """A Go string: its address and its length lie at the address."""
    head = executable.at(address, 2 * width)
    if len(head) < 2 * width:
        return b""
    start, length = (struct.unpack_from(form, head, at)[0] for at in (0, width))
    return executable.at(start, length) if length <= _MAX_TEXT else b""


def _unwrapped(modules: bytes) -> bytes:
    """The text without the marks by which programs find it in themselves."""
    if len(modules) > 2 * _SENTINEL and modules[-_SENTINEL - 1 : -_SENTINEL] == b"\n":
        return modules[_SENTINEL:-_SENTINEL]
    return b""


def _unquoted(value: str) -> str:
    """A setting's value, which Go quotes where it has blanks or quotes of its own."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in '"`':
        value = value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value
