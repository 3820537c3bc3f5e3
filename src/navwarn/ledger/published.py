"""What distributions publish: the values that ``learning`` takes and returns."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.instant import Instant


class PublishedPackage(Struct, frozen=True):
    """One package of an index: ``name`` is that of the origin ``package`` or of a subpackage."""

    package: str
    version: str
    name: str
    architecture: str
    built_at: Instant | None = None


class PublishedVersion(Struct, frozen=True):
    """A version of a package as it is published.

    ``names`` are the packages built from it, by architecture, the origin first. ``built_at`` is when the
    first of them was built, where an index says so; the others are when an import saw it first and last.
    """

    version: str
    names: tuple[tuple[str, tuple[str, ...]], ...]
    built_at: Instant | None
    first_seen_at: Instant
    last_seen_at: Instant

    @property
    def architectures(self) -> tuple[str, ...]:
        """The architectures it is published for."""
        return tuple(architecture for architecture, _ in self.names)


class PublishedSummary(Struct, frozen=True):
    """An origin package: its newest version, how many were seen, and how many packages the newest has."""

    package: str
    newest: str
    versions: int
    packages: int
