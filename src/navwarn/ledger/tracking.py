"""Tracked images: the values in which a ledger takes and gives them, and what it offers about them.

Inventories are kept as they were read. Findings are kept for each distinct component, whichever images hold
it, so that a fleet costs as much as its distinct packages (architecture.md 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct, field

from navwarn.core.instant import Instant
from navwarn.core.inventory import Component, Distro
from navwarn.core.severity import Severity
from navwarn.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from navwarn.core.finding import Finding
    from navwarn.core.inventory import Inventory, Remark


class UnknownImageError(InputError):
    """A text that names no tracked image, or several."""

    code = "NW-IMAGE-UNKNOWN"


class Installed(Struct, frozen=True):
    """A component without where it lies, and what it lies in as far as a judgement depends on it.

    ``platform`` is that of the image where the component itself fits several, else empty.
    """

    distro: Distro | None
    component: Component
    platform: str = ""


class Tag(NamedTuple):
    """A tag of a repository, and since when it names an image."""

    repository: str
    tag: str
    platform: str
    seen_at: Instant
    image: int

    @property
    def name(self) -> str:
        """What people write: ``repository:tag``, or the repository where it has no tag."""
        return f"{self.repository}:{self.tag}" if self.tag else self.repository


class TrackedImage(Struct, frozen=True):
    """One digest that is tracked; ``tags`` are all that ever named it, oldest first."""

    number: int
    digest: str
    reference: str
    platform: str
    distro: str
    created_at: Instant | None
    added_at: Instant
    size: int | None
    tags: tuple[Tag, ...] = ()


class CountedImage(TrackedImage, frozen=True):
    """A tracked image with the numbers of what it holds, for which all of that has to be read.

    ``severities`` count the distinct vulnerabilities it is open to, by severity; ``components`` its distinct
    components, ``not_evaluated`` those of them that nobody could judge. ``is_unread`` says that something was
    there that could not be read.
    """

    components: int = 0
    severities: Mapping[Severity, int] = field(default_factory=dict)
    not_evaluated: int = 0
    is_unread: bool = False

    @property
    def is_judged(self) -> bool:
        """Whether anything in it could be judged: without that, no vulnerabilities mean nothing."""
        return bool(self.severities) or self.not_evaluated < self.components


class Outline(NamedTuple):
    """What of an image decides who may see it, and where it stands among others."""

    number: int
    distro: str
    added_at: Instant


class TrackingReading(Protocol):
    """Reads; each call sees one state."""

    def images(
        self,
        *,
        repository: str = "",
        before: tuple[Instant, int] | None = None,
        limit: int = 50,
        without: Collection[str] = (),
    ) -> list[TrackedImage]:
        """Images by when they were added, the newest first.

        ``before`` is when the last one seen was added, and its number. Images of the distributions whose
        os-release ids are ``without`` are left out.
        """

    def image(self, name: str) -> TrackedImage:
        """The image of a digest or the beginning of one, of a tag as it stands now, or of a reference.

        Raises ``UnknownImageError`` where there is none, or more than one.
        """

    def images_named(self, name: str, *, without: Collection[str] = ()) -> list[TrackedImage]:
        """All images that a name may mean, ``without`` as in ``images``; ``image`` wants exactly one.

        Those of a tag are one for each platform; of those a beginning of a digest may mean, two are told.
        """

    def images_numbered(self, numbers: Collection[int]) -> dict[int, TrackedImage]:
        """The images of these numbers."""

    def counted(self, images: Iterable[TrackedImage]) -> list[CountedImage]:
        """The images with the numbers of what was found in each when it was judged last."""

    def inventory(self, number: int) -> Inventory:
        """What an image contains."""

    def remarks(self, number: int) -> tuple[Remark, ...]:
        """What of an image could not be read, or not as it is."""

    def tag_history(self, repository: str, tag: str = "") -> list[Tag]:
        """Which images the tags of a repository named, the newest first."""

    def image_count(self, *, repository: str = "", without: Collection[str] = ()) -> int:
        """How many images are tracked, of a repository where one is named, ``without`` as in ``images``."""

    def open_to(self, vulnerabilities: Collection[str]) -> dict[int, list[Finding]]:
        """The images that are open to any of these, by canonical id, with the findings judged last.

        They are by the number of the image; its findings are in the order of its components' numbers.
        """

    def concerned(self, vulnerabilities: Collection[str], packages: Collection[str]) -> list[int]:
        """The distinct components that any of these vulnerabilities may be found in, by number, newest first.

        It was found in them when they were judged last, a record about it names them, or they are one of
        these packages, built from one or owned by one.
        """

    def components(self, numbers: Collection[int]) -> dict[int, Installed]:
        """The distinct components of these numbers."""

    def holders(self, components: Collection[int]) -> list[tuple[int, int]]:
        """Which images hold these components: the numbers of an image and of a component in it."""

    def outlines(self, numbers: Collection[int]) -> list[Outline]:
        """The images of these numbers as far as many can be looked at, those added last first."""

    def is_unsure(self, number: int, packages: Collection[str], *, of_distributions: bool) -> bool:
        """Whether nobody can say of an image whether a finding in these packages holds.

        It has a package of such a name or origin that nobody could judge or, ``of_distributions``, distro
        packages of which nobody could judge any, as others may call the same package otherwise.
        """

    def unjudged_count(self, *, without: Collection[str] = (), databases: Collection[str] = ()) -> int:
        """How many images have packages that nobody could judge, ``without`` as in ``images``.

        So has one without a package of any distribution where a remark with one of the codes ``databases``
        says that there is a database of such packages, which was not read.
        """

    def is_judged(self, coverage: str) -> bool:
        """Whether every finding takes all entries, records and what can be judged at all into account."""


class TrackingTransaction(TrackingReading, Protocol):
    """Adds images and keeps findings up to date."""

    def add_image(self, inventory: Inventory) -> bool:
        """Track an image, with the tag its source names, and say whether its digest was not known before."""

    def stale(self, limit: int) -> dict[int, Installed]:
        """Components that have to be judged anew, by number; those that entries since then are about too."""

    def store_findings(self, findings: Mapping[int, Sequence[Finding]], missed: Collection[int] = ()) -> None:
        """Keep what was found in components, in place of what was found before.

        ``missed`` are those of them that nobody could judge.
        """

    def cover(self, coverage: str) -> None:
        """Let everything be judged anew where something else than before can be judged at all.

        ``coverage`` is a digest of what decides that besides entries and records about packages.
        """

    def mark_all(self) -> None:
        """Let everything be judged anew, as when the matcher changed."""
