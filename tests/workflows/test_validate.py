"""A directory is held against every rule, with files and lines as they are on disk."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.core.distribution import Distribution
from navwarn.core.instant import parse_instant
from navwarn.documents.bound import MOST
from navwarn.documents.fault import Level
from navwarn.documents.rules.base import Shipped
from navwarn.errors import InputError
from navwarn.workflows.validate import Checks, validate_directory
from tests.documents.samples import GOOD, NOW, planted

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from navwarn.documents.report import Report

ANYBODY = Distribution("default", "Default", "NW", "pkg:apk/default", any_prefix=True)


def checks(**changes: Any) -> Checks:
    return replace(Checks(ANYBODY, NOW, max_bytes=1_000_000), **changes)


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVWARN_CACHE", "off")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    directory = tmp_path / "advisories"
    directory.mkdir()
    (directory / "zlib.advisories.yaml").write_text(GOOD)
    return directory


def other(text: str = GOOD, package: str = "curl") -> str:
    """A second document whose ids are not those of the first."""
    text = planted("name: zlib\n\n", f"name: {package}\n\n", text)
    for old, new in (("CGA-2", "CGA-3"), ("CGA-5", "CGA-6"), ("CGA-8", "CGA-9")):
        text = text.replace(old, new)
    return text


def found(report: Report, directory: Path) -> list[tuple[str, str, int]]:
    """Rule, file below the directory, and line of each error."""
    return [
        (fault.rule, fault.file.removeprefix(f"{directory}/"), fault.line)
        for fault in report.faults
        if fault.level is Level.ERROR
    ]


def test_a_sound_directory_is_valid(tree: Path) -> None:
    (tree / "curl.advisories.yaml").write_text(other())
    report = validate_directory(tree, checks())
    assert (report.faults, report.documents, report.is_valid) == ((), 2, True)


def test_faults_of_all_kinds_come_by_file_and_line(tree: Path) -> None:
    (tree / "broken.advisories.yaml").write_text("a: [\n")
    (tree / "curl.yaml").write_text(other(planted("1.3.1-r10", "1.3.1")))
    (tree / "zlib.advisories.yaml").write_text(planted("CVE-2024-0002", "CVE-2024-0001"))
    (tree / "zlib2.advisories.yaml").write_text(GOOD)
    report = validate_directory(tree, checks())
    assert found(report, tree) == [
        ("D1", "broken.advisories.yaml", 1),
        ("C1", "curl.yaml", 4),
        ("D21", "curl.yaml", 29),
        ("D8", "zlib.advisories.yaml", 33),
        ("C1", "zlib2.advisories.yaml", 4),
        ("C3", "zlib2.advisories.yaml", 4),
        ("C2", "zlib2.advisories.yaml", 7),
        ("C2", "zlib2.advisories.yaml", 31),
        ("C2", "zlib2.advisories.yaml", 52),
    ]
    assert {fault.labels[0] for fault in report.faults} == {"broken", "curl", "zlib"}


def test_faults_of_reading_say_which_advisory_and_event_they_are_about(tree: Path) -> None:
    (tree / "zlib.advisories.yaml").write_text(planted("2024-05-03T08:30:00Z", "'2024-05-03T08:30:00Z'"))
    (fault,) = validate_directory(tree, checks()).faults
    assert (fault.rule, fault.line, fault.labels) == ("D1", 26, ("zlib", "CGA-2222-3333-4444", "event 3"))


def test_files_over_the_limit_are_faults_and_the_others_are_checked(tree: Path) -> None:
    (tree / "big.advisories.yaml").write_text(other(package="big") + "#" * 3000)
    report = validate_directory(tree, checks(max_bytes=len(GOOD)))
    assert found(report, tree) == [("D1", "big.advisories.yaml", 0)]


@pytest.mark.parametrize("name", [".hidden.yaml", "notes.txt", "sub/deep.advisories.yaml"])
def test_other_files_are_not_looked_at(tree: Path, name: str) -> None:
    (tree / name).parent.mkdir(exist_ok=True)
    (tree / name).write_text("a: [")
    assert validate_directory(tree, checks()).documents == 1


def test_a_hostile_file_hides_no_other_and_is_counted(tree: Path) -> None:
    text = "schema-version: 2.0.2\n\npackage:\n  name: xz\n\nadvisories: [" + "{}," * 4000 + "]\n"
    (tree / "xz.advisories.yaml").write_text(text)
    (tree / "zzz.advisories.yaml").write_text(other(package="zz"))
    report = validate_directory(tree, checks())
    told = Counter(fault.file.rpartition("/")[2] for fault in report.faults)
    assert told["xz.advisories.yaml"] == MOST
    assert told["zzz.advisories.yaml"] > 0
    (omission,) = report.omitted
    assert omission.file == str(tree / "xz.advisories.yaml")
    assert (omission.errors, omission.warnings) == (2 * 4000 - MOST, 4000)
    assert report.errors == 2 * 4000 + 1


def test_a_directory_without_documents_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \*\.advisories\.yaml"):
        validate_directory(tmp_path, checks())
    with pytest.raises(InputError, match="is not a directory"):
        validate_directory(tmp_path / "absent", checks())


def test_chosen_packages_restrict_all_but_the_names_of_files(tree: Path) -> None:
    (tree / "curl.yaml").write_text(other(planted("1.3.1-r10", "1.3.1")))
    (tree / "torn.advisories.yaml").write_text("a: [")
    chosen = checks(packages=frozenset({"zlib"}))
    assert found(validate_directory(tree, chosen), tree) == [("C1", "curl.yaml", 4)]
    torn = validate_directory(tree, checks(packages=frozenset({"torn"})))
    assert found(torn, tree) == [("C1", "curl.yaml", 4), ("D1", "torn.advisories.yaml", 1)]
    assert torn.documents == 1


def test_a_package_that_is_nowhere_is_wrong_input(tree: Path) -> None:
    with pytest.raises(InputError, match="no document of package a, b"):
        validate_directory(tree, checks(packages=frozenset({"b", "a", "zlib"})))


def test_prefixes_and_versions_are_those_of_the_distribution(tree: Path) -> None:
    strict = Distribution("acme", "Acme", "ACME", "pkg:deb/acme", version_scheme="deb")
    (tree / "zlib.advisories.yaml").write_text(
        planted("CGA-5555-6666-7777", "NW-5555-6666-7777", planted("1.3.1-r10", "1:1.3_1"))
    )
    assert found(validate_directory(tree, checks(distribution=strict)), tree) == [
        ("D21", "zlib.advisories.yaml", 29),
        ("D9", "zlib.advisories.yaml", 31),
    ]


def test_aliases_are_checked_where_a_table_is_given(tree: Path) -> None:
    pairs = (("CVE-2024-0002", "GHSA-7777-7777-7777"),)
    assert found(validate_directory(tree, checks(aliases=pairs)), tree) == [
        ("A1", "zlib.advisories.yaml", 33)
    ]
    report = validate_directory(tree, checks())
    assert report.faults == ()
    assert {"A1", "A2"} <= set(report.unchecked)
    assert not {"A1", "A2"} & set(validate_directory(tree, checks(aliases=())).unchecked)


def test_other_documents_and_the_table_tell_of_split_vulnerabilities(tree: Path) -> None:
    (tree / "curl.advisories.yaml").write_text(other(planted("GO-2024-0002", "GHSA-7777-7777-7777")))
    (tree / "zlib.advisories.yaml").write_text(
        planted("- CVE-2024-0003", "- GHSA-7777-7777-7777", planted("      - GO-2024-0002\n", ""))
    )
    split = [("W6", 53)]
    for settings in (checks(), checks(packages=frozenset({"zlib"}))):
        report = validate_directory(tree, settings)
        assert [(fault.rule, fault.line) for fault in report.faults if fault.rule == "W6"] == split
        assert report.is_valid
    assert not validate_directory(tree, checks(is_strict=True)).is_valid
    assert validate_directory(tree, checks(packages=frozenset({"curl"}))).faults == ()


NEW_EVENT = """\
      - timestamp: 2024-05-30T00:00:00Z
        type: fixed
        data:
          fixed-version: 1.3.2-r0
