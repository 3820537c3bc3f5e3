"""What is attached to images as JSON and as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.images.artifact import ArtifactKind, kind_of
from navwarn.images.attachment import types_of
from navwarn.images.platform import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.images.referrer import Attached
    from navwarn.workflows.attachments import ImageAttachments

COLUMNS = ("attached to", "kind", "type", "digest", "bytes", "found by")
NUMBERS = frozenset({"bytes"})


def attachments_as_json(one: ImageAttachments) -> dict[str, Any]:
    """An image and all that is attached to it, nothing of it verified."""
    source = one.source
    return {
        "reference": source.reference,
        "digest": source.digest,
        "index_digest": source.index_digest or None,
        "platform": source.platform or None,
        "attached": [_attached(each) for each in one.attached],
    }


def rows(images: Sequence[ImageAttachments]) -> Iterator[tuple[str, ...]]:
    """A row for each blob that is attached, or for each manifest whose blobs nobody looked at; each once."""
    seen: set[tuple[str, str, str]] = set()
    for image in images:
        for one in image.attached:
            key = (one.subject, one.found_by, one.digest)
            if key not in seen:
                seen.add(key)
                yield from _rows(one, "index" if one.subject == image.source.index_digest else _named(image))


def nothing(images: Sequence[ImageAttachments], platform: str) -> str:
    """That nothing is attached, and to which of several images where not all of them were looked at."""
    if platform == ALL or not any(one.source.index_digest for one in images):
        return "nothing is attached"
    names = ", ".join(map(_named, images))
    return f"nothing is attached to {names}; --platform {ALL} looks at each platform"


def _named(image: ImageAttachments) -> str:
    return image.source.platform or image.source.digest


def _rows(one: Attached, subject: str) -> Iterator[tuple[str, ...]]:
    blobs = one.blobs or ()
    sizes = [(blob.digest, blob.size) for blob in blobs] or [(one.digest, one.size)]
    for (digest, size), types in zip(sizes, types_of(one), strict=True):
        kind = next(filter(None, types), "unknown")
        yield (subject, kind_of(types).value, kind, digest, str(size), one.found_by.value)


def _attached(one: Attached) -> dict[str, Any]:
    blobs = None if one.blobs is None else list(zip(one.blobs, types_of(one), strict=False))
    return {
        "subject": one.subject,
        "found_by": one.found_by.value,
        "digest": one.digest,
        "size": one.size,
        "kind": min(map(kind_of, types_of(one)), key=list(ArtifactKind).index).value,
        "artifact_type": one.artifact_type or None,
        "annotations": dict(one.annotations),
        "blobs": None
        if blobs is None
        else [
            {
                "digest": blob.digest,
                "size": blob.size,
                "kind": kind_of(types).value,
                "type": next(filter(None, types), None),
                "media_type": blob.media_type or None,
            }
            for blob, types in blobs
        ],
    }
