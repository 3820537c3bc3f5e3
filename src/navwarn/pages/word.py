"""The words and signs of statuses and severities, one table each (site.md)."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.event import EventType
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.pages.view.feeds import FeedFormat

ICONS = {
    Status.UNDER_INVESTIGATION: "◔",
    Status.AFFECTED: "●",
    Status.PENDING_UPSTREAM_FIX: "◷",
    Status.FIXED: "✓",
    Status.NOT_AFFECTED: "○",
    Status.FIX_NOT_PLANNED: "⊘",
    Status.ANALYSIS_NOT_PLANNED: "◌",
    Status.WITHDRAWN: "⌫",
}

LETTERS = {
    Severity.CRITICAL: "C",
    Severity.HIGH: "H",
    Severity.MEDIUM: "M",
    Severity.LOW: "L",
    Severity.NEGLIGIBLE: "N",
    Severity.NONE: "–",
    Severity.UNKNOWN: "?",
}

SERVES = {
    FeedFormat.SECDB: "fixes by version, for scanners",
    FeedFormat.OSV: "everything we say, for scanners",
    FeedFormat.OPENVEX: "what affects whom, for scanners",
    FeedFormat.CSAF: "what affects whom, for programs",
    FeedFormat.CYCLONEDX: "what affects whom, beside an inventory",
    FeedFormat.VEX_REPOSITORY: "what affects whom, by package",
    FeedFormat.ATOM: "news, for feed readers",
    FeedFormat.JSON_FEED: "news, for programs",
    FeedFormat.CSV: "a table, for spreadsheets",
}
"""What a feed is for, in a few words."""

_SCORERS = {
    "nvd@nist.gov": "NVD",
    "security-advisories@github.com": "GitHub",
    "134c704f-9b21-4f2e-91b3-4a467353bcc0": "CISA-ADP",
}

PROMINENT = (
    Status.AFFECTED,
    Status.PENDING_UPSTREAM_FIX,
    Status.UNDER_INVESTIGATION,
    Status.FIXED,
    Status.NOT_AFFECTED,
    Status.FIX_NOT_PLANNED,
    Status.ANALYSIS_NOT_PLANNED,
    Status.WITHDRAWN,
)
"""The statuses in the order in which readers need them: what asks for action comes first."""

RARE = frozenset({Status.ANALYSIS_NOT_PLANNED, Status.WITHDRAWN})
"""Statuses that are left out where no advisory has them."""


def scorer(provider: str) -> str:
    """Who scored it, by name; records name some by an address or a number."""
    return _SCORERS.get(provider, provider)


class Meaning(Struct, frozen=True):
    """What a status tells a reader, which event brings it about, and what to do about it."""

    status: Status
    event: str
    means: str
    advice: str


MEANINGS = (
    Meaning(
        Status.AFFECTED,
        EventType.TRUE_POSITIVE,
        "We looked: the vulnerable code is in the package and can be reached.",
        "Limit who can reach the software, and watch for the fix.",
    ),
    Meaning(
        Status.PENDING_UPSTREAM_FIX,
        EventType.PENDING_UPSTREAM_FIX,
        "Affected, and the fix has to come from the project that writes the software.",
        "As for Affected. The note says what we wait for.",
    ),
    Meaning(
        Status.UNDER_INVESTIGATION,
        EventType.DETECTION,
        "Something matched, and nobody has confirmed or refuted it yet.",
        "Count it as possible. The page of the advisory says what matched.",
    ),
    Meaning(
        Status.FIXED,
        EventType.FIXED,
        "The named version and every later one is free of it.",
        "Upgrade to the named version or a later one. Older versions stay vulnerable.",
    ),
    Meaning(
        Status.NOT_AFFECTED,
        EventType.FALSE_POSITIVE,
        "We looked: the package is not vulnerable, for the reason given.",
        "Nothing. A scanner that still reports it does not read our feeds.",
    ),
    Meaning(
        Status.FIX_NOT_PLANNED,
        EventType.FIX_NOT_PLANNED,
        "Affected, and it will stay so: the package is still vulnerable.",
        "Move to another version stream or another package.",
    ),
    Meaning(
        Status.ANALYSIS_NOT_PLANNED,
        EventType.ANALYSIS_NOT_PLANNED,
        "Nobody will look into it, often because the version stream has ended.",
        "Count it as possible, and move to a version stream that is maintained.",
    ),
    Meaning(
        Status.WITHDRAWN,
        "withdrawn",
        "The advisory was a mistake and claims nothing any more. It stays on record.",
        "Ignore it. Its page says why it was withdrawn.",
    ),
)
"""Every status, in prominent order."""
