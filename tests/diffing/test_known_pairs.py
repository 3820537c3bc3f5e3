"""Known histories of images, made again from their facts (image-diff.md KP1 to KP3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.inventory import Component
from navwarn.diffing.interface import Direction, ImageDiff, Selection
from tests.diffing.making import compare
from tests.matching.making import apk

if TYPE_CHECKING:
    from collections.abc import Iterable

GLIBC = ("glibc", "glibc-locale-posix", "ld-linux", "libcrypt1", "libm", "nss-files")
CRYPTO = ("libcrypto3", "libssl3")
OTHERS = tuple(f"other-{letter}" for letter in "abcdefghijklmnopqrstuvw")
MOVING = ("curl", "libcurl", "sqlite", "zlib", "readline")

FIRST = {
    "bash": "5.3-r3",
    "libexpat1": "2.7.1-r3",
    "libunistring": "1.3-r4",
    "libnghttp2-14": "1.67.0-r0",
    "xz": "5.8.1-r2",
    "libuuid": "2.41.1-r4",
    "python-3.12": "3.12.11-r2",
    "python-3.12-base": "3.12.11-r2",
    "libldap": "2.6.10-r3",
    "git": "2.51.0-r1",
    **dict.fromkeys(GLIBC, "2.42-r0"),
    **dict.fromkeys(CRYPTO, "3.5.2-r1"),
    **dict.fromkeys(MOVING, "1.0-r0"),
    **dict.fromkeys(OTHERS[:21], "1.0-r0"),
}


def moved(state: dict[str, str], *gone: str, **more: str) -> dict[str, str]:
    changed = {name.replace("__", "."): version for name, version in more.items()}
    return {name: version for name, version in state.items() if name not in gone} | {
        name.replace("_", "-"): version for name, version in changed.items()
    }


SECOND = moved(
    FIRST,
    "python-3.12",
    "python-3.12-base",
    bash="5.2.37-r0",
    libexpat1="2.7.3-r0",
    libunistring="1.4-r0",
    libnghttp2_14="1.67.1-r0",
    xz="5.8.1-r3",
    libuuid="2.41.2-r0",
    python_3__13="3.13.7-r2",
    python_3__13_base="3.13.7-r2",
)
THIRD = SECOND | {
    **dict.fromkeys(GLIBC, "2.42-r2"),
    **dict.fromkeys(CRYPTO, "3.6.0-r0"),
    **dict.fromkeys(MOVING, "1.1-r0"),
    "git": "2.51.1-r1",
    "libunistring": "1.4.1-r0",
    "libnghttp2-14": "1.67.1-r1",
    "xz": "5.8.1-r4",
    "libuuid": "2.41.2-r1",
}
FOURTH = moved(THIRD, "libldap", libldap_2__6="2.6.10-r4", bash="5.3-r4")
FIFTH = FOURTH | {"bash": "5.2.37-r0"}
STATES = (FIRST, SECOND, THIRD, FOURTH, FIFTH)
ORIGINS = dict.fromkeys(GLIBC, "glibc") | dict.fromkeys(CRYPTO, "openssl") | {"libldap-2.6": "openldap"}


def packages(state: dict[str, str]) -> Iterable[Component]:
    return [apk(name, version, ORIGINS.get(name, name)) for name, version in state.items()]


def between(one: int, other: int) -> ImageDiff:
    return compare(packages(STATES[one - 1]), packages(STATES[other - 1]))


def test_each_state_has_as_many_packages_as_the_real_ones() -> None:
    assert [len(state) for state in STATES] == [44] * 5


@pytest.mark.parametrize(
    ("one", "other", "added", "removed", "changed"),
    [
        (1, 2, ["python-3.13", "python-3.13-base"], ["python-3.12", "python-3.12-base"], 6),
        (2, 3, [], [], 18),
        (3, 4, ["libldap-2.6"], ["libldap"], 1),
        (4, 5, [], [], 1),
        (
            1,
            5,
            ["libldap-2.6", "python-3.13", "python-3.13-base"],
            ["libldap", "python-3.12", "python-3.12-base"],
            20,
        ),
    ],
)
def test_five_states_of_one_image_differ_as_published(
    one: int, other: int, added: list[str], removed: list[str], changed: int
) -> None:
    found = between(one, other).packages
    assert [package.name for package in found.added] == added
    assert [package.name for package in found.removed] == removed
    assert len(found.changed) == changed
    assert len(found.replaced) == len(added)


def test_the_directions_of_the_five_states_are_told() -> None:
    first = {one.current.name: one for one in between(1, 2).packages.changed}
    assert first["bash"].direction is Direction.DOWNGRADED
    assert first["xz"].direction is Direction.REBUILT
    assert first["libexpat1"].direction is Direction.UPGRADED
    assert [one.direction for one in between(3, 4).packages.changed] == [Direction.UPGRADED]
    assert [one.direction for one in between(4, 5).packages.changed] == [Direction.DOWNGRADED]
    families = {one.origin: one for one in between(2, 3).packages.families}
    assert (families["glibc"].previous, families["glibc"].current) == ("2.42-r0", "2.42-r2")
    assert len(families["glibc"].packages) == 6
    assert families["openssl"].packages == CRYPTO


def build(digest: str) -> list[Component]:
    """One of two builds: 26 packages, the recipes and sources of them, and the image's own digests."""
    apks = [apk(f"package-{number}", "1.0-r0") for number in range(26)]
    recipes = [Component("github", "os", "abc", "acme", f"package-{number}.yaml") for number in range(25)]
    sources = [
        Component("generic", f"package-{number}", "1.0", purl="pkg:generic/x@1.0?vcs_url=git%2Bhttps")
        for number in range(12)
    ]
    images = [Component("oci", name, f"sha256:{digest}{name}") for name in ("app", "layer")]
    return [*apks, *recipes, *sources, *images]


def test_two_builds_of_the_same_packages_differ_in_their_digests_alone() -> None:
    found = compare(build("a"), build("b")).packages
    assert (found.added, found.removed, found.changed, found.unchanged) == ((), (), (), 26)
    everything = compare(build("a"), build("b"), selection=Selection(is_everything=True)).packages
    assert [one.type for one in (*everything.added, *everything.removed)] == ["oci"] * 4
    assert (len(everything.added), everything.changed, everything.unchanged) == (2, (), 63)


def test_packages_with_the_same_key_are_all_kept() -> None:
    def inventory(openssl: str) -> list[Component]:
        sources = [Component("generic", "glibc", "2.39", purl="pkg:generic/glibc@2.39")] * 4
        recipes = [Component("github", "os", "abc", "acme", "glibc.yaml")] * 4
        return [*sources, *recipes, apk("openssl", "3.3.0-r0"), apk("openssl", openssl)]

    everything = Selection(is_everything=True)
    same = compare(inventory("3.3.0-r1"), inventory("3.3.0-r1"), selection=everything).packages
    assert (same.unchanged, same.changed) == (10, ())
    found = compare(inventory("3.3.0-r1"), inventory("3.3.0-r2"), selection=everything).packages
    assert [(one.previous.version, one.current.version) for one in found.changed] == [
        ("3.3.0-r1", "3.3.0-r2")
    ]
    fewer = compare(inventory("3.3.0-r1"), inventory("3.3.0-r1")[1:], selection=everything).packages
    assert [one.type for one in fewer.removed] == ["generic"]
