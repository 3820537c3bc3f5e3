"""``navwarn advisory``: the commands of this group live in modules of their own."""

from __future__ import annotations

import click

from navwarn.cli.advisory_change import alias, create, retract, update, withdraw
from navwarn.cli.advisory_list import history, list_, show


@click.group()
def advisory() -> None:
    """List, show and change advisories."""


for _command in (alias, create, history, list_, retract, show, update, withdraw):
    advisory.add_command(_command)
