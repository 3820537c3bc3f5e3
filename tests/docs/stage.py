"""Where the sessions of pages play: a home, the programs, and a demonstration to work in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

IN_THE_DEMONSTRATION = frozenset(
    {
        "docs/explanation/life-cycle.md",
        "docs/explanation/the-ledger.md",
        "docs/how-to/ask-about-the-past.md",
        "docs/how-to/back-up-and-check.md",
        "docs/how-to/compare-images.md",
        "docs/how-to/correct-a-mistake.md",
        "docs/how-to/prove-what-was-recorded.md",
        "docs/how-to/publish-feeds.md",
        "docs/how-to/scan-an-image.md",
        "docs/how-to/track-images.md",
        "docs/reference/feeds.md",
        "docs/reference/json-output.md",
    }
)
"""Pages that begin in the directory of a demonstration, as they say."""


def environment(home: Path) -> dict[str, str]:
    """The variables of somebody at home in a folder, who has Navwarn installed and a name for git.

    ``make demo`` is there as what the Makefile runs for it, without the setting up and the serving.
    """
    programs = Path(sys.executable).parent
    return {
        "BASH_FUNC_make%%": '() { navwarn "$@" --no-serve; }',
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "USER": "you",
        "LANG": "C.UTF-8",
        "GIT_AUTHOR_NAME": "you",
        "GIT_AUTHOR_EMAIL": "you@acme.example",
        "GIT_COMMITTER_NAME": "you",
        "GIT_COMMITTER_EMAIL": "you@acme.example",
    }


def demonstrate(home: Path) -> Path:
    """A new demonstration below a folder."""
    directory = home / "navwarn-demo"
    subprocess.run(
        [sys.executable, "-m", "navwarn", "-q", "demo", "--no-serve", "--out", directory],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return directory


def copy_without_feeds(demonstration: Path, directory: Path) -> None:
    """The ledger, documents and configuration of a demonstration; its thousands of feed files stay behind."""
    shutil.copytree(demonstration, directory, ignore=shutil.ignore_patterns("feeds"))
