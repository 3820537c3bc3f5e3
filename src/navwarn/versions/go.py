"""Go versions: module versions (``v1.2.3``, pseudo-versions, ``+incompatible``) and Go's own releases.

The standard library is versioned by the release it came with, ``go1.20.7`` or ``go1.21rc2`` (scanning.md
SA7, SE2); vulnerability data writes the same as ``1.20.7`` and ``1.21.0-rc.2``.
"""

from __future__ import annotations

import re

from navwarn.versions import semver
from navwarn.versions.interface import InvalidVersionError, quote
from navwarn.versions.keyed import KeyedScheme, remember

_GO_RELEASE = re.compile(r"(?:go)?([0-9]+)\.([0-9]+)(?:\.([0-9]+))?(beta|rc)([0-9]+)")
_PREFIX = re.compile(r"\Ago(?=[0-9])")
_SHORT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?")


def _as_semver(text: str) -> str:
    release = _GO_RELEASE.fullmatch(text)
    if release is None:
        return _PREFIX.sub("", text)
    major, minor, patch, stage, count = release.groups()
    return f"{major}.{minor}.{patch or 0}-{stage}.{count}"


def _build_key(text: str) -> bytes:
    try:
        return semver.build_key(_as_semver(text))
    except InvalidVersionError:
        raise InvalidVersionError(_sentence(text)) from None


def explain_invalid(text: str) -> str | None:
    """One sentence that says why Go refuses the text, or None; ``v`` or ``go`` before it may be left out."""
    bare = _as_semver(text).removeprefix("v")
    is_valid = _SHORT.fullmatch(bare) or semver.explain_invalid(bare) is None
    return None if is_valid else _sentence(text)


def _sentence(text: str) -> str:
    return f"{quote(text)} is not a Go version such as v1.2.3, v0.0.0-20240102030405-abcdefabcdef or go1.20.7"


SCHEME = KeyedScheme("go", remember(_build_key), explain_invalid)
