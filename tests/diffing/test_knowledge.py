"""Two moments compared: what is known changed, and that is told before anything of the images (RE2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.core.finding import IndexIdentity
from navwarn.core.instant import DAY, Instant
from navwarn.core.inventory import Component, Distro
from navwarn.core.moments import Moments
from navwarn.core.record import Flag
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.diffing.diff import diff
from navwarn.diffing.interface import ImageDiff, Reason, ReasonCode, Side
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.matching.interface import Knowledge, Known, Stated
from tests.matching.making import DISTRIBUTIONS, LANGUAGES, NOW, apk, image, known, record, stated

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from navwarn.core.record import Record

    Fact = Stated | Record | Known

CVE, GHSA = "CVE-2024-0001", "GHSA-2222-3333-4444"
ZLIB, NET = apk("zlib", "1.2-r0"), Component("golang", "net", "v0.7.0", "golang.org/x")
THEN, LATER = Instant(NOW + DAY), Instant(NOW + 9 * DAY)
AFFECTED = record(CVE, "Go", "golang.org/x/net", ("0", "0.17.0"))
FIXED_EARLY = record(CVE, "Go", "golang.org/x/net", ("0", "0.6.0"))


def index(moment: Instant, facts: Sequence[Fact], ecosystems: frozenset[str] = LANGUAGES) -> Index:
    identity = IndexIdentity(len(facts), f"{moment}", moments=Moments(as_of=moment))
    return Index(
        Knowledge(
            identity,
            DISTRIBUTIONS,
            frozenset(DISTRIBUTIONS),
            [one for one in facts if isinstance(one, Stated)],
            [one for one in facts if not isinstance(one, Stated | Known)],
            ecosystems,
            [one for one in facts if isinstance(one, Known)],
        )
    )


def between(
    then: Sequence[Fact],
    later: Sequence[Fact],
    *,
    previous: Component = ZLIB,
    current: Component | None = None,
    crossed: bool = True,
    is_backwards: bool = False,
    withdrawn: Collection[str] = (),
    ecosystems_then: frozenset[str] = LANGUAGES,
) -> ImageDiff:
    """One image then against the same or another one later; backwards the other way round."""
    indexes = [index(THEN, then, ecosystems_then), index(LATER, later)]
    moments = [THEN, LATER]
    images = [image(previous), image(current or previous)]
    if is_backwards:
        indexes.reverse()
        moments.reverse()
    sides = [
        Side(
            images[place],
            evaluate(images[place], indexes[place]),
            moments[place],
            evaluate(images[place], indexes[1 - place]) if crossed else None,
        )
        for place in (0, 1)
    ]
    return diff(sides[0], sides[1], withdrawn=withdrawn)


def gone(found: ImageDiff) -> Reason:
    (one,) = found.findings.gone
    assert found.findings.new == ()
    return one.reason


def new(found: ImageDiff) -> Reason:
    (one,) = found.findings.new
    assert found.findings.gone == ()
    return one.reason


OPEN = stated("zlib", CVE, Status.UNDER_INVESTIGATION, advisory="ACME-2222-2222-2222")
SETTLED = stated("zlib", CVE, Status.NOT_AFFECTED, advisory="ACME-2222-2222-2222", since=5, reason="mismatch")
FIXED = stated("zlib", CVE, fixed="1.2-r0", advisory="ACME-2222-2222-2222", since=2)
FIXED_LATER = stated("zlib", CVE, fixed="1.3-r0", advisory="ACME-2222-2222-2222", since=8)


@pytest.mark.parametrize("crossed", [True, False])
def test_a_determination_settles_a_finding(*, crossed: bool) -> None:
    reason = gone(between([OPEN], [SETTLED], crossed=crossed))
    assert reason.code is ReasonCode.DETERMINATION_CHANGED
    assert (reason.advisory, reason.justification) == ("ACME-2222-2222-2222", "mismatch")
    assert reason.since == SETTLED.statement.since


def test_an_advisory_that_is_withdrawn_says_nothing_more() -> None:
    withdrawn = replace(OPEN, statement=replace(OPEN.statement, status=Status.WITHDRAWN))
    assert gone(between([OPEN], [withdrawn])).code is ReasonCode.DETERMINATION_CHANGED


@pytest.mark.parametrize(
    ("withdrawn", "code"),
    [((), ReasonCode.RECORD_CHANGED), ((GHSA, CVE), ReasonCode.RECORD_WITHDRAWN)],
)
def test_a_record_settles_a_finding(withdrawn: tuple[str, ...], code: ReasonCode) -> None:
    found = between([AFFECTED], [FIXED_EARLY], previous=NET, withdrawn=withdrawn)
    assert gone(found).code is code


def test_a_record_that_an_id_lost_when_it_was_withdrawn_is_the_reason() -> None:
    """AG5: a void id is no alias of the finding, which says what records it rests on."""
    affected = record(f"{GHSA} {CVE}", "Go", "golang.org/x/net", ("0", "0.17.0"))
    void = known(GHSA, flags=(Flag.WITHDRAWN,))
    for is_backwards, reason in ((False, gone), (True, new)):
        found = between([affected, void], [], previous=NET, withdrawn=(GHSA,), is_backwards=is_backwards)
        assert reason(found).code is ReasonCode.RECORD_WITHDRAWN


def test_an_origin_that_nobody_tells_is_no_reason_for_what_is_said_of_the_name() -> None:
    component = apk("zlib", "1.2-r0", is_origin_known=False)
    disclosed = known(CVE, disclosed_at=Instant(THEN + DAY))
    assert new(between([], [OPEN, disclosed], previous=component)).code is ReasonCode.NEWLY_DISCLOSED
    assert gone(between([OPEN], [SETTLED], previous=component)).code is ReasonCode.DETERMINATION_CHANGED
    assert gone(between([OPEN], [], previous=component)).code is ReasonCode.DETERMINATION_CHANGED


def test_what_nobody_could_judge_later_is_not_settled() -> None:
    found = between([AFFECTED], [AFFECTED], previous=NET, is_backwards=True, ecosystems_then=frozenset())
    assert gone(found).code is ReasonCode.DATA_NOT_AVAILABLE_THEN
    forward = between([AFFECTED], [], previous=NET)
    silent = index(LATER, [], frozenset())
    sides = forward.previous, replace(forward.current, evaluation=evaluate(image(NET), silent))
    crossed = replace(sides[0], elsewhere=evaluate(image(NET), silent))
    assert gone(diff(crossed, sides[1])).code is ReasonCode.NOT_EVALUATED


@pytest.mark.parametrize(
    ("earlier", "now", "code"),
    [
        (SETTLED, OPEN, ReasonCode.ADVISORY_REOPENED),
        (FIXED, OPEN, ReasonCode.ADVISORY_REOPENED),
        (FIXED, FIXED_LATER, ReasonCode.DETERMINATION_CHANGED),
        (
            SETTLED,
            stated("zlib", CVE, Status.AFFECTED, advisory="ACME-2222-2222-3333"),
            ReasonCode.DETERMINATION_CHANGED,
        ),
    ],
)
def test_an_advisory_is_taken_up_again_or_says_otherwise(
    earlier: Stated, now: Stated, code: ReasonCode
) -> None:
    assert new(between([earlier], [now])).code is code


@pytest.mark.parametrize(
    ("disclosed", "code"),
    [
        (Instant(NOW + 3 * DAY), ReasonCode.NEWLY_DISCLOSED),
        (Instant(NOW - DAY), ReasonCode.DATA_NOT_AVAILABLE_THEN),
    ],
)
@pytest.mark.parametrize(("component", "fact"), [(ZLIB, OPEN), (NET, AFFECTED)])
def test_a_vulnerability_is_disclosed_or_comes_to_our_knowledge(
    component: Component, fact: Fact, disclosed: Instant, code: ReasonCode
) -> None:
    about = known(CVE, Severity.HIGH, disclosed_at=disclosed)
    assert new(between([], [fact, about], previous=component)).code is code


def test_the_day_of_our_statement_stands_for_a_disclosure_nobody_dates() -> None:
    late = stated("zlib", CVE, Status.UNDER_INVESTIGATION, since=5)
    assert new(between([], [late])).code is ReasonCode.NEWLY_DISCLOSED
    assert new(between([], [OPEN])).code is ReasonCode.DATA_NOT_AVAILABLE_THEN


def test_a_record_about_what_was_known_elsewhere_has_changed() -> None:
    zlib = stated("zlib", CVE, Status.AFFECTED)
    inventory = image(ZLIB, NET)
    then, later = index(THEN, [zlib, FIXED_EARLY]), index(LATER, [zlib, AFFECTED])
    sides = [
        Side(inventory, evaluate(inventory, one), at, evaluate(inventory, other))
        for one, other, at in ((then, later, THEN), (later, then, LATER))
    ]
    assert new(diff(*sides)).code is ReasonCode.RECORD_CHANGED


def test_data_that_was_not_there_then_is_said_to_be_missing() -> None:
    found = between([AFFECTED], [AFFECTED], previous=NET, ecosystems_then=frozenset())
    assert new(found).code is ReasonCode.DATA_NOT_AVAILABLE_THEN


def test_backwards_in_time_the_same_is_said_of_the_other_list() -> None:
    assert new(between([OPEN], [SETTLED], is_backwards=True)).code is ReasonCode.DETERMINATION_CHANGED
    assert gone(between([FIXED], [OPEN], is_backwards=True)).code is ReasonCode.ADVISORY_REOPENED


def test_now_is_later_than_any_moment() -> None:
    found = between([OPEN], [SETTLED])
    backwards = diff(replace(found.current, at=None), replace(found.previous, at=THEN))
    assert new(backwards).code is ReasonCode.DETERMINATION_CHANGED
    forward = diff(found.previous, replace(found.current, at=None))
    assert gone(forward).code is ReasonCode.DETERMINATION_CHANGED


def test_what_the_images_explain_by_one_index_is_the_images_doing() -> None:
    found = between([FIXED_LATER], [FIXED_LATER], current=apk("zlib", "1.3-r0"))
    assert gone(found).code is ReasonCode.UPGRADED_PAST_FIX
    back = between([FIXED_LATER], [FIXED_LATER], previous=apk("zlib", "1.3-r0"), current=ZLIB)
    assert new(back).code is ReasonCode.DOWNGRADED_BELOW_FIX
    told_first = between([FIXED_LATER], [SETTLED], current=apk("zlib", "1.3-r0"))
    assert gone(told_first).code is ReasonCode.DETERMINATION_CHANGED


def test_a_change_of_what_is_said_is_told_as_one() -> None:
    affected = stated("zlib", CVE, Status.AFFECTED, advisory="ACME-2222-2222-2222", since=3)
    for crossed in (True, False):
        (one,) = between([OPEN], [affected], crossed=crossed).findings.changed
        assert one.fields == ("exposure", "status")
        assert one.reason.code is ReasonCode.DETERMINATION_CHANGED
    wide = record(CVE, "Go", "golang.org/x/net", ("0", "0.18.0"))
    (one,) = between([AFFECTED], [wide], previous=NET).findings.changed
    assert (one.fields, one.reason.code) == (("fixed-in",), ReasonCode.RECORD_CHANGED)


def test_a_change_that_the_same_knowledge_makes_is_the_images_doing() -> None:
    wide = record(CVE, "Go", "golang.org/x/net", ("0", "0.8.0"), ("0.8.1", "0.17.0"))
    (one,) = between([wide], [wide], previous=NET, current=replace(NET, version="v0.9.0")).findings.changed
    assert one.reason.code is ReasonCode.VERSION_CHANGED


def test_different_knowledge_is_warned_of_unless_both_sides_were_judged_twice() -> None:
    assert between([OPEN], [OPEN]).warnings == ()
    (warning,) = between([OPEN], [OPEN], crossed=False).warnings
    assert "different knowledge" in warning


def test_one_knowledge_that_judges_equal_components_differently_says_just_that() -> None:
    found = between([OPEN], [SETTLED], crossed=False)
    same = replace(found.current.evaluation, index=found.previous.evaluation.index)
    again = diff(found.previous, replace(found.current, evaluation=same))
    assert gone(again).code is ReasonCode.JUDGED_DIFFERENTLY


def test_another_distribution_is_a_reason_of_the_images_at_two_moments_too() -> None:
    """The components are the same, and each image's own distribution speaks about them."""
    nearest = stated("zlib", CVE, fixed="1.2-r0", distribution="harbor", since=1)
    images = image(ZLIB), image(ZLIB, distro=Distro("harbor"))
    facts = [FIXED_LATER, nearest]
    for first, second, reason in ((0, 1, gone), (1, 0, new)):
        sides = [
            Side(
                images[place],
                evaluate(images[place], index(at, facts)),
                at,
                evaluate(images[place], index(at, facts)),
            )
            for place, at in ((first, THEN), (second, LATER))
        ]
        assert reason(diff(sides[0], sides[1])).code is ReasonCode.DISTRIBUTION_CHANGED


def test_two_evaluations_that_know_different_aliases_agree_on_the_id() -> None:
    ghsa = stated("zlib", GHSA, Status.UNDER_INVESTIGATION, advisory="ACME-2222-2222-2222")
    both = stated("zlib", f"{GHSA} {CVE}", Status.UNDER_INVESTIGATION, advisory="ACME-2222-2222-2222")
    found = between([ghsa], [both]).findings
    assert (found.gone, found.new, found.unchanged) == ((), (), 1)
    two = stated("zlib", f"{GHSA} {CVE} CVE-2024-0002", Status.UNDER_INVESTIGATION)
    split = between([ghsa], [two]).findings
    assert [one.finding.vulnerability for one in split.gone] == [GHSA]
    assert len(split.new) == 2
