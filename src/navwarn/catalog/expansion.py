"""The variables of build definitions: ``${{package.name}}``, ``${{vars.x}}`` and what is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from navwarn.errors import InputError

MAX_TEXT = 1000
"""Longer texts are not expanded: names and versions are short, and patterns run over them."""

_MAX_VARIABLES = 100
"""How many variables one text may need: real ones need a handful."""

_VARIABLE = re.compile(r"\$\{\{\s*([^}]*?)\s*\}\}")
_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\$))")


class ExpansionError(InputError):
    """A text whose variables cannot be filled in."""


class Transform(Struct, frozen=True):
    """A value that is made from another by a pattern, which is written as Go writes patterns."""

    source: str
    pattern: str
    replacement: str
    target: str


class Scope(Struct, frozen=True):
    """The variables of one definition: the package's fields, its ``vars`` and its transforms in order."""

    package: Mapping[str, str]
    variables: Mapping[str, str]
    transforms: tuple[Transform, ...] = ()

    def expand(self, text: str, local: Mapping[str, str] | None = None) -> str:
        """The text with every variable filled in; ``local`` ones come first. Raises ``ExpansionError``."""
        return _Expansion(self, local or {}).text(text, len(self.transforms))


class _Expansion:
    """One text being expanded, with a budget: variables that refer to others many times multiply."""

    def __init__(self, scope: Scope, local: Mapping[str, str]) -> None:
        self._scope = scope
        self._local = local
        self._left = _MAX_VARIABLES

    def text(self, text: str, known: int) -> str:
        """The text expanded; ``known`` is how many of the transforms have been made by now."""
        expanded = _VARIABLE.sub(lambda match: self._value(match[1], known), text)
        if len(expanded) > MAX_TEXT:
            raise ExpansionError(f"the text grows beyond {MAX_TEXT} characters")
        return expanded

    def _value(self, name: str, known: int) -> str:
        self._left -= 1
        if self._left < 0:
            raise ExpansionError("the variables refer to one another without end")
        if name in self._local:
            return self._local[name]
        room, _, key = name.partition(".")
        if room == "package" and key in self._scope.package:
            return self.text(self._scope.package[key], known)
        if room == "vars":
            for index in range(known - 1, -1, -1):
                if self._scope.transforms[index].target == key:
                    return self._transformed(self._scope.transforms[index], index)
            if key in self._scope.variables:
                return self.text(self._scope.variables[key], known)
        raise ExpansionError(f"the variable {name[:60]!r} has no value here")

    def _transformed(self, transform: Transform, index: int) -> str:
        source = self.text(transform.source, index)
        if len(transform.pattern) > MAX_TEXT:
            raise ExpansionError(f"the pattern of {transform.target!r} is too long")
        try:
            pattern = re.compile(transform.pattern, re.ASCII)
        except (re.error, RecursionError, OverflowError):
            raise ExpansionError(f"the pattern of {transform.target!r} is not understood") from None
        return pattern.sub(lambda match: _replaced(match, transform.replacement), source)


def _replaced(match: re.Match[str], replacement: str) -> str:
    """The replacement in Go's notation (``$1``, ``${1}``, ``${name}``, ``$$``); unknown groups are empty."""

    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        if name.isdigit():
            return (match[int(name)] or "") if int(name) <= match.re.groups else ""
        return match[name] or "" if name in match.re.groupindex else ""

    return _REFERENCE.sub(group, replacement)
