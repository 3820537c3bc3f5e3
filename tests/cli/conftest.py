"""The command line inside the test's own process, which is quicker than one of its own."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from navwarn.cli.root import run
from tests.cli.pictures import prepare

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended: exit status and what it wrote."""

    status: int
    stdout: str
    stderr: str


class Navwarn(Protocol):
    """Runs a command; its exit status must be ``expect`` unless that is ``None``."""

    def __call__(self, *arguments: object, expect: int | None = 0) -> Result: ...


@pytest.fixture
def navwarn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Navwarn:
    """The program, with a ledger, home and cache in the test's folder."""
    monkeypatch.chdir(tmp_path)
    for name, place in (("HOME", ""), ("XDG_CACHE_HOME", "cache"), ("XDG_CONFIG_HOME", "config")):
        monkeypatch.setenv(name, str(tmp_path / place))
    monkeypatch.setenv("NAVWARN_DB", str(tmp_path / "ledger.sqlite"))
    monkeypatch.setenv("USER", "tester")

    def invoke(*arguments: object, expect: int | None = 0) -> Result:
        monkeypatch.setattr(sys, "argv", ["navwarn", *map(str, arguments)])
        status = run()
        written = capfd.readouterr()
        assert expect is None or status == expect, (status, written.out[:2000], written.err)
        return Result(status, written.out, written.err)

    return invoke


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``home`` is a copy of."""
    home = tmp_path_factory.mktemp("pictures") / "home"
    prepare(home)
    return home


@pytest.fixture
def home(navwarn: Navwarn, tmp_path: Path, prepared: Path) -> Path:  # noqa: ARG001 (it sets the folder up)
    """A folder with images and a ledger that judges them."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return tmp_path
