"""The rules of the test suite itself: nothing skipped in CI, no way out of the machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    return tmp_path / "test_trial.py"


def run(trial: Path, body: str, *, ci: str = "", path: str | None = None) -> str:
    """What pytest says about a test module with this body, under the project's plugins."""
    trial.write_text(f"import pytest, socket\n{body}\n", encoding="utf-8")
    plugins = ["-p", "tests.plugin_groups", "-p", "tests.plugin_sockets", "-p", "pytest_timeout"]
    options = ["-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider", "-rA"]
    environment = {**os.environ, "CI": ci, "PATH": path or os.environ["PATH"]}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # loading all of them takes longer than the trial
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *options, f"--rootdir={trial.parent}", trial],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    return finished.stdout + finished.stderr


NEEDS_GIT = "@pytest.mark.needs('git')\ndef test_with_git(): pass"
SKIPS = "def test_with_data(): pytest.skip('real data not present')"


def test_a_test_whose_group_is_missing_is_skipped_with_its_name(trial: Path) -> None:
    output = run(trial, NEEDS_GIT, path=str(trial.parent))
    assert "1 skipped" in output
    assert "needs git" in output


def test_a_test_whose_group_is_missing_fails_in_ci(trial: Path) -> None:
    output = run(trial, NEEDS_GIT, ci="true", path=str(trial.parent))
    assert "1 error" in output
    assert "skipped, which CI=true does not allow: Skipped: needs git" in output


def test_a_skip_inside_a_test_is_a_failure_in_ci_only(trial: Path) -> None:
    assert "1 skipped" in run(trial, SKIPS)
    output = run(trial, SKIPS, ci="true")
    assert "1 failed" in output
    assert "real data not present" in output


def test_a_skipped_module_is_an_error_in_ci_only(trial: Path) -> None:
    body = "pytest.skip('no engine', allow_module_level=True)"
    assert "1 skipped" in run(trial, body)
    assert "1 error" in run(trial, body, ci="true")


def test_an_expected_failure_is_no_skip(trial: Path) -> None:
    body = "@pytest.mark.xfail(reason='known')\ndef test_known(): assert False"
    assert "1 xfailed" in run(trial, body, ci="true")


def test_a_group_nobody_defined_is_a_usage_error(trial: Path) -> None:
    output = run(trial, NEEDS_GIT.replace("git", "gti"))
    assert "needs ['gti']: not among" in output


WAYS_OUT = (
    "socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "socket.create_connection(('2001:db8::1', 80), timeout=1)",
    "socket.getaddrinfo('registry.example', 443)",
    "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "socket.socket().bind(('', 0))",
)


def test_no_way_leads_beyond_the_machine(trial: Path) -> None:
    tests = [f"def test_way_{number}(): {way}" for number, way in enumerate(WAYS_OUT)]
    output = run(trial, "\n".join(tests))
    assert f"{len(WAYS_OUT)} failed" in output
    refusals = re.findall(r"^E +\S*ClosedSocketError: a test may not reach beyond", output, re.MULTILINE)
    assert len(refusals) == len(WAYS_OUT), output


def test_loopback_and_unix_sockets_answer(trial: Path) -> None:
    body = """
def exchange(server, client, address):
    with server, client:
        server.bind(address)
        server.listen()
        client.connect(server.getsockname())

def test_loopback():
    exchange(socket.socket(), socket.socket(), ("127.0.0.1", 0))
    assert socket.getaddrinfo("127.0.0.1", 80)

def test_unix(tmp_path):
    make = lambda: socket.socket(socket.AF_UNIX)
    exchange(make(), make(), str(tmp_path / "s"))
"""
    assert "2 passed" in run(trial, body)
