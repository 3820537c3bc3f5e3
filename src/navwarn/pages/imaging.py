"""Tracked images in words: headlines, and findings and packages that belong together as one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.finding import Finding, Subtracted
from navwarn.core.gathering import gather, origin_of
from navwarn.core.severity import Severity
from navwarn.pages.figure import grouped, numbered
from navwarn.pages.view.diff import ComparedFinding, Move, MovedPackage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.pages.view.diff import AlteredFinding, Compared, ComparedImage, Diff
    from navwarn.pages.view.image import Image
    from navwarn.pages.view.images import ImageName, NotEvaluated, SeverityCount

_DIGEST = len("sha256:") + 12
_NAMED = 3

RULES = {
    "not-affected": "our advisory says that the package is not affected",
    "fixed": "the installed version has the fix",
    "owner-not-affected": "the package that owns it is not affected",
    "owner-fixed": "the installed version of the package that owns it has the fix",
}
"""Why a matched vulnerability is no finding, by the rule that fired."""

MOVES = {
    Move.UPGRADED: "Upgraded",
    Move.DOWNGRADED: "Downgraded",
    Move.REBUILT: "Rebuilt",
    Move.REPLACED: "Replaced",
    Move.CHANGED: "Changed",
    Move.SAME: "From another distribution",
    Move.ADDED: "Added",
    Move.REMOVED: "Removed",
}
"""What became of packages, in the order of the page."""


class Found(Struct, frozen=True):
    """A finding that speaks for all packages of one origin: their names, and where they lie."""

    finding: Finding
    packages: tuple[str, ...]
    locations: tuple[str, ...]

    @property
    def name(self) -> str:
        """The origin package, or the component itself where it has none."""
        return origin_of(self.finding.component)

    @property
    def built(self) -> str:
        """The packages of that origin in brackets, where they are not just itself."""
        return built_words(self.name, self.packages)


class FoundBecause(Struct, frozen=True):
    """A finding that is gone or new, for all packages of one origin that moved alike."""

    found: Found
    compared: ComparedFinding


class Moves(Struct, frozen=True):
    """Packages of which the same became."""

    title: str
    move: Move
    rows: tuple[MovedPackage, ...]


def built_words(name: str, packages: Sequence[str]) -> str:
    """What was built from a package: ``(libcurl4)``, ``(5 packages)``, nothing where it is only itself."""
    if tuple(packages) in {(name,), ()}:
        return ""
    shown = ", ".join(packages) if len(packages) < _NAMED else numbered(len(packages), "package", "packages")
    return f"({shown})"


def short(digest: str) -> str:
    """The beginning of a digest, enough to tell images apart."""
    return digest if len(digest) <= _DIGEST else f"{digest[:_DIGEST]}…"


def found(findings: Iterable[Finding]) -> list[Found]:
    """Findings in their order, those of one vulnerability in packages of one origin as one."""
    return [Found(one.first, one.packages, one.locations) for one in gather(findings, lambda one: one)]


def found_because(compared: Iterable[ComparedFinding]) -> list[FoundBecause]:
    """Findings that are gone or new, those that belong together as one."""
    together = gather(
        compared,
        lambda one: one.finding,
        lambda one: (one.previous, one.current, one.why.reason, one.why.advisory),
    )
    return [
        FoundBecause(Found(one.first.finding, one.packages, one.first.locations or one.locations), one.first)
        for one in together
    ]


def subtracted_rows(subtracted: Iterable[Subtracted]) -> list[tuple[Subtracted, Found]]:
    """What was subtracted, those of one vulnerability in packages of one origin as one."""
    together = gather(subtracted, lambda one: one.finding, lambda one: (one.rule, one.statement))
    return [(one.first, Found(one.first.finding, one.packages, one.locations)) for one in together]


def moves(packages: Sequence[MovedPackage]) -> list[Moves]:
    """Packages by what became of them."""
    return [
        Moves(title, move, rows)
        for move, title in MOVES.items()
        if (rows := tuple(each for each in packages if each.move is move))
    ]


def total(counts: Iterable[SeverityCount]) -> int:
    """How many vulnerabilities of any severity."""
    return sum(each.number for each in counts)


def vulnerabilities(number: int) -> str:
    """``1 vulnerability``, ``11 vulnerabilities``."""
    return numbered(number, "vulnerability", "vulnerabilities")


def called(names: Sequence[ImageName], digest: str) -> str:
    """What an image is called in a headline: its newest name without the registry, or its digest."""
    return last_part(names[0].text) if names else short(digest)


def last_part(name: str) -> str:
    """A name without its registry and folders: ``go:1.21.2``; a digest shortened."""
    return short(name) if name.startswith("sha256:") else name.rpartition("/")[2] or name


def silence_words(number: int, *, is_unread: bool = False) -> str:
    """How many packages nobody could judge, and that something was not even read: what no answer omits."""
    missed = [f"{numbered(number, 'package', 'packages')} not evaluated"] if number else []
    unread = ["something not read"] if is_unread else []
    return ", ".join([*missed, *unread]) or "every package evaluated"


def is_unread(silences: Iterable[NotEvaluated]) -> bool:
    """Whether something was there that could not be read, so that nobody knows what packages it names."""
    return any(not each.number for each in silences)


def severity_words(counts: Iterable[SeverityCount]) -> str:
    """``1 Critical, 4 High``; empty where there is none."""
    present = [each for each in counts if each.number]
    order = list(Severity)
    present.sort(key=lambda each: order.index(each.severity))
    return ", ".join(f"{grouped(each.number)} {each.severity.label}" for each in present)


def image_answer(page: Image) -> str:
    """What is found in an image and how much nobody looked at, in one line.

    Where nothing could be judged, no number of vulnerabilities is claimed.
    """
    silence = silence_words(page.not_evaluated, is_unread=is_unread(page.silences))
    if not page.evaluated and not page.findings:
        is_silent = page.not_evaluated or page.silences
        return f"Nothing could be judged: {silence if is_silent else 'no package found'}"
    words = severity_words(page.counts)
    said = vulnerabilities(total(page.counts))
    return f"{said}{f': {words}' if words else ''}, {silence}"


def image_title(page: Image) -> str:
    """The name of an image and the answer."""
    return f"{called(page.names, page.digest)} · {image_answer(page)}"


def side_words(side: ComparedImage) -> str:
    """What a side of a comparison has."""
    if _is_blind(side):
        return silence_words(side.not_evaluated, is_unread=is_unread(side.silences))
    return vulnerabilities(total(side.counts))


def _is_blind(side: ComparedImage) -> bool:
    """Whether nothing of a side was evaluated, so that no vulnerabilities mean nothing."""
    return bool(side.silences or side.not_evaluated) and not side.evaluated and not side.counts


def diff_answer(page: Diff) -> str:
    """The first line: how much is gone, new and changed."""
    compared = page.found
    if compared is None:
        return "Choose two tracked images"
    changed = f"{numbered(compared.packages_changed, 'package', 'packages')} changed"
    if not is_comparable(compared):
        return f"Vulnerabilities cannot be compared, {changed}"
    gone, new = len(compared.gone), len(compared.new)
    return f"{vulnerabilities(gone)} gone, {grouped(new)} new, {changed}"


def is_comparable(compared: Compared) -> bool:
    """Whether something of both images was evaluated: else nothing can be said to be gone or new."""
    return not _is_blind(compared.previous) and not _is_blind(compared.current)


def diff_title(page: Diff) -> str:
    """Which images are compared, and the answer."""
    if page.found is None:
        return "Compare two images"
    return f"{diff_names(page.found.previous, page.found.current)} · {diff_answer(page)}"


def diff_names(previous: ComparedImage, current: ComparedImage) -> str:
    """The two in a headline: ``go 1.21.2 → 1.21.5`` where both are tags of one repository."""
    before, _, old = previous.name.rpartition(":")
    after, _, new = current.name.rpartition(":")
    if before and before == after and before != "sha256" and "/" not in f"{old}{new}":
        return f"{last_part(before)} {old} → {new}"
    return f"{last_part(previous.name)} → {last_part(current.name)}"


def reason_title(reason: str) -> str:
    """A reason's slug as words: ``Upgraded past the fix``."""
    words = reason.replace("-", " ").removesuffix(" fix")
    return (f"{words} the fix" if reason.endswith("-fix") else words).capitalize()


def altered_words(altered: AlteredFinding) -> list[tuple[str, str, str]]:
    """What is said otherwise about a finding: the name of each field, what was said and what is."""
    before, after = altered.previous.words, altered.current.words
    return [
        (field.replace("-", " ").capitalize(), before[field], after[field])
        for field in altered.fields
        if field in before
    ]


def size_change(previous: int | None, current: int | None) -> int | None:
    """How many bytes more the second has; ``None`` where one is not known."""
    return None if previous is None or current is None else current - previous
