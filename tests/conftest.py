"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    *("tests.plugin_demonstration", "tests.plugin_groups"),
    *("tests.plugin_postgresql", "tests.plugin_sockets"),
]

GATE_EXAMPLES = 20

# A deadline in milliseconds measures the neighbours of a busy machine. CI tries the same examples each
# time, so that a red run can be repeated; everywhere else chance keeps looking.
settings.register_profile("navwarn", deadline=None, derandomize=os.environ.get("CI") == "true")
# What is measured is the same each time, and needs few examples.
settings.register_profile("gate", deadline=None, derandomize=True, max_examples=GATE_EXAMPLES)
settings.load_profile("navwarn")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The gate says the same with and without the folder of real data."""
    for item in items:
        if "test_data" in getattr(item, "fixturenames", ()):
            item.add_marker("broad")


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real documents and conformance cases; without it the test is skipped."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("NAVWARN_TEST_DATA", default))
    if not folder.is_dir():
        pytest.skip("real data not present: set NAVWARN_TEST_DATA to its folder")
    return folder
