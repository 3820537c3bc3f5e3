"""From a document to a report: the same for every dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.inventory import Distro, ImageSource, Inventory, Remark, SourceKind, component_order
from navwarn.scanners.interface import MAX_FINDINGS, MAX_SET_ASIDE, EntryError, Head, Report, SetAside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Component
    from navwarn.scanners.interface import Dialect


UNUSED = "unused-entry"
"""The code of the remark that entries of a report could not be used."""


def collect(document: Any, dialect: Dialect, reference: str, unused: Sequence[SetAside] = ()) -> Report:
    """Everything that a report says; ``reference`` names it where it does not name the image.

    ``unused`` are entries besides those of the dialect that nobody understands.
    """
    head = dialect.head(document)
    findings: list[Finding] = []
    set_aside = list(unused[:MAX_SET_ASIDE])
    refused = len(unused)
    for place, entry in dialect.entries(document):
        try:
            found = dialect.findings(entry)
            reason = "" if len(findings) < MAX_FINDINGS else f"is one of more than {MAX_FINDINGS} findings"
        except EntryError as error:
            found, reason = [], str(error)
        if not reason:
            findings += found
        else:
            refused += 1
            set_aside += [SetAside(place, reason)] if len(set_aside) < MAX_SET_ASIDE else []
    components = sorted({finding.component for finding in findings}, key=component_order)
    return Report(
        head.scanner,
        head.version,
        _inventory(head, components, _remarks(set_aside, refused), reference),
        tuple(findings),
        tuple(set_aside),
        refused,
    )


def _remarks(set_aside: Sequence[SetAside], count: int) -> tuple[Remark, ...]:
    """That entries were not used: what they say of the image, nobody knows."""
    if not count:
        return ()
    entries = "1 entry" if count == 1 else f"{count} entries"
    first = set_aside[0]
    said = f"{entries} of the report not used; the first, {first.place}: {first.reason}"
    return (Remark(UNUSED, first.place, said),)


def _inventory(
    head: Head, components: list[Component], remarks: tuple[Remark, ...], reference: str
) -> Inventory:
    source = ImageSource(
        SourceKind.REPORT,
        head.reference or reference,
        digest=head.digest,
        platform=head.platform,
        tool=f"{head.scanner} {head.version}".strip(),
    )
    distro = Distro(head.distro_id, head.distro_version) if head.distro_id else None
    return Inventory(source, distro, tuple(components), remarks=remarks)
