"""Which packages changed, and how (image-diff.md I1-I9, I13)."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from msgspec.structs import replace

from navwarn.core.inventory import Component, Owner, Ownership
from navwarn.diffing.interface import Direction, PackageDiff, Selection
from navwarn.diffing.packages import apply, identity_of
from navwarn.diffing.version import direction
from tests.diffing.making import compare
from tests.matching.making import apk


def names(components: tuple[Component, ...]) -> list[str]:
    return [f"{one.name} {one.version}" for one in components]


def changes(diff: PackageDiff) -> list[tuple[str, str, str, str]]:
    return [
        (one.current.name, one.previous.version, one.current.version, one.direction.value)
        for one in diff.changed
    ]


@pytest.mark.parametrize(
    ("kind", "previous", "current", "expected", "is_older"),
    [
        ("apk", "2.7.1-r3", "2.7.3-r0", Direction.UPGRADED, False),
        ("apk", "5.3-r3", "5.2.37-r0", Direction.DOWNGRADED, True),
        ("apk", "5.8.1-r9", "5.8.1-r10", Direction.REBUILT, False),
        ("apk", "5.8.1-r10", "5.8.1-r9", Direction.REBUILT, True),
        ("apk", "1.0", "1.1", Direction.UPGRADED, False),
        ("apk", "-r1", "-r2", Direction.CHANGED, False),
        ("deb", "1:1.2-3", "1:1.2-4", Direction.REBUILT, False),
        ("deb", "1.2-3", "1:1.2-3", Direction.UPGRADED, False),
        ("deb", "1.2", "1.2-1", Direction.UPGRADED, False),
        ("rpm", "1.2-3.el9", "1.2-4.el9", Direction.REBUILT, False),
        ("golang", "v0.7.0", "v0.17.0", Direction.UPGRADED, False),
        ("golang", "v0.7.0", "(devel)", Direction.CHANGED, False),
        ("golang", "", "v0.7.0", Direction.CHANGED, False),
        ("pypi", "1.0", "1.0.0", Direction.CHANGED, False),
        ("nuget", "1", "2", Direction.CHANGED, False),
        ("npm", "1.0.0", "1.0.0", Direction.SAME, False),
    ],
)
def test_versions_move_by_the_rules_of_their_ecosystem(
    kind: str, previous: str, current: str, expected: Direction, *, is_older: bool
) -> None:
    assert direction(kind, previous, current) == (expected, is_older)


def test_qualifiers_and_architectures_do_not_make_another_package() -> None:
    one = apk("zlib", "1-r0", purl="pkg:apk/acme/zlib@1-r0?arch=x86_64&distro=acme-1")
    other = replace(one, architecture="aarch64", purl="pkg:apk/acme/zlib@1-r0?arch=aarch64")
    assert compare([one], [other]).packages == PackageDiff(unchanged=1)


def test_architectures_are_told_apart_on_request() -> None:
    one, other = apk("zlib", "1-r0"), apk("zlib", "1-r0", architecture="aarch64")
    found = compare([one], [other], by_architecture=True).packages
    assert (found.removed, found.added) == ((one,), (other,))


def test_a_package_of_another_namespace_is_changed_not_exchanged() -> None:
    one = Component("apk", "zlib", "1-r0", "wolfi")
    (change,) = compare([one], [replace(one, namespace="chainguard")]).packages.changed
    assert (change.namespace_changed, change.direction) == (True, Direction.SAME)
    (change,) = compare([one], [replace(one, namespace="chainguard", version="2-r0")]).packages.changed
    assert (change.namespace_changed, change.direction) == (True, Direction.UPGRADED)


def test_a_module_of_another_namespace_is_another_module() -> None:
    one = Component("golang", "net", "v1.0.0", "golang.org/x")
    found = compare([one], [replace(one, namespace="example.com")]).packages
    assert (len(found.removed), len(found.added), found.changed, found.replaced) == (1, 1, (), ())


def gem(version: str, path: str = "/a") -> Component:
    return Component("gem", "uri", version, locations=(path,))


@pytest.mark.parametrize(
    ("previous", "current", "changed", "removed", "added"),
    [
        (["1.0", "2.0"], ["1.0", "3.0"], [("2.0", "3.0")], [], []),
        (["1.0", "2.0"], ["2.0", "3.0"], [("1.0", "3.0")], [], []),
        (["1.0", "1.0"], ["1.0"], [], ["1.0"], []),
        (["1.0"], ["1.0", "1.0", "2.0"], [], [], ["1.0", "2.0"]),
        (["1.9", "1.10"], ["2.0"], [("1.9", "2.0")], ["1.10"], []),
        (["1.9", "1.10"], ["1.11", "1.12"], [("1.9", "1.11"), ("1.10", "1.12")], [], []),
    ],
)
def test_copies_of_a_package_are_paired_by_version_then_in_order(
    previous: list[str],
    current: list[str],
    changed: list[tuple[str, str]],
    removed: list[str],
    added: list[str],
) -> None:
    for order in permutations(previous):
        found = compare(map(gem, order), map(gem, current)).packages
        pairs = sorted((one.previous.version, one.current.version) for one in found.changed)
        assert pairs == sorted(changed)
        assert [one.version for one in found.removed] == removed
        assert [one.version for one in found.added] == added


def test_copies_at_the_same_place_belong_together() -> None:
    found = compare([gem("1.0", "/a"), gem("1.0", "/b")], [gem("1.0", "/b")]).packages
    assert [one.locations for one in found.removed] == [("/a",)]


@pytest.mark.parametrize(
    ("previous", "current"),
    [
        ("python-3.12", "python-3.13"),
        ("python-3.12-base", "python-3.13-base"),
        ("libldap", "libldap-2.6"),
        ("py3.12-pip", "py3.13-pip"),
        ("ruby3.2-rack", "ruby3.3-rack"),
        ("openjdk-17-jre", "openjdk-21-jre"),
    ],
)
def test_another_version_stream_replaces_a_package(previous: str, current: str) -> None:
    found = compare([apk(previous, "1-r0")], [apk(current, "2-r0")]).packages
    (pair,) = found.replaced
    assert (pair.previous.name, pair.current.name) == (previous, current)
    assert (names(found.removed), names(found.added)) == ([f"{previous} 1-r0"], [f"{current} 2-r0"])


@pytest.mark.parametrize(("previous", "current"), [("bash", "dash"), ("lib1a", "lib2a"), ("a-1b", "a-2b")])
def test_other_packages_do_not(previous: str, current: str) -> None:
    assert not compare([apk(previous, "1-r0")], [apk(current, "2-r0")]).packages.replaced


def test_packages_of_one_origin_that_move_together_are_a_family() -> None:
    members = ["glibc", "ld-linux", "libcrypt1"]
    before = [apk(name, "2.42-r0", "glibc") for name in members]
    after = [apk(name, "2.42-r2", "glibc") for name in members]
    found = compare([*before, apk("bash", "1-r0")], [*after, apk("bash", "2-r0")]).packages
    (family,) = found.families
    assert (family.origin, family.previous, family.current, family.direction, family.packages) == (
        "glibc",
        "2.42-r0",
        "2.42-r2",
        Direction.REBUILT,
        ("glibc", "ld-linux", "libcrypt1"),
    )
    modules = [Component("golang", name, "v1.0.0", "x") for name in "ab"]
    moved = [replace(one, version="v2.0.0") for one in modules]
    assert not compare(modules, moved).packages.families


def test_a_diff_applied_to_the_first_image_gives_the_second() -> None:
    before = [apk("zlib", "1-r0"), apk("bash", "1-r0"), gem("1.0"), gem("1.0")]
    after = [apk("zlib", "2-r0"), gem("1.0"), gem("2.0"), apk("curl", "1-r0")]
    found = compare(before, after).packages
    assert apply(before, found) == Counter(map(identity_of, after))


def test_packages_of_several_namespaces_and_architectures_are_paired_by_what_they_share() -> None:
    one, other = apk("zlib", "1-r0"), apk("zlib", "2-r0", architecture="aarch64")
    elsewhere = replace(apk("zlib", "3-r0"), namespace="harbor")
    found = compare([one, elsewhere], [replace(other, version="4-r0"), replace(elsewhere, version="5-r0")])
    pairs = [(change.previous.version, change.current.version) for change in found.packages.changed]
    assert pairs == [("1-r0", "4-r0"), ("3-r0", "5-r0")]
    moved = compare([one, elsewhere], [replace(one, namespace="x"), replace(elsewhere, namespace="y")])
    assert [change.direction for change in moved.packages.changed] == [Direction.SAME] * 2
    crossed = compare(
        [one, other],
        [replace(one, namespace="x", version="8-r0"), replace(other, namespace="y", version="9-r0")],
    )
    assert len(crossed.packages.changed) == 2


def test_both_an_apk_and_the_gem_it_owns_are_listed() -> None:
    owner = Owner("apk", "ruby", "3-r0", "ruby")
    uri = replace(gem("1.0"), ownership=Ownership.OWNED, owner=owner)
    found = compare([], [apk("ruby", "3-r0"), uri]).packages
    assert [one.type for one in found.added] == ["apk", "gem"]


OCI = [Component("oci", name, f"sha256:{name}") for name in ("index", "image")]
RECIPE = Component("github", "os", "abc", "acme", "zlib.yaml")
SOURCE = Component("generic", "zlib", "1", purl="pkg:generic/zlib@1?download_url=https%3A%2F%2Fexample.com")


@pytest.mark.parametrize(
    ("selection", "listed"),
    [
        (Selection(), ["apk", "npm"]),
        (Selection(frozenset({"apk"})), ["apk"]),
        (Selection(frozenset({"oci", "npm"})), ["npm", "oci", "oci"]),
        (Selection(is_everything=True), ["apk", "generic", "github", "npm", "oci", "oci"]),
    ],
)
def test_a_selection_limits_the_lists_of_packages(selection: Selection, listed: list[str]) -> None:
    packages = [apk("zlib", "1-r0"), Component("npm", "a", "1"), *OCI, RECIPE, SOURCE]
    found = compare([], packages, selection=selection).packages
    assert [one.type for one in found.added] == listed


def test_copies_that_moved_alike_are_one_package_that_moved() -> None:
    def copies(version: str) -> list[Component]:
        return [Component("golang", "stdlib", version, locations=(f"/bin/{name}",)) for name in "abc"]

    other = Component("npm", "lodash", "4.17.21", locations=("/x/package.json",))
    diff = compare(
        [apk("zlib", "1.3-r0"), *copies("1.21.2")], [apk("zlib", "1.3-r1"), *copies("1.21.5"), other]
    )
    assert (len(diff.packages.changed), diff.packages.moved) == (4, 3)
    assert compare(copies("1.21.2"), []).packages.moved == 1
