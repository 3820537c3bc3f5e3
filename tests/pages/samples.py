"""A made-up distribution's pages: what a reader of Acme Linux sees, the story of CVE-2023-44487 among it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.advisory import Advisory
from navwarn.core.entry import Entry, EntryKind, event_payload, opened, retracted
from navwarn.core.event import Event, EventType
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import DAY, HOUR, Instant, parse_instant
from navwarn.core.listing import Listing
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.pages.view.about import About
from navwarn.pages.view.advisory import AdvisoryPage, LoggedEntry, Twin
from navwarn.pages.view.advisory_list import AdvisoryList, Filters
from navwarn.pages.view.answer import (
    Advised,
    Dismissal,
    Dismissed,
    LastSync,
    NothingFound,
    NotKnown,
    RejectedUpstream,
)
from navwarn.pages.view.count import Count, StatusCount
from navwarn.pages.view.feeds import Feed, FeedFormat, Feeds
from navwarn.pages.view.home import Change, Home
from navwarn.pages.view.log import Log, LogHead, LogLine
from navwarn.pages.view.package import FixedHere, Package, PublishedVersion
from navwarn.pages.view.problem import NotFound, Problem
from navwarn.pages.view.site import DistributionName, MomentsAsked, Site
from navwarn.pages.view.sources import Source, Sources
from navwarn.pages.view.stats import (
    ComponentCount,
    Delay,
    Flow,
    PackageCount,
    SeveritySeries,
    Stats,
    StatusSeries,
)
from navwarn.pages.view.suggestion import Suggestion, SuggestionKind, Suggestions
from navwarn.pages.view.vulnerability import (
    AffectedPackage,
    Analysis,
    Epss,
    Exploitation,
    Happening,
    HappeningKind,
    OtherId,
    Reading,
    Readings,
    Reference,
    Score,
    Upstream,
    Vulnerability,
)

if TYPE_CHECKING:
    from navwarn.pages.frame import Page

ACME = DistributionName("acme", "Acme Linux")
ENTERPRISE = DistributionName("acme-enterprise", "Acme Enterprise", is_public=False)
SITE = Site(title="Acme Linux", url="https://advisories.acme.example", distributions=(ACME,))
BOTH = Site(
    title="Acme Linux",
    url="https://acme.example/security",
    base="/security",
    distributions=(ACME, ENTERPRISE),
    search="44487",
)
PAST = Site(
    title="Acme Linux",
    url="https://advisories.acme.example",
    distributions=(ACME,),
    moments=MomentsAsked(as_of=Instant(parse_instant("2023-10-11T00:00:00Z") - 1), known=4711),
)

RAPID_RESET = "CVE-2023-44487"
NGHTTP2 = AdvisoryId("ACME-q2g4-fr75-mfgw")
ROOT = "5f2b4a0c91d37e86a4b2c8d1e0f9a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0"


def at(text: str) -> Instant:
    """The instant of a day and a minute in UTC, or of a day's start."""
    return parse_instant(f"{text[:10]}T{text[11:] or '00:00'}:00Z")


def counted(**numbers: int) -> tuple[StatusCount, ...]:
    """Counts by the name of their status."""
    return tuple(StatusCount(Status[name.upper()], Count(number)) for name, number in numbers.items())


COUNTS = counted(
    affected=12,
    under_investigation=308,
    pending_upstream_fix=117,
    fixed=11080,
    not_affected=1965,
    fix_not_planned=41,
)

