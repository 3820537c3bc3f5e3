"""Installed Ruby gems: ``specifications/*.gemspec``, read as text since Ruby would run them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.core.inventory import Component
from navwarn.images.cataloguers.text import damaged, decoded
from navwarn.images.interface import Reading
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

_SUFFIX = ".gemspec"
_FOLDER = "/specifications/"
_MAX_SIZE = 4 * 1024 * 1024
_ASSIGNED = re.compile(
    r"""^[ \t]*\w+\.(name|version)[ \t]*=[ \t]*(?:Gem::Version\.new[ (]+)?"""
    r"""(?:["']|%q\{)([^"'}\n]{1,500})["'}]""",
    re.MULTILINE,
)
_STUB = re.compile(r"^# stub: (\S{1,500}) (\S{1,500}) ", re.MULTILINE)
_LICENSES = re.compile(r"^[ \t]*\w+\.licenses?[ \t]*=[ \t]*([^\n]{1,1000})", re.MULTILINE)
_QUOTED = re.compile(r"""["']([^"'\n]+)["']""")


class Gem:
    """Reads the specification of one installed gem."""

    name = "gem"
    places = ()
    endings = (_SUFFIX,)

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is the specification of an installed gem."""
        del mode
        return path.endswith(_SUFFIX) and _FOLDER in path and 0 < size <= _MAX_SIZE

    def read(self, file: MemberFile) -> Reading:
        """The gem, by the first texts that are assigned to its name and its version, else by its stub."""
        text = decoded(file.content)
        name, version = _identity(text)
        if not name or not version:
            return damaged(self.name, file.path, "its name and version are not plain texts")
        licenses = _LICENSES.search(text)
        component = Component(
            type="gem",
            name=name,
            version=version,
            purl=write_purl("gem", name, version),
            locations=(file.path,),
            licenses=tuple(_QUOTED.findall(licenses[1])) if licenses else (),
        )
        return Reading((component,))


def _identity(text: str) -> tuple[str, str]:
    """Name and version: as they are assigned, or as the line says by which RubyGems itself knows the gem."""
    said: dict[str, str] = {}
    for found in _ASSIGNED.finditer(text):
        said.setdefault(found[1], found[2].strip())
    if said.keys() < {"name", "version"} and (stub := _STUB.search(text)):
        return stub[1], stub[2]
    return said.get("name", ""), said.get("version", "")
