"""All platforms of two images in one diff (image-diff.md I19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.inventory import Distro
from navwarn.diffing.markdown import platforms_markdown
from navwarn.diffing.platforms import merge
from tests.diffing.making import compare
from tests.matching.making import apk, image, stated

if TYPE_CHECKING:
    from navwarn.diffing.interface import ImageDiff

CVE = "CVE-2024-0001"


def on(architecture: str, current: str) -> ImageDiff:
    one = apk("zlib", "1-r0", architecture=architecture, purl=f"pkg:apk/acme/zlib@1-r0?arch={architecture}")
    return compare([one], [replace(one, version=current)], stated("zlib", CVE, fixed="2-r0"))


def test_platforms_that_differ_in_the_same_way_are_told_once() -> None:
    diffs = {"linux/amd64": on("x86_64", "2-r0"), "linux/arm64": on("aarch64", "2-r0")}
    found = merge(diffs, frozenset(diffs), frozenset(diffs))
    (group,) = found.groups
    assert group.platforms == ("linux/amd64", "linux/arm64")
    assert group.diff is diffs["linux/amd64"]
    assert found.is_uniform
    assert found.is_one_difference


def test_what_only_one_architecture_has_is_told_apart() -> None:
    diffs = {"linux/amd64": on("x86_64", "2-r0"), "linux/arm64": on("aarch64", "1-r1")}
    found = merge(diffs, frozenset(diffs), frozenset(diffs))
    assert [group.platforms for group in found.groups] == [("linux/amd64",), ("linux/arm64",)]
    assert not found.is_uniform
    assert not found.is_one_difference


def test_platforms_of_which_something_else_was_judged_are_told_apart() -> None:
    """Equal on both sides, and one of them nobody could judge: its silence is not the other's (law 8)."""
    known, foreign = apk("zlib", "1-r0"), replace(apk("zlib", "1-r0"), namespace="debian")
    fact = stated("zlib", CVE, fixed="1-r0")
    blind = image(foreign, distro=Distro("debian"))
    diffs = {"linux/amd64": compare([known], [known], fact), "linux/arm64": compare(blind, blind, fact)}
    found = merge(diffs, frozenset(diffs), frozenset(diffs))
    assert [group.platforms for group in found.groups] == [("linux/amd64",), ("linux/arm64",)]
    assert len(found.groups[1].diff.cautions) == 2
    assert found.is_one_difference


def test_platforms_in_which_something_else_is_found_are_told_apart() -> None:
    """They differ alike, in nothing, and yet what is found in one is not what is found in the other."""
    old, new = apk("zlib", "1-r0"), apk("zlib", "2-r0")
    fact = stated("zlib", CVE, fixed="2-r0")
    diffs = {"linux/amd64": compare([old], [old], fact), "linux/arm64": compare([new], [new], fact)}
    assert len(merge(diffs, frozenset(diffs), frozenset(diffs)).groups) == 2


def test_platforms_that_only_one_image_has_are_named() -> None:
    found = merge({}, frozenset({"linux/arm/v7"}), frozenset({"linux/riscv64", "linux/s390x"}))
    assert (found.removed, found.added) == (("linux/arm/v7",), ("linux/riscv64", "linux/s390x"))
    assert found.is_uniform


def test_findings_without_an_advisory_and_changes_count_too() -> None:
    from navwarn.core.inventory import Component
    from tests.matching.making import record

    module = Component("golang", "net", "v0.7.0", "golang.org/x")
    fact = record(CVE, "Go", "golang.org/x/net", ("0", "0.8.0"), ("0.8.1", "0.17.0"))
    diffs = {
        "linux/amd64": compare([module], [replace(module, version="v0.9.0")], fact),
        "linux/arm64": compare([], [module], fact),
    }
    assert len(merge(diffs, frozenset(diffs), frozenset(diffs)).groups) == 2


def test_markdown_names_all_platforms_that_differ_alike_and_those_of_one_image() -> None:
    """MD5: as JSON does."""
    diffs = {"linux/amd64": on("x86_64", "2-r0"), "linux/arm64": on("aarch64", "2-r0")}
    text = platforms_markdown(merge(diffs, frozenset({*diffs, "linux/s390x"}), frozenset({*diffs, "a|b`"})))
    assert text.count("| `linux/amd64`, `linux/arm64` |") == 2
    assert "### Platforms Changed" in text
    assert "| Removed | `linux/s390x` |\n| Added | `` a¦b` `` |" in text
    alone = platforms_markdown(merge({"linux/amd64": on("x86_64", "2-r0")}, frozenset(), frozenset()))
    assert "Platforms Changed" not in alone
    assert text.count("## `app.tar`") == 1
