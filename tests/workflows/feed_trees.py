"""Directories of documents to make feeds of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FIXED = "fixed"
NOT_AFFECTED = "false-positive-determination"
OPEN = "detection"

_DATA = {
    OPEN: "type: manual",
    NOT_AFFECTED: "type: component-vulnerability-mismatch",
}


def event(kind: str, day: int, version: str = "1.0-r0") -> str:
    data = _DATA.get(kind, f"fixed-version: {version}")
    moment = f"2024-01-{day:02}T00:00:00Z"
    return f"      - timestamp: {moment}\n        type: {kind}\n        data:\n          {data}\n"


def advisory(identifier: str, alias: str, *events: str) -> str:
    return f"  - id: {identifier}\n    aliases:\n      - {alias}\n    events:\n{''.join(events)}"


def document(directory: Path, package: str, *advisories: str) -> Path:
    """Write the document of a package and return its path."""
    directory.mkdir(exist_ok=True)
    head = f"schema-version: 2.0.2\n\npackage:\n  name: {package}\n\nadvisories:\n"
    path = directory / f"{package}.advisories.yaml"
    path.write_text(head + "\n".join(advisories), encoding="utf-8")
    return path


def identifier(number: int) -> str:
    """The id of one of many advisories."""
    alphabet = "23456789cfghjmpqrvwx"
    digits = "".join(alphabet[number // 20**place % 20] for place in (3, 2, 1, 0))
    return f"NW-2222-2222-{digits}"


def many(directory: Path, packages: int, *, kind: str = FIXED, day: int = 2, each: int = 10) -> None:
    """Documents of some packages with ``each`` advisories, all in one state."""
    for package in range(packages):
        document(
            directory,
            f"package-{package}",
            *(
                advisory(identifier(number), f"CVE-2024-{number:05}", event(OPEN, 1), event(kind, day))
                for number in range(package * each, (package + 1) * each)
            ),
        )
