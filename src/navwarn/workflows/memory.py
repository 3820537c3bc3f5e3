"""Memory: what was fetched to judge images, kept from one to the next while the ledger stays as it is.

Images resemble one another: most packages of the next one have been asked about before. An index of what is
known of them is kept, which also remembers its own answers.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.core.moments import LATEST, Moments
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.matching.interface import PackageName, Wanted
from navwarn.matching.need import wanted
from navwarn.workflows.judging import fetch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.core.finding import Evaluation
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.interface import Reader
    from navwarn.matching.interface import Knowledge

    _Key = tuple[Moments, tuple[str, ...], tuple[str, ...]]

MOST_FACTS = 50_000
"""How many statements, records and vulnerabilities are kept, and how many findings are remembered."""

_ATTEMPTS = 3


class Shelf(Struct):
    """An index and what it has been told of; ``texts`` is for whoever makes something of its findings."""

    index: Index
    packages: set[str] = field(default_factory=set)
    records: set[PackageName] = field(default_factory=set)
    facts: int = 0
    texts: dict[object, object] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How much of it is in memory."""
        return self.facts + self.index.remembered

    def lacks(self, need: Wanted) -> Wanted:
        """What of a need it has not been told of."""
        return Wanted(need.distributions, need.packages - self.packages, need.records - self.records)

    def take(self, need: Wanted, known: Knowledge) -> None:
        """Note what it has been told."""
        self.packages |= need.packages
        self.records |= need.records
        self.facts += len(known.statements) + len(known.records) + len(known.vulnerabilities)


class Memory:
    """Belongs to one connection, which counts what others commit, and is used by one thread at a time."""

    def __init__(self, most: int = MOST_FACTS) -> None:
        self._most = most
        self._version = ""
        self._shelves: OrderedDict[_Key, Shelf] = OrderedDict()

    @property
    def size(self) -> int:
        """How many facts and findings are kept."""
        return sum(shelf.size for shelf in self._shelves.values())

    def evaluate(
        self,
        reader: Reader,
        inventory: Inventory,
        distributions: Mapping[str, Distribution],
        *,
        distribution: str = "",
        moments: Moments = LATEST,
        most: int | None = None,
    ) -> tuple[Evaluation, Shelf]:
        """What is found in an image by one state of the ledger, and the shelf whose index judged it.

        ``most`` is as in ``evaluate``.
        """
        need = wanted(inventory, distributions, distribution=distribution)
        shelf = self._settled(reader, need, distributions, moments)
        try:
            found = evaluate(inventory, shelf.index, distribution=distribution, most=most)
        finally:
            self._bound()
        return found, shelf

    def _settled(
        self, reader: Reader, need: Wanted, distributions: Mapping[str, Distribution], moments: Moments
    ) -> Shelf:
        """A shelf of all that is wanted, none of which is older or newer than the rest."""
        for _ in range(_ATTEMPTS):
            version = reader.version()
            if version != self._version:
                self._shelves.clear()
                self._version = version
            shelf = self._shelf(reader, need, distributions, moments)
            if reader.version() == version:
                return shelf
        known = fetch(reader, need, distributions, moments)  # somebody commits all the time
        return Shelf(Index(known, is_lasting=True))

    def _shelf(
        self, reader: Reader, need: Wanted, distributions: Mapping[str, Distribution], moments: Moments
    ) -> Shelf:
        key = (moments, tuple(sorted(distributions)), need.distributions)
        shelf = self._shelves.get(key)
        missing = need if shelf is None else shelf.lacks(need)
        if shelf is None:
            known = fetch(reader, missing, distributions, moments)
            shelf = self._shelves[key] = Shelf(Index(known, is_lasting=True))
            shelf.take(missing, known)
        elif missing.packages or missing.records:
            known = fetch(reader, missing, distributions, moments)
            shelf.index.learn(known)
            shelf.take(missing, known)
        self._shelves.move_to_end(key)
        return shelf

    def _bound(self) -> None:
        """Let go of what was not used for longest; of everything where one alone is too much."""
        while self._shelves and self.size > self._most:
            self._shelves.popitem(last=False)
