"""The program as a whole: help, errors, exit statuses (architecture.md 7.1)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from navwarn import __version__
from navwarn.cli.lazy import LazyGroup
from navwarn.cli.root import COMMANDS, cli

if TYPE_CHECKING:
    from tests.cli.conftest import Navwarn

PROGRAM = Path(sys.executable).with_name("navwarn")


def test_version_is_one_line() -> None:
    done = subprocess.run([str(PROGRAM), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"navwarn {__version__}\n"


def test_the_version_needs_no_command_line_library() -> None:
    code = (
        "import sys; from navwarn.cli import main; sys.argv[1:] = ['--version']; main(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"click", "msgspec", "yaml", "sqlite3", "rich"} & set(done.stdout.split())


def test_help_lists_every_command_without_importing_any(navwarn: Navwarn) -> None:
    listed = navwarn("--help").stdout
    assert all(f"  {name} " in listed for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_exists_and_says_what_the_list_says_it_does(name: str) -> None:
    assert isinstance(cli, LazyGroup)
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("--nonsense",),
        ("lookup",),
        ("advisory", "list", "--status", "bad"),
        ("import", "/nowhere"),
    ],
)
def test_a_wrong_command_line_is_status_2_and_no_traceback(
    navwarn: Navwarn, arguments: tuple[str, ...]
) -> None:
    result = navwarn(*arguments, expect=2)
    assert "Traceback" not in result.stderr
    assert result.stderr
    assert result.stdout == ""


def test_an_error_names_its_code_and_the_next_step(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("colour = 1\n")
    result = navwarn("--config", tmp_path / "broken.toml", "config", "show", expect=2)
    assert result.stderr == f"navwarn: {tmp_path}/broken.toml: there is no setting 'colour' [NW-CONFIG]\n"


def test_the_reader_of_our_output_may_go_away() -> None:
    pipe = f"{PROGRAM} --help | head -c 1"
    done = subprocess.run(["bash", "-c", pipe], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(navwarn: Navwarn, shell: str) -> None:
    assert "_NAVWARN_COMPLETE" in navwarn("completion", shell).stdout


def test_config_show_says_where_values_come_from(navwarn: Navwarn) -> None:
    shown = navwarn("config", "show").stdout
    assert "variable NAVWARN_DB" in shown
    assert '"schema": "navwarn/config/1"' in navwarn("config", "show", "-o", "json").stdout
