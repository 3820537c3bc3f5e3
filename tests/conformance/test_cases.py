"""The black-box cases, run as they describe themselves; a new case of a known kind needs no code here."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.program import Program

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-01-01T00:00:00Z"
OPERATIONS = ("validate", "validate-diff", "validate-document", "decode", "round-trip", "secdb", "export-csv")


@pytest.fixture
def navwarn(tmp_path: Path) -> Program:
    return Program(tmp_path)


def cases(test_data: Path, operation: str) -> list[tuple[Path, dict[str, Any]]]:
    """The folders and descriptions of all cases of one operation."""
    found = [
        (path.parent, json.loads(path.read_text()))
        for path in sorted(test_data.glob("conformance/*/*/case.json"))
    ]
    return [(folder, case) for folder, case in found if case["operation"] == operation]


def test_every_case_is_of_a_kind_that_is_run(test_data: Path) -> None:
    kinds = {
        json.loads(path.read_text())["operation"] for path in test_data.glob("conformance/*/*/case.json")
    }
    assert kinds
    assert kinds <= set(OPERATIONS)


def rules(navwarn: Program, *arguments: str | Path) -> set[str]:
    """The ids of the rules that a validation reports as errors; its exit status must agree."""
    result = navwarn("validate", *arguments, "-o", "json", expect=None)
    report = json.loads(result.stdout)
    found = {item["rule"] for item in report["items"] if item["level"] == "error"}
    assert result.status == (1 if found else 0)
    return found


EXPECTED_RULES = {
    "validate/alias-missing-cve": "A2",
    "validate/alias-missing-ghsa": "A1",
    "validate/file-package-name-mismatch": "C1",
    "validate/duplicate-advisory-by-id": "D7",
    "validate/duplicate-advisory-by-id-across-documents": "C2",
    "diff/removed-event": "B3",
    "diff/removed-advisory": "B2",
    "diff/removed-document": "B1",
    "diff/added-event-with-non-recent-timestamp": "B4",
}


def test_validation_cases(test_data: Path, navwarn: Program, tmp_path: Path) -> None:
    for folder, case in cases(test_data, "validate"):
        inputs = case["inputs"]
        arguments: list[str | Path] = [folder / inputs["advisories"], "--now", inputs.get("now", NOW)]
        if "alias_table" in inputs:
            table = tmp_path / "aliases.json"
            table.write_text(json.dumps(inputs["alias_table"]))
            arguments += ["--aliases", table]
        judge(case, rules(navwarn, *arguments))


def test_comparison_cases(test_data: Path, navwarn: Program) -> None:
    for folder, case in cases(test_data, "validate-diff"):
        inputs = case["inputs"]
        found = rules(
            navwarn, folder / inputs["new"], "--base", folder / inputs["base"], "--now", inputs["now"]
        )
        judge(case, found)


def test_document_cases(test_data: Path, navwarn: Program, tmp_path: Path) -> None:
    for folder, case in cases(test_data, "validate-document"):
        directory = alone(folder / case["inputs"]["document"], tmp_path)
        judge(case, rules(navwarn, directory, "--now", NOW))


def test_decoding_cases(test_data: Path, navwarn: Program, tmp_path: Path) -> None:
    """A later schema's document is read, recorded and given back; judging it is another matter (N2)."""
    for folder, case in cases(test_data, "decode"):
        source = folder / case["inputs"]["document"]
        navwarn("import", alone(source, tmp_path))
        navwarn("export", tmp_path / "out")
        assert (tmp_path / "out" / source.name).read_bytes() == source.read_bytes(), case["name"]
        assert "D3" in rules(navwarn, alone(source, tmp_path))


def test_round_trip_cases(test_data: Path, navwarn: Program, tmp_path: Path) -> None:
    for folder, case in cases(test_data, "round-trip"):
        directory = alone(folder / case["inputs"]["document"], tmp_path)
        expected = (folder / case["expected_file"]).read_bytes()
        navwarn("fmt", directory)
        (formatted,) = directory.iterdir()
        assert formatted.read_bytes() == expected, case["name"]
        navwarn("import", directory)
        navwarn("export", tmp_path / "out")
        assert (tmp_path / "out" / formatted.name).read_bytes() == expected, case["name"]


def test_secdb_cases(test_data: Path, navwarn: Program) -> None:
    for folder, case in cases(test_data, "secdb"):
        inputs = case["inputs"]
        named = inputs["advisories"]
        directories = [named] if isinstance(named, str) else named
        arguments: list[str | Path] = ["--url-prefix", inputs["urlprefix"], "--repo", inputs["reponame"]]
        for directory in directories:
            arguments += ["--advisories", folder / directory]
        for architecture in inputs["archs"]:
            arguments += ["--arch", architecture]
        result = navwarn("feed", "secdb", *arguments)
        assert result.stdout == (folder / case["expected_file"]).read_bytes(), case["name"]


def test_csv_cases(test_data: Path, navwarn: Program) -> None:
    for folder, case in cases(test_data, "export-csv"):
        navwarn("import", folder / case["inputs"]["advisories"])
        result = navwarn("advisory", "list", "-o", "csv")
        assert result.stdout == (folder / case["expected_file"]).read_bytes(), case["name"]


def judge(case: dict[str, Any], found: set[str]) -> None:
    """Hold what was found against what a case expects."""
    assert bool(found) == (case["expected"] == "invalid"), (case["name"], found)
    expected = EXPECTED_RULES.get(case["name"])
    assert expected is None or expected in found, (case["name"], found)


def alone(document: Path, tmp_path: Path) -> Path:
    """A directory that holds nothing but the document."""
    directory = tmp_path / "alone"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    shutil.copyfile(document, directory / document.name)
    return directory
