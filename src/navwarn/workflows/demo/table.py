"""The tables of the demonstration, files beside this module that people can read and extend."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a table in CSV, in order, by column."""
    return list(csv.DictReader(_read(name).splitlines()))


@cache
def read_wordings(name: str) -> dict[str, dict[str, list[str]]]:
    """The wordings of each topic, by what they fit, from a file in TOML."""
    return tomllib.loads(_read(name))


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
