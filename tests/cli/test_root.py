"""The program as a whole: help, errors, exit statuses (architecture.md 7.1)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.shell_completion import BashComplete

from navwarn import __version__
from navwarn.cli.lazy import LazyGroup
from navwarn.cli.root import COMMANDS, UNREAD, cli
from tests.cli.samples import ZLIB, tree

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


def shell(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person does, with what its process inherits as they set it up."""
    environment = {"PATH": f"{PROGRAM.parent}:/usr/bin:/bin", "HOME": "/nonexistent", **variables}
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=environment, cwd="/"
    )


@pytest.mark.parametrize("arguments", ["--help", "--version", "config show", "version compare 1 2", "id"])
def test_the_reader_of_our_output_may_go_away(arguments: str) -> None:
    done = shell(f"(sleep 0.2; exec navwarn {arguments}) | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) == (f"{UNREAD}\n", "")


@pytest.mark.parametrize("arguments", ["--help", "--version", "config show", "version compare 1 2", "id"])
def test_output_that_cannot_be_written_is_an_error_outside(arguments: str) -> None:
    done = shell(f"navwarn {arguments} > /dev/full")
    assert done.returncode == 3
    assert done.stderr == "navwarn: the system refused: No space left on device [NW-SYSTEM]\n"


@pytest.mark.parametrize("arguments", ["--help", "--version", "config show", "version compare 1 2", "id"])
@pytest.mark.parametrize("streams", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_output_that_is_closed_is_not_missed(arguments: str, streams: str) -> None:
    done = shell(f"navwarn {arguments} {streams}")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_stream_never_becomes_a_file_of_ours(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    create = f"navwarn --db {ledger} advisory create -p xz -V CVE-2024-0001 -t detection"
    assert shell(f"{create} <&- >&- 2>&-").returncode == 0
    assert shell(f"{create} >&- 2>&-").returncode == 1
    assert shell(f"navwarn --db {ledger} db check").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        "advisory list -p $'\\xff'",
        "lookup $'CVE-\\xff'",
        "advisory create -t detection -V CVE-2024-0001 -p $'\\xff'",
    ],
)
def test_what_is_no_utf_8_is_refused_with_a_sentence(tmp_path: Path, arguments: str) -> None:
    ledger = tmp_path / "ledger.sqlite"
    shell(f"navwarn --db {ledger} advisory create -p xz -V CVE-2024-0001 -t detection")
    done = shell(f"navwarn --db {ledger} {arguments}")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "\\udcff" in done.stderr


def test_a_user_without_a_home_has_no_default_places(
    navwarn: Navwarn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "NAVWARN_DB"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)  # as in a container: no account has it
    assert "database" in navwarn("config", "show").stdout
    assert "[NW-DB-URL]" in navwarn("advisory", "list", expect=2).stderr
    assert "[NW-DB-URL]" in navwarn("import", tree(tmp_path / "tree", zlib=ZLIB), expect=2).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["tree"]


def test_a_home_of_nobody_is_part_of_a_name(navwarn: Navwarn) -> None:
    assert (
        "~nobody-has-this-name/x [NW-DB-MISSING]"
        in navwarn("--db", "~nobody-has-this-name/x", "advisory", "list", expect=2).stderr
    )


def test_a_url_that_is_none_is_refused_with_a_sentence(navwarn: Navwarn) -> None:
    assert "[NW-DB-URL]" in navwarn("--db", "postgresql://[", "advisory", "list", expect=2).stderr


@pytest.mark.parametrize("columns", ["20", "80", ""])
def test_a_row_is_one_line_however_narrow_the_terminal(
    navwarn: Navwarn, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    made = navwarn("advisory", "create", "-p", "xz", "-V", "CVE-2024-0001", "-t", "detection").stdout
    plain = navwarn("advisory", "list").stdout
    colored = navwarn("--color", "always", "advisory", "list").stdout
    assert made.split()[0] in plain.splitlines()[1]
    (row,) = [line for line in colored.splitlines() if made.split()[0] in line]
    assert "\x1b[33mUnder investigation" in row
    assert "\x1b" not in plain


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(navwarn: Navwarn, shell: str) -> None:
    assert "_NAVWARN_COMPLETE" in navwarn("completion", shell).stdout


@pytest.mark.parametrize("words", ["scan", "diff", "diff old.tar", "image inventory", "image add"])
def test_images_are_completed_as_files(words: str) -> None:
    completed = BashComplete(cli, {}, "navwarn", "").get_completions(words.split(), "ima")
    assert [(one.type, one.value) for one in completed] == [("file", "ima")]


def test_config_show_says_where_values_come_from(navwarn: Navwarn) -> None:
    shown = navwarn("config", "show").stdout
    assert "variable NAVWARN_DB" in shown
    assert '"schema": "navwarn/config/1"' in navwarn("config", "show", "-o", "json").stdout
