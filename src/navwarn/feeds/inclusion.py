"""A distribution together with those it includes: which advisory speaks for which package.

Of all advisories about one vulnerability in one package, that of the nearest distribution counts, also while
it is still open: the nearer distribution builds the package its own way, and what another one fixed says
nothing about that build. Advisories of an included distribution about *other* vulnerabilities of the package
stay: dropping them would hide known flaws. Two advisories are about one vulnerability if they share an id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.core.advisory import Advisory
    from navwarn.core.snapshot import S, Snapshot
    from navwarn.core.standing import Standing


def layers(snapshot: Snapshot[S]) -> list[Snapshot[S]]:
    """The snapshot and all that it includes, directly or not, nearest first, each distribution once."""
    found: dict[str, Snapshot[S]] = {}
    pending = [snapshot]
    while pending:
        for layer in pending:
            found.setdefault(layer.distribution, layer)
        further = [included for layer in pending for included in layer.includes]
        pending = [layer for layer in further if layer.distribution not in found]
    return list(found.values())


def effective(snapshot: Snapshot[S]) -> list[S]:
    """The advisories that count, own ones first, then those of included distributions.

    A withdrawn advisory claims nothing: it neither hides another one nor is hidden.
    """
    if not snapshot.includes:
        return list(snapshot.advisories)
    chosen: list[S] = []
    spoken: dict[str, set[str]] = {}
    for layer in layers(snapshot):
        kept = [advisory for advisory in layer.advisories if not _is_hidden(advisory, spoken)]
        _speak(kept, spoken)
        chosen += kept
    return chosen


def overlapping_packages(snapshots: Iterable[Snapshot[S]]) -> list[str]:
    """The packages that more than one of the snapshots has advisories about, sorted."""
    seen: set[str] = set()
    twice: set[str] = set()
    for snapshot in snapshots:
        packages = {advisory.package for advisory in snapshot.advisories}
        twice |= packages & seen
        seen |= packages
    return sorted(twice)


def _is_hidden(advisory: Advisory | Standing, spoken: dict[str, set[str]]) -> bool:
    if advisory.is_withdrawn or advisory.package not in spoken:
        return False
    return not spoken[advisory.package].isdisjoint(advisory.aliases)


def _speak(advisories: list[S], spoken: dict[str, set[str]]) -> None:
    """Note which vulnerabilities these advisories are about; farther ones must not repeat them."""
    for advisory in advisories:
        if not advisory.is_withdrawn:
            spoken.setdefault(advisory.package, set()).update(advisory.aliases)
