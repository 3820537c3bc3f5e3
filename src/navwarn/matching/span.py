"""Spans of versions: whether a version is one of those that a record calls affected (sources.md GH3, GO1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from navwarn.versions.interface import InvalidVersionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.record import Affected, VersionRange
    from navwarn.versions.interface import Scheme

_BEGINNING = frozenset({"", "0"})
_ORDERED = frozenset({"semver", "ecosystem", "apk", "deb", "dpkg", "rpm"})
"""The kinds of ranges whose bounds are versions of the package; others bound commits or products."""

_AFFECTED = "affected"


class Span(NamedTuple):
    """A range with the sort keys of its bounds, ``None`` where it has none.

    ``changes`` are keys from which on the range has another status, in order.
    """

    low: bytes | None
    is_low_excluded: bool
    fixed: bytes | None
    last: bytes | None
    status: str
    changes: tuple[tuple[bytes, str], ...]
    fixed_version: str

    def holds(self, key: bytes) -> bool:
        """Whether the version with this key lies in the range and is affected there."""
        if self.low is not None and (key < self.low or (self.is_low_excluded and key == self.low)):
            return False
        if self.fixed is not None and key >= self.fixed:
            return False
        if self.fixed is None and self.last is not None and key > self.last:
            return False
        status = next((said for at, said in reversed(self.changes) if at <= key), self.status)
        return status == _AFFECTED


class Spans:
    """All that one record says of the versions of one package."""

    def __init__(self, affected: Iterable[Affected], scheme: Scheme) -> None:
        self._scheme = scheme
        self._versions: set[str] = set()
        self._spans: list[Span] = []
        self._has_unreadable = False
        for one in affected:
            self._versions.update(one.versions)
            for span in one.ranges:
                self._add(span)
        self._version_keys: frozenset[bytes] | None = None

    def _add(self, span: VersionRange) -> None:
        if span.kind.lower() not in _ORDERED:
            return
        try:
            self._spans.append(_span(span, self._scheme))
        except InvalidVersionError:
            self._has_unreadable = True

    def holds(self, version: str, key: bytes) -> bool:
        """Whether the version is affected: it lies in a range, or is listed.

        Lists beside ranges only spell these out; a list alone counts in any spelling of the version.
        """
        if version in self._versions or any(span.holds(key) for span in self._spans):
            return True
        return not self._spans and key in self._listed()

    def is_unsure(self) -> bool:
        """Whether a bound cannot be read: then a version that nothing else holds may be affected or not."""
        return self._has_unreadable

    def fixes(self, key: bytes) -> list[tuple[bytes, str]]:
        """The versions that end the affected ranges the version lies in, else all fixes above it."""
        ending = [span for span in self._spans if span.holds(key)]
        return [
            (span.fixed, span.fixed_version)
            for span in ending or self._spans
            if span.fixed is not None and span.fixed > key and span.status == _AFFECTED
        ]

    def _listed(self) -> frozenset[bytes]:
        if self._version_keys is None:
            self._version_keys = frozenset(_readable(self._versions, self._scheme))
        return self._version_keys


def _span(span: VersionRange, scheme: Scheme) -> Span:
    """The range with its keys; raises ``InvalidVersionError`` where a bound cannot be read."""
    return Span(
        low=None if span.introduced in _BEGINNING else scheme.sort_key(span.introduced),
        is_low_excluded=span.introduced_excluded,
        fixed=scheme.sort_key(span.fixed) if span.fixed else None,
        last=scheme.sort_key(span.last_affected) if span.last_affected else None,
        status=span.status,
        changes=tuple(sorted((scheme.sort_key(at), status) for at, status in span.changes)),
        fixed_version=span.fixed,
    )


def _readable(versions: Iterable[str], scheme: Scheme) -> Sequence[bytes]:
    keys = []
    for version in versions:
        try:
            keys.append(scheme.sort_key(version))
        except InvalidVersionError:
            continue  # listed as text alone
    return keys
