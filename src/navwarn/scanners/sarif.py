"""What the SARIF dialects have in common: runs, rules and results (SARIF 2.1.0)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from navwarn.scanners import value

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

_LINE = re.compile(r"^([A-Za-z][A-Za-z ]{1,30}?)\s*:[ \t]?(.*?)\s*$", re.MULTILINE)


MAX_RUNS = 500
"""So many runs a log may have."""


def is_sarif(document: Any) -> bool:
    """Whether it has runs of a tool."""
    return driver(document) is not None


def first_run(document: Any) -> Any:
    """The first run of a tool; ``None`` where there is none."""
    return next(
        (run for run in _runs(document) if isinstance(value.child(run, "tool", "driver"), dict)), None
    )


def driver(document: Any) -> Any:
    """The tool that made the first run."""
    return value.child(first_run(document), "tool", "driver")


def only(document: Any, numbers: Container[int]) -> Any:
    """The document with these runs alone, each in its place."""
    runs = [run if number in numbers else None for number, run in enumerate(_runs(document))]
    return {**document, "runs": runs}


def run_numbers(document: Any) -> range:
    """The places of all runs."""
    return range(len(_runs(document)))


def _runs(document: Any) -> list[Any]:
    return value.items(document, "runs", most=MAX_RUNS + 1)


def results(document: Any, is_ours: Callable[[str], bool]) -> Iterator[tuple[str, Any, Any, Any]]:
    """Every result of every run of a tool: its JSON pointer, the run, the result and its rule."""
    for number, run in enumerate(_runs(document)):
        if not is_ours(value.text(run, "tool", "driver", "name")):
            continue
        named = value.child(run, "tool", "driver", "rules")
        listed = named if isinstance(named, list) else []
        by_id = {value.text(rule, "id"): rule for rule in reversed(listed)}
        found = value.child(run, "results")
        for place, result in enumerate(found if isinstance(found, list) else ()):
            yield f"/runs/{number}/results/{place}", run, result, _rule(result, listed, by_id)


def rules(document: Any, is_ours: Callable[[str], bool]) -> Iterator[tuple[str, Any]]:
    """Every rule of every run of a tool, with its JSON pointer."""
    for number, run in enumerate(_runs(document)):
        if is_ours(value.text(run, "tool", "driver", "name")):
            listed = value.child(run, "tool", "driver", "rules")
            for place, rule in enumerate(listed if isinstance(listed, list) else ()):
                yield f"/runs/{number}/tool/driver/rules/{place}", rule


def _rule(result: Any, listed: list[Any], by_id: dict[str, Any]) -> Any:
    """The rule that a result names: by id, else by place; older reports have wrong places."""
    name = value.text(result, "ruleId") or value.text(result, "rule", "id")
    if name in by_id:
        return by_id[name]
    place = value.child(result, "ruleIndex")
    return value.child(listed, place) if isinstance(place, int) and place >= 0 else None


def facts(message: str) -> dict[str, str]:
    """What the lines of a message say that have the form ``Key: value``; of two with one key the first."""
    found: dict[str, str] = {}
    for key, said in _LINE.findall(message):
        found.setdefault(key.strip().lower(), said)
    return found


def location(result: Any) -> str:
    """The path in the image that a result is about."""
    logical = value.text(result, "locations", 0, "logicalLocations", 0, "name")
    return logical or value.text(result, "locations", 0, "physicalLocation", "artifactLocation", "uri")
