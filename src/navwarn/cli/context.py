"""What every command may need: configuration, ledger, clock and messages, each made when first asked for."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import click

from navwarn.core.instant import Instant

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.config import Config
    from navwarn.core.distribution import Distribution
    from navwarn.ledger.interface import Ledger


class Context:
    """The state of one run of the program."""

    def __init__(self, *, database: str | None, config_file: Path | None, is_quiet: bool, color: str) -> None:
        self.is_quiet = is_quiet
        self.color = color
        self._database = database
        self._config_file = config_file
        self._config: Config | None = None
        self._ledger: Ledger | None = None

    @property
    def config(self) -> Config:
        """The configuration in force."""
        if self._config is None:
            from navwarn.config import load_config

            self._config = load_config(self._config_file, os.environ)
        return self._config

    @property
    def database(self) -> str:
        """The URL or path of the ledger: ``--db``, else what the configuration says."""
        return self._database or self.config.database

    def distribution(self, name: str | None) -> Distribution:
        """The distribution a command works on."""
        return self.config.distribution(name)

    def ledger(self, *, create: bool = False) -> Ledger:
        """The ledger, opened once and closed when the command ends."""
        if self._ledger is None:
            from navwarn.ledger import open_ledger

            schemes = {name: one.version_scheme for name, one in self.config.distributions.items()}
            self._ledger = open_ledger(self.database, create=create, schemes=schemes)
        return self._ledger

    def existing_ledger(self) -> Ledger | None:
        """The ledger if there is one already, for commands that can do without."""
        from navwarn.ledger.interface import MissingLedgerError

        try:
            return self.ledger()
        except MissingLedgerError:
            return None

    def now(self) -> Instant:
        """The present moment."""
        return Instant(time.time_ns() // 1000)

    def message(self, text: str) -> None:
        """Tell the person something on standard error, unless they asked for quiet."""
        if not self.is_quiet:
            click.echo(text, err=True)

    def warn(self, text: str) -> None:
        """Tell the person something they should not miss, on standard error."""
        click.echo(f"warning: {text}", err=True)

    def is_colored(self) -> bool:
        """Whether results on standard output may carry colours."""
        if self.color == "auto":
            return sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return self.color == "always"

    def close(self) -> None:
        """Let go of what was opened."""
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None


pass_context = click.make_pass_decorator(Context)
