"""The list of advisories: its tiles, its form, its headings, the filters that are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.status import Status
from navwarn.pages.figure import counted, day
from navwarn.pages.view.advisory_list import AdvisoryList, Filters
from navwarn.pages.word import PROMINENT, RARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.severity import Severity
    from navwarn.pages.link import Links, Parameters
    from navwarn.pages.view.count import StatusCount
    from navwarn.pages.view.site import DistributionName

HEADINGS = (
    ("vulnerability", "Vulnerability", "vulnerability"),
    ("severity", "Severity", "-severity"),
    ("package", "Package", "package"),
    ("status", "Status", "status"),
    ("", "Fixed in", ""),
    ("published", "Published", "-published"),
    ("updated", "Updated", "-updated"),
)
"""Sort key (empty for none), word and first order of each column."""


class Tile(Struct, frozen=True):
    """A status with its number of advisories, and the list it leads to; ``is_on`` while that is shown."""

    status: Status
    number: str
    href: str
    is_on: bool = False


class Option(Struct, frozen=True):
    """One choice of a field of the form."""

    value: str
    label: str
    is_on: bool = False


class Heading(Struct, frozen=True):
    """A column: ``order`` is what ``aria-sort`` says, ``href`` the list in the other order."""

    label: str
    href: str = ""
    order: str = ""


class Chosen(Struct, frozen=True):
    """A filter that is on, in words, and the list without it."""

    words: str
    href: str


def tiles(counts: Iterable[StatusCount], links: Links, filters: Filters | None = None) -> list[Tile]:
    """One tile for each status, prominent ones first; a click on one that is on turns it off."""
    chosen = filters or Filters()
    known = {each.status: each.count for each in counts}
    shown = [status for status in PROMINENT if status in known or status not in RARE]
    return [
        _tile(status, counted(known[status]) if status in known else "0", links, chosen) for status in shown
    ]


def _tile(status: Status, number: str, links: Links, filters: Filters) -> Tile:
    is_on = filters.statuses == (status,)
    changed = replace(filters, statuses=() if is_on else (status,))
    return Tile(status, number, links.advisories(changed), is_on)


def options(
    values: Sequence[Status] | Sequence[Severity], chosen: Sequence[str], any_word: str
) -> list[Option]:
    """The choices of a field: none, each value, and what is chosen where that is several."""
    listed = [Option("", any_word, not chosen)]
    if len(chosen) > 1:
        listed.append(Option(",".join(chosen), ", ".join(_word(value) for value in chosen), is_on=True))
    return listed + [Option(value.value, value.label, tuple(chosen) == (value,)) for value in values]


def distribution_options(names: Sequence[DistributionName], chosen: Sequence[str]) -> list[Option]:
    """The choices of distributions, as ``options`` makes them."""
    listed = [Option("", "Any distribution", not chosen)]
    if len(chosen) > 1:
        listed.append(Option(",".join(chosen), ", ".join(chosen), is_on=True))
    return listed + [Option(each.name, each.title, tuple(chosen) == (each.name,)) for each in names]


def exploited_options(chosen: bool | None) -> list[Option]:
    """The choices about exploitation."""
    return [
        Option("", "Exploited: any", chosen is None),
        Option("true", "Exploited", chosen is True),
        Option("false", "Not known exploited", chosen is False),
    ]


def _word(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def headings(filters: Filters, links: Links) -> list[Heading]:
    """The columns, each with the list it would sort."""
    return [_heading(key, label, first, filters, links) for key, label, first in HEADINGS]


def _heading(key: str, label: str, first: str, filters: Filters, links: Links) -> Heading:
    if not key:
        return Heading(label)
    current = filters.sort.removeprefix("-")
    if current != key:
        return Heading(label, links.advisories(replace(filters, sort=first)))
    descending = filters.sort.startswith("-")
    turned = key if descending else f"-{key}"
    order = "descending" if descending else "ascending"
    return Heading(label, links.advisories(replace(filters, sort=turned)), order)


def chosen_filters(filters: Filters, links: Links) -> list[Chosen]:
    """Every filter that is on, each with the list without it."""
    without = (
        (f"“{filters.q}”", filters.q, replace(filters, q="")),
        (", ".join(map(_word, filters.statuses)), filters.statuses, replace(filters, statuses=())),
        (", ".join(map(_word, filters.severities)), filters.severities, replace(filters, severities=())),
        ("package " + ", ".join(filters.packages), filters.packages, replace(filters, packages=())),
        ("in " + ", ".join(filters.distributions), filters.distributions, replace(filters, distributions=())),
        (_exploited_word(filters), filters.exploited is not None, replace(filters, exploited=None)),
        (_since_word(filters), filters.since is not None, replace(filters, since=None)),
        (_until_word(filters), filters.until is not None, replace(filters, until=None)),
    )
    return [Chosen(words, links.advisories(rest)) for words, is_on, rest in without if is_on]


def _exploited_word(filters: Filters) -> str:
    return "exploited" if filters.exploited else "not known exploited"


def _since_word(filters: Filters) -> str:
    return "" if filters.since is None else f"since {day(filters.since)}"


def _until_word(filters: Filters) -> str:
    return "" if filters.until is None else f"until {day(filters.until)}"


def paging(page: AdvisoryList, links: Links) -> tuple[str, str]:
    """The addresses of the newest page and of the next older one; empty where there is none."""
    sized: Parameters = () if page.page_size is None else (("page_size", str(page.page_size)),)
    first = "" if page.is_first else links.advisories(page.filters, sized)
    older = links.advisories(page.filters, (*sized, ("page_token", page.older))) if page.older else ""
    return first, older
