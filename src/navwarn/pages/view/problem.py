"""What a page says that could not be made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing is at this address. ``asked`` is what the reader was after (an id, a name), or empty."""

    asked: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error: HTTP ``status``, one sentence, the next step, the stable code, and an id to quote.

    ``reference`` is what the operator finds in the log; empty for faults of the request.
    """

    status: int
    message: str
    hint: str = ""
    code: str = ""
    reference: str = ""
