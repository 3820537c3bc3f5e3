"""Which tests run where: groups that need programs, and no silent skips in CI.

``@pytest.mark.needs("git")`` leaves a test out where git is missing (tools/groups.py lists the groups).
With ``CI=true`` nothing may be left out, so any skip, whatever its reason, is a failure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from tools.groups import GROUPS, in_ci, missing

if TYPE_CHECKING:
    from collections.abc import Generator

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in item.iter_markers("needs"):
            _leave_out_where_missing(item, marker.args)


def _leave_out_where_missing(item: pytest.Item, names: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        raise pytest.UsageError(f"{item.nodeid} needs {unknown}: not among {sorted(GROUPS)}")
    absent = missing(names)
    if absent:
        item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(absent)}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _refuse_skip(report) if in_ci() else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _refuse_skip(report) if in_ci() else report


def _refuse_skip(report: _Report) -> _Report:
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {_reason(report.longrepr)}"
    return report


def _reason(longrepr: object) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
