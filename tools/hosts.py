"""Refuses files that name a package registry's host.

Where packages come from is the business of whoever installs: their index may be a mirror or a folder.
A host in a lock file, a script or a text would take that choice away. Run as ``python -m tools.hosts``.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from tools.project import ROOT, tracked_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# In parts, so that this file does not itself name what it looks for.
HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("index", "crates", "io"),
    ("static", "crates", "io"),
    ("proxy", "golang", "org"),
    ("sum", "golang", "org"),
    ("repo", "maven", "apache", "org"),
    ("repo1", "maven", "org"),
    ("deb", "debian", "org"),
    ("security", "debian", "org"),
    ("archive", "ubuntu", "com"),
)
_PATTERN = re.compile("|".join(re.escape(".".join(parts)) for parts in HOSTS).encode(), re.IGNORECASE)


def named_hosts(files: Iterable[Path]) -> Iterator[tuple[Path, int, str]]:
    """Each place that names a registry's host: file, line (from 1) and the host."""
    for path in files:
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            for found in _PATTERN.finditer(line):
                yield path, number, found.group().decode()


def main() -> int:
    """Exit status 1 when a tracked file names a registry's host, after naming every place."""
    places = list(named_hosts(tracked_files()))
    for path, number, host in places:
        print(f"{path.relative_to(ROOT)}:{number}: names the package registry host {host}")
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
