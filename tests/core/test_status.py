"""Status and exposure: what each event type means to a reader (documents.md section 4, P1)."""

from __future__ import annotations

import pytest

from navwarn.core.event import Event, EventType
from navwarn.core.instant import ZERO
from navwarn.core.status import Exposure, Status, exposure_of, is_unresolved, status_of

MEANINGS = (
    ("detection", Status.UNDER_INVESTIGATION, Exposure.UNKNOWN, True),
    ("true-positive-determination", Status.AFFECTED, Exposure.VULNERABLE, True),
    ("false-positive-determination", Status.NOT_AFFECTED, Exposure.NOT_VULNERABLE, False),
    ("pending-upstream-fix", Status.PENDING_UPSTREAM_FIX, Exposure.VULNERABLE, False),
    ("fixed", Status.FIXED, Exposure.NOT_VULNERABLE, False),
    ("fix-not-planned", Status.FIX_NOT_PLANNED, Exposure.VULNERABLE, False),
    ("analysis-not-planned", Status.ANALYSIS_NOT_PLANNED, Exposure.UNKNOWN, False),
    ("type-of-a-later-schema", Status.UNDER_INVESTIGATION, Exposure.UNKNOWN, False),
)


@pytest.mark.parametrize(("kind", "status", "exposure", "unresolved"), MEANINGS)
def test_the_meaning_of_an_event(kind: str, status: Status, exposure: Exposure, *, unresolved: bool) -> None:
    event = Event(ZERO, kind)
    assert status_of(event) is status
    assert exposure_of(status) is exposure
    assert is_unresolved(event) is unresolved


def test_every_type_has_a_meaning_and_every_status_an_exposure() -> None:
    assert {kind for kind, *_ in MEANINGS} >= set(EventType)
    assert {exposure_of(status) for status in Status} == set(Exposure)


def test_a_withdrawn_advisory_claims_nothing() -> None:
    assert exposure_of(Status.WITHDRAWN) is Exposure.UNKNOWN


def test_people_read_words() -> None:
    assert Status.PENDING_UPSTREAM_FIX.label == "Pending upstream fix"
