"""The command line: one module per command group, each parsing, calling one workflow and rendering.

``main`` stays light: what a command needs is imported when that command runs.
"""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the program with the process's arguments, and end with its exit status."""
    _open_standard_streams()
    if sys.argv[1:] == ["--version"] and _tell_version():
        return
    gc.set_threshold(_GARBAGE)
    from navwarn.cli.root import run

    _leave(run())


_GARBAGE = 100_000
"""Objects after which garbage is looked for: what a command imports and reads is none."""


def _leave(status: int) -> None:
    """End the process at once: to take down what it holds object by object would take 20 ms of it.

    Commands have closed what they opened, and nothing of ours waits for the interpreter's end.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(status)  # the interpreter tells of it
    os._exit(status)


def _open_standard_streams() -> None:
    """Put the null device in the place of output that whoever started us has closed.

    Nobody reads it, and no file that is opened later gets the number of a standard stream and what is meant
    for that.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_WRONLY)
            if null != number:
                os.dup2(null, number)
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115  # a descriptor, kept for good


def _tell_version() -> bool:
    """Print the version without the command line's library, which takes its time; whether that worked."""
    from navwarn import __version__

    try:
        sys.stdout.write(f"navwarn {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False  # the command line tells such errors
    return True
