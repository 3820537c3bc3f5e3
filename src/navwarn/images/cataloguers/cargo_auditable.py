"""Rust crates in executables that cargo-auditable built: a compressed list in a section of its own."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec

from navwarn.core.inventory import Component
from navwarn.images.cataloguers.executable import may_be_executable, read_executable
from navwarn.images.cataloguers.text import damaged
from navwarn.images.interface import Reading
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

_SECTION = ".dep-v0"
_MAX_LIST = 8 * 1024 * 1024
_MAX_CRATES = 20_000


class _Crate(msgspec.Struct, frozen=True):
    name: str
    version: str
    kind: str = "runtime"


class _List(msgspec.Struct, frozen=True):
    packages: tuple[_Crate, ...] = ()


class CargoAuditable:
    """Reads which crates an executable was built from."""

    name = "cargo-auditable"
    places = ()
    endings = ()

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it may be an executable."""
        return may_be_executable(path, size, mode)

    def read(self, file: MemberFile) -> Reading:
        """The crates that are in the executable, not those that only its build needed."""
        try:
            executable = read_executable(file.content)
        except ValueError:
            return Reading()  # said once, by the cataloguer of Go
        section = None if executable is None else executable.section(_SECTION)
        if section is None:
            return Reading()
        try:
            listed = msgspec.json.decode(_inflated(section), type=_List).packages
        except (zlib.error, ValueError, RecursionError) as error:
            return damaged(self.name, file.path, f"its list of crates cannot be read ({str(error)[:100]})")
        crates = dict.fromkeys((one.name, one.version) for one in listed if one.kind != "build" and one.name)
        return Reading(tuple(_component(*one, file.path) for one in list(crates)[:_MAX_CRATES]))


def _inflated(section: bytes) -> bytes:
    """The list; ``ValueError`` where it is larger than lists are."""
    inflater = zlib.decompressobj()
    data = inflater.decompress(section, _MAX_LIST)
    if inflater.unconsumed_tail:
        raise ValueError(f"it has more than {_MAX_LIST} bytes")
    return data


def _component(name: str, version: str, path: str) -> Component:
    purl = write_purl("cargo", name, version)
    return Component(type="cargo", name=name, version=version, purl=purl, locations=(path,))
