"""``navwarn advisory``: the commands of this group live in modules of their own."""

from __future__ import annotations

import click

from navwarn.cli.lazy import LazyGroup

_CHANGE, _LIST, _PROVE = (f"navwarn.cli.advisory_{part}" for part in ("change", "list", "prove"))
_PLACES = {
    "alias": f"{_CHANGE}:alias",
    "create": f"{_CHANGE}:create",
    "erase-private": f"{_PROVE}:erase_private",
    "history": f"{_LIST}:history",
    "list": f"{_LIST}:list_",
    "prove": f"{_PROVE}:prove",
    "retract": f"{_CHANGE}:retract",
    "show": f"{_LIST}:show",
    "update": f"{_CHANGE}:update",
    "withdraw": f"{_CHANGE}:withdraw",
}


@click.group(cls=LazyGroup, places=_PLACES)
def advisory() -> None:
    """List, show and change advisories."""
