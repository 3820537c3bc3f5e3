"""npm packages by their ``package.json``, wherever it lies; lock files are no evidence (SA8).

Programs that nobody installed as a module have one too: yarn in the images of Node.js lies in ``/opt``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from navwarn.core.inventory import Component
from navwarn.images.cataloguers.text import damaged
from navwarn.images.interface import Reading
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

_NAME = "/package.json"
_MAX_SIZE = 16 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


class _Package(msgspec.Struct, frozen=True):
    name: str = ""
    version: str = ""
    license: msgspec.Raw = msgspec.Raw(b"null")


class _License(msgspec.Struct, frozen=True):
    type: str = ""


class Npm:
    """Reads the description of one package."""

    name = "npm"
    places = ()
    endings = (_NAME,)

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it is the description of a package."""
        del mode
        return path.endswith(_NAME) and size <= _MAX_SIZE

    def read(self, file: MemberFile) -> Reading:
        """The package; nothing where it has no name and version, as folders within packages have none."""
        data = file.content.removeprefix(_BOM)
        try:
            package = msgspec.json.decode(data, type=_Package)
        except msgspec.ValidationError:
            return Reading()  # a description of something else, such as a test's
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return damaged(self.name, file.path, "it is not JSON")
        if not package.name or not package.version:
            return Reading()
        scope, _, name = package.name.rpartition("/")
        purl = write_purl("npm", name, package.version, namespace=scope)
        license_ = _license(package.license)
        return Reading(
            (
                Component(
                    type="npm",
                    name=name,
                    version=package.version,
                    namespace=scope,
                    purl=purl,
                    locations=(file.path,),
                    licenses=(license_,) if license_ else (),
                ),
            )
        )


def _license(raw: msgspec.Raw) -> str:
    """A licence's name, however it is given; empty where it is not."""
    try:
        said = msgspec.json.decode(raw, type=str | _License | None)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return said.type if isinstance(said, _License) else said or ""
