"""Databases of packages that are text: stanzas of lines, bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import Remark
from navwarn.images.interface import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DATABASE = 128 * 1024 * 1024
"""Bytes of a database that is read: 10,000 packages with all their files take some 60 MB."""

MAX_STANZAS = 100_000
"""Packages of a database that are read."""


def stanzas(data: bytes) -> Iterator[list[bytes]]:
    """The lines of each stanza; empty lines lie between them, and the last line may lack its end."""
    lines: list[bytes] = []
    for line in data.split(b"\n"):
        if line.strip():
            lines.append(line.rstrip(b"\r"))
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def decoded(value: bytes) -> str:
    """A value as text that can be shown and stored, whatever its bytes are."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("utf-8", "backslashreplace")


def too_large(cataloguer: str, path: str) -> Reading:
    """The reading of a database that is not read because of its size."""
    return damaged(cataloguer, path, f"it has more than {MAX_DATABASE} bytes")


def incomplete(cataloguer: str, path: str, count: int) -> tuple[Remark, ...]:
    """The remark that so many packages of a database have no name or no version; none where all have both."""
    if not count:
        return ()
    packages, were = ("package", "was") if count == 1 else ("packages", "were")
    reason = f"{path}: {count} {packages} without name or version {were} not read"
    return (Remark(f"damaged-{cataloguer}", path, reason),)


def damaged(cataloguer: str, path: str, why: str) -> Reading:
    """The reading of evidence that cannot be read."""
    return Reading(remarks=(Remark(f"damaged-{cataloguer}", path, f"{path} was not read: {why}"),))
