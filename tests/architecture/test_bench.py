"""The memory column of the benchmarks is of the row it stands in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tools.bench import ROOT, run_measured

_WORKER = "import os\nif not os.fork():\n    x = b'x' * 90_000_000\n    os._exit(0)\nos.wait()"

# In a process of its own: what it has itself is the least that its children are told to have.
_ROWS = """
import sys
from tools.bench import run_measured
print(run_measured([sys.executable, "-c", "x = b'x' * 200_000_000"]))
print(run_measured([sys.executable, "-c", "pass"]))
"""


def test_a_row_does_not_repeat_a_larger_one_before_it() -> None:
    done = subprocess.run([sys.executable, "-c", _ROWS], cwd=ROOT, check=True, capture_output=True)
    large, small = map(float, done.stdout.split())
    assert large > 200
    assert small < 100


def test_the_memory_of_workers_counts() -> None:
    assert run_measured([sys.executable, "-c", _WORKER]) > 90


def test_a_failure_ends_the_benchmark() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_measured([sys.executable, "-c", "raise SystemExit(3)"])
