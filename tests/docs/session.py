"""Sessions at a terminal that pages show, and what a shell really prints for them.

A page is one visit to a shell. Blocks that begin with ```` ```console ```` hold commands after ``$ ``
and ``> ``, and their output below. A file name after the language, as in ```` ```toml navwarn.toml ````,
makes the block a file that the reader writes. In output ``…`` stands for anything within a line, in which any
number of blanks then counts as one, and a line ``...`` for any lines. A session that no test can hold begins
with ```` ```console not-run ````.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_BLOCK = re.compile(r"^```(?P<language>\w*) ?(?P<word>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT, _MORE = "$ ", "> "
_MARK = "-- end of turn, status"


@dataclass(frozen=True, slots=True)
class Turn:
    """A command, what the page says that it prints, and the line of the page (from 1)."""

    command: str
    output: str
    line: int


@dataclass(frozen=True, slots=True)
class File:
    """A file that the reader writes."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the word after it, its text, and the line of its first line."""

    language: str
    word: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shell printed for a command, and its status."""

    output: str
    status: int


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for match in _BLOCK.finditer(page):
        line = page.count("\n", 0, match.start("text")) + 1
        yield Block(match["language"], match["word"], match["text"], line)


def steps(page: str) -> list[Turn | File]:
    """What a reader does who follows the page: commands and files, in order."""
    found: list[Turn | File] = []
    for block in blocks(page):
        if block.language == "console" and not block.word:
            found.extend(turns(block))
        elif block.language != "console" and block.word:
            found.append(File(block.word, block.text))
    return found


def turns(block: Block) -> list[Turn]:
    """The commands of a session."""
    found: list[Turn] = []
    for number, line in enumerate(block.text.splitlines(), block.line):
        if line.startswith(_PROMPT):
            found.append(Turn(line.removeprefix(_PROMPT), "", number))
            continue
        assert found, f"line {number}: output comes before the first command"
        last = found[-1]
        if not last.output and line.startswith(_MORE):
            found[-1] = Turn(f"{last.command}\n{line.removeprefix(_MORE)}", "", last.line)
        else:
            found[-1] = Turn(last.command, f"{last.output}{line}\n", last.line)
    return found


def run(todo: list[Turn | File], directory: Path, environment: Mapping[str, str]) -> list[Answer]:
    """What one shell answers to the commands, standard error among it as on a terminal."""
    script = directory.with_suffix(".sh")
    script.write_text("".join(_script(todo)), encoding="utf-8")
    done = subprocess.run(
        ["bash", str(script)],
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    answers = re.findall(rf"(.*?)\n{_MARK} ([0-9]+)\n", done.stdout.decode(), re.DOTALL)
    return [Answer(output, int(status)) for output, status in answers]


def _script(todo: list[Turn | File]) -> Iterator[str]:
    yield f'turn() {{ local status=$?; printf \'\\n{_MARK} %s\\n\' "$status"; return "$status"; }}\n'
    for step in todo:
        if isinstance(step, File):
            name = shlex.quote(step.name)
            yield f'mkdir -p "$(dirname {name})"\nprintf %s {shlex.quote(step.text)} > {name}\n'
        else:
            yield f"{step.command}\nturn\n"


def agrees(told: str, real: str) -> bool:
    """Whether an output is what a page tells, given what stands for anything."""
    pattern = "".join(_pattern(line) for line in told.rstrip().splitlines())
    lines = "".join(f"{line.rstrip()}\n" for line in real.rstrip().splitlines())
    return re.fullmatch(pattern, lines) is not None


def _pattern(line: str) -> str:
    if line == "...":
        return r"(?:.*\n)*"
    if "…" not in line:
        return re.escape(line.rstrip()) + r"\n"
    parts = (" +".join(map(re.escape, re.split(" +", part))) for part in line.rstrip().split("…"))
    return ".*".join(parts) + r"\n"
