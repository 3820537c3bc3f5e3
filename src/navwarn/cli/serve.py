"""``navwarn serve``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from navwarn.cli.context import Context, pass_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from navwarn.core.distribution import Distribution

_BASE = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_URL = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 takes a free one."
)
@click.option("--title", default="", help="Name of the site; by default that of the first distribution.")
@click.option(
    "--base-path", default="", metavar="PATH", help="Path below which the site lives, such as /nav."
)
@click.option(
    "--url", default="", help="Public address of the site, where it is not the one of each request."
)
@click.option("--proxy-headers", is_flag=True, help="Believe the X-Forwarded headers of a proxy before it.")
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=0.0,
    help="Requests a second that one client may make; 0: any.",
)
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Reading threads.")
@click.option(
    "--query-seconds",
    type=click.FloatRange(0.1, 600),
    default=5.0,
    show_default=True,
    help="How long one question to the ledger may take.",
)
@pass_context
def serve(
    ctx: Context,
    host: str,
    port: int,
    title: str,
    base_path: str,
    url: str,
    proxy_headers: bool,
    rate: float,
    threads: int,
    query_seconds: float,
) -> None:
    """Serve the site, the API and the feeds of the ledger.

    What is found in tracked images is kept up to date meanwhile; nothing else is written.
    """
    if not _BASE.fullmatch(base_path):
        raise click.UsageError(f"--base-path: {base_path!r} is no path such as /nav")
    if url and not _URL.fullmatch(url):
        raise click.UsageError(f"--url: {url!r} is no address such as https://advisories.example/nav")
    ctx.ledger(create=True)
    distributions = ctx.config.distributions
    from navwarn.web.server import run
    from navwarn.web.settings import ServerSettings

    settings = ServerSettings(
        database=ctx.database,
        distributions=distributions,
        title=title or _title(distributions),
        base=base_path,
        url=url.rstrip("/"),
        threads=threads,
        query_seconds=query_seconds,
        trusts_proxy=proxy_headers,
        rate=rate,
        scan=ctx.config.scan,
    )
    ctx.close()
    run(settings, host, port, ctx.message)


def serve_here(
    database: str,
    distributions: Mapping[str, Distribution],
    port: int,
    tell: Callable[[str], None],
    *,
    ports: int,
) -> None:
    """Serve a ledger to this machine alone until asked to stop, on the first free one of so many ports."""
    from navwarn.web.server import run
    from navwarn.web.settings import ServerSettings

    settings = ServerSettings(database, distributions, _title(distributions))
    run(settings, "127.0.0.1", port, tell, ports=ports)


def _title(distributions: Mapping[str, Distribution]) -> str:
    """The name of the site: that of the first public distribution."""
    return next((one.title for one in distributions.values() if one.is_public), "Navwarn")
