"""apk's database of installed packages (scanning.md SA2, SA3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import Component
from navwarn.images.cataloguers.text import (
    MAX_DATABASE,
    MAX_STANZAS,
    decoded,
    incomplete,
    stanzas,
    too_large,
)
from navwarn.images.interface import OwnedFiles, Reading

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

PLACES = ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")
"""Where the database lies: apk-tools moved it in 2025."""

_NAME, _VERSION, _ARCHITECTURE, _ORIGIN, _LICENCE = b"P:", b"V:", b"A:", b"o:", b"L:"
_DIRECTORY, _FILE = b"F:", b"R:"
_FIELDS = frozenset({_NAME, _VERSION, _ARCHITECTURE, _ORIGIN, _LICENCE})


class Apk:
    """Reads the database of installed apk packages."""

    name = "apk"
    places = PLACES
    endings = PLACES

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is one of the places."""
        del size, mode
        return path in PLACES

    def read(self, file: MemberFile) -> Reading:
        """The packages and the files they own; a remark where one of them has no name or no version."""
        if len(file.content) > MAX_DATABASE:
            return too_large(self.name, file.path)
        return read_installed(file.content, file.path)


def read_installed(data: bytes, path: str) -> Reading:
    """What a database says; ``path`` is the location of all its packages."""
    components: list[Component] = []
    owned: list[OwnedFiles] = []
    broken = 0
    for number, lines in enumerate(stanzas(data)):
        if number >= MAX_STANZAS:
            broken += 1
            break
        fields, paths = _stanza(lines)
        name, version = fields.get(_NAME, ""), fields.get(_VERSION, "")
        if not name or not version:
            broken += 1
            continue
        architecture = fields.get(_ARCHITECTURE, "")
        components.append(
            Component(
                type="apk",
                name=name,
                version=version,
                architecture=architecture,
                origin=fields.get(_ORIGIN) or name,
                origin_version=version,
                locations=(path,),
                licenses=(fields[_LICENCE],) if fields.get(_LICENCE) else (),
            )
        )
        owned.append(OwnedFiles("apk", name, architecture, frozenset(paths)))
    return Reading(tuple(components), tuple(owned), incomplete(Apk.name, path, broken))


def is_installed(head: bytes) -> bool:
    """Whether a file that begins so may be such a database by itself."""
    first = next(stanzas(head), [])
    keys = {line[:2] for line in first}
    return all(line[1:2] == b":" for line in first[:3]) and keys >= {_NAME, _VERSION}


def _stanza(lines: list[bytes]) -> tuple[dict[bytes, str], list[str]]:
    """The fields of a package, and the absolute paths of its files."""
    fields: dict[bytes, str] = {}
    paths: list[str] = []
    directory = "/"
    for line in lines:
        key = line[:2]
        if key == _FILE:
            paths.append(directory + decoded(line[2:]))
        elif key == _DIRECTORY:
            inner = decoded(line[2:]).strip("/")
            directory = f"/{inner}/" if inner else "/"
        elif key in _FIELDS:
            fields[key] = decoded(line[2:]).strip()
    return fields, paths
