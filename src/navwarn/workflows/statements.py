"""Statements about aliases from outside the documents: a table in a file, or the ledger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from navwarn.core.identifier import normalise
from navwarn.errors import InputError
from navwarn.workflows.folder import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from navwarn.ledger.interface import Reader

_MAX_BYTES = 256 * 1024 * 1024


class AliasTableError(InputError):
    """A file that is no table of aliases."""

    code = "NW-ALIASES"


def known_statements(table: Path | None, ledger: Reader | None) -> tuple[tuple[str, str], ...] | None:
    """Pairs of ids of one vulnerability, from both where given; ``None`` without either.

    The table is a JSON object that maps each id to a list of ids, in whatever case. Raises
    ``AliasTableError`` where it is something else.
    """
    if table is None and ledger is None:
        return None
    pairs: list[tuple[str, str]] = []
    if table is not None:
        pairs.extend(_read(table))
    if ledger is not None:
        pairs.extend(ledger.alias_statements())
    return tuple(pairs)


def _read(path: Path) -> Iterator[tuple[str, str]]:
    if not path.is_file():
        raise AliasTableError(f"{path} is not a file")
    try:
        content: Any = json.loads(read_file(path, _MAX_BYTES))
    except (ValueError, RecursionError) as error:
        raise AliasTableError(f"{path} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise AliasTableError(f"{path} must be a JSON object that maps each id to a list of ids")
    for identifier, others in content.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise AliasTableError(f"{path}: {identifier[:60]!r} must have a list of ids")
        for other in others:
            yield normalise(identifier), normalise(other)
