"""What the page about the log says."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.entry import Entry
from navwarn.core.instant import Instant


class LogHead(Struct, frozen=True):
    """The log at one moment: its number of entries, the root hash (hex) and when the last was recorded."""

    size: int
    root: str
    recorded_at: Instant | None = None


class LogLine(Struct, frozen=True):
    """One entry of the log, with the package and the vulnerability (display id) its advisory is about."""

    entry: Entry
    package: str
    vulnerability: str


class Log(Struct, frozen=True):
    """A stretch of the log, newest first.

    ``older`` is the sequence number to continue before (``?before=``), ``None`` at the beginning of the log;
    ``is_newest`` says that nothing was recorded after the first line.
    """

    head: LogHead
    lines: tuple[LogLine, ...] = ()
    older: int | None = None
    is_newest: bool = True
