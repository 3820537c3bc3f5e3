"""Progress: one line on a terminal that says how far something is, and is gone at its end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = 0.2


class Progress:
    """Shows a count on standard error, at most five times a second; ``text`` says it in words."""

    def __init__(self, text: Callable[[int], str], *, is_shown: bool) -> None:
        self._text = text
        self._is_shown = is_shown
        self._next = 0.0
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown and self._next:
            click.echo("\r\x1b[K", err=True, nl=False, color=True)

    def show(self, count: int) -> None:
        """Say how far it is."""
        self._count = count
        if self._is_shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + _SECONDS
            click.echo(f"\r{self._text(count)}", err=True, nl=False)

    def add(self, more: int) -> None:
        """Say that it is so much further."""
        self.show(self._count + more)
