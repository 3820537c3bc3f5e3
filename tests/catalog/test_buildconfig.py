"""Build definitions: names, versions and subpackages; a bad one spoils nothing but itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.catalog.buildconfig import BuildConfig, load_packages, parse_definition
from navwarn.catalog.source import CatalogError
from navwarn.catalog.tree import Text, TreeError, parse
from navwarn.errors import ExternalError

if TYPE_CHECKING:
    from pathlib import Path

DEFINITION = """\
package:
  name: php-8.3
  version: 1.10
  epoch: 3
  description: "a language"

vars:
  suffix: tools

var-transforms:
  - from: ${{package.name}}
    match: ^php-(\\d+\\.\\d+)
    replace: $1
    to: mm
  - nonsense

data:
  - name: extensions
    items:
      curl: cURL
      gd: GD
      list: [odd]
  - name: empty
  - [odd]

subpackages:
  - range: extensions
    name: ${{package.name}}-${{range.key}}
    pipeline:
      - runs: echo ${{targets.subpkgdir}}
  - range: empty
    name: never-${{range.key}}
  - name: php-${{vars.mm}}-${{vars.suffix}}
  - name: ${{package.name}}-${{package.full-version}}
  - name: ${{package.name}}
"""


def write(directory: Path, name: str, text: str) -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_definition_yields_its_packages(tmp_path: Path) -> None:
    path = write(tmp_path, "php-8.3.yaml", DEFINITION)
    loaded = load_packages(tmp_path)
    assert loaded.faults == ()
    assert loaded.packages == {
        "php-8.3": BuildConfig(
            name="php-8.3",
            version="1.10",
            release=3,
            subpackages=(
                "php-8.3-1.10-r3",
                "php-8.3-curl",
                "php-8.3-gd",
                "php-8.3-list",
                "php-8.3-tools",
            ),
            file=path,
        )
    }
    assert loaded.packages["php-8.3"].full_version == "1.10-r3"
    assert loaded.subpackages() == {"php-8.3": loaded.packages["php-8.3"].subpackages}


def test_a_definition_may_be_no_more_than_a_name_and_a_version(tmp_path: Path) -> None:
    config, faults = parse_definition(b"package: {name: a, version: '1'}", tmp_path / "a.yaml")
    assert (config.name, config.full_version, config.subpackages, faults) == ("a", "1-r0", (), ())


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("package: {\n  name: ]\n", 2, "not YAML: "),
        ("a: 1\nb: c: d\n", 2, "not YAML: "),
        ("a: \x07\n", 1, "not YAML: "),
        ("", 1, "this is no build definition"),
        ("just text", 1, "this is no build definition"),
        ("vars: {}\n", 1, "this is no build definition"),
        ("\npackage:\n  version: 1\n", 3, "package.name is missing"),
        ("package:\n  name: a\n  version: ''\n", 2, "package.version is missing"),
        ("package:\n  name: a\n  version: ${{vars.x}}\n", 3, "package.version: the variable 'vars.x'"),
        ("package: {name: a, version: 1, epoch: -1}\n", 1, "package.epoch must be a number"),
        ("package: {name: a, version: 1, epoch: [1]}\n", 1, "package.epoch must be a number"),
        ("package: &p {name: a, version: 1}\nb: *p\n", 2, "anchors and aliases are not read"),
        ("? [a]\n: b\n", 1, "a key must be plain text"),
        ("a: " + "[" * 100_000, 1, "nested deeper than 64 levels"),
    ],
)
def test_a_bad_file_is_a_fault_with_its_line_and_the_rest_goes_on(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    bad = write(tmp_path, "bad.yaml", text)
    write(tmp_path, "good.yaml", "package: {name: good, version: 1}")
    loaded = load_packages(tmp_path)
    assert list(loaded.packages) == ["good"]
    (fault,) = loaded.faults
    assert str(fault).startswith(f"{bad}:{line}: {reason}")


@pytest.mark.parametrize(
    ("subpackages", "reason"),
    [
        ("[text]", "a subpackage has no name"),
        ("[[]]", "a subpackage has no name"),
        ("[{range: x}]", "a subpackage has no name"),
        ("[[[deep]]]", "a subpackage has no name"),
        ("[{name: b, range: x}]", "the range 'x' is not defined"),
        ("[{name: b, range: [x]}]", "the range \"['x']\" is not defined"),
        ("[{name: '${{build.arch}}'}]", "subpackage '${{build.arch}}': the variable 'build.arch'"),
    ],
)
def test_a_subpackage_that_cannot_be_named_is_a_fault_and_the_others_stay(
    tmp_path: Path, subpackages: str, reason: str
) -> None:
    path = write(
        tmp_path,
        "a.yaml",
        f"package: {{name: a, version: 1}}\nsubpackages: {subpackages[:-1]}, {{name: c}}]\n",
    )
    config, faults = parse_definition(path.read_bytes(), path)
    assert config.subpackages == ("c",)
    assert [fault.message[: len(reason)] for fault in faults] == [reason]
    assert faults[0].line in {1, 2}


def test_two_definitions_of_one_package_are_a_fault_of_the_second(tmp_path: Path) -> None:
    first = write(tmp_path, "a.yaml", "package: {name: same, version: 1}")
    write(tmp_path, "b.yaml", "package: {name: same, version: 2}")
    loaded = load_packages(tmp_path)
    assert loaded.packages["same"].version == "1"
    assert [str(fault) for fault in loaded.faults] == [
        f"{tmp_path / 'b.yaml'}:1: package same is already defined in {first}"
    ]


def test_only_visible_yaml_files_of_the_directory_itself_count(tmp_path: Path) -> None:
    for name in (".hidden.yaml", "notes.txt"):
        write(tmp_path, name, "package: {name: a, version: 1}")
    (tmp_path / "folder.yaml").mkdir()
    assert load_packages(tmp_path).packages == {}


def test_files_that_are_no_text_or_too_large_are_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("navwarn.catalog.buildconfig.MAX_BYTES", 100)
    write(tmp_path, "large.yaml", "x" * 101)
    (tmp_path / "latin.yaml").write_bytes(b"package:\n  name: \xe9\n")
    messages = [str(fault).removeprefix(f"{tmp_path}/") for fault in load_packages(tmp_path).faults]
    assert messages[0].startswith("large.yaml:1: ")
    assert messages[0].endswith("has more than 100 bytes: it is not read")
    assert messages[1] == "latin.yaml:2: the file is not UTF-8 text"


def test_what_is_no_directory_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="is not a directory"):
        load_packages(tmp_path / "none")


def test_a_directory_the_system_refuses_is_an_outside_failure(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(ExternalError, match="cannot be read"):
        load_packages(loop)


def test_of_a_repeated_key_the_last_counts_and_lines_are_kept() -> None:
    tree = parse("a: 1\na: 2\n")
    assert tree == {"a": "2"}
    assert isinstance(tree, dict)
    value = tree["a"]
    assert isinstance(value, Text)
    assert value.line == 2


def test_the_parser_names_the_line_of_a_fault() -> None:
    with pytest.raises(TreeError) as caught:
        parse("a: 1\nb: [\n")
    assert caught.value.line == 3


def test_real_definitions_are_read_without_fault(test_data: Path) -> None:
    loaded = load_packages(test_data / "catalog" / "build-definitions")
    assert loaded.faults == ()
    assert len(loaded.packages) == 347
    assert "nginx-mainline-mod-http_geoip" in loaded.packages["nginx-mainline"].subpackages
    assert not [name for config in loaded.packages.values() for name in config.subpackages if "$" in name]
