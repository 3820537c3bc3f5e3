"""Pages of the list of tracked images, and how many there are: as if there were none a reader may not see."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.instant import Instant
from navwarn.ledger.tracking import TrackedImage
from navwarn.workflows.browse.image_sight import is_seen
from navwarn.workflows.browse.paging import page_token, read_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.workflows.browse.visit import Visit

_BATCH = 200


class ImagePage(Struct, frozen=True):
    """Some of the images, the newest first; ``next`` is the token of the page after it, empty on the last."""

    images: tuple[TrackedImage, ...]
    next: str


def image_page_after(visit: Visit, repository: str, token: str, size: int) -> ImagePage:
    """The page that a token of the one before leads to, or the first, of images tracked by the moment asked.

    Raises ``WrongParameterError`` for a token of another list.
    """
    bound = f"images {repository} {sorted(visit.distributions)}"
    as_of = visit.moments.as_of
    before = None if as_of is None else (Instant(as_of + 1), 0)
    if token:
        added_at, number = read_token(token, bound, (int, int))
        before = (Instant(int(added_at)), int(number))
    found = list(islice(seen_images(visit, repository, before, size + 1), size + 1))
    page = found[:size]
    more = page_token((page[-1].added_at, page[-1].number), bound) if len(found) > size else ""
    return ImagePage(tuple(page), more)


def image_total(visit: Visit, repository: str) -> int:
    """How many images of a repository, or of all where it is empty, this reader may see."""
    tracking, hidden = visit.ledger.tracking, visit.sight.hidden
    total = tracking.image_count(repository=repository, without=hidden)
    if not hidden or total == tracking.image_count(repository=repository, without=[*hidden, ""]):
        return total
    # Of some nothing but their packages says the distribution: those have to be looked at.
    return sum(1 for _ in seen_images(visit, repository))


def seen_images(
    visit: Visit,
    repository: str = "",
    before: tuple[Instant, int] | None = None,
    batch: int = _BATCH,
) -> Iterator[TrackedImage]:
    """The images after a position that this reader may see, the newest first, read so many at a time."""
    while True:
        read = visit.ledger.tracking.images(
            repository=repository, before=before, limit=batch, without=visit.sight.hidden
        )
        yield from (image for image in read if is_seen(visit, image))
        if len(read) < batch:
            return
        before = (read[-1].added_at, read[-1].number)
