"""The table of images: scans beside Trivy and Syft, diffs, fleets, and tracked images after a change."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tools import bench_match, bench_peers, bench_scan
from tools.measuring import NAVWARN
from tools.sample_inventory import configuration

if TYPE_CHECKING:
    from pathlib import Path

    from tools.measuring import Row


def measure(documents: Path, folder: Path) -> list[Row]:
    """All rows, by a new ledger of the documents."""
    database = folder / "images.sqlite"
    settings = ["-q", "--config", str(configuration(database)), "--db", str(database)]
    subprocess.run([str(NAVWARN), *settings, "import", str(documents)], check=True)
    contest = bench_peers.Contest(database, folder)
    return [
        *contest.sboms(),
        contest.archive(),
        *bench_scan.measure(database, folder),
        *bench_match.measure(database),
    ]
