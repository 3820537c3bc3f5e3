"""Reading tracked images: lists, histories of tags, and who is open to what."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from navwarn.core.moments import FOREVER
from navwarn.ledger.image_content import (
    is_unread,
    read_finding,
    read_installed,
    unpack_inventory,
    unpack_remarks,
)
from navwarn.ledger.image_count import OpenFindings
from navwarn.ledger.knowledge_reader import listed
from navwarn.ledger.session import SqlSession
from navwarn.ledger.tracking import CountedImage, Outline, Tag, TrackedImage, UnknownImageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from navwarn.core.finding import Finding
    from navwarn.core.instant import Instant
    from navwarn.core.inventory import Inventory, Remark
    from navwarn.ledger.table import Row
    from navwarn.ledger.tracking import Installed

_DIGEST = re.compile(r"sha256:[0-9a-f]{6,64}")
_AFTER_DIGEST = "g"
"""What sorts after every digit of a digest."""


class ImageReader(SqlSession):
    """``tracking.TrackingReading`` over a database."""

    def images(
        self,
        *,
        repository: str = "",
        before: tuple[Instant, int] | None = None,
        limit: int = 50,
        without: Collection[str] = (),
    ) -> list[TrackedImage]:
        """Images by when they were added, the newest first."""
        added_at, number = before or (FOREVER, FOREVER)
        bounds = {"added_at": added_at, "number": number, "page": limit, "without": listed(without)}
        with self._one_state():
            if repository:
                rows = self._rows("image.page_of_repository", repository=repository, **bounds)
            else:
                rows = self._rows("image.page", **bounds)
            return self._tracked(rows)

    def image(self, name: str) -> TrackedImage:
        """The image of a digest or its beginning, of a tag as it stands now, or of a reference."""
        with self._one_state():
            found = self._named(name)
            if not found:
                raise UnknownImageError(
                    f"{name!a} names no tracked image",
                    hint="navwarn image list shows them, navwarn image add adds one.",
                )
            if len(found) > 1:
                raise UnknownImageError(
                    f"{name!a} names more than one tracked image",
                    hint="Give more of the digest; navwarn image list shows it.",
                )
            (image,) = self._tracked(found)
            return image

    def images_named(self, name: str, *, without: Collection[str] = ()) -> list[TrackedImage]:
        """All images that a name may mean: those of a tag are one for each platform."""
        with self._one_state():
            return self._tracked(self._named(name, without))

    def _named(self, name: str, without: Collection[str] = ()) -> list[Row]:
        _, at, digest = name.rpartition("@")
        wanted = digest if at else name
        if _DIGEST.fullmatch(wanted):
            return self._with_digest(wanted, without)
        tag = self._tagged(name)
        found = tag or [number for (number,) in self._rows("image.with_reference", reference=name)]
        return self._numbered(found, without)

    def _with_digest(self, start: str, without: Collection[str] = ()) -> list[Row]:
        """The first two images whose digest is this or begins with it, the shortest digest first."""
        return self._rows(
            "image.with_digest", start=start, finish=start + _AFTER_DIGEST, without=listed(without)
        )

    def _tagged(self, name: str) -> list[int]:
        """The images that a tag names now, one for each platform."""
        repository, _, tag = name.rpartition(":")
        if not repository or "/" in tag:
            repository, tag = name, "latest"
        found: dict[str, int] = {}
        for platform, image in self._rows("image.newest_of_tag", repository=repository, tag=tag):
            found.setdefault(platform, image)
        return sorted(set(found.values()))

    def _numbered(self, numbers: Iterable[int], without: Collection[str] = ()) -> list[Row]:
        return self._rows("image.with_numbers", numbers=numbered(numbers), without=listed(without))

    def images_numbered(self, numbers: Collection[int]) -> dict[int, TrackedImage]:
        """The images of these numbers."""
        with self._one_state():
            return {image.number: image for image in self._tracked(self._numbered(numbers))}

    def _tracked(self, rows: list[Row]) -> list[TrackedImage]:
        """Rows of images, with all names they had."""
        tags: dict[int, list[Tag]] = {}
        for row in self._rows("image.tags_of", numbers=numbered(row[0] for row in rows)):
            tags.setdefault(row[4], []).append(Tag(*row))
        return [
            TrackedImage(
                *(number, digest, reference, platform, distro, created_at, added_at, size),
                tags=tuple(tags.get(number, ())),
            )
            for number, digest, reference, platform, distro, created_at, added_at, size in rows
        ]

    def counted(self, images: Iterable[TrackedImage]) -> list[CountedImage]:
        """The images with the numbers of what was found in each when it was judged last.

        What was found in a component is read once, however many of the images hold it.
        """
        given = list(images)
        wanted = numbered(one.number for one in given)
        with self._one_state():
            rows = self._rows("image.held_by", numbers=wanted)
            holding = numbered({component for _, component in rows})
            missed = {number for (number,) in self._rows("image.missed_among", components=holding)}
            findings = OpenFindings(self._rows("image.open_among", components=holding))
            contents = self._rows("image.inventories", numbers=wanted)
        held = {image: {one for _, one in some} for image, some in groupby(rows, itemgetter(0))}
        unread = {number for number, content in contents if is_unread(content)}
        found = []
        for one in given:
            components = held.get(one.number, set())
            numbers = {
                "components": len(components),
                "severities": findings.count(components),
                "not_evaluated": len(components & missed),
                "is_unread": one.number in unread,
            }
            found.append(CountedImage(**asdict(one) | numbers))
        return found

    def inventory(self, number: int) -> Inventory:
        """What an image contains."""
        ((content,),) = self._rows("image.inventory", number=number)
        return unpack_inventory(content)

    def remarks(self, number: int) -> tuple[Remark, ...]:
        """What of an image could not be read, or not as it is."""
        ((content,),) = self._rows("image.inventory", number=number)
        return unpack_remarks(content)

    def tag_history(self, repository: str, tag: str = "") -> list[Tag]:
        """Which images the tags of a repository named, the newest first."""
        return [Tag(*row) for row in self._rows("image.history", repository=repository, tag=tag)]

    def image_count(self, *, repository: str = "", without: Collection[str] = ()) -> int:
        """How many images are tracked."""
        hidden = listed(without)
        if repository:
            ((count,),) = self._rows("image.count_of_repository", repository=repository, without=hidden)
        else:
            ((count,),) = self._rows("image.count", without=hidden)
        return int(count)

    def open_to(self, vulnerabilities: Collection[str]) -> dict[int, list[Finding]]:
        """The images that are open to any of these, by number, with the findings judged last."""
        in_component: dict[int, list[Finding]] = {}
        in_image: dict[int, list[Finding]] = {}
        with self._one_state():
            for component, content in self._rows("image.open_findings", ids=listed(vulnerabilities)):
                in_component.setdefault(component, []).append(read_finding(content))
            for image, component in self.holders(in_component):
                in_image.setdefault(image, []).extend(in_component[component])
        return in_image

    def concerned(self, vulnerabilities: Collection[str], packages: Collection[str]) -> list[int]:
        """The distinct components that any of these vulnerabilities may be found in, newest first."""
        rows = self._rows("image.concerned", ids=listed(vulnerabilities), packages=listed(packages))
        return [number for (number,) in rows]

    def components(self, numbers: Collection[int]) -> dict[int, Installed]:
        """The distinct components of these numbers."""
        rows = self._rows("image.components", numbers=numbered(numbers))
        return {number: read_installed(content) for number, content in rows}

    def holders(self, components: Collection[int]) -> list[tuple[int, int]]:
        """Which images hold these components: the numbers of an image and of a component in it."""
        rows = self._rows("image.holders", components=numbered(components))
        return [(image, component) for image, component in rows]

    def outlines(self, numbers: Collection[int]) -> list[Outline]:
        """The images of these numbers as far as many can be looked at, those added last first."""
        return [Outline(*row) for row in self._rows("image.outlines", numbers=numbered(numbers))]

    def is_unsure(self, number: int, packages: Collection[str], *, of_distributions: bool) -> bool:
        """Whether nobody can say of an image whether a finding in these packages holds."""
        if self._rows("image.missing", image=number, packages=listed(packages)):
            return True
        return of_distributions and self._rows("image.missing_distribution", image=number) == [(1,)]

    def unjudged_count(self, *, without: Collection[str] = (), databases: Collection[str] = ()) -> int:
        """How many images have packages that nobody could judge or read, or none that anybody found."""
        hidden = listed(without)
        with self._one_state():
            ((missed,),) = self._rows("image.count_of_missing", without=hidden)
            bare = self._rows("image.without_packages", without=hidden)
        unread = sum(any(one.code in databases for one in unpack_remarks(content)) for (content,) in bare)
        return int(missed) + unread

    def is_judged(self, coverage: str) -> bool:
        """Whether every finding takes all entries, records and what can be judged at all into account."""
        with self._one_state():
            if not self._rows("image.has_images"):
                return True
            if self._rows("image.coverage") != [(coverage,)]:
                return False
            ((judged,),) = self._rows("image.judged")
            ((size, _, _),) = self._rows("read.head")
            return bool(judged == size and not self._rows("image.has_stale"))


def numbered(numbers: Iterable[int]) -> str:
    """The numbers as the JSON list that statements take."""
    return f"[{','.join(map(str, numbers))}]"
