"""From a document to a report: the same for every dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.inventory import Distro, ImageSource, Inventory, SourceKind, component_order
from navwarn.scanners.interface import MAX_FINDINGS, MAX_SET_ASIDE, EntryError, Head, Report, SetAside

if TYPE_CHECKING:
    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Component
    from navwarn.scanners.interface import Dialect


def collect(document: Any, dialect: Dialect, reference: str) -> Report:
    """Everything that a report says; ``reference`` names it where it does not name the image."""
    head = dialect.head(document)
    findings: list[Finding] = []
    set_aside: list[SetAside] = []
    refused = 0
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
        _inventory(head, components, reference),
        tuple(findings),
        tuple(set_aside),
        refused,
    )


def _inventory(head: Head, components: list[Component], reference: str) -> Inventory:
    source = ImageSource(
        SourceKind.REPORT,
        head.reference or reference,
        digest=head.digest,
        platform=head.platform,
        tool=f"{head.scanner} {head.version}".strip(),
    )
    distro = Distro(head.distro_id, head.distro_version) if head.distro_id else None
    return Inventory(source, distro, tuple(components))
