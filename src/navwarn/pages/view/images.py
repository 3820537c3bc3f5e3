"""What the list of tracked images says, and what pages about images share."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.finding import SilenceReason
from navwarn.core.instant import Instant
from navwarn.core.severity import Severity


class SeverityCount(Struct, frozen=True):
    """How many distinct vulnerabilities of a severity an image is open to."""

    severity: Severity
    number: int


class ImageName(Struct, frozen=True):
    """A name that an image was tracked under; ``is_current`` while the tag names this image."""

    repository: str
    tag: str = ""
    is_current: bool = True

    @property
    def text(self) -> str:
        """What people write: ``repository:tag``, or the repository where it has no tag."""
        return f"{self.repository}:{self.tag}" if self.tag else self.repository


class NotEvaluated(Struct, frozen=True):
    """What was not evaluated for one reason: the sentence that says why, and how many packages.

    ``number`` is 0 where it is about something that could not even be read. ``packages`` name the first of
    them, with their versions.
    """

    reason: SilenceReason
    message: str
    number: int = 0
    packages: tuple[str, ...] = ()


class ImageRow(Struct, frozen=True):
    """One tracked image.

    ``counts`` are by severity, worst first; ``packages`` its distinct packages,
    ``evaluated`` and ``not_evaluated`` how many of all could be judged. ``is_unread`` says that something was
    there that could not be read.

    ``size`` is in bytes. ``trend`` is how many vulnerabilities the images of its newest tag were open to,
    oldest first and this one last, without those that nobody could judge; empty where the tag names another
    image by now.
    """

    digest: str
    added: Instant
    names: tuple[ImageName, ...] = ()
    platform: str = ""
    packages: int = 0
    evaluated: int = 0
    not_evaluated: int = 0
    size: int | None = None
    counts: tuple[SeverityCount, ...] = ()
    trend: tuple[int, ...] = ()
    is_unread: bool = False


class ImageList(Struct, frozen=True):
    """One page of the list, newest first, of one ``repository`` where one was asked for.

    ``older`` is the token of the next page (``?page_token=``), empty on the last; ``is_first`` is false on
    every page reached by a token.
    """

    repository: str = ""
    rows: tuple[ImageRow, ...] = ()
    older: str = ""
    is_first: bool = True
