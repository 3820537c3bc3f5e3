"""The laws of image diffs, on random images and random knowledge (image-diff.md INV1 to INV6)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.inventory import Component, Distro, ImageSource, Inventory, Owner, Ownership, SourceKind
from navwarn.core.status import Status
from navwarn.diffing.compat import compat
from navwarn.diffing.diff import diff
from navwarn.diffing.interface import Direction, ImageDiff, ReasonCode, Selection, Side
from navwarn.diffing.native import native
from navwarn.diffing.packages import apply, identity_of
from navwarn.matching.evaluation import evaluate
from tests.matching.making import index_of, record, stated

if TYPE_CHECKING:
    from random import Random

    from navwarn.core.record import Record
    from navwarn.matching.interface import Stated

EVERYTHING = Selection(is_everything=True)
CVES = tuple(f"CVE-2024-{number:04}" for number in range(1, 6))
APK_VERSIONS = ("1.0-r0", "1.0-r9", "1.0-r10", "1.1-r0", "2.0_rc1-r0", "odd")
MODULE_VERSIONS = ("v0.1.0", "v0.7.0", "v0.17.0", "(devel)")

apks = st.builds(
    lambda name, version, namespace, architecture, origin: Component(
        "apk", name, version, namespace, architecture=architecture, origin=origin, origin_version=version
    ),
    st.sampled_from(["zlib", "libssl3", "openssl", "python-3.12", "python-3.13"]),
    st.sampled_from(APK_VERSIONS),
    st.sampled_from(["acme", "harbor"]),
    st.sampled_from(["x86_64", "aarch64"]),
    st.sampled_from(["openssl", "zlib"]),
)
modules = st.builds(
    lambda name, version, ownership, path: Component(
        "golang",
        name,
        version,
        "golang.org/x",
        locations=(path,),
        ownership=ownership,
        owner=Owner("apk", "app", "1.0-r9", "openssl") if ownership is Ownership.OWNED else None,
    ),
    st.sampled_from(["net", "text"]),
    st.sampled_from(MODULE_VERSIONS),
    st.sampled_from(Ownership),
    st.sampled_from(["/a", "/b"]),
)
others = st.sampled_from(
    [Component("oci", "app", "sha256:1"), Component("nuget", "x", "1"), Component("gem", "uri", "1")]
)
images = st.builds(
    lambda components, distro: Inventory(
        ImageSource(SourceKind.OCI_ARCHIVE, "app.tar"), distro, tuple(components)
    ),
    st.lists(st.one_of(apks, apks, modules, others), max_size=7),
    st.sampled_from([Distro("acme"), Distro("acme"), Distro("harbor"), None]),
)
statements = st.builds(
    lambda package, cve, status, fixed, distribution: stated(
        package,
        cve,
        status,
        fixed if status is Status.FIXED else "",
        distribution=distribution,
        advisory=f"{package}-{cve}-{status}-{fixed}-{distribution}",
    ),
    st.sampled_from(["openssl", "zlib", "libssl3"]),
    st.sampled_from(CVES),
    st.sampled_from([Status.FIXED, Status.FIXED, *Status]),
    st.sampled_from(APK_VERSIONS[:4]),
    st.sampled_from(["acme", "harbor"]),
)
records = st.builds(
    lambda name, cve, low, high: record(
        f"{cve}", "Go", f"golang.org/x/{name}", (low, high), source=f"osv-{name}-{low}-{high}"
    ),
    st.sampled_from(["net", "text"]),
    st.sampled_from(CVES),
    st.sampled_from(["0", "0.5.0"]),
    st.sampled_from(["0.7.0", "0.17.0", ""]),
)
knowledge = st.tuples(st.lists(statements, max_size=8), st.lists(records, max_size=4)).map(
    lambda two: [*{one.statement.advisory: one for one in two[0]}.values(), *two[1]]
)
Facts = list["Stated | Record"]

MIRRORED = {
    ReasonCode.PACKAGE_REMOVED: {ReasonCode.PACKAGE_ADDED},
    ReasonCode.UPGRADED_PAST_FIX: {ReasonCode.DOWNGRADED_BELOW_FIX},
    ReasonCode.REBUILT_WITH_FIX: {ReasonCode.DOWNGRADED_BELOW_FIX},
    ReasonCode.LEFT_RANGE: {ReasonCode.ENTERED_RANGE},
}
MIRRORED_DIRECTION = {
    Direction.UPGRADED: Direction.DOWNGRADED,
    Direction.DOWNGRADED: Direction.UPGRADED,
}


def judged(inventory: Inventory, facts: Facts) -> Side:
    return Side(inventory, evaluate(inventory, index_of(*facts)))


def compared(one: Inventory, other: Inventory, facts: Facts) -> ImageDiff:
    return diff(judged(one, facts), judged(other, facts), selection=EVERYTHING)


@given(images, knowledge)
def test_an_image_does_not_differ_from_itself(inventory: Inventory, facts: Facts) -> None:
    found = compared(inventory, inventory, facts)
    assert found.is_empty
    assert (found.findings.vulnerabilities_gone, found.findings.vulnerabilities_new) == ((), ())


@given(images, images, knowledge)
def test_the_way_back_mirrors_the_way_there(one: Inventory, other: Inventory, facts: Facts) -> None:
    there, back = compared(one, other, facts), compared(other, one, facts)
    assert (there.packages.added, there.packages.removed) == (back.packages.removed, back.packages.added)
    forward = Counter((change.previous, change.current) for change in there.packages.changed)
    assert forward == Counter((change.current, change.previous) for change in back.packages.changed)
    moves = {(change.current, change.previous): change for change in back.packages.changed}
    for change in there.packages.changed:
        mirrored = moves[change.previous, change.current]
        assert mirrored.direction is MIRRORED_DIRECTION.get(change.direction, change.direction)
    assert Counter((pair.previous, pair.current) for pair in there.packages.replaced) == Counter(
        (pair.current, pair.previous) for pair in back.packages.replaced
    )
    assert [one.finding for one in there.findings.gone] == [one.finding for one in back.findings.new]
    assert [one.finding for one in there.findings.new] == [one.finding for one in back.findings.gone]
    for gone, new in zip(there.findings.gone, back.findings.new, strict=True):
        assert new.reason.code in MIRRORED.get(gone.reason.code, {gone.reason.code})
        assert (new.reason.previous, new.reason.current) == (gone.reason.current, gone.reason.previous)
    assert there.findings.vulnerabilities_gone == back.findings.vulnerabilities_new
    assert there.findings.previous_counts == back.findings.current_counts


@given(images, images, knowledge)
def test_a_diff_applied_to_the_first_image_gives_the_second(
    one: Inventory, other: Inventory, facts: Facts
) -> None:
    found = compared(one, other, facts)
    assert apply(one.components, found.packages) == Counter(map(identity_of, other.components))


@given(images, images, knowledge, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_the_same_input_gives_the_same_bytes(
    one: Inventory, other: Inventory, facts: Facts, random: Random
) -> None:
    def shuffled(inventory: Inventory) -> Inventory:
        components = list(inventory.components)
        random.shuffle(components)
        return replace(inventory, components=tuple(components))

    found = compared(one, other, facts)
    mixed = list(facts)
    random.shuffle(mixed)
    again = compared(shuffled(one), shuffled(other), mixed)
    for render in (native, compat):
        assert json.dumps(render(found)) == json.dumps(render(again))


@given(images, images, knowledge)
def test_every_change_of_findings_has_a_reason_that_the_images_give(
    one: Inventory, other: Inventory, facts: Facts
) -> None:
    found = compared(one, other, facts).findings
    reasons = [explained.reason for explained in (*found.gone, *found.new)]
    reasons += [altered.reason for altered in found.changed]
    assert all(reason.code is not ReasonCode.JUDGED_DIFFERENTLY for reason in reasons)


@given(images, images, knowledge)
def test_what_is_gone_new_and_the_same_adds_up(one: Inventory, other: Inventory, facts: Facts) -> None:
    found = compared(one, other, facts).findings
    stay = len(found.changed) + found.unchanged
    before = sum(number for _, number in found.previous_counts.findings)
    after = sum(number for _, number in found.current_counts.findings)
    assert (before, after) == (len(found.gone) + stay, len(found.new) + stay)


@given(images, images)
def test_what_presentations_say_in_different_words_is_the_same(one: Inventory, other: Inventory) -> None:
    """Where a presentation tells no paths, layers or qualifiers, the packages are the same (INV6)."""
    poorer = replace(
        one,
        source=ImageSource(SourceKind.SPDX, "app.spdx.json"),
        components=tuple(
            replace(component, locations=(), purl=f"pkg:{component.type}/x", layer="sha256:1")
            for component in one.components
        ),
    )
    found = compared(one, poorer, []).packages
    assert (found.added, found.removed, found.changed) == ((), (), ())
    rich, poor = compared(one, other, []).packages, compared(poorer, other, []).packages
    assert Counter(map(identity_of, rich.added)) == Counter(map(identity_of, poor.added))
