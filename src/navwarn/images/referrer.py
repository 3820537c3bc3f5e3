"""What is attached to an image in its registry: SBOMs, attestations, signatures.

By the referrers API of the distribution specification 1.1, by its fallback tag where a registry has none, and
by the tags that cosign makes. What is attached is only listed here; whether it is to be believed is another
question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.images.document import INDEX_TYPE, Descriptor, Index, decode_artifact, decode_manifest
from navwarn.images.interface import DamagedImageError, MissingImageError
from navwarn.images.store import read_all, read_blob, read_manifest

if TYPE_CHECKING:
    from navwarn.images.limit import Limits
    from navwarn.images.registry import RegistryStore

_COSIGN = ("sbom", "att", "sig")


class Attached(Struct, frozen=True):
    """Something attached, and what it is.

    ``found_by`` says how it was found: ``referrers``, ``fallback-tag``, ``cosign-sbom``, ``cosign-att`` or
    ``cosign-sig``. ``digest`` and ``size`` are those of its manifest.
    """

    found_by: str
    digest: str
    artifact_type: str
    size: int
    annotations: tuple[tuple[str, str], ...] = ()


def attached(store: RegistryStore, digest: str, limits: Limits) -> tuple[Attached, ...]:
    """What is attached to the manifest or index of a digest; nothing where nothing is.

    Raises a ``RegistryError`` where the registry does not answer, an ``ImageError`` for an answer that cannot
    be read.
    """
    tag = digest.replace(":", "-")
    listed = _listed(store, f"referrers/{digest}", "referrers", limits)
    if listed is None:
        listed = _listed(store, f"manifests/{tag}", "fallback-tag", limits)
    found = list(listed or ())
    for kind in _COSIGN:
        found += _tagged(store, f"{tag}.{kind}", f"cosign-{kind}", limits)
    return tuple(found)


def fetch_attached(store: RegistryStore, one: Attached, limits: Limits) -> bytes:
    """The only blob of what is attached, of the size and digest that its manifest says.

    Raises ``DamagedImageError`` where it has another number of blobs.
    """
    descriptor = Descriptor(digest=one.digest, size=one.size)
    place = f"{store.place}, {one.found_by} {one.digest[:19]}…"
    manifest = decode_artifact(read_manifest(store, descriptor, limits.document), place, limits)
    if len(manifest.layers) != 1:
        raise DamagedImageError(f"{place} has {len(manifest.layers)} blobs, not one")
    return read_blob(store, manifest.layers[0], limits.sbom)


def _listed(store: RegistryStore, path: str, found_by: str, limits: Limits) -> tuple[Attached, ...] | None:
    """What an index lists; ``None`` where the registry has no such index."""
    try:
        with store.ask(path, accept=INDEX_TYPE) as response:
            data = read_all(response, limits.document, store.place)
    except MissingImageError:
        return None
    place = f"{store.place}, {found_by}"
    document = decode_manifest(data, place, limits)
    if not isinstance(document, Index):
        raise DamagedImageError(f"{place} is no index")
    return tuple(
        Attached(found_by, each.digest, each.artifact_type, each.size, _sorted(each.annotations))
        for each in document.manifests
    )


def _tagged(store: RegistryStore, tag: str, found_by: str, limits: Limits) -> tuple[Attached, ...]:
    """What a tag of cosign's names: it has the type of its first blob."""
    try:
        root = store.named(tag, limits)
    except MissingImageError:
        return ()
    manifest = decode_artifact(read_manifest(store, root, limits.document), f"{store.place}:{tag}", limits)
    kind = manifest.layers[0].media_type if manifest.layers else ""
    return (Attached(found_by, root.digest, kind, root.size),)


def _sorted(annotations: dict[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((annotations or {}).items()))
