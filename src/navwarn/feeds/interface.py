"""What all formats have in common: the statements a feed makes, and the errors of the room."""

from __future__ import annotations

from typing import NamedTuple

from navwarn.errors import CheckFailedError, InputError

NOT_AFFECTED = "0"
"""The version that stands for "never affected" in secdb and OSV alike (feeds.md SD7, M4)."""

OPEN = ""
"""The version of a statement that names no fix."""


class Statement(NamedTuple):
    """What a feed says in one place: this vulnerability is fixed in this package at this version.

    ``version`` is ``NOT_AFFECTED`` where the package never was affected and ``OPEN`` where there is no fix.
    """

    package: str
    version: str
    id: str


class UnreadableFeedError(InputError):
    """Bytes that are no feed of the format they were taken for."""

    code = "NW-FEED-FORMAT"


class ContradictionError(CheckFailedError):
    """Advisories that cannot stand in one feed together."""

    code = "NW-FEED-CONTRADICTION"


class EmptyFeedError(CheckFailedError):
    """A feed that says nothing although it should."""

    code = "NW-FEED-EMPTY"
