"""Reports for people, programs and code hosts, and the reference of all rules."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema_rs
import pytest
from msgspec.structs import replace

from navwarn.documents.bound import Omission
from navwarn.documents.fault import Fault, Level
from navwarn.documents.report import Report, closing_line, items, summary, text_lines
from navwarn.documents.rules.registry import BY_ID, GROUPS, RULES, reference
from navwarn.documents.sarif import to_sarif

ROOT = Path(__file__).resolve().parents[2]

FIX = Fault(
    "D21",
    "fixed-version: '1' has no release",
    ("advisories", 0, "events", 1, "data", "fixed-version"),
    17,
    file="advs/ko.advisories.yaml",
    labels=("ko", "CGA-2222-2222-2222", "event 2"),
)
GONE = Fault("B1", "the document is gone", file="/srv/über uns/ka.advisories.yaml", labels=("ka",))
ORDER = Fault(
    "W1", "not in order", ("advisories", 1, "id"), 9, Level.WARNING, "advs/ko.advisories.yaml", ("ko", "x")
)
NAMELESS = Fault("D1", "the file is empty", line=1, file="x.yaml")

REPORT = Report((FIX, ORDER, GONE), documents=2, unchecked={"A1": "no table"}, incomparable=("y.yaml",))


def test_each_fault_is_a_line_that_editors_can_jump_to() -> None:
    assert text_lines(REPORT) == [
        "advs/ko.advisories.yaml:17: D21 fixed-version: '1' has no release (CGA-2222-2222-2222 > event 2)",
        "advs/ko.advisories.yaml:9: W1 warning: not in order (x)",
        "/srv/über uns/ka.advisories.yaml: B1 the document is gone",
    ]


def test_what_is_left_out_is_counted_everywhere() -> None:
    report = replace(REPORT, omitted=(Omission(FIX.file, 2, 3),))
    assert text_lines(report)[2] == "advs/ko.advisories.yaml: … and 2 errors, 3 warnings more"
    assert len(text_lines(report)) == 4
    assert closing_line(report) == "2 documents checked: 4 errors, 4 warnings in 2 files"
    assert summary(report)["omitted"] == [{"file": FIX.file, "errors": 2, "warnings": 3}]
    (run,) = to_sarif(report, "1")["runs"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "… and 5 more faults in this file"


def test_what_is_left_out_fails_as_well() -> None:
    silent = Report((ORDER,), 1, {}, omitted=(Omission(FIX.file, 0, 1),))
    assert silent.is_valid
    assert not replace(silent, is_strict=True).is_valid
    assert not replace(silent, omitted=(Omission(FIX.file, 1, 0),)).is_valid


def test_what_a_terminal_would_act_on_is_not_shown() -> None:
    hostile = replace(FIX, message="a\x1b[31m\nb\u202e", file="\x07.yaml")
    assert text_lines(replace(REPORT, faults=(hostile,))) == [
        "?.yaml:17: D21 a?[31m?b? (CGA-2222-2222-2222 > event 2)"
    ]


@pytest.mark.parametrize(
    ("faults", "documents", "line"),
    [
        ((), 1, "1 document checked: no faults"),
        ((FIX,), 871, "871 documents checked: 1 error in 1 file"),
        ((FIX, GONE, ORDER), 2, "2 documents checked: 2 errors, 1 warning in 2 files"),
        ((ORDER, ORDER), 2, "2 documents checked: 2 warnings in 1 file"),
    ],
)
def test_a_last_line_sums_it_up(faults: tuple[Fault, ...], documents: int, line: str) -> None:
    assert closing_line(Report(faults, documents, {})) == line


@pytest.mark.parametrize(
    ("unchecked", "omission"),
    [
        ({"A1": "", "B1": "", "B5": ""}, ""),
        ({"A1": "", "B5": "", "B6": ""}, "; not checked: B5, B6"),
        ({"A1": ""}, ""),
    ],
)
def test_a_comparison_says_which_of_its_rules_did_not_run(unchecked: dict[str, str], omission: str) -> None:
    assert closing_line(Report((), 1, unchecked)) == f"1 document checked: no faults{omission}"


@pytest.mark.parametrize(
    ("faults", "strict", "valid"),
    [((), True, True), ((ORDER,), False, True), ((ORDER,), True, False), ((ORDER, FIX), False, False)],
)
def test_warnings_fail_only_where_strictness_is_asked_for(
    faults: tuple[Fault, ...], strict: bool, valid: bool
) -> None:
    assert Report(faults, 1, {}, is_strict=strict).is_valid is valid


def test_programs_get_every_fault_as_an_object() -> None:
    assert items(replace(REPORT, faults=(FIX, NAMELESS))) == [
        {
            "rule": "D21",
            "title": "fixed version not complete",
            "level": "error",
            "file": "advs/ko.advisories.yaml",
            "line": 17,
            "pointer": "/advisories/0/events/1/data/fixed-version",
            "package": "ko",
            "advisory": "CGA-2222-2222-2222",
            "event": 2,
            "message": "fixed-version: '1' has no release",
        },
        {
            "rule": "D1",
            "title": "unreadable document",
            "level": "error",
            "file": "x.yaml",
            "line": 1,
            "pointer": "",
            "package": "",
            "advisory": None,
            "event": None,
            "message": "the file is empty",
        },
    ]
    assert summary(REPORT) == {
        "documents": 2,
        "errors": 2,
        "warnings": 1,
        "unchecked": {"A1": "no table"},
        "incomparable": ["y.yaml"],
        "omitted": [],
    }


# What SARIF 2.1.0 demands of the parts we write (OASIS standard, sections 3.13, 3.18, 3.19, 3.27, 3.49).
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": [
                                                "id",
                                                "shortDescription",
                                                "help",
                                                "defaultConfiguration",
                                            ],
                                            "properties": {
                                                "shortDescription": {"required": ["text"]},
                                                "help": {"required": ["text"]},
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "items": {
                            "required": ["message", "ruleId", "level", "locations", "properties"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"]},
                                "properties": {"required": ["rule"]},
                                "locations": {
                                    "items": {
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {
                                                            "uri": {"format": "uri-reference"},
                                                        }
                                                    },
                                                    "region": {
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1}
                                                        },
                                                    },
                                                },
                                            }
                                        },
                                    }
                                },
                            },
                        }
                    },
                },
            },
        },
    },
}


def test_the_sarif_log_is_what_the_standard_demands() -> None:
    log = to_sarif(replace(REPORT, faults=(*REPORT.faults, NAMELESS)), "1.2.3")
    jsonschema_rs.Draft7Validator(SARIF, validate_formats=True).validate(log)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("navwarn", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == [rule.id for rule in RULES]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == result["properties"]["rule"]


def test_a_sarif_result_points_to_file_line_and_place() -> None:
    fix, _, gone, nameless = to_sarif(replace(REPORT, faults=(*REPORT.faults, NAMELESS)), "1")["runs"][0][
        "results"
    ]
    assert fix["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "advs/ko.advisories.yaml"},
                "region": {"startLine": 17},
            },
            "logicalLocations": [{"fullyQualifiedName": "ko > CGA-2222-2222-2222 > event 2"}],
        }
    ]
    assert gone["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "file:///srv/%C3%BCber%20uns/ka.advisories.yaml"}
    }
    assert "logicalLocations" not in nameless["locations"][0]


def test_every_rule_has_an_id_a_title_and_help() -> None:
    assert len(BY_ID) == len(RULES)
    groups = "".join(rule.group for rule in RULES)
    assert re.fullmatch(r"D{23}C{3}A{2}B{7}W+", groups)
    assert set(GROUPS) == set(groups)
    assert all(rule.title and rule.help.endswith(".") for rule in RULES)
    assert {rule.level for rule in RULES if rule.group == "W"} == {Level.WARNING}


def test_the_page_of_rules_is_the_one_the_program_prints() -> None:
    assert (ROOT / "docs" / "reference" / "rules.md").read_text("utf-8") == reference()
