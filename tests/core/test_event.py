"""What an event tells, whatever shape its data has."""

from __future__ import annotations

from typing import Any

import pytest

from navwarn.core.event import Event, EventType, FalsePositiveType
from navwarn.core.instant import ZERO
from tests.core.histories import scan


@pytest.mark.parametrize(
    ("kind", "data", "version"),
    [
        ("fixed", {"fixed-version": "1.0-r0"}, "1.0-r0"),
        ("fixed", {}, ""),
        ("fixed", None, ""),
        ("fixed", ["1.0-r0"], ""),
        ("fixed", {"fixed-version": ["1.0-r0"]}, ""),
        ("detection", {"fixed-version": "1.0-r0"}, ""),
    ],
)
def test_the_fixed_version(kind: str, data: Any, version: str) -> None:
    assert Event(ZERO, kind, data).fixed_version == version


@pytest.mark.parametrize(
    ("kind", "data", "component_type"),
    [
        ("detection", scan("go-module"), "go-module"),
        ("detection", {"type": "scan/v1", "data": {"componentType": ["apk"]}}, ""),
        ("detection", {"type": "scan/v1", "data": "apk"}, ""),
        ("detection", {"type": "scan/v1"}, ""),
        ("detection", {"type": "manual"}, ""),
        ("detection", "scan/v1", ""),
        ("fixed", scan("go-module"), ""),
    ],
)
def test_the_component_of_a_scan(kind: str, data: Any, component_type: str) -> None:
    assert Event(ZERO, kind, data).component_type == component_type


def test_a_scan_names_its_component() -> None:
    assert Event(ZERO, EventType.DETECTION, scan("apk")).component["componentName"] == "x"


def test_why_a_package_is_not_affected() -> None:
    data = {"type": FalsePositiveType.NOT_INCLUDED.value, "note": "not built"}
    assert Event(ZERO, EventType.FALSE_POSITIVE, data).false_positive_type == FalsePositiveType.NOT_INCLUDED
    assert Event(ZERO, EventType.FALSE_POSITIVE, data).note == "not built"
    assert Event(ZERO, EventType.DETECTION, data).false_positive_type == ""
