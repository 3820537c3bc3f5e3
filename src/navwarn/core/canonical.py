"""Canonical JSON: one value, one text of bytes, so that hashes of it mean something.

UTF-8, object keys ascending by code point, no white space, the shortest escapes; values are objects, lists,
text, integers, booleans and null. Floating-point numbers have no single text and must not come in.
"""

from __future__ import annotations

from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder()


def encode(value: Any) -> bytes:
    """The canonical JSON of a value."""
    return _ENCODER.encode(value)


def decode(data: bytes | str) -> Any:
    """The value that canonical JSON (or any other JSON) says; raises ``msgspec.DecodeError`` otherwise."""
    return _DECODER.decode(data)
