"""The advisories of a package in the order in which a reader needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.listing import Listing
from navwarn.core.status import Exposure, Status, exposure_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Group(Struct, frozen=True):
    """Advisories under one heading; ``is_folded`` where they are shown only on demand."""

    title: str
    rows: tuple[Listing, ...]
    is_folded: bool = False


_GROUPS = ("Vulnerable", "Under investigation", "Fixed", "Not affected", "Withdrawn")
_FOLDED = frozenset({"Not affected", "Withdrawn"})


def groups(rows: Sequence[Listing]) -> list[Group]:
    """The groups that have rows, in order; rows keep theirs."""
    by_title: dict[str, list[Listing]] = {title: [] for title in _GROUPS}
    for row in rows:
        by_title[_title(row.status)].append(row)
    return [Group(title, tuple(found), title in _FOLDED) for title, found in by_title.items() if found]


def _title(status: Status) -> str:
    if exposure_of(status) is Exposure.VULNERABLE:
        return "Vulnerable"
    if status in {Status.UNDER_INVESTIGATION, Status.ANALYSIS_NOT_PLANNED}:
        return "Under investigation"
    return status.label
