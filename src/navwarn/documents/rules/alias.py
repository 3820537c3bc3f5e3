"""Rules about the completeness of aliases, from a table of known groups (documents.md A1, A2, 7.5)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from navwarn.core.identifier import IdKind, kind_of
from navwarn.documents.rules.place import place_of_advisory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.core.alias import AliasTable
    from navwarn.documents.document import Document
    from navwarn.documents.fault import Fault

_WANTED = {IdKind.CVE: ("A1", IdKind.GHSA), IdKind.GHSA: ("A2", IdKind.CVE)}
_STATED = frozenset({IdKind.CVE, IdKind.GHSA, IdKind.GO})

_MOST_TOGETHER = 20
"""An advisory with more ids than this says nothing about any two of them."""


def check_aliases(document: Document, table: AliasTable) -> Iterator[Fault]:
    """A1 and A2: a CVE without a GHSA id that is known for it, and the other way round."""
    for index, advisory in enumerate(document.advisories):
        listed = set(advisory.aliases)
        for number, alias in enumerate(advisory.aliases):
            rule, family = _WANTED.get(kind_of(alias), ("", IdKind.OTHER))
            missing = [
                partner
                for partner in (table.partners(alias, family) if rule else ())
                if partner not in listed
            ]
            listed.update(missing)  # one fault for each
            for partner in missing:
                message = f"{alias} is also known as {partner}, which is not listed: add it to the aliases"
                yield place_of_advisory(document, index).fault(rule, message, "aliases", number)


def statements(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Pairs of ids that an advisory lists together: each document tells the others what is one thing."""
    for document in documents:
        for advisory in document.advisories:
            ids = [alias for alias in advisory.aliases if kind_of(alias) in _STATED]
            if len(ids) <= _MOST_TOGETHER:
                yield from combinations(ids, 2)


def check_split(document: Document, known: AliasTable) -> Iterator[Fault]:
    """W6: two advisories of the document about one vulnerability, by what is known of their aliases.

    An alias that both list is rule D8 and not repeated here.
    """
    owners: dict[str, int] = {}
    for index, advisory in enumerate(document.advisories):
        for alias in advisory.aliases:
            owners.setdefault(alias, index)
    for index, advisory in enumerate(document.advisories):
        for number, alias in enumerate(advisory.aliases):
            partners = [partner for kind in _STATED for partner in known.partners(alias, kind)]
            split = sorted(partner for partner in partners if owners.get(partner, index) < index)
            if split and owners[alias] == index:
                other = document.advisories[owners[split[0]]].id
                message = f"{alias} is the same vulnerability as {split[0]} of {other}: merge the two"
                yield place_of_advisory(document, index).warning("W6", message, "aliases", number)