"""


def test_a_base_is_compared_and_lines_are_those_of_the_new_documents(tree: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    (base / "zlib.advisories.yaml").write_text(GOOD)
    (base / "gone.advisories.yaml").write_text(other(package="gone"))
    (tree / "zlib.advisories.yaml").write_text(
        planted("2024-05-02T10:00:00Z", "2024-05-01T12:00:00Z") + NEW_EVENT
    )
    shipped = Shipped({"x86_64": {"zlib": frozenset({"1.3.1-r10"})}}, frozenset())
    report = validate_directory(tree, checks(base=str(base), shipped=shipped))
    assert found(report, tree) == [
        ("B1", "gone.advisories.yaml", 0),
        ("B3", "zlib.advisories.yaml", 7),
        ("B4", "zlib.advisories.yaml", 24),
        ("B5", "zlib.advisories.yaml", 67),
    ]
    assert set(report.unchecked) == {"A1", "A2"}


def test_what_was_not_checked_is_said_with_the_reason(tree: Path) -> None:
    assert validate_directory(tree, checks()).unchecked["B3"] == "no --base"
    compared = validate_directory(tree, checks(base=str(tree))).unchecked
    assert compared == {
        "A1": "no --aliases or --ledger-aliases",
        "A2": "no --aliases or --ledger-aliases",
        "B5": "no --apkindex",
        "B6": "no --packages",
        "B7": "no --packages",
    }


def test_a_file_that_is_unreadable_on_one_side_is_not_compared(tree: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    (base / "zlib.advisories.yaml").write_text("a: [")
    (base / "curl.advisories.yaml").write_text(other())
    (tree / "curl.advisories.yaml").write_text("a: [")
    report = validate_directory(tree, checks(base=str(base)))
    assert found(report, tree) == [("D1", "curl.advisories.yaml", 1)]
    assert report.incomparable == ("zlib.advisories.yaml",)


def test_a_removed_package_may_be_chosen(tree: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    (base / "gone.advisories.yaml").write_text(other(package="gone"))
    report = validate_directory(tree, checks(base=str(base), packages=frozenset({"gone"})))
    assert found(report, tree) == [("B1", "gone.advisories.yaml", 0)]


def test_the_real_documents_are_valid(test_data: Path) -> None:
    settings = checks(max_bytes=16_000_000, now=parse_instant("2025-05-08T00:00:00Z"))
    report = validate_directory(test_data / "wolfi-advisories", settings)
    assert (report.documents, report.errors) == (871, 0)
