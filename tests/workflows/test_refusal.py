"""What keeps documents out of the record and of a feed is told with file, line and rule, within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.documents.bound import MOST
from navwarn.workflows.refusal import unpublishable, unrecordable
from navwarn.workflows.tree import load_directory
from tests.documents.samples import GOOD, planted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from navwarn.documents.fault import Fault
    from navwarn.workflows.tree import LoadedFile

HEAD = "schema-version: 2.0.2\n\npackage:\n  name: zlib\n\n"


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVWARN_CACHE", "off")


def refused(
    judge: Callable[[Sequence[LoadedFile]], list[Fault]], folder: Path, **texts: str
) -> list[tuple[str, str, int]]:
    """File, rule and line of each fault of documents of these names."""
    for name, text in texts.items():
        (folder / f"{name}.advisories.yaml").write_text(text)
    return [
        (fault.file.removeprefix(f"{folder}/"), fault.rule, fault.line)
        for fault in judge(load_directory(folder))
    ]


@pytest.mark.parametrize("judge", [unpublishable, unrecordable])
def test_a_good_document_is_kept_out_of_nothing(
    judge: Callable[[Sequence[LoadedFile]], list[Fault]], tmp_path: Path
) -> None:
    assert refused(judge, tmp_path, zlib=GOOD) == []


def test_an_unknown_key_keeps_a_document_out_of_feeds_only(tmp_path: Path) -> None:
    """Rule N1 of documents.md makes it an error, and law 4 of the architecture lets it be recorded."""
    text = planted("package:\n", "remark: x\npackage:\n", GOOD)
    assert refused(unpublishable, tmp_path, zlib=text) == [("zlib.advisories.yaml", "D1", 3)]
    assert refused(unrecordable, tmp_path, zlib=text) == []


def test_two_documents_of_one_package_are_kept_out_of_both(tmp_path: Path) -> None:
    rules = {rule for _, rule, _ in refused(unrecordable, tmp_path, zlib=GOOD, other=GOOD)}
    assert "C3" in rules
    assert {rule for _, rule, _ in refused(unpublishable, tmp_path)} == {"C3"}


@pytest.mark.parametrize(
    ("judge", "advisories"),
    [
        (unrecordable, "{}," * 20_000),
        (
            unpublishable,
            "{events: [{timestamp: 2024-01-01T00:00:00Z, type: fixed, data: {fixed-version: ''}}]}," * 4000,
        ),
    ],
)
def test_a_hostile_document_is_refused_within_bounds(
    judge: Callable[[Sequence[LoadedFile]], list[Fault]], advisories: str, tmp_path: Path
) -> None:
    found = refused(judge, tmp_path, zlib=f"{HEAD}advisories: [{advisories}]\n")
    assert len(found) == MOST
    assert {line for _, _, line in found} == {6}


def test_what_only_follows_from_another_fault_is_not_told(tmp_path: Path) -> None:
    """A timestamp that cannot be read (D1) is not missing as well (D14)."""
    text = planted("2024-05-01T10:00:00Z", "yesterday", GOOD)
    assert [rule for _, rule, _ in refused(unrecordable, tmp_path, zlib=text)] == ["D1"]
