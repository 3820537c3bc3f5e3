"""What the document rules say of advisories that are decided on here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.documents.document import SCHEMA_VERSION, AdvisoryDocument, Document
from navwarn.documents.fault import Level
from navwarn.versions.apk import explain_incomplete
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.core.advisory import Advisory
    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant


def new_faults(
    before: Advisory | None, after: Advisory, distribution: Distribution | None, now: Instant
) -> list[str]:
    """What a decision would break: errors that the advisory has afterwards and had not before.

    An advisory imported with a fault can still be worked on.
    """
    old = set() if before is None else _complaints(before, distribution, now)
    return [f"{after.id}: {message}" for message in sorted(_complaints(after, distribution, now) - old)]


def version_rule(scheme_name: str) -> Callable[[str], str | None]:
    """What says why a text is no fixed version in a scheme: apk ones need their release (D21, V1)."""
    if scheme_name == "apk":
        return explain_incomplete
    return scheme(scheme_name).explain_invalid


def _complaints(advisory: Advisory, distribution: Distribution | None, now: Instant) -> set[str]:
    from navwarn.documents.rules import check_document

    document = Document(
        SCHEMA_VERSION, advisory.package, (AdvisoryDocument(advisory.id, advisory.aliases, advisory.events),)
    )
    faults = check_document(
        document,
        now=now,
        prefixes=None
        if distribution is None or distribution.any_prefix
        else frozenset({distribution.prefix}),
        explain_version=version_rule("apk" if distribution is None else distribution.version_scheme),
    )
    return {f"{fault.message} ({fault.rule})" for fault in faults if fault.level is Level.ERROR}
