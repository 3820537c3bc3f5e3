"""What a ledger offers: reads at any two moments, and transactions that append (architecture.md 5, 8).

The protocols, their values and the room's errors. Both databases give the same answers to all of this, and
one contract suite holds them to it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol, Self

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.core.moments import LATEST, Moments
from navwarn.core.status import Exposure, Status
from navwarn.errors import CheckFailedError, ExternalError, InputError
from navwarn.ledger.learning import (
    CatalogReading,
    CatalogTransaction,
    KnowledgeReading,
    KnowledgeTransaction,
)
from navwarn.ledger.listing import COUNT_CAP, NEWEST_FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

    from navwarn.core.advisory import Advisory
    from navwarn.core.entry import Draft, Entry
    from navwarn.core.snapshot import Snapshot
    from navwarn.core.standing import Standing
    from navwarn.ledger.browsing import Browser
    from navwarn.ledger.evidence import EvidenceReader
    from navwarn.ledger.listing import ListFilter, ListOrder, ListPage, Position, StatusCounts
    from navwarn.ledger.seal import Sealed, Sealer
    from navwarn.ledger.token_store import TokenStore
    from navwarn.ledger.tracking import TrackingReading, TrackingTransaction


class RefusedEntryError(InputError):
    """An entry that the ledger cannot hold, such as one of an advisory nobody opened."""

    code = "NW-LEDGER-ENTRY"


class MissingLedgerError(InputError):
    """There is no ledger at the place given, and nobody asked to make one."""

    code = "NW-DB-MISSING"


class LocationError(InputError):
    """A text that names no place for a ledger."""

    code = "NW-DB-URL"


class SchemaError(ExternalError):
    """The database is of another version of Navwarn."""

    code = "NW-DB-SCHEMA"


class DatabaseError(ExternalError):
    """The database failed: not reachable, locked, full, read-only, damaged."""

    code = "NW-DB-FAILED"


class SlowQueryError(DatabaseError):
    """A question took longer than a server may spend on it."""

    code = "NW-DB-SLOW"

    def __init__(self) -> None:
        super().__init__(
            "the question takes the ledger too long to answer",
            hint="Narrow it: name a package, a status, a date.",
        )


class DamagedLedgerError(CheckFailedError):
    """What the ledger holds contradicts itself."""

    code = "NW-DB-DAMAGED"


class Head(Struct, frozen=True):
    """The ledger's state in one line: how many entries, the root of their log, when the last was recorded."""

    size: int
    root: bytes
    recorded_at: Instant | None


class StoredDocument(Struct, frozen=True):
    """The text a package's document was imported from, so that an unedited one is exported as it was.

    ``digest`` is the SHA-256 of the text in hexadecimal: it tells whether the document changed, or this text.
    """

    package: str
    text: bytes
    digest: str


class Query(Struct, frozen=True):
    """Which advisories are wanted: every condition that is given must hold, empty ones do not count.

    ``vulnerabilities`` are aliases or advisory ids, in any case their family allows. ``event_types``,
    ``since`` and ``until`` (both inclusive) are about the event that decides the state. ``component_types``
    are those of all detections. ``unresolved`` is documents.md P1. Withdrawn advisories are left out unless
    ``include_withdrawn`` or ``statuses`` asks for them.
    """

    distributions: Collection[str] = ()
    packages: Collection[str] = ()
    vulnerabilities: Collection[str] = ()
    statuses: Collection[Status] = ()
    exposures: Collection[Exposure] = ()
    event_types: Collection[str] = ()
    component_types: Collection[str] = ()
    since: Instant | None = None
    until: Instant | None = None
    unresolved: bool = False
    include_withdrawn: bool = False


NOT_WITHDRAWN = Query()
"""Every advisory that is not withdrawn."""

EVERYTHING = Query(include_withdrawn=True)
"""Every advisory, withdrawn ones included."""


class Difference(Struct, frozen=True):
    """One thing that ``check`` found wrong: where, and what is there instead of what."""

    place: str
    problem: str


