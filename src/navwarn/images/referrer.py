"""What is attached to an image: SBOMs, attestations, signatures.

By the referrers API of the distribution specification 1.1, by its fallback tag where a registry has none, by
the tags that cosign makes, and in the index of the image, where builders put attestations. What is attached
is only found here; whether it is to be believed is another question, and nobody's signature is verified.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from navwarn.images.budget import Budget
from navwarn.images.document import INDEX_TYPE, Descriptor, decode_artifact, decode_list
from navwarn.images.interface import LimitError, MissingImageError, RegistryError
from navwarn.images.platform import is_image
from navwarn.images.source import read_all
from navwarn.images.store import read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.images.limit import Limits
    from navwarn.images.registry import RegistryStore
    from navwarn.images.store import Store

_PREDICATES = ("in-toto.io/predicate-type", "predicateType", "dev.sigstore.bundle.predicateType")
_IS_ATTESTATION, _ATTESTED = "vnd.docker.reference.type", "vnd.docker.reference.digest"
_NO_API = frozenset({400, 404, 405, 406, 501})
"""How registries answer that have no referrers API, or do not know what was asked."""

_NEXT = re.compile(r"""<([^<>]{1,2048})>[^<>]*;\s*rel\s*=\s*["']?next\b""", re.IGNORECASE)
_PAGES = 50


class FoundBy(StrEnum):
    """How something attached was found."""

    INDEX = "index"
    REFERRERS = "referrers"
    FALLBACK_TAG = "fallback-tag"
    SUBJECT = "subject"
    COSIGN_SBOM = "cosign-sbom"
    COSIGN_ATTESTATION = "cosign-att"
    COSIGN_SIGNATURE = "cosign-sig"


_COSIGN = {
    "sbom": FoundBy.COSIGN_SBOM,
    "att": FoundBy.COSIGN_ATTESTATION,
    "sig": FoundBy.COSIGN_SIGNATURE,
}


class Attached(Struct, frozen=True):
    """Something attached.

    ``subject`` is the digest of what it is attached to, ``digest`` and ``size`` are those of its manifest.
    ``blobs`` are its parts, ``None`` where the manifest was not read yet.
    """

    found_by: FoundBy
    subject: str
    digest: str
    size: int
    artifact_type: str = ""
    annotations: tuple[tuple[str, str], ...] = ()
    blobs: tuple[Descriptor, ...] | None = None

    @property
    def types(self) -> tuple[str, ...]:
        """What it says it is, the most telling first."""
        return (*predicates(dict(self.annotations)), self.artifact_type)


def predicates(annotations: dict[str, str] | None) -> tuple[str, ...]:
    """The kinds of statements that annotations name."""
    notes = annotations or {}
    return tuple(notes[key] for key in _PREDICATES if notes.get(key))


def referrers(store: RegistryStore, digest: str, limits: Limits) -> tuple[Attached, ...]:
    """What is attached to a manifest or an index in a registry; nothing where nothing is.

    Raises a ``RegistryError`` where the registry does not answer, an ``ImageError`` for an answer that cannot
    be read.
    """
    listed = _by_api(store, digest, limits)
    if listed is None:
        algorithm, _, encoded = digest.partition(":")
        listed = _by_tag(store, f"{algorithm[:32]}-{encoded[:64]}", digest, limits)
    found = list(listed)
    for suffix, found_by in _COSIGN.items():
        found += _by_cosign(store, f"{digest.replace(':', '-')}.{suffix}", found_by, digest, limits)
    return tuple(found)


def in_index(store: Store, index_digest: str, digest: str, limits: Limits) -> Iterator[Attached]:
    """The attestations of an image that the index lists beside it, as builders write them."""
    for one in _in_index(store, index_digest, limits) if index_digest else ():
        notes = one.annotations or {}
        if notes.get(_IS_ATTESTATION) and notes.get(_ATTESTED) == digest:
            yield opened(store, _listed(FoundBy.INDEX, digest, one), limits)


def is_only_image(store: Store, index_digest: str, limits: Limits) -> bool:
    """Whether an index lists one image, so that what is said of the one is said of the other."""
    return sum(map(is_image, _in_index(store, index_digest, limits))) == 1


