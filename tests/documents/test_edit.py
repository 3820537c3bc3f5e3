"""An edit changes what changed and leaves the rest as it was (documents.md F5, F7; architecture.md law 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.advisory import Advisory
from navwarn.core.event import Event
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant, parse_instant
from navwarn.documents.decode import decode
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.documents.edit import edit
from navwarn.documents.emit import encode
from tests.documents.samples import GOOD, planted, source_of
from tests.documents.strategies import documents, events

if TYPE_CHECKING:
    from pathlib import Path


def decoded(text: str) -> Document:
    root = source_of(text).root
    assert root is not None, text
    document = decode(root)[0]
    assert document is not None
    return document


def edited(text: str, *advisories: AdvisoryDocument, package: str = "zlib", extended: bool = False) -> str:
    wanted = Document("2.0.2", package, advisories)
    return edit(source_of(text), wanted, extended=extended)


def at(moment: str, kind: str = "true-positive-determination", **fields: Any) -> Event:
    return Event(parse_instant(moment), kind, **fields)


FIX = at("2024-05-09T00:00:00Z", "fixed", data={"fixed-version": "1.0-r0"})

ODD = """\
# Do not touch.
package:
  name: zlib
schema-version: "2"
advisories:
  # the newer one
  - id: CGA-5555-6666-7777   # ours
    colour: red
    aliases: [GHSA-2222-3333-4444, CVE-2024-0002]
    events:
      - type: fix-not-planned
        timestamp: 2024-05-01T10:00:00+02:00
        data:
          note: "quoted without need"   # by hand
          mood: grim
  - id: CGA-2222-3333-4444
    events:
      - timestamp: 2024-05-02T00:00:00Z
        type: true-positive-determination
"""


def test_an_unedited_document_only_changes_its_layout() -> None:
    assert edited(ODD, *decoded(ODD).advisories) == (
        ODD.replace("schema-version", "\nschema-version")
        .replace("\nadvisories", "\n\nadvisories")
        .replace(
            "[GHSA-2222-3333-4444, CVE-2024-0002]", "\n      - GHSA-2222-3333-4444\n      - CVE-2024-0002"
        )
        .replace("aliases: ", "aliases:")
        .replace("grim\n", "grim\n\n")
    )


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        planted("schema-version: 2.0.2", 'schema-version: "2"'),
        planted(
            "schema-version: 2.0.2\n\npackage:\n  name: zlib",
            "package:\n  name: zlib\n\nschema-version: 2.0.1",
        ),
        planted(
            "        type: true-positive-determination\n", "        type: true-positive-determination # why\n"
        ),
        planted("note: 'Waiting: upstream knows.'", 'note: "Waiting: upstream\\u0020knows."'),
        planted("  - id: CGA-5555-6666-7777", "  - id: CGA-1111-6666-7777"),
    ],
)
def test_an_unedited_document_in_canonical_layout_stays_byte_for_byte(text: str) -> None:
    document = decoded(text)
    assert edit(source_of(text), document) == text
    assert edit(source_of(text), replace(document, advisories=document.advisories[::-1])) == text


def test_a_new_event_comes_last_and_everything_else_stays_but_order_and_version() -> None:
    first, second = decoded(ODD).advisories
    assert edited(ODD, replace(first, events=(*first.events, FIX)), second) == (
        """\
# Do not touch.
schema-version: 2.0.2

package:
  name: zlib

advisories:
  - id: CGA-2222-3333-4444
    events:
      - timestamp: 2024-05-02T00:00:00Z
        type: true-positive-determination

  # the newer one
  - id: CGA-5555-6666-7777   # ours
    aliases:
      - GHSA-2222-3333-4444
      - CVE-2024-0002
    events:
      - timestamp: 2024-05-01T10:00:00+02:00
        type: fix-not-planned
        data:
          note: "quoted without need"   # by hand
          mood: grim
      - timestamp: 2024-05-09T00:00:00Z
        type: fixed
        data:
          fixed-version: 1.0-r0
    colour: red
