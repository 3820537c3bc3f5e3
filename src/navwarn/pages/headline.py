"""The answer in the first line: one piece for each status that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.status import Exposure, Status, exposure_of
from navwarn.pages.figure import counted, numbered
from navwarn.pages.view.answer import Advised, Dismissed, NotKnown, RejectedUpstream
from navwarn.pages.word import PROMINENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.pages.view.count import StatusCount
    from navwarn.pages.view.package import Package
    from navwarn.pages.view.problem import Problem
    from navwarn.pages.view.vulnerability import Vulnerability

_LONGEST_LEAD = 320
_NOTHING, _TOO_MANY, _OURS, _UNAVAILABLE = 404, 429, 500, 503


class Verdict(Struct, frozen=True):
    """A status and the words after it: ``Fixed`` ``in 12 of 14 packages``."""

    status: Status
    words: str
    version: str = ""


def verdicts(page: Vulnerability) -> list[Verdict]:
    """What the counts say, the largest first, which names the packages; the others are numbers."""
    present = _largest_first(page.counts)
    if not present:
        return []
    if page.total == 1 and len(page.packages) == 1:
        only = page.packages[0]
        return [Verdict(only.status, f"in {only.package}", only.fixed_version)]
    first, *rest = present
    every = first.count.number == page.total
    spelled = of_packages(page.total) if every else f"{counted(first.count)} of {of_packages(page.total)}"
    spelled = f"all {spelled}" if every and page.total > 1 else spelled
    return [
        Verdict(first.status, f"in {spelled}"),
        *(Verdict(each.status, counted(each.count)) for each in rest),
    ]


def _largest_first(counts: Sequence[StatusCount]) -> list[StatusCount]:
    present = [each for each in counts if each.count.number]
    return sorted(present, key=lambda each: (-each.count.number, PROMINENT.index(each.status)))


def vulnerability_title(page: Vulnerability) -> str:
    """The id and the first thing to know about it, in one line."""
    found = verdicts(page)
    if found:
        version = f" {found[0].version}" if found[0].version else ""
        return f"{page.id} · {found[0].status.label} {found[0].words}{version}"
    return f"{page.id} · {answer_words(page)}"


def lead(page: Vulnerability) -> str:
    """What it is about, in a sentence or two: upstream's title, else the beginning of the description."""
    text = page.upstream.title or page.upstream.description
    if len(text) <= _LONGEST_LEAD:
        return text
    return text[:_LONGEST_LEAD].rsplit(None, 1)[0] + " …"


def answer_words(page: Vulnerability) -> str:
    """The answer in two or three words (architecture.md 6)."""
    match page.answer:
        case Advised():
            return "no advisory then"
        case Dismissed():
            return "not in our packages"
        case RejectedUpstream(is_withdrawn=withdrawn):
            return "withdrawn upstream" if withdrawn else "rejected upstream"
        case NotKnown():
            return "not known yet"
        case _:
            return "no advisory"


def package_words(page: Package) -> str:
    """The package's state in one line: ``0 vulnerable, 3 fixed``."""
    statuses = [each.status for each in page.advisories]
    vulnerable = sum(exposure_of(status) is Exposure.VULNERABLE for status in statuses)
    words = [f"{vulnerable:,} vulnerable"]
    for status, word in (
        (Status.UNDER_INVESTIGATION, "under investigation"),
        (Status.FIXED, "fixed"),
        (Status.NOT_AFFECTED, "not affected"),
    ):
        number = statuses.count(status)
        if number:
            words.append(f"{number:,} {word}")
    return ", ".join(words)


def problem_title(page: Problem) -> str:
    """What kind of trouble it is: the reader's question, too much at once, or something here."""
    if page.status == _NOTHING:
        return "Nothing is here"
    if page.status == _TOO_MANY:
        return "Too many requests"
    if page.status < _OURS:
        return "This cannot be answered"
    return "Not available right now" if page.status == _UNAVAILABLE else "Something went wrong here"


def of_packages(number: int) -> str:
    """``1 package``, ``14 packages``."""
    return numbered(number, "package", "packages")
