"""Questions about single advisories and vulnerabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.identifier import normalise
from navwarn.core.moments import LATEST, Moments
from navwarn.errors import InputError

if TYPE_CHECKING:
    from navwarn.core.advisory import Advisory
    from navwarn.core.entry import Entry
    from navwarn.ledger.interface import Reader


class UnknownAdvisoryError(InputError):
    """No advisory has this id, or it did not exist at the moments asked for."""

    code = "NW-UNKNOWN-ADVISORY"


def one_advisory(reader: Reader, identifier: str, moments: Moments = LATEST) -> Advisory:
    """The advisory of an id at two moments; raises ``UnknownAdvisoryError`` where there is none."""
    found = reader.advisory(normalise(identifier), moments)
    if found is None:
        raise UnknownAdvisoryError(
            f"there is no advisory {identifier!r}",
            hint="`navwarn lookup ID` finds advisories by CVE or GHSA.",
        )
    return found


def history_of(reader: Reader, identifier: str) -> list[Entry]:
    """All entries of one advisory in order; raises ``UnknownAdvisoryError`` where there are none."""
    entries = reader.entries_of(normalise(identifier))
    if not entries:
        raise UnknownAdvisoryError(f"there is no advisory {identifier!r}")
    return entries
