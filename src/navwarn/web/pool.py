"""Reading threads: each has a connection of its own, so that a slow question holds up nobody else's.

Why threads and not the event loop or more processes: docs/adr/0006-reads-in-threads.md.
"""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from navwarn.ledger import open_reading
from navwarn.ledger.interface import DatabaseError, SlowQueryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.ledger.interface import Ledger
    from navwarn.web.settings import ServerSettings

T = TypeVar("T")


class ReadingPool:
    """Runs questions to the ledger in threads."""

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._schemes = {name: one.version_scheme for name, one in settings.distributions.items()}
        self._local = threading.local()
        self._opened: list[Ledger] = []
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(settings.threads, thread_name_prefix="navwarn-read")

    async def ask(self, question: Callable[[Ledger], T]) -> T:
        """What a question gets from the ledger, asked in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._asked, question)

    def _asked(self, question: Callable[[Ledger], T]) -> T:
        ledger: Ledger | None = getattr(self._local, "ledger", None)
        if ledger is not None and ledger.is_gone():
            self._local.ledger = None
            self._forget(ledger)
            ledger = None
        if ledger is None:
            ledger = self._local.ledger = self._open()
        try:
            return question(ledger)
        except SlowQueryError:
            raise
        except DatabaseError:
            # Whatever broke the connection, the next question gets a new one.
            self._local.ledger = None
            self._forget(ledger)
            raise

    def _open(self) -> Ledger:
        ledger = open_reading(
            self._settings.database, seconds=self._settings.query_seconds, schemes=self._schemes
        )
        with self._lock:
            self._opened.append(ledger)
        return ledger

    def _forget(self, ledger: Ledger) -> None:
        with self._lock:
            self._opened.remove(ledger)
        ledger.close()

    def close(self) -> None:
        """Let questions under way come to their end, then close every connection."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        for ledger in self._opened:
            ledger.close()
        self._opened.clear()


class Pulse:
    """The version of the ledger, looked at no more often than ``freshness`` says.

    It has a connection and a thread of its own: SQLite counts what others committed for each connection.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._pool = ReadingPool(replace(settings, threads=1))
        self._freshness = settings.freshness
        self._version = ""
        self._looked_at = float("-inf")
        self._looking: asyncio.Task[str] | None = None

    def known(self) -> str | None:
        """The version, where the last look still counts."""
        return self._version if time.monotonic() - self._looked_at < self._freshness else None

    async def version(self) -> str:
        """A text that changes at least whenever something was committed; requests share a look."""
        found = self.known()
        if found is not None:
            return found
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> str:
        started = time.monotonic()
        self._version = await self._pool.ask(lambda ledger: ledger.version())
        self._looked_at = started
        return self._version

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()
