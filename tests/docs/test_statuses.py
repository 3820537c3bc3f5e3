"""The page on statuses says what the code does."""

from __future__ import annotations

from navwarn.core.advisory import Advisory, Withdrawal
from navwarn.core.event import Event, EventType, FalsePositiveType
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.snapshot import Snapshot
from navwarn.core.standing import standing_of
from navwarn.core.status import Status, exposure_of, status_of
from navwarn.feeds import secdb
from navwarn.feeds.inclusion import effective
from navwarn.feeds.osv import classic, full
from navwarn.feeds.osv.settings import OsvSettings
from tests.docs.pages import read_page, tables

STATUSES, FEEDS, REASONS = tables(read_page("docs/reference/statuses.md"))
SETTINGS = OsvSettings(("Acme",), "pkg:apk/acme", ("x86_64",))


def event(kind: EventType) -> Event:
    data = {EventType.FIXED: {"fixed-version": "1.2.3-r4"}}.get(kind, {"type": "manual", "note": "why"})
    return Event(Instant(0), kind.value, data)


def advisory(status: Status) -> Advisory:
    kinds = [kind for kind in EventType if status_of(event(kind)) is status]
    withdrawal = Withdrawal(Instant(0), "opened by mistake") if status is Status.WITHDRAWN else None
    latest = event(kinds[0] if kinds else EventType.DETECTION)
    identifier = AdvisoryId("ACME-2222-3333-4444")
    return Advisory("acme", identifier, "curl", ("CVE-2024-0001",), (latest,), withdrawal)


def ranges(record: dict[str, object] | None) -> str:
    """A record's first range as the page words it."""
    match record:
        case None:
            return "–"
        case {"withdrawn": _}:
            return "withdrawn with its time; the range is what it last was"
        case {"affected": [{"ranges": [{"events": [{"introduced": "0"}]}]}, *_]}:
            return "introduced 0, no fix"
        case {"affected": [{"ranges": [{"events": [{"introduced": "0"}, {"fixed": "0"}]}]}, *_]}:
            return "introduced 0, fixed in 0"
        case {"affected": [{"ranges": [{"events": [{"introduced": "0"}, {"fixed": "1.2.3-r4"}]}]}, *_]}:
            return "introduced 0, fixed in the version"
    raise AssertionError(record)


def entry(status: Status) -> str:
    """The entry of a secdb as the page words it."""
    match secdb.entries(effective(Snapshot("acme", (standing_of(advisory(status)),))), ("x86_64",)):
        case []:
            return "–"
        case [("curl", {"0": ["CVE-2024-0001"]})]:
            return "the ids under version 0"
        case [("curl", {"1.2.3-r4": ["CVE-2024-0001"]})]:
            return "the ids under the fixed version"
        case other:
            raise AssertionError(other)


def test_each_status_has_its_word_slug_and_exposure() -> None:
    told = [(word, slug, exposure) for _, word, slug, _, _, exposure in STATUSES]
    assert told == [
        (status.label, status.value, exposure_of(status).value) for status in sorted(Status, key=place)
    ]


def place(status: Status) -> int:
    return [row[2] for row in STATUSES].index(status.value)


def test_each_status_has_its_event_and_a_sign_of_its_own() -> None:
    events = {row[2]: row[3] for row in STATUSES}
    assert {kind.value: status_of(event(kind)).value for kind in EventType} == {
        kind: slug for slug, kind in events.items() if slug != Status.WITHDRAWN
    }
    signs = [row[0] for row in STATUSES]
    assert len(set(signs)) == len(signs) == len(Status)


def test_each_status_appears_in_the_feeds_as_described() -> None:
    assert [
        [
            status.label,
            entry(status),
            ranges(full.record(advisory(status), SETTINGS, {})),
            ranges(classic.record(advisory(status), SETTINGS)),
        ]
        for status in sorted(Status, key=place)
    ] == FEEDS


def test_the_full_shape_has_the_slug() -> None:
    for status in Status:
        (affected,) = full.record(advisory(status), SETTINGS, {})["affected"]
        assert affected["ecosystem_specific"]["status"] == status.value


def test_all_reasons_for_not_being_affected_are_explained() -> None:
    assert {row[0] for row in REASONS} == {reason.value for reason in FalsePositiveType}
