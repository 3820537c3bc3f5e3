"""Fills a new ledger with advisories for benchmarks: ``python -m tools.fill LEDGER NUMBER``.

Realistic in shape only: packages, vulnerabilities and statuses are drawn with a fixed seed.
"""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

from navwarn.core import entry as payloads
from navwarn.core.entry import Draft, EntryKind
from navwarn.core.event import Event
from navwarn.core.identifier import ALPHABET, AdvisoryId
from navwarn.core.instant import DAY, SECOND, Instant
from navwarn.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

DISTRIBUTION = "harbor"
_BATCH = 20_000
PER_VULNERABILITY = 3
_PACKAGES = 6_000
_START = 1_600_000_000 * SECOND
_FURTHER = (
    ("fixed", 0.7),
    ("false-positive-determination", 0.12),
    ("pending-upstream-fix", 0.04),
    ("fix-not-planned", 0.03),
    ("true-positive-determination", 0.02),
)
_NOTES = ("The vulnerable function is never called.", "Upstream has not released a fix yet.", "Not shipped.")


def vulnerability(place: int) -> str:
    """The vulnerability of the advisory in a place, the famous one for the first few."""
    if place < PER_VULNERABILITY * 5:
        return "CVE-2023-44487"
    number = place // PER_VULNERABILITY
    return f"CVE-{2015 + number % 11}-{100_000 + number}"


def packages(number: int) -> list[str]:
    """The names of so many packages."""
    return [f"package-{place}" for place in range(min(number, _PACKAGES))]


def drafts(number: int) -> Iterator[list[Draft]]:
    """The drafts of so many advisories, the famous vulnerability among them."""
    dice = random.Random(20_231_010)  # noqa: S311  # the same each time
    for place in range(number):
        letters = [ALPHABET[place // 20**power % 20] for power in range(6)] + dice.choices(ALPHABET, k=6)
        groups = ("".join(letters[start : start + 4]) for start in (0, 4, 8))
        advisory = AdvisoryId("-".join(("NW", *groups)))
        spread = place // PER_VULNERABILITY * 7 + place % PER_VULNERABILITY * 1_999
        package = "nghttp2" if place == 0 else f"package-{spread % _PACKAGES}"
        moment = _START + dice.randrange(2_000 * DAY)
        yield [
            Draft(DISTRIBUTION, advisory, EntryKind.OPENED, payloads.opened(package, [vulnerability(place)])),
            _event(advisory, moment, "detection", {"type": "manual"}),
            *_later(dice, advisory, moment + dice.randrange(60 * DAY)),
        ]


def _later(dice: random.Random, advisory: AdvisoryId, moment: int) -> Iterator[Draft]:
    chance = dice.random()
    for kind, share in _FURTHER:
        chance -= share
        if chance < 0:
            data = {"fixed-version": f"1.{dice.randrange(90)}.{dice.randrange(9)}-r0"}
            if kind != "fixed":
                data = {"note": dice.choice(_NOTES)}
            if kind == "false-positive-determination":
                data["type"] = "vulnerable-code-not-in-execution-path"
            yield _event(advisory, moment, kind, data)
            return


def _event(advisory: AdvisoryId, moment: int, kind: str, data: dict[str, str]) -> Draft:
    payload = payloads.event_payload(Event(Instant(moment), kind, data))
    return Draft(DISTRIBUTION, advisory, EntryKind.EVENT, payload)


def fill(place: str, number: int) -> None:
    """Fill a ledger in batches."""
    now = Instant(_START + 3_000 * DAY)
    with open_ledger(place) as ledger:
        batch: list[Draft] = []
        for group in drafts(number):
            batch += group
            if len(batch) >= _BATCH:
                with ledger.write(now=now, actor="") as transaction:
                    transaction.append(batch)
                batch = []
        with ledger.write(now=now, actor="") as transaction:
            transaction.append(batch)


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
