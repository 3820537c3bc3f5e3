"""Syft, whose catalogue ours is compared with (scanning.md ST)."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tools.groups import GROUPS

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("syft-json", "spdx-json", "cyclonedx-json")


def command(archive: Path, *outputs: str) -> list[str]:
    """The command that makes SBOMs of a docker archive: each ``FORMAT=FILE``, or ``FORMAT``, printed."""
    options = [argument for output in outputs for argument in ("-o", output)]
    return [GROUPS["syft"].program(), "scan", f"docker-archive:{archive}", *options]


def environment(folder: Path) -> dict[str, str]:
    """The environment to run it in, in which it asks no network and finds no settings of whoever runs it."""
    return {**os.environ, "SYFT_CHECK_FOR_APP_UPDATE": "false", "HOME": str(folder)}


def sboms(archive: Path, folder: Path) -> dict[str, Path]:
    """The SBOMs that Syft makes of a docker archive, by format; a minute is plenty on a busy machine."""
    places = {form: folder / f"{form}.json" for form in FORMATS}
    asked = command(archive, *(f"{form}={place}" for form, place in places.items()))
    subprocess.run(asked, env=environment(folder), check=True, capture_output=True, timeout=240)
    return places
