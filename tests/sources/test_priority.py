"""KEV and EPSS: what is exploited, and what soon may be (sources.md KE, EP)."""

from __future__ import annotations

from typing import Any

import pytest

from navwarn.core.instant import parse_instant
from navwarn.core.record import Exploited, Prediction
from navwarn.sources import epss, kev
from navwarn.sources.decoding import decode
from navwarn.sources.interface import Catalog, Document, Piece, UnusableError
from navwarn.sources.recognition import pieces
from tests.sources.samples import decoded

ENTRY = {
    "cveID": "CVE-2024-10001",
    "vendorProject": "Acme",
    "product": "Sample",
    "vulnerabilityName": "Acme Sample Flaw",
    "dateAdded": "2024-03-07",
    "shortDescription": "It breaks.",
    "requiredAction": "Mend it.",
    "dueDate": "2024-03-28",
    "knownRansomwareCampaignUse": "Known",
    "notes": "https://acme.example",
    "cwes": ["CWE-79"],
}
EXPECTED = Exploited(
    "CVE-2024-10001",
    parse_instant("2024-03-07T00:00:00Z"),
    parse_instant("2024-03-28T00:00:00Z"),
    "Acme",
    "Sample",
    "Acme Sample Flaw",
    "It breaks.",
    "Mend it.",
    "known",
    "https://acme.example",
    ("CWE-79",),
)
HEADER = (
    "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,"
    "knownRansomwareCampaignUse,notes,cwes"
)
ROW = (
    "CVE-2024-10001,Acme,Sample,Acme Sample Flaw,2024-03-07,It breaks.,Mend it.,2024-03-28,Known,"
    "https://acme.example,CWE-79"
)


def catalog(*entries: Any, **changes: Any) -> dict[str, Any]:
    found = {"catalogVersion": "2024.03.07", "dateReleased": "2024-03-07T12:00:00.5Z", "count": len(entries)}
    return found | {"vulnerabilities": list(entries)} | changes


def found_in(value: Any) -> Catalog:
    found = decoded(value)
    assert found.set_aside == ()
    assert found.catalog is not None
    return found.catalog


def test_a_catalogue() -> None:
    assert found_in(catalog(ENTRY)) == Catalog(
        "2024.03.07", (EXPECTED,), is_whole=True, released=parse_instant("2024-03-07T12:00:00.5Z")
    )


def test_a_catalogue_is_whole_only_where_it_has_as_many_entries_as_it_says() -> None:
    assert not found_in(catalog(ENTRY, count=2)).is_whole


def test_an_entry_that_cannot_be_used_is_set_aside() -> None:
    found = decoded(catalog({"product": "no id"}, ENTRY, ENTRY | {"cveID": "X-1"}, ENTRY | {"cwes": 3}))
    assert found.catalog is not None
    assert [entry.cve for entry in found.catalog.entries] == ["CVE-2024-10001", "CVE-2024-10001"]
    assert not found.catalog.is_whole
    assert [(one.place, one.source) for one in found.set_aside] == [
        ("sample: /vulnerabilities/0", "kev"),
        ("sample: /vulnerabilities/2", "kev"),
    ]
    assert found.notes == ("/vulnerabilities/3/cwes: Expected `array`, got `int`",)


def test_an_entry_without_a_day_was_added_by_the_release() -> None:
    (entry,) = found_in(catalog(ENTRY | {"dateAdded": "?"})).entries
    assert entry.added == parse_instant("2024-03-07T12:00:00.5Z")
    undated = decoded(catalog(ENTRY | {"dateAdded": "?"}, dateReleased=""))
    assert "where the day it was added belongs" in undated.set_aside[0].reason


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_catalogue_as_csv_says_the_same(end: str) -> None:
    data = end.join(("\ufeff" + HEADER, ROW, "")).encode()
    assert found_in(data) == Catalog("", (EXPECTED,), is_whole=False)


def test_rows_that_are_no_entries_are_set_aside() -> None:
    found = decoded("\n".join((HEADER, "X-1,Acme", ROW, ROW + ",more,still more")).encode())
    assert found.catalog is not None
    assert len(found.catalog.entries) == 2
    assert [one.place for one in found.set_aside] == ["sample:2"]


def test_a_cell_beyond_measure_is_no_csv() -> None:
    with pytest.raises(UnusableError, match="is no CSV"):
        kev.decode_csv(Piece("kev-csv", "sample", f"{HEADER}\nCVE-2024-10001,{'x' * 200_000}".encode()))


def predictions(text: str) -> list[Any]:
    """Everything the pieces of an EPSS file say."""
    return [decode(piece) for piece in pieces(Document("sample", text.encode()))]


FILE = "#model_version:v2024.01.01,score_date:2024-03-07T00:00:00+0000\ncve,epss,percentile\n"


def test_scores_and_the_model_that_made_them() -> None:  # EP1, EP2
    (found,) = predictions(FILE + "CVE-2024-10001,0.5,0.9\nCVE-2024-10002,7e-05,0.01")
    at = parse_instant("2024-03-07T00:00:00Z")
    assert found.predictions == (
        Prediction("CVE-2024-10001", 0.5, 0.9, "v2024.01.01", at),
        Prediction("CVE-2024-10002", 7e-05, 0.01, "v2024.01.01", at),
    )


def test_rows_that_are_no_scores_are_set_aside_by_line() -> None:
    rows = (
        "CVE-2024-10001,2,0.9",
        "CVE-2024-10001,nan,0.9",
        "X-1,0.1,0.1",
        "CVE-2024-10002",
        "",
        "CVE-2024-10003,1,0",
    )
    (found,) = predictions(FILE + "\n".join(rows))
    assert [one.cve for one in found.predictions] == ["CVE-2024-10003"]
    assert [one.place for one in found.set_aside] == ["sample:3", "sample:4", "sample:5", "sample:6"]


def test_many_rows_come_in_parts_with_their_own_line_numbers() -> None:
    rows = [f"CVE-2024-{10_000 + number},0.1,0.1" for number in range(epss.ROWS + 1)]
    parts = predictions(FILE + "\n".join([*rows, "X-1,0,0"]))
    assert [len(part.predictions) for part in parts] == [epss.ROWS, 1]
    assert parts[1].set_aside[0].place == f"sample:{epss.ROWS + 4}"


def test_scores_of_no_day_cannot_be_put_in_order() -> None:
    with pytest.raises(UnusableError, match="which day its scores are of"):
        predictions("cve,epss,percentile\nCVE-2024-10001,0.5,0.9")


def test_scores_without_a_model_are_of_none() -> None:
    (found,) = predictions("#score_date:2024-03-07\ncve,epss,percentile\nCVE-2024-10001,0.5,0.9")
    assert found.predictions[0].model == ""


@pytest.mark.parametrize(
    "text", ["#model_version:v1,score_date:2024-03-07\n", FILE.replace("percentile", "rank") + "x"]
)
def test_a_file_without_its_header_is_unusable(text: str) -> None:
    with pytest.raises(UnusableError, match="has no header"):
        predictions(text)
