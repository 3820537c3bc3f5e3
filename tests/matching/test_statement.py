"""Statements from advisories (architecture.md section 2)."""

from __future__ import annotations

from navwarn.core.advisory import Advisory, Withdrawal
from navwarn.core.event import Event, EventType
from navwarn.core.finding import Statement
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.status import Status
from navwarn.matching.statement import of_advisory, on_architecture

ID = AdvisoryId("ACME-2222-3333-4444")


def advisory(*events: Event, withdrawal: Withdrawal | None = None) -> Advisory:
    return Advisory("acme", ID, "zlib", ("CVE-2024-0001",), events, withdrawal)


def test_a_statement_says_what_the_latest_event_says() -> None:
    data = {"type": "component-vulnerability-mismatch", "note": "not ours"}
    found = of_advisory(
        advisory(
            Event(Instant(2), EventType.FALSE_POSITIVE, data),
            Event(Instant(1), EventType.FIXED, {"fixed-version": "1-r0"}),
        )
    )
    assert found.split == ()
    assert found.statement == Statement(
        ID,
        "acme",
        "zlib",
        ("CVE-2024-0001",),
        Status.NOT_AFFECTED,
        Instant(2),
        note="not ours",
        reason="component-vulnerability-mismatch",
    )


def test_a_withdrawn_advisory_says_since_when_and_why() -> None:
    event = Event(Instant(2), EventType.FALSE_POSITIVE, {"type": "x", "note": "y"})
    statement = of_advisory(advisory(event, withdrawal=Withdrawal(Instant(9), "wrong package"))).statement
    assert (statement.status, statement.since, statement.note, statement.reason) == (
        Status.WITHDRAWN,
        Instant(9),
        "wrong package",
        "",
    )


def test_a_withdrawn_advisory_says_nothing_on_any_architecture() -> None:
    event = Event(
        Instant(2), EventType.FIXED, {"fixed-version": "1-r0"}, extension={"architectures": ["arm64"]}
    )
    stated = of_advisory(advisory(event, withdrawal=Withdrawal(Instant(9), "")))
    assert on_architecture(stated, "aarch64") is stated.statement


def test_an_architecture_is_known_by_all_its_names() -> None:
    event = Event(
        Instant(2), EventType.FIXED, {"fixed-version": "1-r0"}, extension={"architectures": ["arm64"]}
    )
    stated = of_advisory(advisory(event))
    assert on_architecture(stated, "aarch64").fixed_version == "1-r0"
    assert on_architecture(stated, "riscv64").status is Status.UNDER_INVESTIGATION
