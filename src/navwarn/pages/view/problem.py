"""What a page says that could not be made."""

from __future__ import annotations

from msgspec import Struct


class NotFound(Struct, frozen=True):
    """Nothing is at this address. ``asked`` is what the reader was after (an id, a name), or empty."""

    asked: str = ""


class Problem(Struct, frozen=True):
    """An error: HTTP ``status``, one sentence, the next step, the stable code, and an id to quote.

    ``reference`` is what the operator finds in the log; empty for faults of the request.
    """

    status: int
    message: str
    hint: str = ""
    code: str = ""
    reference: str = ""
