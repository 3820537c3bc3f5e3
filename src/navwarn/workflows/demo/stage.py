"""The demonstration on disk: documents, configuration and a ledger of the made-up distributions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from msgspec import Struct

from navwarn.core import canonical
from navwarn.documents.document import MAX_BYTES, file_name
from navwarn.documents.edit import edit
from navwarn.errors import ExternalError, InputError
from navwarn.workflows.demo.images import IMAGES, archive
from navwarn.workflows.demo.package import STORY_END
from navwarn.workflows.demo.published import index_text
from navwarn.workflows.demo.upstream import tell_upstream
from navwarn.workflows.demo.world import build_world
from navwarn.workflows.importing import import_directory
from navwarn.workflows.inventory import read_inventories
from navwarn.workflows.package_importing import import_packages
from navwarn.workflows.parallel import map_parallel
from navwarn.workflows.source_importing import import_sources
from navwarn.workflows.tracking import add_images

if TYPE_CHECKING:
    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant
    from navwarn.documents.document import Document
    from navwarn.ledger.interface import Ledger
    from navwarn.ledger.tracking import CountedImage
    from navwarn.workflows.demo.upstream import Upstream
    from navwarn.workflows.demo.world import DemoDistribution, World

MARK = "# Written by `navwarn demo`, which replaces this directory when it runs again.\n"


class Stage(Struct, frozen=True):
    """Where the demonstration plays."""

    directory: Path

    @property
    def config(self) -> Path:
        """The configuration of its distributions."""
        return self.directory / "navwarn.toml"

    @property
    def database(self) -> Path:
        """Its ledger."""
        return self.directory / "navwarn.sqlite"

    def documents(self, distribution: str) -> Path:
        """The directory of a distribution's documents."""
        return self.directory / distribution / "advisories"

    @property
    def sources(self) -> Path:
        """The directory of what upstream sources say."""
        return self.directory / "sources"

    def index(self, distribution: str, architecture: str) -> Path:
        """The package index of a distribution for one architecture."""
        return self.directory / distribution / "packages" / architecture / "APKINDEX"

    @property
    def images(self) -> Path:
        """The directory of archives of images."""
        return self.directory / "images"

    def feeds(self, distribution: str) -> Path:
        """The directory of a distribution's feeds."""
        return self.directory / distribution / "feeds"


def prepare(directory: Path) -> Stage:
    """An empty stage in a directory that is new, empty, or from an earlier demonstration.

    Raises ``InputError`` for a directory that holds anything else: it is not ours to replace.
    """
    stage = Stage(directory)
    try:
        if directory.exists() and any(directory.iterdir()):
            if not stage.config.is_file() or not stage.config.read_text("utf-8").startswith(MARK):
                raise InputError(
                    f"{directory} exists and is not from a demonstration: choose another with --out",
                    code="NW-DEMO",
                )
            _clear(stage)
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExternalError(f"{directory} cannot be used: {error.strerror}", code="NW-DISK") from None
    return stage


def _clear(stage: Stage) -> None:
    """Remove what an earlier demonstration wrote: its ledger, its documents and its images."""
    for path in stage.directory.glob("navwarn.sqlite*"):
        path.unlink()
    for pattern in ("*/advisories/*.advisories.yaml", "images/go-*.tar"):
        for path in stage.directory.glob(pattern):
            path.unlink()


def build(stage: Stage) -> World:
    """Make the world, and write its configuration and documents."""
    world = build_world()
    head = f'{MARK}\ndatabase = "{stage.database.name}"\n'
    stage.config.write_text("\n".join((head, *map(_settings, world.distributions))), "utf-8")
    jobs = [
        (stage.documents(distribution.name), document)
        for distribution in world.distributions
        for document in distribution.documents
    ]
    for directory in {directory for directory, _ in jobs}:
        directory.mkdir(parents=True, exist_ok=True)
    map_parallel(_write, jobs, cost=lambda job: 400 * len(job[1].advisories))
    return world


def learn(stage: Stage, world: World, ledger: Ledger, now: Instant) -> None:
    """Write what upstream says and what the repositories hold, and take both into the ledger."""
    _write_sources(stage.sources, tell_upstream(world.disclosures, world.seed, STORY_END))
    import_sources(ledger, [stage.sources], now=now)
    for distribution in world.distributions:
        indexes = []
        for architecture in distribution.settings.secdb.architectures:
            path = stage.index(distribution.name, architecture)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(index_text(distribution, architecture), "utf-8")
            indexes.append(path)
        import_packages(ledger, distribution.settings, indexes, now=now)


def track(stage: Stage, world: World, ledger: Ledger) -> list[CountedImage]:
    """Write the images as archives, and track them as if each had been added when it was made."""
    stage.images.mkdir(exist_ok=True)
    settings = {distribution.name: distribution.settings for distribution in world.distributions}
    tracked = []
    for image in IMAGES:
        path = stage.images / image.file_name
        path.write_bytes(archive(image))
        inventories = read_inventories(str(path))
        tracked += [one.image for one in add_images(ledger, inventories, settings, now=image.created)]
    return tracked


def _write_sources(directory: Path, said: Upstream) -> None:
    """Write what each source says as it publishes it: records in archives, catalogues as files."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, records in (("cve.zip", said.cve), ("ghsa.zip", said.ghsa), ("go.zip", said.go)):
        with ZipFile(directory / name, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for identifier, record in sorted(records.items()):
                archive.writestr(ZipInfo(f"{identifier}.json"), canonical.encode(record))
    (directory / "nvd.json").write_bytes(canonical.encode(said.nvd))
    (directory / "kev.json").write_bytes(canonical.encode(said.kev))
    (directory / "epss.csv").write_text(said.epss, "utf-8")


def record(stage: Stage, world: World, ledger: Ledger, now: Instant) -> None:
    """Import the documents of every distribution."""
    for distribution in world.distributions:
        import_directory(
            ledger,
            distribution.settings,
            stage.documents(distribution.name),
            now=now,
            actor="demo",
            max_bytes=MAX_BYTES,
        )


def _write(job: tuple[Path, Document]) -> None:
    directory, document = job
    (directory / file_name(document.package)).write_text(edit(None, document), "utf-8")


def _settings(distribution: DemoDistribution) -> str:
    """A distribution's part of the configuration file."""
    settings: Distribution = distribution.settings
    lines = [
        f"[distributions.{settings.name}]",
        f'title = "{settings.title}"',
        f'advisory-id-prefix = "{settings.prefix}"',
        f"os-ids = {_list(settings.os_ids)}",
        f'purl = "{settings.purl}"',
        f'osv-ecosystem = "{settings.osv_ecosystem}"',
        f'visibility = "{"public" if settings.is_public else "private"}"',
        f"includes = {_list(settings.includes)}",
        f"[distributions.{settings.name}.secdb]",
        f'urlprefix = "{settings.secdb.url_prefix}"',
        f'reponame = "{settings.secdb.repository}"',
        f"archs = {_list(settings.secdb.architectures)}",
    ]
    return "\n".join(lines) + "\n"


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"
