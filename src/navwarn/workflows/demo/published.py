"""What the demonstration's repositories hold: an index of every version that its advisories speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.event import DetectionType, EventType
from navwarn.core.instant import SECOND, Instant
from navwarn.versions.registry import scheme
from navwarn.workflows.demo.package import STORY_START, load_packages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.event import Event
    from navwarn.documents.document import Document
    from navwarn.workflows.demo.world import DemoDistribution


def index_text(distribution: DemoDistribution, architecture: str) -> str:
    """The APKINDEX of a distribution for one architecture: packages with their subpackages, by version."""
    subpackages = {
        package.name: package.subpackages
        for table in ("packages.csv", "enterprise.csv")
        for package in load_packages(table)
    }
    blocks = [
        _block(name, document.package, version, architecture, built)
        for document in distribution.documents
        for version, built in _builds(document)
        for name in (document.package, *subpackages[document.package])
    ]
    return "\n".join(blocks)


def _block(name: str, origin: str, version: str, architecture: str, built: Instant) -> str:
    return f"P:{name}\nV:{version}\nA:{architecture}\no:{origin}\nt:{built // SECOND}\n"


def _builds(document: Document) -> list[tuple[str, Instant]]:
    """The versions of a package that were built, lowest first, each with the first time it was seen."""
    key = scheme("apk").sort_key
    built: dict[str, Instant] = {}
    for advisory in document.advisories:
        for event in advisory.events:
            for version in _versions(event, document.package):
                built[version] = min(event.timestamp, built.get(version, event.timestamp))
    ordered = sorted(built.items(), key=lambda pair: key(pair[0]))
    return ordered or [("1.0.0-r0", STORY_START)]


def _versions(event: Event, package: str) -> Iterator[str]:
    """The version of the package itself that an event names."""
    if event.type == EventType.FIXED:
        yield event.fixed_version
    elif event.type == EventType.DETECTION and event.text("type") == DetectionType.SCAN_V1:
        found = event.component
        if found.get("componentType") == "apk" and found.get("subpackageName") == package:
            yield found["componentVersion"]