def _in_index(store: Store, index_digest: str, limits: Limits) -> tuple[Descriptor, ...]:
    with store.manifest(index_digest) as source:
        data = read_all(source, limits.document, store.place)
    return decode_list(data, store.place, limits)


def by_subject(store: Store, roots: Sequence[Descriptor], digest: str, limits: Limits) -> Iterator[Attached]:
    """Those of some manifests that say they are attached to an image."""
    for one in roots:
        data = read_manifest(store, one, limits.document)
        manifest = decode_artifact(data, store.place, limits)
        if manifest.subject is not None and manifest.subject.digest == digest:
            yield opened(store, _listed(FoundBy.SUBJECT, digest, one), limits)


def opened(store: Store, one: Attached, limits: Limits) -> Attached:
    """The same with the blobs that its manifest names, which has to be of its size and digest."""
    if one.blobs is not None:
        return one
    place = f"{store.place}, {one.found_by} {one.digest[:19]}…"
    data = read_manifest(store, Descriptor(digest=one.digest, size=one.size), limits.document)
    manifest = decode_artifact(data, place, limits)
    kind = one.artifact_type or manifest.artifact_type
    notes = one.annotations or _sorted(manifest.annotations)
    blobs = (*(manifest.layers or ()), *(manifest.blobs or ()))
    return replace(one, artifact_type=kind, annotations=notes, blobs=blobs)


def _by_api(store: RegistryStore, digest: str, limits: Limits) -> list[Attached] | None:
    """What the referrers API lists, page by page; ``None`` where the registry has none."""
    path = f"referrers/{digest}"
    found: list[Attached] = []
    budget = Budget(limits)
    for page in range(_PAGES):
        budget.spend_time(store.place)
        absent = _NO_API if page == 0 else ()
        with store.ask_whether(path, absent, accept=INDEX_TYPE) as response:
            if response is None or response.media_type != INDEX_TYPE:
                if page:
                    raise RegistryError(f"{store.place} breaks off its list of what is attached")
                return None
            data = read_all(response, limits.document, store.place)
            following = _NEXT.search(response.headers.get("link", ""))
        found += _listing(store, data, FoundBy.REFERRERS, digest, limits)
        if len(found) > limits.attachments:
            break
        if following is None:
            return found
        path = _next_path(store, path, following[1])
    raise LimitError(
        f"{store.place} lists more than {limits.attachments} things, or in more than {_PAGES} pages"
    )


def _next_path(store: RegistryStore, path: str, link: str) -> str:
    """The path of the next page: of the same list, whichever host the link names."""
    base = path.partition("?")[0]
    try:
        parts = urlsplit(urljoin(f"https://registry/{base}", link))
    except ValueError:
        parts = urlsplit("")
    if not unquote(parts.path).endswith(f"/{base}") or not parts.query:
        raise RegistryError(f"{store.place} names a next page of its list that is none of it")
    return f"{base}?{parts.query}"


def _by_tag(store: RegistryStore, tag: str, digest: str, limits: Limits) -> list[Attached]:
    with store.ask_whether(f"manifests/{tag}", (404,), accept=INDEX_TYPE) as response:
        if response is None:
            return []
        data = read_all(response, limits.document, store.place)
    return _listing(store, data, FoundBy.FALLBACK_TAG, digest, limits)


def _listing(
    store: RegistryStore, data: bytes, found_by: FoundBy, digest: str, limits: Limits
) -> list[Attached]:
    listed = decode_list(data, f"{store.place}, {found_by}", limits)
    return [_listed(found_by, digest, one) for one in listed]


def _listed(found_by: FoundBy, subject: str, one: Descriptor) -> Attached:
    return Attached(found_by, subject, one.digest, one.size, one.artifact_type, _sorted(one.annotations))


def _by_cosign(
    store: RegistryStore, tag: str, found_by: FoundBy, digest: str, limits: Limits
) -> Iterator[Attached]:
    """What a tag of cosign's names."""
    try:
        root = store.named(tag, limits)
    except MissingImageError:
        return
    yield opened(store, Attached(found_by, digest, root.digest, root.size), limits)


def _sorted(annotations: dict[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((annotations or {}).items()))
