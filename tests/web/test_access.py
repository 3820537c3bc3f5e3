"""A private distribution does not exist for anyone without its token, whatever the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.ledger import open_ledger
from tests.ledger.making import THREE, day, event, record
from tests.web.conftest import SECRET_CVE

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.conftest import Site

OF_THE_VAULT = (
    f"/advisories/{THREE}",
    f"/advisories/{THREE}.json",
    f"/api/v1/advisories/{THREE}",
    "/packages/vault/vaulted",
    "/packages/vault/vaulted.json",
    "/packages/vault/vaulted.atom",
    "/packages/vault/vaulted.feed.json",
    "/packages/vaulted",
    "/api/v1/packages/vault/vaulted",
    "/api/v1/packages/vaulted/advisories",
    "/vault/security.json",
    "/vault/osv/all.json",
    "/vault/osv/modified_id.csv",
    "/vault/osv/all.zip",
    "/vault/osv.zip",
    f"/vault/osv/{THREE}.json",
    f"/{THREE}",
    f"/security/{THREE}",
)
"""What is not found by those who may not see it."""

FOR_ALL = (
    "/",
    "/index.json",
    "/advisories",
    "/advisories.json",
    "/advisories.csv",
    "/advisories.atom",
    "/advisories.feed.json",
    "/advisories?q=vaulted",
    "/advisories?distribution=vault",
    f"/advisories?q={SECRET_CVE}",
    f"/vulnerabilities/{SECRET_CVE}",
    f"/vulnerabilities/{SECRET_CVE}.json",
    f"/vulnerabilities/{SECRET_CVE}.atom",
    f"/api/v1/vulnerabilities/{SECRET_CVE}",
    "/api/v1/advisories",
    f"/api/v1/advisories?alias={THREE}",
    "/api/v1/summary",
    "/api/v1/changes",
    "/api/v1/feeds",
    "/feeds",
    "/feeds.json",
    "/stats",
    "/stats.json",
    "/log",
    "/log.json",
    "/sources",
    "/about",
    "/suggestions?q=vault",
    "/suggestions?q=7777",
    "/advisory/v2/documents",
    "/advisory/v2/documents?id=vaulted",
    "/acme/security.json",
    "/acme/osv/all.json",
)
"""What everyone finds, without a trace of the vault for those who may not see it."""

TRACES = ("vaulted", THREE)


def strangers(site: Site) -> tuple[str, ...]:
    """The tokens of those who may not see the vault."""
    return ("", site.attic, site.expired, site.revoked, "nwr_" + "A" * 43, "nonsense")


@pytest.mark.parametrize("address", OF_THE_VAULT)
def test_what_is_private_is_found_with_its_token_alone(client: Client, site: Site, address: str) -> None:
    assert client.get(address, token=site.vault).status in {200, 302}
    answers = [client.get(address, token=token) for token in strangers(site)]
    assert {answer.status for answer in answers} == {404}


@pytest.mark.parametrize("address", FOR_ALL)
def test_what_everyone_finds_has_no_trace_of_it(client: Client, site: Site, address: str) -> None:
    assert client.get(address, token=site.vault).status == 200
    asked = address.partition("=")[2]
    for token in strangers(site):
        answer = client.get(address, token=token)
        assert answer.status == 200
        text = answer.text.replace(asked, "") if asked else answer.text
        assert not [trace for trace in TRACES if trace in text]
        assert "Vault" not in text


def test_counts_tell_the_public_nothing(client: Client, site: Site) -> None:
    assert client.get("/api/v1/summary").json()["total"]["number"] == 2
    assert client.get("/api/v1/summary", token=site.vault).json()["total"]["number"] == 3
    assert client.get("/api/v1/summary", token=site.attic).json()["total"]["number"] == 3


def test_an_unknown_vulnerability_and_a_private_one_look_the_same(client: Client) -> None:
    private = client.get(f"/api/v1/vulnerabilities/{SECRET_CVE}")
    unknown = client.get("/api/v1/vulnerabilities/CVE-2024-7778")
    assert private.body.replace(b"7777", b"7778") == unknown.body


def test_a_token_that_is_revoked_opens_nothing_any_more(client: Client, site: Site) -> None:
    address = f"/api/v1/advisories/{THREE}"
    assert client.get(address, token=site.vault).status == 200
    with open_ledger(site.url) as ledger:
        for row in ledger.tokens.all():
            ledger.tokens.revoke(row[0], day(5))
    assert client.get(address, token=site.vault).status == 404


def test_what_one_reader_was_told_is_not_told_to_the_next(client: Client, site: Site) -> None:
    assert "vaulted" in client.get("/advisories", token=site.vault).text
    assert "vaulted" not in client.get("/advisories").text
    assert "vaulted" in client.get("/advisories", token=site.vault).text
    with open_ledger(site.url) as ledger:
        record(ledger, event(THREE, "true-positive-determination", day(4), of="vault"), now=day(4))
    assert "vaulted" not in client.get("/").text


def test_a_public_feed_never_includes_what_is_private(client: Client, site: Site) -> None:
    listed = client.get("/acme/osv/all.json").text
    assert THREE not in listed
    assert THREE in client.get("/vault/osv/all.json", token=site.vault).text
