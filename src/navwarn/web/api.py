"""The API: ``/api/v1`` (platform-api.md section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.moments import LATEST
from navwarn.core.status import Exposure, exposure_of
from navwarn.web import image_model, model
from navwarn.web.answer import JSON, Answer
from navwarn.web.asked import LIST_NAMES, MOMENT_NAMES
from navwarn.web.encoding import encode, plain
from navwarn.web.example import EXAMPLES
from navwarn.web.parameter import path_parameter
from navwarn.web.route import Description, Route
from navwarn.workflows.browse.advisory import advisory_page
from navwarn.workflows.browse.advisory_list import LARGEST_PAGE, PAGE_SIZE, advisory_list
from navwarn.workflows.browse.changes import changes
from navwarn.workflows.browse.feed_list import feeds_of
from navwarn.workflows.browse.package import package_page
from navwarn.workflows.browse.tracked import told_exposures
from navwarn.workflows.browse.visit import NothingThereError
from navwarn.workflows.browse.vulnerability import vulnerability_page

if TYPE_CHECKING:
    from navwarn.pages.view.count import StatusCount
    from navwarn.pages.view.vulnerability import Vulnerability
    from navwarn.web.route import Question
    from navwarn.workflows.browse.visit import Visit

_LARGEST_SEQUENCE = 10**15


def answer_json(content: Any) -> Answer:
    """An answer of JSON."""
    return Answer(encode(content), JSON)


def advisories(question: Question) -> Answer:
    """A page of the list of advisories."""
    found = advisory_list(question.visit, question.asked.list_question())
    return answer_json(model.advisories(found, question.visit.asked))


def advisory(question: Question) -> Answer:
    """One advisory with its entries."""
    page = advisory_page(question.visit, question.path["id"])
    return answer_json(model.one_advisory(page, question.visit.asked))


def package(question: Question) -> Answer:
    """One package of a distribution."""
    page = package_page(question.visit, question.path["distribution"], question.path["name"])
    return answer_json(model.one_package(page, question.visit.asked))


def packages_named(question: Question) -> Answer:
    """The advisories about packages of a name in any distribution."""
    from msgspec.structs import replace

    asked = question.asked.list_question()
    filters = replace(asked.filters, packages=(question.path["name"],))
    found = advisory_list(question.visit, replace(asked, filters=filters))
    if not found.rows and not question.visit.browser.distributions_with(question.path["name"]):
        raise NothingThereError(question.path["name"])
    return answer_json(model.advisories(found, question.visit.asked))


def vulnerability(question: Question) -> Answer:
    """One vulnerability: exactly one of five answers."""
    page = vulnerability_page(question.visit, question.path["id"], with_images=False)
    content = model.one_vulnerability(page, question.visit.asked)
    return answer_json(content | _images_open_to(question.visit, page))


def _images_open_to(visit: Visit, page: Vulnerability) -> dict[str, Any]:
    """Which tracked images are open to it now; nothing where another moment is asked about."""
    if visit.moments != LATEST:
        return {"images": None, "more_images": 0, "unjudged_images": 0}
    ids = {page.id, *(one.id for one in page.others if not one.note)}
    return image_model.exposures(told_exposures(visit, ids))


def summary(question: Question) -> Answer:
    """Counts by status."""
    found = advisory_list(question.visit, question.asked.list_question())
    content = model.head("summary", question.visit.asked) | {
        "total": model.number(found.total),
        "counts": model.counts_of(found.counts),
        "exposures": {exposure: _exposed(found.counts, exposure) for exposure in Exposure},
    }
    return answer_json(content)


def _exposed(counts: tuple[StatusCount, ...], exposure: Exposure) -> dict[str, Any]:
    some = [one.count for one in counts if exposure_of(one.status) is exposure and one.status != "withdrawn"]
    return {"number": sum(one.number for one in some), "or_more": any(one.or_more for one in some)}


def change_list(question: Question) -> Answer:
    """Entries since a sequence number."""
    since = question.asked.number("since", 0, 0, _LARGEST_SEQUENCE) or 0
    limit = question.asked.number("page_size", PAGE_SIZE, 1, LARGEST_PAGE) or PAGE_SIZE
    return answer_json(model.change_list(changes(question.visit, since, limit)))


def feeds(question: Question) -> Answer:
    """The feeds."""
    items = [plain(feed) | {"url": f"{question.site.url}{feed.path}"} for feed in feeds_of(question.visit)]
    return answer_json({"schema": "navwarn/api-feeds/1", "items": items})


_ID = path_parameter("id", "An id of ours.", "NW-2222-3333-4444")
_ANY_ID = path_parameter("id", "Any id of the vulnerability, or one of ours.", "CVE-2023-44487")
_DISTRIBUTION = path_parameter("distribution", "The distribution.", "default")
_NAME = path_parameter("name", "The origin package.", "nghttp2")
_SUMMARY_NAMES = tuple(name for name in LIST_NAMES if name not in {"page_size", "page_token", "sort"})

ROUTES = (
    Route(
        "/api/v1/advisories",
        advisories,
        LIST_NAMES,
        description=Description("List advisories", model.Advisories, EXAMPLES["advisories"]),
    ),
    Route(
        "/api/v1/advisories/{id}",
        advisory,
        MOMENT_NAMES,
        description=Description("One advisory", model.OneAdvisory, EXAMPLES["advisory"], (_ID,)),
    ),
    Route(
        "/api/v1/packages/{name}/advisories",
        packages_named,
        tuple(name for name in LIST_NAMES if name not in {"package", "origin"}),
        description=Description(
            "List the advisories about a package", model.Advisories, EXAMPLES["advisories"], (_NAME,)
        ),
    ),
    Route(
        "/api/v1/packages/{distribution}/{name}",
        package,
        MOMENT_NAMES,
        description=Description(
            "One package", model.OnePackage, EXAMPLES["package"], (_DISTRIBUTION, _NAME), "packages"
        ),
    ),
    Route(
        "/api/v1/vulnerabilities/{id}",
        vulnerability,
        MOMENT_NAMES,
        description=Description(
            "What is known about a vulnerability",
            model.OneVulnerability,
            EXAMPLES["vulnerability"],
            (_ANY_ID,),
            "vulnerabilities",
        ),
    ),
    Route(
        "/api/v1/summary",
        summary,
        _SUMMARY_NAMES,
        description=Description("Count advisories by status", model.Summary, EXAMPLES["summary"]),
    ),
    Route(
        "/api/v1/changes",
        change_list,
        ("since_sequence", "page_size", "known_at"),
        description=Description("Follow the log", model.ChangeList, EXAMPLES["changes"], tag="log"),
    ),
    Route(
        "/api/v1/feeds",
        feeds,
        description=Description("List feeds", model.FeedList, EXAMPLES["feeds"], tag="feeds"),
    ),
)
