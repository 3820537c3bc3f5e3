"""KEV and EPSS in the ledger: what holds now, and how it came to that (sources.md KE, EP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.record import Prediction
from navwarn.ledger.knowledge import Counts
from tests.ledger.knowledge import ONE, TWO, cve, day, learn, list_exploited, predict, predict_all
from tests.ledger.making import START

if TYPE_CHECKING:
    from navwarn.ledger.interface import Ledger


def listings(ledger: Ledger, name: str = ONE) -> list[tuple[str, bool]]:
    """The catalogue's versions and whether they had the entry, oldest first."""
    found = ledger.vulnerability(name)
    assert found is not None
    return [(one.catalog, one.is_listed) for one in found.listings]


def predictions(ledger: Ledger) -> list[tuple[float, float, str]]:
    """Scores, percentiles and models, oldest first."""
    found = ledger.vulnerability(ONE)
    assert found is not None
    return [(one.score, one.percentile, one.model) for one in found.predictions]


def test_a_catalogue_dates_exploitation(ledger: Ledger) -> None:
    learn(ledger, cve())
    assert ledger.vulnerabilities([ONE])[ONE].exploited_at is None
    assert list_exploited(ledger, ONE, TWO) == Counts(added=2)
    assert ledger.vulnerabilities([ONE])[ONE].exploited_at == START


def test_the_same_catalogue_changes_nothing_and_an_older_one_neither(ledger: Ledger) -> None:
    list_exploited(ledger, ONE, catalog="2")
    assert list_exploited(ledger, ONE, catalog="2", now=day(1)) == Counts(unchanged=1)
    assert list_exploited(ledger, ONE, catalog="1", now=day(2), name="old") == Counts(older=1)
    assert list_exploited(ledger, ONE, ONE, catalog="3", now=day(3)) == Counts(unchanged=2)
    assert listings(ledger) == [("2", True)]


def test_every_change_of_an_entry_is_kept(ledger: Ledger) -> None:  # KE1
    list_exploited(ledger, ONE, catalog="1")
    assert list_exploited(ledger, ONE, catalog="2", now=day(1), name="new") == Counts(changed=1)
    assert listings(ledger) == [("1", True), ("2", True)]
    assert ledger.vulnerabilities([ONE])[ONE].title == "new"


def test_an_entry_that_a_whole_catalogue_lacks_is_no_longer_listed_and_stays(
    ledger: Ledger,
) -> None:  # IN3, KE1
    list_exploited(ledger, ONE, TWO, catalog="1")
    list_exploited(ledger, TWO, catalog="2", is_whole=False, now=day(1))
    assert listings(ledger) == [("1", True)]
    list_exploited(ledger, TWO, catalog="2", now=day(2))
    assert listings(ledger) == [("1", True), ("2", False)]
    assert ledger.vulnerabilities([ONE])[ONE].exploited_at == START
    assert list_exploited(ledger, ONE, TWO, catalog="3", now=day(3)) == Counts(changed=1, unchanged=1)
    assert listings(ledger) == [("1", True), ("2", False), ("3", True)]


def test_a_catalogue_imported_twice_at_one_moment_is_there_once(ledger: Ledger) -> None:
    list_exploited(ledger, ONE, catalog="1")
    list_exploited(ledger, ONE, catalog="2", name="new")
    assert listings(ledger) == [("2", True)]


def test_a_prediction_shows_in_the_summary_whichever_came_first(ledger: Ledger) -> None:
    predict(ledger, 0.5, 0.9, day(1))
    assert ledger.vulnerability(ONE) is None  # a score alone is no knowledge of a vulnerability
    learn(ledger, cve())
    assert ledger.vulnerabilities([ONE])[ONE].epss_score == 0.5
    predict(ledger, 0.6, 0.95, day(2))
    found = ledger.vulnerabilities([ONE])[ONE]
    assert (found.epss_score, found.epss_percentile) == (0.6, 0.95)
    assert ledger.check().passed


def test_the_history_has_a_row_where_score_or_model_changed(ledger: Ledger) -> None:  # EP2
    learn(ledger, cve())
    assert predict(ledger, 0.5, 0.9, day(1)) == Counts(added=1)
    assert predict(ledger, 0.5, 0.9, day(2)) == Counts(unchanged=1)
    assert predict(ledger, 0.5, 0.91, day(3)) == Counts(changed=1)
    assert predict(ledger, 0.5, 0.92, day(4), model="v2") == Counts(changed=1)
    assert predict(ledger, 0.6, 0.92, day(5), model="v2") == Counts(changed=1)
    assert predictions(ledger) == [(0.5, 0.91, "v1"), (0.5, 0.92, "v2"), (0.6, 0.92, "v2")]


def test_scores_of_an_older_day_are_left_out(ledger: Ledger) -> None:
    learn(ledger, cve())
    predict(ledger, 0.5, 0.9, day(1))
    predict(ledger, 0.5, 0.9, day(3))
    assert predict(ledger, 0.1, 0.2, day(2)) == Counts(older=1)
    assert predict(ledger, 0.1, 0.2, day(0)) == Counts(older=1)
    assert predictions(ledger) == [(0.5, 0.9, "v1")]
    (state,) = ledger.sources()
    assert (state.name, state.records, state.high_water) == ("epss", 1, day(3))


def test_of_two_scores_of_one_day_the_last_counts(ledger: Ledger) -> None:
    learn(ledger, cve())
    scores = [Prediction(ONE, score, 0.9, "v1", day(1)) for score in (0.1, 0.2)]
    assert predict_all(ledger, scores) == Counts(added=1, changed=1)
    assert predictions(ledger) == [(0.2, 0.9, "v1")]


def test_a_catalogue_counts_its_entries_as_a_source(ledger: Ledger) -> None:
    counts = list_exploited(ledger, ONE, TWO)
    list_exploited(ledger, ONE, TWO, catalog="2", now=day(1), name="new")
    with ledger.learn(now=day(1)) as transaction:
        transaction.note_import({"kev": counts}, {})
    (state,) = ledger.sources()
    assert (state.records, state.high_water) == (2, START)
