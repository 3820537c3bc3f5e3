"""A diff in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import format_instant

if TYPE_CHECKING:
    from navwarn.core.finding import IndexIdentity
    from navwarn.diffing.interface import ImageDiff


def headline(diff: ImageDiff) -> str:
    """How much went, came and changed."""
    found = diff.findings
    if diff.is_empty:
        return "No changes."
    moved = counted(diff.packages.moved, "package", "packages")
    sides = (("first", diff.previous), ("second", diff.current))
    if blind := [place for place, side in sides if side.evaluation.is_blind]:
        return (
            f"Vulnerabilities cannot be compared, as nothing in the {' and the '.join(blind)} image was"
            f" evaluated; {moved} changed"
        )
    gone, new = len(found.vulnerabilities_gone), len(found.vulnerabilities_new)
    return (
        f"{counted(gone, 'vulnerability', 'vulnerabilities')} gone, {new} new,"
        f" {moved} changed"
        f" (findings: {len(found.gone)} gone, {len(found.new)} new, {len(found.changed)} changed,"
        f" {found.unchanged} the same)"
    )


def knowledge_words(diff: ImageDiff) -> str:
    """By which knowledge the two were judged: one and the same, unless two moments were asked for (I15)."""
    before, after = (_index_words(side.evaluation.index) for side in (diff.previous, diff.current))
    return f"both judged by {before}" if before == after else f"judged by {before}, and by {after}"


def _index_words(index: IndexIdentity) -> str:
    as_of, known = index.moments.as_of, index.moments.known
    entries = counted(index.size, "entry", "entries")
    told = f"the ledger's {entries}" if known is None else f"the ledger up to entry {known}"
    return told if as_of is None else f"{told} as of {format_instant(as_of)}"


def counted(count: int, one: str, many: str) -> str:
    """A number with what it counts."""
    return f"1 {one}" if count == 1 else f"{count} {many}"
