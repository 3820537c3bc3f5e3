"""The advisory about nghttp2 with its entries, a retracted one among them, and the log."""

from __future__ import annotations

from typing import Any

from navwarn.core.advisory import Advisory
from navwarn.core.entry import Entry, EntryKind, event_payload, opened, retracted
from navwarn.core.severity import Severity
from navwarn.pages.view.advisory import AdvisoryPage, LoggedEntry, Twin
from navwarn.pages.view.log import Log, LogLine
from tests.pages.sample_lists import HEAD
from tests.pages.sample_site import (
    NGHTTP2,
    RAPID_RESET,
    ROOT,
    at,
)
from tests.pages.sample_vulnerability import DETECTED, FIXED, MISTAKE


def entry(sequence: int, kind: EntryKind, payload: dict[str, Any], recorded: str) -> Entry:
    """An entry of the nghttp2 story."""
    return Entry(sequence, "acme", NGHTTP2, kind, payload, at(recorded))


ENTRIES = (
    entry(40001, EntryKind.OPENED, opened("nghttp2", [RAPID_RESET]), "2023-10-10 18:02"),
    entry(40002, EntryKind.EVENT, event_payload(DETECTED), "2023-10-10 18:02"),
    entry(40003, EntryKind.ALIASES, {"added": ["GHSA-qppj-fm5r-hxr3"], "removed": []}, "2023-10-10 19:00"),
    entry(40040, EntryKind.EVENT, event_payload(MISTAKE), "2023-10-11 08:01"),
    entry(40041, EntryKind.RETRACTED, retracted(40040, "looked at the wrong package"), "2023-10-11 08:30"),
    entry(40050, EntryKind.EVENT, event_payload(FIXED), "2023-10-11 17:20"),
)
ADVISORY = AdvisoryPage(
    advisory=Advisory(
        "acme",
        NGHTTP2,
        "nghttp2",
        (RAPID_RESET, "GHSA-qppj-fm5r-hxr3"),
        (DETECTED, FIXED),
        recorded=at("2023-10-10 18:02"),
    ),
    vulnerability=RAPID_RESET,
    severity=Severity.HIGH,
    title="HTTP/2 rapid reset",
    entries=tuple(
        LoggedEntry(
            each, ROOT, actor="mara" if each.sequence == 40041 else "", is_retracted=each.sequence == 40040
        )
        for each in ENTRIES
    ),
    document="schema-version: 2.0.2\n\npackage:\n  name: nghttp2\n",
    twins=(Twin("OSV", f"/acme/osv/{NGHTTP2}.json"), Twin("OpenVEX", "/acme/vex.json")),
)

LOG = Log(
    HEAD,
    tuple(LogLine(each, "nghttp2", RAPID_RESET) for each in reversed(ENTRIES)),
    older=40001,
    is_newest=False,
)
