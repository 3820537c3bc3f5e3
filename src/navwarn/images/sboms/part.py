"""What SBOM formats have in common: package URLs, and what they say of origin and distribution (SR1-SR6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field
from packageurl import PackageURL

from navwarn.core.inventory import DISTRO_TYPES, Component, Distro, Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ORIGIN_QUALIFIERS = ("upstream", "origin")
_MAX_PURL = 4096
_SHORT, _REMEMBERED = 300, 8192
"""URLs of so many characters, so many of them, are read once: most of one image are of the next one too."""


class Purl(Struct, frozen=True):
    """A package URL, read; ``text`` is as it was written, the case of its version kept (SR6)."""

    text: str
    type: str
    namespace: str
    name: str
    version: str
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    subpath: str = ""

    @property
    def origin(self) -> tuple[str, str]:
        """The origin package and its version, empty where the URL does not say."""
        said = next((self.qualifiers[key] for key in _ORIGIN_QUALIFIERS if key in self.qualifiers), "")
        name, _, version = said.partition("@")
        return name, version


def read_purl(text: str) -> Purl | None:
    """The package URL in a text; ``None`` where it is none."""
    if len(text) > _MAX_PURL:
        return None
    return _remembered(text) if len(text) <= _SHORT else _read(text)


def _read(text: str) -> Purl | None:
    try:
        found = PackageURL.from_string(text)
    except ValueError:
        return None
    qualifiers = found.qualifiers if isinstance(found.qualifiers, dict) else {}
    return Purl(
        text,
        found.type,
        found.namespace or "",
        found.name,
        found.version or "",
        qualifiers,
        found.subpath or "",
    )


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


class Said(Struct, frozen=True):
    """What an SBOM says of one package besides its URL.

    ``is_origin_told`` says that the tool names an origin wherever it is not the package itself.
    """

    name: str = ""
    version: str = ""
    origin: str = ""
    origin_version: str = ""
    is_origin_told: bool = False
    architecture: str = ""
    locations: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    layer: str = ""


def component_of(purl: Purl, said: Said, others: Sequence[str] = ()) -> Component:
    """The component that a package URL and the SBOM around it name."""
    named, named_version = purl.origin
    origin, origin_version = said.origin or named, said.origin_version or named_version
    is_distro = purl.type in DISTRO_TYPES
    version = purl.version or said.version
    return Component(
        purl.type,
        _name(purl, said.name),
        version,
        purl.namespace,
        purl.subpath,
        purl.qualifiers.get("arch", "") or said.architecture,
        (origin or purl.name) if is_distro else "",
        (origin_version or version) if is_distro else "",
        not is_distro or bool(origin) or said.is_origin_told,
        purl.text,
        tuple(others),
        said.locations,
        licenses=said.licenses,
        layer=said.layer,
    )


def _name(purl: Purl, said: str) -> str:
    """The name in the URL; with the capitals that old packages of npm have and URLs have not."""
    name = said.rpartition("/")[2]
    return name if purl.type == "npm" and name.lower() == purl.name.lower() else purl.name


def distro_of(purls: Iterable[Purl]) -> Distro | None:
    """The distribution that most distro packages name in their ``distro`` qualifier or namespace (SR4)."""
    named: Counter[tuple[str, str]] = Counter()
    for purl in purls:
        if purl.type in DISTRO_TYPES:
            named[_distro_in(purl)] += 1
    found = [(count, name, version) for (name, version), count in named.items() if name]
    if not found:
        return None
    _, name, version = max(found)
    return Distro(name, version)


def _distro_in(purl: Purl) -> tuple[str, str]:
    """The distribution and version that a URL names; some tools write the version alone."""
    text = purl.qualifiers.get("distro", "")
    if not text or text[0].isdigit():
        return purl.namespace, text
    name, _, version = text.rpartition("-")
    return (name, version) if name else (text, "")


def damaged_purls(count: int, first: str) -> tuple[Remark, ...]:
    """That packages were left out, whose URLs cannot be read."""
    if not count:
        return ()
    words = "package has a URL" if count == 1 else "packages have URLs"
    return (
        Remark(
            "unreadable-purl", first[:200], f"{count} {words} that cannot be read, the first {first[:200]!a}"
        ),
    )
