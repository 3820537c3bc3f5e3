"""Entries: payloads, what makes events the same, and what the log covers (architecture.md 8)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core import canonical
from navwarn.core import entry as payloads
from navwarn.core.entry import Entry, EntryKind, commitment, event_identity, event_of, event_payload, leaf
from navwarn.core.event import Event
from navwarn.core.instant import Instant, parse_instant
from tests.core.histories import ADVISORY, START, entry, events, histories

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
EVENT = Event(START, "fixed", {"fixed-version": "1.0-r0"}, {"later": "key"}, {"arch": "x86_64"})


@given(events())
def test_an_event_comes_back_from_its_payload(event: Event) -> None:
    assert event_of(event_payload(event)) == event


def test_unknown_keys_and_extensions_come_back_too() -> None:
    assert event_of(event_payload(EVENT)) == EVENT
    assert event_payload(EVENT)["later"] == "key"
    assert event_payload(EVENT)["x-navwarn"] == {"arch": "x86_64"}


def test_what_json_results_tell_of_an_entry_says_again_what_its_leaf_covers() -> None:
    one = Entry(7, "acme", ADVISORY, EntryKind.OPENED, {"package": "zlib"}, START, "aa")
    said = payloads.told(one)
    assert list(said) == list(Entry._fields[:7])
    assert leaf(Entry(**said | {"recorded_at": parse_instant(said["recorded_at"])})) == leaf(one)


def test_the_other_payloads() -> None:
    assert payloads.opened("zlib", ("CVE-2024-0001",)) == {"package": "zlib", "aliases": ["CVE-2024-0001"]}
    assert payloads.aliases_changed({"b", "a"}, ()) == {"added": ["a", "b"], "removed": []}
    assert payloads.withdrawn("why") == {"reason": "why"}
    assert payloads.moved("zlib-ng", "why") == {"package": "zlib-ng", "reason": "why"}
    assert payloads.retracted(7, "why") == {"entry": 7, "reason": "why"}


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (Event(Instant(START + 999_999), "fixed", EVENT.data, EVENT.extra), True),
        (Event(START, "fixed", EVENT.data, EVENT.extra, {"arch": "aarch64"}), True),
        (Event(Instant(START + 1_000_000), "fixed", EVENT.data, EVENT.extra), False),
        (Event(START, "detection", EVENT.data, EVENT.extra), False),
        (Event(START, "fixed", {"fixed-version": "1.0-r1"}, EVENT.extra), False),
        (Event(START, "fixed", EVENT.data), False),
    ],
)
def test_what_makes_events_the_same(other: Event, *, is_same: bool) -> None:
    assert (event_identity(other) == event_identity(EVENT)) is is_same


def test_the_leaf_of_an_entry_is_written_down_here() -> None:
    told = Entry(7, "acme", ADVISORY, "withdrawn", {"reason": "é"}, Instant(START + 500_000))
    assert leaf(told) == (
        b"navwarn/entry/1\n"
        b'{"advisory":"NW-2222-3333-4444","distribution":"acme","kind":"withdrawn",'
        b'"payload":{"reason":"\xc3\xa9"},"recorded_at":"2023-11-14T22:13:20.5Z","sequence":7}'
    )


@given(histories(), st.sampled_from(["", "ab" * 32]))
def test_a_leaf_is_canonical_json_of_every_field(history: list[Entry], promise: str) -> None:
    for one in history:
        told = one._replace(commitment=promise)
        tag, _, content = leaf(told).partition(b"\n")
        value = canonical.decode(content)
        assert (tag, canonical.encode(value)) == (b"navwarn/entry/1", content)
        assert value.get("commitment", "") == told.commitment
        assert [value[key] for key in ("sequence", "distribution", "advisory", "kind", "payload")] == [
            *(
                told.sequence,
                told.distribution,
                told.advisory,
                told.kind,
                json.loads(json.dumps(told.payload)),
            )
        ]


@given(JSON.filter(lambda value: isinstance(value, dict)))
def test_a_payload_at_hand_makes_the_same_leaf(payload: dict[str, Any]) -> None:
    told = entry(1, EntryKind.OPENED, payload)
    assert leaf(told, canonical.encode(payload)) == leaf(told)


@given(JSON, JSON)
def test_canonical_json_is_one_text_for_one_value(one: Any, other: Any) -> None:
    assert canonical.decode(canonical.encode(one)) == one
    same = canonical.encode(one) == canonical.encode(other)
    assert same == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


def test_a_commitment_covers_salt_and_words() -> None:
    expected = hashlib.sha256(b"navwarn/private/1\n" + b"salt" + b'{"actor":"me"}').hexdigest()
    assert commitment(b"salt", b'{"actor":"me"}') == expected


def test_an_event_in_one_line() -> None:
    assert payloads.summary(EVENT) == "2023-11-14T22:13:20Z fixed 1.0-r0"
    assert payloads.summary(Event(START, "detection")) == "2023-11-14T22:13:20Z detection"
