"""The SBOM that is attached to an image, read in place of the image's layers.

Of several the one is read that says most, of those the newest; one that is attached to the image before one
that is attached to the index it was chosen from, which may be about another platform.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from navwarn.core.inventory import Attachment, Inventory, Remark
from navwarn.images.artifact import (
    UNREAD_RANK,
    ArtifactKind,
    format_rank,
    is_telling,
    kind_of,
    may_be_sbom,
)
from navwarn.images.budget import Budget
from navwarn.images.configuration import created_at, image_config
from navwarn.images.interface import (
    DamagedImageError,
    ImageError,
    LimitError,
    MissingImageError,
    NoSbomError,
)
from navwarn.images.referrer import Attached, FoundBy, in_index, is_only_image, opened, predicates
from navwarn.images.sboms.attestation import Attestation, read_statement
from navwarn.images.sboms.roster import sbom_reader
from navwarn.images.store import read_blob

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.images.document import Descriptor
    from navwarn.images.limit import Limits
    from navwarn.images.oci import Opened
    from navwarn.images.sboms.attestation import Statement
    from navwarn.images.settings import Options
    from navwarn.images.store import Store

_CREATED = "org.opencontainers.image.created"
_LOOKED_INTO = 64
"""How many manifests and blobs are looked into whose types do not tell that they are SBOMs."""

_NEVER = frozenset({ArtifactKind.SIGNATURE, ArtifactKind.PROVENANCE, ArtifactKind.VEX})


class _Candidate(NamedTuple):
    """A blob that is or may be an SBOM; ``rank`` is how soon it is read."""

    rank: int
    blob: Descriptor
    of: Attached


def attachments_of(image: Opened, limits: Limits) -> tuple[Attached, ...]:
    """What is attached to an image, and then what is attached to the index it was chosen from.

    Raises ``NoSbomError`` where nothing can be attached, as to a directory.
    """
    store, source = _store(image), image.source
    return tuple(
        chain(
            in_index(store, source.index_digest, source.digest, limits),
            store.referrers(source.digest, limits),
            store.referrers(source.index_digest, limits) if source.index_digest else (),
        )
    )


def attached_inventory(image: Opened, options: Options) -> Inventory:
    """What the SBOM that is attached to an image says it contains; raises ``NoSbomError`` without one.

    One that names nothing is believed where no other names anything: VEX documents come in the same formats.
    """
    found = attachments_of(image, options.limits)
    budget = Budget(options.limits)
    for subject in filter(None, (image.source.digest, image.source.index_digest)):
        here = [one for one in found if one.subject == subject]
        empty: Inventory | None = None
        for candidate in _candidates(_store(image), here, budget):
            inventory = _read(image, candidate, options.limits)
            if inventory is not None and inventory.components:
                return inventory
            empty = empty or inventory
        if empty is not None:
            return empty
    raise _nothing(image, found)


def fetch_attached(image: Opened, digest: str, limits: Limits) -> bytes:
    """The blob of a digest among what is attached, or the only one of a manifest that has the digest.

    Raises ``MissingImageError`` where there is none such, ``ImageError`` where a manifest has several.
    """
    store, place = _store(image), image.source.reference
    for one in attachments_of(image, limits):
        held = [blob for blob in one.blobs or () if blob.digest == digest]
        if one.digest == digest:
            held = list(opened(store, one, limits).blobs or ())
            if len(held) != 1:
                names = ", ".join(blob.digest for blob in held[:20])
                raise ImageError(f"{digest} has {len(held)} blobs, not one", hint=f"Name one: {names}.")
        if held:
            return read_blob(store, held[0], limits.sbom)
    raise MissingImageError(
        f"nothing with the digest {digest[:100]} is attached to {place}",
        hint="`navwarn image attachments` lists what is.",
    )


def unattachable(reference: str) -> NoSbomError:
    """The error for what nothing can be attached to: a directory, an archive of docker's, an SBOM."""
    return NoSbomError(
        f"nothing can be attached to {reference}: it is no image in a registry or an OCI layout",
        hint="Leave out --attached to read it as it is.",
    )


def _store(image: Opened) -> Store:
    if image.store is None:
        raise unattachable(image.source.reference)
    return image.store


def _candidates(store: Store, found: Sequence[Attached], budget: Budget) -> Iterator[_Candidate]:
    """The blobs that are SBOMs, the best first, and then those that may be."""
    untold: list[_Candidate] = []
    possible = sorted(filter(_may_hold_sbom, reversed(found)), key=_created, reverse=True)
    for number, one in enumerate(sorted(possible, key=_rank)):
        budget.spend_time(store.place)
        if number >= _LOOKED_INTO:
            break
        held = _held(opened(store, one, budget.limits))
        yield from (each for each in held if each.rank < UNREAD_RANK)
        untold += (each for each in held if each.rank == UNREAD_RANK)
    yield from untold[:_LOOKED_INTO]


