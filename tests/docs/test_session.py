"""The reading and comparing of sessions notices what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.session import Answer, File, Turn, agrees, run, steps

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """\
Some text.

```toml settings/navwarn.toml
title = "It's $HOME"
```

```console
$ cat settings/navwarn.toml
title = "It's $HOME"
$ echo one \\
> two
one two
```

```console not-run
$ rm -rf everything
```

```text
$ is no prompt here
```
"""


def test_a_page_is_its_commands_and_files_in_order() -> None:
    assert steps(PAGE) == [
        File("settings/navwarn.toml", 'title = "It\'s $HOME"\n'),
        Turn("cat settings/navwarn.toml", 'title = "It\'s $HOME"\n', 8),
        Turn("echo one \\\ntwo", "one two\n", 10),
    ]


def test_one_shell_follows_the_page(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    todo = [*steps(PAGE), Turn("cd settings", "", 1), Turn("ls; (echo no >&2; exit 3)", "", 1)]
    answers = run([*todo, Turn("echo $?", "", 1)], home, {"PATH": "/usr/bin:/bin"})
    assert [answer.output.strip() for answer in answers] == [
        'title = "It\'s $HOME"',
        "one two",
        "",
        "navwarn.toml\nno",
        "3",
    ]
    assert answers[3:] == [Answer("navwarn.toml\nno\n", 3), Answer("3\n", 0)]


@pytest.mark.parametrize(
    ("told", "real", "is_same"),
    [
        ("one\ntwo\n", "one  \ntwo\n\n", True),
        ("one\n", "one\ntwo\n", False),
        ("", "", True),
        ("", "one\n", False),
        ("at … in a+b\n", "at 10:00 in a+b\n", True),
        ("at … in a+b\n", "at 10:00\n in a+b\n", False),
        ("at …     in a+b\n", "at 10:00 in a+b\n", True),
        ("at  in a+b\n", "at in a+b\n", False),
        ("one\n...\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n...\nfour\n", "one\nfour\n", True),
        ("one\n...\nfour\n", "one\nfive\n", False),
        ("one\n...\n", "one\ntwo\n", True),
    ],
)
def test_outputs_agree_line_by_line_but_for_what_stands_for_anything(
    told: str, real: str, *, is_same: bool
) -> None:
    assert agrees(told, real) is is_same
