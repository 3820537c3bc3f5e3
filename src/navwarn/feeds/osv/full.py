"""The full shape: every advisory with its status, by package and architecture (feeds.md OV13 to OV22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from navwarn.core.identifier import IdKind, alias_order, kind_of
from navwarn.core.instant import format_exact
from navwarn.core.standing import is_split
from navwarn.core.status import Status
from navwarn.feeds.claim import claim_on
from navwarn.feeds.interface import OPEN
from navwarn.feeds.osv.version_range import version_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from navwarn.core.advisory import Advisory
    from navwarn.core.event import Event
    from navwarn.feeds.claim import Claim
    from navwarn.feeds.holdback import Held
    from navwarn.feeds.osv.settings import OsvSettings

SCHEMA_VERSION = "1.7.0"
"""The OSV schema that has all the fields we write; ``upstream`` is the latest of them."""

EVIDENCE_KEY = "evidence"
"""The extension field that shows where a fix was made (documents.md X2)."""

_PAGES = {
    IdKind.CVE: "https://nvd.nist.gov/vuln/detail/",
    IdKind.GHSA: "https://github.com/advisories/",
    IdKind.GO: "https://pkg.go.dev/vuln/",
}
_COMPONENT_FIELDS = {
    "componentName": "component_name",
    "componentVersion": "component_version",
    "componentType": "component_type",
    "componentLocation": "component_location",
    "subpackageName": "subpackage_name",
    "scanner": "scanner",
}


def record(advisory: Advisory, settings: OsvSettings, held: Mapping[str, Held]) -> dict[str, Any]:
    """The record of an advisory; ``held`` has its fixes that are held back, by architecture.

    Ids of the vulnerability are ``upstream``, never ``aliases`` (feeds.md OV2). A withdrawn advisory keeps
    what it last claimed, and says when and why it was withdrawn.
    """
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "id": advisory.id,
        "published": format_exact(min(event.timestamp for event in advisory.events)),
        "modified": format_exact(advisory.modified),
    }
    if advisory.withdrawal is not None:
        content["withdrawn"] = format_exact(advisory.withdrawal.at)
    content["summary"] = (
        f"{min(advisory.aliases, key=alias_order, default=advisory.id)} in {advisory.package}"
    )
    if advisory.aliases:
        content["upstream"] = list(dict.fromkeys(advisory.aliases))
    references = list(_references(advisory))
    if references:
        content["references"] = references
    content["affected"] = list(_affected(advisory, settings, held))
    if advisory.withdrawal is not None:
        content["database_specific"] = {"withdrawal_reason": advisory.withdrawal.reason}
    return content


def _references(advisory: Advisory) -> Iterator[dict[str, str]]:
    for alias in dict.fromkeys(advisory.aliases):
        page = _PAGES.get(kind_of(alias))
        if page:
            yield {"type": "ADVISORY", "url": page + alias}
    evidence = advisory.latest.extension.get(EVIDENCE_KEY)
    if isinstance(evidence, str) and evidence.startswith(("https://", "http://")):
        yield {"type": "EVIDENCE", "url": evidence}


def _affected(
    advisory: Advisory, settings: OsvSettings, held: Mapping[str, Held]
) -> Iterator[dict[str, Any]]:
    """One entry for each package and architecture; the purl has no version (feeds.md OV5, OV14, OV23)."""
    claims: list[tuple[str, list[dict[str, Any]], dict[str, Any]]] = []
    common = None if is_split(advisory.events) else claim_on(advisory.events, "")
    for architecture in settings.architectures:
        claim = common or claim_on(advisory.events, architecture)
        wait = held.get(architecture)
        version = OPEN if wait else claim.version
        claims.append((architecture, [version_range(version)], _specific(advisory, claim, wait)))
    components = list(_components(advisory))
    for package in settings.packages(advisory.package):
        own = [part for part in components if package in {advisory.package, part.get("subpackage_name")}]
        for architecture, ranges, specific in claims:
            yield {
                "package": {
                    "ecosystem": settings.ecosystems[0],
                    "name": package,
                    "purl": f"{settings.purl}/{quote(package, safe='')}?arch={quote(architecture, safe='')}",
                },
                "ranges": ranges,
                "ecosystem_specific": specific | _listed(own, specific),
            }


def _specific(advisory: Advisory, claim: Claim, held: Held | None) -> dict[str, Any]:
    """What OSV has no field for: our status and the facts of the event that decided it."""
    status = Status.AFFECTED if held else claim.status
    specific: dict[str, Any] = _extension(claim.event) if claim.event else {}
    specific["status"] = Status.WITHDRAWN if advisory.withdrawal else status
    if claim.event and claim.event.note:
        specific["note"] = claim.event.note
    if claim.event and claim.event.false_positive_type:
        specific["false_positive_type"] = claim.event.false_positive_type
    if held:
        specific["held_back"] = {"fixed_version": held.fixed_version, "published": held.published}
    return specific


def _extension(event: Event) -> dict[str, Any]:
    """The fields of documents.md X2 that an event carries, named in OSV's manner."""
    return {key.replace("-", "_"): value for key, value in event.extension.items()}


def _components(advisory: Advisory) -> Iterator[dict[str, Any]]:
    """The components that scans saw, each once, in time order."""
    seen: set[tuple[str, ...]] = set()
    for event in advisory.timeline:
        component = event.component
        identity = tuple(str(component.get(field)) for field in _COMPONENT_FIELDS)
        if component and identity not in seen:
            seen.add(identity)
            part = {"advisory_id": advisory.id} | _extension(event)
            for field, name in _COMPONENT_FIELDS.items():
                if component.get(field):
                    part[name] = component[field]
            yield part


def _listed(components: list[dict[str, Any]], specific: dict[str, Any]) -> dict[str, Any]:
    """The list of components as part of ``ecosystem_specific``; without any, nothing (feeds.md OV14)."""
    if not components:
        return {}
    claim = {key: specific[key] for key in ("status", "note") if key in specific}
    return {"components": [part | claim for part in components]}