def _may_hold_sbom(one: Attached) -> bool:
    """Whether its manifest is worth a look: nothing known of it rules out that an SBOM is in it."""
    if one.blobs is not None:
        return bool(_held(one))
    kind = kind_of(one.types)
    return kind not in _NEVER and (kind is not ArtifactKind.ATTESTATION or may_be_sbom(one.types))


def _created(one: Attached) -> str:
    return dict(one.annotations).get(_CREATED, "")


def _rank(one: Attached) -> int:
    return format_rank(one.types) if one.blobs is None else min((each.rank for each in _held(one)), default=0)


def _held(one: Attached) -> list[_Candidate]:
    """The SBOMs, and what may be one, among the blobs: the best first.

    Of equal ones builders put that of the image before those of its stages, and cosign adds the newest last.
    """
    blobs = one.blobs or ()
    is_newest_last = one.found_by is FoundBy.COSIGN_ATTESTATION
    typed = [(_types(one, blob), blob) for blob in (reversed(blobs) if is_newest_last else blobs)]
    ranked = [(format_rank(types), types, blob) for types, blob in typed]
    held = [
        _Candidate(rank, blob, one)
        for rank, types, blob in ranked
        if rank < UNREAD_RANK or may_be_sbom(types)
    ]
    return sorted(held, key=lambda each: each.rank)


def types_of(one: Attached) -> list[tuple[str, ...]]:
    """What each of its blobs says it is; what it says itself where they are not known."""
    return [_types(one, blob) for blob in one.blobs or ()] or [one.types]


def _types(one: Attached, blob: Descriptor) -> tuple[str, ...]:
    """What a blob says it is; where that is not telling, what its manifest says of it."""
    own = (*predicates(blob.annotations), blob.media_type)
    return own if is_telling(own) else (*own, *one.types)


def _read(image: Opened, candidate: _Candidate, limits: Limits) -> Inventory | None:
    """The inventory in a blob; ``None`` where it turns out to be no SBOM and was never called one."""
    store, rank, digest = _store(image), candidate.rank, candidate.blob.digest
    place = f"{store.place}, SBOM {digest[:19]}…"
    if candidate.blob.size > limits.sbom:
        raise LimitError(f"{place} has more than {limits.sbom} bytes")
    data = read_blob(store, candidate.blob, limits.sbom)
    reader = sbom_reader(data)
    if isinstance(reader, Attestation):
        statement = read_statement(data, place, limits)
        _require_about(image, statement, place)
        data, rank = statement.content, min(rank, format_rank((statement.predicate_type,)))
        reader = sbom_reader(data)
    if reader is not None and not isinstance(reader, Attestation):
        return _placed(image, reader.read(data, place, limits), candidate, limits)
    if rank < UNREAD_RANK:
        raise DamagedImageError(f"{place} is no SBOM that can be read")
    return None


def _require_about(image: Opened, statement: Statement, place: str) -> None:
    """Raise ``DamagedImageError`` where a statement names things, and the image is none of them."""
    here = {image.source.digest, image.source.index_digest}
    if statement.subjects and statement.subjects.isdisjoint(here):
        raise DamagedImageError(f"{place} is attached to this image, but it is about another one")


def _placed(image: Opened, inventory: Inventory, candidate: _Candidate, limits: Limits) -> Inventory:
    """The inventory as one of the image: all but what is in it is the image's own."""
    source, configuration, one = image.source, image.configuration, candidate.of
    attachment = Attachment(candidate.blob.digest, one.subject, one.found_by.value)
    said = inventory.source
    return replace(
        inventory,
        source=replace(source, kind=said.kind, tool=said.tool, attachment=attachment),
        config=image_config(configuration) if configuration else None,
        layers=image.values,
        size=sum(each.size for each in image.values),
        created=created_at(configuration) if configuration else None,
        remarks=(*inventory.remarks, *_doubts(image, said.digest, one.subject, limits)),
    )


def _doubts(image: Opened, digest: str, subject: str, limits: Limits) -> Iterator[Remark]:
    """That an SBOM of an index may be about another image in it, where there is one and it names neither."""
    if image.source.digest not in {digest, subject} and not is_only_image(_store(image), subject, limits):
        platform = image.source.platform or "this platform"
        yield Remark(
            "sbom-of-index",
            subject,
            f"the SBOM is attached to the index: it may be about another platform than {platform}",
        )


def _nothing(image: Opened, found: Sequence[Attached]) -> NoSbomError:
    every = [types for one in found for types in types_of(one) if kind_of(types) is ArtifactKind.SBOM]
    told = f", but one as {next(filter(None, every[0]))[:100]}, which is not read" if every else ""
    platform = f" ({image.source.platform})" if image.source.platform else ""
    return NoSbomError(
        f"{image.source.reference}{platform} has no SBOM attached that can be read{told}",
        hint="Leave out --attached to read the image; `navwarn image attachments` lists what is attached.",
    )
