"""The classic shape: a bare record for each advisory that is fixed or not affected (feeds.md OV6 to OV11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from navwarn.core.instant import format_exact
from navwarn.core.standing import standing_of
from navwarn.feeds.claim import common_version
from navwarn.feeds.interface import OPEN
from navwarn.feeds.osv.version_range import version_range

if TYPE_CHECKING:
    from navwarn.core.advisory import Advisory
    from navwarn.feeds.osv.settings import OsvSettings


def record(advisory: Advisory, settings: OsvSettings, *, is_held: bool = False) -> dict[str, Any] | None:
    """The record of an advisory, or ``None`` where this shape has none: open, withdrawn, or held back."""
    version = common_version(standing_of(advisory), settings.architectures)
    if version == OPEN or is_held:
        return None
    span = version_range(version)
    return {
        "modified": format_exact(advisory.modified),
        "id": advisory.id,
        "related": [advisory.id, *advisory.aliases],
        "affected": [
            {"package": _package(ecosystem, name), "ranges": [span]}
            for name in settings.packages(advisory.package)
            for ecosystem in settings.ecosystems
        ],
    }


def _package(ecosystem: str, name: str) -> dict[str, str]:
    """The package; its name stands in the purl as it is, as the former tool had it (feeds.md OV11)."""
    return {"ecosystem": ecosystem, "name": name, "purl": f"pkg:apk/{quote(ecosystem.lower())}/{name}"}
