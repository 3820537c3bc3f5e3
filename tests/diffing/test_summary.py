"""A diff in one line."""

from __future__ import annotations

from msgspec.structs import replace

from navwarn.core.instant import Instant
from navwarn.core.inventory import Component, Distro
from navwarn.core.moments import Moments
from navwarn.diffing.summary import counted, headline, knowledge_words
from tests.diffing.making import compare
from tests.matching.making import IDENTITY, NOW, apk, image, stated


def test_nothing_changed() -> None:
    assert headline(compare([apk("zlib", "1.3-r0")], [apk("zlib", "1.3-r0")])) == "No changes."


def test_what_went_came_and_changed() -> None:
    fact = stated("zlib", "CVE-2024-0001", fixed="1.3-r1")
    told = headline(compare([apk("zlib", "1.3-r0")], [apk("zlib", "1.3-r1"), apk("curl", "8-r0")], fact))
    assert told == (
        "1 vulnerability gone, 0 new, 2 packages changed (findings: 1 gone, 0 new, 0 changed, 0 the same)"
    )


def test_no_vulnerability_is_claimed_to_be_gone_where_nothing_was_evaluated() -> None:
    fact = stated("zlib", "CVE-2024-0001", fixed="1.3-r1")
    debian = image(Component("deb", "zlib1g", "1.3", "debian"), distro=Distro("debian"))
    there = headline(compare([apk("zlib", "1.3-r0")], debian, fact))
    assert there == (
        "Vulnerabilities cannot be compared, as nothing in the second image was evaluated; 2 packages changed"
    )
    assert "nothing in the first image was" in headline(compare(debian, [apk("zlib", "1.3-r0")], fact))
    other = image(distro=Distro("debian"))
    assert headline(compare(other, [apk("curl", "1-r0")], fact)).startswith("0 vulnerabilities gone")


def test_the_knowledge_that_both_were_judged_by_is_named() -> None:
    found = compare([], [])
    assert knowledge_words(found) == "both judged by the ledger's 7 entries"
    then = replace(IDENTITY, moments=Moments(as_of=Instant(NOW), known=4))
    earlier = replace(found.previous, evaluation=replace(found.previous.evaluation, index=then))
    assert knowledge_words(replace(found, previous=earlier)) == (
        "judged by the ledger up to entry 4 as of 2023-11-14T22:13:20Z, and by the ledger's 7 entries"
    )


def test_one_is_one() -> None:
    assert (counted(1, "fish", "fishes"), counted(0, "fish", "fishes")) == ("1 fish", "0 fishes")
