"""What the page that explains the words says."""

from __future__ import annotations

from msgspec import Struct


class About(Struct, frozen=True):
    """The words of the statuses, how to read them, and who answers: ``contact`` is an address or text."""

    contact: str = ""
    version: str = ""
