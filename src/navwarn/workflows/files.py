"""Writing files so that a reader, or a crash at any instruction, never meets half of one (law 9)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from navwarn.errors import ExternalError


def write_atomically(path: Path, data: bytes, *, is_durable: bool = True) -> None:
    """Replace ``path`` by ``data``: written aside, made durable unless that is not wanted, then renamed.

    An existing file keeps its permissions. Raises ``ExternalError`` when the disk refuses; the old file is
    untouched then.
    """
    directory = path.parent
    try:
        mode = path.stat().st_mode & 0o7777 if path.exists() else None
        descriptor, name = tempfile.mkstemp(dir=directory, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), 0o666 & ~_umask() if mode is None else mode)
                if is_durable:
                    os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if is_durable:
            sync_directory(directory)
    except OSError as error:
        raise ExternalError(f"{path} cannot be written: {error.strerror}", code="NW-DISK") from None


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    """The process's file mode creation mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
