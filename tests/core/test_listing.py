"""Rows of lists: what they say when nobody said more."""

from __future__ import annotations

from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import ZERO
from navwarn.core.listing import Listing
from navwarn.core.severity import Severity
from navwarn.core.status import Status


def test_a_row_claims_no_severity_and_no_exploitation_by_itself() -> None:
    row = Listing(
        "acme", "zlib", AdvisoryId("NW-2222-3333-4444"), "CVE-2024-0001", Status.AFFECTED, ZERO, ZERO
    )
    assert (row.severity, row.exploited) == (Severity.UNKNOWN, False)
    assert (row.fixed_version, row.note, row.title, row.aliases) == ("", "", "", ())
