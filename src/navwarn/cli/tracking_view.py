"""Tracked images as rows of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.cli.diff_view import cautions, tables
from navwarn.cli.output import printable, table
from navwarn.core.instant import format_instant
from navwarn.core.severity import Severity
from navwarn.diffing.summary import headline

if TYPE_CHECKING:
    from navwarn.cli.context import Context
    from navwarn.ledger.tracking import CountedImage, Tag
    from navwarn.workflows.tracking import Exposures, Step

_SHOWN = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.UNKNOWN)
_COUNTS = tuple(severity.label.lower() for severity in _SHOWN)
_MISSED = "not evaluated"
COLUMNS = ("digest", "platform", "packages", *_COUNTS, _MISSED, "added", "names")
HISTORY = ("since", "tag", "digest", "platform", "packages", *_COUNTS, _MISSED)
NUMBERS = frozenset({"packages", *_COUNTS, _MISSED})

_DIGEST = len("sha256:") + 12
_DAY = len("2024-05-01")


def row(image: CountedImage) -> tuple[str, ...]:
    """An image in the list."""
    names = ", ".join(dict.fromkeys(tag.name for tag in reversed(image.tags))) or image.reference
    cells = (*_facts(image), format_instant(image.added_at)[:_DAY], names)
    return tuple(printable(cell) for cell in cells)


def kept_text(image: CountedImage) -> str:
    """That what an SBOM tells of an image was not taken, and how it is."""
    return (
        f"{image.digest[:_DIGEST]}: its contents stay as they were read from the image itself, since an SBOM"
        " may leave something out; --replace takes what the SBOM tells"
    )


def history_row(tag: Tag, image: CountedImage) -> tuple[str, ...]:
    """An image in the history of a tag."""
    cells = (format_instant(tag.seen_at)[: len("2024-05-01T10:00")].replace("T", " "), tag.name)
    return tuple(printable(cell) for cell in (*cells, *_facts(image)))


def _facts(image: CountedImage) -> tuple[str, ...]:
    return (
        image.digest[:_DIGEST],
        image.platform,
        str(image.components),
        *(str(image.severities.get(severity, 0)) for severity in _SHOWN),
        _missed_words(image),
    )


def _missed_words(image: CountedImage) -> str:
    """How many packages nobody could judge, and that there may be more, which nobody could count."""
    if not image.is_unread:
        return str(image.not_evaluated)
    return f"{image.not_evaluated}, and something not read" if image.not_evaluated else "something not read"


def step_text(ctx: Context, step: Step) -> str:
    """A step of a changelog, for people."""
    since = format_instant(step.tag.seen_at)[:_DAY]
    move = f"{step.previous.digest[:_DIGEST]} → {step.current.digest[:_DIGEST]}"
    platform = f" {step.tag.platform}" if step.tag.platform else ""
    head = f"{since} {step.tag.name}{platform} {move}: {headline(step.diff)}"
    return "\n".join([f"{printable(head)}\n", *tables(ctx, step.diff), *cautions(step.diff)])


def exposed_text(ctx: Context, exposed: Exposures) -> str:
    """The tracked images that are open to a vulnerability, where to go from each, and what is not known."""
    unknown = f"{_unjudged(exposed.unjudged)}\n" if exposed.unjudged else ""
    if not exposed.images:
        return f"no tracked image is known to be open to it\n{unknown}"
    rows = [
        tuple(
            printable(cell)
            for cell in (
                ", ".join(dict.fromkeys(tag.name for tag in reversed(one.image.tags))) or one.image.reference,
                one.image.digest[:_DIGEST],
                one.image.platform,
                ", ".join(f"{two.component.full_name} {two.component.version}" for two in one.findings),
                "none yet" if one.clean is None else one.clean.digest[:_DIGEST],
                "" if one.clean_tag is None else one.clean_tag.name,
            )
        )
        for one in exposed.images
    ]
    columns = ("image", "digest", "platform", "open in", "first without it", "as")
    return table(ctx, columns, rows) + unknown


def _unjudged(number: int) -> str:
    images = "1 tracked image has" if number == 1 else f"{number} tracked images have"
    return f"{images} packages that nobody could judge: navwarn image list shows how many"
