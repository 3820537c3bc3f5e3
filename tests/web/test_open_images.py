"""Which images are open to a vulnerability, for whoever does not see all and at other moments."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.core.inventory import Component, Owner, Ownership
from navwarn.core.moments import Moments
from navwarn.core.record import Affected, Record, VersionRange
from navwarn.ledger import open_ledger
from navwarn.pages.view.site import MomentsAsked
from navwarn.workflows.browse.open_images import exposures
from navwarn.workflows.browse.sight import Sight
from navwarn.workflows.browse.visit import Visit
from tests.ledger.knowledge import WITHDRAWN, learn
from tests.ledger.making import GHSA, day
from tests.web.conftest import DISTRIBUTIONS, STORY
from tests.web.images import apk, image, track

if TYPE_CHECKING:
    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Inventory
    from navwarn.ledger.interface import Ledger
    from navwarn.workflows.tracking import Exposures
    from tests.web.conftest import Site

IDS = {STORY, GHSA, "GO-2023-2102"}
ELSEWHERE = Sight(hidden=frozenset({"elsewhere"}))
"""Of one who may not see a distribution of which there are no images: all is judged anew for them."""

RECORD = Record(
    "osv",
    "GO-2023-2102",
    aliases=(STORY,),
    published=day(0),
    modified=day(0),
    affected=(
        Affected(ecosystem="Go", package="golang.org/x/net", ranges=(VersionRange("SEMVER", "0", "0.17.0"),)),
    ),
)


def net(chance: random.Random) -> Component:
    """A module, of a program that a package owns or nobody does."""
    version = f"v0.{chance.choice((16, 17))}.0"
    name = chance.choice(("", "curl", "nghttp2"))
    owner = Owner("apk", name, "1.57.0-r0", name) if name else None
    ownership = Ownership.UNOWNED if owner is None else Ownership.OWNED
    return Component("golang", "net", version, "golang.org/x", owner=owner, ownership=ownership)


def anything(chance: random.Random, number: int) -> Inventory:
    """An image of few packages, under one of few tags."""
    parts = [
        apk("libnghttp2-14", chance.choice(("1.56.0-r0", "1.57.0-r0")), "nghttp2"),
        apk("curl", chance.choice(("7.0-r0", "8.0-r0"))),
        apk("jq", "1.7-r0"),
        net(chance),
    ]
    return image(number, *chance.sample(parts, chance.randint(1, 4)), tag=chance.choice("123"))


def visit(ledger: Ledger, sight: Sight, as_of: Instant | None = None) -> Visit:
    return Visit(ledger, DISTRIBUTIONS, Moments(as_of), MomentsAsked(as_of), day(90), sight)


def told(found: Exposures) -> object:
    """Who is open in what, in no order, and the way out."""
    return (
        found.more,
        found.unjudged,
        [
            (
                one.image.digest,
                {
                    (each.component.full_name, each.component.version, each.vulnerability)
                    for each in one.findings
                },
                None if one.clean is None else one.clean.digest,
                one.clean_tag,
            )
            for one in found.images
        ],
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_is_judged_for_one_reader_is_what_was_judged_for_all(site: Site, seed: int) -> None:
    chance = random.Random(seed)
    with open_ledger(site.url) as ledger:
        learn(ledger, RECORD)
    track(site.url, *(anything(chance, number) for number in range(1, 9)))
    with open_ledger(site.url) as ledger:
        everybody = exposures(visit(ledger, Sight()), IDS)
        assert everybody.images
        for one in (visit(ledger, ELSEWHERE), visit(ledger, Sight(), day(80))):
            assert told(exposures(one, IDS)) == told(everybody)


def test_an_image_is_open_to_what_was_withdrawn_later(site: Site) -> None:
    """No advisory names the package, and nothing is found in it now: the record leads there."""
    withdrawn = replace(RECORD, flags=WITHDRAWN, withdrawn_at=day(50), modified=day(50))
    with open_ledger(site.url) as ledger:
        learn(ledger, withdrawn)
    track(site.url, image(1, Component("golang", "net", "v0.16.0", "golang.org/x")))
    with open_ledger(site.url) as ledger:
        assert not exposures(visit(ledger, Sight()), IDS).images
        assert exposures(visit(ledger, Sight(), day(40)), IDS).images
