"""Tokens are shown once, listed without their secret, revoked for good; `serve` refuses what it cannot do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.conformance.program import Program

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = '[distributions.vault]\nvisibility = "private"\n[distributions.acme]\n'


def program(tmp_path: Path) -> Program:
    (tmp_path / "navwarn.toml").write_text(CONFIG)
    made = Program(tmp_path)
    made("token", "create", "-D", "vault", "--expires", "2999-01-01", expect=2)  # there is no ledger yet
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "zlib.advisories.yaml").write_text(
        "schema-version: 2.0.2\n\npackage:\n  name: zlib\n\nadvisories:\n  - id: CGA-2222-3333-4444\n"
        "    aliases:\n      - CVE-2024-0001\n    events:\n      - timestamp: 2024-05-01T10:00:00Z\n"
        "        type: detection\n        data:\n          type: manual\n"
    )
    made("import", "documents", "-D", "acme")
    return made


def test_a_token_is_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    navwarn = program(tmp_path)
    made = navwarn("token", "create", "-D", "vault", "--expires", "2999-01-01", "--label", "mirror")
    secret = made.stdout.decode().strip()
    assert secret.startswith("nwr_")
    assert "not shown again" in made.stderr
    listed = navwarn("token", "list").stdout.decode()
    assert "mirror" in listed
    assert secret not in listed
    assert secret.encode() not in (tmp_path / "ledger.sqlite").read_bytes()
    (token,) = json.loads(navwarn("token", "list", "-o", "json").stdout)["items"]
    assert (token["state"], token["distribution"]) == ("active", "vault")
    navwarn("token", "revoke", token["id"])
    assert "NW-TOKEN" in navwarn("token", "revoke", token["id"], expect=2).stderr
    assert "revoked" in navwarn("token", "list").stdout.decode()


def test_tokens_that_would_open_nothing_are_not_made(tmp_path: Path) -> None:
    navwarn = program(tmp_path)
    public = navwarn("token", "create", "-D", "acme", "--expires", "2999-01-01", expect=2)
    assert "is public" in public.stderr
    past = navwarn("token", "create", "-D", "vault", "--expires", "2001-01-01", expect=2)
    assert "expire before" in past.stderr
    assert navwarn("token", "list", "-o", "json").stdout.count(b"nwr_") == 0


def test_a_server_that_cannot_listen_says_so(tmp_path: Path) -> None:
    navwarn = program(tmp_path)
    refused = navwarn("serve", "--host", "192.0.2.1", expect=3)
    assert "NW-LISTEN" in refused.stderr
    assert "no path" in navwarn("serve", "--base-path", "nav", expect=2).stderr
    assert "no address" in navwarn("serve", "--url", "acme.example", expect=2).stderr
