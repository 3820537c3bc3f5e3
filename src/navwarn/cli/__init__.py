"""The command line: one module per command group, each parsing, calling one workflow and rendering.

``main`` stays light: what a command needs is imported when that command runs.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program with the process's arguments, and end with its exit status."""
    if sys.argv[1:] == ["--version"]:
        from navwarn import __version__

        sys.stdout.write(f"navwarn {__version__}\n")
        return
    from navwarn.cli.root import run

    sys.exit(run())