"""
    )


def test_a_new_advisory_takes_its_place_and_a_removed_one_goes() -> None:
    first, second, third = decoded(GOOD).advisories
    new = AdvisoryDocument("CGA-3333-3333-3333", ("GHSA-2222-2222-2222", "CVE-2024-0009"), (FIX,))
    text = edited(GOOD, new, first, third)
    assert [advisory.id for advisory in decoded(text).advisories] == [first.id, new.id, third.id]
    assert second.id not in text
    assert text.startswith(GOOD[: GOOD.index("  - id: CGA-5555")])
    assert text.endswith(GOOD[GOOD.index("  - id: CGA-8888") :])


def test_an_event_that_is_no_longer_wanted_goes() -> None:
    first, *others = decoded(GOOD).advisories
    text = edited(GOOD, replace(first, events=first.events[:2]), *others)
    gone = GOOD[GOOD.index("      - timestamp: 2024-05-03") : GOOD.index("\n  - id: CGA-5555")]
    assert text == GOOD.replace(gone, "")


def test_changed_aliases_are_put_in_order_once_each_and_others_left() -> None:
    text = planted("      - CVE-2024-0001\n", "      - CVE-2024-0001 # ours\n")
    text = planted(
        "      - CVE-2024-0002\n      - GO-2024-0002\n", "      - GO-2024-0002\n      - CVE-2024-0002\n", text
    )
    first, second, third = decoded(text).advisories
    added = (*first.aliases, "CVE-2000-0001", "CVE-2000-0001")
    result = edited(text, replace(first, aliases=added), second, replace(third, aliases=()))
    assert result == planted(
        "    aliases:\n      - CVE-2024-0003\n",
        "",
        planted(
            "      - CVE-2024-0001 # ours\n", "      - CVE-2000-0001\n      - CVE-2024-0001 # ours\n", text
        ),
    )


def test_aliases_are_added_where_there_were_none() -> None:
    text = planted("    aliases:\n      - CVE-2024-0003\n", "")
    first, second, third = decoded(text).advisories
    assert edited(text, first, second, replace(third, aliases=("CVE-2024-0003",))) == GOOD


def test_the_same_aliases_in_another_order_are_no_edit() -> None:
    first, *others = decoded(GOOD).advisories
    assert edited(GOOD, replace(first, aliases=first.aliases[::-1]), *others) == GOOD


def test_a_document_of_another_package_is_an_edit() -> None:
    text = planted("schema-version: 2.0.2", "schema-version: 2.0.1")
    assert edited(text, *decoded(GOOD).advisories, package="zlib-ng") == planted(
        "name: zlib\n\n", "name: zlib-ng\n\n"
    )
    bare = "advisories:\n  - id: CGA-2222-3333-4444\n"
    (advisory,) = decoded(bare).advisories
    assert edited(bare, advisory) == (
        "schema-version: 2.0.2\n\npackage:\n  name: zlib\n\nadvisories:\n  - id: CGA-2222-3333-4444\n"
    )


def test_a_later_schema_version_is_not_stamped_over() -> None:
    text = planted("schema-version: 2.0.2", "schema-version: 2.0.3")
    first, *others = decoded(text).advisories
    assert edited(text, replace(first, events=(*first.events, FIX)), *others).startswith(
        "schema-version: 2.0.3\n"
    )


def test_a_document_that_loses_everything_is_left_with_an_empty_list() -> None:
    assert edited(GOOD) == "schema-version: 2.0.2\n\npackage:\n  name: zlib\n\nadvisories: []\n"


TIED = """\
schema-version: 2.0.2

package:
  name: zlib

advisories:
  - id: CGA-2222-3333-4444
    events:
      - timestamp: 2024-05-02T00:00:00Z
        type: true-positive-determination
      - timestamp: 2024-05-02T00:00:00Z
        type: detection
      - timestamp: 2024-05-01T00:00:00Z
        type: detection
