"""Alias groups: which ids name one vulnerability (architecture.md 2, documents.md A1 and A2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.identifier import IdKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class AliasTable:
    """What is known about ids that name the same vulnerability: direct statements and the groups they make.

    Statements are symmetric. A GHSA that names two CVEs joins them only through itself: ``partners`` stays
    direct, ``group`` follows every statement.
    """

    def __init__(self, statements: Iterable[tuple[str, str]] = ()) -> None:
        self._partners: dict[str, set[str]] = {}
        for one, other in statements:
            self._partners.setdefault(one, set()).add(other)
            self._partners.setdefault(other, set()).add(one)

    @classmethod
    def from_mapping(cls, table: Mapping[str, Iterable[str]]) -> AliasTable:
        """The table that maps each id to ids of the same vulnerability, such as a CVE to its GHSA ids."""
        return cls((one, other) for one, others in table.items() for other in others)

    def partners(self, identifier: str, kind: IdKind) -> list[str]:
        """The ids of one family that are directly known to name the same vulnerability, sorted."""
        return sorted(p for p in self._partners.get(identifier, ()) if kind_of(p) is kind)

    def group(self, identifiers: Iterable[str]) -> frozenset[str]:
        """All ids that name what any of the given ids names, these included."""
        found: set[str] = set()
        pending = list(identifiers)
        while pending:
            identifier = pending.pop()
            if identifier not in found:
                found.add(identifier)
                pending.extend(self._partners.get(identifier, ()))
        return frozenset(found)
