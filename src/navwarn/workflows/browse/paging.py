"""Page tokens: where to go on in a list, bound to its filters and its order (platform-api.md RS2)."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.workflows.browse.visit import WrongParameterError

if TYPE_CHECKING:
    from navwarn.ledger.listing import Position

MAX_TOKEN = 1_000

_BOUND_BYTES = 9
_NUMBERS = 2**63


def page_token(position: Position, bound: str) -> str:
    """The token that leads to a position of the list that ``bound`` describes."""
    return urlsafe_b64encode(_bond(bound) + msgspec.json.encode(position)).decode().rstrip("=")


def read_token(token: str, bound: str, like: tuple[type, ...]) -> Position:
    """The position a token leads to, whose parts are of the types ``like``.

    Raises ``WrongParameterError`` for what is no token, or one of another list.
    """
    try:
        data = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        position: Any = msgspec.json.decode(data[_BOUND_BYTES:])
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise WrongParameterError("page_token: this is no token of a page") from None
    if data[:_BOUND_BYTES] != _bond(bound):
        raise WrongParameterError(
            "page_token: it belongs to a list with other filters or another order",
            hint="Ask for the first page again, without page_token.",
        )
    if not (isinstance(position, list) and tuple(map(type, position)) == like and all(map(_fits, position))):
        raise WrongParameterError("page_token: this is no token of a page")
    return tuple(position)


def _fits(value: object) -> bool:
    """Whether a database can compare it."""
    if isinstance(value, int):
        return -_NUMBERS <= value < _NUMBERS
    return isinstance(value, str) and "\0" not in value and value.isprintable()


def _bond(bound: str) -> bytes:
    return blake2b(bound.encode("utf-8", "replace"), digest_size=_BOUND_BYTES).digest()
