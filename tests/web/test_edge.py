"""What every answer has in common: headers, conditions, compression, bounds, errors without a trace."""

from __future__ import annotations

import gzip
import logging
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from navwarn.ledger import open_ledger
from navwarn.web import edge
from tests.ledger.making import ONE, TWO, day, event, opened, record
from tests.web.conftest import STORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.web.route import Route
    from tests.web.client import Client
    from tests.web.conftest import Site

EVERYWHERE = (
    *("/", "/advisories", f"/vulnerabilities/{STORY}", f"/advisories/{ONE}", "/packages/acme/nghttp2"),
    *("/feeds", "/sources", "/stats", "/log", "/about", "/nothing/here", "/advisories?status=odd"),
    *("/api/v1/advisories", "/api/v1/advisories/none", "/api/v1/docs", "/acme/security.json"),
    *("/advisories.csv", "/advisories.atom", "/healthz", "/metrics", "/CVE-2023-44487", "/robots.txt"),
)
REQUIRED = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
}


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_has_the_headers_that_browsers_honour(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.headers.keys() >= REQUIRED
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in answer.headers
    assert len(answer.pairs) == len(answer.headers), "a header is there twice"


def test_over_https_browsers_are_told_to_stay_there(serve: Callable[..., Client]) -> None:
    behind = serve(trusts_proxy=True)
    assert "strict-transport-security" in behind.get("/", x_forwarded_proto="https").headers
    assert "strict-transport-security" not in serve().get("/", x_forwarded_proto="https").headers


@pytest.mark.parametrize("address", ["/advisories", "/api/v1/advisories", "/acme/security.json", "/log"])
def test_what_a_reader_has_is_not_sent_again_until_it_changes(
    client: Client, site: Site, address: str
) -> None:
    first = client.get(address)
    tag = first.headers["etag"]
    known = client.get(address, if_none_match=tag)
    assert (known.status, known.body) == (304, b"")
    assert known.headers["etag"] == tag
    assert client.get(address, if_none_match=f'W/{tag}, "x"').status == 304
    assert client.get(address, if_none_match='"other"').status == 200
    with open_ledger(site.url) as ledger:
        record(ledger, event(TWO, "fix-not-planned", day(8), {"note": "Ended."}), now=day(8))
        record(ledger, event(ONE, "false-positive-determination", day(8), {"note": "No."}), now=day(8))
    changed = client.get(address, if_none_match=tag)
    assert changed.status == 200
    assert changed.headers["etag"] != tag


FEED = "/acme/osv/modified_id.csv"


def settle(site: Site) -> None:
    """Decide about one advisory."""
    with open_ledger(site.url) as ledger:
        record(ledger, event(TWO, "fix-not-planned", day(8)), now=day(8))


def test_a_feed_that_takes_long_is_told_as_it_was_for_a_while_after_a_change(
    serve: Callable[..., Client], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "EARLIEST_AGE", math.inf)
    client = serve(slow_seconds=0.0)
    feed, listed = client.get(FEED), client.get("/api/v1/advisories")
    settle(site)
    assert client.get(FEED).body == feed.body
    assert client.get("/api/v1/advisories").body != listed.body


def test_a_feed_that_takes_long_is_told_as_it_was_while_it_is_made_anew(
    serve: Callable[..., Client], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "EARLIEST_AGE", 0)
    monkeypatch.setattr(edge, "LATEST_AGE", math.inf)
    client = serve(slow_seconds=0.0)
    feed = client.get(FEED)
    settle(site)
    assert client.get(FEED).body == feed.body
    deadline = time.monotonic() + 30
    while client.get(FEED).body == feed.body:
        assert time.monotonic() < deadline


def test_who_would_be_told_too_old_a_feed_waits_for_the_next(
    serve: Callable[..., Client], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "EARLIEST_AGE", 0)
    monkeypatch.setattr(edge, "LATEST_AGE", 0)
    client = serve(slow_seconds=0.0)
    feed = client.get(FEED)
    settle(site)
    assert client.get(FEED).body != feed.body


def test_a_feed_tells_when_it_changed(client: Client) -> None:
    since = client.get("/acme/security.json").headers["last-modified"]
    assert client.get("/acme/security.json", if_modified_since=since).status == 304
    assert client.get("/acme/security.json", if_modified_since=since, if_none_match='"x"').status == 200


@pytest.mark.parametrize("address", EVERYWHERE)
def test_head_says_what_get_would(client: Client, address: str) -> None:
    got, told = client.get(address), client.get(address, method="HEAD")
    assert told.body == b""
    assert told.status == got.status
    if address != "/metrics":
        assert told.headers["content-length"] == got.headers["content-length"]


def test_answers_are_compressed_for_those_who_ask(client: Client) -> None:
    plain, packed = client.get("/advisories"), client.get("/advisories", accept_encoding="br, gzip;q=0.5")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "accept-encoding" in packed.headers["vary"]
    assert "content-encoding" not in client.get("/advisories", accept_encoding="gzip;q=0").headers
    assert "content-encoding" not in client.get("/healthz", accept_encoding="gzip").headers


def test_programs_of_any_origin_may_read_the_api_and_not_the_pages(client: Client) -> None:
    assert client.get("/api/v1/advisories").headers["access-control-allow-origin"] == "*"
    assert client.get("/acme/security.json").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/advisories").headers
    asked = client.get("/api/v1/advisories", method="OPTIONS")
    assert asked.status == 204
    assert "authorization" in asked.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    answer = client.get("/api/v1/advisories", method=method)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/" + "a" * 2_000, 414),
        ("/api/v1/advisories?q=" + "a" * 5_000, 414),
        ("/api/v1/advisories?q=" + "a" * 301, 400),
        ("/api/v1/advisories?" + "&".join(f"status=fixed{n}" for n in range(61)), 400),
        ("/api/v1/advisories?package=" + ",".join(f"p{n}" for n in range(60)), 400),
        ("/api/v1/advisories?page_size=201", 400),
        ("/api/v1/advisories?page_size=0", 400),
        ("/api/v1/advisories?page_size=1e2", 400),
        ("/api/v1/advisories?sort=size", 400),
        ("/api/v1/advisories?status=open", 400),
        ("/api/v1/advisories?unheard=of", 400),
        ("/api/v1/advisories?as_of=yesterday", 400),
        ("/api/v1/advisories?known_at=-1", 400),
        ("/api/v1/advisories?q=%00", 400),
        ("/api/v1/advisories?q=%ff", 400),
        ("/api/v1/advisories?page_token=AAAA", 400),
        ("/api/v1/changes?since=x", 400),
        ("/api/v1/nothing", 404),
        ("/api/v1/packages/acme/nothing", 404),
    ],
)
def test_what_cannot_be_asked_is_told_as_a_problem(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["code"].startswith("NW-")


def test_what_nobody_foresaw_is_logged_and_only_its_reference_told(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the password is xyzzy")

    monkeypatch.setattr("navwarn.web.api.changes", fail)
    with caplog.at_level(logging.ERROR, "navwarn.web"):
        answer = client.get("/api/v1/changes")
    assert answer.status == 500
    assert "xyzzy" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["reference"] in caplog.text
    assert "xyzzy" in caplog.text


def test_a_ledger_that_went_away_is_told_without_its_place(
    serve: Callable[..., Client], site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    lost = serve(database=f"{site.url}-gone" if "://" not in site.url else "postgresql://127.0.0.1:1/none")
    answer = lost.get("/api/v1/advisories")
    assert answer.status in {400, 503}
    assert "gone" not in answer.text
    assert lost.get("/healthz").status == 200
    assert lost.get("/readyz").status == 503
    assert caplog is not None


@pytest.mark.parametrize(
    "text",
    ["%0d%0aset-cookie:%20x=1", "%0aFAKE%20line", "%e2%80%ae", '"><script>alert(1)</script>', "{{7*7}}"],
)
@pytest.mark.parametrize(
    "address",
    ["/search?q={}", "/CVE-{}", "/packages/{}", "/security/{}", "/advisories?q={}", "/{}/security.json"],
)
def test_no_text_of_a_reader_becomes_a_header_a_line_of_the_log_or_markup(
    client: Client, caplog: pytest.LogCaptureFixture, address: str, text: str
) -> None:
    answer = client.get(address.format(text))
    assert answer.status in {200, 302, 400, 404}
    assert all("\n" not in value and "\r" not in value for _, value in answer.pairs)
    assert "set-cookie" not in answer.headers
    assert "<script>alert" not in answer.text
    assert "FAKE" not in caplog.text
    assert "49" not in answer.headers.get("location", "")


def test_a_client_that_asks_too_often_is_told_when_to_come_back(serve: Callable[..., Client]) -> None:
    limited = serve(rate=0.1)
    assert limited.get("/about").status == 200
    refused = limited.get("/about")
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) > 0


def test_behind_a_proxy_each_of_its_clients_is_counted_alone(serve: Callable[..., Client]) -> None:
    limited = serve(rate=0.1, trusts_proxy=True)
    assert limited.get("/about", x_forwarded_for="198.51.100.1").status == 200
    assert limited.get("/about", x_forwarded_for="203.0.113.9, 198.51.100.2").status == 200
    assert limited.get("/about", x_forwarded_for="203.0.113.10, 198.51.100.2").status == 429


def test_below_a_base_path_every_link_stays_there(serve: Callable[..., Client]) -> None:
    below = serve(base="/nav")
    page = below.get("/nav/advisories")
    assert page.status == 200
    assert 'href="/nav/' in page.text
    assert 'href="/advis' not in page.text
    assert below.get("/nav").status == 200
    assert below.get("/nav/CVE-2023-44487").headers["location"] == f"/nav/vulnerabilities/{STORY}"
    assert below.get("/advisories").status == 404
    assert below.get("/navigation").status == 404


def test_the_public_address_comes_from_the_request_unless_it_is_set(serve: Callable[..., Client]) -> None:
    assert "http://a.example/advisories" in serve().get("/advisories.atom", host="a.example").text
    assert "http://b.example/advisories" in serve().get("/advisories.atom", host="b.example").text
    fixed = serve(url="https://set.example/nav", base="/nav")
    assert "https://set.example/nav/advisories" in fixed.get("/nav/advisories.atom", host="a.example").text
    odd = serve().get("/advisories.atom", host='a"><x>')
    assert "<x>" not in odd.text


def test_counts_are_there_for_those_who_watch(client: Client) -> None:
    client.get("/about")
    client.get("/about")
    text = client.get("/metrics").text
    assert 'navwarn_requests_total{status="200"} 2' in text
    assert "navwarn_answers_kept_total 1" in text
    assert "navwarn_ledger_entries 9" in text


def test_no_route_is_described_twice() -> None:
    from navwarn.web import api, feed, listfeed, platform, site

    routes: list[Route] = [*api.ROUTES, *feed.ROUTES, *listfeed.ROUTES, *platform.ROUTES, *site.ROUTES]
    paths = [route.path for route in routes]
    assert len(paths) == len(set(paths))


def test_any_of_several_tags_in_any_of_several_lines_is_known(client: Client) -> None:
    tag = client.get("/api/v1/advisories").headers["etag"]
    packed = client.get("/api/v1/advisories", accept_encoding="gzip").headers["etag"]
    for condition in (f'"a", {tag}', f"W/{tag}", "*", packed, f'"x",W/{packed}'):
        assert client.get("/api/v1/advisories", if_none_match=condition).status == 304, condition
    lines = [("if-none-match", tag), ("if-none-match", '"other"')]
    assert client.ask("/api/v1/advisories", lines).status == 304
    assert client.get("/api/v1/advisories", if_none_match='""').status == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Fri, 01 Jan 2100 00:00:00 GMT", 304),
        ("Friday, 01-Jan-40 00:00:00 GMT", 304),
        ("Thu Jan  1 00:00:00 2099", 304),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 200),
        ("yesterday", 200),
        ("Fri, 99 Foo 2100 00:00:00 GMT", 200),
        ("Fri, 01 Jan 0000 99:00:00 GMT", 200),
    ],
)
def test_whoever_has_a_later_copy_is_told_that_nothing_changed(
    client: Client, since: str, status: int
) -> None:
    """RFC 9110 section 13.1.3: what is no date is as good as not sent."""
    assert client.get("/acme/security.json", if_modified_since=since).status == status


