"""Java archives, those within others too: what they say of themselves, and which builds they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.core.inventory import Component, Remark
from navwarn.images.cataloguers.java_manifest import (
    Coordinates,
    Manifest,
    artifact_of,
    group_of,
    parse_manifest,
    parse_properties,
    split_file_name,
    version_of,
)
from navwarn.images.cataloguers.text import damaged
from navwarn.images.cataloguers.zip_file import Member, ZipError, ZipFile
from navwarn.images.interface import Reading
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from navwarn.images.interface import MemberFile

_SUFFIXES = (".jar", ".war", ".ear", ".par", ".sar", ".nar", ".kar", ".rar", ".jpi", ".hpi", ".lpkg")
_NESTED = tuple(suffix.encode() for suffix in _SUFFIXES)
_MANIFEST = b"META-INF/MANIFEST.MF"
_PROPERTIES = b"/pom.properties"

_MAX_TEXT = 4 * 1024 * 1024
_MAX_NESTED = 256 * 1024 * 1024
_MAX_TOTAL = 1024 * 1024 * 1024
_MAX_DEPTH = 8
_MAX_ARCHIVES = 10_000
_MAX_REMARKS = 100


class Java:
    """Reads a Java archive and those in it."""

    name = "java"
    places = ()
    endings = _SUFFIXES

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether its name is that of a Java archive."""
        del mode
        return size > 0 and path.lower().endswith(_SUFFIXES)

    def read(self, file: MemberFile) -> Reading:
        """The packages in the archive; a remark for each archive that cannot be read."""
        visit = _Visit(self.name)
        visit.open(file.content, file.path, _MAX_DEPTH)
        components = (_component(one, file.path) for one in visit.found)
        return Reading(tuple(components), remarks=tuple(visit.remarks))


class _Visit(Struct):
    """One archive with all in it, while they are read: what was found, and what may still be read."""

    cataloguer: str
    found: dict[Coordinates, None] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    archives: int = _MAX_ARCHIVES
    budget: int = _MAX_TOTAL

    def open(self, content: bytes, path: str, depth: int) -> None:
        """Read an archive and those in it."""
        self.archives -= 1
        try:
            archive = ZipFile(content)
            members = archive.members(_is_evidence)
        except ZipError as error:
            self._remark(path, str(error))
            return
        self._packages(archive, members, path)
        nested = [one for one in members if one.name.lower().endswith(_SUFFIXES)]
        if nested and depth == 0:
            self._remark(path, f"{len(nested)} archives in it were left out: they lie too deep")
            return
        for member in nested:
            if self.archives <= 0:
                self._remark(path, f"there are more than {_MAX_ARCHIVES} archives in one")
                return
            data = self._read(archive, member, path, _MAX_NESTED)
            if data is not None:
                self.open(data, f"{path}:{member.name}", depth - 1)

    def _packages(self, archive: ZipFile, members: list[Member], path: str) -> None:
        builds = [
            build
            for one in members
            if one.name.endswith(_PROPERTIES.decode())
            if (data := self._read(archive, one, path, _MAX_TEXT)) is not None
            if (build := parse_properties(data)).artifact and build.version
        ]
        manifests = [one for one in members if one.name == _MANIFEST.decode()]
        data = self._read(archive, manifests[0], path, _MAX_TEXT) if manifests else None
        found = packages(builds, None if data is None else parse_manifest(data), _file_name(path))
        self.found |= dict.fromkeys(found)

    def _read(self, archive: ZipFile, member: Member, path: str, limit: int) -> bytes | None:
        cost = archive.cost(member)
        if cost > self.budget:
            self.budget = 0
            self._remark(path, "there is more in it than is read of one archive")
            return None
        self.budget -= cost if cost <= limit else 0
        try:
            return archive.read(member, limit)
        except ZipError as error:
            self._remark(path, str(error))
            return None

    def _remark(self, path: str, why: str) -> None:
        if len(self.remarks) < _MAX_REMARKS:
            self.remarks += damaged(self.cataloguer, path, why).remarks


def packages(
    builds: Iterable[Coordinates], manifest: Manifest | None, file_name: str
) -> Iterator[Coordinates]:
    """The packages in an archive: the one it is itself, if that can be told, and those put into it."""
    every = list(builds)
    if manifest is None:
        if every or not split_file_name(file_name)[1]:
            yield from every
            return
        manifest = Manifest()  # the file's name, with a version, is all there is
    artifact, version = artifact_of(manifest, file_name), version_of(manifest, file_name)
    own = _own(every, split_file_name(file_name)[0], artifact)
    if own is not None:
        is_known = bool(own.group)
        yield own if is_known else own._replace(group=group_of(manifest, own.artifact), is_group_known=False)
    elif artifact:
        yield Coordinates(group_of(manifest, artifact), artifact, version, is_group_known=False)
    yield from (one for one in every if one != own)


def _own(builds: list[Coordinates], stem: str, artifact: str) -> Coordinates | None:
    """The build whose archive it is, by its file's name or by what the manifest says."""
    for one in builds:
        if one.artifact in {stem, artifact}:
            return one
    if (
        len(builds) == 1
        and stem
        and (builds[0].artifact.startswith(stem) or stem.endswith(builds[0].artifact))
    ):
        return builds[0]
    return None


def _is_evidence(name: bytes) -> bool:
    return (
        name == b"META-INF/MANIFEST.MF" or name.endswith(b"/pom.properties") or name.lower().endswith(_NESTED)
    )


def _file_name(path: str) -> str:
    return path.rpartition("/")[2].rpartition(":")[2]


def _component(one: Coordinates, path: str) -> Component:
    group = one.group or one.artifact
    return Component(
        type="maven",
        name=one.artifact,
        version=one.version,
        namespace=group,
        purl=write_purl("maven", one.artifact, one.version, namespace=group),
        locations=(path,),
        is_namespace_known=one.is_group_known and bool(one.group),
    )
