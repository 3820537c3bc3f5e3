"""What the page of an advisory says."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.advisory import Advisory
from navwarn.core.entry import Entry
from navwarn.core.severity import Severity


class LoggedEntry(Struct, frozen=True):
    """An entry and the hash (hex) of its leaf; ``actor`` is empty where it is not for this reader's eyes.

    ``is_retracted`` says that a later entry declared this one wrong.
    """

    entry: Entry
    leaf_hash: str = ""
    actor: str = ""
    is_retracted: bool = False


class Twin(Struct, frozen=True):
    """The same advisory in another format: its name (``OSV``) and path on this site."""

    format: str
    path: str
    media_type: str = "application/json"


class AdvisoryPage(Struct, frozen=True):
    """The page of one advisory at the moments asked.

    ``vulnerability`` is the canonical id of what it is about, ``title`` upstream's one line. ``entries`` are
    all of them in order, retracted ones too. ``document`` is the advisory as a document of its package would
    hold it, empty where there is none.
    """

    advisory: Advisory
    vulnerability: str
    severity: Severity
    title: str = ""
    entries: tuple[LoggedEntry, ...] = ()
    document: str = ""
    twins: tuple[Twin, ...] = ()
