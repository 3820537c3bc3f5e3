"""What upstream says reaches lists, pages, searches and other clients; and silence is never ambiguous."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.ledger import open_ledger
from navwarn.workflows.source_importing import import_sources
from tests.ledger.making import ONE, TWO, day
from tests.web.conftest import STORY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.client import Client
    from tests.web.conftest import Site

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"


def cve(name: str, **container: Any) -> dict[str, Any]:
    state = "REJECTED" if "rejectedReasons" in container else "PUBLISHED"
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {
            "cveId": name,
            "assignerOrgId": "00000000-0000-4000-8000-000000000000",
            "state": state,
            "datePublished": "2023-10-10T00:00:00Z",
            "dateUpdated": "2023-10-12T00:00:00Z",
            **({"dateRejected": "2023-10-12T00:00:00Z"} if state == "REJECTED" else {}),
        },
        "containers": {"cna": {"providerMetadata": {"orgId": "0", "shortName": "tester"}, **container}},
    }


@pytest.fixture
def told(site: Site, tmp_path: Path) -> Site:
    """The site after an import of three records and a catalogue of exploited vulnerabilities."""
    folder = tmp_path / "upstream"
    folder.mkdir()
    records = (
        cve(
            STORY,
            title="Rapid reset",
            descriptions=[{"lang": "en", "value": "Streams are cancelled <b>quickly</b>."}],
            metrics=[{"cvssV3_1": {"version": "3.1", "vectorString": VECTOR, "baseScore": 7.5}}],
            references=[{"url": "https://example.org/advice", "tags": ["vendor-advisory"]}],
        ),
        cve("CVE-2024-1111", descriptions=[{"lang": "en", "value": "Somewhere else."}]),
        cve("CVE-2024-2222", rejectedReasons=[{"lang": "en", "value": "Not a vulnerability."}]),
    )
    for record in records:
        (folder / f"{record['cveMetadata']['cveId']}.json").write_text(json.dumps(record))
    catalog = {
        "title": "CISA Catalog of Known Exploited Vulnerabilities",
        "catalogVersion": "2023.10.11",
        "dateReleased": "2023-10-11T00:00:00Z",
        "count": 1,
        "vulnerabilities": [
            {
                "cveID": STORY,
                "vendorProject": "IETF",
                "product": "HTTP/2",
                "vulnerabilityName": "HTTP/2 Rapid Reset",
                "dateAdded": "2023-10-10",
                "shortDescription": "Denial of service.",
                "requiredAction": "Update.",
                "dueDate": "2023-10-31",
                "knownRansomwareCampaignUse": "Unknown",
                "notes": "",
            }
        ],
    }
    (folder / "known_exploited_vulnerabilities.json").write_text(json.dumps(catalog))
    with open_ledger(site.url) as ledger:
        import_sources(ledger, [folder], now=day(9))
        assert ledger.check().passed
    return site


@pytest.mark.usefixtures("told")
def test_lists_know_severity_and_exploitation(client: Client) -> None:
    rows = client.get("/api/v1/advisories?severity=high&exploited=true").json()["items"]
    assert [row["id"] for row in rows] == [TWO, ONE]
    assert {(row["severity"], row["exploited"], row["title"]) for row in rows} == {
        ("high", True, "Rapid reset")
    }
    assert client.get("/api/v1/advisories?severity=unknown").json()["items"] == []
    assert [row["id"] for row in client.get("/api/v1/advisories?sort=-severity").json()["items"]] == [
        TWO,
        ONE,
    ]


@pytest.mark.usefixtures("told")
def test_words_of_upstream_descriptions_are_found(client: Client) -> None:
    assert len(client.get("/api/v1/advisories?q=cancelled").json()["items"]) == 2
    assert len(client.get("/api/v1/advisories?q=rapid%20curl").json()["items"]) == 1


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        (STORY, "advisory"),
        ("CVE-2024-1111", "nothing-found"),
        ("CVE-2024-2222", "rejected-upstream"),
        ("CVE-2024-3333", "not-known"),
    ],
)
def test_each_id_has_exactly_one_answer(client: Client, name: str, answer: str) -> None:
    found = client.get(f"/api/v1/vulnerabilities/{name}").json()
    assert found["answer"] == answer
    assert client.get(f"/vulnerabilities/{name}").status == 200


@pytest.mark.usefixtures("told")
def test_silence_says_how_fresh_it_is(client: Client) -> None:
    details = client.get("/api/v1/vulnerabilities/CVE-2024-3333").json()["details"]
    assert {one["source"] for one in details["syncs"]} == {"cve", "kev"}
    assert "Not a vulnerability." in client.get("/vulnerabilities/CVE-2024-2222").text


@pytest.mark.usefixtures("told")
def test_a_vulnerability_shows_who_said_what(client: Client) -> None:
    found = client.get(f"/api/v1/vulnerabilities/{STORY}").json()
    upstream = found["upstream"]
    assert upstream["scores"][0]["vector"] == VECTOR
    assert upstream["exploitation"]["added"] == "2023-10-10T00:00:00Z"
    assert [one["kind"] for one in found["timeline"]][:2] == ["disclosed", "exploited"]
    page = client.get(f"/vulnerabilities/{STORY}").text
    assert "&lt;b&gt;quickly&lt;/b&gt;" in page
    assert "<b>quickly" not in page


@pytest.mark.usefixtures("told")
def test_sources_are_named_with_their_notices(client: Client) -> None:
    assert "not endorsed or certified by the NVD" in client.get("/sources").text
    found = {one["name"]: one for one in client.get("/sources.json").json()["sources"]}
    assert found["cve"]["records"] == 3
    assert found["nvd"]["last_sync"] is None


@pytest.mark.usefixtures("told")
def test_clients_of_the_platform_read_metadata_page_by_page(client: Client) -> None:
    first = client.get("/advisory/v2/metadata?page_size=1").json()
    assert (len(first["vulnerability_metadata"]), first["total_count"]) == (1, 3)
    token = first["next_page_token"]
    second = client.get(f"/advisory/v2/metadata?page_token={token}").json()
    assert [one["id"] for one in second["vulnerability_metadata"]] == ["CVE-2024-1111", "CVE-2024-2222"]
    assert client.get(f"/advisory/v2/metadata?page_token={token}&order_by=id%20desc").json()["code"] == 3
    named = client.get(f"/advisory/v2/metadata?ids={STORY}&ids=CVE-1").json()["vulnerability_metadata"]
    assert named == [
        {
            "id": STORY,
            "summary": "Rapid reset",
            "details": "Streams are cancelled <b>quickly</b>.",
            "references": [{"type": "ADVISORY", "url": "https://example.org/advice"}],
            "severity": [{"type": "CVSS_V3", "score": VECTOR}],
        }
    ]
    backwards = client.get("/advisory/v2/metadata?order_by=id%20desc&skip=1").json()
    assert [one["id"] for one in backwards["vulnerability_metadata"]] == ["CVE-2024-1111", STORY]


def _names(answer: dict[str, Any]) -> list[str]:
    return [one["id"] for one in answer["vulnerability_metadata"]]


@pytest.mark.parametrize("order", ["id asc", "id desc"])
def test_named_metadata_come_page_by_page_in_the_order_asked_for(
    client: Client, told: Site, order: str
) -> None:
    """platform-api.md PA3: ids, page_size, page_token, order_by and skip hold together."""
    assert told.url
    ids = "&".join(f"ids={name}" for name in ("CVE-2024-1111", STORY, STORY.lower(), "CVE-1999-1"))
    address = f"/advisory/v2/metadata?{ids}&page_size=1&order_by={order.replace(' ', '%20')}"
    first = client.get(address).json()
    second = client.get(f"{address}&page_token={first['next_page_token']}").json()
    expected = sorted([STORY, "CVE-2024-1111"], reverse=order == "id desc")
    assert _names(first) + _names(second) == expected
    assert (second["next_page_token"], second["total_count"]) == ("", 2)
    assert _names(client.get(f"{address}&skip=1").json()) == expected[1:]
    turned = "id%20desc" if order == "id asc" else "id%20asc"
    token = first["next_page_token"]
    for other in (f"{ids}&order_by={turned}", f"order_by={order.replace(' ', '%20')}", "ids=CVE-1999-1"):
        answer = client.get(f"/advisory/v2/metadata?{other}&page_token={token}")
        assert (answer.status, answer.json()["code"]) == (400, 3)


def test_a_thousand_ids_may_be_named_and_no_more(client: Client, told: Site) -> None:
    """platform-api.md section 1: ids[] has at most 1,000."""
    assert told.url
    many = "&".join(f"ids=CVE-2024-{10_000 + number}" for number in range(999))
    assert _names(client.get(f"/advisory/v2/metadata?{many}&ids={STORY}").json()) == [STORY]
    assert client.get(f"/advisory/v2/metadata?{many}&ids={STORY}&ids=CVE-2024-1").status == 400
    assert client.get(f"/advisory/v2/documents?{many.replace('ids', 'cves')}&cves={STORY}").status == 200
    assert client.get(f"/api/v1/advisories?{many.replace('ids', 'cve')}").status == 414
