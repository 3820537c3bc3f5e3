"""Rule G6: a fix that is nowhere published yet is held back, and nothing else is."""

from __future__ import annotations

import pytest

from navwarn.core.advisory import Withdrawal
from navwarn.feeds.holdback import Held, held_back
from tests.feeds.making import day, detected, false_positive, fixed, standing

ALIAS = ("CVE-2024-0001",)
BOTH = ("x86_64", "aarch64")
FIXED = standing("2222", "zlib", ALIAS, fixed("1.3-r10"))


@pytest.mark.parametrize(("published", "is_held"), [("1.3-r9", True), ("1.3-r10", False), ("1.4-r0", False)])
def test_the_highest_published_version_decides_in_apk_order(published: str, is_held: bool) -> None:
    assert bool(held_back([FIXED], BOTH, {"x86_64": {"zlib": published}})) is is_held


def test_the_held_fix_names_architecture_and_versions() -> None:
    published = {"x86_64": {"zlib": "1.3-r10"}, "aarch64": {"zlib": "1.3-r2"}}
    assert held_back([FIXED], BOTH, published) == [Held(FIXED.id, "zlib", "1.3-r10", "aarch64", "1.3-r2")]


def test_each_lagging_architecture_is_named_in_the_order_given() -> None:
    published = {"aarch64": {"zlib": "1-r0"}, "x86_64": {"zlib": "1-r0"}, "s390x": {"zlib": "1-r0"}}
    assert [held.architecture for held in held_back([FIXED], BOTH, published)] == list(BOTH)


def test_a_package_that_left_the_index_keeps_its_entries() -> None:
    assert held_back([FIXED], BOTH, {"x86_64": {"other": "1-r0"}}) == []


def test_an_architecture_we_do_not_ship_or_have_no_index_of_holds_nothing() -> None:
    assert held_back([FIXED], ("x86_64",), {"aarch64": {"zlib": "1-r0"}}) == []


def test_only_fixes_are_held() -> None:
    others = [
        standing("3333", "zlib", ALIAS, false_positive()),
        standing("4444", "zlib", ALIAS, detected()),
        standing("5555", "zlib", ALIAS, fixed("9-r0"), withdrawal=Withdrawal(day(3), "was wrong")),
    ]
    assert held_back(others, BOTH, {"x86_64": {"zlib": "1-r0"}}) == []


def test_a_fix_for_one_architecture_waits_for_that_one_only() -> None:
    item = standing("2222", "zlib", ALIAS, fixed("1.3-r10", extension={"architectures": ["aarch64"]}))
    old = {"zlib": "1-r0"}
    assert [held.architecture for held in held_back([item], BOTH, {"x86_64": old, "aarch64": old})] == [
        "aarch64"
    ]
