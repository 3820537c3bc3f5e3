"""The errors a person can cause or meet, each with a stable code and an exit status.

The core raises them, the edge (``cli``, ``web``) renders them. A message is one sentence that says what
is wrong, where, and what to do (architecture.md 7.1). Rooms add leaves of their own below these roots.
"""

from __future__ import annotations

from typing import Any


class NavwarnError(Exception):
    """Any failure that Navwarn foresees.

    ``code`` is stable and public, ``hint`` says the next step, ``exit_status`` follows architecture.md 7.1.
    """

    code = "NW-ERROR"
    exit_status = 2

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        """How the error travels between processes: as it is, whatever its class wants to be made from."""
        return _revive, (type(self), self.args, self.__dict__)


def _revive(kind: type[NavwarnError], args: tuple[Any, ...], state: dict[str, Any]) -> NavwarnError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class InputError(NavwarnError):
    """The input or the command line is wrong; nothing was changed."""

    code = "NW-INPUT"
    exit_status = 2


class CheckFailedError(NavwarnError):
    """The input was understood and the check said no; nothing was changed."""

    code = "NW-CHECK"
    exit_status = 1


class ExternalError(NavwarnError):
    """Something outside failed: network, database, disk."""

    code = "NW-EXTERNAL"
    exit_status = 3
