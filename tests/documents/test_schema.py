"""Schema versions: MODEL.REVISION.ADDITION with trailing zeros dropped (documents.md S2)."""

from __future__ import annotations

import pytest

from navwarn.documents.document import SCHEMA_VERSION
from navwarn.documents.schema import KNOWN, is_newer, version_of


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2", (2, 0, 0)),
        ("2.0", (2, 0, 0)),
        ("2.0.2", (2, 0, 2)),
        ("10.20.30", (10, 20, 30)),
        ("1", (1, 0, 0)),
    ],
)
def test_a_version_has_three_parts(text: str, version: tuple[int, int, int]) -> None:
    assert version_of(text) == version


@pytest.mark.parametrize("text", ["", "two", "v2", "2.", ".2", "2.0.2.1", "2.0.2 ", "2.0-1", "²", "9" * 10])
def test_anything_else_is_no_version(text: str) -> None:
    assert version_of(text) is None
    assert not is_newer(text)


def test_only_later_versions_are_newer() -> None:
    assert version_of(SCHEMA_VERSION) == KNOWN
    assert [
        text for text in ("1", "2", "2.0.1", "2.0.2", "2.0.3", "2.1", "3", "2.0.99999") if is_newer(text)
    ] == [*("2.0.3", "2.1", "3", "2.0.99999")]
