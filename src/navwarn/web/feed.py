"""Feeds, and lists as Atom, JSON Feed and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.web.answer import JSON, Answer
from navwarn.web.asked import MOMENT_NAMES
from navwarn.web.route import Route
from navwarn.workflows.browse.feed_content import osv_archive, osv_changes, osv_index, osv_record, secdb

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.web.route import Question
    from navwarn.workflows.browse.feed_content import FeedContent
    from navwarn.workflows.browse.visit import Visit

CSV = "text/csv; charset=utf-8"
ZIP = "application/zip"


def _whole(make: Callable[[Visit, str], FeedContent], media_type: str) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        content = make(question.visit, question.path["distribution"])
        return Answer(content.data, media_type, modified=content.modified)

    return answer


def record(question: Question) -> Answer:
    """One OSV record."""
    content = osv_record(question.visit, question.path["distribution"], question.path["id"])
    return Answer(content.data, JSON, modified=content.modified)


ROUTES = (
    Route("/{distribution}/security.json", _whole(secdb, JSON), MOMENT_NAMES),
    Route("/{distribution}/osv/all.json", _whole(osv_index, JSON), MOMENT_NAMES),
    Route("/{distribution}/osv/modified_id.csv", _whole(osv_changes, CSV), MOMENT_NAMES),
    Route("/{distribution}/osv/all.zip", _whole(osv_archive, ZIP), MOMENT_NAMES),
    Route("/{distribution}/osv.zip", _whole(osv_archive, ZIP), MOMENT_NAMES),
    Route("/{distribution}/osv/{id}.json", record, MOMENT_NAMES),
)
SLOW_TO_MAKE = frozenset(route.path for route in ROUTES[:-1])
"""What is made of a whole distribution: kept while it is made anew."""
