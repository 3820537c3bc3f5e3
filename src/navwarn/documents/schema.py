"""Schema versions: their grammar and order (documents.md S2)."""

from __future__ import annotations

import re

from navwarn.documents.document import SCHEMA_VERSION

_GRAMMAR = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}")


def version_of(text: str) -> tuple[int, int, int] | None:
    """Model, revision and addition of a schema version, or ``None`` for any other text."""
    if not _GRAMMAR.fullmatch(text):
        return None
    model, revision, addition, *_ = (*map(int, text.split(".")), 0, 0)
    return model, revision, addition


KNOWN = version_of(SCHEMA_VERSION) or (0, 0, 0)
"""The newest version that is read."""


def is_newer(text: str) -> bool:
    """Whether the text is a schema version later than the newest that is read."""
    version = version_of(text)
    return version is not None and version > KNOWN