_ROWS = (
    (RAPID_RESET, Severity.HIGH, "nghttp2", Status.FIXED, "1.57.0-r0", "2023-10-10", "2023-10-11 17:18"),
    (
        "CVE-2023-45288",
        Severity.UNKNOWN,
        "go-1.21",
        Status.UNDER_INVESTIGATION,
        "",
        "2023-12-05",
        "2023-12-06",
    ),
    ("CVE-2023-5363", Severity.HIGH, "openssl", Status.FIXED, "3.1.4-r0", "2023-10-24", "2023-10-25"),
    ("CVE-2023-38545", Severity.CRITICAL, "curl", Status.FIXED, "8.4.0-r0", "2023-10-11", "2023-10-11"),
    ("CVE-2023-4911", Severity.HIGH, "glibc", Status.FIXED, "2.38-r5", "2023-10-03", "2023-10-04"),
    ("CVE-2023-4807", Severity.MEDIUM, "openssl", Status.NOT_AFFECTED, "", "2023-09-08", "2023-09-19"),
    (
        "CVE-2023-45853",
        Severity.CRITICAL,
        "zlib",
        Status.PENDING_UPSTREAM_FIX,
        "",
        "2023-10-14",
        "2023-11-02",
    ),
    ("CVE-2022-48174", Severity.CRITICAL, "busybox", Status.AFFECTED, "", "2023-08-22", "2023-10-01"),
    (
        "CVE-2021-3177",
        Severity.CRITICAL,
        "python-3.6",
        Status.FIX_NOT_PLANNED,
        "",
        "2023-06-02",
        "2023-07-14",
    ),
    (
        "GHSA-2h5h-59f5-c5x9",
        Severity.LOW,
        "kubernetes-dashboard-metrics-scraper",
        Status.ANALYSIS_NOT_PLANNED,
        "",
        "2023-05-02",
        "2023-07-13",
    ),
    ("CVE-2023-29404", Severity.NEGLIGIBLE, "go-1.19", Status.WITHDRAWN, "", "2023-05-02", "2023-07-12"),
)
EXPLOITED = frozenset({RAPID_RESET, "CVE-2023-4911"})


