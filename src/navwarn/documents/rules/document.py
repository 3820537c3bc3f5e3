"""Rules about a document as a whole: header and uniqueness (documents.md D2-D8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.documents.document import SCHEMA_VERSION
from navwarn.documents.rules.advisory import check_advisory
from navwarn.documents.rules.criteria import Criteria
from navwarn.documents.rules.place import located, place_of, place_of_advisory
from navwarn.documents.schema import is_newer, version_of
from navwarn.versions.apk import explain_incomplete
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from navwarn.core.instant import Instant
    from navwarn.documents.document import Document
    from navwarn.documents.fault import Fault
    from navwarn.documents.node import Node

_OLDEST_MAJOR = 2


def check_document(
    document: Document,
    root: Node | None = None,
    *,
    now: Instant,
    prefixes: frozenset[str] | None = None,
    explain_version: Callable[[str], str | None] = explain_incomplete,
) -> list[Fault]:
    """All faults of rules D2 to D23 in one document, in its order; with ``root`` they have their lines.

    For ``prefixes`` and ``explain_version`` see ``Criteria``.
    """
    faults = list(document_faults(document, now=now, prefixes=prefixes, explain_version=explain_version))
    return faults if root is None else located(faults, root)


def document_faults(
    document: Document,
    *,
    now: Instant,
    prefixes: frozenset[str] | None = None,
    explain_version: Callable[[str], str | None] = explain_incomplete,
) -> Iterator[Fault]:
    """The faults that ``check_document`` returns, one at a time and without lines."""
    criteria = Criteria(now, prefixes, explain_version)
    yield from _check_header(document)
    yield from _check_ids(document)
    yield from _check_aliases(document)
    for index, advisory in enumerate(document.advisories):
        yield from check_advisory(advisory, place_of_advisory(document, index), criteria)


def _check_header(document: Document) -> Iterator[Fault]:
    place = place_of(document)
    text = document.schema_version
    version = version_of(text)
    if version is None and text:
        yield place.fault(
            "D2", f"schema-version {quote(text)} is no version: write {SCHEMA_VERSION}", "schema-version"
        )
    elif version is None or version[0] < _OLDEST_MAJOR:
        yield place.fault(
            "D4", f"schema-version is missing or below 2: write {SCHEMA_VERSION}", "schema-version"
        )
    elif is_newer(text):
        message = f"schema-version {text} is newer than {SCHEMA_VERSION}, the newest known: update Navwarn"
        yield place.fault("D3", message, "schema-version")
    if not document.package:
        yield place.fault("D5", "the package name is empty: name the origin package", "package", "name")
    if not document.advisories:
        yield place.fault("D6", "there are no advisories: remove the file", "advisories")


def _check_ids(document: Document) -> Iterator[Fault]:
    """D7: one fault for each advisory whose id an earlier one has."""
    seen: set[str] = set()
    for index, advisory in enumerate(document.advisories):
        if advisory.id and advisory.id in seen:
            message = f"another advisory of this document has the id {quote(advisory.id)}: give each its own"
            yield place_of_advisory(document, index).fault("D7", message, "id")
        seen.add(advisory.id)


def _check_aliases(document: Document) -> Iterator[Fault]:
    """D8: one fault for each alias that an earlier advisory lists, or that is another advisory's id."""
    owners: dict[str, int] = {}
    ids = {advisory.id: index for index, advisory in enumerate(document.advisories)}
    for index, advisory in enumerate(document.advisories):
        for number, alias in enumerate(advisory.aliases):
            owner = owners.setdefault(alias, index)
            if alias and owner != index:
                other = quote(document.advisories[owner].id)
                message = f"the advisory {other} lists {quote(alias)} too: merge the two advisories"
            elif alias and ids.get(alias, index) != index:
                message = f"the alias {quote(alias)} is the id of another advisory: remove it"
            else:
                continue
            yield place_of_advisory(document, index).fault("D8", message, "aliases", number)
