"""The import contracts of ``.importlinter`` hold room by room, those to come included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.project import ROOT

ROOMS = (
    *("core", "versions", "documents", "matching", "diffing", "feeds", "pages", "net", "images"),
    *("scanners", "sources", "catalog", "ledger", "trust", "workflows", "web", "cli"),
)
LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A stand-in for ``src/navwarn`` in which every room of the architecture exists and is empty."""
    root = tmp_path / "navwarn"
    for room in ROOMS:
        (root / room).mkdir(parents=True)
        (root / room / "__init__.py").touch()
    for module in ("__init__", "config", "errors", "progress", "images/registry"):
        (root / f"{module}.py").touch()
    return root


def lint(package: Path, *imports: str) -> subprocess.CompletedProcess[str]:
    """The contracts' verdict on the stand-in after adding ``importer -> imported`` pairs."""
    for pair in imports:
        importer, imported = pair.split(" -> ")
        (package / importer / "stranger.py").write_text(f"import navwarn.{imported}\n")
    return subprocess.run(
        [LINT, "--config", ROOT / ".importlinter", "--no-cache", "--no-logo"],
        cwd=package.parent,
        env={**os.environ, "PYTHONPATH": str(package.parent)},
        check=False,
        capture_output=True,
        text=True,
    )


def test_imports_along_the_arrows_are_kept(package: Path) -> None:
    verdict = lint(
        package,
        *("cli -> workflows", "web -> pages", "workflows -> ledger", "sources -> net"),
        *("ledger -> versions", "feeds -> core", "scanners -> matching", "diffing -> matching"),
        *("documents -> errors", "images -> progress"),
    )
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(
    "bad",
    [
        "core -> versions",
        "versions -> documents",
        "documents -> feeds",
        "documents -> matching",
        "feeds -> ledger",
        "feeds -> net",
        "pages -> workflows",
        "ledger -> catalog",
        "ledger -> documents",
        "ledger -> config",
        "matching -> scanners",
        "workflows -> cli",
        "cli -> web",
        "web -> images.registry",
    ],
)
def test_an_import_against_the_arrows_is_refused(package: Path, bad: str) -> None:
    verdict = lint(package, bad)
    importer, imported = bad.split(" -> ")
    assert verdict.returncode == 1, verdict.stdout
    assert f"navwarn.{importer}.stranger -> navwarn.{imported}" in verdict.stdout


def test_a_room_without_a_level_is_refused(package: Path) -> None:
    (package / "utils").mkdir()
    (package / "utils" / "__init__.py").touch()
    verdict = lint(package)
    assert verdict.returncode == 1
    assert "utils" in verdict.stdout
