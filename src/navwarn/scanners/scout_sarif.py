"""Docker Scout's SARIF: a rule for each vulnerability, with the packages it is in as package URLs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.status import Exposure
from navwarn.scanners import sarif, value
from navwarn.scanners.interface import EntryError, Head
from navwarn.scanners.package import component_of_purl, distro_of_purl

if TYPE_CHECKING:
    from collections.abc import Iterator

_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*/[^\s|`]+")


def _is_ours(name: str) -> bool:
    return name.lower() == "docker scout"


def recognises(document: Any) -> bool:
    """Whether a run is Docker Scout's."""
    return sarif.is_sarif(document) and _is_ours(value.text(sarif.driver(document), "name"))


def head(document: Any) -> Head:
    """What the report says: of the image only the distribution, in the purls of its packages."""
    rules = value.items(sarif.driver(document), "rules", most=10_000)
    found = (distro_of_purl(purl) for rule in rules for purl in _purls(rule, None))
    name, version = next((one for one in found if one[0]), ("", ""))
    return Head(
        "docker scout",
        value.text(sarif.driver(document), "version"),
        distro_id=name,
        distro_version=version,
    )


def entries(document: Any) -> Iterator[tuple[str, Any]]:
    """The results with their rules, and rules without a result: some versions write no results."""
    seen: set[str] = set()
    for place, _, result, rule in sarif.results(document, _is_ours):
        seen.add(value.text(rule, "id"))
        yield place, (rule, result)
    for place, rule in sarif.rules(document, _is_ours):
        if value.text(rule, "id") not in seen:
            yield place, (rule, None)


def findings(entry: Any) -> list[Finding]:
    """The findings of a vulnerability: one in each package that is listed."""
    rule, result = entry
    name = value.identifier(value.text(result, "ruleId") or value.text(rule, "id"))
    purls = _purls(rule, result)
    if not purls:
        raise EntryError("names no package")
    title = value.text(rule, "shortDescription", "text").removeprefix(name).lstrip(": ")
    return [
        Finding(
            vulnerability=name,
            aliases=(),
            component=component_of_purl(purl),
            match=MatchKind.REPORT,
            exposure=Exposure.VULNERABLE,
            severity=value.severity(
                value.text(rule, "properties", "cvssV3_severity"), *value.texts(rule, "properties", "tags")
            ),
            fixed_in=value.versions(value.text(rule, "properties", "fixed_version")),
            sources=("docker scout",),
            title=title,
        )
        for purl in purls
    ]


def _purls(rule: Any, result: Any) -> tuple[str, ...]:
    """The packages of a rule, in the words of newer and older versions, else those in the message."""
    listed = value.texts(rule, "properties", "purls")
    single = value.text(rule, "properties", "purl")
    message = value.text(result, "message", "text")
    return listed or ((single,) if single else tuple(dict.fromkeys(_PURL.findall(message))))
