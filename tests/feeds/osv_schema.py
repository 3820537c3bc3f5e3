"""The official OSV schema, with its closed lists opened for self-hosted names (feeds.md OV3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from pathlib import Path


def strict(test_data: Path) -> Any:
    """The schema as it is published."""
    return json.loads((test_data / "schemas" / "osv.json").read_text())


def relaxed(test_data: Path) -> jsonschema_rs.Validator:
    """A validator that takes any ecosystem and any id prefix, and is as strict as ever otherwise."""
    schema = strict(test_data)
    schema["$defs"]["ecosystemWithSuffix"] = {"type": "string", "minLength": 1}
    schema["$defs"]["prefix"] = {"type": "string", "pattern": "^[A-Z]+-"}
    return jsonschema_rs.validator_for(schema)
