"""Getting into a registry: tokens and passwords, each shown to the host that it is for (peers.md A4)."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import msgspec

from navwarn.images.challenge import parse_challenge
from navwarn.images.interface import RegistryAccessError, RegistryError
from navwarn.images.source import read_all
from navwarn.net.interface import UrlError
from navwarn.net.url import parse_url

if TYPE_CHECKING:
    from navwarn.images.challenge import Challenge
    from navwarn.images.credentials import Credentials
    from navwarn.images.reference import RegistryReference
    from navwarn.net.client import Client
    from navwarn.net.url import Url

_MAX_TOKEN = 1024 * 1024
_CLIENT = "navwarn"
_KNOWN_REALMS = {
    "registry-1.docker.io": "auth.docker.io",
    "registry.gitlab.com": "gitlab.com",
}
"""Hosts that give tokens for another host's registry, where both are known to be one service's."""


class _Token(msgspec.Struct, frozen=True):
    token: str | None = None
    access_token: str | None = None


class Authorization:
    """What is sent to one registry for one repository.

    ``realms`` are further hosts that may see its credentials.
    """

    def __init__(
        self,
        client: Client,
        reference: RegistryReference,
        credentials: Credentials | None,
        realms: frozenset[str],
    ) -> None:
        self._client = client
        self._reference = reference
        self._credentials = credentials
        self._realms = realms
        self._lock = Lock()
        self._stranger = ""
        self.value = ""

    def renew(self, seen: str, header: str, asked: Url) -> str:
        """The value of ``Authorization`` after a registry refused ``seen`` with a challenge.

        Raises ``RegistryAccessError`` where there is nothing else to show. Threads that are refused together
        ask for one token.
        """
        with self._lock:
            if self.value != seen:
                return self.value
            challenge = parse_challenge(header)
            if challenge is None:
                raise RegistryAccessError(
                    f"{self._reference.host} wants credentials in a way that is not known"
                )
            new = self._basic() if challenge.scheme == "basic" else self._bearer(challenge, asked)
            if new == seen:
                raise self.refusal()
            self.value = new
            return new

    def _basic(self) -> str:
        if self._credentials is None or not self._credentials.user:
            raise self.refusal()
        return self._credentials.basic

    def _bearer(self, challenge: Challenge, asked: Url) -> str:
        try:
            realm = parse_url(challenge.parameters.get("realm", ""))
        except UrlError:
            raise RegistryError(f"{self._reference.host} names no host that gives tokens for it") from None
        is_trusted = self._is_trusted(realm, asked)
        self._stranger = "" if is_trusted else realm.authority
        credentials = self._credentials if is_trusted else None
        parameters = {
            "service": challenge.parameters.get("service", ""),
            "scope": f"repository:{self._reference.repository}:pull",
        }
        if credentials is not None and credentials.token:
            form = parameters | {
                "grant_type": "refresh_token",
                "client_id": _CLIENT,
                "refresh_token": credentials.token,
            }
            return self._token(str(realm), "", urlencode(form).encode(), realm)
        joint = "&" if "?" in realm.target else "?"
        secret = credentials.basic if credentials is not None else ""
        return self._token(f"{realm}{joint}{urlencode(parameters)}", secret, None, realm)

    def _token(self, url: str, secret: str, body: bytes | None, realm: Url) -> str:
        headers = {} if body is None else {"content-type": "application/x-www-form-urlencoded"}
        with self._client.open(url, headers=headers, secret=secret, body=body) as response:
            if response.status in {400, 401, 403}:
                raise self.refusal(realm)
            data = read_all(response, _MAX_TOKEN, realm.shown)
            if response.status != 200:  # noqa: PLR2004 - HTTP
                raise RegistryError(f"{realm.shown} gave no token but status {response.status}")
        try:
            token = msgspec.json.decode(data, type=_Token)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            raise RegistryError(f"{realm.shown} gave no token that can be read") from None
        text = token.token or token.access_token or ""
        if not text.isascii() or not text.isprintable() or not text:
            raise RegistryError(f"{realm.shown} gave no token that can be sent")
        return f"Bearer {text}"

    def _is_trusted(self, realm: Url, asked: Url) -> bool:
        """Whether a host that gives tokens may see the registry's credentials: is it, or belongs to it."""
        if realm.scheme == asked.scheme and realm.authority == asked.authority:
            return True
        if realm.authority in self._realms:
            return True  # where it has no TLS, the client asks it only if that is allowed too
        return realm.scheme == "https" and realm.authority == _KNOWN_REALMS.get(asked.authority)

    def refusal(self, realm: Url | None = None) -> RegistryAccessError:
        """The error for a registry that refuses, or for a host that gives no token for it."""
        who = f"{realm.authority} gives no token for" if realm else f"{self._reference.host} does not show"
        if self._credentials is None:
            hint = f"There are no credentials for it: `docker login {self._reference.host}` keeps some."
        elif self._stranger:
            hint = (
                f"Credentials for {self._reference.host} are not shown to {self._stranger}, "
                f"where it has tokens given; --token-host {self._stranger} allows it."
            )
        else:
            hint = "The credentials that docker or podman keeps for it do not suffice."
        return RegistryAccessError(f"{who} {self._reference.name} to us", hint=hint)
