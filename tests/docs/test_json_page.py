"""The page on JSON output lists every schema."""

from __future__ import annotations

from tests.docs.pages import read_page, tables
from tests.schemas.schema import names
from tests.schemas.test_schemas import NOT_RESULTS

_KEYS, RESULTS, OTHERS = tables(read_page("docs/reference/json-output.md"))


def test_every_schema_is_listed() -> None:
    assert [name for name, _ in RESULTS] == sorted(set(names()) - NOT_RESULTS)
    assert [name for name, _ in OTHERS] == sorted(NOT_RESULTS)
