"""The shipped schemas, and what they find wrong with a value."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs

from tools.project import ROOT

FOLDER = ROOT / "src" / "navwarn" / "schemas"
_SUFFIX = ".schema.json"
_BASE = "navwarn:/"


def names() -> list[str]:
    """The names of all schemas, such as ``advisories-1``."""
    return sorted(path.name.removesuffix(_SUFFIX) for path in FOLDER.iterdir())


def load(name: str) -> Any:
    """The schema of a name, as it lies in its file."""
    return json.loads((FOLDER / f"{name}{_SUFFIX}").read_text(encoding="utf-8"))


def faults(name: str, value: Any) -> list[str]:
    """What a schema refuses in a value, each with its place; references to sibling files are followed."""
    return [
        f"/{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"
        for error in _validator(name).iter_errors(value)
    ]


@cache
def _validator(name: str) -> jsonschema_rs.Validator:
    siblings = jsonschema_rs.Registry([(f"{_BASE}{each}{_SUFFIX}", load(each)) for each in names()])
    return jsonschema_rs.validator_for(load(name), base_uri=f"{_BASE}{name}{_SUFFIX}", registry=siblings)
