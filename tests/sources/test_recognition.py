"""Recognition: what a document is shows in its content, and nothing makes a reader stumble."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from navwarn.sources import recognition
from navwarn.sources.decoding import DECODERS, decode, source_of
from navwarn.sources.interface import Document, UnusableError
from navwarn.sources.recognition import pieces
from tests.sources.samples import cve, formats, nvd, osv, page, piece_of
from tests.sources.test_alpine import secdb
from tests.sources.test_priority import ENTRY, FILE, HEADER, catalog

KNOWN = {
    "cve": cve(),
    "nvd page": page(nvd()),
    "nvd record": nvd(),
    "osv": osv(),
    "kev": catalog(ENTRY),
    "alpine": secdb({}),
}


@pytest.mark.parametrize("name", KNOWN)
def test_json_is_recognised_by_its_keys(name: str) -> None:
    assert formats(KNOWN[name]) == [name.split(maxsplit=1)[0]]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbf \n" + json.dumps(osv()).encode(), ["osv"]),
        (FILE.encode() + b"CVE-2024-10001,0,0", ["epss"]),
        (b"cve,epss,percentile\nCVE-2024-10001,0,0", ["epss"]),
        (FILE.encode(), []),
        (HEADER.encode(), ["kev-csv"]),
        (b'"cveID","vendorProject"\n', ["kev-csv"]),
        (b"# comment\nid: PYSEC-2024-1\n", ["osv-yaml"]),
        (b"modified: 2024-01-01T00:00:00Z\n'id': PYSEC-2024-1\n", ["osv-yaml"]),
    ],
)
def test_other_formats_by_how_they_begin(data: bytes, expected: list[str]) -> None:
    assert formats(data) == expected


@pytest.mark.parametrize(
    "value",
    [
        {"fetchTime": "2024-01-01", "new": [], "updated": []},
        {"packages": [], "urlprefix": "x"},
        {"id": "x"},
        {"vulnerabilities": [{"id": "x"}, 3, {"cve": {}}]}["vulnerabilities"][:2],
        [],
        b"",
        b"# Read me\n\nThis is no record.\n",
        b"name,version\nx,1\n",
    ],
)
def test_what_is_of_no_source_has_no_pieces(value: Any) -> None:
    assert formats(value) == []


def test_a_list_may_hold_records_of_any_kind() -> None:
    assert formats([cve(), 3, osv(), {"cve": nvd()}]) == ["cve", "osv", "nvd"]
    document = Document("sample", json.dumps([3, osv()]).encode())
    assert [piece.place for piece in pieces(document)] == ["sample: /1"]


def test_records_of_a_page_say_where_they_stood() -> None:
    document = Document("sample", json.dumps(page(nvd(), nvd())).encode())
    assert [one.place for one in pieces(document)] == [
        "sample: /vulnerabilities/0",
        "sample: /vulnerabilities/1",
    ]


@pytest.mark.parametrize("data", [b"{", b"[", b"{" + b'"a":[' * 100_000, b"[" * 100_000])
def test_what_looks_like_json_and_is_none_is_unusable(data: bytes) -> None:
    with pytest.raises(UnusableError, match=r"is no JSON|nested too deeply"):
        formats(data)


def test_a_record_beyond_all_measure_is_unusable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "MAX_RECORD", 100)
    with pytest.raises(UnusableError, match="100 are the most"):
        formats(cve())


def test_every_format_has_a_decoder_and_a_source() -> None:
    assert {source_of(name) for name in DECODERS} == {"alpine", "cve", "epss", "kev", "nvd", "osv"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=8), values, max_size=3),
    max_leaves=8,
)


def damaged(value: Any, path: list[int], put: Any) -> Any:
    """The value with something else in one place, which the numbers lead to."""
    if not path or not isinstance(value, (dict, list)) or not value:
        return put
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[path[0] % len(keys)]
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    changed[key] = damaged(value[key], path[1:], put)
    return changed


@given(st.sampled_from(sorted(KNOWN)), st.lists(st.integers(0, 20), max_size=6), JSON)
@example("cve", [1, 0], 3)
def test_whatever_stands_where_it_should_not_a_record_is_read_or_refused(
    name: str, path: list[int], put: Any
) -> None:
    document = Document("sample", json.dumps(damaged(KNOWN[name], path, put)).encode())
    with suppress(UnusableError):
        for piece in pieces(document):
            decode(piece)


@given(st.sampled_from(sorted(DECODERS)), st.binary(max_size=300))
def test_no_bytes_are_a_traceback(name: str, data: bytes) -> None:
    with suppress(UnusableError):
        decode(piece_of(None, name)._replace(data=data))
