"""A browser's token: taken from a form of this site alone, kept in a cookie, telling strangers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.web.entrance import COOKIE, MAX_BODY
from tests.web.test_access import FOR_ALL, OF_THE_VAULT, TRACES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.client import Client, Response
    from tests.web.conftest import Site

FORM = "application/x-www-form-urlencoded"


def send(client: Client, secret: str, *, path: str = "/access", **headers: str) -> Response:
    given = {"content_type": FORM, "sec_fetch_site": "same-origin"} | headers
    return client.get(path, method="POST", body=f"token={secret}".encode(), **given)


def cookie_of(answer: Response) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


def test_a_token_becomes_a_cookie_that_opens_what_it_opens(client: Client, site: Site) -> None:
    answer = send(client, site.vault)
    assert (answer.status, answer.headers["location"]) == (303, "/access")
    parts = answer.headers["set-cookie"].split("; ")
    assert parts[0] == f"{COOKIE}={site.vault}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(parts)
    assert "Secure" not in parts
    cookie = cookie_of(answer)
    assert "Vault" in client.get("/access", cookie=cookie).text
    for address in OF_THE_VAULT:
        assert client.get(address, cookie=cookie).status in {200, 302}
        assert client.get(address).status == 404


def test_the_cookie_ends_with_the_token(client: Client, site: Site) -> None:
    (age,) = [
        part for part in send(client, site.vault).headers["set-cookie"].split("; ") if "Max-Age" in part
    ]
    assert int(age.partition("=")[2]) > 0


def test_over_tls_and_below_a_path_the_cookie_stays_there(serve: Callable[..., Client], site: Site) -> None:
    client = serve(base="/nav", trusts_proxy=True)
    answer = send(client, site.vault, path="/nav/access", x_forwarded_proto="https")
    assert answer.headers["location"] == "/nav/access"
    assert {"Secure", "Path=/nav"} <= set(answer.headers["set-cookie"].split("; "))


def test_what_opens_nothing_is_refused_alike_and_sets_nothing(client: Client, site: Site) -> None:
    answers = [send(client, one) for one in (site.expired, site.revoked, "nwr_" + "A" * 43, "vault", "%00")]
    assert {(one.status, one.pairs, one.body) for one in answers} == {
        (answers[0].status, answers[0].pairs, answers[0].body)
    }
    assert answers[0].headers["location"] == "/access?refused=true"
    assert "set-cookie" not in answers[0].headers
    page = client.get("/access?refused=true").text
    assert "This token opens nothing" in page
    assert "Vault" not in page


@pytest.mark.parametrize("address", FOR_ALL)
def test_a_cookie_that_opens_nothing_shows_no_trace(client: Client, site: Site, address: str) -> None:
    asked = address.partition("=")[2]
    for secret in (site.expired, site.revoked, site.attic, "nwr_" + "A" * 43, "; x=y", '"'):
        text = client.get(address, cookie=f"{COOKIE}={secret}").text
        assert not [trace for trace in TRACES if trace in (text.replace(asked, "") if asked else text)]


def test_nothing_sent_forgets_the_token(client: Client) -> None:
    answer = send(client, "")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert cookie_of(answer) == f"{COOKIE}="


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "cross-site", "origin": "http://site.example"},
    ],
)
def test_a_form_of_another_site_is_refused(client: Client, site: Site, headers: dict[str, str]) -> None:
    answer = send(client, site.vault, **headers)
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://site.example", 303), ("https://evil.example", 403), ("null", 403), ("", 403)],
)
def test_a_browser_that_tells_no_site_is_believed_by_its_origin(
    client: Client, site: Site, origin: str, status: int
) -> None:
    headers = {"origin": origin} if origin else {}
    body = f"token={site.vault}".encode()
    answer = client.get("/access", method="POST", body=body, content_type=FORM, **headers)
    assert answer.status == status


def test_what_is_no_form_or_too_long_is_refused(client: Client, site: Site) -> None:
    assert send(client, site.vault, content_type="application/json").status == 400
    assert send(client, "x" * MAX_BODY).status == 400


def test_the_form_is_taken_nowhere_else(client: Client, site: Site) -> None:
    assert send(client, site.vault, path="/advisories").status == 405
    assert send(client, site.vault, path="/access/").status == 405


def test_a_header_counts_before_a_cookie(client: Client, site: Site) -> None:
    cookie = f"{COOKIE}={site.attic}"
    assert client.get("/packages/vault/vaulted", token=site.vault, cookie=cookie).status == 200
    assert client.get("/packages/attic/dusty", token=site.vault, cookie=cookie).status == 404
