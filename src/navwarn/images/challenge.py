"""How a registry asks for credentials: the header ``WWW-Authenticate`` (RFC 9110)."""

from __future__ import annotations

import re
from typing import NamedTuple

_MAX = 4096
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ESCAPE = re.compile(r"\\(.)")
_PARAMETER = re.compile(rf'[\s,]*({_WORD})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))(?=[\s,]|$)')
_SCHEME = re.compile(rf"[\s,]*({_WORD})(?:\s+[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$)))?(?=[\s,]|$)")
_KNOWN = ("bearer", "basic")
"""The schemes that can be met, that one first by which a registry is asked with least."""


class Challenge(NamedTuple):
    """A scheme in lower case, and its parameters by their names in lower case."""

    scheme: str
    parameters: dict[str, str]


def parse_challenge(header: str) -> Challenge | None:
    """Of the challenges of a header the one to be met; ``None`` where there is none that can be."""
    every = _challenges(header) if len(header) <= _MAX else []
    return next((one for scheme in _KNOWN for one in every if one.scheme == scheme), None)


def _challenges(header: str) -> list[Challenge]:
    """The challenges in order, up to where there is something else."""
    found: list[Challenge] = []
    at = 0
    while part := (found and _PARAMETER.match(header, at)) or _SCHEME.match(header, at):
        name = part[1].lower()
        if part.re is _SCHEME:
            found.append(Challenge(name, {}))
        else:
            found[-1].parameters.setdefault(name, part[3] or _ESCAPE.sub(r"\1", part[2]))
        at = part.end()
    return found
