"""Bulk loads without Python's cyclic garbage collector."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def paused_collector() -> Iterator[None]:
    """Run a bulk load without the cyclic garbage collector, which would scan every value over and over."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # What was loaded stays: it counts as old, or the next collection would walk all of it.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
