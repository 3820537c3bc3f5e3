"""How tests read images: with bounds that a test can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from navwarn.images.interface import MemberFile, Reading
from navwarn.images.limit import Limits
from navwarn.images.reading import read_images
from navwarn.images.settings import Options

if TYPE_CHECKING:
    from navwarn.core.inventory import Inventory
    from navwarn.images.interface import Cataloguer


def read(reference: object, **options: Any) -> Inventory:
    """The inventory of the only image; ``options`` are those of ``Options`` and of ``Limits``."""
    (found,) = read_all(reference, **options)
    return found


def read_all(reference: object, **options: Any) -> list[Inventory]:
    """The inventories of all platforms that are read."""
    names = {name for name in options if name in Limits.__struct_fields__}
    limits = replace(Limits(), **{name: options.pop(name) for name in names})
    return list(read_images(str(reference), Options(limits=limits, **options)))


def packages(inventory: Inventory) -> list[str]:
    """The names and versions of the components, as they are sorted."""
    return [f"{one.name} {one.version}" for one in inventory.components]


def codes(inventory: Inventory) -> list[str]:
    """The codes of the remarks."""
    return [one.code for one in inventory.remarks]


def said(cataloguer: Cataloguer, content: bytes, path: str = "/opt/x", mode: int = 0o755) -> Reading:
    """What a cataloguer says of a file."""
    return cataloguer.read(MemberFile(path, len(content), mode, content))


def purls(cataloguer: Cataloguer, content: bytes, path: str = "/opt/x") -> list[str]:
    """The purls of its components, of which nothing is damaged."""
    reading = said(cataloguer, content, path)
    assert not reading.remarks
    return [one.purl for one in reading.components]
