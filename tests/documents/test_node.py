"""Nodes know what says nothing, and where a path leads."""

from __future__ import annotations

import pytest

from navwarn.documents.fault import Fault
from navwarn.documents.node import Mapping, is_null, locate
from navwarn.documents.parse import parse
from tests.documents.samples import GOOD


def root(text: str) -> Mapping:
    found = parse(text.encode()).root
    assert isinstance(found, Mapping)
    return found


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_plain_words_for_nothing_are_null(text: str) -> None:
    (node,) = [value for _, value in root(f"a: {text}").pairs]
    assert is_null(node)


@pytest.mark.parametrize("text", ["''", "'~'", "!!str", "!!null ''", "nil", "[]", "{}"])
def test_anything_else_is_something(text: str) -> None:
    (node,) = [value for _, value in root(f"a: {text}").pairs]
    assert not is_null(node)


def test_a_mapping_gives_the_first_value_of_a_key() -> None:
    assert root("a: 1\nb: 2").get("b") == root("c: 1\nb: 2").pairs[1][1]
    assert root("a: 1").get("z") is None


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("package", "name"), 4),
        (("advisories",), 6),
        (("advisories", 0), 7),
        (("advisories", 0, "aliases", 1), 10),
        (("advisories", 1, "events", 1, "data", "note"), 47),
        (("advisories", 1, "events", 1, "data", "absent", "deeper"), 45),
        (("advisories", 9), 6),
        (("advisories", "0"), 6),
        (("package", "name", "x"), 4),
        (("package", 0), 3),
    ],
)
def test_a_path_leads_to_the_line_of_the_deepest_node_there_is(
    path: tuple[str | int, ...], line: int
) -> None:
    assert locate(root(GOOD), path) == line


@pytest.mark.parametrize(
    ("path", "pointer"),
    [((), ""), (("a", 0, "b"), "/a/0/b"), (("a/b", "m~n"), "/a~1b/m~0n")],
)
def test_a_fault_points_as_rfc_6901_has_it(path: tuple[str | int, ...], pointer: str) -> None:
    assert Fault("D1", "", path).pointer == pointer
