"""The schemas themselves: valid, laid out alike, and one for each JSON result of the program."""

from __future__ import annotations

import json
import re

import jsonschema_rs
import pytest

from tests.schemas.schema import FOLDER, load, names
from tools.project import python_files

NOT_RESULTS = frozenset({"common-1", "document", "image-common-1", "secdb"})
"""What the other schemas share, and formats that have names of their own."""


def things_the_program_writes() -> set[str]:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in python_files("src/navwarn/cli"))
    return set(re.findall(r'\benvelope\(\s*"([a-z-]+)"', sources))


@pytest.mark.parametrize("name", names())
def test_a_schema_is_valid_itself(name: str) -> None:
    assert load(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(load(name))


@pytest.mark.parametrize("name", names())
def test_a_schema_says_what_it_is_about(name: str) -> None:
    assert load(name)["title"]
    assert load(name)["description"].endswith(".")


def test_every_result_of_the_program_has_a_schema_and_no_schema_is_left_over() -> None:
    written = {f"{thing}-1" for thing in things_the_program_writes()}
    assert written == set(names()) - NOT_RESULTS


@pytest.mark.parametrize("name", sorted(set(names()) - NOT_RESULTS))
def test_the_schema_of_a_result_names_the_result(name: str) -> None:
    thing, _, number = name.rpartition("-")
    assert load(name)["properties"]["schema"] == {"const": f"navwarn/{thing}/{number}"}


@pytest.mark.parametrize("name", names())
def test_every_reference_leads_somewhere(name: str) -> None:
    text = json.dumps(load(name))
    for file, pointer in re.findall(r'"\$ref": "([^"#]*)#/([^"]+)"', text):
        target = load(file.removesuffix(".schema.json") or name)
        for part in pointer.split("/"):
            target = target[part]


def test_the_schemas_lie_beside_the_code_and_nothing_else_does() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.schema.json" for name in names()}
