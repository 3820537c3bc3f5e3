"""Every sample page in every state that its template knows, under one name each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.pages.view.about import About
from navwarn.pages.view.access import Access
from navwarn.pages.view.advisory_list import AdvisoryList
from navwarn.pages.view.diff import Diff
from navwarn.pages.view.feeds import Feeds
from navwarn.pages.view.images import ImageList
from navwarn.pages.view.log import Log, LogHead
from navwarn.pages.view.problem import NotFound, Problem
from navwarn.pages.view.sources import Source, Sources
from navwarn.pages.view.stats import (
    Stats,
)
from navwarn.pages.view.suggestion import Suggestion, SuggestionKind, Suggestions
from tests.pages.sample_advisory import ADVISORY, LOG
from tests.pages.sample_images import (
    CLEAN_IMAGE,
    DIFF,
    IMAGE,
    IMAGES,
    OPEN_IMAGES,
    QUIET_IMAGE,
    REPOSITORY,
    SAME_DIFF,
    UNJUDGED_IMAGE,
)
from tests.pages.sample_lists import (
    EMPTY_HOME,
    EMPTY_PACKAGE,
    FEEDS,
    FILTERED,
    HEAD,
    HOME,
    LIST,
    NO_ROWS,
    PACKAGE,
)
from tests.pages.sample_site import NGHTTP2, RAPID_RESET, ROOT, at
from tests.pages.sample_stats import STATS
from tests.pages.sample_vulnerability import ANSWERS, FILTERED_AWAY, FULL_TABLE, ONE_PACKAGE, VULNERABILITY

if TYPE_CHECKING:
    from navwarn.pages.frame import Page

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
    "vulnerability-images": replace(ONE_PACKAGE, images=OPEN_IMAGES, more_images=2, has_images=True),
    "vulnerability-no-image": replace(ONE_PACKAGE, images=(), has_images=True, unjudged_images=3),
    "vulnerability-older-image": replace(ONE_PACKAGE, images=OPEN_IMAGES[:1], more_images=1),
    **{f"answer-{name}": page for name, page in ANSWERS.items()},
    "package": PACKAGE,
    "package-empty": EMPTY_PACKAGE,
    "advisory": ADVISORY,
    "images": IMAGES,
    "images-empty": ImageList(),
    "images-of": ImageList(REPOSITORY, IMAGES.rows[:1], is_first=False),
    "images-none": ImageList("acme/none"),
    "images-end": ImageList(is_first=False),
    "image": IMAGE,
    "image-clean": CLEAN_IMAGE,
    "image-unjudged": UNJUDGED_IMAGE,
    "image-quiet": QUIET_IMAGE,
    "diff": DIFF,
    "diff-same": SAME_DIFF,
    "diff-choose": Diff(current=f"{REPOSITORY}:1.21.5", choices=(f"{REPOSITORY}:1.21.5",)),
    "diff-none": Diff(),
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
    "access": Access(),
    "access-refused": Access(is_refused=True),
    "not-found": NotFound("/security/CVE-2023"),
    "not-found-bare": NotFound(),
    "problem": Problem(
        400, "The page token belongs to another list.", "Start again from the first page.", "NW-WEB-TOKEN"
    ),
    "problem-inside": Problem(500, "Something went wrong on our side.", reference="3f2a"),
}
"""Every page in every state that its template knows."""
