"""What the page about upstream sources says (sources.md LN3)."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.instant import Instant


class Source(Struct, frozen=True):
    """One upstream source.

    ``last_sync`` is when it was last read successfully, ``newest`` the latest change it told of;
    ``set_aside`` counts records that could not be read; ``error`` is the last failure since ``last_sync``.
    ``licence`` and ``notice`` are the words its publisher asks for, ``homepage`` its address.
    """

    name: str
    title: str
    records: int = 0
    last_sync: Instant | None = None
    newest: Instant | None = None
    set_aside: int = 0
    error: str = ""
    licence: str = ""
    notice: str = ""
    homepage: str = ""


class Sources(Struct, frozen=True):
    """Every source that Navwarn can read, in the order given, read or not."""

    sources: tuple[Source, ...] = ()
