"""How a registry asks for credentials: the header ``WWW-Authenticate`` (RFC 9110)."""

from __future__ import annotations

import re
from typing import NamedTuple

_MAX = 4096
_SCHEME = re.compile(r"\s*([A-Za-z]+)\s*")
_PARAMETER = re.compile(r'\s*([A-Za-z_]+)\s*=\s*(?:"([^"\\]*)"|([^\s",]+))\s*(?:,|$)')


class Challenge(NamedTuple):
    """A scheme in lower case, and its parameters by their names in lower case."""

    scheme: str
    parameters: dict[str, str]


def parse_challenge(header: str) -> Challenge | None:
    """The first challenge of a header; ``None`` where there is none that can be read."""
    if len(header) > _MAX:
        return None
    scheme = _SCHEME.match(header)
    if scheme is None:
        return None
    parameters: dict[str, str] = {}
    at = scheme.end()
    while found := _PARAMETER.match(header, at):
        parameters.setdefault(found[1].lower(), found[2] if found[2] is not None else found[3])
        at = found.end()
    return Challenge(scheme[1].lower(), parameters)
