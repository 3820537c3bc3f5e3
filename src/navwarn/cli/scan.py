"""``navwarn scan``: what is found in an image, and what we say about each finding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navwarn.cli import finding_view as view
from navwarn.cli.context import Context, pass_context
from navwarn.cli.image_options import (
    attached_option,
    close_gate,
    complete_image,
    fail_on_option,
    image_options,
    read,
)
from navwarn.cli.options import moment_options, moments, out_option, output_option
from navwarn.cli.output import emit
from navwarn.errors import InputError

if TYPE_CHECKING:
    from navwarn.core.instant import Instant
    from navwarn.core.moments import Moments
    from navwarn.workflows.scanning import Scan


@click.command()
@click.argument("reference", metavar="[IMAGE]", required=False, shell_complete=complete_image)
@click.option(
    "--report",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
    help="Say what we say about the findings of another scanner's report instead.",
)
@click.option("--only-open", is_flag=True, help="Leave out what our advisories have settled.")
@click.option("--subtracted", is_flag=True, help="Show what our advisories have settled, and by which rule.")
@click.option("-D", "--distribution", metavar="NAME", help="Judge by this one, whatever os-release says.")
@fail_on_option
@attached_option
@image_options
@moment_options
@output_option("table", "json", "sarif", "cyclonedx", "markdown")
@out_option
@pass_context
def scan(
    ctx: Context,
    /,
    reference: str | None,
    report: Path | None,
    only_open: bool,
    subtracted: bool,
    distribution: str | None,
    fail_on: tuple[str, ...],
    as_of: Instant | None,
    known_at: str | None,
    output: str,
    out: Path | None,
    **access: Any,
) -> None:
    """Say what is found in IMAGE, what we say about each finding, and what could not be judged.

    Packages of our distributions are judged by our advisories, components of languages by the records of
    upstream sources, less what our advisories say of the packages that own them. IMAGE is what
    `navwarn image inventory` takes, and SBOMs: Syft JSON, SPDX and CycloneDX. A --report is of Grype, Trivy
    (JSON or SARIF) or Docker Scout (SARIF).
    """
    if (reference is None) == (report is None):
        raise InputError("give an image to scan, or another scanner's result with --report, and not both")
    if report is not None and (access["is_attached"] or access["platform"]):
        raise InputError("--attached and --platform choose what is read of an image, and a --report is none")
    when = moments(ctx.ledger(), as_of, known_at)
    found = _scans(ctx, reference, report, distribution, when, access)
    if only_open:
        found = [view.without_settled(one) for one in found]
    # A code host that knows no suppressions would take what is settled for something to do.
    shown = subtracted or (report is not None and not only_open and output != "sarif")
    emit(view.rendered(ctx, found, output, when, with_settled=shown), out)
    findings = [finding for one in found for finding in one.evaluation.findings]
    close_gate(ctx, findings, [one.evaluation for one in found], fail_on, "open finding")


def _scans(
    ctx: Context,
    /,
    reference: str | None,
    report: Path | None,
    distribution: str | None,
    when: Moments,
    access: dict[str, Any],
) -> list[Scan]:
    chosen = "" if distribution is None else ctx.distribution(distribution).name
    settings: dict[str, Any] = {"distribution": chosen, "moments": when}
    if report is not None:
        from navwarn.scanners.interface import MAX_BYTES
        from navwarn.workflows.second_opinion import scan_reports

        with click.open_file(str(report), "rb") as file:
            data = file.read(MAX_BYTES + 1)
        return scan_reports(ctx.ledger(), data, str(report), ctx.config.distributions, **settings)
    from navwarn.workflows.scanning import scan_images

    images = read(ctx, reference or "", **access)
    return scan_images(ctx.ledger(), images, ctx.config.distributions, **settings)