class CheckReport(Struct, frozen=True):
    """What ``check`` looked at and every difference it found, those of the entries first.

    ``erased`` counts entries whose private words are gone: they still prove that there were some.
    ``damaged`` are differences of the truth (entries, log) and of what the database is made of, which nothing
    repairs; ``stale`` those of projections, which ``rebuild`` does. ``unchecked`` says what was not looked
    at, and why.
    """

    head: Head
    advisories: int
    erased: int
    damaged: tuple[Difference, ...]
    stale: tuple[Difference, ...]
    unchecked: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.damaged and not self.stale


class Lists(Protocol):
    """Lists of advisories for readers; one of these answers one question."""

    def page(
        self,
        wanted: ListFilter,
        order: ListOrder = NEWEST_FIRST,
        *,
        moments: Moments = LATEST,
        after: Position | None = None,
        limit: int = 50,
    ) -> ListPage:
        """At most ``limit`` rows of a list at two moments, those that follow a position."""

    def counts(self, wanted: ListFilter, *, moments: Moments = LATEST, cap: int = COUNT_CAP) -> StatusCounts:
        """How many rows of a list have each status, each counted up to one more than ``cap``."""


class Reader(KnowledgeReading, CatalogReading, Protocol):
    """Reads, the same on a ledger and inside a transaction.

    Each call sees one state of the ledger. Calls that must agree with one another are given the same
    ``Moments.known``, such as ``head().size``: what was known then never changes.
    """

    @property
    def lists(self) -> Lists:
        """Pages of advisories for readers."""

    @property
    def tokens(self) -> TokenStore:
        """The digests of readers' tokens."""

    @property
    def evidence(self) -> EvidenceReader:
        """What matching needs to know."""

    @property
    def tracking(self) -> TrackingReading:
        """Tracked images."""

    def browser(self, distributions: Collection[str]) -> Browser:
        """What readers of a site ask who may see these distributions."""

    def head(self) -> Head:
        """The state now."""

    def version(self) -> str:
        """A text that changes at least whenever somebody else commits."""

    def is_gone(self) -> bool:
        """Whether what was opened is not what is at its place any more: a file that was replaced."""

    def sequence_at(self, moment: Instant) -> int:
        """The number of the last entry recorded at or before the moment; 0 where there was none."""

    def entries(
        self,
        distribution: str | None = None,
        *,
        advisories: Collection[str] | None = None,
        after: int = 0,
        until: int | None = None,
    ) -> Iterator[Entry]:
        """Entries in order of sequence, those with ``after < sequence <= until``."""

    def entries_of(self, advisory: str) -> list[Entry]:
        """The entries of one advisory in order; empty where there is no such advisory."""

    def grouped_entries(
        self, distribution: str | None = None, *, advisories: Collection[str] | None = None
    ) -> Iterator[list[Entry]]:
        """The entries of each advisory, advisories in order of opening, in memory one at a time."""

    def advisory(self, advisory: str, moments: Moments = LATEST) -> Advisory | None:
        """The advisory of an id, whatever its distribution; ``None`` where it did not exist then."""

    def advisories(self, query: Query = NOT_WITHDRAWN, moments: Moments = LATEST) -> list[Advisory]:
        """The advisories that match at two moments: packages in file order, then as opened."""

    def count(self, query: Query = NOT_WITHDRAWN, moments: Moments = LATEST) -> int:
        """How many ``advisories`` would return, from the indexes alone."""

    def find(self, distribution: str, package: str, vulnerabilities: Collection[str]) -> list[Advisory]:
        """A package's advisories that know any of the ids as alias or id now, withdrawn ones included."""

    def snapshot(self, distribution: str, moments: Moments = LATEST) -> Snapshot[Advisory]:
        """All advisories of one distribution, withdrawn ones included, without those it includes."""

    def standings(self, distribution: str, moments: Moments = LATEST) -> Snapshot[Standing]:
        """The standings of all advisories of one distribution, as ``snapshot`` has the advisories."""

    def packages(self, distribution: str | None = None) -> list[str]:
        """The packages that have an advisory now which is not withdrawn, in file order."""

    def alias_statements(self) -> Iterator[tuple[str, str]]:
        """Pairs of ids that one advisory lists together now, withdrawn ones left out; each pair once."""

    def stored_documents(
        self, distribution: str, packages: Collection[str] | None = None
    ) -> Iterator[StoredDocument]:
        """The stored documents of all or some packages, in file order."""

    def leaf_hashes(self, size: int | None = None) -> list[bytes]:
        """The leaf hashes of the first ``size`` entries, of all by default: what proofs are made from."""

    def private_words(self, sequence: int) -> dict[str, str] | None:
        """Who recorded an entry (``actor``) and its internal words; ``None`` where erased or never given."""

    def taken(self, advisories: Collection[str]) -> frozenset[str]:
        """Those of the ids that an advisory of any distribution has."""

    def is_taken(self, advisory: str) -> bool:
        """Whether an advisory of any distribution has this id."""


