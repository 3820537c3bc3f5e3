"""What a report gives: findings, what they were found in, and what could not be understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from navwarn.core.finding import Finding
from navwarn.core.inventory import Inventory
from navwarn.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 256 * 1024 * 1024
"""A longer report is not read. Grype's JSON of an image with 7,000 matches has some 60 MB."""

MAX_FINDINGS = 200_000
"""Further ones are set aside together."""

MAX_SET_ASIDE = 100
"""So many entries that were set aside are named one by one."""


class UnreadableReportError(InputError):
    """Bytes that are no report of a scanner we know; the message says why."""

    code = "NW-REPORT"


class EntryError(ValueError):
    """An entry of a report that cannot be used; the message says why, without its place."""


class SetAside(Struct, frozen=True):
    """An entry that was not used: its JSON pointer and why."""

    place: str
    reason: str


class Report(Struct, frozen=True):
    """What another scanner says of an image.

    ``inventory`` holds what the report tells of the image, and of its components those it found something in.
    ``findings`` are as reported: what names one vulnerability is not merged yet (``matching.reported``).
    ``set_aside_count`` counts all entries that could not be used; ``set_aside`` are the first of them.
    """

    scanner: str
    version: str
    inventory: Inventory
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    set_aside_count: int = 0


class Head(Struct, frozen=True):
    """What a report says of itself and of the image, before any finding."""

    scanner: str
    version: str = ""
    reference: str = ""
    digest: str = ""
    platform: str = ""
    distro_id: str = ""
    distro_version: str = ""


class Dialect(Protocol):
    """A form of report: a module that has these functions."""

    def recognises(self, document: Any) -> bool:
        """Whether the document is of this form."""

    def head(self, document: Any) -> Head:
        """What it says of itself and of the image."""

    def entries(self, document: Any) -> Iterator[tuple[str, Any]]:
        """Every finding that it reports, with its JSON pointer."""

    def findings(self, entry: Any) -> list[Finding]:
        """The findings that an entry is; raises ``EntryError`` where it is none."""
