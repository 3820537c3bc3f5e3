"""What writing a feed held back and lost, as JSON (schema ``feed-report``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from navwarn.cli.output import envelope, json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.instant import Instant
    from navwarn.core.moments import Moments
    from navwarn.feeds.guard import GuardReport, Loss
    from navwarn.feeds.holdback import Held


def report_text(
    kind: str, now: Instant, moments: Moments, held: Sequence[Held], loss: GuardReport | None
) -> str:
    """The report; ``loss`` is null where no earlier feed was replaced."""
    return json_text(
        envelope(
            "feed-report",
            now,
            moments,
            format=kind,
            held=[asdict(fix) for fix in held],
            loss=None if loss is None else _loss(loss),
        )
    )


def _loss(report: GuardReport) -> dict[str, Any]:
    return {
        "exceeded": list(report.reasons),
        "statements": _share(report.statements),
        "not_affected": _share(report.not_affected),
        "packages": [{"package": package} | _share(loss) for package, loss in report.packages],
        "gone": [statement._asdict() for statement in report.gone],
        "reopened": [asdict(item) for item in report.reopened],
    }


def _share(loss: Loss) -> dict[str, int]:
    return {"before": loss.before, "lost": loss.lost}
