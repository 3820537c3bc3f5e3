"""Vulnerability ids and advisory ids: their grammars, kinds and minting (documents.md S4, S5)."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Callable

VulnerabilityId = NewType("VulnerabilityId", str)
AdvisoryId = NewType("AdvisoryId", str)

ALPHABET = "23456789cfghjmpqrvwx"
"""The characters of the random part of CGA and GHSA ids: 20 that are hard to confuse."""

_GROUPS = rf"(?:-[{ALPHABET}]{{4}}){{3}}"
_PREFIX = re.compile(r"[A-Z]{1,32}")
_ADVISORY_ID = re.compile(rf"([A-Z]{{1,32}}){_GROUPS}")
_PACKAGE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+@~-]{0,199}")
_MINTING_ATTEMPTS = 100
_REMEMBERED = 32_768


class IdKind(StrEnum):
    """The families of vulnerability ids; any text outside the first three is opaque."""

    CVE = "cve"
    GHSA = "ghsa"
    GO = "go"
    OTHER = "other"


_GRAMMARS = {
    "CVE": (IdKind.CVE, re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")),
    "GHSA": (IdKind.GHSA, re.compile(rf"GHSA{_GROUPS}")),
    "GO": (IdKind.GO, re.compile(r"GO-[0-9]{4}-[0-9]{4}")),
}
_OPAQUE = (IdKind.OTHER, None)
_ORDER = {kind: place for place, kind in enumerate(IdKind)}
_KNOWN_FAMILIES = re.compile(
    r"(?:GO-[0-9]{4}-[0-9]{5,}"
    r"|(?:RUSTSEC|PYSEC|OSV|RSEC|HSEC|JVNDB|EUVD|SNYK|ALPINE|DSA|DLA|DTSA|USN|RHSA|RHBA|RHEA|ALAS2?"
    r"|ELSA|SUSE-SU|openSUSE-SU|GSD|MAL|PSF|CAN|TEMP|ASB-A|PUB-A|LSN|BIT|XSA|GHSL|ZDI|VU|TALOS)"
    r"[-#][0-9A-Za-z:._-]+)"
)


def kind_of(text: str) -> IdKind:
    """The family whose grammar the whole text matches, case-sensitively; ``OTHER`` where none does."""
    kind, grammar = _GRAMMARS.get(text.partition("-")[0], _OPAQUE)
    return kind if grammar is None or grammar.fullmatch(text) else IdKind.OTHER


def is_known_family(text: str) -> bool:
    """Whether the text is an id of a family the field knows although D11 does not list it.

    Ids of the Go database with more than four digits count here (documents.md D11).
    """
    return _KNOWN_FAMILIES.fullmatch(text) is not None


def is_advisory_id(text: str, prefixes: frozenset[str] | None = None) -> bool:
    """Whether the text is an advisory id: capital letters and three groups of the alphabet (documents.md D9).

    With ``prefixes`` only these and ``CGA`` count. The grammar of GHSA ids is the same, but a GHSA id is
    never an advisory id of ours.
    """
    match = _ADVISORY_ID.fullmatch(text)
    if match is None or match[1] == "GHSA":
        return False
    return prefixes is None or match[1] == "CGA" or match[1] in prefixes


def is_prefix(text: str) -> bool:
    """Whether the text can be the prefix of advisory ids: capital letters, and no other family's."""
    return _PREFIX.fullmatch(text) is not None and text not in {"GHSA", "CVE", "GO"}


def is_package_name(text: str) -> bool:
    """Whether the text can name a package, and so a file: letters, digits, ``_`` and later ``.+@~-`` too."""
    return _PACKAGE.fullmatch(text) is not None


def normalise(text: str) -> str:
    """The id as its family writes it, whatever the case a person typed; opaque ids come back unchanged."""
    upper = text.upper()
    if kind_of(upper) in {IdKind.CVE, IdKind.GO}:
        return upper
    head, dash, tail = text.partition("-")
    candidate = head.upper() + dash + tail.lower()
    if kind_of(candidate) is IdKind.GHSA or is_advisory_id(candidate):
        return candidate
    return text


@lru_cache(maxsize=_REMEMBERED)
def alias_order(text: str) -> tuple[int, str]:
    """A sort key that puts the canonical id of a vulnerability first: CVE, then GHSA, GO, others."""
    return (_ORDER[kind_of(text)], text)


def mint_advisory_id(
    prefix: str, choose: Callable[[str], str], is_taken: Callable[[AdvisoryId], bool]
) -> AdvisoryId:
    """A new advisory id with this prefix that is not taken (documents.md S5).

    ``choose`` picks one character of a text at random (``secrets.choice``). Raises ``RuntimeError`` when a
    hundred ids in a row are taken, which with a sound ``choose`` does not happen.
    """
    for _ in range(_MINTING_ATTEMPTS):
        groups = ("".join(choose(ALPHABET) for _ in range(4)) for _ in range(3))
        candidate = AdvisoryId("-".join((prefix, *groups)))
        if not is_taken(candidate):
            return candidate
    raise RuntimeError("the source of randomness repeats itself: no free advisory id in 100 attempts")
