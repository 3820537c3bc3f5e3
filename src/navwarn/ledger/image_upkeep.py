"""What follows from inventories: distinct components, and the images that hold each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.ecosystem import bare_name, folded_package
from navwarn.ledger.image_content import bare, unpack_inventory, write_installed
from navwarn.ledger.image_reader import ImageReader
from navwarn.ledger.knowledge_reader import listed
from navwarn.ledger.table import FINDINGS, IMAGE_COMPONENTS, INSTALLED, Row

if TYPE_CHECKING:
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.tracking import Installed

_LONGEST = 500
"""Characters of a name by which a component is looked for: an index of PostgreSQL bears no long ones."""

_BATCH = 100
"""How many inventories are taken at a time when everything is made anew."""


class Holder(ImageReader):
    """Keeps which image holds what, within a transaction that the caller holds."""

    def hold(self, number: int, inventory: Inventory) -> None:
        """Say which components an image holds, in place of those it was said to hold before.

        What an SBOM tells of sources and of the image itself is nothing that could be judged.
        """
        self._run("image.forget_components_of", image=number)
        held = (bare(component, inventory) for component in inventory.components if component.is_installed)
        parts = {write_installed(one): one for one in held}
        wanted = listed(identity for identity, _ in parts)
        known = dict(self._rows("image.known_components", identities=wanted))
        ((last,),) = self._rows("image.last_component")
        new: list[Row] = []
        for (identity, content), one in parts.items():
            if identity not in known:
                last += 1
                known[identity] = last
                new.append(_component_row(last, identity, content, one))
        if new:
            self._engine.insert(INSTALLED, new)
        rows = [(number, known[identity]) for identity, _ in parts]
        if rows:
            self._engine.insert(IMAGE_COMPONENTS, rows)


class TrackingRebuilder(Holder):
    """Makes all of it anew."""

    def rebuild(self) -> None:
        """Make anew what follows from the inventories; findings are then to be made."""
        for table in (FINDINGS, IMAGE_COMPONENTS, INSTALLED):
            self._engine.clear(table)
        self._run("image.set_judged", size=0)
        after = 0
        while rows := self._rows("image.all_inventories", after=after, page=_BATCH):
            for number, content in rows:
                self.hold(number, unpack_inventory(content))
            after = rows[-1][0]


def _component_row(number: int, identity: str, content: str, one: Installed) -> Row:
    component = one.component
    owner = component.owner.origin if component.owner else ""
    is_whole = component.is_namespace_known
    folded = folded_package(component.full_name if is_whole else bare_name(component.type, component.name))
    names = (component.name, component.origin or component.name, owner, component.type, folded)
    name, origin, owner, ecosystem, folded = (text[:_LONGEST] for text in names)
    return (number, identity, name, origin, owner, ecosystem, folded, content, 1, 0)
