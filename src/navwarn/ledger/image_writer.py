"""Adding tracked images, and keeping what is found in them up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.ledger.image_content import (
    pack_inventory,
    read_installed,
    write_finding,
)
from navwarn.ledger.image_reader import numbered
from navwarn.ledger.image_upkeep import Holder
from navwarn.ledger.staleness import Staleness
from navwarn.ledger.table import FINDINGS, IMAGE_TAGS, IMAGES, Row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from navwarn.core.finding import Finding
    from navwarn.core.instant import Instant
    from navwarn.core.inventory import ImageSource, Inventory
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.tracking import Installed


class SqlTrackingTransaction(Holder):
    """``tracking.TrackingTransaction`` over a database; begun, committed and rolled back by the ledger."""

    def __init__(self, engine: Engine, *, now: Instant) -> None:
        super().__init__(engine)
        self._now = now
        ((self._judged,),) = self._rows("image.lock")

    def add_image(self, inventory: Inventory) -> bool:
        """Track an image, with the tag its source names, and say whether its digest was not known before."""
        source = inventory.source
        held = self._with_digest(source.digest)
        is_held = bool(held) and held[0][1] == source.digest  # and not only the beginning of another one
        if is_held:
            number, _, reference, *_, added_at, _ = held[0]
            self._engine.delete(IMAGES, [(number,)])
        else:
            ((last,),) = self._rows("image.last_image")
            number, reference, added_at = last + 1, source.reference, self._now
        self._engine.insert(IMAGES, [_image_row(number, reference, added_at, inventory)])
        self.hold(number, inventory)
        self._tag(number, source)
        return not is_held

    def _tag(self, number: int, source: ImageSource) -> None:
        """Remember since when a tag names the image, unless it is what the tag named already."""
        if not source.repository:
            return
        history = [
            one
            for one in self.tag_history(source.repository, source.tag)
            if (one.tag, one.platform) == (source.tag, source.platform)
        ]
        if not history or history[0].image != number:
            seen_at = max(self._now, history[0].seen_at + 1) if history else self._now
            self._engine.insert(
                IMAGE_TAGS, [(source.repository, source.tag, source.platform, seen_at, number)]
            )

    def stale(self, limit: int) -> dict[int, Installed]:
        """Components that have to be judged anew, by number; those that entries since then are about too."""
        ((size, _, _),) = self._rows("read.head")
        if size != self._judged:
            Staleness(self._engine).after_entries(self._judged)
            self._run("image.set_judged", size=size)
            self._judged = size
        return {number: read_installed(content) for number, content in self._rows("image.stale", page=limit)}

    def store_findings(self, findings: Mapping[int, Sequence[Finding]], missed: Collection[int] = ()) -> None:
        """Keep what was found in components, and which of them nobody could judge.

        Of many findings few change with one entry: the others are left as they are.
        """
        numbers = numbered(findings)
        rows = {_finding_row(number, one) for number, found in findings.items() for one in found}
        held = set(self._rows("image.findings_of", numbers=numbers))
        if gone := held - rows:
            self._engine.delete(FINDINGS, [row[:2] for row in gone])
        if new := rows - held:
            self._engine.insert(FINDINGS, sorted(new))
        self._run("image.set_fresh", numbers=numbers)
        if missed:
            self._run("image.set_missed", numbers=numbered(missed))

    def cover(self, coverage: str) -> None:
        """Let everything be judged anew where something else than before can be judged at all."""
        ((held,),) = self._rows("image.coverage")
        if held != coverage:
            self._run("image.set_coverage", coverage=coverage)
            self.mark_all()

    def mark_all(self) -> None:
        """Let everything be judged anew, as when the matcher changed."""
        self._run("image.mark_all")


def _image_row(number: int, reference: str, added_at: Instant, inventory: Inventory) -> Row:
    return (
        *(number, inventory.source.digest, reference, inventory.source.platform, _distro(inventory)),
        *(inventory.created, added_at, inventory.size, pack_inventory(inventory)),
    )


def _distro(inventory: Inventory) -> str:
    """The id of the image's distribution; where nothing says it, the namespace that all its packages have."""
    if inventory.distro is not None:
        return inventory.distro.id
    namespaces = {one.namespace for one in inventory.components if one.is_distro}
    return namespaces.pop() if len(namespaces) == 1 else ""


def _finding_row(number: int, finding: Finding) -> Row:
    status = finding.statement.status.value if finding.statement else ""
    return (
        *(number, finding.vulnerability, finding.severity.rank),
        *(finding.exposure.value, status, write_finding(finding)),
    )
