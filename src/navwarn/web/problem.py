"""Errors as RFC 9457 has them, or as a page for people."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from navwarn.errors import ExternalError, NavwarnError
from navwarn.ledger.interface import LocationError, MissingLedgerError, SlowQueryError
from navwarn.pages.view.problem import NotFound, Problem
from navwarn.web.answer import PROBLEM, Answer
from navwarn.workflows.browse.feed_content import LargeFeedError
from navwarn.workflows.browse.image_sight import NotTrackedError
from navwarn.workflows.browse.visit import NothingThereError, UnauthenticatedError
from navwarn.workflows.reading import UnknownAdvisoryError

if TYPE_CHECKING:
    from navwarn.pages.frame import Page

log = logging.getLogger("navwarn.web")

TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    408: "Request timeout",
    413: "Content too large",
    414: "Address too long",
    415: "Unsupported media type",
    429: "Too many requests",
    431: "Headers too large",
    500: "Internal error",
    503: "Not available",
}
GRPC_CODES = {
    400: 3,
    401: 16,
    403: 7,
    404: 5,
    405: 12,
    408: 4,
    413: 3,
    414: 3,
    415: 3,
    429: 8,
    431: 3,
    500: 13,
    503: 14,
}
"""What the platform's clients expect instead of a status (platform-api.md RS6)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with a request; ``reference`` leads to the line of the log where there is one."""

    status: int
    code: str
    message: str
    hint: str = ""
    reference: str = ""

    @property
    def page(self) -> Page:
        """The failure as a page."""
        if self.code == NothingThereError.code:
            return NotFound()
        return Problem(self.status, self.message, self.hint, self.code, self.reference)

    def answer(self) -> Answer:
        """The failure for programs."""
        content = {
            "type": "about:blank",
            "title": TITLES.get(self.status, "Error"),
            "status": self.status,
            "detail": self.message,
            "code": self.code,
        }
        if self.hint:
            content["hint"] = self.hint
        if self.reference:
            content["reference"] = self.reference
        return Answer(msgspec.json.encode(content), PROBLEM, self.status, keeps=False)

    def platform_answer(self) -> Answer:
        """The failure for clients of the platform."""
        content = {"code": GRPC_CODES.get(self.status, 2), "message": self.message, "details": []}
        headers = (("www-authenticate", "Bearer"),) if self.status == 401 else ()  # noqa: PLR2004
        return Answer(msgspec.json.encode(content), "application/json", self.status, headers, keeps=False)


NOT_FOUND = Failure(404, NothingThereError.code, "there is nothing here")


def failure_of(error: Exception) -> Failure:
    """What a reader is told about an error; what nobody foresaw is logged, and only its reference told."""
    match error:
        case NotTrackedError():
            return Failure(404, error.code, error.message, error.hint)
        case NothingThereError() | UnknownAdvisoryError():
            return Failure(404, NothingThereError.code, error.message)
        case SlowQueryError() | LargeFeedError():
            return Failure(503, error.code, error.message, error.hint)
        case ExternalError() | MissingLedgerError() | LocationError():
            return _logged(503, error.code, "the ledger cannot be read at the moment: try again later", error)
        case NavwarnError():
            status = 401 if isinstance(error, UnauthenticatedError) else 400
            return Failure(status, error.code, error.message, error.hint)
        case _:
            return _logged(500, "NW-INTERNAL", "something went wrong here that nobody foresaw", error)


def _logged(status: int, code: str, message: str, error: Exception) -> Failure:
    reference = secrets.token_hex(6)
    log.error("failure %s", reference, exc_info=error)
    return Failure(status, code, message, reference=reference)
