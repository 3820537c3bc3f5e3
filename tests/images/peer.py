"""Syft, whose catalogue ours is compared with (scanning.md ST)."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tools.groups import GROUPS

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("syft-json", "spdx-json", "cyclonedx-json")


def sboms(archive: Path, folder: Path) -> dict[str, Path]:
    """The SBOMs that Syft makes of a docker archive, by format; a minute is plenty on a busy machine."""
    program = GROUPS["syft"].path()
    assert program is not None
    places = {form: folder / f"{form}.json" for form in FORMATS}
    outputs = [argument for form, place in places.items() for argument in ("-o", f"{form}={place}")]
    quiet = {**os.environ, "SYFT_CHECK_FOR_APP_UPDATE": "false", "HOME": str(folder)}
    command = [program, "scan", f"docker-archive:{archive}", *outputs]
    subprocess.run(command, env=quiet, check=True, capture_output=True, timeout=240)
    return places
