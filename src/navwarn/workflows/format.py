"""Formatting: documents brought into canonical layout (documents.md F3, F4), all of them or none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from navwarn.documents.decode import decode
from navwarn.documents.emit import format_source
from navwarn.documents.parse import parse
from navwarn.errors import InputError
from navwarn.workflows.files import write_atomically
from navwarn.workflows.folder import list_files, read_file
from navwarn.workflows.parallel import map_parallel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.documents.fault import Fault


class UnformattableError(InputError):
    """Files that cannot be read; ``faults`` says of each why, with file and line."""

    code = "NW-FORMAT-UNREADABLE"

    def __init__(self, faults: Sequence[Fault]) -> None:
        files = len({fault.file for fault in faults})
        super().__init__(
            f"{files} {'file' if files == 1 else 'files'} cannot be read",
            hint="No file was changed.",
        )
        self.faults = tuple(faults)


class Formatted(Struct, frozen=True):
    """A document before and after; equal where it was in canonical layout."""

    path: Path
    before: bytes
    after: bytes

    @property
    def is_changed(self) -> bool:
        """Whether formatting makes a difference."""
        return self.before != self.after


class _Outcome(NamedTuple):
    text: str
    faults: tuple[Fault, ...]


def format_paths(paths: Iterable[Path], *, sort: bool, max_bytes: int) -> list[Formatted]:
    """Every document in these files and directories, formatted; nothing is written.

    Of directories the top-level documents count; files that are hidden or not ``*.yaml`` are passed over.
    With ``sort`` advisories and aliases are put in order too (F5). Raises ``UnformattableError`` when any
    document cannot be read, ``InputError`` for a path that is nothing.
    """
    files = _documents(paths)
    contents = [read_file(path, max_bytes) for path in files]

    def render(data: bytes) -> _Outcome:
        source = parse(data, max_bytes=max_bytes)
        document, faults = (None, []) if source.root is None else decode(source.root)
        if source.faults or document is None:
            return _Outcome("", (*source.faults, *faults))
        return _Outcome(format_source(source, sort=sort), ())

    outcomes = map_parallel(render, contents, cost=len)
    faults = [
        replace(fault, file=str(path))
        for path, outcome in zip(files, outcomes, strict=True)
        for fault in outcome.faults
    ]
    if faults:
        raise UnformattableError(faults)
    return [
        Formatted(path, data, outcome.text.encode())
        for path, data, outcome in zip(files, contents, outcomes, strict=True)
    ]


def save(documents: Iterable[Formatted]) -> int:
    """Write the documents that changed, each replaced as a whole; how many there were."""
    changed = [document for document in documents if document.is_changed]
    for document in changed:
        write_atomically(document.path.resolve(), document.after)
    return len(changed)


def _documents(paths: Iterable[Path]) -> list[Path]:
    """The documents that the paths name, each once."""
    found: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} is neither a file nor a directory", code="NW-NO-FILE")
        files = list_files(path) if path.is_dir() else [path] if _is_document(path) else []
        for file in files:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def _is_document(path: Path) -> bool:
    return path.suffix == ".yaml" and not path.name.startswith(".")
