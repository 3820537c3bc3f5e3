"""What is shipped, for the rules that compare documents with it: package indexes and build definitions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from navwarn.documents.rules.base import Shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def load_shipped(indexes: Sequence[Path], definitions: Path | None) -> tuple[Shipped, list[str]]:
    """The versions in the indexes by architecture, the packages that are defined, and what could not be read.

    Several indexes of one architecture count as one; an index without packages of an architecture is known
    by its path. A package counts under its own name and under its origin's, which share their version. A
    definition that cannot be read counts for the package its file is named after. Raises ``CatalogError``
    for an index or directory that is none.
    """
    configured, complaints = (None, []) if definitions is None else _defined(definitions)
    return Shipped(_versions(indexes), configured), complaints


def _versions(paths: Sequence[Path]) -> dict[str, dict[str, frozenset[str]]]:
    from navwarn.catalog.apkindex import load_index

    found: dict[str, dict[str, set[str]]] = {}
    for path in paths:
        index = load_index(path)
        for place in sorted(index.architectures) or [str(path)]:
            packages = found.setdefault(place, defaultdict(set))
            for entry in index.entries:
                packages[entry.name].add(entry.version)
                packages[entry.origin].add(entry.version)
    return {
        place: {name: frozenset(versions) for name, versions in packages.items()}
        for place, packages in found.items()
    }


def _defined(directory: Path) -> tuple[frozenset[str], list[str]]:
    from navwarn.catalog.buildconfig import load_packages

    definitions = load_packages(directory)
    unread = {fault.file.stem for fault in definitions.faults}
    return frozenset({*definitions.packages, *unread}), [str(fault) for fault in definitions.faults]
