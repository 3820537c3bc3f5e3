"""Figures, addresses, links, headlines and sentences: the words pages are made of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.entry import EntryKind
from navwarn.core.event import Event, EventType
from navwarn.core.finding import SilenceReason
from navwarn.core.instant import DAY, HOUR, SECOND, Instant
from navwarn.core.status import Status
from navwarn.pages import figure
from navwarn.pages.address import linkable, pieces
from navwarn.pages.chart.series import Words
from navwarn.pages.chart.spark import HEIGHT, WIDTH, spark
from navwarn.pages.headline import lead, problem_title, verdicts, vulnerability_title
from navwarn.pages.imaging import diff_names, image_answer, side_words
from navwarn.pages.link import ROUTES, Links, filter_parameters, moment_text
from navwarn.pages.listing import tiles
from navwarn.pages.sentence import label, tell_entry, tell_event
from navwarn.pages.timeline import timeline
from navwarn.pages.view.advisory_list import Filters
from navwarn.pages.view.count import Count, StatusCount
from navwarn.pages.view.diff import ComparedImage
from navwarn.pages.view.feeds import FeedFormat
from navwarn.pages.view.image import Image
from navwarn.pages.view.images import NotEvaluated
from navwarn.pages.view.problem import Problem
from navwarn.pages.view.site import MomentsAsked
from navwarn.pages.view.vulnerability import Happening, HappeningKind, Upstream, Vulnerability
from navwarn.pages.word import ICONS, LETTERS, MEANINGS, PROMINENT, SERVES, scorer
from tests.pages.sample_advisory import entry
from tests.pages.sample_lists import FILTERED
from tests.pages.sample_site import BOTH, NGHTTP2, PAST, SITE, at, counted
from tests.pages.sample_vulnerability import ANSWERS, DETECTED, FIXED, FULL_TABLE, ONE_PACKAGE, VULNERABILITY

NOW = at("2023-12-06 12:00")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (0, "just now"),
        (59 * SECOND, "just now"),
        (60 * SECOND, "1 min ago"),
        (HOUR, "1 h ago"),
        (47 * HOUR, "47 h ago"),
        (2 * DAY, "2 days ago"),
        (7 * DAY - 1, "6 days ago"),
        (7 * DAY, ""),
        (-1, ""),
    ],
)
def test_only_what_is_recent_has_a_relative_word(passed: int, words: str) -> None:
    assert figure.ago(Instant(NOW - passed), NOW) == words


def test_the_beginning_of_a_day_stands_for_the_day() -> None:
    assert figure.moment(at("2023-10-11")) == "2023-10-11"
    assert figure.moment(at("2023-10-11 00:01")) == "2023-10-11 00:01"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "This cannot be answered"),
        (404, "Nothing is here"),
        (429, "Too many requests"),
        (500, "Something went wrong here"),
        (503, "Not available right now"),
    ],
)
def test_a_problem_says_whose_it_is(status: int, words: str) -> None:
    assert problem_title(Problem(status, "It is so.")) == words


def test_who_scored_is_called_by_name() -> None:
    assert scorer("nvd@nist.gov") == "NVD"
    assert scorer("Acme CNA") == "Acme CNA"


def test_every_format_of_a_feed_says_what_it_is_for() -> None:
    assert set(SERVES) == set(FeedFormat)


@pytest.mark.parametrize(
    ("octets", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (99_949, "99.9 kB"), (912_000, "912 kB"),
     (2_190_000, "2.2 MB"), (10**18, "1000000 TB")],
)  # fmt: skip
def test_sizes_are_readable(octets: int, words: str) -> None:
    assert figure.size(octets) == words


def test_numbers_are_grouped_and_say_where_counting_stopped() -> None:
    assert figure.counted(Count(10000, or_more=True)) == "10,000+"
    assert [figure.numbered(number, "package", "packages") for number in (1, 1400)] == [
        "1 package",
        "1,400 packages",
    ]
    assert (figure.days(9.96), figure.days(1234.0)) == ("10.0", "1,234")
    assert (figure.percent(0.94393), figure.ordinal(0.99962)) == ("94.4 %", "99.9th percentile")
    assert figure.ordinal(1.0) == "99.9th percentile"


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example",
        "http://a.example/x?y=z#w",
        "HTTPS://A.example:8443/",
        "https://[::1]/x",
        "https://münchen.example/ü",
    ],
)
def test_http_addresses_may_become_links(text: str) -> None:
    assert linkable(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "//evil.example",
        "data:text/html,x",
        "ftp://a.example",
        "https:/a.example",
        "https://",
        "https:///x",
        "https://user@a.example",
        "https://trusted.example:x@evil.example",
        "https://a.example\\@evil.example",
        "https://a.example/ x",
        "https://a.example/\x00",
        'https://a.example/"onload=',
        " https://a.example",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_other_addresses_stay_text(text: str) -> None:
    assert linkable(text) == ""


def test_addresses_in_text_become_links_without_what_follows_them() -> None:
    text = "See https://a.example/x. (Also https://b.example/y), not ftp://c.example or https://d@e.example!"
    assert [piece.href for piece in pieces(text) if piece.href] == [
        "https://a.example/x",
        "https://b.example/y",
    ]
    assert [piece.text for piece in pieces("https://a.example")] == ["https://a.example"]
    assert [piece.href for piece in pieces("https://...")] == [""]


@given(st.text() | st.lists(st.sampled_from(["https://", "a.example", "/", " ", ".", "@", "x"])).map("".join))
def test_pieces_together_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text


def test_links_keep_base_path_and_moments() -> None:
    assert Links(BOTH).package("acme", "c++/x y") == "/security/packages/acme/c++%2Fx%20y"
    assert Links(PAST).to("/") == "/?as_of=2023-10-10&known_at=4711"
    assert Links(PAST).advisories(Filters(q="a&b")) == "/advisories?q=a%26b&as_of=2023-10-10&known_at=4711"
    assert Links(PAST).bare("/log", (("before", "7"),)) == "/log?before=7"
    assert Links(BOTH).file("//evil.example/x") == "/security/evil.example/x"
    assert Links(BOTH).file("/a.atom?distribution=x&q=a b#c") == "/security/a.atom?distribution=x&q=a%20b%23c"
    asked = MomentsAsked(known_at=at("2023-10-11 17:18"))
    assert Links(replace(SITE, moments=asked)).to("/log") == "/log?known_at=2023-10-11T17:18:00Z"


def test_a_date_in_an_address_stands_for_the_end_of_its_day() -> None:
    assert moment_text(Instant(at("2023-10-11") - 1)) == "2023-10-10"
    assert moment_text(at("2023-10-11")) == "2023-10-11T00:00:00Z"


def test_every_filter_is_in_the_address_and_defaults_are_not() -> None:
    assert filter_parameters(Filters()) == ()
    assert filter_parameters(FILTERED.filters) == (
        ("q", "http/2"),
        ("status", "fixed,not-affected"),
        ("severity", "high"),
        ("package", "nghttp2"),
        ("distribution", "acme,acme-enterprise"),
        ("since", "2023-10-01"),
        ("until", "2023-10-31"),
        ("exploited", "true"),
        ("sort", "severity"),
    )
    assert filter_parameters(Filters(exploited=False)) == (("exploited", "false"),)
    assert Filters(sort="package").is_empty
    assert not FILTERED.filters.is_empty
    assert not Filters(until=NOW).is_empty


def test_routes_are_paths() -> None:
    assert all(route.startswith("/") for route in ROUTES)


def test_every_status_has_its_words() -> None:
    assert set(ICONS) == set(PROMINENT) == {each.status for each in MEANINGS} == set(Status)
    assert len(set(ICONS.values())) == len(Status)
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_a_tile_that_is_on_leads_back_to_all() -> None:
    filters = Filters(statuses=(Status.FIXED,), q="x")
    by_status = {tile.status: tile for tile in tiles(counted(fixed=3, withdrawn=1), Links(SITE), filters)}
    assert by_status[Status.FIXED].href == "/advisories?q=x"
    assert by_status[Status.AFFECTED].href == "/advisories?q=x&status=affected"
    assert by_status[Status.AFFECTED].number == "0"
    assert Status.WITHDRAWN in by_status
    assert Status.ANALYSIS_NOT_PLANNED not in by_status


def test_the_first_line_answers() -> None:
    assert vulnerability_title(VULNERABILITY) == "CVE-2023-44487 · Fixed in 8 of 12 packages"
    assert vulnerability_title(ONE_PACKAGE) == "CVE-2023-44487 · Fixed in nghttp2 1.57.0-r0"
    assert vulnerability_title(FULL_TABLE) == "CVE-2023-44487 · Fixed in all 900 packages"
    assert {name: vulnerability_title(page).partition(" · ")[2] for name, page in ANSWERS.items()} == {
        "dismissed": "not in our packages",
        "nothing-found": "no advisory",
        "not-compared": "no advisory",
        "rejected": "rejected upstream",
        "withdrawn": "withdrawn upstream",
        "not-known": "not known yet",
        "never-synced": "not known yet",
        "not-then": "no advisory then",
    }


def test_one_package_without_a_fix_has_no_version_in_its_title() -> None:
    waiting = replace(VULNERABILITY.packages[-1], package="varnish")
    page = Vulnerability(id="CVE-1", counts=counted(pending_upstream_fix=1), packages=(waiting,), total=1)
    assert vulnerability_title(page) == "CVE-1 · Pending upstream fix in varnish"
    away = replace(page, packages=())
    assert vulnerability_title(away) == "CVE-1 · Pending upstream fix in 1 package"


def test_of_equal_numbers_the_one_that_asks_for_action_comes_first() -> None:
    page = Vulnerability(id="CVE-1", counts=counted(fixed=2, affected=2, withdrawn=0), total=4)
    assert [each.status for each in verdicts(page)] == [Status.AFFECTED, Status.FIXED]


def test_a_long_description_is_cut_between_words() -> None:
    page = Vulnerability(id="CVE-1", upstream=Upstream(description="word " * 100))
    assert lead(page).endswith("word …")
    assert len(lead(page)) <= 322


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        (EntryKind.OPENED, {"package": "zlib", "aliases": []}, "opened for zlib as no known id"),
        (EntryKind.OPENED, {"package": "zlib", "aliases": ["CVE-1", "X-2"]}, "opened for zlib as CVE-1, X-2"),
        (EntryKind.ALIASES, {"added": ["CVE-1"], "removed": ["CVE-2"]}, "ids added CVE-1; removed CVE-2"),
        (EntryKind.MOVED, {"package": "zlib-ng", "reason": "renamed"}, "handed over to the package zlib-ng"),
        (EntryKind.RETRACTED, {"entry": 7, "reason": "wrong"}, "entry 7 declared wrong"),
        (EntryKind.WITHDRAWN, {"reason": "mistake"}, "withdrawn"),
        (EntryKind.DISMISSED, {}, "dismissed"),
    ],
)  # fmt: skip
def test_an_entry_is_told(kind: EntryKind, payload: dict[str, Any], words: str) -> None:
    told = tell_entry(entry(1, kind, payload, "2023-10-10"))
    assert (told.words, told.note) == (words, payload.get("reason", ""))
    assert told.status is (Status.WITHDRAWN if kind is EntryKind.WITHDRAWN else None)


def test_an_event_of_a_later_schema_is_told_by_its_name() -> None:
    told = tell_event(Event(NOW, "component-moved", {"type": "odd", "new-field": ["a", None, "b"]}))
    assert (told.words, told.status) == ("component-moved", Status.UNDER_INVESTIGATION)
    assert told.evidence == (("Found by", "odd"), ("New field", "a"), ("New field", "b"))


def test_evidence_is_told_in_words() -> None:
    assert tell_event(DETECTED).evidence[:3] == (
        ("Found by", "a scan"),
        ("Subpackage", "libnghttp2-14"),
        ("Component id", "9f86d081884c7d65"),
    )
    assert tell_event(FIXED).version == "1.57.0-r0"
    refuted = Event(NOW, EventType.FALSE_POSITIVE, {"type": "component-vulnerability-mismatch", "note": "no"})
    assert tell_event(refuted).evidence == (("Reason", "Component vulnerability mismatch"),)
    assert tell_event(Event(NOW, EventType.TRUE_POSITIVE)).evidence == ()
    assert tell_event(Event(NOW, EventType.TRUE_POSITIVE, "odd")).evidence == (("Data", "odd"),)
    assert label("") == "Data"


def happening(event: Event | None, kind: HappeningKind = HappeningKind.EVENT) -> Happening:
    return Happening(event.timestamp if event else NOW, kind, "acme", "nghttp2", NGHTTP2, event)


def test_a_timeline_says_what_matched_and_how_long_the_fix_took() -> None:
    refuted = Event(NOW, EventType.FALSE_POSITIVE, {"type": "inline-mitigations-exist"})
    by_hand = Event(at("2023-10-10"), EventType.DETECTION, {"type": "manual"})
    page = Vulnerability(id="CVE-1", timeline=tuple(map(happening, (DETECTED, FIXED, by_hand, refuted))))
    assert [line.detail for line in timeline(page)] == [
        "matched apk nghttp2 1.56.0-r0",
        "23 h after detection",
        "",
        "inline mitigations exist",
    ]


def test_a_fix_before_its_detection_has_no_delay() -> None:
    early = Event(Instant(DETECTED.timestamp - 1), EventType.FIXED, {"fixed-version": "1"})
    page = Vulnerability(id="CVE-1", timeline=(happening(early), happening(DETECTED), happening(early)))
    assert [line.detail for line in timeline(page)] == ["", "matched apk nghttp2 1.56.0-r0", ""]


def test_a_happening_without_its_event_says_nothing() -> None:
    page = Vulnerability(id="CVE-1", timeline=(happening(None),))
    assert [line.told.words for line in timeline(page)] == [""]


@pytest.mark.parametrize(
    ("octets", "words"), [(2_200_000, "+2.2 MB"), (-500_000, "−500 kB"), (0, "±0 bytes")]
)
def test_a_size_that_moved_says_which_way(octets: int, words: str) -> None:
    assert figure.size_moved(octets) == words


@pytest.mark.parametrize(
    ("previous", "current", "words"),
    [
        ("registry.acme.example/go:1.21.2", "registry.acme.example/go:1.21.5", "go 1.21.2 → 1.21.5"),
        ("registry.acme.example/go:1", "registry.acme.example/node:2", "go:1 → node:2"),
        ("localhost:5000/go", "localhost:5000/node", "go → node"),
        (f"sha256:{'a' * 64}", f"sha256:{'b' * 64}", f"sha256:{'a' * 12}… → sha256:{'b' * 12}…"),
        ("acme/", "acme/", "acme/ → acme/"),
    ],
)
def test_two_images_are_named_by_what_tells_them_apart(previous: str, current: str, words: str) -> None:
    assert diff_names(ComparedImage("", previous), ComparedImage("", current)) == words


def test_nothing_is_claimed_about_an_image_that_nobody_could_judge() -> None:
    assert (
        image_answer(Image("", NOW, not_evaluated=2)) == "Nothing could be judged: 2 packages not evaluated"
    )
    assert image_answer(Image("", NOW)) == "Nothing could be judged: no package found"
    assert image_answer(Image("", NOW, evaluated=1)) == "0 vulnerabilities, every package evaluated"
    unread = NotEvaluated(SilenceReason.NOT_READ, "the rpm packages were not read")
    assert image_answer(Image("", NOW, silences=(unread,))) == "Nothing could be judged: something not read"
    partly = Image("", NOW, evaluated=1, not_evaluated=1, silences=(unread,))
    assert image_answer(partly) == "0 vulnerabilities, 1 package not evaluated, something not read"
    assert side_words(ComparedImage("", "", silences=(unread,))) == "something not read"
    assert side_words(ComparedImage("", "", not_evaluated=1)) == "1 package not evaluated"
    assert side_words(ComparedImage("", "", evaluated=1, not_evaluated=1)) == "0 vulnerabilities"


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40))
def test_a_sparkline_stays_in_its_frame_and_ends_at_the_last_number(values: list[int]) -> None:
    line, dot = spark(Words("trend", "Trend", "Numbers"), values).shapes
    points = [tuple(map(float, pair.split(","))) for pair in dict(line.attributes)["points"].split()]
    assert len(points) == len(values)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    place = dict(dot.attributes)
    assert (float(place["cx"]), float(place["cy"])) == points[-1]


def test_counts_name_their_status() -> None:
    assert counted(fixed=2) == (StatusCount(Status.FIXED, Count(2)),)
