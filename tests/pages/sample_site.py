"""The made-up distribution Acme Linux: its site at three moments, and what every sample shares."""

from __future__ import annotations

from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant, parse_instant
from navwarn.core.status import Status
from navwarn.pages.view.count import Count, StatusCount
from navwarn.pages.view.site import DistributionName, MomentsAsked, Site

ACME = DistributionName("acme", "Acme Linux")
ENTERPRISE = DistributionName("acme-enterprise", "Acme Enterprise", is_public=False)
SITE = Site(title="Acme Linux", url="https://advisories.acme.example", distributions=(ACME,))
BOTH = Site(
    title="Acme Linux",
    url="https://acme.example/security",
    base="/security",
    distributions=(ACME, ENTERPRISE),
    search="44487",
)
PAST = Site(
    title="Acme Linux",
    url="https://advisories.acme.example",
    distributions=(ACME,),
    moments=MomentsAsked(as_of=Instant(parse_instant("2023-10-11T00:00:00Z") - 1), known=4711),
)

RAPID_RESET = "CVE-2023-44487"
NGHTTP2 = AdvisoryId("ACME-q2g4-fr75-mfgw")
ROOT = "5f2b4a0c91d37e86a4b2c8d1e0f9a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0"


def at(text: str) -> Instant:
    """The instant of a day and a minute in UTC, or of a day's start."""
    return parse_instant(f"{text[:10]}T{text[11:] or '00:00'}:00Z")


def counted(**numbers: int) -> tuple[StatusCount, ...]:
    """Counts by the name of their status."""
    return tuple(StatusCount(Status[name.upper()], Count(number)) for name, number in numbers.items())


COUNTS = counted(
    affected=12,
    under_investigation=308,
    pending_upstream_fix=117,
    fixed=11080,
    not_affected=1965,
    fix_not_planned=41,
)


def advisory_id(number: int) -> AdvisoryId:
    """One of the ids of Acme, told apart by a number."""
    digits = "23456789cfghjmpqrvwx"
    tail = "".join(digits[number // 20**place % 20] for place in range(4))
    return AdvisoryId(f"ACME-4h5j-6m7p-{tail}")
