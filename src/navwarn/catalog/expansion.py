"""The variables of build definitions: ``${{package.name}}``, ``${{vars.x}}`` and what is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from navwarn.errors import InputError

MAX_TEXT = 1000
"""Longer texts are not expanded: names and versions are short, and patterns run over them."""

_MAX_NESTING = 20
_VARIABLE = re.compile(r"\$\{\{\s*([^}]*?)\s*\}\}")
_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\$))")


class ExpansionError(InputError):
    """A text whose variables cannot be filled in."""


@dataclass(frozen=True, slots=True)
class Transform:
    """A value that is made from another by a pattern, which is written as Go writes patterns."""

    source: str
    pattern: str
    replacement: str
    target: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables of one definition: the package's fields, its ``vars`` and its transforms in order."""

    package: Mapping[str, str]
    variables: Mapping[str, str]
    transforms: tuple[Transform, ...] = ()

    def expand(self, text: str, local: Mapping[str, str] | None = None) -> str:
        """The text with every variable filled in; ``local`` ones come first. Raises ``ExpansionError``."""
        return self._expand(text, local or {}, len(self.transforms), _MAX_NESTING)

    def _expand(self, text: str, local: Mapping[str, str], known: int, nesting: int) -> str:
        """``known`` is how many of the transforms have been made by now."""
        if nesting == 0:
            raise ExpansionError("the variables refer to one another without end")

        def value(match: re.Match[str]) -> str:
            return self._value(match[1], local, known, nesting - 1)

        expanded = _VARIABLE.sub(value, text)
        if len(expanded) > MAX_TEXT:
            raise ExpansionError(f"the text grows beyond {MAX_TEXT} characters")
        return expanded

    def _value(self, name: str, local: Mapping[str, str], known: int, nesting: int) -> str:
        if name in local:
            return local[name]
        room, _, key = name.partition(".")
        if room == "package" and key in self.package:
            return self._expand(self.package[key], {}, known, nesting)
        if room == "vars":
            for index in range(known - 1, -1, -1):
                if self.transforms[index].target == key:
                    return self._transformed(index, nesting)
            if key in self.variables:
                return self._expand(self.variables[key], {}, known, nesting)
        raise ExpansionError(f"the variable {name[:60]!r} has no value here")

    def _transformed(self, index: int, nesting: int) -> str:
        transform = self.transforms[index]
        source = self._expand(transform.source, {}, index, nesting)
        if len(transform.pattern) > MAX_TEXT:
            raise ExpansionError(f"the pattern of {transform.target!r} is too long")
        try:
            return re.sub(
                transform.pattern,
                lambda match: _replaced(match, transform.replacement),
                source,
                flags=re.ASCII,
            )
        except (re.error, IndexError, RecursionError, OverflowError):
            raise ExpansionError(f"the pattern of {transform.target!r} is not understood") from None


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
