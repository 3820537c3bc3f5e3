"""Rules about documents side by side: names of files and packages, ids (documents.md C1-C3)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from navwarn.documents.document import Document, file_name
from navwarn.documents.rules.place import place_of, place_of_advisory
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from navwarn.documents.fault import Fault


class Member(NamedTuple):
    """A document of a collection and the name of its file."""

    name: str
    document: Document


def check_names(members: Sequence[Member]) -> Iterator[Fault]:
    """C1 and C3: files not named after their package, and packages with two documents."""
    owners: dict[str, str] = {}
    for name, document in members:
        package = document.package
        place = place_of(document)
        if package and name != file_name(package):
            message = (
                f"the document of package {quote(package)} belongs in a file {quote(file_name(package))}"
            )
            yield replace(place.fault("C1", message, "package", "name"), file=name)
        owner = owners.setdefault(package, name)
        if package and owner != name:
            message = f"{owner} is a document of package {quote(package)} too: merge the two"
            yield replace(place.fault("C3", message, "package", "name"), file=name)


def check_ids(members: Sequence[Member], packages: Container[str] | None = None) -> Iterator[Fault]:
    """C2: advisory ids that documents earlier in the list have too.

    With ``packages`` only their documents are faulted, and all others count as earlier.
    """
    ordered = sorted(members, key=lambda member: _is_chosen(member, packages))
    places: dict[str, list[str]] = defaultdict(list)
    for member in ordered:
        for index, advisory in enumerate(member.document.advisories):
            files = places[advisory.id]
            if not advisory.id or (files and files[-1] == member.name):
                continue
            if files and _is_chosen(member, packages):
                message = f"the id {quote(advisory.id)} is also in {_listed(files)}: mint another one"
                fault = place_of_advisory(member.document, index).fault("C2", message, "id")
                yield replace(fault, file=member.name)
            files.append(member.name)


def _is_chosen(member: Member, packages: Container[str] | None) -> bool:
    return packages is None or member.document.package in packages


def _listed(names: list[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
