"""``navwarn completion``."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL; `eval "$(navwarn completion bash)"` switches it on."""
    from click.shell_completion import get_completion_class

    from navwarn.cli.root import cli

    maker = get_completion_class(shell)
    if maker is not None:
        click.echo(maker(cli, {}, "navwarn", "_NAVWARN_COMPLETE").source())
