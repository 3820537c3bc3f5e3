"""References: what a person calls an image, and where it is to be read (issue of images, "Read")."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.images.digest import is_digest
from navwarn.images.interface import ImageReferenceError

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_REGISTRY = "docker.io"
DEFAULT_TAG = "latest"
OTHER_NAMES = frozenset({"index.docker.io", "registry-1.docker.io"})
"""What the default registry is called besides."""

_TRANSPORT = "docker://"
"""How tools that copy images write that one is in a registry."""

_MAX = 1024
_MAX_PORT = 65535
_FILE = re.compile(r"[^:@]*\.(?:tar|tgz|tar\.(?:gz|zst)|json)")

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PATH = re.compile(r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


class Form(StrEnum):
    """A prefix of a reference: what is to be read, and as what."""

    REGISTRY = "registry"
    OCI = "oci"
    OCI_ARCHIVE = "oci-archive"
    DOCKER_ARCHIVE = "docker-archive"
    DIRECTORY = "dir"
    SBOM = "sbom"
    APK = "apk"


class RegistryReference(Struct, frozen=True):
    """An image in a registry: ``host[:port]``, repository, tag or digest or both; the digest counts."""

    host: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """Host and repository, as one text."""
        return f"{self.host}/{self.repository}"

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}" + (f"@{self.digest}" if self.digest else "")


def split_form(text: str) -> tuple[Form | None, str]:
    """The prefix and what follows it; no prefix where the text has none of those that are known.

    What other tools write before an image in a registry, ``docker://``, is our ``registry:``.
    """
    if text.startswith(_TRANSPORT):
        return Form.REGISTRY, text.removeprefix(_TRANSPORT)
    prefix, colon, rest = text.partition(":")
    if colon and prefix in Form.__members__.values():
        return Form(prefix), rest
    return None, text


def parse_registry_reference(text: str) -> RegistryReference:
    """The image that a text names; ``ImageReferenceError`` where it names none."""
    rest, at, digest = text.removeprefix("//").partition("@")
    if len(text) > _MAX or (at and not is_digest(digest)):
        raise _refusal(text)
    name, tag = _without_tag(rest)
    host, _, path = name.partition("/")
    if not _names_host(name):
        host, path = DEFAULT_REGISTRY, name
    host = host.lower()
    if host in OTHER_NAMES:
        host = DEFAULT_REGISTRY
    if host == DEFAULT_REGISTRY and "/" not in path:
        path = f"library/{path}"
    if not _is_host(host) or not _PATH.fullmatch(path) or (tag and not _TAG.fullmatch(tag)):
        raise _refusal(text, path)
    return RegistryReference(host, path, tag or ("" if digest else DEFAULT_TAG), digest)


def looks_like_file(text: str) -> bool:
    """Whether a text without host and tag ends as files do that hold images or SBOMs."""
    return _FILE.fullmatch(text) is not None and not _names_host(text)


def split_name(text: str, exists: Callable[[str], bool]) -> tuple[str, str]:
    """A path and the name of an image in it: ``DIR:TAG``, ``FILE:team/app:1.2``, ``DIR@sha256:…``.

    The path is the longest beginning that exists, the whole text where none does.
    """
    if exists(text):
        return text, ""
    ends = [at for at, character in enumerate(text) if character in ":@"]
    for at in reversed(ends):
        if exists(text[:at]):
            return text[:at], text[at + 1 :]
    return text, ""


def _names_host(text: str) -> bool:
    first, slash, _ = text.partition("/")
    return bool(slash) and (first == "localhost" or first.startswith("[") or "." in first or ":" in first)


def _is_host(text: str) -> bool:
    port = text.rpartition("]")[2].partition(":")[2]
    return _HOST.fullmatch(text) is not None and (not port or 0 < int(port) <= _MAX_PORT)


def _without_tag(text: str) -> tuple[str, str]:
    """A name and its tag: what follows a colon, unless that belongs to a port."""
    name, colon, tag = text.rpartition(":")
    return (name, tag) if colon and "/" not in tag and tag else (text, "")


def _refusal(text: str, path: str = "") -> ImageReferenceError:
    hint = "Write it as registry.example/team/app:1.2, oci:DIR, docker-archive:FILE, dir:ROOT or -."
    if text.startswith(("https://", "http://")):
        hint = "Write it without the scheme, as registry.example/team/app:1.2."
    elif path != path.lower() and _PATH.fullmatch(path.lower()):
        hint = "Repositories in registries have small letters only."
    return ImageReferenceError(
        f"{text[:100]!r} names no image: neither a file or directory that exists, nor one in a registry",
        hint=hint,
    )
