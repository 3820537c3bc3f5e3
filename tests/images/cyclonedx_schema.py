"""The schema of CycloneDX 1.6, as a package that comes with Syft keeps it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema_rs

_PARTS = ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")


def require_valid(bom: Any) -> None:
    """Raise ``jsonschema_rs.ValidationError`` where a BOM does not keep to the schema."""
    found = importlib.util.find_spec("cyclonedx")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "schema" / "_res"
    parts = [
        (f"http://cyclonedx.org/schema/{name}", json.loads((folder / name).read_text())) for name in _PARTS
    ]
    schema = json.loads((folder / "bom-1.6.SNAPSHOT.schema.json").read_text())
    jsonschema_rs.validator_for(schema, registry=jsonschema_rs.Registry(parts)).validate(bom)
