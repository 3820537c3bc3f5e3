"""Facts about this repository that more than one tool needs: where it is, its rooms, its files."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

# What a tree without git may hold beside the project's own files.
_MADE_HERE = re.compile(r"(^|/)(\.git|\.venv|\.hypothesis|\.?\w*cache(__)?|build|dist|navwarn-demo)/")


def settings() -> dict[str, Any]:
    """The whole of ``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pure_rooms() -> tuple[str, ...]:
    """The rooms without clock, files, network or randomness (architecture.md 3)."""
    return tuple(settings()["tool"]["navwarn"]["pure-rooms"])


def tracked_files() -> list[Path]:
    """Every file of the project, sorted: what git tracks or would, else what lies in the tree."""
    listed = _listed_by_git()
    if listed is None:
        everything = ROOT.rglob("*")
        listed = [path for path in everything if not _MADE_HERE.search(_inside(path))]
    return sorted(path for path in listed if path.is_file() and not path.is_symlink())


def python_files(*folders: str) -> list[Path]:
    """The Python files below these folders of the repository, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _inside(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _listed_by_git() -> list[Path] | None:
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        output = subprocess.run(command, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return [ROOT / name for name in output.decode().split("\0") if name]
