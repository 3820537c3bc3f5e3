"""Records for tests, and ledgers that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.instant import DAY, Instant
from navwarn.core.record import Exploited, Flag, Prediction, Record
from navwarn.core.severity import Role, Scoring, scoring_of_vector
from navwarn.ledger.content import pack
from tests.ledger.making import START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.ledger.interface import Ledger
    from navwarn.ledger.knowledge import Counts

ONE, TWO = "CVE-2024-10001", "CVE-2024-10002"
GHSA, GO = "GHSA-2222-3333-4444", "GO-2024-0001"
HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"
LOW = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
REJECTED, WITHDRAWN = (Flag.REJECTED,), (Flag.WITHDRAWN,)


def day(number: int) -> Instant:
    """So many days after the start."""
    return Instant(START + number * DAY)


def cve(name: str = ONE, **fields: Any) -> Record:
    """A record of the CVE list."""
    found: dict[str, Any] = {"modified": START, "title": f"Flaw {name}"} | fields
    return Record("cve", name, **found)


def ghsa(*aliases: str, name: str = GHSA, **fields: Any) -> Record:
    """A record of GitHub."""
    found: dict[str, Any] = {"modified": START} | fields
    return Record("ghsa", name, aliases, **found)


def scored(vector: str, provider: str = "nvd@nist.gov") -> tuple[Scoring, ...]:
    """One judgement."""
    found = scoring_of_vector(vector, provider, Role.PRIMARY)
    assert found is not None
    return (found,)


def learn(ledger: Ledger, *records: Record, now: Instant = START) -> dict[str, Counts]:
    """What became of records stored in one transaction."""
    with ledger.learn(now=now) as transaction:
        return transaction.store_records([pack(record) for record in records])


def list_exploited(
    ledger: Ledger, *cves: str, catalog: str = "1", is_whole: bool = True, now: Instant = START, **fields: Any
) -> Counts:
    """What became of a catalogue of exploited vulnerabilities."""
    said: dict[str, Any] = {"added": START} | fields
    entries = [Exploited(one, **({"name": f"Flaw of {one}"} | said)) for one in cves]
    with ledger.learn(now=now) as transaction:
        return transaction.store_catalog(catalog, entries, is_whole=is_whole)


def predict(ledger: Ledger, score: float, percentile: float, at: Instant, model: str = "v1") -> Counts:
    """What became of a day's prediction about the first CVE, noted as an import."""
    return predict_all(ledger, [Prediction(ONE, score, percentile, model, at)])


def predict_all(ledger: Ledger, predictions: Sequence[Prediction]) -> Counts:
    """What became of predictions of one day, noted as an import."""
    with ledger.learn(now=START) as transaction:
        counts = transaction.store_predictions(predictions)
        transaction.note_import({"epss": counts}, {}, scored_at=predictions[0].at)
    return counts
