"""What is installed is what lies in the source: no data file is forgotten, no stranger packed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tools.project import ROOT, tracked_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    source = ROOT / "src"
    own = {path.relative_to(source).as_posix() for path in tracked_files() if path.is_relative_to(source)}
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == own


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE"])
def test_the_wheel_carries_the_licence_in_full(wheel: Path, name: str) -> None:
    inside = next(entry for entry in ZipFile(wheel).namelist() if entry.endswith(f"/{name}"))
    assert ZipFile(wheel).read(inside) == (ROOT / name).read_bytes()
