"""A demonstration for tests to look at or to copy, made once for all processes of a run."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from tests.docs.stage import demonstrate


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a demonstration; it belongs to all tests, so none may change it."""
    own = tmp_path_factory.getbasetemp()
    home = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demonstration"
    home.mkdir(exist_ok=True)
    done = home / "done"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            done.write_text(str(demonstrate(home)), encoding="utf-8")
    return Path(done.read_text(encoding="utf-8"))
