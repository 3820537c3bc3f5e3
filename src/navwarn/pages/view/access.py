"""What the page says where a reader enters a token."""

from __future__ import annotations

from msgspec import Struct


class Access(Struct, frozen=True):
    """The form for a reader's token; ``is_refused`` says that what was sent opens nothing."""

    is_refused: bool = False
