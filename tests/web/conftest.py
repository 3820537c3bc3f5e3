"""A ledger with a public and two private distributions, and applications that serve it."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from navwarn.core.distribution import Distribution
from navwarn.core.entry import EntryKind, withdrawn
from navwarn.core.instant import DAY, Instant
from navwarn.ledger import open_ledger
from navwarn.web.app import Application
from navwarn.web.settings import ServerSettings
from navwarn.workflows.reader_token import create_token
from tests.ledger.making import FOUR, GHSA, ONE, START, THREE, TWO, change, day, event, fixed, opened, record
from tests.web.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STORY = "CVE-2023-44487"
SECRET_CVE = "CVE-2024-7777"
NOW = Instant(4_000_000_000 * 1_000_000)
"""A present that tokens of these tests outlive, or do not."""

DISTRIBUTIONS = {
    "acme": Distribution("acme", "Acme Linux", "NW", "pkg:apk/acme", os_ids=("acme",), osv_ecosystem="Acme"),
    "vault": Distribution(
        "vault",
        "Vault",
        "NW",
        "pkg:apk/vault",
        os_ids=("vault",),
        is_public=False,
        osv_ecosystem="Acme",
        includes=("acme",),
    ),
    "attic": Distribution(
        "attic", "Attic", "NW", "pkg:apk/attic", os_ids=("attic",), is_public=False, osv_ecosystem="Acme"
    ),
}


@dataclass(frozen=True, slots=True)
class Site:
    """Where the ledger is, and the secrets that open its private distributions."""

    url: str
    vault: str
    attic: str
    expired: str
    revoked: str


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The place of a ledger that does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    place: str = request.getfixturevalue("postgresql").new_schema()
    return place


@pytest.fixture
def site(url: str) -> Site:
    """A ledger with something in each distribution."""
    with open_ledger(url) as ledger:
        note = {"note": "Only <b>nghttpx</b> listens; see https://example.org/x."}
        record(
            ledger,
            *(opened(ONE, "nghttp2", [STORY, GHSA]), event(ONE, data={"type": "manual"})),
            fixed(ONE, "1.57.0-r0", day(1)),
            *(opened(TWO, "curl", [STORY]), event(TWO, "true-positive-determination", day(2), note)),
            *(opened(THREE, "vaulted", [SECRET_CVE], of="vault"), event(THREE, at=day(3), of="vault")),
            *(opened(FOUR, "dusty", ["CVE-2024-8888"], of="attic"), event(FOUR, of="attic")),
        )
        vault, attic = (_token(ledger, name, NOW) for name in ("vault", "attic"))
        expired = _token(ledger, "vault", Instant(START + 2 * DAY))
        made, revoked = create_token(ledger, DISTRIBUTIONS["vault"], label="r", expires_at=NOW, now=START)
        ledger.tokens.revoke(made.id, day(1))
    return Site(url, vault, attic, expired, revoked)


def _token(ledger: object, distribution: str, expires_at: Instant) -> str:
    _, secret = create_token(
        ledger,  # type: ignore[arg-type]
        DISTRIBUTIONS[distribution],
        label="test",
        expires_at=expires_at,
        now=START,
    )
    return secret


@pytest.fixture
def serve(site: Site) -> Iterator[Callable[..., Client]]:
    """Makes clients of applications with these settings."""
    loop = asyncio.new_event_loop()
    running: list[Application] = []

    def make(**settings: object) -> Client:
        defaults = {"database": site.url, "distributions": DISTRIBUTIONS, "title": "Acme", "freshness": 0.0}
        defaults["slow_seconds"] = math.inf  # what is told right after a change is what changed
        application = Application(ServerSettings(**(defaults | settings)))  # type: ignore[arg-type]
        running.append(application)
        return Client(application, loop)

    yield make
    for application in running:
        application.close()
    loop.close()


@pytest.fixture
def client(serve: Callable[..., Client]) -> Client:
    """A reader of the site."""
    return serve()


def withdraw(url: str) -> None:
    """Withdraw the first advisory."""
    with open_ledger(url) as ledger:
        record(ledger, change(ONE, EntryKind.WITHDRAWN, withdrawn("It was a duplicate.")), now=day(9))
