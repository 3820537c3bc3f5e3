"""Diffs of images as tables, JSON and Markdown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from navwarn.cli.finding_view import STYLES, packages_words, settled
from navwarn.cli.output import envelope, json_text, printable, table
from navwarn.core.gathering import Gathered, gather
from navwarn.diffing.compat import compat as compat_value
from navwarn.diffing.interface import Direction
from navwarn.diffing.markdown import platforms_markdown
from navwarn.diffing.native import native
from navwarn.diffing.sentence import altered_sentence, reason_sentence, setting_words
from navwarn.diffing.summary import counted, headline, knowledge_words
from navwarn.errors import InputError
from navwarn.matching.output.sentence import settled_words, summary_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.cli.context import Context
    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Component
    from navwarn.core.moments import Moments
    from navwarn.diffing.interface import Altered, Explained, ImageDiff, PackageChange, PackageDiff
    from navwarn.diffing.platforms import PlatformGroup, PlatformsDiff

T = TypeVar("T")
Row = tuple[str, ...]

_FOUND = ("", "vulnerability", "severity", "package", "reason")
_MOVED = ("", "package", "type", "from", "to")
_SET = ("setting", "from", "to")
_ANSWERED = ("settled in", "vulnerability", "severity", "package", "status")


def rendered(
    ctx: Context,
    found: PlatformsDiff,
    output: str,
    moments: Moments,
    *,
    compat: bool,
    with_config: bool,
    with_settled: bool,
) -> str:
    """The diff in the form that was asked for; ``with_settled`` adds what is settled in each image (I16)."""
    if compat:
        return json.dumps(compat_value(_only(found)), indent=2, ensure_ascii=False) + "\n"
    if output == "json":
        items = [
            {"platforms": list(one.platforms), **native(one.diff, with_subtracted=with_settled)}
            for one in found.groups
        ]
        platforms = {"platforms_added": list(found.added), "platforms_removed": list(found.removed)}
        return json_text(envelope("diff", ctx.now(), moments, **platforms, items=items))
    if output == "markdown":
        return platforms_markdown(found, with_settled=with_settled)
    parts = [
        _text(ctx, one, is_alone=found.is_uniform, with_config=with_config, with_settled=with_settled)
        for one in found.groups
    ]
    return "\n".join([*parts, *(f"{printable(line)}\n" for line in only_one_side(found))])


def _only(found: PlatformsDiff) -> ImageDiff:
    if not found.is_one_difference:
        raise InputError("the platforms differ in different ways: choose one with --platform")
    return found.groups[0].diff


def only_one_side(found: PlatformsDiff) -> Iterator[str]:
    """The platforms that only one side has."""
    for words, platforms in (("only in TO", found.added), ("only in FROM", found.removed)):
        if platforms:
            yield f"{words}: {', '.join(platforms)}"


def _text(
    ctx: Context, group: PlatformGroup, *, is_alone: bool, with_config: bool, with_settled: bool
) -> str:
    """One group of platforms for people."""
    diff = group.diff
    platforms = "" if is_alone and len(group.platforms) < 2 else f"{', '.join(group.platforms)}: "  # noqa: PLR2004
    parts = [f"{platforms}{printable(headline(diff))}\n{_sides(diff)}", *tables(ctx, diff)]
    if with_settled and (answered := list(_settled(diff))):
        parts.append(table(ctx, _ANSWERED, answered, styles=STYLES))
    if with_config and diff.config:
        rows = [
            _row(f"{one.field} {one.key}".strip(), *(words or "" for words in setting_words(one)))
            for one in diff.config
        ]
        parts.append(table(ctx, _SET, rows))
    return "\n".join([*parts, *cautions(diff)])


def cautions(diff: ImageDiff) -> Iterator[str]:
    """What makes the two hard to compare and what nobody could judge, a line each, where there is any."""
    if diff.cautions:
        yield "".join(f"{printable(one)}\n" for one in diff.cautions)


def _sides(diff: ImageDiff) -> str:
    """What is found in each of the two images, and by which knowledge."""
    found = (
        f"{word} {side.inventory.source.reference}: {summary_words(side.evaluation)}"
        for word, side in (("from", diff.previous), ("to", diff.current))
    )
    lines = (*found, knowledge_words(diff))
    return "".join(f"{printable(line)}\n" for line in lines)


def tables(ctx: Context, diff: ImageDiff) -> Iterator[str]:
    """What changed in findings and packages, a table each."""
    found = [
        _finding(word, one, one.first.finding, reason_sentence(one.first.reason))
        for word, some in (("gone", diff.findings.gone), ("new", diff.findings.new))
        for one in explained_rows(some)
    ]
    altered = gather(
        diff.findings.changed, lambda one: one.current, lambda one: (*_why(one), *one.previous.words.values())
    )
    found += [_finding("changed", one, one.first.current, altered_sentence(one.first)) for one in altered]
    if found:
        yield table(ctx, _FOUND, found, styles=STYLES)
    packages = list(dict.fromkeys(_packages(diff.packages)))  # copies in several places are one row
    if packages:
        yield table(ctx, _MOVED, packages)


def _settled(diff: ImageDiff) -> Iterator[Row]:
    """What our advisories have settled in each image, and by which rule."""
    for word, side in (("from", diff.previous), ("to", diff.current)):
        for one in settled(side.evaluation.subtracted):
            yield _finding(word, one, one.first.finding, settled_words(one.first))


def explained_rows(some: Iterable[Explained]) -> list[Gathered[Explained]]:
    """Findings as rows: those of one vulnerability in packages of one origin, for one reason, are one."""
    return gather(some, lambda one: one.finding, _why)


def _why(one: Explained | Altered) -> tuple[str, ...]:
    """The reason but for the name of the package."""
    return (one.reason.code, one.reason.previous, one.reason.current)


def _finding(word: str, gathered: Gathered[T], finding: Finding, why: str) -> Row:
    cells = (word, finding.vulnerability, finding.severity.label, packages_words(gathered, finding), why)
    return _row(*cells)


def _packages(diff: PackageDiff) -> Iterator[Row]:
    """What became of packages; those of one origin that moved together in one line (I8)."""
    together = {(one.type, name): one for one in diff.families for name in one.packages}
    told = set()
    for change in diff.changed:
        one = change.current
        family = together.get((one.type, one.name))
        if family is None:
            yield _moved(change, one.full_name)
        elif family not in told:
            told.add(family)
            yield _moved(change, f"{family.origin} family: {counted(len(family.packages), '', 'packages')}")
    replaced = {id(one) for pair in diff.replaced for one in (pair.previous, pair.current)}
    for pair in diff.replaced:
        before, after = pair.previous, pair.current
        yield _row("replaced", f"{before.name} by {after.name}", after.type, before.version, after.version)
    for word, components in (("added", diff.added), ("removed", diff.removed)):
        for one in components:
            if id(one) not in replaced:
                yield _alone(word, one)


def _moved(change: PackageChange, name: str) -> Row:
    """A package that is in both images, or those that moved as it did."""
    before, after, word = change.previous, change.current, change.direction.value
    versions = (before.version, after.version)
    if change.namespace_changed:
        word = "moved" if change.direction is Direction.SAME else word
        versions = (f"{before.version} ({before.namespace})", f"{after.version} ({after.namespace})")
    elif change.direction is Direction.REBUILT and change.is_older:
        word = "rebuilt, older"
    return _row(word, name, after.type, *versions)


def _alone(word: str, one: Component) -> Row:
    versions = ("", one.version) if word == "added" else (one.version, "")
    return _row(word, one.full_name, one.type, *versions)


def _row(*cells: str) -> Row:
    return tuple(printable(cell) for cell in cells)
