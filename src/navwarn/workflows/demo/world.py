"""The demonstration's world: two distributions, one including the other, and all their documents."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.distribution import Distribution, SecdbSettings
from navwarn.core.snapshot import file_order
from navwarn.documents.document import Document
from navwarn.workflows.demo.author import Author, Told
from navwarn.workflows.demo.binding import Binder
from navwarn.workflows.demo.component import load_components
from navwarn.workflows.demo.dice import Dice
from navwarn.workflows.demo.disclosure import Disclosure, disclosures
from navwarn.workflows.demo.flaw import FlawBook
from navwarn.workflows.demo.override import take_over
from navwarn.workflows.demo.package import STORY_END, Package, load_packages
from navwarn.workflows.demo.plan import Pools, plan
from navwarn.workflows.demo.quirk import disturb
from navwarn.workflows.demo.story import chapters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from navwarn.core.instant import Instant

HARBOR = Distribution(
    name="harbor",
    title="Harbor Linux",
    prefix="HBR",
    purl="pkg:apk/harbor",
    os_ids=("harbor",),
    osv_ecosystem="Harbor",
    secdb=SecdbSettings("https://packages.harbor.example", "os", ("x86_64", "aarch64")),
)
ENTERPRISE = Distribution(
    name="harbor-enterprise",
    title="Harbor Enterprise Linux",
    prefix="HBE",
    purl="pkg:apk/harbor-enterprise",
    os_ids=("harbor-enterprise",),
    osv_ecosystem="Harbor Enterprise",
    is_public=False,
    includes=("harbor",),
    secdb=SecdbSettings("https://packages.harbor.example", "enterprise", ("x86_64", "aarch64")),
)


class DemoDistribution(Struct, frozen=True):
    """A distribution and its documents, in the order of their file names (feeds.md SD6)."""

    settings: Distribution
    documents: tuple[Document, ...]

    @property
    def name(self) -> str:
        """The name it is configured under."""
        return self.settings.name

    @property
    def title(self) -> str:
        """The name people read."""
        return self.settings.title

    @property
    def prefix(self) -> str:
        """What its advisory ids begin with."""
        return self.settings.prefix


class World(Struct, frozen=True):
    """The distributions of the demonstration, and the flaws that their advisories are about.

    A distribution that includes another comes after it; flaws come as they became known.
    """

    seed: int
    distributions: tuple[DemoDistribution, ...]
    disclosures: tuple[Disclosure, ...]


def build_world(seed: int = 7, until: Instant = STORY_END) -> World:
    """The world that a seed makes, as it was at ``until``: equal arguments give equal worlds.

    The story is always told to its end and then cut, so an earlier ``until`` shows the same advisories with
    the events that had happened; a later one changes nothing. Every document passes the rules of
    documents.md section 7.
    """
    public, private = load_packages("packages.csv"), load_packages("enterprise.csv")
    pools = _disclose(seed, [*public, *private])
    told = _tell(seed, HARBOR, public, pools, {})
    disturb(list(chain.from_iterable(told.values())), Dice(seed, "quirks"))
    _add_chapters(HARBOR, told)
    told_privately = _tell(seed, ENTERPRISE, private, pools, told)
    _add_chapters(ENTERPRISE, told_privately)
    distributions = (_bind(seed, HARBOR, told, until), _bind(seed, ENTERPRISE, told_privately, until))
    return World(seed, distributions, disclosures(pools, _named(distributions), until))


def _named(distributions: Iterable[DemoDistribution]) -> set[str]:
    """The ids of vulnerabilities that some advisory names."""
    return {
        alias
        for distribution in distributions
        for document in distribution.documents
        for advisory in document.advisories
        for alias in advisory.aliases
    }


def _disclose(seed: int, packages: list[Package]) -> Pools:
    """All vulnerabilities that can be found in these packages."""
    book = FlawBook(seed)
    bundled = {component: book.of_component(component) for component in load_components()}
    projects: dict[str, list[Package]] = {}
    for package in packages:
        projects.setdefault(package.project, []).append(package)
    return Pools({name: book.of_project(name, streams) for name, streams in projects.items()}, bundled)


def _tell(
    seed: int,
    settings: Distribution,
    packages: Iterable[Package],
    pools: Pools,
    included: Mapping[str, list[Told]],
) -> dict[str, list[Told]]:
    """The advisories of each package; ``included`` are those of the distribution that is included."""
    told = {}
    for package in packages:
        dice = Dice(seed, settings.name, package.name)
        if package.is_override:
            told[package.name] = take_over(included[package.name], package, dice)
        else:
            cases = plan(package, pools, dice)
            told[package.name] = Author(package, dice).tell(cases, _pins(settings, package))
    return told


def _pins(settings: Distribution, package: Package) -> list[tuple[Instant, str]]:
    """The versions of a package that its chapters name, with the time of the fix."""
    own = (chapter for chapter in chapters(settings.name) if chapter.package == package.name)
    events = chain.from_iterable(chapter.events for chapter in own)
    return [(event.timestamp, event.fixed_version) for event in events if event.fixed_version]


def _add_chapters(settings: Distribution, told: dict[str, list[Told]]) -> None:
    for chapter in chapters(settings.name):
        told[chapter.package].append(Told(chapter.aliases, list(chapter.events)))


def _bind(
    seed: int, settings: Distribution, told: Mapping[str, list[Told]], until: Instant
) -> DemoDistribution:
    binder = Binder(settings.prefix, until)
    documents = (
        binder.bind(package, told[package], Dice(seed, settings.name, package, "ids"))
        for package in sorted(told, key=file_order)
    )
    return DemoDistribution(settings, tuple(document for document in documents if document is not None))
