"""The quick reader says what the thorough one says, or nothing."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.documents.decode import decode
from navwarn.documents.parse import parse
from navwarn.documents.swift import read
from tests.fuzz.mutation import SEEDS, damaged

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.documents.document import Document

SIMPLE = """\
schema-version: "2"

package:
  name: zlib

advisories:
  - id: CGA-2222-3333-4444
    aliases:
      - CVE-2024-0001
    events:
      - timestamp: 2024-01-01T00:00:00Z
        type: detection
        data:
          type: nvdapi
          data:
            cpeSearched: cpe:2.3:a:*:zlib:*:*:*:*:*:*:*:*
            cpeFound: "1.26"
      - timestamp: 2024-01-02T00:00:00Z
        type: true-positive-determination

  - id: CGA-5555-6666-7777
    events:
      - timestamp: 2024-01-03T00:00:00Z
        type: false-positive-determination
        data:
          type: inline-mitigations-exist
          note: |
            Two lines,
              one indented.
      - timestamp: 2024-01-04T00:00:00Z
        type: pending-upstream-fix
        data:
          note: |-
            Waiting: still.
      - timestamp: 2024-01-05T00:00:00Z
        type: fixed
        data:
          fixed-version: 1.3.1-r0
      - timestamp: 2024-01-06T00:00:00Z
        type: fix-not-planned
        data:
          note: 'It is: over. # really'
"""

LEFT_TO_THE_PARSER = {
    "other text": "hello",
    "beyond ASCII": SIMPLE.replace("zlib", "zl\u00efb"),
    "key order": SIMPLE.replace("type: true-positive-determination", "kind: x"),
    "unknown type": SIMPLE.replace("true-positive-determination", "patched"),
    "unknown field": SIMPLE.replace("fixed-version", "fix-version"),
    "a field twice": SIMPLE.replace("          note: |-\n", "          note: x\n          note: |-\n"),
    "an inner field twice": SIMPLE.replace("cpeFound", "cpeSearched"),
    "an inner mapping where none belongs": SIMPLE.replace(
        "note: |-\n            Waiting: still.", "note:\n            a: b"
    ),
    "comment": SIMPLE.replace("zlib:*", "zlib # note"),
    "mapping in a value": SIMPLE.replace("1.3.1-r0", "1.3: 1"),
    "value that ends in a colon": SIMPLE.replace("1.3.1-r0", "1.3:"),
    "null": SIMPLE.replace("1.3.1-r0", "null"),
    "null as id": SIMPLE.replace("CGA-2222-3333-4444", "null"),
    "time that is none": SIMPLE.replace("2024-01-03", "2024-13-03"),
    "folded": SIMPLE.replace("|-", ">-"),
    "escape": SIMPLE.replace('"1.26"', '"1\\u002e26"'),
    "anchor": SIMPLE.replace("CVE-2024-0001", "&a CVE-2024-0001"),
    "no end": SIMPLE.removesuffix("\n"),
    "two ends": SIMPLE + "\n",
    "blank line in a note": SIMPLE.replace("            Two lines,\n", "            Two lines,\n\n"),
    "deeper line": SIMPLE.replace("1.3.1-r0\n", "1.3.1-r0\n            more\n"),
    "inner line of another shape": SIMPLE.replace("            cpeFound", "            - cpeFound"),
    "endless key": SIMPLE.replace("cpeFound", "c" * 200),
    "tab": SIMPLE.replace("1.3.1-r0", "1.3\t1"),
}


def thorough(text: str | bytes) -> Document:
    source = parse(text if isinstance(text, bytes) else text.encode())
    assert source.root is not None
    assert not source.faults
    document, faults = decode(source.root)
    assert not faults
    assert document is not None
    return document


def test_a_simple_document_is_read_as_the_parser_reads_it() -> None:
    assert read(SIMPLE.encode()) == thorough(SIMPLE)


@pytest.mark.parametrize("name", LEFT_TO_THE_PARSER)
def test_what_could_be_read_in_two_ways_is_left_to_the_parser(name: str) -> None:
    assert LEFT_TO_THE_PARSER[name] != SIMPLE
    assert read(LEFT_TO_THE_PARSER[name].encode()) is None


@given(st.integers(0, 10**9))
def test_damage_never_makes_two_answers(seed: int) -> None:
    random = Random(seed)
    for data in (damaged(random), SIMPLE.encode()[: random.randrange(len(SIMPLE))]):
        found = read(data)
        assert found is None or found == thorough(data)


@given(st.text(st.sampled_from("ab :#-'\"|>&*!%@`~[]{},?\\n0.\t"), max_size=12))
def test_no_value_makes_two_answers(value: str) -> None:
    data = SIMPLE.replace("1.3.1-r0", value).encode()
    found = read(data)
    assert found is None or found == thorough(data)


def test_seeds_of_the_fuzzer_are_partly_simple() -> None:
    assert read(SEEDS[0]) == thorough(SEEDS[0])


def test_most_real_documents_are_simple_and_read_alike(test_data: Path) -> None:
    contents = [path.read_bytes() for path in sorted((test_data / "wolfi-advisories").glob("*.yaml"))]
    found = [(data, document) for data in contents if (document := read(data)) is not None]
    assert len(found) > 0.9 * len(contents)
    for data, document in found:
        assert document == thorough(data)
