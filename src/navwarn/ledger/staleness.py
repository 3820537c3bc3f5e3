"""Which components of tracked images have to be judged anew, since what is known about them changed.

Entries need no mark: they are numbered, and the judgement remembers how many it took into account. Records
have no such number, so whoever stores them marks what they may concern, in the same transaction. A component
that is marked without need is judged once more, to the same result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.ecosystem import folded_package
from navwarn.ledger.knowledge_reader import listed
from navwarn.ledger.session import SqlSession

if TYPE_CHECKING:
    from collections.abc import Collection


class Staleness(SqlSession):
    """Marks components, within a transaction that the caller holds."""

    def after_learning(self, ids: Collection[str], packages: Collection[str]) -> None:
        """Mark what records of these ids, and records about these folded packages, may concern."""
        if not self._rows("image.has_images"):
            return
        self._rows("image.lock")  # whoever judges meanwhile ends first, so that no mark is lost
        self._run("image.mark_by_records", ids=listed(ids), folded=listed(packages))
        ours = [name for (name,) in self._rows("image.packages_of_aliases", ids=listed(ids))]
        self._mark([*ours, *self._built_from(ids, packages)])

    def after_entries(self, size: int) -> None:
        """Mark what the entries after the first ``size`` may concern."""
        self._mark([name for (name,) in self._rows("image.packages_since", size=size)])

    def _built_from(self, ids: Collection[str], packages: Collection[str]) -> list[str]:
        """The origins of distro packages that are named, once folded: a database cannot fold them."""
        rows = self._rows("image.packages_of_records", ids=listed(ids))
        folded = {*packages, *(name for (name,) in rows)}
        origins = self._rows("image.distro_origins") if folded else ()
        return [origin for (origin,) in origins if folded_package(origin) in folded]

    def _mark(self, packages: Collection[str]) -> None:
        if packages:
            self._run("image.mark_by_packages", packages=listed(packages))
