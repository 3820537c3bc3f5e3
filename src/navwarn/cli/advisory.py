"""``navwarn advisory``: the commands of this group live in modules of their own."""

from __future__ import annotations

import click

from navwarn.cli.advisory_change import alias, create, retract, update, withdraw
from navwarn.cli.advisory_list import history, list_, show
from navwarn.cli.advisory_prove import erase_private, prove


@click.group()
def advisory() -> None:
    """List, show and change advisories."""


for _command in (alias, create, erase_private, history, list_, prove, retract, show, update, withdraw):
    advisory.add_command(_command)