@pytest.mark.parametrize(("accepted", "is_packed"), [("GZIP", True), ("gzip ; q=0", False), ("*", True)])
def test_codings_are_compared_as_http_does(client: Client, accepted: str, is_packed: bool) -> None:
    answer = client.get("/advisories", accept_encoding=accepted)
    assert ("content-encoding" in answer.headers) is is_packed


def test_headers_longer_than_any_need_to_be_are_refused(client: Client) -> None:
    answer = client.get("/api/v1/advisories", x_filler="a" * 20_000)
    assert (answer.status, answer.json()["code"]) == (431, "NW-HEADERS")


@pytest.mark.parametrize(
    ("one", "other", "is_one_client"),
    [
        ("198.51.100.1:1000", "198.51.100.1:2000", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("[2001:db8:0:1::1]:443", "2001:db8:0:1::9", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:198.51.100.1", "198.51.100.1", True),
        ("::ffff:198.51.100.1", "::ffff:198.51.100.2", False),
        ("nonsense", "192.0.2.7", True),
    ],
)
def test_a_client_with_many_ports_or_addresses_of_its_own_is_one(
    serve: Callable[..., Client], one: str, other: str, is_one_client: bool
) -> None:
    limited = serve(rate=0.1, trusts_proxy=True)
    assert limited.get("/about", x_forwarded_for=one).status == 200
    assert limited.get("/about", x_forwarded_for=other).status == (429 if is_one_client else 200)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_ledger_that_was_replaced_is_read_anew_and_one_removed_is_told(
    serve: Callable[..., Client], site: Site, tmp_path: Path
) -> None:
    client = serve()
    assert client.get("/api/v1/summary").json()["total"]["number"] == 2
    with open_ledger(str(tmp_path / "other.db")) as other:
        record(other, opened(ONE, "zlib", [STORY]), event(ONE))
    for suffix in ("-wal", "-shm"):
        Path(f"{site.url}{suffix}").unlink(missing_ok=True)
    (tmp_path / "other.db").replace(site.url)
    assert client.get("/api/v1/summary").json()["total"]["number"] == 1
    assert client.get("/readyz").status == 200
    Path(site.url).unlink()
    assert client.get("/readyz").status == 503
    assert client.get("/api/v1/summary").status == 503
    metrics = client.get("/metrics")
    assert metrics.status == 200
    assert "navwarn_ledger_entries" not in metrics.text
    assert client.get("/healthz").status == 200
