"""What lists of Acme Linux show: the front page, advisories, a package, the feeds."""

from __future__ import annotations

from msgspec.structs import replace

from navwarn.core.instant import HOUR, Instant
from navwarn.core.listing import Listing
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.pages.view.advisory_list import AdvisoryList, Filters
from navwarn.pages.view.count import Count
from navwarn.pages.view.feeds import Feed, FeedFormat, Feeds
from navwarn.pages.view.home import Home
from navwarn.pages.view.log import LogHead
from navwarn.pages.view.package import FixedHere, Package, PublishedVersion
from tests.pages.sample_site import (
    COUNTS,
    NGHTTP2,
    RAPID_RESET,
    ROOT,
    advisory_id,
    at,
    counted,
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
    recorded=at("2023-12-06 09:10"),
    changes=tuple(
        replace(row, updated=Instant(at("2023-12-06 09:10") - number * 9 * HOUR))
        for number, row in enumerate(ROWS[:10])
    ),
    feeds=(SECDB, OSV),
    head=HEAD,
)
EMPTY_HOME = Home(now=NOW)


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
FEEDS = Feeds((SECDB, OSV, VEX, ATOM))
