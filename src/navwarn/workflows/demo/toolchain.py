"""What the images of the demonstration differ in: the flaws of a Go toolchain and of what lies beside it.

Every one of them became known after the old image was made, and was fixed before the new one was. The
packages in the images have no other advisories, so that the new image stays clean.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.event import DetectionType, Event, FalsePositiveType
from navwarn.core.instant import Instant, parse_instant
from navwarn.workflows.demo.component import STANDARD_LIBRARY, sighting
from navwarn.workflows.demo.fact import detected, fixed, not_affected
from navwarn.workflows.demo.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_BUILT = "The flaw is in MiniZip, which upstream keeps beside the library and which we do not build."


class ToolchainFlaw(Struct, frozen=True):
    """One flaw: what it is in, when it became known, and what the distribution said of it in time order.

    ``subject`` is the project or the Go module, ``remedy`` its first release without the flaw.
    """

    package: str
    subject: str
    aliases: tuple[str, ...]
    disclosed: Instant
    remedy: str
    events: tuple[Event, ...]


@cache
def toolchain_flaws() -> tuple[ToolchainFlaw, ...]:
    """The flaws, by package."""
    return tuple(
        ToolchainFlaw(
            row["package"],
            row["subject"],
            tuple(row["aliases"].split()),
            parse_instant(row["disclosed"]),
            row["remedy"],
            tuple(_events(row)),
        )
        for row in read_table("toolchain.csv")
    )


def _events(row: dict[str, str]) -> Iterator[Event]:
    """A detection where a scan saw it, then the fix; without one the package is not affected."""
    if row["detected"]:
        place = ("go-module", f"/usr/lib/{row['package']}/bin/go")
        kind, location = place if row["subject"] == STANDARD_LIBRARY else ("apk", "/.PKGINFO")
        found = sighting(row["package"], row["subject"], row["seen"], kind, location)
        yield detected(parse_instant(row["detected"]), DetectionType.SCAN_V1, found)
    decided = parse_instant(row["decided"])
    if row["outcome"]:
        yield fixed(decided, row["outcome"])
    else:
        yield not_affected(decided, FalsePositiveType.NOT_INCLUDED, _NOT_BUILT)
