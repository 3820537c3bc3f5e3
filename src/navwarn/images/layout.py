"""OCI image layouts, as a directory or in an archive."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from navwarn.images.digest import require_grammar
from navwarn.images.document import Descriptor, Index, decode_manifest
from navwarn.images.interface import DamagedImageError, ImageError, MissingImageError
from navwarn.images.platform import is_image
from navwarn.images.source import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from navwarn.images.archive import Archive
    from navwarn.images.limit import Limits
    from navwarn.images.referrer import Attached
    from navwarn.images.source import Source

INDEX = "/index.json"
_NAME = "org.opencontainers.image.ref.name"
_FULL_NAME = "io.containerd.image.name"


class Folder:
    """A directory whose files are read by the names that a layout has."""

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        self._path = path

    def __contains__(self, name: str) -> bool:
        return (self._path / name[1:]).is_file()

    @contextmanager
    def open(self, name: str) -> Iterator[Source]:
        """The bytes of a file; ``MissingImageError`` where there is none of that name."""
        try:
            descriptor = os.open(self._path / name[1:], os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            raise MissingImageError(f"{self.place} has no file {name[1:]}") from None
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise DamagedImageError(f"{self.place}: {name[1:]} is no regular file")
            yield file

    def read(self, name: str, limit: int) -> bytes:
        """All bytes of a file; ``LimitError`` where there are more."""
        with self.open(name) as source:
            return read_all(source, limit, f"{self.place}: {name[1:]}")


class LayoutStore:
    """The blobs of a layout."""

    def __init__(self, layout: Folder | Archive) -> None:
        self._layout = layout
        self.place = layout.place

    def blob(self, digest: str) -> AbstractContextManager[Source]:
        """The bytes of a blob."""
        algorithm, _, encoded = require_grammar(digest, self.place).partition(":")
        return self._layout.open(f"/blobs/{algorithm}/{encoded}")

    manifest = blob

    def referrers(self, digest: str, limits: Limits) -> tuple[Attached, ...]:
        """What ``index.json`` lists that says it is attached to an image or an index."""
        from navwarn.images.referrer import by_subject

        return tuple(by_subject(self, self.roots(limits), digest, limits))

    def roots(self, limits: Limits) -> tuple[Descriptor, ...]:
        """What ``index.json`` lists."""
        place = f"{self.place}: index.json"
        index = decode_manifest(self._layout.read(INDEX, limits.document), place, limits)
        if not isinstance(index, Index):
            raise ImageError(f"{place} is no index")
        return index.manifests

    def named(self, name: str, limits: Limits) -> tuple[Descriptor, ...]:
        """The image or index of a name (a tag, a reference or a digest), or one image for several platforms.

        Without a name it is the only one; raises ``MissingImageError`` where there is none or a choice.
        """
        listed = self.roots(limits)
        called = [one for one in listed if not name or name in _names(one)]
        images = [one for one in called if is_image(one)] or called
        found = tuple({one.digest: one for one in images}.values())
        if len(found) == 1 or _is_one_image(found, name):
            return found
        names = sorted({min(_names(one), key=len) for one in listed})
        some = f"{len(found)} images" if found or not name else "no image"
        hint = f"Name one of them after a colon: {', '.join(names[:20])}." if names else ""
        raise MissingImageError(f"{self.place} has {some} {name}".rstrip(), hint=hint)


def _is_one_image(listed: Sequence[Descriptor], name: str) -> bool:
    """Whether what is listed under one name, or under none, is the same image for several platforms."""
    platforms = {one.platform for one in listed}
    names = {frozenset(_names(one) - {one.digest}) for one in listed}
    return len(platforms) == len(listed) > 0 and None not in platforms and (bool(name) or len(names) == 1)


def _names(descriptor: Descriptor) -> set[str]:
    notes = descriptor.annotations or {}
    return {descriptor.digest, *(notes[key] for key in (_NAME, _FULL_NAME) if notes.get(key))}
