"""dpkg's status, as one file or as one for each package, and its lists of files (scanning.md SA4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

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
    from collections.abc import Iterable

    from navwarn.images.interface import MemberFile

STATUS = "/var/lib/dpkg/status"
STATUS_FOLDER = "/var/lib/dpkg/status.d"
INFO_FOLDER = "/var/lib/dpkg/info"

_FIELDS = frozenset({b"package", b"status", b"version", b"architecture", b"source"})
_LISTS = (".list", ".md5sums")
_ABSENT = frozenset({"not-installed", "config-files"})
_SOURCE = re.compile(r"([^\s(]+)\s*(?:\(([^)]*)\))?")
_HASH = 32  # hexadecimal digits of a checksum


class Dpkg:
    """Reads dpkg's status and the lists of files beside it."""

    name = "dpkg"
    places = (STATUS, STATUS_FOLDER, INFO_FOLDER)
    endings = ()

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is the status, one package's status, or a list of files."""
        del size, mode
        if not path.startswith("/var/lib/dpkg/"):
            return False
        folder = path.rpartition("/")[0]
        return path == STATUS or folder == STATUS_FOLDER or (folder == INFO_FOLDER and path.endswith(_LISTS))

    def read(self, file: MemberFile) -> Reading:
        """The packages that are installed, or the files that one owns."""
        if len(file.content) > MAX_DATABASE:
            return too_large(self.name, file.path)
        name = file.path.rpartition("/")[2]
        if file.path != STATUS and name.endswith(_LISTS):
            return _read_list(file.content, name)
        return _read_status(file.content, file.path)


def named_by_package(owned: Iterable[OwnedFiles], components: Iterable[Component]) -> list[OwnedFiles]:
    """The lists of files, those in ``status.d`` by their packages' names.

    There they are called as the status file beside them: distroless keeps ``base-files`` in ``base``.
    """
    start = f"{STATUS_FOLDER}/"
    names = {
        path.removeprefix(start): one.name
        for one in components
        for path in one.locations
        if path.startswith(start)
    }
    return [
        replace(one, name=names[one.name]) if one.type == "deb" and one.name in names else one
        for one in owned
    ]


def _read_status(data: bytes, path: str) -> Reading:
    components: list[Component] = []
    broken = 0
    for number, lines in enumerate(stanzas(data)):
        if number >= MAX_STANZAS:
            broken += 1
            break
        fields = _fields(lines)
        if fields.get(b"status", "").rpartition(" ")[2] in _ABSENT:
            continue
        if fields.get(b"package") and fields.get(b"version"):
            components.append(_component(fields, path))
        else:
            broken += 1
    return Reading(tuple(components), remarks=incomplete(Dpkg.name, path, broken))


def _component(fields: dict[bytes, str], path: str) -> Component:
    """A package; its source has its own name and version unless ``Source`` says others, as ``foo (1.2)``."""
    name, version = fields[b"package"], fields[b"version"]
    source = _SOURCE.fullmatch(fields.get(b"source", ""))
    return Component(
        type="deb",
        name=name,
        version=version,
        architecture=fields.get(b"architecture", ""),
        origin=source[1] if source else name,
        origin_version=(source[2] if source else "") or version,
        locations=(path,),
    )


def _fields(lines: list[bytes]) -> dict[bytes, str]:
    """The fields that count; lines that go on with one before begin with white space."""
    found: dict[bytes, str] = {}
    for line in lines:
        key, colon, value = line.partition(b":")
        if colon and (key := key.lower()) in _FIELDS:
            found[key] = decoded(value).strip()
    return found


def _read_list(data: bytes, name: str) -> Reading:
    """The files of the package that a list is named after: ``libc6:amd64.list``, ``libc6.md5sums``."""
    stem, _, ending = name.rpartition(".")
    package, _, architecture = stem.partition(":")
    lines = decoded(data).splitlines()
    if ending == "list":
        paths = frozenset(line for line in lines if line.startswith("/"))
    else:
        paths = frozenset(
            "/" + line[_HASH:].strip().removeprefix("./").lstrip("/") for line in lines if len(line) > _HASH
        )
    return Reading(owned=(OwnedFiles("deb", package, architecture, paths),))
