"""Reports what ruff and mypy do not see: coverage, size, passages written twice.

Run as ``python -m tools.quality`` after the fast tests. Exit status 1 when a pure room is not wholly
covered, when a module or function is over its limit, or when a passage stands twice.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tools import suite
from tools.duplicate import SHORTEST, duplicates
from tools.project import python_files
from tools.size import FUNCTION_LINES, MODULE_LINES, oversized

if TYPE_CHECKING:
    from collections.abc import Iterable


def main() -> int:
    """Exit status 1 when any measure is over its limit, after printing all of them."""
    statuses = [
        suite.report(),
        suite.gate(),
        _show(
            f"modules over {MODULE_LINES} lines, functions over {FUNCTION_LINES}",
            oversized(python_files("src", "tests", "tools")),
        ),
        _show(
            f"passages of {SHORTEST} or more logical lines that stand twice",
            duplicates(python_files("src", "tools")),
        ),
    ]
    return 1 if any(statuses) else 0


def _show(title: str, faults: Iterable[object]) -> int:
    lines = [f"  {fault}" for fault in faults]
    print(f"\n{title}: {len(lines) or 'none'}", *lines, sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