"""


def test_ties_are_written_in_the_order_that_decides_the_state() -> None:
    (advisory,) = decoded(TIED).advisories
    one, other, earlier = advisory.events
    assert edited(TIED, replace(advisory, events=(earlier, one, other))) == TIED
    text = edited(TIED, replace(advisory, events=(other, one, earlier)))
    assert decoded(text).advisories[0].events == (earlier, other, one)


def test_equal_events_are_told_apart_by_their_number() -> None:
    (advisory,) = decoded(TIED).advisories
    one, other, earlier = advisory.events
    twice = edited(TIED, replace(advisory, events=(one, other, earlier, one)))
    assert decoded(twice).advisories[0].events == (one, other, earlier, one)
    assert edited(twice, decoded(twice).advisories[0]) == twice
    assert edited(twice, advisory) == TIED


def test_cutting_off_fractions_of_seconds_changes_no_state() -> None:
    text = TIED.replace("2024-05-02T00:00:00Z", "2024-05-02T00:00:00.5Z", 1)
    (advisory,) = decoded(text).advisories
    assert edited(text, advisory) == text
    late = at("2024-05-02T00:00:00.75Z", "fixed", data={"fixed-version": "1-r0"})
    written = decoded(edited(text, replace(advisory, events=(*advisory.events, late)))).advisories[0]
    assert [event.timestamp % 1_000_000 for event in written.events] == [0] * 4
    assert latest(written).type == "fixed"


def latest(advisory: AdvisoryDocument) -> Event:
    return Advisory("d", AdvisoryId(advisory.id), "p", advisory.aliases, advisory.events).latest


EXTENDED = planted(
    "        type: true-positive-determination\n",
    "        type: true-positive-determination\n        x-navwarn:\n          reason: seen again\n",
).replace(
    "    events:\n      - timestamp: 2024-05-06",
    "    x-navwarn:\n      withdrawn: {}\n    events:\n      - timestamp: 2024-05-06",
)


def test_extension_fields_go_from_plain_documents_and_stay_in_extended_ones() -> None:
    document = decoded(EXTENDED)
    assert edited(EXTENDED, *document.advisories) == GOOD
    assert edited(EXTENDED, *document.advisories, extended=True) == EXTENDED
    assert edited(EXTENDED, *decoded(GOOD).advisories, extended=True) == GOOD


def test_new_extension_fields_are_written_without_an_edit_of_the_rest() -> None:
    text = planted("schema-version: 2.0.2", "schema-version: 2.0.1")
    first, *others = decoded(text).advisories
    withdrawn = replace(first, extension={"withdrawn": {"reason": "wrong"}})
    expected = planted(
        "\n  - id: CGA-5555",
        "    x-navwarn:\n      withdrawn:\n        reason: wrong\n\n  - id: CGA-5555",
        text,
    )
    assert edited(text, withdrawn, *others, extended=True) == expected
    assert edited(text, withdrawn, *others) == text


@pytest.mark.parametrize("broken", ["stray", "{id: CGA-2222-3333-4444, events: [stray]}", "[a]"])
def test_shapes_that_nobody_could_read_do_no_harm(broken: str) -> None:
    text = f"schema-version: 2.0.2\npackage: zlib\nadvisories:\n  - {broken}\nx-y: {{x-navwarn: {{}}}}\n"
    document = decoded(text)
    (advisory,) = document.advisories
    assert decoded(edited(text, advisory, package=document.package)) == document
    more = replace(advisory, events=(*advisory.events, FIX), extension={"a": "b"})
    written = decoded(edited(text, more, extended=True))
    assert written.package == "zlib"
    assert FIX in written.advisories[0].events


@given(documents)
def test_what_says_what_is_wanted_already_is_not_touched(document: Document) -> None:
    text = encode(document)
    if len({advisory.id for advisory in document.advisories}) == len(document.advisories):
        assert edit(source_of(text), document, extended=True) == text


@given(
    documents,
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c"]), st.lists(events, min_size=1, max_size=4)), max_size=3
    ),
)
def test_whatever_is_wanted_is_what_the_edited_document_says(
    old: Document, wanted: list[tuple[str, list[Event]]]
) -> None:
    names = ["a", "b", "c"]
    old = replace(
        old, advisories=tuple(replace(a, id=name) for a, name in zip(old.advisories, names, strict=False))
    )
    kept = {advisory.id: advisory.events for advisory in old.advisories}
    advisories = tuple(
        AdvisoryDocument(name, ("CVE-2024-0001",), (*kept.get(name, ())[:1], *new))
        for name, new in dict(wanted).items()
    )
    document = Document("2.0.2", old.package, advisories)
    written = decoded(edit(source_of(encode(old)), document))
    assert {item.id: story(item) for item in written.advisories} == {
        item.id: story(item) for item in advisories
    }
    assert [item.id for item in written.advisories] == sorted(item.id for item in advisories)


def story(advisory: AdvisoryDocument) -> list[tuple[Instant, str, Any, Any]]:
    """The events in the order that decides the state, without extension fields."""
    timeline = Advisory("d", AdvisoryId(advisory.id), "p", (), advisory.events).timeline
    return [(event.timestamp, event.type, event.data, event.extra) for event in timeline]


def test_every_real_document_stays_byte_for_byte(test_data: Path) -> None:
    for path in test_data.glob("wolfi-advisories/*.yaml"):
        text = path.read_text("utf-8")
        assert edit(source_of(text), decoded(text)) == text, path.name
