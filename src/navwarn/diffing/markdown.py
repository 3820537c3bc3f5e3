"""A diff as Markdown for pull requests: the sections that public workflows have, then ours (MD1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.diffing.interface import Direction
from navwarn.diffing.sentence import reason_sentence, setting_words
from navwarn.diffing.summary import knowledge_words
from navwarn.matching.output.cell import code, codes, line, table
from navwarn.matching.output.reference import reference_of
from navwarn.matching.output.sentence import settled_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.core.finding import Finding
    from navwarn.diffing.interface import Counts, Explained, ImageDiff, PackageChange, Side
    from navwarn.diffing.platforms import PlatformsDiff


def platforms_markdown(found: PlatformsDiff, *, with_settled: bool = False) -> str:
    """The diffs of all platforms, those that differ alike once, and the platforms of one image only (I19)."""
    parts = [markdown(one.diff, one.platforms, with_settled=with_settled) for one in found.groups]
    only = [("Removed", one) for one in found.removed] + [("Added", one) for one in found.added]
    rows = ((change, code(platform)) for change, platform in only)
    if lines := table("Platforms Changed", ("Change", "Platform"), rows):
        parts.append("\n".join([*lines, ""]))
    return "\n".join(parts)


def markdown(diff: ImageDiff, platforms: Sequence[str] = (), *, with_settled: bool = False) -> str:
    """The diff of one platform or of several that differ alike; empty sections are left out (MD2).

    ``with_settled`` adds what our advisories have settled in each image (I16).
    """
    lines = [f"## {code(diff.current.inventory.source.reference)}", "", *_head(diff, platforms), ""]
    words = knowledge_words(diff)
    lines += [f"{words[0].upper()}{words[1:]}.", ""]
    if diff.cautions:
        lines += [*table("Warnings", ("Warning",), ((code(one),) for one in diff.cautions)), ""]
    settled = list(filter(None, _settled(diff))) if with_settled else []
    sections = [*filter(None, _sections(diff)), *settled]
    if diff.is_empty:
        lines += ["No changes.", ""]
    if sections:
        lines += ["<details>", "<summary>Changes</summary>", ""]
        for section in sections:
            lines += [*section, ""]
        lines += ["</details>", ""]
    return "\n".join(lines)


def _settled(diff: ImageDiff) -> Iterator[list[str]]:
    """What our advisories have settled in each image, and by which rule (SG9)."""
    for word, side in (("From", diff.previous), ("To", diff.current)):
        rows = (
            (
                code(one.finding.vulnerability),
                one.finding.severity.label,
                code(one.finding.component.name),
                code(one.finding.component.version),
                settled_words(one),
            )
            for one in side.evaluation.subtracted
        )
        yield table(f"Settled in {word}", ("Id", "Severity", "Package", "Version", "Status"), rows)


def _head(diff: ImageDiff, platforms: Sequence[str]) -> Iterator[str]:
    """Digests and platforms, and how many findings of each severity."""
    counts = diff.findings.previous_counts, diff.findings.current_counts
    severities = (severity.label for severity, _ in counts[0].findings)
    columns = ("", "Digest", "Platform", "Packages", "Size", *severities, "Not evaluated")
    yield line(columns)
    yield line("---" for _ in columns)
    yield line(("From", *_facts(diff.previous, counts[0], platforms)))
    yield line(("To", *_facts(diff.current, counts[1], platforms)))


def _facts(side: Side, counts: Counts, platforms: Sequence[str]) -> Iterator[str]:
    source, size = side.inventory.source, side.inventory.size
    yield code(source.digest or source.reference)
    yield codes(platforms if len(platforms) > 1 else [source.platform])
    yield str(len(side.inventory.components))
    yield "" if size is None else f"{size / 1_000_000:.1f} MB"
    yield from (str(number) for _, number in counts.findings)
    yield str(side.evaluation.not_evaluated)


def _sections(diff: ImageDiff) -> Iterator[list[str]]:
    yield from _vulnerabilities(diff)
    yield from _packages(diff)
    yield from _findings(diff)
    settings = (
        (code(f"{one.field} {one.key}"), *(code(words or "") for words in setting_words(one)))
        for one in diff.config
    )
    yield table("Configuration Changed", ("Setting", "From", "To"), settings)
    layers = [("Removed", one) for one in diff.layers.removed]
    layers += [("Added", one) for one in diff.layers.added]
    yield table(
        f"Layers Changed ({diff.layers.shared} shared)",
        ("Change", "Digest", "Bytes"),
        ((change, code(one.digest or one.diff_id), str(one.size)) for change, one in layers),
    )


def _vulnerabilities(diff: ImageDiff) -> Iterator[list[str]]:
    """The vulnerabilities that came into the image as a whole, and those that left it (RE3)."""
    for title, changes in (
        ("Vulnerabilities Added", diff.findings.vulnerabilities_new),
        ("Vulnerabilities Removed", diff.findings.vulnerabilities_gone),
    ):
        rows = (
            (
                code(one.id),
                codes(one.references),
                one.severity.label,
                codes(one.packages),
            )
            for one in changes
        )
        yield table(title, ("Id", "Reference", "Severity", "Packages"), rows)


def _packages(diff: ImageDiff) -> Iterator[list[str]]:
    packages = diff.packages
    for title, components in (("Packages Added", packages.added), ("Packages Removed", packages.removed)):
        rows = ((code(one.name), code(one.version), code(reference_of(one))) for one in components)
        yield table(title, ("Name", "Version", "Reference"), rows)
    yield table(
        "Packages Changed",
        ("Name", "Previous Version", "Current Version", "Change"),
        (
            (
                code(one.current.name),
                code(one.previous.version),
                code(one.current.version),
                _direction(one),
            )
            for one in packages.changed
        ),
    )
    replaced = (
        (
            code(f"{one.previous.name} {one.previous.version}"),
            code(f"{one.current.name} {one.current.version}"),
        )
        for one in packages.replaced
    )
    yield table("Packages Replaced", ("Previous", "Current"), replaced)
    families = (
        (
            code(one.origin),
            code(one.previous),
            code(one.current),
            one.direction.value,
            codes(one.packages),
        )
        for one in packages.families
    )
    columns = ("Origin", "Previous Version", "Current Version", "Change", "Packages")
    yield table("Packages Changed Together", columns, families)


def _direction(one: PackageChange) -> str:
    """How a package moved, and from where."""
    words = one.direction.value
    if one.direction is Direction.REBUILT and one.is_older:
        words += ", older"
    if one.namespace_changed:
        words += f", from {code(one.previous.namespace)} to {code(one.current.namespace)}"
    return words


def _findings(diff: ImageDiff) -> Iterator[list[str]]:
    columns = ("Id", "Severity", "Package", "Version", "Fixed in", "Status", "Reason")
    for title, explained in (("Findings New", diff.findings.new), ("Findings Gone", diff.findings.gone)):
        yield table(title, columns, (_row(one) for one in explained))
    yield table(
        "Findings Changed",
        ("Id", "Package", "What", "From", "To", "Reason"),
        (
            (
                code(one.current.vulnerability),
                code(one.current.component.name),
                ", ".join(one.fields),
                _state(one.previous),
                _state(one.current),
                code(reason_sentence(one.reason)),
            )
            for one in diff.findings.changed
        ),
    )


def _row(one: Explained) -> tuple[str, ...]:
    finding = one.finding
    return (
        code(finding.vulnerability),
        finding.severity.label,
        code(finding.component.name),
        code(finding.component.version),
        codes(finding.fixed_in),
        _status(finding),
        code(reason_sentence(one.reason)),
    )


def _state(finding: Finding) -> str:
    """All that a change of a finding can be about."""
    fixed = f", fixed in {codes(finding.fixed_in)}" if finding.fixed_in else ""
    return f"{finding.severity.label}, {_status(finding)}{fixed}"


def _status(finding: Finding) -> str:
    if finding.statement is None:
        return finding.exposure.value
    return f"{finding.statement.status.label} ({finding.exposure.value})"
