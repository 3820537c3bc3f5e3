"""What tests ask of a world: its documents, advisories and events, and what the latest event says."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from navwarn.core.status import Status, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.event import Event
    from navwarn.documents.document import AdvisoryDocument, Document
    from navwarn.workflows.demo.world import DemoDistribution, World

RAPID_RESET = "CVE-2023-44487"

_by_time = attrgetter("timestamp")


def documents(world: World) -> Iterator[Document]:
    for distribution in world.distributions:
        yield from distribution.documents


def document_of(distribution: DemoDistribution, package: str) -> Document:
    return next(document for document in distribution.documents if document.package == package)


def advisories(world: World) -> Iterator[AdvisoryDocument]:
    for each in documents(world):
        yield from each.advisories


def events(world: World) -> Iterator[Event]:
    for advisory in advisories(world):
        yield from advisory.events


def timeline(advisory: AdvisoryDocument) -> list[Event]:
    return sorted(advisory.events, key=_by_time)


def path(advisory: AdvisoryDocument) -> list[str]:
    return [event.type for event in timeline(advisory)]


def latest(advisory: AdvisoryDocument) -> Event:
    return max(reversed(advisory.events), key=_by_time)


def status(advisory: AdvisoryDocument) -> Status:
    return status_of(latest(advisory))
