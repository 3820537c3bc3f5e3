"""Evaluations as the values of JSON: keys in a fixed order, empty lists there too, nothing to say as null.

Members of enumerations are the texts that they are.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from navwarn.core.instant import format_instant
from navwarn.matching.output.reference import namespace_of, reference_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.core.finding import Evaluation, Finding, IndexIdentity, Silence, Statement, Subtracted
    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Attachment, Component, Distro, ImageSource

Json = dict[str, Any]


def evaluation_value(evaluation: Evaluation, distro: Distro | None) -> Json:
    """All that an evaluation says (scanning.md SO3)."""
    package = cache(component_value)
    return {
        "image": source_value(evaluation.source, distro),
        "index": index_value(evaluation.index),
        "evaluated": evaluation.evaluated,
        "not_evaluated": evaluation.not_evaluated,
        "findings": [finding_value(one, distro, package) for one in evaluation.findings],
        "subtracted": [subtracted_value(one, package) for one in evaluation.subtracted],
        "silences": [silence_value(one) for one in evaluation.silences],
    }


def source_value(source: ImageSource, distro: Distro | None) -> Json:
    """Which image it is."""
    return {
        "reference": source.reference,
        "kind": source.kind,
        "digest": source.digest or None,
        "index_digest": source.index_digest or None,
        "platform": source.platform or None,
        "attachment": attachment_value(source.attachment),
        "distro": None if distro is None else {"id": distro.id, "version": distro.version or None},
    }


def attachment_value(one: Attachment | None) -> Json | None:
    """The attached SBOM that was read in place of the image, of which no signature was verified."""
    if one is None:
        return None
    return {
        "digest": one.digest,
        "subject": one.subject,
        "found_by": one.found_by,
        "is_verified": False,
    }


def index_value(index: IndexIdentity) -> Json:
    """Which knowledge a judgement rests on (image-diff.md I15)."""
    return {
        "size": index.size,
        "root": index.root,
        "records": index.records or None,
        "distributions": list(index.distributions),
        "as_of": moment_value(index.moments.as_of),
        "known_at": index.moments.known,
    }


def component_value(component: Component) -> Json:
    """What a finding is in."""
    return {
        "type": component.type,
        "namespace": component.namespace or None,
        "name": component.name,
        "version": component.version,
        "subpath": component.subpath or None,
        "architecture": component.architecture or None,
        "origin": component.origin or None,
        "reference": reference_of(component),
        "other_references": list(component.other_purls),
        "locations": list(component.locations),
        "owned_by": component.owner.name if component.owner else None,
        "ownership": component.ownership,
    }


def finding_value(
    finding: Finding, distro: Distro | None, package: Callable[[Component], Json] = component_value
) -> Json:
    """One finding in an image of a distribution, with what our advisory says."""
    return {
        "id": finding.vulnerability,
        "aliases": list(finding.aliases),
        "severity": finding.severity,
        "exposure": finding.exposure,
        "match": finding.match,
        "package": package(finding.component),
        "fixed_in": list(finding.fixed_in),
        "namespace": namespace_of(finding, distro),
        "sources": list(finding.sources),
        "advisory": None if finding.statement is None else statement_value(finding.statement),
        "other_advisories": [statement_value(one) for one in finding.other_statements],
        "title": finding.title or None,
        "exploited_at": moment_value(finding.exploited_at),
        "disclosed_at": moment_value(finding.disclosed_at),
    }


def statement_value(statement: Statement) -> Json:
    """What one of our advisories says."""
    return {
        "id": statement.advisory,
        "distribution": statement.distribution,
        "package": statement.package,
        "status": statement.status,
        "since": moment_value(statement.since),
        "fixed_version": statement.fixed_version or None,
        "note": statement.note or None,
        "reason": statement.reason or None,
    }


def subtracted_value(one: Subtracted, package: Callable[[Component], Json] = component_value) -> Json:
    """A vulnerability that a statement of ours answers, and the rule that fired."""
    return {
        "id": one.finding.vulnerability,
        "aliases": list(one.finding.aliases),
        "severity": one.finding.severity,
        "package": package(one.finding.component),
        "rule": one.rule,
        "advisory": statement_value(one.statement),
    }


def silence_value(silence: Silence) -> Json:
    """What was not evaluated for one reason."""
    return {
        "reason": silence.reason,
        "subject": silence.subject or None,
        "message": silence.message,
        "packages": [component_value(one) for one in silence.components],
    }


def moment_value(moment: Instant | None) -> str | None:
    """A moment as text."""
    return None if moment is None else format_instant(moment)
