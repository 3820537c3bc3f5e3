"""CPE names: whether a text is one, as a formatted string (2.3) or as a URI (2.2) (documents.md E2, D19).

Only the grammar of NIST IR 7695 is checked, sections 6.1 (URI) and 6.2 (formatted string); whether the
product exists is for its dictionary to say.
"""

from __future__ import annotations

import re

_PART = r"[aho*\-]"
_LANGUAGE = r"(?:[A-Za-z]{2,3}(?:-(?:[A-Za-z]{2}|[0-9]{3}))?|[*\-])"
_WORD = r"(?:[A-Za-z0-9._\-]|\\[!-/:-@\[-`{-~])+"
"""Letters and digits as they are, any other printable character behind a backslash."""
_VALUE = rf"(?:(?:\*|\?+)?{_WORD}(?:\*|\?+)?|[*\-])"
"""A word, perhaps with a wildcard at its ends; or "any", or "not applicable"."""

_FORMATTED = re.compile(rf"cpe:2\.3:{_PART}(?::{_VALUE}){{5}}:{_LANGUAGE}(?::{_VALUE}){{4}}")
_URI = re.compile(r"cpe:/[aho]?(?::(?:[A-Za-z0-9._\-~]|%[0-9A-Fa-f]{2})*){0,6}", re.IGNORECASE)


def is_cpe(text: str) -> bool:
    """Whether the text is a CPE name of either form: eleven attributes, or up to seven of a URI."""
    return text != "cpe:/" and bool(_FORMATTED.fullmatch(text) or _URI.fullmatch(text))
