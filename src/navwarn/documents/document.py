"""Documents as values: what an advisory file says, without how it is laid out."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from navwarn.core.event import Event

SCHEMA_VERSION = "2.0.2"
"""The newest schema version that is read, and the one that edited documents are stamped with."""

SUFFIX = ".advisories.yaml"

MAX_BYTES = 16 * 1024 * 1024
"""How long a document may be, unless the configuration says otherwise."""


class AdvisoryDocument(Struct, frozen=True):
    """One advisory of a document: id, aliases and events in file order.

    ``extra`` holds keys that the schema does not know, ``extension`` the fields of documents.md X2.
    """

    id: str
    aliases: tuple[str, ...]
    events: tuple[Event, ...]
    extra: dict[str, Any] = field(default_factory=dict)
    extension: dict[str, Any] = field(default_factory=dict)


class Document(Struct, frozen=True):
    """The advisories of one package, in file order; ``schema_version`` is ``1`` where the file gives none."""

    schema_version: str
    package: str
    advisories: tuple[AdvisoryDocument, ...]
    extra: dict[str, Any] = field(default_factory=dict)


def file_name(package: str) -> str:
    """The name of the file that holds a package's document (documents.md F1)."""
    return package + SUFFIX
