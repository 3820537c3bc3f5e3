"""Credentials for registries, as docker and its helpers keep them; each belongs to one host (peers.md A4)."""

from __future__ import annotations

import base64
import binascii
import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from navwarn.errors import ExternalError
from navwarn.images.reference import DEFAULT_REGISTRY, OTHER_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_FILE = 1024 * 1024
_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_HELPER_SECONDS = 20
_MAX_ANSWER = 64 * 1024
_DOCKER_HUB = "https://index.docker.io/v1/"
_IS_TOKEN = "<token>"  # noqa: S105 - the user name by which helpers mark an identity token


class CredentialsError(ExternalError):
    """A helper that did not answer, or a file of credentials that cannot be read."""

    code = "NW-IMAGE-CREDENTIALS"


class Credentials(Struct, frozen=True):
    """User and password, or an identity token; neither is ever shown."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"

    @property
    def basic(self) -> str:
        """The value of ``Authorization`` with user and password."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


def credentials_for(host: str, environ: Mapping[str, str]) -> Credentials | None:
    """What docker's configuration holds for exactly this host; ``None`` where it holds nothing.

    The file is ``config.json`` in ``DOCKER_CONFIG``, else in ``~/.docker``. A helper that is named for the
    host is asked first, then the file, then the helper for all hosts.
    """
    folder = environ.get("DOCKER_CONFIG") or str(Path(environ.get("HOME") or "~").expanduser() / ".docker")
    settings = _load(Path(folder) / "config.json")
    helpers = settings.get("credHelpers")
    for key, helper in helpers.items() if isinstance(helpers, dict) else ():
        if _host_of(key) == host and helper:
            return _asked(helper, host, environ)
    known = _stored(settings.get("auths"), host)
    if known is not None:
        return known
    return _asked(settings["credsStore"], host, environ) if settings.get("credsStore") else None


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE)
        settings = json.loads(data)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CredentialsError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise CredentialsError(f"{path} is not JSON") from None
    return settings if isinstance(settings, dict) else {}


def _stored(entries: Any, host: str) -> Credentials | None:
    for key, entry in entries.items() if isinstance(entries, dict) else ():
        if _host_of(key) == host and isinstance(entry, dict):
            found = _decoded(entry)
            if found is not None:
                return found
    return None


def _host_of(key: str) -> str:
    """The host that an entry is for: keys are hosts, or URLs that begin with one."""
    rest = key.removeprefix("https://").removeprefix("http://")
    host, _, path = rest.partition("/")
    if path.strip("/") not in {"", "v1", "v2"}:
        return ""
    return DEFAULT_REGISTRY if host in OTHER_NAMES else host


def _decoded(entry: dict[str, Any]) -> Credentials | None:
    token = entry.get("identitytoken")
    if isinstance(token, str) and token:
        return Credentials(token=token)
    try:
        text = base64.b64decode(str(entry.get("auth") or ""), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, password = text.rstrip("\0").partition(":")
    if not colon:
        user, password = str(entry.get("username") or ""), str(entry.get("password") or "")
    return Credentials(user, password) if user else None


def _asked(helper: Any, host: str, environ: Mapping[str, str]) -> Credentials | None:
    """What the program ``docker-credential-HELPER`` answers; ``None`` where it has nothing for the host."""
    if not isinstance(helper, str) or not _HELPER.fullmatch(helper):
        raise CredentialsError("docker's configuration names a credential helper that no program can be")
    program = f"docker-credential-{helper}"
    key = _DOCKER_HUB if host == DEFAULT_REGISTRY else host
    try:
        run = subprocess.run(  # noqa: S603 - a program that the person's own configuration names
            [program, "get"],
            input=key.encode(),
            capture_output=True,
            timeout=_HELPER_SECONDS,
            check=False,
            env=dict(environ),
        )
    except subprocess.TimeoutExpired:
        raise CredentialsError(f"{program} did not answer within {_HELPER_SECONDS} seconds") from None
    except OSError as error:
        raise CredentialsError(f"{program} cannot be run: {error.strerror}") from None
    if run.returncode != 0:
        return None
    try:
        answer = json.loads(run.stdout[:_MAX_ANSWER])
        user, secret = answer["Username"], answer["Secret"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CredentialsError(f"{program} answered something that is no credential") from None
    return Credentials(token=secret) if user == _IS_TOKEN else Credentials(user, secret)
