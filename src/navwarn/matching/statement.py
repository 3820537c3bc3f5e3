"""Statements: what an advisory says of a package, on all architectures or on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.finding import Statement
from navwarn.core.standing import deciding_event, is_split
from navwarn.core.status import Status, status_of
from navwarn.matching.interface import Stated

if TYPE_CHECKING:
    from navwarn.core.advisory import Advisory

_SAME_MACHINE = (
    ("x86_64", "amd64"),
    ("aarch64", "arm64"),
    ("x86", "386", "i386", "i486", "i586", "i686"),
    ("armv7", "armv7l", "armhfp", "armv7hl"),
    ("ppc64le", "ppc64el"),
    ("loongarch64", "loong64"),
)
_NAMES = {name: names for names in _SAME_MACHINE for name in names}


def of_advisory(advisory: Advisory) -> Stated:
    """What a finding repeats of an advisory."""
    latest = advisory.latest
    withdrawal = advisory.withdrawal
    statement = Statement(
        advisory=advisory.id,
        distribution=advisory.distribution,
        package=advisory.package,
        aliases=advisory.aliases,
        status=advisory.status,
        since=withdrawal.at if withdrawal else latest.timestamp,
        fixed_version=advisory.fixed_version,
        note=withdrawal.reason if withdrawal else latest.note,
        reason="" if withdrawal else latest.false_positive_type,
    )
    return Stated(statement, advisory.events if is_split(advisory.events) else ())


def on_architecture(stated: Stated, architecture: str) -> Statement:
    """The statement that holds on one architecture, by any name it has.

    Where every event is about other architectures, nothing is known yet, as in the feeds.
    """
    if not stated.split or stated.statement.status is Status.WITHDRAWN:
        return stated.statement
    event = deciding_event(stated.split, _NAMES.get(architecture, (architecture,)))
    if event is None:
        return replace(
            stated.statement,
            status=Status.UNDER_INVESTIGATION,
            since=min(one.timestamp for one in stated.split),
            fixed_version="",
            note="",
            reason="",
        )
    return replace(
        stated.statement,
        status=status_of(event),
        since=event.timestamp,
        fixed_version=event.fixed_version,
        note=event.note,
        reason=event.false_positive_type,
    )
