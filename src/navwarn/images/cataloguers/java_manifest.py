"""What a Java archive says of itself: its manifest, the properties of its build, and its name."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct, field

from navwarn.images.cataloguers.text import decoded

_VERSION = r"(?:\d.*|build\d+.*|rc?\d+)"
_FILE = re.compile(rf"([a-z][\w.]*(?:-[a-z][\w.]*)*?-?)(?:-({_VERSION}))?", re.IGNORECASE)
_ENDING = re.compile(rf"(.+?)[._-]({_VERSION})", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[^\W\d]")
_MAX_NAME = 500
_MAX_FIELDS = 20_000
_MAX_VALUE = 64 * 1024

_VERSIONS = ("Implementation-Version", "Specification-Version", "Plugin-Version", "Bundle-Version")
_NAMES = ("Name", "Bundle-Name", "Short-Name", "Extension-Name", "Implementation-Title")
_GROUPS = (
    "Group-Id",
    "Bundle-SymbolicName",
    "Extension-Name",
    "Specification-Vendor",
    "Implementation-Vendor",
    "Implementation-Vendor-Id",
    "Implementation-Title",
    "Bundle-Activator",
)
_LAST_GROUPS = ("Automatic-Module-Name", "Main-Class", "Package")
_DOMAINS = ("com", "org", "net", "io", "be")
_BUNDLE_PLUGIN = "Apache Maven Bundle Plugin"
_ECLIPSE = "org.eclipse."


class Coordinates(NamedTuple):
    """Group, artifact and version of a package of Maven's; most archives only hint at the group."""

    group: str
    artifact: str
    version: str
    is_group_known: bool = True


class Manifest(Struct, frozen=True):
    """A manifest: the fields of its main section, and of those about single files."""

    main: dict[str, str] = field(default_factory=dict)
    others: tuple[dict[str, str], ...] = ()

    def value(self, name: str) -> str:
        """The first value of a field, in the main section before the others; empty where there is none."""
        return next((one[name] for one in (self.main, *self.others) if one.get(name)), "")


def parse_manifest(data: bytes) -> Manifest:
    """The manifest in a file; lines that are no fields are left out."""
    sections: list[dict[str, str]] = [{}]
    last = ""
    is_open = True
    for line in decoded(data).splitlines()[:_MAX_FIELDS]:
        if not line.strip():
            is_open, last = False, ""
        elif line.startswith(" "):
            if last and len(sections[-1][last]) < _MAX_VALUE:
                sections[-1][last] += line[1:].rstrip()
        else:
            key, colon, value = line.partition(":")
            last = key.strip() if colon else ""
            if last:
                if not is_open and sections[-1]:
                    sections.append({})
                is_open = True
                sections[-1][last] = value.strip()
    return Manifest(sections[0], tuple(sections[1:]))


def parse_properties(data: bytes) -> Coordinates:
    """The coordinates in a ``pom.properties``; what it does not say is empty."""
    said: dict[str, str] = {}
    for line in decoded(data).splitlines():
        key, sign, value = line.partition("=")
        if sign and not line.startswith(("#", "!")):
            said[key.strip()] = value.strip()[:_MAX_NAME]
    return Coordinates(said.get("groupId", ""), said.get("artifactId", ""), said.get("version", ""))


def split_file_name(name: str) -> tuple[str, str]:
    """The artifact and the version that a file's name consists of: ``commons-io-2.8.0.jar``."""
    stem = name.rpartition(".")[0][:_MAX_NAME]
    found = _FILE.fullmatch(stem)
    artifact, version = (found[1], found[2] or "") if found else ("", "")
    if artifact and not version and (found := _ENDING.fullmatch(artifact)):
        artifact, version = found[1], found[2]
    return artifact, version


def artifact_of(manifest: Manifest, file_name: str) -> str:
    """The artifact, by what bundles say of themselves, the file's name, or the manifest's other fields."""
    symbolic = manifest.main.get("Bundle-SymbolicName", "").partition(";")[0].strip()
    is_bundle = _BUNDLE_PLUGIN in manifest.main.get("Created-By", "")
    if is_bundle and symbolic and manifest.main.get("Implementation-Vendor-Id") != symbolic:
        return symbolic.rpartition(".")[2][:_MAX_NAME]
    artifact, _ = split_file_name(file_name)
    if artifact:
        return _without_group(artifact)
    return next((manifest.main[name] for name in _NAMES if manifest.main.get(name)), "")[:_MAX_NAME]


def version_of(manifest: Manifest, file_name: str) -> str:
    """The version, by the file's name, or by the manifest."""
    _, version = split_file_name(file_name)
    return version or next(filter(None, map(manifest.value, _VERSIONS)), "")[:_MAX_NAME]


def group_of(manifest: Manifest, artifact: str) -> str:
    """The group that the manifest's fields hint at; the artifact where none does, as old groups are named."""
    for fields in (_GROUPS, _LAST_GROUPS):
        found = sorted(
            value.partition(";")[0].partition("#")[0].strip()
            for section in (manifest.main, *manifest.others)
            for name in fields
            if (value := section.get(name, "")).startswith(_DOMAINS)
        )
        if found and found[0]:
            return found[0][:_MAX_NAME]
    return artifact


def _without_group(artifact: str) -> str:
    """The last part of a name that looks like a group with an artifact in it."""
    if "." not in artifact or artifact.startswith(_ECLIPSE):
        return artifact
    parts = artifact.split(".")
    return parts[-1] if all(_IDENTIFIER.match(part) for part in parts) else artifact