def advisory_id(number: int) -> AdvisoryId:
    """One of the ids of Acme, told apart by a number."""
    digits = "23456789cfghjmpqrvwx"
    tail = "".join(digits[number // 20**place % 20] for place in range(4))
    return AdvisoryId(f"ACME-4h5j-6m7p-{tail}")


ROWS = tuple(
    Listing(
        distribution="acme",
        package=package,
        advisory=NGHTTP2 if package == "nghttp2" else advisory_id(number),
        vulnerability=vulnerability,
        status=status,
        published=at(published),
        updated=at(updated),
        severity=severity,
        exploited=vulnerability in EXPLOITED,
        fixed_version=version,
    )
    for number, (vulnerability, severity, package, status, version, published, updated) in enumerate(_ROWS)
)

LIST = AdvisoryList(counts=COUNTS, total=Count(13523), rows=ROWS, older="b2xkZXI")
FILTERED = AdvisoryList(
    filters=Filters(
        q="http/2",
        statuses=(Status.FIXED, Status.NOT_AFFECTED),
        severities=(Severity.HIGH,),
        packages=("nghttp2",),
        distributions=("acme", "acme-enterprise"),
        since=at("2023-10-01"),
        until=at("2023-10-31"),
        exploited=True,
        sort="severity",
    ),
    counts=counted(fixed=1),
    total=Count(10000, or_more=True),
    rows=ROWS[:1],
    is_first=False,
    page_size=100,
)
NO_ROWS = AdvisoryList(filters=Filters(q="44487", statuses=(Status.AFFECTED,)), counts=COUNTS)

SECDB = Feed(
    "acme",
    FeedFormat.SECDB,
    "secdb",
    "/acme/security.json",
    "application/json",
    entries=13164,
    changed=at("2023-12-06 09:10"),
    size=2_190_000,
    cannot_say="dates, severity, why; anything that is still open",
)
OSV = Feed(
    "acme",
    FeedFormat.OSV,
    "OSV 1.7.0",
    "/acme/osv/all.json",
    "application/json",
    entries=13523,
    changed=at("2023-12-06 09:10"),
    size=912_000,
)
VEX = Feed(
    "acme",
    FeedFormat.OPENVEX,
    "OpenVEX 0.2.0",
    "/acme/vex.json",
    "application/json",
    signature="/acme/vex.json.sig",
)
ATOM = Feed(
    "acme",
    FeedFormat.ATOM,
    "Atom",
    "/advisories.atom",
    "application/atom+xml",
    cannot_say="what changed before",
)

HEAD = LogHead(size=41873, root=ROOT, recorded_at=at("2023-12-06 09:10"))
NOW = at("2023-12-06 12:00")
HOME = Home(
    now=NOW,
    counts=COUNTS,
    last_published=at("2023-12-06 09:10"),
    changes=tuple(
        Change(
            41873 - number,
            Instant(at("2023-12-06 09:10") - number * 9 * HOUR),
            "acme",
            row.package,
            row.advisory,
            row.vulnerability,
            row.status,
            row.fixed_version,
        )
        for number, row in enumerate(ROWS[:10])
    ),
    feeds=(SECDB, OSV),
    head=HEAD,
)
EMPTY_HOME = Home(now=NOW)

_SCANNED = {
    "type": "scan/v1",
    "data": {
        "subpackageName": "libnghttp2-14",
        "componentID": "9f86d081884c7d65",
        "componentName": "nghttp2",
        "componentVersion": "1.56.0-r0",
        "componentType": "apk",
        "componentLocation": "/.PKGINFO",
        "scanner": "grype",
    },
}
DETECTED = Event(at("2023-10-10 18:02"), EventType.DETECTION, _SCANNED)
FIXED = Event(
    at("2023-10-11 17:18"),
    EventType.FIXED,
    {"fixed-version": "1.57.0-r0"},
    extension={
        "fix-method": "upstream-release",
        "evidence": "https://github.com/nghttp2/nghttp2/releases/tag/v1.57.0",
    },
)
MISTAKE = Event(
    at("2023-10-11 08:00"),
    EventType.FALSE_POSITIVE,
    {"type": "vulnerable-code-not-included-in-package", "note": "server code is not built"},
)

_ELSEWHERE = (
    ("envoy", Status.FIXED, "1.27.1-r0", ""),
    ("go-1.20", Status.FIXED, "1.20.10-r0", ""),
    ("go-1.21", Status.FIXED, "1.21.3-r0", ""),
    (
        "haproxy",
        Status.NOT_AFFECTED,
        "",
        "Its HTTP/2 code limits streams that are not yet closed; see https://www.haproxy.com/blog/haproxy-is-not-affected-by-the-http-2-rapid-reset-attack.",
    ),
    ("jetty-11", Status.FIXED, "11.0.17-r0", ""),
    ("nghttp2", Status.FIXED, "1.57.0-r0", ""),
    (
        "nginx",
        Status.FIXED,
        "1.25.2-r1",
        "keepalive_requests limits what an attacker gains; the patch limits streams per event loop.",
    ),
    (
        "nodejs-16",
        Status.FIX_NOT_PLANNED,
        "",
        "End of life since 2023-09-11. Statically linked with nghttp2; move to nodejs-18 or later.",
    ),
    ("nodejs-18", Status.FIXED, "18.18.2-r0", "By way of nghttp2 1.57.0."),
    ("traefik", Status.UNDER_INVESTIGATION, "", ""),
    ("tomcat-10", Status.FIXED, "10.1.14-r0", ""),
    ("varnish", Status.PENDING_UPSTREAM_FIX, "", "Waiting for 7.4.2."),
)
PACKAGES = tuple(
    AffectedPackage(
        "acme",
        package,
        NGHTTP2 if package == "nghttp2" else advisory_id(100 + number),
        status,
        Instant(at("2023-10-11 17:18") + number * DAY),
        version,
        note,
    )
    for number, (package, status, version, note) in enumerate(_ELSEWHERE)
)
UPSTREAM = Upstream(
    title="HTTP/2 protocol allows a denial of service because request cancellation can reset many"
    " streams quickly (“rapid reset”).",
    description="The HTTP/2 protocol allows a denial of service (server resource consumption) because"
    " request cancellation can reset many streams quickly, as exploited in the wild in August"
    " through October 2023.\n\n"
    "More at https://blog.acme.example/rapid-reset (our own words).",
    scores=(
        Score(Severity.HIGH, "NVD", "CVSS 3.1", 7.5, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"),
        Score(Severity.MEDIUM, "GitHub", "CVSS 3.1", 5.3, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L"),
        Score(Severity.HIGH, "Acme Linux"),
    ),
    epss=Epss(0.94393, 0.99962, at("2023-12-05")),
    exploitation=Exploitation(
        at("2023-10-10"),
        at("2023-10-31"),
        "Apply mitigations as the vendor says or stop using it.",
        ransomware=True,
    ),
    weaknesses=("CWE-400",),
    references=(
        Reference("https://nvd.nist.gov/vuln/detail/CVE-2023-44487", ("advisory",)),
        Reference(
            "https://github.com/nghttp2/nghttp2/security/advisories/GHSA-vx74-f528-fxqg",
            ("patch", "vendor advisory"),
        ),
        Reference("ftp://old.acme.example/notice.txt"),
    ),
    disclosed=at("2023-10-10 14:00"),
    analysis=Analysis("Analyzed", at("2023-10-12")),
    flags=("disputed",),
    sources=("CVE list", "NVD", "GHSA"),
)
VULNERABILITY = Vulnerability(
    id=RAPID_RESET,
    others=(OtherId("GHSA-qppj-fm5r-hxr3"), OtherId("GO-2023-2102", "withdrawn")),
    upstream=UPSTREAM,
    counts=counted(fixed=8, not_affected=1, under_investigation=1, fix_not_planned=1, pending_upstream_fix=1),
    packages=PACKAGES,
    total=12,
    timeline=(
        Happening(at("2023-10-10 14:00"), HappeningKind.DISCLOSED, detail="by the CVE list"),
        Happening(at("2023-10-10 15:00"), HappeningKind.EXPLOITED),
        Happening(DETECTED.timestamp, HappeningKind.EVENT, "acme", "nghttp2", NGHTTP2, DETECTED),
        Happening(FIXED.timestamp, HappeningKind.EVENT, "acme", "nghttp2", NGHTTP2, FIXED),
        Happening(
            at("2023-11-01"),
            HappeningKind.WITHDRAWN,
            "acme",
            "go-1.19",
            advisory_id(9),
            detail="opened twice",
        ),
    ),
    readings=Readings(
        ("nghttp2 1.56.0-r0", "nghttp2 1.57.0-r0"),
        (
            Reading("secdb", ("affected, fixed in 1.57.0-r0", "clean"), "dates, severity, why"),
            Reading("OSV", ("affected, fixed in 1.57.0-r0", "clean")),
        ),
    ),
)
ONE_PACKAGE = Vulnerability(
    id=RAPID_RESET, upstream=UPSTREAM, counts=counted(fixed=1), packages=PACKAGES[5:6], total=1, q="nghttp2"
)
FILTERED_AWAY = Vulnerability(
    id=RAPID_RESET,
    counts=counted(fixed=2),
    total=2,
    q="apache",
    statuses=(Status.AFFECTED, Status.FIXED),
    more_happenings=3,
    timeline=VULNERABILITY.timeline[:1],
)
FULL_TABLE = Vulnerability(
    id=RAPID_RESET, counts=counted(fixed=900), packages=PACKAGES[:2], total=900, more=898
)

_SYNCS = (
    LastSync("CVE list", at("2023-12-06 08:00")),
    LastSync("NVD", at("2023-12-06 07:31")),
    LastSync("GHSA"),
)
ANSWERS = {
    "dismissed": Vulnerability(
        id="CVE-2023-0001",
        answer=Dismissed(
            (
                Dismissal(
                    "acme",
                    "nghttp2",
                    "component-mismatch",
                    at("2023-02-01"),
                    "mara",
                    "another nghttp2, written in Rust",
                ),
                Dismissal("acme", "curl", "exclusively-hosted-service", at("2023-02-02")),
            )
        ),
        upstream=UPSTREAM,
    ),
    "nothing-found": Vulnerability(
        id="CVE-2023-0002", answer=NothingFound(3, at("2023-12-06 09:00")), upstream=UPSTREAM
    ),
    "not-compared": Vulnerability(
        id="CVE-2023-0003",
        answer=NothingFound(),
        upstream=Upstream(
            sources=("NVD",), disclosed=at("2023-12-01"), analysis=Analysis("Awaiting Analysis")
        ),
    ),
    "rejected": Vulnerability(
        id="CVE-2023-0004",
        answer=RejectedUpstream("The CVE list", at("2023-03-01"), "It duplicates CVE-2023-0003."),
    ),
    "withdrawn": Vulnerability(id="GHSA-2222-3333-4444", answer=RejectedUpstream("GHSA", is_withdrawn=True)),
    "not-known": Vulnerability(id="CVE-2099-0001", answer=NotKnown(_SYNCS)),
    "never-synced": Vulnerability(id="CVE-2099-0002", answer=NotKnown()),
    "not-then": Vulnerability(id=RAPID_RESET, answer=Advised()),
}

PACKAGE = Package(
    distribution="acme",
    name="nghttp2",
    description="HTTP/2 C library and tools",
    advisories=(
        ROWS[0],
        Listing(
            "acme",
            "nghttp2",
            advisory_id(50),
            "CVE-2024-28182",
            Status.UNDER_INVESTIGATION,
            at("2024-04-04"),
            at("2024-04-04"),
            Severity.MEDIUM,
        ),
        Listing(
            "acme",
            "nghttp2",
            advisory_id(51),
            "CVE-2023-35945",
            Status.AFFECTED,
            at("2023-07-13"),
            at("2023-07-20"),
            Severity.HIGH,
            note="The nghttp2 codec leaks a header map.",
        ),
        Listing(
            "acme",
            "nghttp2",
            advisory_id(52),
            "CVE-2020-11080",
            Status.NOT_AFFECTED,
            at("2023-01-13"),
            at("2023-01-13"),
            Severity.HIGH,
            note="Fixed long before our first version.",
        ),
        Listing(
            "acme",
            "nghttp2",
            advisory_id(53),
            "CVE-2018-1000168",
            Status.WITHDRAWN,
            at("2023-01-13"),
            at("2023-01-13"),
        ),
    ),
    versions=(
        PublishedVersion("1.58.0-r0", at("2023-10-28"), ("aarch64", "x86_64")),
        PublishedVersion(
            "1.57.0-r0", at("2023-10-11"), ("aarch64", "x86_64"), (FixedHere(RAPID_RESET, NGHTTP2),)
        ),
        PublishedVersion("1.56.0-r0"),
    ),
    subpackages=("libnghttp2-14", "libnghttp2-dev", "nghttp2-doc"),
    more=3,
    more_versions=12,
)
EMPTY_PACKAGE = Package("acme", "tree")


def entry(sequence: int, kind: EntryKind, payload: dict[str, Any], recorded: str) -> Entry:
    """An entry of the nghttp2 story."""
    return Entry(sequence, "acme", NGHTTP2, kind, payload, at(recorded))


ENTRIES = (
    entry(40001, EntryKind.OPENED, opened("nghttp2", [RAPID_RESET]), "2023-10-10 18:02"),
    entry(40002, EntryKind.EVENT, event_payload(DETECTED), "2023-10-10 18:02"),
    entry(40003, EntryKind.ALIASES, {"added": ["GHSA-qppj-fm5r-hxr3"], "removed": []}, "2023-10-10 19:00"),
    entry(40040, EntryKind.EVENT, event_payload(MISTAKE), "2023-10-11 08:01"),
    entry(40041, EntryKind.RETRACTED, retracted(40040, "looked at the wrong package"), "2023-10-11 08:30"),
    entry(40050, EntryKind.EVENT, event_payload(FIXED), "2023-10-11 17:20"),
)
ADVISORY = AdvisoryPage(
    advisory=Advisory(
        "acme",
        NGHTTP2,
        "nghttp2",
        (RAPID_RESET, "GHSA-qppj-fm5r-hxr3"),
        (DETECTED, FIXED),
        published=at("2023-10-10 18:02"),
        updated=at("2023-10-11 17:20"),
    ),
    vulnerability=RAPID_RESET,
    severity=Severity.HIGH,
    title="HTTP/2 rapid reset",
    entries=tuple(
        LoggedEntry(
            each, ROOT, actor="mara" if each.sequence == 40041 else "", is_retracted=each.sequence == 40040
        )
        for each in ENTRIES
    ),
    document="schema-version: 2.0.2\n\npackage:\n  name: nghttp2\n",
    twins=(Twin("OSV", f"/acme/osv/{NGHTTP2}.json"), Twin("OpenVEX", "/acme/vex.json")),
)

FEEDS = Feeds((SECDB, OSV, VEX, ATOM))
SOURCES = Sources(
    (
        Source(
            "nvd",
            "NVD",
            records=300234,
            last_sync=at("2023-12-06 07:31"),
            newest=at("2023-12-06 07:15"),
            notice="This product uses data from the NVD API but is not endorsed or certified by the NVD.",
            licence="Public domain",
            homepage="https://nvd.nist.gov",
        ),
        Source(
            "ghsa",
            "GitHub Advisory Database",
            records=20311,
            last_sync=at("2023-12-05 23:00"),
            set_aside=2,
            error="could not be read: the archive ends in the middle of a record",
            licence="CC BY 4.0",
        ),
        Source("epss", "EPSS"),
    )
)
LOG = Log(
    HEAD,
    tuple(LogLine(each, "nghttp2", RAPID_RESET) for each in reversed(ENTRIES)),
    older=40001,
    is_newest=False,
)
_START = at("2023-09-04")
_WEEK = 7 * DAY
_GAP_AT = 5


def _wave(base: int, step: int, wobble: int) -> tuple[int | None, ...]:
    return tuple(
        None if week == _GAP_AT else base + week * step + (week * 7 % 5) * wobble for week in range(14)
    )


STATS = Stats(
    axis=tuple(Instant(_START + week * _WEEK) for week in range(14)),
    statuses=(
        StatusSeries(Status.AFFECTED, _wave(30, -1, 2)),
        StatusSeries(Status.PENDING_UPSTREAM_FIX, _wave(90, 2, 3)),
        StatusSeries(Status.UNDER_INVESTIGATION, _wave(420, -9, 11)),
        StatusSeries(Status.FIXED, _wave(900, 40, 3)),
        StatusSeries(Status.NOT_AFFECTED, _wave(300, 6, 2)),
        StatusSeries(Status.FIX_NOT_PLANNED, _wave(41, 0, 0)),
    ),
    severities=(
        SeveritySeries(Severity.CRITICAL, _wave(24, -1, 2)),
        SeveritySeries(Severity.HIGH, _wave(170, -4, 6)),
        SeveritySeries(Severity.MEDIUM, _wave(240, -2, 7)),
        SeveritySeries(Severity.LOW, _wave(60, 0, 3)),
        SeveritySeries(Severity.UNKNOWN, _wave(46, 1, 1)),
    ),
    flows=tuple(
        Flow(
            Instant(_START + week * _WEEK),
            None if week == _GAP_AT else 30 + week * 13 % 17,
            None if week == _GAP_AT else 34 + week * 11 % 19,
        )
        for week in range(14)
    ),
    delays=tuple(
        Delay(Instant(_START + month * 4 * _WEEK), median, p90, fixes)
        for month, (median, p90, fixes) in enumerate(
            ((6.4, 41.0, 120), (5.1, 38.5, 133), (None, None, 0), (4.2, 29.0, 98), (3.8, 26.4, 101))
        )
    ),
    packages=(
        PackageCount("acme", "gitlab-runner", 41),
        PackageCount("acme", "kubernetes-dashboard-metrics-scraper", 28),
        PackageCount("acme", "python-3.6", 12),
        PackageCount("acme", "zlib", 1),
    ),
    components=(
        ComponentCount("go-module", 230),
        ComponentCount("npm", 88),
        ComponentCount("java-archive", 51),
    ),
    median=4.9,
    p90=33.0,
)

SUGGESTIONS = Suggestions(
    "4448",
    (
        Suggestion(SuggestionKind.VULNERABILITY, RAPID_RESET, "HTTP/2 rapid reset"),
        Suggestion(SuggestionKind.PACKAGE, "nghttp2", "4 advisories", "acme"),
        Suggestion(SuggestionKind.ADVISORY, NGHTTP2),
    ),
)

PAGES: dict[str, Page] = {
    "home": HOME,
    "home-empty": EMPTY_HOME,
    "advisories": LIST,
    "advisories-filtered": FILTERED,
    "advisories-none": NO_ROWS,
    "advisories-empty": AdvisoryList(is_ledger_empty=True),
    "advisories-end": AdvisoryList(is_first=False),
    "vulnerability": VULNERABILITY,
    "vulnerability-one": ONE_PACKAGE,
    "vulnerability-filtered": FILTERED_AWAY,
    "vulnerability-full": FULL_TABLE,
    **{f"answer-{name}": page for name, page in ANSWERS.items()},
    "package": PACKAGE,
    "package-empty": EMPTY_PACKAGE,
    "advisory": ADVISORY,
    "feeds": FEEDS,
    "feeds-empty": Feeds(),
    "sources": SOURCES,
    "sources-empty": Sources(),
    "stats": STATS,
    "stats-empty": Stats(),
    "log": LOG,
    "log-end": Log(HEAD, is_newest=False),
    "log-empty": Log(LogHead(0, ROOT)),
    "about": About("security@acme.example or https://acme.example/security", "0.1.0"),
    "not-found": NotFound("/security/CVE-2023"),
    "not-found-bare": NotFound(),
    "problem": Problem(
        400, "The page token belongs to another list.", "Start again from the first page.", "NW-WEB-TOKEN"
    ),
    "problem-inside": Problem(500, "Something went wrong on our side.", reference="3f2a"),
}
"""Every page in every state that its template knows."""
