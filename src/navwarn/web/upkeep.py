"""Upkeep: what is found in tracked images is brought up to date while a server runs (architecture.md 8).

It has a thread and a connection of its own, the only one of the server that writes. Several servers of one
ledger do no harm: whoever comes first judges, and the others find nothing left to judge.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from navwarn.core.instant import Instant
from navwarn.errors import NavwarnError
from navwarn.ledger import open_ledger
from navwarn.workflows.tracking import refresh

if TYPE_CHECKING:
    from navwarn.ledger.interface import Ledger
    from navwarn.web.settings import ServerSettings

log = logging.getLogger("navwarn.web")

PAUSE = 0.5
"""Seconds between two looks at the ledger's version."""

PAUSE_AFTER_FAILURE = 30.0
"""Seconds until it is tried again where the ledger cannot be written."""


class Upkeep:
    """Brings findings up to date, from ``start`` until ``stop``."""

    def __init__(self, settings: ServerSettings, pause: float = PAUSE) -> None:
        self._settings = settings
        self._pause = pause
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="navwarn-upkeep", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """End once what is under way is committed, which is waited for so long."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(seconds)
            self._thread = None

    def _run(self) -> None:
        """Keep on, with a new connection after each failure; the same one is logged once."""
        told = ""
        while not self._stopped.is_set():
            try:
                self._follow()
            except NavwarnError as error:
                if error.message != told:
                    told = error.message
                    log.warning("findings of tracked images are not brought up to date: %s", told)
                self._stopped.wait(PAUSE_AFTER_FAILURE)
            except Exception:
                log.exception("findings of tracked images are not brought up to date")
                self._stopped.wait(PAUSE_AFTER_FAILURE)

    def _follow(self) -> None:
        distributions = self._settings.distributions
        schemes = {name: one.version_scheme for name, one in distributions.items()}
        ledger = open_ledger(self._settings.database, create=False, schemes=schemes)
        try:
            self._judge_changes(ledger)
        finally:
            ledger.close()

    def _judge_changes(self, ledger: Ledger) -> None:
        """Judge what changed whenever the ledger did: at most once in two pauses, in about a second."""
        seen = ""
        while not self._stopped.is_set():
            version = ledger.version()
            if version != seen:
                seen = version
                if refresh(ledger, self._settings.distributions, now=Instant(time.time_ns() // 1000)):
                    self._stopped.wait(self._pause)
            self._stopped.wait(self._pause)