class Transaction(Reader, Protocol):
    """Reads and appends that become visible together, or not at all."""

    def append(self, drafts: Sequence[Draft], *, words: Mapping[str, str] | None = None) -> list[Entry]:
        """The entries as recorded: numbered, dated, in the log and in every projection.

        ``words`` are internal: with the actor they enter the log only as a salted commitment, one for each
        entry. Raises ``RefusedEntryError``, and then none of the drafts is recorded, for an entry of an
        advisory that was not opened or belongs to another distribution, an advisory opened twice, a
        retraction of what is no live entry of the same advisory or opens it, and drafts that leave an
        advisory without any event.
        """

    def sealer(self, histories: dict[str, list[Entry]], *, words: Mapping[str, str] | None = None) -> Sealer:
        """What does the work of ``append`` but for the writing, which is left to ``record``.

        It needs no database, so that another process may do it. ``histories`` are the recorded entries, by
        advisory, of at least those advisories the drafts will be about; the sealer extends them.
        """

    def record(self, sealed: Sealed) -> None:
        """Write what a sealer of this transaction made, in the order in which it made it."""

    def store_documents(
        self, distribution: str, documents: Iterable[StoredDocument], *, removed: Collection[str] = ()
    ) -> None:
        """Keep the texts of documents in place of earlier ones, and forget those of ``removed`` packages."""


class Ledger(Reader, Protocol):
    """An open ledger. It belongs to one thread."""

    def __enter__(self) -> Self:
        """The ledger itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""

    def close(self) -> None:
        """Let go of the database; more than once does no harm."""

    def write(self, *, now: Instant, actor: str) -> AbstractContextManager[Transaction]:
        """A transaction that alone may write from its first moment; others wait for its end.

        It is committed, durably, when the block ends and rolled back when the block raises. Entries are dated
        ``now``, or as the last one where the clock went backwards.
        """

    def learn(self, *, now: Instant) -> AbstractContextManager[KnowledgeTransaction]:
        """A transaction that stores what upstream sources say, with all that follows from it.

        It is committed when the block ends and rolled back when the block raises. On PostgreSQL entries may
        be appended meanwhile; on SQLite they wait, so keep it short.
        """

    def catalogue(self, *, now: Instant) -> AbstractContextManager[CatalogTransaction]:
        """The same for what distributions publish."""

    def track(self, *, now: Instant) -> AbstractContextManager[TrackingTransaction]:
        """A transaction that adds images and keeps what is found in them up to date."""

    def erase_private(self, sequence: int) -> bool:
        """Erase the private words of an entry, and say whether there were any; the log stays provable."""

    def check(self) -> CheckReport:
        """Everything that is wrong: numbering, log, commitments, projections, definitions."""

    def rebuild(self) -> None:
        """Make every projection anew from the entries."""

    def backup(self, target: Path) -> Head:
        """Write a copy of this moment to a new file, whole or not at all; it is a SQLite ledger itself."""

    def restore(self, source: Path) -> Head:
        """Take over a backup that passes its check; only an empty ledger may."""
