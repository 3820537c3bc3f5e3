"""Sight: which tracked images there are for a reader, who may not see every distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.matching.scope import layers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.distribution import Distribution


class Sight(Struct, frozen=True):
    """Ids of os-release whose images a reader does not see as everybody does.

    ``hidden`` are those of distributions the reader may not see: their images do not exist for the reader.
    ``shaded`` are those of distributions the reader may see that include one the reader may not: what was
    found in their images before counts for whoever may see all of it, so that it is judged anew for others.
    """

    hidden: frozenset[str] = frozenset()
    shaded: frozenset[str] = frozenset()


def sight(every: Mapping[str, Distribution], seen: Mapping[str, Distribution]) -> Sight:
    """The sight of a reader who may see some of all the distributions."""
    if every.keys() == seen.keys():
        return Sight()
    hidden = {name for one in every.values() if one.name not in seen for name in one.os_ids}
    shaded = {
        name
        for one in every.values()
        if not seen.keys() >= set(layers_of([one.name], every))
        for name in one.os_ids
    }
    return Sight(frozenset(hidden), frozenset(shaded - hidden))
