"""The API answers what it describes: lists page by page, one thing at a time, changes, other clients."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from navwarn.core.instant import format_exact
from tests.ledger.making import GHSA, ONE, THREE, TWO, day
from tests.web.conftest import DISTRIBUTIONS, STORY, withdraw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.web.client import Client
    from tests.web.conftest import Site


def ids(client: Client, address: str, token: str = "") -> list[str]:
    answer = client.get(address, token=token)
    assert answer.status == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [TWO, ONE]),
        ("sort=updated", [ONE, TWO]),
        ("sort=package", [TWO, ONE]),
        ("sort=-package", [ONE, TWO]),
        ("q=44487", [TWO, ONE]),
        ("q=nghttp2", [ONE]),
        ("q=listens", [TWO]),
        ("status=fixed", [ONE]),
        ("status=fixed,affected", [TWO, ONE]),
        ("status=fixed&status=affected", [TWO, ONE]),
        ("exposure=vulnerable", [TWO]),
        ("package=curl", [TWO]),
        ("origin=curl", [TWO]),
        (f"alias={GHSA}", [ONE]),
        (f"cve={STORY.lower()}", [TWO, ONE]),
        (f"alias={TWO}", [TWO]),
        ("event_type=fixed", [ONE]),
        ("distribution=acme", [TWO, ONE]),
        ("distribution=nowhere", []),
        ("severity=critical", []),
        ("severity=unknown", [TWO, ONE]),
        ("exploited=true", []),
        ("exploited=false", [TWO, ONE]),
        (f"since={format_exact(day(2))[:10]}", [TWO]),
        (f"until={format_exact(day(1))[:10]}", [ONE]),
        (f"as_of={format_exact(day(0))}", [ONE]),
        ("known_at=0", []),
        ("known_at=2", [ONE]),
    ],
)
def test_every_filter_of_the_list(client: Client, query: str, found: list[str]) -> None:
    assert ids(client, f"/api/v1/advisories?{query}") == found


def test_a_list_is_read_page_by_page(client: Client, site: Site) -> None:
    seen: list[str] = []
    token = ""
    for _ in range(4):
        answer = client.get(f"/api/v1/advisories?page_size=1&page_token={token}", token=site.vault).json()
        seen += [item["id"] for item in answer["items"]]
        token = answer["next_page_token"]
        if not token:
            break
    assert seen == ids(client, "/api/v1/advisories", site.vault)
    assert len(seen) == 3


def test_a_page_token_belongs_to_its_list_alone(client: Client, site: Site) -> None:
    token = client.get("/api/v1/advisories?page_size=1").json()["next_page_token"]
    assert client.get(f"/api/v1/advisories?page_token={token}").status == 200
    for other in ("&sort=package", "&q=curl", "&status=fixed", "&as_of=2030-01-01"):
        assert client.get(f"/api/v1/advisories?page_token={token}{other}").status == 400
    assert client.get(f"/api/v1/advisories?page_token={token}", token=site.vault).status == 400


def test_one_advisory_with_what_was_recorded_and_when_it_counts(client: Client, site: Site) -> None:
    found = client.get(f"/api/v1/advisories/{ONE}").json()
    assert (found["status"], found["fixed_version"], found["package"]) == ("fixed", "1.57.0-r0", "nghttp2")
    assert [one["sequence"] for one in found["entries"]] == [1, 2, 3]
    assert all(len(one["leaf_hash"]) == 64 for one in found["entries"])
    before = client.get(f"/api/v1/advisories/{ONE}?known_at=2").json()
    assert (before["status"], len(before["entries"])) == ("under-investigation", 2)
    withdraw(site.url)
    after = client.get(f"/api/v1/advisories/{ONE}").json()
    assert after["withdrawn"]["reason"] == "It was a duplicate."
    assert ids(client, "/api/v1/advisories") == [TWO]
    assert ids(client, "/api/v1/advisories?status=withdrawn") == [ONE]


@pytest.mark.parametrize("name", [STORY, STORY.lower(), GHSA])
def test_a_vulnerability_is_found_by_any_of_its_ids(client: Client, name: str) -> None:
    found = client.get(f"/api/v1/vulnerabilities/{name}").json()
    assert (found["id"], found["answer"]) == (STORY, "advisory")
    assert {one["package"] for one in found["items"]} == {"nghttp2", "curl"}
    assert GHSA in {one["id"] for one in found["others"]}


def test_what_nobody_told_us_of_is_not_known(client: Client) -> None:
    found = client.get("/api/v1/vulnerabilities/CVE-1999-0001").json()
    assert (found["answer"], found["items"]) == ("not-known", [])


def test_counts_by_status_and_exposure(client: Client) -> None:
    found = client.get("/api/v1/summary").json()
    assert {name: one["number"] for name, one in found["counts"].items()} == {"fixed": 1, "affected": 1}
    assert found["exposures"]["vulnerable"]["number"] == 1
    assert found["exposures"]["not-vulnerable"]["number"] == 1


def test_a_mirror_follows_the_log(client: Client) -> None:
    first = client.get("/api/v1/changes?page_size=2").json()
    assert ([one["sequence"] for one in first["items"]], first["next"], first["has_more"]) == (
        [1, 2],
        2,
        True,
    )
    rest = client.get("/api/v1/changes?since=2").json()
    assert [one["sequence"] for one in rest["items"]] == [3, 4, 5]
    assert (rest["next"], rest["has_more"]) == (9, False)
    assert client.get("/api/v1/changes?since=9").json()["items"] == []


def test_feeds_are_those_that_the_command_line_writes(client: Client, site: Site, tmp_path: Path) -> None:
    from navwarn.core.moments import LATEST
    from navwarn.ledger import open_ledger
    from navwarn.workflows.feed import standings_of_ledger
    from navwarn.workflows.secdb_feed import render_ledger

    with open_ledger(site.url) as ledger:
        snapshot = standings_of_ledger(ledger, DISTRIBUTIONS, "acme", LATEST)
        expected = render_ledger(snapshot, DISTRIBUTIONS["acme"].secdb, ())
    assert client.get("/acme/security.json").body == expected
    index = client.get("/acme/osv/all.json").json()
    assert [one["id"] for one in index] == [ONE, TWO]
    for one in index:
        found = client.get(f"/acme/osv/{one['id']}.json").json()
        assert (found["id"], found["modified"]) == (one["id"], one["modified"])
    assert client.get(f"/acme/osv/{THREE}.json").status == 404
    assert tmp_path.is_dir()


def test_all_records_come_in_one_file_that_is_the_same_each_time(serve: Callable[..., Client]) -> None:
    """feeds.md 2.5, G2: fixed order and times of members, ETag and Last-Modified."""
    client, other = serve(), serve()
    answer = client.get("/acme/osv/all.zip", accept_encoding="gzip")
    assert answer.headers["content-type"] == "application/zip"
    assert "content-encoding" not in answer.headers
    with ZipFile(BytesIO(answer.body)) as archive:
        assert archive.namelist() == [f"{ONE}.json", f"{TWO}.json"]
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in archive.namelist():
            assert archive.read(name) == client.get(f"/acme/osv/{name}").body
    assert other.get("/acme/osv.zip").body == answer.body
    tag, changed = answer.headers["etag"], answer.headers["last-modified"]
    assert client.get("/acme/osv/all.zip", if_none_match=tag).status == 304
    assert client.get("/acme/osv/all.zip", if_modified_since=changed).status == 304


def test_indexes_name_every_record_newest_change_first_or_by_id(client: Client) -> None:
    """feeds.md 2.5: all.json ascends by id, modified_id.csv has the newest change first."""
    lines = client.get("/acme/osv/modified_id.csv").text.splitlines()
    assert [line.split(",")[1] for line in lines] == [TWO, ONE]
    assert [one["id"] for one in client.get("/acme/osv/all.json").json()] == [ONE, TWO]


def test_a_feed_of_more_than_fits_into_memory_is_not_begun(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("navwarn.workflows.browse.feed_content.MOST_ADVISORIES", 1)
    for address in ("security.json", "osv/all.json", "osv/all.zip", "osv/modified_id.csv"):
        answer = client.get(f"/acme/{address}")
        assert (answer.status, answer.json()["code"]) == (503, "NW-FEED-SIZE")
    assert client.get(f"/acme/osv/{ONE}.json").status == 200


def test_what_is_told_of_the_past_has_no_time_of_change(client: Client) -> None:
    """What we know of then may still grow, without any later event."""
    assert "last-modified" not in client.get(f"/acme/osv/all.json?as_of={format_exact(day(1))}").headers
    found = client.get("/acme/osv/all.json?known_at=2").json()
    assert [one["id"] for one in found] == [ONE]


def test_clients_of_the_platform_find_documents_as_they_know_them(client: Client) -> None:
    found = client.get("/advisory/v2/documents?id=nghttp2").json()
    (document,) = found["documents"]
    (advisory,) = document["advisories"]
    assert (document["id"], advisory["id"], advisory["package_namespace"]) == ("nghttp2", ONE, "acme")
    assert advisory["events"][0] == {"timestamp": "2023-11-14T22:13:20Z", "detection": {"manual": {}}}
    assert advisory["events"][1]["fixed"] == {"fixed_version": "1.57.0-r0"}
    by_cve = client.get(f"/advisory/v2/documents?cves={STORY}&cves=CVE-1999-1").json()
    assert [one["id"] for one in by_cve["documents"]] == ["curl", "nghttp2"]
    assert client.get("/advisory/v2/documents?id=nothing").json() == {"documents": []}
    assert client.get("/advisory/v2/documents?odd=1").json() == {
        "code": 3,
        "message": "there is no parameter 'odd' here",
        "details": [],
    }


@pytest.mark.parametrize(
    ("address", "location"),
    [
        (f"/{STORY}", f"/vulnerabilities/{STORY}"),
        (f"/{STORY.lower()}", f"/vulnerabilities/{STORY}"),
        (f"/{GHSA}", f"/vulnerabilities/{GHSA}"),
        (f"/{ONE}", f"/advisories/{ONE}"),
        ("/packages/nghttp2", "/packages/acme/nghttp2"),
        (f"/security/{STORY}", f"/vulnerabilities/{STORY}"),
        (f"/security/{ONE}", f"/advisories/{ONE}"),
        ("/security", "/"),
        (f"/search?q={STORY}", f"/vulnerabilities/{STORY}"),
        ("/search?q=nghttp2", "/packages/acme/nghttp2"),
        (f"/search?q={ONE}", f"/advisories/{ONE}"),
        ("/search?q=pkg:apk/acme/nghttp2@1.57.0-r0?arch=x86_64", "/packages/acme/nghttp2"),
        ("/search?q=44487", "/advisories?q=44487"),
        ("/search?q=", "/advisories?q="),
    ],
)
def test_short_links_and_exact_searches_jump(client: Client, address: str, location: str) -> None:
    answer = client.get(address)
    assert (answer.status, answer.headers["location"]) == (302, location)


def test_suggestions_are_names_that_lead_somewhere(client: Client) -> None:
    text = client.get("/suggestions?q=444").text
    assert f"/vulnerabilities/{STORY}" in text
    assert "/packages/acme/nghttp2" in client.get("/suggestions?q=NGH").text
    assert "<li" not in client.get("/suggestions?q=x").text


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/advisories", f"/advisories/{ONE}", f"/vulnerabilities/{STORY}", "/packages/acme/curl"),
        *("/feeds", "/sources", "/stats", "/log", "/about"),
    ],
)
def test_every_page_has_a_twin_for_programs(client: Client, address: str) -> None:
    page = client.get(address)
    twin = client.get("/index.json" if address == "/" else f"{address}.json")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert twin.json()["schema"].startswith("navwarn/page-")
    assert len(page.body) < 60_000


@pytest.mark.parametrize("address", ["/advisories", "/packages/acme/nghttp2", f"/vulnerabilities/{STORY}"])
def test_lists_can_be_followed(client: Client, address: str) -> None:
    assert f"/advisories/{ONE}" in client.get(f"{address}.atom").text
    feed = client.get(f"{address}.feed.json").json()
    assert f"http://site.example/advisories/{ONE}" in {one["url"] for one in feed["items"]}


def test_the_list_can_be_taken_along(client: Client) -> None:
    lines = client.get("/advisories.csv?status=fixed").text.splitlines()
    assert len(lines) == 2
    assert ONE in lines[1]


def test_the_description_names_every_address_and_its_parameters(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    paths = described["paths"]
    assert "/api/v1/advisories" in paths
    for path, operations in paths.items():
        (told,) = operations.values()
        assert told["responses"]["200"]["content"]["application/json"]["example"], path
        assert {f"{{{one['name']}}}" for one in told["parameters"] if one["in"] == "path"} == {
            part for part in path.split("/") if part.startswith("{")
        }


def test_the_documentation_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/v1/docs").text
    assert "/api/v1/advisories" in page
    assert "//" not in page.replace("<!doctype", "").replace("http://", "") or "src=" not in page
    assert "<script" not in page
