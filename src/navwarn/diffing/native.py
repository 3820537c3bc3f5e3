"""A diff as JSON: every list is there, also an empty one, and the same diff gives the same bytes (INV5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.matching.output.value import (
    attachment_value,
    component_value,
    finding_value,
    index_value,
    moment_value,
    subtracted_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.inventory import Distro, Layer
    from navwarn.core.severity import Severity
    from navwarn.diffing.interface import (
        Altered,
        Explained,
        FindingDiff,
        ImageDiff,
        PackageDiff,
        Reason,
        Side,
        VulnerabilityChange,
    )

Json = dict[str, Any]


def native(diff: ImageDiff, *, with_subtracted: bool = False) -> Json:
    """The value of a diff in JSON's terms, keys in a fixed order.

    ``with_subtracted`` adds what our statements answer on each side (I16).
    """
    value: Json = {
        "from": _side(diff.previous, with_subtracted=with_subtracted),
        "to": _side(diff.current, with_subtracted=with_subtracted),
        "packages": packages(diff.packages),
        "findings": findings(diff.findings, diff),
        "vulnerabilities": {
            "gone": [_vulnerability(one) for one in diff.findings.vulnerabilities_gone],
            "new": [_vulnerability(one) for one in diff.findings.vulnerabilities_new],
            "counts": {
                "from": _count(diff.findings.previous_counts.vulnerabilities),
                "to": _count(diff.findings.current_counts.vulnerabilities),
            },
        },
        "config": [
            {
                "field": one.field,
                "key": one.key or None,
                "from": _listed(one.previous),
                "to": _listed(one.current),
            }
            for one in diff.config
        ],
        "layers": {
            "shared": diff.layers.shared,
            "removed": [_layer(one) for one in diff.layers.removed],
            "added": [_layer(one) for one in diff.layers.added],
        },
        "size": _size(diff),
        "warnings": list(diff.cautions),
    }
    return value


def packages(diff: PackageDiff) -> Json:
    """The changes of packages."""
    return {
        "added": [component_value(one) for one in diff.added],
        "removed": [component_value(one) for one in diff.removed],
        "changed": [
            {
                "name": change.current.name,
                "type": change.current.type,
                "direction": change.direction.value,
                "is_older": change.is_older,
                "namespace_changed": change.namespace_changed,
                "from": component_value(change.previous),
                "to": component_value(change.current),
            }
            for change in diff.changed
        ],
        "replaced": [
            {"from": component_value(one.previous), "to": component_value(one.current)}
            for one in diff.replaced
        ],
        "families": [
            {
                "type": one.type,
                "origin": one.origin,
                "from": one.previous or None,
                "to": one.current or None,
                "direction": one.direction.value,
                "packages": list(one.packages),
            }
            for one in diff.families
        ],
        "unchanged": diff.unchanged,
    }


def findings(diff: FindingDiff, images: ImageDiff) -> Json:
    """The changes of findings."""
    before, after = images.previous.inventory.distro, images.current.inventory.distro
    return {
        "gone": [_explained(one, before) for one in diff.gone],
        "new": [_explained(one, after) for one in diff.new],
        "changed": [_altered(one, before, after) for one in diff.changed],
        "unchanged": diff.unchanged,
        "counts": {
            "from": _count(diff.previous_counts.findings),
            "to": _count(diff.current_counts.findings),
        },
    }


def _side(side: Side, *, with_subtracted: bool) -> Json:
    inventory, evaluation = side.inventory, side.evaluation
    source, distro = inventory.source, inventory.distro
    value: Json = {
        "reference": source.reference,
        "kind": source.kind.value,
        "digest": source.digest or None,
        "index_digest": source.index_digest or None,
        "platform": source.platform or None,
        "attachment": attachment_value(source.attachment),
        "distro": None if distro is None else {"id": distro.id, "version": distro.version or None},
        "created_at": moment_value(inventory.created),
        "packages": len(inventory.components),
        "layers": len(inventory.layers),
        "judged_at": moment_value(side.at),
        "index": index_value(evaluation.index),
        "evaluated": evaluation.evaluated,
        "not_evaluated": evaluation.not_evaluated,
        "silences": [
            {
                "reason": one.reason.value,
                "subject": one.subject or None,
                "packages": len(one.components),
                "message": one.message,
            }
            for one in evaluation.silences
        ],
        "subtracted": len(evaluation.subtracted),
    }
    if with_subtracted:
        value["subtracted_findings"] = [subtracted_value(one) for one in evaluation.subtracted]
    return value


def _explained(one: Explained, distro: Distro | None) -> Json:
    value = finding_value(one.finding, distro)
    value["package"]["locations"] = list(one.locations)
    return {**value, "reason": _reason(one.reason)}


def _altered(one: Altered, before: Distro | None, after: Distro | None) -> Json:
    return {
        "id": one.current.vulnerability,
        "fields": list(one.fields),
        "from": finding_value(one.previous, before),
        "to": finding_value(one.current, after),
        "reason": _reason(one.reason),
    }


def _reason(reason: Reason) -> Json:
    return {
        "code": reason.code.value,
        "package": reason.package or None,
        "from": reason.previous or None,
        "to": reason.current or None,
        "fixed_version": reason.fixed_version or None,
        "advisory": reason.advisory or None,
        "since": moment_value(reason.since),
        "justification": reason.justification or None,
    }


def _vulnerability(one: VulnerabilityChange) -> Json:
    return {
        "id": one.id,
        "aliases": list(one.aliases),
        "severity": one.severity.value,
        "packages": list(one.packages),
        "namespaces": list(one.references),
        "title": one.title or None,
        "exploited_at": moment_value(one.exploited_at),
    }


def _count(counts: Iterable[tuple[Severity, int]]) -> Json:
    return {severity.value: number for severity, number in counts}


def _layer(layer: Layer) -> Json:
    return {"digest": layer.digest, "diff_id": layer.diff_id or None, "size": layer.size}


def _size(diff: ImageDiff) -> Json:
    before, after = diff.previous.inventory.size, diff.current.inventory.size
    return {
        "from": before,
        "to": after,
        "difference": None if before is None or after is None else after - before,
    }


def _listed(value: str | tuple[str, ...] | None) -> str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value
