"""The program as its users run it: a process of its own, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NAVWARN = Path(sys.executable).with_name("navwarn")


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended: exit status and what it wrote."""

    status: int
    stdout: bytes
    stderr: str


@dataclass(frozen=True, slots=True)
class Program:
    """Runs ``navwarn`` in a folder that holds its ledger, cache and configuration."""

    home: Path

    def __call__(self, *arguments: str | Path, stdin: bytes = b"", expect: int | None = 0) -> Result:
        """The result of one run; its exit status must be ``expect`` unless that is ``None``."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NAVWARN")}
        environment = kept | {
            "HOME": str(self.home),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "NAVWARN_DB": str(self.home / "ledger.sqlite"),
        }
        done = subprocess.run(
            [str(NAVWARN), *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            env=environment,
            cwd=self.home,
        )
        result = Result(done.returncode, done.stdout, done.stderr.decode())
        assert "Traceback" not in result.stderr, result.stderr
        assert expect is None or result.status == expect, (result.status, result.stdout[:2000], result.stderr)
        return result
