"""``navwarn feed``: secdb and OSV, from the ledger or straight from directories of documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import click
from msgspec import Struct

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import ARCHITECTURE, distribution_option, moment_options, moments
from navwarn.cli.output import emit
from navwarn.core.distribution import Distribution, SecdbSettings
from navwarn.core.moments import Moments
from navwarn.core.snapshot import S, Snapshot
from navwarn.feeds.holdback import Held

if TYPE_CHECKING:
    from navwarn.core.advisory import Advisory
    from navwarn.core.instant import Instant
    from navwarn.feeds.guard import GuardReport
    from navwarn.feeds.osv.settings import OsvSettings

F = TypeVar("F", bound=Callable[..., Any])

_DIRECTORY = click.Path(path_type=Path)
_SHOWN = 50


@click.group()
def feed() -> None:
    """Write feeds that scanners read."""


def _source_options(command: F) -> F:
    """Add the options that say what a feed is made of."""
    for option in reversed(
        [
            click.option(
                "--advisories",
                "directories",
                type=_DIRECTORY,
                multiple=True,
                help="Directory of documents to read in place of the ledger; may be repeated.",
            ),
            distribution_option,
            moment_options,
            click.option(
                "--arch",
                "architectures",
                multiple=True,
                type=ARCHITECTURE,
                help="Architecture; may be repeated.",
            ),
            click.option(
                "--apkindex",
                "indexes",
                type=_DIRECTORY,
                multiple=True,
                help="Package index: fixes that it does not have yet are held back; may be repeated.",
            ),
            click.option("--allow-shrink", is_flag=True, help="Publish even if much is lost."),
            click.option("--report", type=_DIRECTORY, help="Write what happened to this file, as JSON."),
        ]
    ):
        command = option(command)
    return command


class _Source(Struct, Generic[S], frozen=True):
    """What a feed is made of: its distribution, moments, snapshots (by directory, if any) and held fixes."""

    distribution: Distribution
    moments: Moments
    snapshots: list[Snapshot[S]]
    directories: tuple[Path, ...]
    architectures: tuple[str, ...]
    held: list[Held]


@feed.command()
@_source_options
@click.option("--url-prefix", help="What the packages' addresses begin with.")
@click.option("--repo", help="Name of the repository.")
@click.option("--strict-overlap", is_flag=True, help="Refuse a package that two directories know.")
@click.option("--out", type=_DIRECTORY, help="Write to this file instead of standard output.")
@pass_context
def secdb(
    ctx: Context,
    /,
    url_prefix: str | None,
    repo: str | None,
    strict_overlap: bool,
    out: Path | None,
    allow_shrink: bool,
    report: Path | None,
    **given: Any,
) -> None:
    """Write the database that Alpine-style scanners read.

    It has what is fixed and what is not affected. A file that is replaced is compared first: a database that
    loses much of it is refused.
    """
    from navwarn.workflows import secdb_feed
    from navwarn.workflows.feed import standings_of_ledger
    from navwarn.workflows.kept_standings import standings_of_directory
    from navwarn.workflows.shrinkage import ShrunkenFeedError

    source = _source(ctx, standings_of_ledger, standings_of_directory, **given)
    own = source.distribution.secdb
    settings = SecdbSettings(
        own.url_prefix if url_prefix is None else url_prefix,
        own.repository if repo is None else repo,
        source.architectures,
    )
    _tell_held(ctx, source.held)
    if source.directories:
        _tell_overlap(ctx, source.snapshots)
        sources = list(zip(source.directories, source.snapshots, strict=True))
        data = secdb_feed.render_directories(sources, settings, source.held, is_strict=strict_overlap)
    else:
        data = secdb_feed.render_ledger(source.snapshots[0], settings, source.held)
    loss: GuardReport | None = None
    try:
        if out is None:
            emit(data, None)
        else:
            done = secdb_feed.publish(out, data, source.snapshots, is_shrinking_allowed=allow_shrink)
            loss = done.loss
            state = "written" if done.is_changed else "unchanged"
            ctx.message(f"{out}: {secdb_feed.count_packages(data)} packages, {state}")
    except ShrunkenFeedError as error:
        loss = error.report
        raise
    finally:
        _tell_loss(ctx, loss)
        _write_report(ctx, report, "secdb", source, loss)


@feed.command()
@_source_options
@click.option("--out", type=_DIRECTORY, required=True, help="Directory of the records; made if need be.")
@click.option(
    "--shape",
    type=click.Choice(["full", "classic"]),
    default="full",
    show_default=True,
    help="Every status and architecture, or the bare records of the former tool.",
)
@click.option(
    "--packages",
    "definitions",
    type=_DIRECTORY,
    multiple=True,
    help="Directory of build definitions, which name the subpackages; may be repeated.",
)
@click.option(
    "--ecosystem",
    "ecosystems",
    multiple=True,
    help="Name for the configured ecosystem; further ones (classic) are for the first --advisories.",
)
@pass_context
def osv(
    ctx: Context,
    /,
    out: Path,
    shape: str,
    definitions: tuple[Path, ...],
    ecosystems: tuple[str, ...],
    allow_shrink: bool,
    report: Path | None,
    **given: Any,
) -> None:
    """Write one OSV record for each advisory into a directory, with its indexes.

    A record that was published before never disappears: without a successor it is withdrawn.
    """
    from navwarn.feeds.inclusion import effective
    from navwarn.feeds.osv.settings import Shape
    from navwarn.workflows import osv_feed
    from navwarn.workflows.directory_feed import snapshot_of_directory
    from navwarn.workflows.feed import snapshot_of_ledger
    from navwarn.workflows.shrinkage import ShrunkenFeedError

    source = _source(ctx, snapshot_of_ledger, snapshot_of_directory, **given)
    _tell_held(ctx, source.held)
    _tell_overlap(ctx, source.snapshots)
    settings = _osv_settings(ctx, source, definitions, ecosystems)
    advisories = [
        (advisory, own)
        for snapshot, own in zip(source.snapshots, settings, strict=True)
        for advisory in effective(snapshot)
    ]
    loss: GuardReport | None = None
    try:
        done = osv_feed.publish(
            out, advisories, Shape(shape), source.held, now=ctx.now(), is_shrinking_allowed=allow_shrink
        )
        loss = done.loss
        ctx.message(
            f"{out}: {done.records} records, {done.withdrawn} of them withdrawn; {done.written} files written"
        )
    except ShrunkenFeedError as error:
        loss = error.report
        raise
    finally:
        _tell_loss(ctx, loss)
        _write_report(ctx, report, "osv", source, loss)


def _source(
    ctx: Context,
    of_ledger: Callable[..., Snapshot[S]],
    of_directory: Callable[..., Snapshot[S]],
    *,
    directories: tuple[Path, ...],
    distribution: str | None,
    as_of: Instant | None,
    known_at: str | None,
    architectures: tuple[str, ...],
    indexes: tuple[Path, ...],
) -> _Source[S]:
    """Read what the feed is made of."""
    from navwarn.workflows.feed import held_fixes, refuse_empty

    chosen = ctx.distribution(distribution)
    if directories:
        if known_at is not None:
            raise click.UsageError("--known-at asks the ledger; directories only know --as-of")
        at = Moments(as_of)
        limit = ctx.config.max_document_bytes
        snapshots = [of_directory(path, chosen, as_of, max_bytes=limit) for path in directories]
    else:
        at = moments(ctx.ledger(), as_of, known_at)
        snapshots = [of_ledger(ctx.ledger(), ctx.config.distributions, chosen.name, at)]
    refuse_empty(snapshots, directories)
    shipped = architectures or chosen.secdb.architectures
    held = held_fixes(snapshots, shipped, indexes)
    return _Source(chosen, at, snapshots, directories, shipped, held)


def _osv_settings(
    ctx: Context, source: _Source[Advisory], definitions: tuple[Path, ...], ecosystems: tuple[str, ...]
) -> list[OsvSettings]:
    """The settings of each snapshot's records."""
    from navwarn.feeds.osv.settings import OsvSettings

    distribution = source.distribution
    named = ecosystems or ((distribution.osv_ecosystem,) if distribution.osv_ecosystem else ())
    if not named:
        named = (distribution.title,)
        ctx.warn(
            f"no osv-ecosystem is configured for {distribution.name}: the records say {distribution.title!r},"
            " which OSV's closed list of ecosystems need not have, so strict validators may refuse them"
        )
    subpackages = _subpackages(ctx, definitions)
    return [
        OsvSettings(named if first else named[:1], distribution.purl, source.architectures, subpackages)
        for first in [True] + [False] * (len(source.snapshots) - 1)
    ]


