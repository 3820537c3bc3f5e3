"""Every session of the README and of the documentation prints what the page says."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.docs.pages import pages, read_page
from tests.docs.session import Turn, agrees, blocks, run, steps, turns
from tests.docs.stage import IN_THE_DEMONSTRATION, copy_without_feeds, environment
from tools.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOT_RUN = {
    "README.md": [
        "make test",
        "python3 -m venv ~/navwarn",
        (
            "~/navwarn/bin/pip install --no-deps --require-hashes"
            " -r requirements/runtime.lock -r requirements/build.lock"
        ),
        "~/navwarn/bin/pip install --no-deps --no-build-isolation .",
        (
            "navwarn source import cvelistV5.zip nvd.json.gz ghsa.zip"
            " known_exploited_vulnerabilities.json epss.csv.gz"
        ),
        "navwarn serve --port 8000",
    ],
    "docs/tutorial/first-day.md": ["navwarn serve"],
    "docs/how-to/use-postgresql.md": [
        "sudo -u postgres createuser navwarn --pwprompt",
        "sudo -u postgres createdb navwarn --owner navwarn --encoding UTF8",
        "navwarn import advisories",
        "navwarn db check",
        "navwarn --db navwarn.sqlite db backup move.sqlite",
        "navwarn --db postgresql://navwarn@db.acme.example/navwarn db restore move.sqlite",
    ],
}
"""The commands of sessions that a test cannot hold: they build environments or need servers of one's own."""

LANGUAGES = frozenset({"console", "yaml", "toml", "json", "python", "text", "csv"})


@pytest.mark.needs("git")
@pytest.mark.parametrize("name", [name for name in pages() if steps(read_page(name))])
def test_its_sessions_print_what_it_says(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    directory = tmp_path / "home"
    if name in IN_THE_DEMONSTRATION:
        copy_without_feeds(request.getfixturevalue("demonstration"), directory)
    else:
        directory.mkdir()
    todo = steps(read_page(name))
    told = [step for step in todo if isinstance(step, Turn)]
    answers = run(todo, directory, environment(directory))
    assert len(answers) == len(told), f"the shell stopped after {answers[-1:]}"
    for turn, answer, following in zip(told, answers, [*told[1:], None], strict=True):
        where = f"{name}:{turn.line}: $ {turn.command}"
        assert agrees(turn.output, answer.output), f"{where}\n{answer.output}"
        is_asked = following is not None and following.command == "echo $?"
        assert answer.status == 0 or is_asked, f"{where}\nfails with status {answer.status}"


@pytest.mark.parametrize("name", pages())
def test_only_what_a_test_cannot_hold_is_not_run(name: str) -> None:
    kept = [block for block in blocks(read_page(name)) if block.word == "not-run"]
    commands = [turn.command for block in kept for turn in turns(block)]
    assert commands == NOT_RUN.get(name, [])


@pytest.mark.parametrize("name", pages())
def test_every_session_is_marked_as_one(name: str) -> None:
    for block in blocks(read_page(name)):
        assert block.language in LANGUAGES, f"{name}:{block.line}"
        if block.language != "console":
            assert not block.text.startswith("$ "), f"{name}:{block.line}"


@pytest.mark.parametrize("name", pages())
def test_configurations_and_documents_can_be_read(name: str) -> None:
    for block in blocks(read_page(name)):
        if block.language == "yaml":
            yaml.safe_load(block.text)
        elif block.language == "toml":
            tomllib.loads(block.text)


def test_make_demo_runs_what_the_pages_show() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\n\t@$(BIN)/navwarn demo\n" in makefile
