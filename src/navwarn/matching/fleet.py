"""Many images at once: each distinct package at each version is judged once (scanning.md SP2-SP4)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from navwarn.matching.naming import LANGUAGES, fold_ecosystem, fold_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from navwarn.core.finding import Finding
    from navwarn.matching.interface import PackageName
    from navwarn.matching.matcher import Matcher, Subject

_PURL_TYPES = {fold_ecosystem(language.ecosystem): kind for kind, language in LANGUAGES.items()}


def count(images: Sequence[Sequence[Subject]], matcher: Matcher) -> list[int]:
    """How many findings each image has."""
    counts = {subject: len(matcher.judge(subject).findings) for subject in set(chain.from_iterable(images))}
    return [sum(map(counts.__getitem__, image)) for image in images]


def spread(images: Sequence[Sequence[Subject]], matcher: Matcher) -> Iterable[list[tuple[Subject, Finding]]]:
    """The findings of each image; the objects are shared among all images that have the same package."""
    found = {
        subject: [(subject, finding) for finding in matcher.judge(subject).findings]
        for subject in set(chain.from_iterable(images))
    }
    for image in images:
        yield list(chain.from_iterable(map(found.__getitem__, image)))


class Fleet:
    """Which images hold what: the way back from a changed advisory or record to the images it may touch."""

    def __init__(self, images: Mapping[str, Collection[Subject]]) -> None:
        self._images: dict[Subject, list[str]] = {}
        for image, subjects in images.items():
            for subject in subjects:
                self._images.setdefault(subject, []).append(image)
        self._by_package: dict[str, list[Subject]] = {}
        self._by_name: dict[tuple[str, str], list[Subject]] = {}
        for subject in self._images:
            for package in _stated(subject):
                self._by_package.setdefault(package, []).append(subject)
            self._by_name.setdefault((subject.type, _folded(subject.type, subject.name)), []).append(subject)

    def stated(self, package: str) -> list[Subject]:
        """What has to be judged again when a statement about this package changed."""
        return self._by_package.get(package, [])

    def recorded(self, package: PackageName) -> list[Subject]:
        """What has to be judged again when a record about this package changed.

        Of a distribution's ecosystem that is every package of this name or origin, whatever its release.
        """
        ecosystem = fold_ecosystem(package.ecosystem)
        kind = _PURL_TYPES.get(ecosystem)
        if kind is None:
            return [subject for subject in self.stated(package.name) if subject.type not in LANGUAGES]
        return self._by_name.get((kind, fold_name(ecosystem, package.name)), [])

    def images(self, subjects: Iterable[Subject]) -> set[str]:
        """The images that hold any of these."""
        return set(chain.from_iterable(self._images.get(subject, ()) for subject in subjects))


def _stated(subject: Subject) -> set[str]:
    """The packages whose statements a judgement rests on: its own and its origin's, or its owner's."""
    owner = subject.owner
    if owner is not None:
        return {owner.name, owner.origin or owner.name}
    return {subject.name, subject.origin} if subject.origin else set()


def _folded(kind: str, name: str) -> str:
    language = LANGUAGES.get(kind)
    return language.fold(name) if language else name
