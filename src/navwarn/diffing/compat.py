"""The JSON that programs made for the model parse: ids and packages alone, empty lists left out (J1-J6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from navwarn.core.instant import Instant, format_instant
from navwarn.diffing.interface import Selection
from navwarn.matching.output.reference import namespace_of, reference_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.inventory import Component
    from navwarn.core.severity import Severity
    from navwarn.diffing.interface import ImageDiff, PackageChange, Side

Json = dict[str, Any]

APK = Selection(frozenset({"apk"}))
"""The packages that the model lists unless it is told otherwise (DR5)."""

MAX_WARNING = 256
"""Characters of one warning (J1)."""


class Scanner(Struct, frozen=True):
    """What the withdrawn server said of the scanner beside the vulnerabilities (J1)."""

    name: str
    version: str
    built_at: Instant
    schema: str


def compat(diff: ImageDiff, scanner: Scanner | None = None) -> Json:
    """The value of a diff as the model prints it.

    The diff has to be made with the selection that was asked for, ``APK`` by default. With ``scanner`` the
    fields of the withdrawn server are there too. A vulnerability is its id and namespace, so that one which
    stays in another package is no removal (J6, RE3).
    """
    before, after = _vulnerabilities(diff.previous), _vulnerabilities(diff.current)
    sides = (diff.previous, diff.current)
    vulnerabilities = _filled(
        added=_listed(after, before),
        removed=_listed(before, after),
        metadata=[] if scanner is None else [_metadata(side, scanner) for side in sides],
    )
    value: Json = {"packages": _packages(diff), "vulnerabilities": vulnerabilities}
    if scanner is not None and diff.cautions:
        value["warnings"] = [warning[:MAX_WARNING] for warning in diff.cautions]
    return value


def _packages(diff: ImageDiff) -> Json:
    """The changes; a package of another namespace is another one for the model (DR2)."""
    moved = [change for change in diff.packages.changed if change.namespace_changed]
    changed = [change for change in diff.packages.changed if not change.namespace_changed]
    added = [*diff.packages.added, *(change.current for change in moved)]
    removed = [*diff.packages.removed, *(change.previous for change in moved)]
    return _filled(
        added=[_package(one) for one in _ordered(added)],
        removed=[_package(one) for one in _ordered(removed)],
        changed=[_change(change) for change in changed],
    )


def _ordered(components: Iterable[Component]) -> list[Component]:
    return sorted(components, key=lambda one: (one.type, one.name, one.version, reference_of(one)))


def _package(component: Component) -> Json:
    value: Json = {"name": component.name}
    return value | _versioned(component)


def _versioned(component: Component) -> Json:
    """Version and reference; an image has its digest for a version, which is not shown as one (I6)."""
    version = "" if component.type == "oci" else component.version
    return ({"version": version} if version else {}) | {"reference": reference_of(component)}


def _change(change: PackageChange) -> Json:
    return {
        "name": change.current.name,
        "current": _versioned(change.current),
        "previous": _versioned(change.previous),
    }


def _vulnerabilities(side: Side) -> dict[tuple[str, str], Severity]:
    found: dict[tuple[str, str], Severity] = {}
    for finding in side.evaluation.findings:
        if finding.is_open:
            key = (finding.vulnerability, namespace_of(finding, side.inventory.distro))
            found[key] = max(found.get(key, finding.severity), finding.severity, key=lambda one: one.rank)
    return found


def _listed(here: dict[tuple[str, str], Severity], there: dict[tuple[str, str], Severity]) -> list[Json]:
    return [
        {"id": name, "reference": namespace, "severity": here[name, namespace].label}
        for name, namespace in sorted(here)
        if (name, namespace) not in there
    ]


def _metadata(side: Side, scanner: Scanner) -> Json:
    return {
        "digest": side.inventory.source.digest,
        "scanner": {"name": scanner.name, "version": scanner.version},
        "vulnerabilityDbLastBuildTime": format_instant(scanner.built_at),
        "vulnerabilityDbSchemaVersion": scanner.schema,
    }


def _filled(**lists: list[Json]) -> Json:
    """The lists that are not empty (J2)."""
    return {name: values for name, values in lists.items() if values}
