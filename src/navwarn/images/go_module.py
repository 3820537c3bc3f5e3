"""Go modules: their paths as package URLs divide them, and their versions as programs tell them."""

from __future__ import annotations

DEVELOPED = "(devel)"
"""The version of a main module of which nothing better is known."""

_TOOLCHAIN = frozenset({"stdlib", "toolchain"})
"""The modules that have the version of Go itself."""

OWNER_PARTS = 2
"""A host and an owner: so many parts of a path come before the repository."""


def split_path(path: str) -> tuple[str, str, str]:
    """Namespace, name and subpath of a module's path, as package URLs divide it.

    The first two parts, a host and an owner, are the namespace where more follow.
    """
    parts = path.split("/")
    owner = min(len(parts) - 1, OWNER_PARTS)
    return "/".join(parts[:owner]), parts[owner], "/".join(parts[owner + 1 :])


def plain_release(path: str, version: str) -> str:
    """The version of a module; that of Go itself without ``go`` or ``v``, as its records have it (SA7)."""
    return version.removeprefix("go").removeprefix("v") if path in _TOOLCHAIN else version


def is_release(version: str, *, is_main: bool) -> bool:
    """Whether the version of a module says between which releases it lies: that of a main one may not (SG11).

    A build knows its own commit, and often not the tags before it.
    """
    return not is_main or not version.startswith(("v0.0.0-", DEVELOPED))
