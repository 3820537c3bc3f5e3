"""What is remembered between scans never shows in an answer, and has its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.moments import Moments
from navwarn.ledger import open_ledger
from navwarn.workflows.memory import Memory
from navwarn.workflows.scanning import scan_images
from tests.ledger.making import CVE, ONE, OTHER_CVE, TWO, day, event, fixed, opened, record
from tests.web.conftest import DISTRIBUTIONS
from tests.web.images import apk, image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from navwarn.core.finding import Evaluation
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.interface import Ledger

ZLIB = image(1, apk("zlib", "1.3-r0"))
BOTH = image(2, apk("zlib", "1.3-r0"), apk("curl", "8.0-r0"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The place of a ledger that does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    place: str = request.getfixturevalue("postgresql").new_schema()
    return place


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger with two advisories."""
    with open_ledger(url) as writing:
        record(writing, opened(ONE, "zlib", [CVE]), event(ONE))
        record(writing, opened(TWO, "curl", [OTHER_CVE]), event(TWO))
    with open_ledger(url) as reading:
        yield reading


def anew(ledger: Ledger, inventory: Inventory, moments: Moments | None = None) -> Evaluation:
    """What is found without any memory."""
    settings = {} if moments is None else {"moments": moments}
    (found,) = scan_images(ledger, [inventory], DISTRIBUTIONS, **settings)  # type: ignore[arg-type]
    return found.evaluation


def test_answers_are_those_of_somebody_without_memory(ledger: Ledger) -> None:
    memory = Memory()
    early = Moments(known=2)
    for inventory in (ZLIB, BOTH, ZLIB, image(3, apk("curl", "9-r0")), BOTH):
        assert memory.evaluate(ledger, inventory, DISTRIBUTIONS)[0] == anew(ledger, inventory)
        found, _ = memory.evaluate(ledger, inventory, DISTRIBUTIONS, moments=early)
        assert found == anew(ledger, inventory, early)


def test_a_similar_image_is_judged_by_the_same_index(ledger: Ledger) -> None:
    memory = Memory()
    _, first = memory.evaluate(ledger, ZLIB, DISTRIBUTIONS)
    _, second = memory.evaluate(ledger, BOTH, DISTRIBUTIONS)
    assert first is second
    only = {"acme": DISTRIBUTIONS["acme"]}
    assert memory.evaluate(ledger, ZLIB, only)[1] is not first, "somebody else who may see less"


def test_what_somebody_else_commits_is_taken_into_account(ledger: Ledger, url: str) -> None:
    memory = Memory()
    assert len(memory.evaluate(ledger, BOTH, DISTRIBUTIONS)[0].findings) == 2
    with open_ledger(url) as other:
        record(other, fixed(ONE, "1.3-r0", day(1)), now=day(1))
    found, _ = memory.evaluate(ledger, BOTH, DISTRIBUTIONS)
    assert [one.vulnerability for one in found.findings] == [OTHER_CVE]


def test_no_more_is_kept_than_was_said(ledger: Ledger) -> None:
    memory = Memory(most=4)
    for number in range(5):
        one = image(number, apk("zlib", f"1.{number}-r0"))
        assert memory.evaluate(ledger, one, DISTRIBUTIONS)[0] == anew(ledger, one)
        assert memory.size <= 4
