"""Reading a ledger: heads, entries, and advisories at any two moments."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from navwarn.core import canonical
from navwarn.core.advisory import fold
from navwarn.core.moments import FOREVER, LATEST, Moments
from navwarn.core.snapshot import S, Snapshot, file_order
from navwarn.core.standing import ARCHITECTURES_KEY, Standing, standing_of
from navwarn.core.status import Status
from navwarn.ledger.entry_row import entry_of
from navwarn.ledger.interface import NOT_WITHDRAWN, Head, Query, StoredDocument
from navwarn.ledger.learned import Learned
from navwarn.ledger.query import Condition
from navwarn.ledger.statement import statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from navwarn.core.advisory import Advisory
    from navwarn.core.entry import Entry
    from navwarn.core.instant import Instant
    from navwarn.ledger.browsing import Browser
    from navwarn.ledger.evidence import EvidenceReader
    from navwarn.ledger.image_reader import ImageReader
    from navwarn.ledger.listing_reader import ListReader
    from navwarn.ledger.table import Row
    from navwarn.ledger.tally import Tally
    from navwarn.ledger.token_store import TokenStore

PAGE = 10_000
"""How many entries are read at a time: enough to be fast, few enough to stay small."""

_FIRST = itemgetter(0)
_OPENING = itemgetter(7)
_STATUSES = {status.value: status for status in Status}


class SqlReader(Learned):
    """``interface.Reader`` over a database; a server's has a tally, from which lists are counted."""

    tally: Tally | None = None

    @property
    def lists(self) -> ListReader:
        """Pages of advisories for readers."""
        from navwarn.ledger.listing_reader import ListReader

        return ListReader(self._engine, self.tally)

    @property
    def tokens(self) -> TokenStore:
        """The digests of readers' tokens."""
        from navwarn.ledger.token_store import TokenStore

        return TokenStore(self._engine)

    @property
    def evidence(self) -> EvidenceReader:
        """What matching needs to know."""
        from navwarn.ledger.evidence import EvidenceReader

        return EvidenceReader(self._engine)

    @property
    def tracking(self) -> ImageReader:
        """Tracked images."""
        from navwarn.ledger.image_reader import ImageReader

        return ImageReader(self._engine)

    def browser(self, distributions: Collection[str]) -> Browser:
        """What readers of a site ask who may see these distributions."""
        from navwarn.ledger.browsing import Browser

        return Browser(self._engine, distributions)

    def _where(self, name: str, condition: Condition) -> list[Row]:
        text = f"{statement(name, self._engine.dialect)} {condition.text}"
        return self._engine.rows(text, condition.parameters)

    def head(self) -> Head:
        """The state now."""
        ((size, root, recorded_at),) = self._rows("read.head")
        return Head(size, root, recorded_at)

    def version(self) -> str:
        """A text that changes at least whenever somebody else commits."""
        return self._engine.version()

    def is_gone(self) -> bool:
        """Whether what was opened is not what is at its place any more."""
        return self._engine.is_gone()

    def sequence_at(self, moment: Instant) -> int:
        """The number of the last entry recorded at or before the moment; 0 where there was none."""
        found = self._rows("read.sequence_at", moment=moment)
        return int(found[0][0]) if found else 0

    def entries(
        self,
        distribution: str | None = None,
        *,
        advisories: Collection[str] | None = None,
        after: int = 0,
        until: int | None = None,
    ) -> Iterator[Entry]:
        """Entries in order of sequence, those with ``after < sequence <= until``."""
        last = self.head().size if until is None else until
        source = self._pages(after, last) if advisories is None else self._of(advisories, after, last)
        return (entry for entry in source if distribution is None or entry.distribution == distribution)

    def _pages(self, after: int, last: int) -> Iterator[Entry]:
        while True:
            page = self._rows("read.entries", after=after, until=last, page=PAGE)
            yield from map(entry_of, page)
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def _of(self, advisories: Collection[str], after: int, last: int) -> list[Entry]:
        """The entries of some advisories between two sequence numbers, in order."""
        found = [entry for group in self._groups_named(advisories, last) for entry in group]
        return sorted((entry for entry in found if entry.sequence > after), key=attrgetter("sequence"))

    def entries_of(self, advisory: str) -> list[Entry]:
        """The entries of one advisory in order; empty where there is no such advisory."""
        return [entry for group in self._groups_named([advisory]) for entry in group]

    def grouped_entries(
        self, distribution: str | None = None, *, advisories: Collection[str] | None = None
    ) -> Iterator[list[Entry]]:
        """The entries of each advisory, advisories in order of opening, in memory one at a time."""
        groups: Iterable[list[Entry]]
        if advisories is None:
            groups = ([entry_of(row) for row in group] for group in self._row_groups(self.head().size))
        else:
            groups = self._groups_named(advisories)
        return (group for group in groups if distribution is None or group[0].distribution == distribution)

    def _row_groups(self, until: int) -> Iterator[list[Row]]:
        """The rows of each advisory up to an entry; what is recorded later must be beyond it."""
        bounds = {"until": until, "page": PAGE}
        opening, after = 0, 0
        pending: list[Row] = []
        while True:
            page = self._rows("read.entries_by_opening", opening=opening, after=after, **bounds)
            groups = [list(rows) for _, rows in groupby(pending + page, key=_OPENING)]
            is_last = len(page) < PAGE
            pending = groups.pop() if groups and not is_last else []
            yield from groups
            if is_last:
                return
            opening, after = page[-1][7], page[-1][0]

    def _groups(self, openings: Iterable[int], known: int | None = None) -> list[list[Entry]]:
        """The entries of the advisories with these openings, in order of opening."""
        wanted = canonical.encode(list(openings)).decode()
        last = FOREVER if known is None else known
        return _grouped(self._rows("read.entries_of_openings", openings=wanted, until=last))

    def _groups_named(self, advisories: Collection[str], last: int = FOREVER) -> list[list[Entry]]:
        """The entries of the advisories with these ids that exist, in order of opening."""
        wanted = canonical.encode(list(advisories)).decode()
        return _grouped(self._rows("read.entries_of_advisories", advisories=wanted, until=last))

    def advisory(self, advisory: str, moments: Moments = LATEST) -> Advisory | None:
        """The advisory of an id, whatever its distribution; ``None`` where it did not exist then."""
        return fold(self.entries_of(advisory), moments)

    def advisories(self, query: Query = NOT_WITHDRAWN, moments: Moments = LATEST) -> list[Advisory]:
        """The advisories that match at two moments: packages in file order, then as opened."""
        condition = Condition(query, moments)
        with self._one_state():
            found = self._where("read.states_where", condition)
            groups = self._groups((row[0] for row in found), moments.known)
        return _in_file_order(fold(group, moments) for group in groups)

    def count(self, query: Query = NOT_WITHDRAWN, moments: Moments = LATEST) -> int:
        """How many ``advisories`` would return, from the indexes alone."""
        ((number,),) = self._where("read.count_where", Condition(query, moments))
        return int(number)

    def find(self, distribution: str, package: str, vulnerabilities: Collection[str]) -> list[Advisory]:
        """A package's advisories that know any of the ids as alias or id now, withdrawn ones included."""
        if not vulnerabilities:
            return []
        return self.advisories(
            Query(
                distributions=(distribution,),
                packages=(package,),
                vulnerabilities=vulnerabilities,
                include_withdrawn=True,
            )
        )

    def snapshot(self, distribution: str, moments: Moments = LATEST) -> Snapshot[Advisory]:
        """All advisories of one distribution, withdrawn ones included, without those it includes."""
        size = self.head().size
        known = size if moments.known is None else min(moments.known, size)
        groups = (group for group in self._row_groups(known) if group[0][1] == distribution)
        folded = _in_file_order(fold([entry_of(row) for row in group], moments) for group in groups)
        return Snapshot(distribution, tuple(folded), moments)

    def standings(self, distribution: str, moments: Moments = LATEST) -> Snapshot[Standing]:
        """The standings of all advisories of one distribution, as ``snapshot`` has the advisories."""
        query = Query(distributions=(distribution,), include_withdrawn=True)
        with self._one_state():
            rows = self._where("read.standings_where", Condition(query, moments))
            aliases = self._aliases(moments)
            split = self._split(moments)
        found = [
            split.get(opening)
            or Standing(identifier, package, tuple(aliases[opening]), _STATUSES[status], version)
            for opening, identifier, package, status, version in sorted(rows, key=_FIRST)
        ]
        return Snapshot(distribution, tuple(_by_package(found)), moments)

    def _aliases(self, moments: Moments) -> dict[int, list[str]]:
        """The aliases known at a moment, by the opening of their advisory."""
        found: dict[int, list[str]] = defaultdict(list)
        for opening, alias in self._rows("read.aliases", known=_known(moments)):
            found[opening].append(alias)
        return found

    def _split(self, moments: Moments) -> dict[int, Standing]:
        """The standings of advisories with events that hold for some architectures only."""
        pattern = f'%"{ARCHITECTURES_KEY}"%'
        found = self._rows("read.openings_of_events_with", known=_known(moments), pattern=pattern)
        openings = [opening for (opening,) in found]
        groups = self._groups(openings, moments.known) if openings else []
        return {
            group[0].sequence: standing_of(advisory)
            for group in groups
            if (advisory := fold(group, moments)) is not None
        }

    def packages(self, distribution: str | None = None) -> list[str]:
        """The packages that have an advisory now which is not withdrawn, in file order."""
        found = self._rows("read.packages", distribution=distribution or "")
        return sorted((package for (package,) in found), key=file_order)

    def alias_statements(self) -> Iterator[tuple[str, str]]:
        """Pairs of ids that one advisory lists together now, withdrawn ones left out; each pair once."""
        yield from self._rows("read.alias_statements", forever=FOREVER)

    def stored_documents(
        self, distribution: str, packages: Collection[str] | None = None
    ) -> Iterator[StoredDocument]:
        """The stored documents of all or some packages, in file order."""
        if packages is None:
            rows = self._rows("read.documents", distribution=distribution)
        else:
            wanted = canonical.encode(sorted(packages)).decode()
            rows = self._rows("read.documents_of_packages", distribution=distribution, packages=wanted)
        for row in sorted(rows, key=lambda row: file_order(row[0])):
            yield StoredDocument(*row)

    def leaf_hashes(self, size: int | None = None) -> list[bytes]:
        """The leaf hashes of the first ``size`` entries, of all by default: what proofs are made from."""
        return [leaf for (leaf,) in self._rows("read.leaf_hashes", size=FOREVER if size is None else size)]

    def private_words(self, sequence: int) -> dict[str, str] | None:
        """Who recorded an entry (``actor``) and its internal words; ``None`` where erased or never given."""
        found = self._rows("read.private_words", sequence=sequence)
        return dict(canonical.decode(found[0][0])) if found else None

    def taken(self, advisories: Collection[str]) -> frozenset[str]:
        """Those of the ids that an advisory of any distribution has."""
        wanted = canonical.encode(list(advisories)).decode()
        return frozenset(row[0] for row in self._rows("read.openings", advisories=wanted))

    def is_taken(self, advisory: str) -> bool:
        """Whether an advisory of any distribution has this id."""
        return bool(self.taken([advisory]))


def _grouped(rows: Iterable[Row]) -> list[list[Entry]]:
    """Entries, each with its opening, by advisory."""
    return [[entry_of(row) for row in group] for _, group in groupby(rows, key=_OPENING)]


def _in_file_order(found: Iterable[Advisory | None]) -> list[Advisory]:
    """The advisories that exist, which come in order of opening, by package as feeds want them."""
    return _by_package([advisory for advisory in found if advisory is not None])


def _by_package(found: list[S]) -> list[S]:
    return sorted(found, key=lambda advisory: file_order(advisory.package))


def _known(moments: Moments) -> int:
    """The last entry that counts."""
    return FOREVER - 1 if moments.known is None else moments.known
