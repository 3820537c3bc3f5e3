"""What a request asks, read within bounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl

from msgspec import Struct

from navwarn.core.event import EventType
from navwarn.core.instant import Instant, parse_day, parse_instant, parse_moment
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.pages.view.advisory_list import DEFAULT_SORT, SORTS, Filters
from navwarn.workflows.browse.advisory_list import LARGEST_PAGE, ListQuestion
from navwarn.workflows.browse.visit import WrongParameterError, moments_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from enum import StrEnum

    from navwarn.pages.view.site import MomentsAsked

MAX_QUERY = 4_000
MAX_PARAMETERS = 60
MAX_VALUES = 50
MAX_TEXT = 300

_NUMBER = re.compile(r"[0-9]{1,15}")

T = TypeVar("T", bound="StrEnum")


class Asked(Struct, frozen=True):
    """The parameters of a request: every value of every name, in order."""

    parameters: tuple[tuple[str, str], ...]
    most: int = MAX_VALUES
    """How many values one name may have."""

    @classmethod
    def read(cls, query: str, known: Collection[str], most: int = MAX_VALUES) -> Asked:
        """The parameters of a query; raises ``WrongParameterError`` for unknown names and for too many."""
        most_pairs = most + MAX_PARAMETERS - MAX_VALUES
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=most_pairs)
        except ValueError:
            raise WrongParameterError(f"more than {most_pairs} parameters are too many") from None
        for name, value in pairs:
            if name not in known:
                raise WrongParameterError(
                    f"there is no parameter {name[:60]!r} here",
                    hint=f"There are: {', '.join(sorted(known))}.",
                )
            if "\0" in value or "\ufffd" in value:
                raise WrongParameterError(f"{name}: the value is no text")
        return cls(tuple(pairs), most)

    def text(self, name: str, default: str = "") -> str:
        """The last value of a name; a blank one is as good as none."""
        found = [value for key, value in self.parameters if key == name and value]
        if found and len(found[-1]) > MAX_TEXT and name != "page_token":
            raise WrongParameterError(f"{name}: more than {MAX_TEXT} characters are too many")
        return found[-1] if found else default

    def texts(self, *names: str) -> tuple[str, ...]:
        """All values of a name, which may be repeated or separated by commas, each once."""
        found = dict.fromkeys(
            part.strip()
            for key, value in self.parameters
            if key in names
            for part in value.split(",")
            if part.strip()
        )
        if len(found) > self.most or any(len(part) > MAX_TEXT for part in found):
            raise WrongParameterError(
                f"{names[0]}: more than {self.most} values, or one of more than {MAX_TEXT} characters"
            )
        return tuple(found)

    def words(self, kind: type[T], *names: str) -> tuple[T, ...]:
        """All values of a name that has only certain words."""
        try:
            return tuple(kind(text) for text in self.texts(*names))
        except ValueError:
            raise WrongParameterError(f"{names[0]}: the values are {', '.join(kind)}") from None

    def number(self, name: str, default: int | None, lowest: int, highest: int) -> int | None:
        """A whole number within bounds."""
        text = self.text(name)
        if not text:
            return default
        if not _NUMBER.fullmatch(text) or not lowest <= int(text) <= highest:
            raise WrongParameterError(f"{name}: {text[:40]!r} is no whole number from {lowest} to {highest}")
        return int(text)

    def moment(self, name: str, read: Callable[[str], Instant]) -> Instant | None:
        """A time."""
        text = self.text(name)
        try:
            return read(text) if text else None
        except ValueError as error:
            raise WrongParameterError(f"{name}: {error}") from None

    def flag(self, name: str) -> bool | None:
        """Yes, no, or nothing said."""
        text = self.text(name)
        if text not in {"", "true", "false"}:
            raise WrongParameterError(f"{name}: {text[:40]!r} is neither true nor false")
        return {"": None, "true": True, "false": False}[text]

    def moments(self) -> MomentsAsked:
        """The two moments."""
        return moments_asked(self.text("as_of"), self.text("known_at"))

    def filters(self) -> Filters:
        """The filters of a list as pages have them."""
        sort = self.text("sort", DEFAULT_SORT)
        if sort.removeprefix("-") not in SORTS:
            raise WrongParameterError(
                f"sort: {sort[:40]!r} is none of {', '.join(SORTS)}, or one after a minus"
            )
        return Filters(
            q=self.text("q"),
            statuses=self.words(Status, "status"),
            severities=self.words(Severity, "severity"),
            packages=self.texts("package", "origin"),
            distributions=self.texts("distribution", "namespace"),
            since=self.moment("since", start_of),
            until=self.moment("until", parse_moment),
            exploited=self.flag("exploited"),
            sort=sort,
        )

    def list_question(self) -> ListQuestion:
        """Everything that can be asked of the list."""
        filters = self.filters()
        return ListQuestion(
            filters=filters,
            vulnerabilities=self.texts("alias", "cve"),
            exposures=self.words(Exposure, "exposure"),
            event_types=self.words(EventType, "event_type"),
            component_types=self.texts("component_type"),
            published_since=self.moment("published_since", start_of),
            published_until=self.moment("published_until", parse_moment),
            page_size=self.number("page_size", None, 1, LARGEST_PAGE),
            page_token=self.text("page_token"),
        )


def start_of(text: str) -> Instant:
    """The moment a span begins: a time, or a date, whose beginning it is."""
    return parse_day(text) if len(text) == len("2024-05-01") else parse_instant(text)


MOMENT_NAMES = ("as_of", "known_at")
FILTER_NAMES = (
    *("q", "status", "severity", "package", "origin", "distribution", "namespace", "since", "until"),
    *("exploited", "sort", "page_size", "page_token"),
)
PROGRAM_NAMES = (
    *("alias", "cve", "exposure", "event_type", "component_type", "published_since", "published_until"),
)
LIST_NAMES = (*FILTER_NAMES, *PROGRAM_NAMES, *MOMENT_NAMES)
