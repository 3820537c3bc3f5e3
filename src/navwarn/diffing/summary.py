"""A diff in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from navwarn.diffing.interface import ImageDiff


def headline(diff: ImageDiff) -> str:
    """How much went, came and changed."""
    found, packages = diff.findings, diff.packages
    if diff.is_empty:
        return "No changes."
    moved = len(packages.added) + len(packages.removed) + len(packages.changed)
    sides = (("first", diff.previous), ("second", diff.current))
    if blind := [place for place, side in sides if side.evaluation.is_blind]:
        return (
            f"Vulnerabilities cannot be compared, as nothing in the {' and the '.join(blind)} image was"
            f" evaluated; {counted(moved, 'package', 'packages')} changed"
        )
    gone, new = len(found.vulnerabilities_gone), len(found.vulnerabilities_new)
    return (
        f"{counted(gone, 'vulnerability', 'vulnerabilities')} gone, {new} new,"
        f" {counted(moved, 'package', 'packages')} changed"
        f" (findings: {len(found.gone)} gone, {len(found.new)} new, {len(found.changed)} changed,"
        f" {found.unchanged} the same)"
    )


def counted(count: int, one: str, many: str) -> str:
    """A number with what it counts."""
    return f"1 {one}" if count == 1 else f"{count} {many}"
