"""New documents are written in canonical layout and say what they were made of (documents.md F3-F5, T1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from msgspec.structs import replace

from navwarn.core.event import Event
from navwarn.core.instant import parse_instant
from navwarn.documents.decode import decode
from navwarn.documents.document import AdvisoryDocument, Document
from navwarn.documents.edit import edit
from navwarn.documents.emit import encode, format_source
from tests.documents.samples import GOOD, source_of
from tests.documents.strategies import documents

if TYPE_CHECKING:
    from pathlib import Path


def decoded(text: str) -> Document:
    source = source_of(text)
    assert source.root is not None, (text, source.faults)
    assert source.faults == (), text
    document, _ = decode(source.root)
    assert document is not None
    return document


@given(documents)
def test_what_is_written_is_read_back(document: Document) -> None:
    assert decoded(encode(document)) == document


@given(documents)
def test_what_is_written_is_in_canonical_layout(document: Document) -> None:
    text = encode(document)
    assert format_source(source_of(text)) == text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not any(line.endswith((" ", "\t", "\r")) for line in text.split("\n"))


def test_a_good_document_is_written_as_it_was_but_for_hexadecimal_ids() -> None:
    assert encode(decoded(GOOD)) == GOOD.replace("5042e56392177725", '"5042e56392177725"')


def test_every_real_document_is_written_as_it_was_but_for_hexadecimal_ids_and_one_note(
    test_data: Path,
) -> None:
    differing = 0
    for path in test_data.glob("wolfi-advisories/*.yaml"):
        text = path.read_text("utf-8")
        written = encode(decoded(text))
        assert decoded(written) == decoded(text)
        changed = [
            one for one, other in zip(text.split("\n"), written.split("\n"), strict=True) if one != other
        ]
        assert all(line.lstrip().startswith(("componentID: ", "note: '")) for line in changed)
        differing += len(changed)
    assert differing == 5


MOMENT = parse_instant("2024-05-01T10:00:00.75+02:00")


IN_ORDER = """\
schema-version: 2.0.2

package:
  name: zlib

advisories:
  - id: CGA-2222-3333-4444
    aliases:
      - CVE-2024-0001
    events:
      - timestamp: 2024-05-01T08:00:00Z
        type: detection
        data:
          type: scan/v1
          data:
            subpackageName: z
            componentID: abc
            scanner: grype
            extra:
        hint:
          - a
          - b
      - timestamp: 2024-05-01T08:00:00Z
        type: false-positive-determination
        data:
          type: inline-mitigations-exist
          note: No.
      - timestamp: 2024-05-01T08:00:00Z
        type: foreseen
        data: text
    empty: {}

none: []
"""


def test_known_keys_come_first_whatever_the_order_they_were_recorded_in() -> None:
    scan = {"extra": None, "scanner": "grype", "subpackageName": "z", "componentID": "abc"}
    detection = Event(MOMENT, "detection", {"data": scan, "type": "scan/v1"}, {"hint": ["a", "b"]})
    positive = Event(
        MOMENT, "false-positive-determination", {"note": "No.", "type": "inline-mitigations-exist"}
    )
    odd = Event(MOMENT, "foreseen", "text")
    document = Document(
        "2.0.2",
        "zlib",
        (
            AdvisoryDocument(
                "CGA-2222-3333-4444", ("CVE-2024-0001",), (detection, positive, odd), {"empty": {}}
            ),
        ),
        {"none": []},
    )
    assert encode(document) == IN_ORDER


EXTENDED = """\
schema-version: 2.0.2

package:
  name: zlib

advisories:
  - id: CGA-2222-3333-4444
    events:
      - timestamp: 2024-05-01T08:00:00Z
        type: fixed
        data:
          fixed-version: 1-r0
        x-navwarn:
          architectures:
            - aarch64
          is-proven: true
          scans: 3
    x-navwarn:
      withdrawn:
        at: "2024-05-02T00:00:00Z"
        reason: 'No: not ours.'
"""


def extended() -> Document:
    event = Event(
        MOMENT,
        "fixed",
        {"fixed-version": "1-r0"},
        extension={"architectures": ("aarch64",), "is-proven": True, "scans": 3},
    )
    withdrawn = {"withdrawn": {"at": "2024-05-02T00:00:00Z", "reason": "No: not ours."}}
    return Document(
        "2.0.2", "zlib", (AdvisoryDocument("CGA-2222-3333-4444", (), (event,), extension=withdrawn),)
    )


def test_extension_fields_are_written_only_when_asked_for() -> None:
    assert edit(None, extended(), extended=True) == EXTENDED
    plain = edit(None, extended())
    assert "x-navwarn" not in plain
    assert plain == edit(source_of(EXTENDED), extended())


def test_a_document_that_was_no_file_is_put_in_order() -> None:
    (advisory,) = decoded(EXTENDED).advisories
    events = advisory.events
    document = Document(
        "2.0.2",
        "zlib",
        (
            AdvisoryDocument("CGA-9999-9999-9999", ("GHSA-2222-2222-2222", "CVE-2024-0001"), events),
            replace(advisory, aliases=("CVE-2024-0002",)),
        ),
    )
    written = decoded(edit(None, document)).advisories
    assert [item.id for item in written] == ["CGA-2222-3333-4444", "CGA-9999-9999-9999"]
    assert written[1].aliases == ("CVE-2024-0001", "GHSA-2222-2222-2222")
    assert edit(source_of("- no\n"), document) == edit(None, document)
    assert edit(source_of("a: &x b\n"), document) == edit(None, document)
    assert edit(source_of("'"), document) == edit(None, document)
