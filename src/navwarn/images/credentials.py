"""Credentials for registries, as docker, podman and helpers keep them, each for one host (peers.md A4)."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from navwarn.errors import ExternalError
from navwarn.images.reference import DEFAULT_REGISTRY, OTHER_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_AUTH = "auth.json"
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


def credentials_for(name: str, environ: Mapping[str, str]) -> Credentials | None:
    """What docker or podman keeps for a repository, named with its registry; ``None`` where nothing is kept.

    Of several files the first counts that has something for exactly this host.
    """
    kept = (_kept(_load(path), name, environ) for path in _files(environ))
    return next((one for one in kept if one is not None), None)


def _files(environ: Mapping[str, str]) -> Iterator[Path]:
    """``REGISTRY_AUTH_FILE`` where it is set, docker's ``config.json``, and else podman's ``auth.json``."""
    home = Path(environ.get("HOME") or "~").expanduser()
    named = environ.get("REGISTRY_AUTH_FILE")
    if named:
        yield Path(named)
    yield Path(environ.get("DOCKER_CONFIG") or home / ".docker", "config.json")
    if not named:
        runtime = environ.get("XDG_RUNTIME_DIR")
        yield (
            Path(runtime, "containers") / _AUTH if runtime else Path(f"/run/containers/{os.getuid()}", _AUTH)
        )
        yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config", "containers", _AUTH)


def _kept(settings: dict[str, Any], name: str, environ: Mapping[str, str]) -> Credentials | None:
    """What one file has: a helper that is named for the host is asked first, that for all hosts last."""
    host = name.partition("/")[0]
    helpers = settings.get("credHelpers")
    for key, helper in helpers.items() if isinstance(helpers, dict) else ():
        if _place_of(key) == host and helper:
            return _asked(helper, host, environ)
    known = _stored(settings.get("auths"), name)
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


def _stored(entries: Any, name: str) -> Credentials | None:
    """What is kept for the repository, else for what it is below, and last for the host."""
    parts = name.split("/")
    for count in range(len(parts), 0, -1):
        place = "/".join(parts[:count])
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            found = _decoded(entry) if _place_of(key) == place and isinstance(entry, dict) else None
            if found is not None:
                return found
    return None


def _place_of(key: str) -> str:
    """What an entry is for: keys are hosts, URLs that begin with one, or paths of repositories."""
    rest = key.removeprefix("https://").removeprefix("http://")
    named, _, path = rest.partition("/")
    host = DEFAULT_REGISTRY if named.lower() in OTHER_NAMES else named.lower()
    if path.strip("/") in {"", "v1", "v2"}:
        return host
    return f"{host}/{path}" if rest == key else ""


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
        raise CredentialsError("the file of credentials names a credential helper that no program can be")
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
        raise CredentialsError(
            f"{program} cannot be run: {error.strerror}",
            hint="It is named as the keeper of credentials; DOCKER_CONFIG=DIR reads another config.json.",
        ) from None
    if run.returncode != 0:
        return None
    try:
        answer = json.loads(run.stdout[:_MAX_ANSWER])
        user, secret = answer["Username"], answer["Secret"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CredentialsError(f"{program} answered something that is no credential") from None
    return Credentials(token=secret) if user == _IS_TOKEN else Credentials(user, secret)
