"""An import is the same in one process and in several, in one batch and in many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.config import load_config
from navwarn.core.instant import SECOND, Instant
from navwarn.documents.document import MAX_BYTES
from navwarn.documents.edit import edit
from navwarn.ledger import open_ledger
from navwarn.workflows import importing, parallel
from navwarn.workflows.demo.world import build_world
from navwarn.workflows.importing import ContradictionError, UnreadableDocumentsError, import_directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from navwarn.documents.document import Document
    from navwarn.ledger.interface import Ledger
    from navwarn.workflows.importing import ImportReport
    from tests.plugin_postgresql import PostgresqlServer

NOW = Instant(2_000_000_000 * SECOND)
DEFAULT = load_config(None, {"HOME": "/nowhere"}).distribution()
NEVER = 10**12


@pytest.fixture(scope="module")
def documents() -> Sequence[Document]:
    return build_world().distributions[1].documents[:12]


def put(directory: Path, documents: Sequence[Document]) -> Path:
    directory.mkdir(exist_ok=True)
    for document in documents:
        (directory / f"{document.package}.advisories.yaml").write_text(edit(None, document))
    return directory


def follow(ledger: Ledger, directory: Path, reason: str | None = None) -> ImportReport:
    return import_directory(
        ledger, DEFAULT, directory, now=NOW, actor="test", reason=reason, max_bytes=MAX_BYTES
    )


def state(ledger: Ledger) -> object:
    """All that is recorded, but for the salts and what depends on them."""
    assert ledger.check().passed
    entries = [entry._replace(commitment="") for entry in ledger.entries()]
    return entries, list(ledger.stored_documents(DEFAULT.name)), ledger.advisories()


@pytest.fixture(params=["one process", "several"])
def processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVWARN_CACHE", "off")
    monkeypatch.setattr(parallel, "WORTH_A_PROCESS", NEVER if request.param == "one process" else 1)
    monkeypatch.setattr(importing, "BATCH", 5)


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_in_batches_the_same_is_recorded_as_in_one_go(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    documents: Sequence[Document],
    database: str,
) -> None:
    before, after = put(tmp_path / "before", documents[:8]), put(tmp_path / "after", documents[4:])
    place = str(tmp_path / "ledger.sqlite")
    if database == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        place = server.new_schema()
    with open_ledger(place) as ledger, open_ledger(str(tmp_path / "plain.sqlite")) as plain:
        batched = [follow(ledger, before), follow(ledger, after, "as it is"), follow(ledger, after)]
        monkeypatch.setattr(importing, "BATCH", NEVER)
        monkeypatch.setattr(parallel, "WORTH_A_PROCESS", NEVER)
        assert batched == [follow(plain, before), follow(plain, after, "as it is"), follow(plain, after)]
        assert batched[2].is_unchanged
        assert batched[1].entries["withdrawn"] > 0
        assert state(ledger) == state(plain)


@pytest.mark.usefixtures("processes")
def test_a_fault_in_the_last_document_leaves_nothing_of_the_first(
    tmp_path: Path, documents: Sequence[Document]
) -> None:
    directory = put(tmp_path / "tree", documents)
    (directory / "zzz.advisories.yaml").write_text("a: [")
    with open_ledger(str(tmp_path / "ledger.sqlite")) as ledger:
        with pytest.raises(UnreadableDocumentsError, match=r"zzz\.advisories\.yaml:1: D1") as refusal:
            follow(ledger, directory)
        assert [fault.rule for fault in refusal.value.faults] == ["D1"]
        assert ledger.head().size == 0
        (directory / "zzz.advisories.yaml").unlink()
        assert follow(ledger, directory).size > 0
        assert ledger.check().passed


@pytest.mark.usefixtures("processes")
def test_all_contradictions_are_listed_and_nothing_new_is_recorded(
    tmp_path: Path, documents: Sequence[Document]
) -> None:
    directory = put(tmp_path / "tree", documents[:6])
    with open_ledger(str(tmp_path / "ledger.sqlite")) as ledger:
        follow(ledger, directory)
        before = state(ledger)
        put(directory, documents[6:])
        shortened = [documents[0], documents[5]]
        put(directory, [replace(one, advisories=one.advisories[1:]) for one in shortened])
        with pytest.raises(ContradictionError) as refusal:
            follow(ledger, directory)
        assert [(conflict.package, conflict.advisory) for conflict in refusal.value.conflicts] == [
            (document.package, document.advisories[0].id) for document in shortened
        ]
        assert state(ledger) == before


def test_an_id_that_another_distribution_has_recorded_is_told_with_file_line_and_rule(
    tmp_path: Path, documents: Sequence[Document]
) -> None:
    """Rule C2 of documents.md holds across distributions too: an id stands for one advisory."""
    with open_ledger(str(tmp_path / "ledger.sqlite")) as ledger:
        follow(ledger, put(tmp_path / "ours", documents[:1]))
        before = ledger.head()
        with pytest.raises(UnreadableDocumentsError) as refusal:
            import_directory(
                ledger,
                replace(DEFAULT, name="theirs"),
                put(tmp_path / "theirs", documents[:2]),
                now=NOW,
                actor="test",
                max_bytes=MAX_BYTES,
            )
        faults = refusal.value.faults
        assert {fault.rule for fault in faults} == {"C2"}
        assert len(faults) == len(documents[0].advisories)
        assert all(fault.line > 1 and fault.file.startswith(str(tmp_path / "theirs")) for fault in faults)
        assert "recorded for distribution default" in faults[0].message
        assert ledger.head() == before
