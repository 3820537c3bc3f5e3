"""CPE configurations, as NVD and the CVE list have them, as hints at what is affected (sources.md NV5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from navwarn.core.record import Affected, VersionRange
from navwarn.sources.text import word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KIND = "cpe"
"""How versions of such ranges compare: nobody says."""

_ANY = "*"
_PARTS = 13


class CpeMatch(msgspec.Struct):
    """A CPE name, with bounds where its version is open."""

    criteria: str
    vulnerable: bool = True
    start_including: str = msgspec.field(default="", name="versionStartIncluding")
    start_excluding: str = msgspec.field(default="", name="versionStartExcluding")
    end_including: str = msgspec.field(default="", name="versionEndIncluding")
    end_excluding: str = msgspec.field(default="", name="versionEndExcluding")


class Node(msgspec.Struct):
    """Alternatives."""

    matches: list[CpeMatch] = msgspec.field(default_factory=list, name="cpeMatch")
    negate: bool = False


class Configuration(msgspec.Struct):
    """Nodes joined by AND or OR; several configurations are alternatives."""

    nodes: list[Node] = []
    operator: str = ""
    negate: bool = False


def affected_by(configurations: Iterable[Configuration], provider: str) -> Iterator[Affected]:
    """One hint for each product and each of what it must run on or with.

    In an AND the other nodes are the environment; what is negated is a hint at nothing.
    """
    for configuration in configurations:
        if configuration.negate:
            continue
        nodes = [node for node in configuration.nodes if not node.negate]
        for node in nodes:
            others = [one for one in nodes if one is not node] if configuration.operator == "AND" else []
            environment = tuple(word(match.criteria) for one in others for match in one.matches)
            yield from _products(node.matches, environment, provider)


def _products(matches: Iterable[CpeMatch], environment: tuple[str, ...], provider: str) -> Iterator[Affected]:
    """The vulnerable products of a node, each with all its ranges."""
    products: dict[tuple[str, str], list[CpeMatch]] = {}
    for match in matches:
        if match.vulnerable:
            products.setdefault(_product(match.criteria), []).append(match)
    for (vendor, product), found in products.items():
        yield Affected(
            provider,
            vendor=vendor,
            product=product,
            ranges=tuple(dict.fromkeys(map(_range, found))),
            cpes=tuple(dict.fromkeys(word(match.criteria) for match in found)),
            only_with=environment,
        )


def _product(criteria: str) -> tuple[str, str]:
    parts = _split(criteria)
    return (parts[3], parts[4]) if len(parts) == _PARTS else ("", "")


def _range(match: CpeMatch) -> VersionRange:
    """The versions a match means: its bounds, or the one its name has; ``-`` is no version at all."""
    parts = _split(match.criteria)
    version = parts[5] if len(parts) == _PARTS else _ANY
    start = match.start_including or match.start_excluding
    if start or match.end_including or match.end_excluding or version in {_ANY, "-", ""}:
        return VersionRange(
            KIND,
            introduced=word(start),
            fixed=word(match.end_excluding),
            last_affected=word(match.end_including),
            introduced_excluded=bool(match.start_excluding and not match.start_including),
        )
    update = parts[6] if parts[6] not in {_ANY, "-", ""} else ""
    exact = f"{version} {update}".strip()
    return VersionRange(KIND, introduced=exact, last_affected=exact)


def _split(criteria: str) -> list[str]:
    """The parts of a CPE 2.3 name, with the backslashes of quoting taken away."""
    parts = [""]
    characters = iter(word(criteria))
    for character in characters:
        if character == "\\":
            parts[-1] += next(characters, "")
        elif character == ":":
            parts.append("")
        else:
            parts[-1] += character
    return parts
