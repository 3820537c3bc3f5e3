"""The ledger itself: what ``open_ledger`` returns, over either database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from navwarn.ledger.reader import SqlReader
from navwarn.ledger.statement import statement
from navwarn.ledger.writing import writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from navwarn.core.instant import Instant
    from navwarn.ledger.catalog_writer import SqlCatalogTransaction
    from navwarn.ledger.engine import Engine
    from navwarn.ledger.image_writer import SqlTrackingTransaction
    from navwarn.ledger.interface import CheckReport, Head
    from navwarn.ledger.knowledge_writer import SqlKnowledgeTransaction
    from navwarn.ledger.projection import Projector
    from navwarn.ledger.writer import SqlTransaction


class SqlLedger(SqlReader):
    """``interface.Ledger`` over a database whose schema is current."""

    def __init__(self, engine: Engine, schemes: Mapping[str, str]) -> None:
        super().__init__(engine)
        self._schemes = schemes

    @property
    def _projector(self) -> Projector:
        from navwarn.ledger.projection import Projector

        return Projector(self._schemes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; more than once does no harm."""
        self._engine.close()

    @contextmanager
    def write(self, *, now: Instant, actor: str) -> Iterator[SqlTransaction]:
        """A transaction that alone may write from its first moment; others wait for its end."""
        from navwarn.ledger.writer import SqlTransaction

        with writing(self._engine):
            transaction = SqlTransaction(self._engine, self._projector, now=now, actor=actor)
            yield transaction
            transaction.finish()

    @contextmanager
    def learn(self, *, now: Instant) -> Iterator[SqlKnowledgeTransaction]:
        """A transaction that stores what upstream sources say, with all that follows from it."""
        from navwarn.ledger.knowledge_writer import SqlKnowledgeTransaction

        with writing(self._engine):
            transaction = SqlKnowledgeTransaction(self._engine, now=now)
            yield transaction
            transaction.finish()

    @contextmanager
    def catalogue(self, *, now: Instant) -> Iterator[SqlCatalogTransaction]:
        """A transaction that stores what distributions publish."""
        from navwarn.ledger.catalog_writer import SqlCatalogTransaction

        with writing(self._engine):
            yield SqlCatalogTransaction(self._engine, self._projector, now=now)

    @contextmanager
    def track(self, *, now: Instant) -> Iterator[SqlTrackingTransaction]:
        """A transaction that adds images and keeps what is found in them up to date."""
        from navwarn.ledger.image_writer import SqlTrackingTransaction

        with writing(self._engine):
            yield SqlTrackingTransaction(self._engine, now=now)

    def erase_private(self, sequence: int) -> bool:
        """Erase the private words of an entry, and say whether there were any; the log stays provable."""
        erase = statement("write.erase_private", self._engine.dialect)
        with writing(self._engine):
            erased = self._engine.run(erase, {"sequence": sequence})
        self._engine.forget()
        return erased > 0

    def check(self) -> CheckReport:
        """Everything that is wrong: numbering, log, commitments, projections, definitions."""
        from navwarn.ledger.check import Checker
        from navwarn.ledger.structure import NOT_COMPARED, structural_differences

        structural = structural_differences(self._engine)
        with self._one_state():
            report = Checker(self._engine, self._projector).report()
        if structural is None:
            return replace(report, unchecked=(NOT_COMPARED,))
        return replace(report, damaged=(*report.damaged, *structural))

    def rebuild(self) -> None:
        """Make every projection anew from the entries."""
        from navwarn.ledger.rebuild import Rebuilder

        with writing(self._engine):
            self._rows("write.lock_head")
            Rebuilder(self._engine, self._projector).rebuild()

    def backup(self, target: Path) -> Head:
        """Write a copy of this moment to a new file, whole or not at all; it is a SQLite ledger itself."""
        from navwarn.ledger.backup import write_backup

        return write_backup(self._engine, self._projector, target)

    def restore(self, source: Path) -> Head:
        """Take over a backup that passes its check; only an empty ledger may."""
        from navwarn.ledger.backup import restore_backup

        return restore_backup(self._engine, self._projector, source)
