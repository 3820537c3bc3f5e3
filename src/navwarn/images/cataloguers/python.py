"""Installed Python distributions: ``dist-info`` and ``egg-info`` (PEP 376, PEP 503)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from navwarn.core.inventory import Component
from navwarn.images.cataloguers.text import damaged, decoded
from navwarn.images.interface import Reading
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

_EGG = ".egg-info"
_FILES = ("dist-info/METADATA", "DIST-INFO/METADATA", "egg-info/PKG-INFO", "EGG-INFO/PKG-INFO", _EGG)
_COMPANIONS = ("RECORD", "installed-files.txt", "top_level.txt", "direct_url.json")
_MAX_SIZE = 16 * 1024 * 1024
_MAX_HEADER = 1024 * 1024
_FIELDS = frozenset({b"name", b"version", b"license", b"license-expression"})
_MAX_LICENSE = 200
_INTERPRETER = "Python"
_SEPARATORS = re.compile(r"[-_.]+")


class Python:
    """Reads what an installer wrote down about one distribution."""

    name = "python"
    places = ()
    endings = ("dist-info/metadata", "egg-info/pkg-info", _EGG)

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is the metadata of an installed distribution."""
        del mode
        return path.endswith(_FILES) and 0 < size <= _MAX_SIZE

    def read(self, file: MemberFile) -> Reading:
        """The distribution, with the files beside its metadata that are evidence of it too."""
        fields = _header(file.content)
        name, version = fields.get(b"name", ""), fields.get(b"version", "")
        if name == _INTERPRETER:
            return Reading()  # the interpreter's own library, which is no distribution
        if not name or not version:
            return damaged(self.name, file.path, "it names no distribution and version")
        license_ = fields.get(b"license-expression") or fields.get(b"license", "")
        name = canonical(name)
        component = Component(
            type="pypi",
            name=name,
            version=version,
            purl=write_purl("pypi", name, version),
            locations=(file.path,),
            licenses=(license_,) if 0 < len(license_) <= _MAX_LICENSE else (),
        )
        folder = file.path.rpartition("/")[0]
        beside = () if file.path.endswith(_EGG) else tuple(f"{folder}/{one}" for one in _COMPANIONS)
        return Reading((component,), companions=beside)


def canonical(name: str) -> str:
    """The name as PEP 503 writes it: small letters, one hyphen for any separators (SA7)."""
    return _SEPARATORS.sub("-", name).lower()


def _header(data: bytes) -> dict[bytes, str]:
    """The fields before the first empty line, each as it is given first."""
    found: dict[bytes, str] = {}
    for line in data[:_MAX_HEADER].split(b"\n"):
        if not line.strip():
            break
        key, colon, value = line.partition(b":")
        if colon and (key := key.lower()) in _FIELDS:
            found.setdefault(key, decoded(value).strip())
    return found
