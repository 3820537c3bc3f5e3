"""JSON as the former tool's standard library laid it out, so that our bytes equal its (feeds.md SD3, OV7)."""

from __future__ import annotations

from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder()

# Outside of strings JSON has none of these characters, so they can be replaced in the whole text.
_ESCAPED = (
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"&", b"\\u0026"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)


def indented(value: Any) -> bytes:
    r"""The value as JSON, two spaces a level, without a newline at the end; keys keep their order.

    ``<``, ``>``, ``&`` and the line separators U+2028 and U+2029 are escaped. Of the control characters,
    backspace and form feed have their short escapes ``\b`` and ``\f``, as that library writes them since
    2024; before, it wrote ``\u0008`` and ``\u000c``.
    """
    data = msgspec.json.format(_ENCODER.encode(value), indent=2)
    for character, escape in _ESCAPED:
        if character in data:
            data = data.replace(character, escape)
    return data
