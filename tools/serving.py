"""A demonstration that serves its site, for tests and pictures: the program as people run it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NAVWARN = Path(sys.executable).with_name("navwarn")
END_SECONDS = 60
_ADDRESS = re.compile(r"Serving .* at (http://\S+)/")


@dataclass(frozen=True, slots=True)
class Served:
    """A site's address without the final slash, what was printed before it, and the process."""

    address: str
    printed: str
    process: subprocess.Popen[str]


@contextmanager
def demonstration(folder: Path, *options: str, port: int = 0) -> Iterator[Served]:
    """A new demonstration in a folder, serving until the context ends."""
    command = [str(NAVWARN), "-q", "demo", "--out", str(folder), "--port", str(port), *options]
    with serving(command, folder.parent) as served:
        yield served


@contextmanager
def serving(command: list[str], folder: Path) -> Iterator[Served]:
    """A process once it says where it serves; it is ended by Ctrl-C."""
    environment = os.environ | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield _begun(process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(END_SECONDS)
            finally:
                process.kill()


def _begun(process: subprocess.Popen[str]) -> Served:
    printed: list[str] = []
    for line in process.stdout or ():
        printed.append(line)
        if match := _ADDRESS.search(line):
            return Served(match[1], "".join(printed), process)
    raise RuntimeError("".join(["it ended before it served: ", *printed, *(process.stderr or ())]))
