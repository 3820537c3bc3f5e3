"""``navwarn version compare`` and ``navwarn version check``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from navwarn.cli.root import cli
from navwarn.cli.version import PairError
from navwarn.versions.interface import InvalidVersionError

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-c", "from navwarn.cli import main; main()", "version"]


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, ["version", *arguments], input=stdin)


@pytest.mark.parametrize(
    ("left", "right", "scheme", "sign"),
    [
        ("1.0-r9", "1.0-r10", "apk", "<"),
        ("1.01", "1.1", "deb", "="),
        ("1.0", "1.0~rc1", "rpm", ">"),
        ("1.0.0+a", "1.0.0+b", "semver", "="),
        ("go1.20.7", "v1.21.0", "go", "<"),
        ("1.0", "1.0rc1", "pypi", ">"),
        ("1.0.Final", "1", "maven", "="),
        ("2.0.0-rc.1", "2.0.0", "npm", "<"),
        ("1.0.a", "1.0", "gem", "<"),
    ],
)
def test_compare_prints_the_sign(left: str, right: str, scheme: str, sign: str) -> None:
    result = run("compare", left, right, "--scheme", scheme)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{sign}\n", "")


def test_apk_is_the_default() -> None:
    assert run("compare", "1.0_rc1", "1.0").stdout == "<\n"


def test_compare_prints_json() -> None:
    result = run("compare", "1.0", "1.0-r0", "-o", "json")
    document = json.loads(result.stdout)
    assert document.pop("generated_at").endswith("Z")
    assert document == {
        "schema": "navwarn/version-comparison/1",
        "items": [{"scheme": "apk", "left": "1.0", "sign": "<", "right": "1.0-r0"}],
    }


def test_pairs_from_standard_input_keep_their_order() -> None:
    result = run("compare", "-", stdin="1 2\n2\t1\n 1.0  1.0 \r\n1-r1 1-r01")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "<\n>\n=\n=\n", "")


def test_blank_lines_are_skipped_and_counted() -> None:
    assert run("compare", "-", stdin="\n1 2\n \t\n2 1\n\n").stdout == "<\n>\n"
    result = run("compare", "-", stdin="\n1 2\n\n1\n")
    assert str(result.exception).startswith("standard input, line 4:")


def test_no_input_is_no_output() -> None:
    result = run("compare", "-")
    assert (result.exit_code, result.stdout) == (0, "")


def test_pairs_as_json() -> None:
    items = json.loads(run("compare", "-", "-o", "json", stdin="1 2\n\n2 1\n").stdout)["items"]
    assert [(item["left"], item["sign"], item["right"]) for item in items] == [
        ("1", "<", "2"),
        ("2", ">", "1"),
    ]


def test_all_given_vectors_in_one_stream(test_data: Path) -> None:
    lines = (test_data / "apk-versions" / "comparisons.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    result = run("compare", "-", stdin="".join(f"{left} {right}\n" for left, _, right in rows))
    assert result.stdout.split() == [sign for _, sign, _ in rows]


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        ("1 2\n1\n3 4\n", "line 2: '1' is not two versions separated by white space"),
        ("1 2\n1 2 3\n", "line 2: '1 2 3' is not two versions separated by white space"),
        (b"1 2\n\xff 1\n", "line 2: not UTF-8 text"),
        (b"1 2\n" + b"1" * 70_000 + b" 2\n", "line 2: longer than 65536 bytes"),
        (b"1 2\n" + b"1" * 200_000, "line 2: longer than 65536 bytes"),
        (b"1 2\n" + b" " * 200_000, "line 2: longer than 65536 bytes"),
    ],
)
def test_a_bad_line_is_named_after_the_signs_before_it(stdin: str | bytes, message: str) -> None:
    result = run("compare", "-", stdin=stdin)
    assert result.stdout == "<\n"
    assert isinstance(result.exception, PairError)
    assert result.exception.message == f"standard input, {message}"
    assert (result.exception.code, result.exception.exit_status) == ("NW-VERSION-PAIR", 2)


def test_an_unreadable_version_is_named_with_its_line() -> None:
    result = run("compare", "-", "--scheme", "pypi", stdin="1 2\n1 x\n")
    assert result.stdout == "<\n"
    assert isinstance(result.exception, InvalidVersionError)
    assert result.exception.message == "standard input, line 2: 'x' is not a Python version (PEP 440)"
    assert result.exception.exit_status == 2


def test_an_unreadable_version_on_the_command_line() -> None:
    result = run("compare", "1", "x", "--scheme", "pypi")
    assert isinstance(result.exception, InvalidVersionError)
    assert result.exception.message == "'x' is not a Python version (PEP 440)"


def test_an_invalid_version_is_ordered_with_a_warning() -> None:
    result = run("compare", "1.0-foo", "1.0")
    assert (result.exit_code, result.stdout) == (0, "<\n")
    assert result.stderr == (
        "warning: '1.0-foo' is not an apk version: '-foo' cannot follow '1.0', because a release is -r and "
        "digits, once, at the end; it is ordered all the same\n"
    )


def test_each_invalid_version_is_warned_of_once() -> None:
    result = run("compare", "-", stdin="1-a 1-b\n1-b 1-a\n1-a 1\n")
    assert result.stdout == "=\n=\n<\n"
    assert [line[:15] for line in result.stderr.splitlines()] == ["warning: '1-a' ", "warning: '1-b' "]


def test_warnings_are_bounded() -> None:
    result = run("compare", "-", stdin="".join(f"1 {number}-x\n" for number in range(1_000)))
    warnings = result.stderr.splitlines()
    assert len(warnings) == 21
    assert warnings[-1] == "warning: there are more invalid versions, which are not named"
    assert len(result.stdout.splitlines()) == 1_000


def test_one_version_is_not_enough() -> None:
    result = run("compare", "1.0")
    assert result.exit_code == 2
    assert "Give two versions, or - to read pairs" in result.stderr


def test_an_unknown_scheme_is_refused() -> None:
    assert run("compare", "1", "2", "--scheme", "nuget").exit_code == 2


def test_a_sign_comes_while_the_stream_is_open() -> None:
    with subprocess.Popen(
        [*PROGRAM, "compare", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for pair, sign in ((b"1 2\n", b"<\n"), (b"2 1\n", b">\n")):
            process.stdin.write(pair)
            process.stdin.flush()
            assert process.stdout.readline() == sign


def test_a_closed_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(PairError, match="standard input is closed"):
        cli.main(["version", "compare", "-"], standalone_mode=False)


def test_an_error_is_one_sentence_with_its_code_and_exit_status_2() -> None:
    finished = subprocess.run([*PROGRAM, "compare", "-"], input=b"1\n", capture_output=True, check=False)
    assert finished.returncode == 2
    sentence = "standard input, line 1: '1' is not two versions separated by white space"
    assert finished.stderr.decode() == f"navwarn: {sentence} [NW-VERSION-PAIR]\n"


def test_bytes_of_the_command_line_that_are_no_text_are_shown_as_question_marks() -> None:
    command = [*map(os.fsencode, PROGRAM), b"compare", b"1\xff", b"1", b"-o", b"json"]
    items = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["items"]
    assert items == [{"scheme": "apk", "left": "1?", "sign": "<", "right": "1"}]


NOT_FULL = "'1.2.3' has no release: write 1.2.3-r0, or the release it was built with"
TWO_RELEASES = (
    "'1.1.0-r1-r0' is not an apk version: '-r0' cannot follow '1.1.0-r1', because a release is -r and "
    "digits, once, at the end, though a fixed version may be written so"
)


@pytest.mark.parametrize(
    ("text", "scheme", "status", "sentence"),
    [
        ("1.2.3-r0", "apk", 0, "'1.2.3-r0' is a valid apk version"),
        ("1.2.3", "apk", 0, f"'1.2.3' is a valid apk version, but no fixed version: {NOT_FULL}"),
        ("1.1.0-r1-r0", "apk", 1, TWO_RELEASES),
        ("foo", "apk", 1, "'foo' is not an apk version: it does not start with a digit"),
        ("1:1.0-1", "deb", 0, "'1:1.0-1' is a valid deb version"),
        ("x:1", "deb", 1, "'x:1' is not a Debian version: what stands before the colon is not a number"),
        ("x", "gem", 1, "'x' is not a RubyGems version such as 1.2.3 or 2.0.0.rc1"),
        ("\u00e9", "maven", 0, r"'\xe9' is a valid maven version"),
    ],
)
def test_check_says_whether_and_why(text: str, scheme: str, status: int, sentence: str) -> None:
    result = run("check", text, "--scheme", scheme)
    assert (result.exit_code, result.stdout) == (status, f"{sentence}\n")


def check_item(*arguments: str) -> dict[str, object]:
    document = json.loads(run("check", *arguments, "-o", "json").stdout)
    assert document["schema"] == "navwarn/version-check/1"
    (item,) = document["items"]
    assert isinstance(item, dict)
    return item


def test_check_prints_json_for_apk_with_its_use_as_a_fixed_version() -> None:
    assert check_item("1.0") == {
        "scheme": "apk",
        "version": "1.0",
        "valid": True,
        "reason": None,
        "valid_as_fixed_version": False,
        "fixed_version_reason": NOT_FULL.replace("1.2.3", "1.0"),
    }


def test_check_prints_json_with_the_reason() -> None:
    assert check_item("1", "--scheme", "rpm")["valid"] is True
    assert check_item("x", "--scheme", "pypi") == {
        "scheme": "pypi",
        "version": "x",
        "valid": False,
        "reason": "'x' is not a Python version (PEP 440)",
    }
