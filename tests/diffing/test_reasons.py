"""Every finding that is gone, new or changed has a reason that lies in the images (RE1, RE3, RE4, law 8)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.core.event import Event, EventType
from navwarn.core.inventory import Component, Distro, Inventory, Owner, Ownership, Remark
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.diffing.compat import compat
from navwarn.diffing.diff import diff
from navwarn.diffing.interface import Altered, ImageDiff, Reason, ReasonCode
from navwarn.diffing.native import native
from navwarn.diffing.sentence import altered_sentence, reason_sentence
from tests.diffing.making import compare, side
from tests.matching.making import NOW, apk, image, known, owned, record, stated

CVE, OTHER, GHSA = "CVE-2023-44487", "CVE-2024-0002", "GHSA-qppj-fm5r-hxr3"
FIX = stated("nghttp2", CVE, fixed="1.57.0-r0", advisory="ACME-2222-3333-4444")
NET = record(f"{GHSA} {CVE}", "Go", "golang.org/x/net", ("0.5.0", "0.17.0"))


def nghttp2(version: str, **more: str) -> Component:
    return apk("libnghttp2-14", version, "nghttp2", **more)


def net(version: str, **more: object) -> Component:
    return replace(Component("golang", "net", version, "golang.org/x"), **more)


def told(diff: ImageDiff) -> tuple[list[ReasonCode], list[ReasonCode]]:
    """The reasons of what is gone and of what is new."""
    findings = diff.findings
    return [one.reason.code for one in findings.gone], [one.reason.code for one in findings.new]


def test_a_newer_package_has_the_fix() -> None:
    found = compare([nghttp2("1.56.0-r0")], [nghttp2("1.57.0-r0")], FIX).findings
    (one,) = found.gone
    assert one.finding.vulnerability == CVE
    assert one.reason.code is ReasonCode.UPGRADED_PAST_FIX
    assert (one.reason.package, one.reason.previous, one.reason.current) == (
        "libnghttp2-14",
        "1.56.0-r0",
        "1.57.0-r0",
    )
    assert (one.reason.fixed_version, one.reason.advisory) == ("1.57.0-r0", "ACME-2222-3333-4444")
    assert one.reason.since == FIX.statement.since
    assert [one.id for one in found.vulnerabilities_gone] == [CVE]


@pytest.mark.parametrize(
    ("previous", "current", "gone", "new"),
    [
        ("1.56.0-r0", "1.57.0-r0", ReasonCode.UPGRADED_PAST_FIX, ReasonCode.DOWNGRADED_BELOW_FIX),
        ("1.57.0-r3", "1.57.0-r10", ReasonCode.REBUILT_WITH_FIX, ReasonCode.DOWNGRADED_BELOW_FIX),
    ],
)
def test_the_way_back_has_the_mirrored_reason(
    previous: str, current: str, gone: ReasonCode, new: ReasonCode
) -> None:
    fact = FIX if current == "1.57.0-r0" else stated("nghttp2", CVE, fixed=current)
    images = [nghttp2(previous)], [nghttp2(current)]
    assert told(compare(*images, fact)) == ([gone], [])
    back = compare(images[1], images[0], fact)
    assert told(back) == ([], [new])
    (one,) = back.findings.new
    assert (one.reason.previous, one.reason.current) == (current, previous)


def test_a_package_that_is_not_there_any_more_takes_its_findings_along() -> None:
    assert told(compare([nghttp2("1.56.0-r0")], [], FIX)) == ([ReasonCode.PACKAGE_REMOVED], [])
    assert told(compare([], [nghttp2("1.56.0-r0")], FIX)) == ([], [ReasonCode.PACKAGE_ADDED])


@pytest.mark.parametrize(
    ("previous", "current", "gone", "new"),
    [
        ("v0.7.0", "v0.17.0", ReasonCode.UPGRADED_PAST_FIX, ReasonCode.DOWNGRADED_BELOW_FIX),
        ("v0.7.0", "v0.4.0", ReasonCode.LEFT_RANGE, ReasonCode.ENTERED_RANGE),
    ],
)
def test_modules_pass_fixes_or_leave_ranges(
    previous: str, current: str, gone: ReasonCode, new: ReasonCode
) -> None:
    assert told(compare([net(previous)], [net(current)], NET)) == ([gone], [])
    assert told(compare([net(current)], [net(previous)], NET)) == ([], [new])


def test_a_list_of_versions_without_a_fix_is_only_left() -> None:
    listed = record(CVE, "Go", "golang.org/x/net", versions=("v0.7.0",))
    assert told(compare([net("v0.7.0")], [net("v0.8.0")], listed))[0] == [ReasonCode.LEFT_RANGE]


def test_of_several_copies_the_most_telling_reason_counts() -> None:
    before = [net("v0.7.0", locations=("/a",)), net("v0.8.0", locations=("/b",))]
    assert told(compare(before, [net("v0.17.0")], NET))[0] == [ReasonCode.UPGRADED_PAST_FIX]
    still = compare(before, [net("v0.8.0", locations=("/b",))], NET).findings
    assert (still.gone, still.unchanged) == ((), 1)


def test_what_leaves_one_package_and_stays_in_another_is_no_vulnerability_gone() -> None:
    found = compare([nghttp2("1.56.0-r0"), net("v0.7.0")], [nghttp2("1.57.0-r0"), net("v0.7.0")], FIX, NET)
    assert [one.finding.component.name for one in found.findings.gone] == ["libnghttp2-14"]
    assert found.findings.vulnerabilities_gone == ()
    assert found.findings.unchanged == 1


APP, APP2 = apk("app", "1-r0"), apk("app", "1-r1")
ANSWER = stated("app", CVE, Status.NOT_AFFECTED, reason="vulnerable-code-not-included-in-package")


@pytest.mark.parametrize(
    ("previous", "current", "facts", "code"),
    [
        (
            net("v0.7.0"),
            owned("golang", "net", "v0.7.0", APP, "golang.org/x"),
            ANSWER,
            ReasonCode.OWNERSHIP_CHANGED,
        ),
        (
            owned("golang", "net", "v0.7.0", APP, "golang.org/x"),
            owned("golang", "net", "v0.7.0", APP2, "golang.org/x"),
            stated("app", CVE, fixed="1-r1"),
            ReasonCode.REBUILT_WITH_FIX,
        ),
        (
            owned("golang", "net", "v0.7.0", apk("else", "9-r0"), "golang.org/x"),
            owned("golang", "net", "v0.7.0", APP2, "golang.org/x"),
            stated("app", CVE, fixed="1-r1"),
            ReasonCode.OWNERSHIP_CHANGED,
        ),
        (
            net("v0.7.0", ownership=Ownership.UNKNOWN, owner=Owner("apk", "app", "1-r0", "app")),
            owned("golang", "net", "v0.7.0", APP, "golang.org/x"),
            stated("app", CVE, fixed="1-r0"),
            ReasonCode.OWNERSHIP_CHANGED,
        ),
    ],
)  # fmt: skip
def test_what_another_owner_answers_is_said_to_be_its(
    previous: Component, current: Component, facts: object, code: ReasonCode
) -> None:
    (one,) = compare([previous], [current], NET, facts).findings.gone  # type: ignore[arg-type]
    assert one.reason.code is code
    if code is ReasonCode.REBUILT_WITH_FIX:
        assert (one.reason.package, one.reason.previous, one.reason.current) == ("app", "1-r0", "1-r1")


def test_an_owner_that_is_upgraded_past_the_fix_is_named_with_the_advisory() -> None:
    (one,) = compare(
        [owned("golang", "net", "v0.7.0", apk("app", "1-r0"), "golang.org/x")],
        [owned("golang", "net", "v0.7.0", apk("app", "2-r0"), "golang.org/x")],
        NET,
        stated("app", CVE, fixed="2-r0", advisory="ACME-2222-2222-2222"),
    ).findings.gone
    assert one.reason.code is ReasonCode.UPGRADED_PAST_FIX
    assert (one.reason.package, one.reason.advisory) == ("app", "ACME-2222-2222-2222")


def test_a_package_from_another_distribution_is_said_to_be_one() -> None:
    answer = stated("nghttp2", CVE, Status.NOT_AFFECTED, distribution="harbor")
    before = image(nghttp2("1.56.0-r0"))
    moved = replace(nghttp2("1.56.0-r0"), namespace="harbor")
    after = image(moved, distro=Distro("harbor"))
    assert told(compare(before, after, FIX, answer))[0] == [ReasonCode.DISTRIBUTION_CHANGED]
    same = image(nghttp2("1.56.0-r0"), distro=Distro("harbor"))
    assert told(compare(before, same, FIX, answer))[0] == [ReasonCode.DISTRIBUTION_CHANGED]


def test_another_origin_is_a_reason() -> None:
    before, after = nghttp2("1.56.0-r0"), apk("libnghttp2-14", "1.56.0-r0", "nghttp2-compat")
    assert told(compare([before], [after], FIX))[0] == [ReasonCode.ORIGIN_CHANGED]


def test_a_fix_counts_in_the_versions_that_the_advisory_compares() -> None:
    def library(version: str, origin_version: str) -> Inventory:
        component = Component("deb", "libdb", version, "deblike", origin="db", origin_version=origin_version)
        return image(component, distro=Distro("deblike"))

    by_own = stated("libdb", CVE, fixed="6.0", distribution="deblike")
    found = compare(library("5.3", "1.0-3"), library("6.1", "1.0-3"), by_own)
    assert told(found)[0] == [ReasonCode.UPGRADED_PAST_FIX]
    by_origin = stated("db", CVE, fixed="1.0-4", distribution="deblike")
    found = compare(library("5.3+b1", "1.0-3"), library("5.3+b2", "1.0-4"), by_origin)
    assert told(found)[0] == [ReasonCode.REBUILT_WITH_FIX]


def test_a_settled_finding_in_another_version_that_passes_no_fix_is_a_matter_of_versions() -> None:
    before, after = side([nghttp2("1.56.0-r0")], FIX), side([nghttp2("1.57.0-r0")], FIX)
    odd = replace(after.evaluation.subtracted[0], statement=replace(FIX.statement, fixed_version=""))
    (one,) = diff(
        before, replace(after, evaluation=replace(after.evaluation, subtracted=(odd,)))
    ).findings.gone
    assert one.reason.code is ReasonCode.VERSION_CHANGED


def test_findings_that_are_not_open_are_not_compared() -> None:
    before = side([nghttp2("1.56.0-r0")], FIX)
    settled = replace(before.evaluation.findings[0], exposure=Exposure.NOT_VULNERABLE)
    none = replace(before, evaluation=replace(before.evaluation, findings=(settled,)))
    found = diff(none, side([], FIX))
    assert found.findings.gone == ()
    assert compat(found)["vulnerabilities"] == {}


def test_another_architecture_may_have_its_own_fix() -> None:
    data = {"fixed-version": "1.57.0-r0"}
    events = (Event(NOW, EventType.FIXED, data, extension={"architectures": ["x86_64"]}),)
    fact = stated("nghttp2", CVE, fixed="1.57.0-r0", split=events)
    arm, intel = nghttp2("1.57.0-r0", architecture="aarch64"), nghttp2("1.57.0-r0")
    assert told(compare([arm], [intel], fact)) == ([ReasonCode.ARCHITECTURE_CHANGED], [])


def test_a_settled_matter_in_another_version_has_what_else_changed_for_a_reason() -> None:
    before = apk("libnghttp2-14", "1.56.0-r0", "nghttp2")
    after = apk("libnghttp2-14", "1.58.0-r0", "nghttp2-compat")
    settled = stated("nghttp2-compat", CVE, Status.NOT_AFFECTED)
    assert told(compare([before], [after], FIX, settled))[0] == [ReasonCode.ORIGIN_CHANGED]


def test_a_side_that_was_not_evaluated_says_nothing_about_its_findings() -> None:
    unknown = image(replace(nghttp2("1.57.0-r0"), namespace=""), distro=None)
    found = compare(image(nghttp2("1.56.0-r0")), unknown, FIX)
    assert told(found)[0] == [ReasonCode.NOT_EVALUATED]
    assert not found.warnings
    (caution,) = found.cautions
    assert caution.startswith("second image: 1 package not evaluated: nothing says which distribution")


def test_a_record_that_cannot_be_read_is_no_reason_for_what_others_say() -> None:
    module = Component("golang", "net", "v0.7.0", "golang.org/x")
    facts = (
        record(CVE, "Go", "golang.org/x/net", ("0", "0.17.0")),
        record("CVE-2024-0002", "Go", "golang.org/x/net", ("0", "whenever")),
    )
    found = compare([module], [replace(module, version="v0.18.0")], *facts)
    assert told(found)[0] == [ReasonCode.UPGRADED_PAST_FIX]


def test_reasons_name_modules_by_their_whole_path() -> None:
    """There is more than one module called ``net``."""
    module = Component("golang", "net", "v0.7.0", "golang.org/x")
    fact = record(CVE, "Go", "golang.org/x/net", ("0", "0.17.0"))
    (gone,) = compare([module], [], fact).findings.gone
    assert reason_sentence(gone.reason) == "golang.org/x/net v0.7.0 is not in the image any more"
    (left,) = compare([module], [replace(module, version="v0.18.0")], fact).findings.gone
    assert reason_sentence(left.reason).startswith("golang.org/x/net went from v0.7.0 to v0.18.0")


def test_what_could_not_even_be_read_is_told_of_the_side_that_has_it() -> None:
    """Of a database of rpm no package is counted: that is a silence all the same (law 8)."""
    read = image(nghttp2("1.57.0-r0"))
    message = "the rpm packages in /var/lib/rpm/rpmdb.sqlite were not read"
    unread = replace(read, remarks=(Remark("rpm-database", "/var/lib/rpm/rpmdb.sqlite", message),))
    found = compare(read, unread, FIX)
    assert found.is_empty
    assert found.cautions == (f"second image: {message}",)


def test_what_is_said_anew_about_a_finding_is_a_change_and_no_exchange() -> None:
    wide = record(CVE, "Go", "golang.org/x/net", ("0", "0.8.0"), ("0.8.1", "0.17.0"))
    found = compare([net("v0.7.0")], [net("v0.9.0")], wide).findings
    (one,) = found.changed
    assert (found.gone, found.new, one.fields) == ((), (), ("fixed-in",))
    assert one.reason.code is ReasonCode.VERSION_CHANGED


def test_a_finding_that_another_package_owns_now_may_change_its_status() -> None:
    investigating = stated("app", CVE, Status.UNDER_INVESTIGATION)
    after = owned("golang", "net", "v0.7.0", APP, "golang.org/x")
    (one,) = compare([net("v0.7.0")], [after], NET, investigating).findings.changed
    assert one.fields == ("exposure", "status")
    assert one.reason.code is ReasonCode.OWNERSHIP_CHANGED


def test_another_distribution_may_say_something_else_about_the_same_package() -> None:
    said = stated("nghttp2", CVE, Status.FIX_NOT_PLANNED, distribution="harbor")
    before, after = image(nghttp2("1.56.0-r0")), image(nghttp2("1.56.0-r0"), distro=Distro("harbor"))
    (one,) = compare(before, after, FIX, said).findings.changed
    assert one.reason.code is ReasonCode.DISTRIBUTION_CHANGED


def test_counts_are_by_severity_at_both_levels() -> None:
    facts = (FIX, NET, known(f"{CVE} {GHSA}", Severity.HIGH), stated("nghttp2", OTHER, Status.AFFECTED))
    found = compare([nghttp2("1.56.0-r0"), net("v0.7.0")], [], *facts).findings
    before = {severity: number for severity, number in found.previous_counts.findings if number}
    assert before == {Severity.HIGH: 2, Severity.UNKNOWN: 1}
    assert dict(found.previous_counts.vulnerabilities)[Severity.HIGH] == 1
    assert not any(number for _, number in found.current_counts.findings)
    assert [(one.id, one.severity, one.packages) for one in found.vulnerabilities_gone] == [
        (CVE, Severity.HIGH, ("libnghttp2-14", "net")),
        (OTHER, Severity.UNKNOWN, ("libnghttp2-14",)),
    ]


def test_the_copy_that_is_told_is_the_one_of_which_the_reason_is_told() -> None:
    old, other, new = (
        Component("golang", "net", version, "golang.org/x", locations=(f"/{version}",))
        for version in ("v0.7.0", "v0.9.0", "v0.18.0")
    )
    fact = record(CVE, "Go", "golang.org/x/net", ("0", "0.17.0"))
    (gone,) = compare([old, other], [new], fact).findings.gone
    (back,) = compare([new], [old, other], fact).findings.new
    assert gone.reason.code is ReasonCode.UPGRADED_PAST_FIX
    assert gone.finding.component.version == gone.reason.previous
    assert (back.finding, back.reason.current) == (gone.finding, gone.reason.previous)
    assert gone.locations == back.locations == ("/v0.7.0", "/v0.9.0")


def test_a_copy_that_leaves_changes_nothing_about_the_finding_of_one_that_stays() -> None:
    old, new, newer = (
        Component("golang", "net", version, "golang.org/x", locations=(f"/{place}",))
        for version, place in (("v0.7.0", "a"), ("v0.9.0", "b"), ("v0.9.1", "b"))
    )
    fact = record(CVE, "Go", "golang.org/x/net", ("0", "0.7.5"), ("0.8.0", "0.9.1"), ("0.9.1", "0.9.5"))
    left = compare([old, new], [old], fact).findings
    assert (left.changed, left.unchanged, left.gone) == ((), 1, ())
    (moved,) = compare([old, new], [old, newer], fact).findings.changed
    assert (moved.reason.previous, moved.reason.current) == ("v0.9.0", "v0.9.1")
    assert (moved.previous.fixed_in, moved.current.fixed_in) == (("0.9.1",), ("0.9.5",))
    (back,) = compare([old, newer], [old, new], fact).findings.changed
    assert (back.previous, back.current) == (moved.current, moved.previous)


def test_copies_of_which_none_stayed_vulnerable_are_compared_by_the_worst() -> None:
    """The vulnerable one became a calm one, and another one that was calm became vulnerable."""
    calm, old, new, newest = (
        Component("golang", "net", version, "golang.org/x")
        for version in ("v0.5.0", "v0.7.0", "v0.9.0", "v0.17.0")
    )
    fact = record(CVE, "Go", "golang.org/x/net", ("0.6.0", "0.7.5"), ("0.8.0", "0.9.1"))
    (changed,) = compare([calm, old], [new, newest], fact).findings.changed
    assert (changed.previous.component, changed.current.component) == (old, new)


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_a_sentence(code: ReasonCode) -> None:
    (one,) = compare([nghttp2("1.56.0-r0")], [nghttp2("1.57.0-r0")], FIX).findings.gone
    sentence = reason_sentence(replace(one.reason, code=code))
    assert sentence.endswith("(ACME-2222-3333-4444, 2023-11-14)")
    assert "{" not in sentence


def test_what_is_said_otherwise_is_told_field_by_field() -> None:
    """It is neither gone nor new (RE4, I12)."""
    affected = stated("nghttp2", CVE, Status.AFFECTED)
    before, after = (
        compare([nghttp2("1.56.0-r0")], [], fact).findings.gone[0].finding for fact in (affected, FIX)
    )
    reason = Reason(ReasonCode.DETERMINATION_CHANGED)
    assert altered_sentence(Altered(before, after, ("status", "fixed-in"), reason)) == (
        "status: Affected → Fixed; fixed in: no fix → 1.57.0-r0; what we say about it changed"
    )


def test_copies_of_a_module_are_one_finding_in_all_their_places() -> None:
    copies = [net("v0.7.0", locations=(place,)) for place in ("/b", "/a", "/c")]
    (gone,) = compare(copies, [replace(one, version="v0.17.0") for one in copies], NET).findings.gone
    assert gone.locations == ("/a", "/b", "/c")
    value = native(compare(copies, [], NET))["findings"]["gone"][0]
    assert value["package"]["locations"] == ["/a", "/b", "/c"]


def test_a_sentence_names_the_fix_and_the_side_of_it() -> None:
    images = [nghttp2("1.56.0-r0")], [nghttp2("1.57.0-r0")]
    (gone,) = compare(*images, FIX).findings.gone
    assert reason_sentence(gone.reason).startswith(
        "libnghttp2-14 went from 1.56.0-r0 to 1.57.0-r0, past the fix in 1.57.0-r0 ("
    )
    (new,) = compare(images[1], images[0], FIX).findings.new
    assert reason_sentence(new.reason).startswith(
        "libnghttp2-14 went back from 1.57.0-r0 to 1.56.0-r0, below the fix in 1.57.0-r0 ("
    )
    removed = compare(images[0], [], FIX).findings.gone[0].reason
    assert reason_sentence(removed) == "libnghttp2-14 1.56.0-r0 is not in the image any more"


def test_a_copy_that_left_is_told_from_the_one_that_stayed() -> None:
    old, new = (Component("npm", "lodash", version) for version in ("4.17.15", "4.17.21"))
    fact = record(CVE, "npm", "lodash", ("0", "4.17.21"))
    found = compare([old, new], [new], fact)
    assert reason_sentence(found.findings.gone[0].reason) == "lodash 4.17.15 is not in the image any more"
    back = compare([new], [old, new], fact)
    assert reason_sentence(back.findings.new[0].reason) == "lodash 4.17.15 came into the image"
    unversioned = replace(found.findings.gone[0].reason, previous="")
    assert reason_sentence(unversioned) == "lodash is not in the image any more"