def _subpackages(ctx: Context, definitions: tuple[Path, ...]) -> dict[str, tuple[str, ...]]:
    if not definitions:
        return {}
    from navwarn.catalog.buildconfig import load_packages

    found: dict[str, tuple[str, ...]] = {}
    for directory in definitions:
        loaded = load_packages(directory)
        for fault in loaded.faults:
            ctx.warn(str(fault))
        found |= loaded.subpackages()
    return found


def _tell_held(ctx: Context, held: list[Held]) -> None:
    for fix in held[:_SHOWN]:
        ctx.warn(
            f"{fix.advisory} is held back: {fix.package} {fix.fixed_version} is not published for"
            f" {fix.architecture}, where the highest version is {fix.published}"
        )
    if len(held) > _SHOWN:
        ctx.warn(f"{len(held) - _SHOWN} more fixes are held back")


def _tell_overlap(ctx: Context, snapshots: list[Snapshot[S]]) -> None:
    from navwarn.feeds.inclusion import overlapping_packages

    for package in overlapping_packages(snapshots) if len(snapshots) > 1 else []:
        ctx.warn(f"package {package} is in more than one directory and has an entry for each")


def _tell_loss(ctx: Context, loss: GuardReport | None) -> None:
    """Name what the feed no longer says; that it is open again is told apart from any other reason."""
    if loss is None:
        return
    for item in loss.reopened[:_SHOWN]:
        ctx.warn(f"{item.advisory} left the feed: {item.package} is {item.status.label.lower()} again")
    if len(loss.reopened) > _SHOWN:
        ctx.warn(f"{len(loss.reopened) - _SHOWN} more advisories left the feed because they are open again")


def _write_report(
    ctx: Context, path: Path | None, kind: str, source: _Source[S], loss: GuardReport | None
) -> None:
    if path is not None:
        from navwarn.cli.feed_report import report_text

        emit(report_text(kind, ctx.now(), source.moments, source.held, loss), path)
