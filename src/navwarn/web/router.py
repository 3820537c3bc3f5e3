"""Finding the route of a path: by name where the path has no parts, else by trying the others in order."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from navwarn.web.route import Route

_PART = re.compile(r"\{(\w+)(:path)?\}")


class Router:
    """Routes in the order in which they are to be tried; ``{name}`` has no slash, ``{name:path}`` may."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._tried = [(_pattern(route.path), route) for route in routes]
        whole = [route.path for route in routes if not _PART.search(route.path)]
        self._whole = {path: found for path in whole if (found := self._try(path))}
        self._tried = [(pattern, route) for pattern, route in self._tried if pattern.groups]

    def find(self, path: str) -> tuple[Route, Mapping[str, str]] | None:
        """The first route that fits, with the parts of the path as they were written."""
        return self._whole.get(path) or self._try(path)

    def _try(self, path: str) -> tuple[Route, Mapping[str, str]] | None:
        for pattern, route in self._tried:
            match = pattern.fullmatch(path)
            if match is not None:
                return route, match.groupdict()
        return None


def _pattern(path: str) -> re.Pattern[str]:
    plain, names, wide = (_PART.split(path)[start::3] for start in range(3))
    parts = (f"(?P<{name}>{'.+' if is_wide else '[^/]+'})" for name, is_wide in zip(names, wide, strict=True))
    return re.compile(
        "".join(map("".join, zip_longest(map(re.escape, plain), parts, fillvalue=""))), re.DOTALL
    )
