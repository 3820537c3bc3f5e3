"""The rows that lists and searches read follow from the fold and from nothing else."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.advisory import fold
from navwarn.ledger.listing_projection import WORD_CHARACTERS, display_id, natural_key, words_of
from navwarn.ledger.projection import Projector, no_rows
from navwarn.ledger.seal import differences
from navwarn.ledger.table import LISTING, PROJECTIONS, WORDS
from tests.core.histories import histories

if TYPE_CHECKING:
    from navwarn.core.entry import Entry


@given(histories())
def test_the_row_of_a_list_says_what_the_fold_says(history: list[Entry]) -> None:
    rows = no_rows()
    Projector({}).project(history, rows)
    advisory = fold(history)
    if advisory is None:
        assert rows[LISTING] == []
        return
    ((*row, event, published, updated),) = rows[LISTING]
    shown = display_id(advisory.aliases) or advisory.id
    assert row == [
        *(history[0].sequence, advisory.distribution, advisory.package, advisory.id),
        *(shown, natural_key(shown)),
        *(advisory.status.value, advisory.latest.type, advisory.fixed_version),
    ]
    deciding = next(entry for entry in history if entry.sequence == event)
    assert deciding.payload["type"] == advisory.latest.type
    assert published == min(event.timestamp for event in advisory.events)
    assert updated == advisory.modified


@given(histories())
def test_the_words_of_a_search_are_those_of_the_notes_that_count(history: list[Entry]) -> None:
    rows = no_rows()
    Projector({}).project(history, rows)
    advisory = fold(history)
    events = advisory.events if advisory else ()
    wanted = sorted({word for event in events for word in words_of(event.note)})
    assert rows[WORDS] == ([(history[0].sequence, " ".join(wanted))] if wanted else [])


@given(st.text(max_size=60) | st.text(alphabet="aZ9_- \u0308\u00df\u212a\u0130.ÉéŁ²½", max_size=60))
def test_a_word_is_a_run_of_letters_and_digits_however_they_are_encoded(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    separated = "".join(char if char.isalnum() else " " for char in folded)
    assert words_of(text) == tuple(word[:WORD_CHARACTERS] for word in separated.split())


@given(histories(), st.integers(0, 8))
def test_what_is_removed_changed_and_added_leads_from_the_old_rows_to_the_new(
    history: list[Entry], cut: int
) -> None:
    before, after = no_rows(), no_rows()
    if cut:
        Projector({}).project(history[: cut + 1], before)
    Projector({}).project(history, after)
    removed, changed, added = differences(before, after)
    kept = {table: {row[: table.key_length]: row for row in before[table]} for table in PROJECTIONS}
    for table, keys in removed:
        for key in keys:
            del kept[table][key]
    for table, columns, rows in changed:
        assert not table.is_searched
        for row in rows:
            values, key = dict(zip(columns, row, strict=False)), row[len(columns) :]
            old = kept[table][key]
            kept[table][key] = tuple(map(values.get, table.columns, old))
            assert all(value != old[table.columns.index(column)] for column, value in values.items())
    for table, rows in added:
        assert kept[table].keys().isdisjoint(row[: table.key_length] for row in rows)
        kept[table] |= {row[: table.key_length]: row for row in rows}
    assert {table: sorted(rows.values()) for table, rows in kept.items()} == {
        table: sorted(after[table]) for table in PROJECTIONS
    }
