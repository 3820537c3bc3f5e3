"""The memory column of the benchmarks is of the row it stands in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tools.bench_peers import row_of
from tools.measuring import Row, Spent, in_turns, run_measured, table
from tools.project import ROOT

_WORKER = "import os\nif not os.fork():\n    x = b'x' * 90_000_000\n    os._exit(0)\nos.wait()"

# In a process of its own, since it holds much itself, which must not count.
_ROWS = """
import sys
from tools.bench_peers import row_of
from tools.measuring import run_measured
held = b"x" * 150_000_000
print(run_measured([sys.executable, "-c", "x = b'x' * 200_000_000"]).megabytes)
print(run_measured([sys.executable, "-c", "pass"]).megabytes)
"""


def test_a_row_does_not_repeat_a_larger_one_before_it() -> None:
    done = subprocess.run([sys.executable, "-c", _ROWS], cwd=ROOT, check=True, capture_output=True)
    large, small = map(float, done.stdout.split())
    assert large > 200
    assert small < 100


def test_the_memory_of_workers_counts() -> None:
    assert run_measured([sys.executable, "-c", _WORKER]).megabytes > 90


def test_a_failure_ends_the_benchmark() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_measured([sys.executable, "-c", "raise SystemExit(3)"])


def test_a_program_that_cannot_be_started_ends_the_benchmark() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_measured(["/nowhere/program"])


def test_what_takes_turns_is_told_by_its_median_without_the_first_turn() -> None:
    spent = iter([9.0, 9.0, 1.0, 4.0, 3.0, 6.0, 2.0, 5.0])
    turns: list[str] = []

    def work(name: str) -> Spent:
        turns.append(name)
        seconds = next(spent)
        return Spent(seconds, 2 * seconds, len(turns))

    found = in_turns({"a": lambda: work("a"), "b": lambda: work("b")}, runs=3)
    assert turns == ["a", "b"] * 4
    assert found == {"a": Spent(2.0, 4.0, 7), "b": Spent(5.0, 10.0, 8)}


def test_what_a_program_takes_is_told_apart_from_its_waiting() -> None:
    waiting = run_measured([sys.executable, "-c", "import time; time.sleep(0.5)"])
    assert waiting.processor < 0.5 <= waiting.seconds


def test_a_row_says_when_its_target_is_missed() -> None:
    rows = [
        Row("slow", 2.0, 1.0),
        Row("rate", 900, 1_000, "images/s"),
        Row("large", 1.0, 2.0, megabytes=70, most_megabytes=60),
        Row("fine", 12.0, 15, "ms"),
        Row("alone", 1.0, None, note="peers not installed"),
    ]
    lines = table(rows).splitlines()[2:]
    assert lines == [
        "| slow | 2.000 s **missed** | 1 s |  |  |",
        "| rate | 900 images/s **missed** | 1,000 images/s |  |  |",
        "| large | 1.000 s | 2 s | 70 MB **missed** |  |",
        "| fine | 12.0 ms | 15 ms |  |  |",
        "| alone | 1.000 s |  |  | peers not installed |",
    ]


def test_an_archive_is_to_take_no_longer_than_trivy_and_a_fifth_of_syft() -> None:
    spent = {"Navwarn": Spent(1.0, 0.8, 70), "Trivy": Spent(1.5, 1.1, 200), "Syft": Spent(4.0, 5, 230)}
    row = row_of("`scan`", spent, "the same 3 findings")
    assert (row.target, row.is_missed, row.most_megabytes) == (0.8, True, 200)
    assert row.note == (
        "Trivy 1.500 s, 200 MB; Syft 4.000 s, 230 MB;"
        " of processors Navwarn 0.80 s, Trivy 1.10 s, Syft 5.00 s; the same 3 findings"
    )
    assert not row_of("`scan`", spent | {"Syft": Spent(5.1, 5, 230)}, "").is_missed
    assert row_of("`scan`", spent | {"Syft": Spent(9.0, 5, 230)}, "").target == 1.5


def test_a_peer_that_is_not_installed_is_said_to_be() -> None:
    row = row_of("`scan`", {"Trivy": None, "Syft": None, "Navwarn": Spent(1.0, 0.8, 70)}, "nobody agrees")
    assert (row.target, row.is_missed, row.most_megabytes, row.is_memory_missed) == (None, False, None, False)
    assert row.note.startswith("Trivy not installed; Syft not installed; of processors Navwarn 0.80 s;")
