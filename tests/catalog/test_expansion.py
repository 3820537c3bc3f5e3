"""Variables of build definitions are filled in as melange fills them in."""

from __future__ import annotations

import pytest

from navwarn.catalog.expansion import MAX_TEXT, ExpansionError, Scope, Transform

PACKAGE = {"name": "ruby-3.2", "version": "3.2.11", "epoch": "4"}


def scope(variables: dict[str, str] | None = None, *transforms: Transform) -> Scope:
    return Scope(PACKAGE, variables or {}, transforms)


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("plain", "plain"),
        ("${{package.name}}-dev", "ruby-3.2-dev"),
        ("${{ package.version }}", "3.2.11"),
        ("${{vars.x}}/${{vars.y}}", "one/3.2.11-one"),
        ("$HOME ${x} {{y}}", "$HOME ${x} {{y}}"),
    ],
)
def test_variables_are_replaced_also_inside_others(text: str, expanded: str) -> None:
    assert scope({"x": "one", "y": "${{package.version}}-${{vars.x}}"}).expand(text) == expanded


def test_local_variables_come_first() -> None:
    assert scope().expand("py${{range.key}}", {"range.key": "3.12"}) == "py3.12"


@pytest.mark.parametrize(
    ("pattern", "replacement", "made"),
    [
        (r"^(\d+\.\d+).*", "$1", "3.2"),
        (r"\.", "_", "3_2_11"),
        (r"(\d+)\.(\d+)\.(\d+)", "R-${1}-${2}T${3}", "R-3-2T11"),
        (r"(\d+)\.(\d+)\.(\d+)", "$1_$2", "2"),  # Go reads the name "1_", which is no group
        (r"(?P<major>\d+)\..*", "v$major ${major} $minor", "v3 3 "),
        (r"\.11$", "$$", "3.2$"),
        (r"(x)?3", "$1-$9", "-.2.11"),
        (r"nothing", "-", "3.2.11"),
    ],
)
def test_transforms_follow_go(pattern: str, replacement: str, made: str) -> None:
    transform = Transform("${{package.version}}", pattern, replacement, "x")
    assert scope({}, transform).expand("${{vars.x}}") == made


def test_transforms_build_on_earlier_ones_and_replace_variables() -> None:
    first = Transform("${{vars.x}}", "one", "two", "x")
    second = Transform("${{vars.x}}", "two", "three", "x")
    assert scope({"x": "one"}, first, second).expand("${{vars.x}}") == "three"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${{build.arch}}", "'build.arch' has no value here"),
        ("${{package.nothing}}", "'package.nothing' has no value here"),
        ("${{vars.nothing}}", "'vars.nothing' has no value here"),
        ("${{vars.loop}}", "without end"),
        ("${{vars.big}}", "grows beyond"),
        ("${{vars.bad}}", "the pattern of 'bad' is not understood"),
        ("${{vars.long}}", "the pattern of 'long' is too long"),
    ],
)
def test_what_cannot_be_filled_in_is_a_sentence(text: str, reason: str) -> None:
    variables = {"loop": "${{vars.loop}}", "half": "x" * 600, "big": "${{vars.half}}${{vars.half}}"}
    bad = Transform("x", "(", "", "bad")
    long = Transform("x", "x" * (MAX_TEXT + 1), "", "long")
    with pytest.raises(ExpansionError, match=reason):
        scope(variables, bad, long).expand(text)


@pytest.mark.parametrize("seed", ["", "x"])
def test_variables_that_multiply_are_given_up_early(seed: str) -> None:
    variables = {f"v{number}": f"${{{{vars.v{number + 1}}}}}" * 10 for number in range(15)} | {"v15": seed}
    with pytest.raises(ExpansionError):
        scope(variables).expand("${{vars.v0}}")
