"""The reader meets what people and attackers make of documents: no traceback, no hang, bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARDS = 8
CASES = 200_000
PEAK_MEGABYTES = 200


def run(seed: int, cases: int) -> tuple[int, int, int]:
    """Cases, readable ones and peak memory of one run in a process of its own."""
    command = [sys.executable, "-m", "tests.fuzz.reader", str(seed), str(cases)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-4000:]
    done, readable, peak = map(int, result.stdout.split())
    return done, readable, peak


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SHARDS))
def test_a_budget_of_200_000_damaged_documents_meets_its_promises(seed: int) -> None:
    done, readable, peak = run(seed, CASES // SHARDS)
    assert done == CASES // SHARDS
    assert 0 < readable < done, "damage that never or always kills says nothing"
    assert peak <= PEAK_MEGABYTES


def test_a_few_hundred_damaged_documents_on_every_run() -> None:
    done, _, peak = run(1000, 400)
    assert done == 400
    assert peak <= PEAK_MEGABYTES
