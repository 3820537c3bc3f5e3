"""Where a search leads: an exact id or package to its page, anything else to the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.identifier import IdKind, is_advisory_id, is_known_family, kind_of, normalise
from navwarn.pages.view.suggestion import Suggestion, SuggestionKind, Suggestions

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit

SUGGESTIONS = 10
SHORTEST = 2
LONGEST = 200


class Target(Struct, frozen=True):
    """What a text names; ``distribution`` is given with a package."""

    kind: SuggestionKind
    name: str
    distribution: str = ""


def jump(visit: Visit, text: str) -> Target | None:
    """What the text names exactly, or ``None`` where it is something to search for."""
    asked = text.strip()[:LONGEST]
    name = normalise(asked)
    if is_advisory_id(name):
        if any(True for _ in visible_ids(visit, name)):
            return Target(SuggestionKind.ADVISORY, name)
        return None
    if kind_of(name) is not IdKind.OTHER or is_known_family(name):
        return Target(SuggestionKind.VULNERABILITY, name)
    if asked.startswith("pkg:"):
        return _purl(visit, asked)
    found = visit.browser.distributions_with(asked)
    return Target(SuggestionKind.PACKAGE, asked, found[0]) if len(found) == 1 else None


def visible_ids(visit: Visit, identifier: str) -> list[str]:
    """The id itself, in a list, where the reader may see an advisory of that id."""
    entries = visit.ledger.entries_of(identifier)
    return [identifier] if entries and entries[0].distribution in visit.distributions else []


def package_target(visit: Visit, name: str) -> Target | None:
    """The package of a name where it is unambiguous."""
    found = visit.browser.distributions_with(name)
    return Target(SuggestionKind.PACKAGE, name, found[0]) if len(found) == 1 else None


def _purl(visit: Visit, text: str) -> Target | None:
    """The package that a package URL names, whatever version and qualifiers it has."""
    from packageurl import PackageURL

    try:
        purl = PackageURL.from_string(text)
    except ValueError:
        return None
    found = visit.browser.distributions_with(purl.name)
    base = f"pkg:{purl.type}" + (f"/{purl.namespace}" if purl.namespace else "")
    named = [name for name in found if visit.distributions[name].purl == base] or found
    return Target(SuggestionKind.PACKAGE, purl.name, named[0]) if len(named) == 1 else None


def suggestions(visit: Visit, text: str) -> Suggestions:
    """What begins with, else what contains the text: at most ten names."""
    q = text.strip()[:LONGEST]
    if len(q) < SHORTEST:
        return Suggestions(q)
    named = visit.browser.names_like(q)[:SUGGESTIONS]
    return Suggestions(
        q,
        tuple(
            Suggestion(SuggestionKind.PACKAGE, one.name, "package", one.distribution)
            if one.is_package
            else Suggestion(SuggestionKind.VULNERABILITY, one.name, "vulnerability")
            for one in named
        ),
    )
