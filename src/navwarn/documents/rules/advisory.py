"""Rules about one advisory: its id, its aliases, that it has events (documents.md D9-D13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.identifier import IdKind, is_advisory_id, is_known_family, kind_of, normalise
from navwarn.documents.rules.event import check_event
from navwarn.documents.rules.place import place_of_event
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.documents.document import AdvisoryDocument
    from navwarn.documents.fault import Fault
    from navwarn.documents.rules.criteria import Criteria
    from navwarn.documents.rules.place import Place


def check_advisory(advisory: AdvisoryDocument, place: Place, criteria: Criteria) -> Iterator[Fault]:
    """All faults of rules D9 to D23 in one advisory."""
    yield from _check_id(advisory.id, place, criteria)
    yield from _check_aliases(advisory, place)
    if not advisory.events:
        yield place.fault("D13", "the advisory has no events: at least one is needed", "events")
    for index, event in enumerate(advisory.events):
        yield from check_event(event, place_of_event(place, index), criteria)


def _check_id(identifier: str, place: Place, criteria: Criteria) -> Iterator[Fault]:
    if not identifier:
        yield place.fault("D9", "the advisory has no id: `navwarn id` makes one", "id")
    elif not is_advisory_id(identifier):
        message = (
            f"{quote(identifier)} is no advisory id, such as CGA-2222-3333-4444: `navwarn id` makes one;"
            " ids of vulnerabilities belong to the aliases"
        )
        yield place.fault("D9", message, "id")
    elif not is_advisory_id(identifier, criteria.prefixes):
        allowed = ", ".join(sorted({"CGA", *(criteria.prefixes or ())}))
        prefix = identifier.partition("-")[0]
        message = f"advisory ids do not begin with {prefix} in this distribution, but with {allowed}"
        yield place.fault("D9", message, "id")


def _check_aliases(advisory: AdvisoryDocument, place: Place) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, alias in enumerate(advisory.aliases):
        if alias in seen:
            yield place.fault("D10", f"{quote(alias)} is listed twice: remove one", "aliases", index)
            continue
        seen.add(alias)
        if alias and alias == advisory.id:
            message = f"{quote(alias)} is the advisory's own id: remove it from the aliases"
            yield place.fault("D12", message, "aliases", index)
        if kind_of(alias) is IdKind.OTHER:
            yield _not_an_alias(alias, place, index)


def _not_an_alias(alias: str, place: Place, index: int) -> Fault:
    """D11; ids of families that we know but the schema does not are for people to judge."""
    if is_known_family(alias):
        message = f"{quote(alias)} is neither a CVE, GHSA nor GO id with four digits: other readers refuse it"
        return place.warning("D11", message, "aliases", index)
    if is_advisory_id(alias):
        message = f"{quote(alias)} is an advisory id: aliases are CVE, GHSA and GO ids"
    elif kind_of(normalise(alias)) is not IdKind.OTHER:
        message = f"{quote(alias)} is not written as its family writes it: write {normalise(alias)}"
    else:
        message = f"{quote(alias)} is not a valid CVE, GHSA or GO id: correct or remove it"
    return place.fault("D11", message, "aliases", index)
