"""Where a ledger is: the URL or path a person gave, read once."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from navwarn.ledger.interface import LocationError

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql", "postgres")


class SqliteFile(Struct, frozen=True):
    """A SQLite ledger, by absolute path."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


class PostgresqlServer(Struct, frozen=True):
    """A PostgreSQL ledger; its text leaves out the password."""

    url: str

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user, _, _ = parts.netloc.rpartition("@")[0].partition(":")
        host = parts.netloc.rpartition("@")[2]
        return f"postgresql://{user + '@' if user else ''}{host}{parts.path}"


Location = SqliteFile | PostgresqlServer


def parse_location(text: str) -> Location:
    """The place that ``sqlite:///relative``, ``sqlite:////absolute``, a path or ``postgresql://…`` names.

    Raises ``LocationError`` for anything else.
    """
    scheme, separator, rest = text.partition("://")
    if separator and scheme in _POSTGRESQL:
        return PostgresqlServer(_whole(text))
    if text.startswith(_SQLITE) and len(text) > len(_SQLITE):
        return _file(text[len(_SQLITE) :])
    if separator:
        raise LocationError(
            f"{scheme}://{rest.rpartition('@')[2]} names no ledger: "
            "give a path, sqlite:///PATH or postgresql://HOST/DATABASE"
        )
    if not text or "\0" in text:
        raise LocationError("the place of the ledger is empty: give a path or postgresql://HOST/DATABASE")
    return _file(text)


def _whole(url: str) -> str:
    """The URL, if it can be taken apart."""
    try:
        urlsplit(url)
    except ValueError as error:
        raise LocationError(f"the URL of the ledger cannot be read: {error}") from None
    return url


def _file(path: str) -> SqliteFile:
    """The file at a path; a ``~`` that stands for nobody's home is part of its name."""
    return SqliteFile(Path(os.path.expanduser(path)).absolute())  # noqa: PTH111  # Path's raises
