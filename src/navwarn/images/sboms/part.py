"""What SBOM formats have in common: package URLs, and what they say of origin and distribution (SR1-SR6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field
from packageurl import PackageURL

from navwarn.core.inventory import DISTRO_TYPES, Component, Distro, Remark, component_order
from navwarn.images.go_module import is_release, plain_release, split_path
from navwarn.images.merging import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TOOL = "navwarn"
"""Who says in the SBOMs that we write what of a component is guessed."""

GROUP, VERSION = "namespace", "version"
"""What of a component may be guessed, and is said to be in the SBOMs that we write."""

_ORIGIN_QUALIFIERS = ("upstream", "origin")
_MAX_PURL = 4096
_SHORT, _REMEMBERED = 300, 8192
"""URLs of so many characters, so many of them, are read once: most of one image are of the next one too."""

_CAPITAL = DISTRO_TYPES | {"npm"}
"""Types of packages whose names may have capitals, which their URLs are written without."""

_EPOCHAL = frozenset({"deb", "rpm"})
_SOURCE_RPM = re.compile(r"(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm")
_UNNAMED = "none"
"""What Trivy calls the distribution of an image that it does not know."""


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
        if found := _SOURCE_RPM.fullmatch(said):
            return found[1], _with_epoch(found[2], self.qualifiers.get("epoch", ""))
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
    version = found.version or ""
    if version and found.type in _EPOCHAL:
        version = _with_epoch(version, qualifiers.get("epoch", ""))
    return Purl(
        text,
        found.type,
        found.namespace or "",
        found.name,
        version,
        qualifiers,
        found.subpath or "",
    )


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


def _with_epoch(version: str, epoch: str) -> str:
    """A version with the epoch that its URL keeps apart, as purls of rpm do."""
    return f"{epoch}:{version}" if epoch.strip("0") and ":" not in version else version


def purl_less(kind: str, name: str, version: str) -> Purl:
    """A stand-in for the URL of a package that has none, ``kind`` being what its tool calls its type."""
    return Purl("", kind if kind in DISTRO_TYPES else "generic", "", name, version)


class Said(Struct, frozen=True):
    """What an SBOM says of one package besides its URL.

    ``is_origin_told`` says that the tool names an origin wherever it is not the package itself,
    ``main_module`` is that of the Go program it is in, ``guessed`` what of it is no more than that
    (``GROUP``, ``VERSION``); ``is_group_told`` says that the group is none, even where it is the name too.
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
    main_module: str = ""
    guessed: frozenset[str] = frozenset()
    is_group_told: bool = False


def component_of(purl: Purl, said: Said, others: Sequence[str] = ()) -> Component:
    """The component that a package URL and the SBOM around it name."""
    named, named_version = purl.origin
    origin, origin_version = said.origin or named, said.origin_version or named_version
    is_distro = purl.type in DISTRO_TYPES
    version = _version(purl, said)
    is_main = bool(said.main_module) and said.main_module == said.name
    namespace, name, subpath = _path(purl, said.name)
    return Component(
        purl.type,
        name,
        version,
        namespace,
        subpath,
        purl.qualifiers.get("arch", "") or (said.architecture if is_distro else ""),
        (origin or name) if is_distro else "",
        (origin_version or version) if is_distro else "",
        not is_distro or bool(origin) or said.is_origin_told,
        purl.text,
        tuple(others),
        said.locations,
        licenses=said.licenses,
        layer=said.layer,
        is_version_known=VERSION not in said.guessed and is_release(version, is_main=is_main),
        is_namespace_known=purl.type != "maven" or _is_group(purl, said),
    )


def _is_group(purl: Purl, said: Said) -> bool:
    """Whether the group of a package of Maven's is not the stand-in for one that nobody knows."""
    return (
        GROUP not in said.guessed
        and bool(purl.namespace)
        and (said.is_group_told or purl.namespace != purl.name)
    )


def _path(purl: Purl, said: str) -> tuple[str, str, str]:
    """Namespace, name and subpath; tools divide the path of a Go module in ways of their own."""
    if purl.type != "golang":
        return purl.namespace, _name(purl, said), purl.subpath
    # Below a host and an owner the subpath is the module's, else that of a package in it.
    is_module = purl.namespace.count("/") == 1
    parts = (purl.namespace, purl.name, purl.subpath if is_module else "")
    path = "/".join(part for part in parts if part)
    return split_path(said if said.lower() == path.lower() else path)


def _name(purl: Purl, said: str) -> str:
    """The name in the URL; with the capitals that some packages have (R, ImageMagick) and URLs have not."""
    name = said.rpartition("/")[2]
    return name if purl.type in _CAPITAL and name.lower() == purl.name.lower() else purl.name


def _version(purl: Purl, said: Said) -> str:
    """The version in the URL, else the one beside it."""
    version = purl.version or said.version
    is_bare = purl.type == "golang" and not purl.namespace
    return plain_release(purl.name, version) if is_bare else version


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


def named_distro(name: str, version: str) -> Distro | None:
    """The distribution that a tool names; ``None`` where it says that it does not know."""
    return Distro(name, version) if name and name != _UNNAMED else None


def _distro_in(purl: Purl) -> tuple[str, str]:
    """The distribution and version that a URL names; some tools write the version alone.

    Of Debian and Ubuntu that may be a name: ``distro=bookworm``.
    """
    text, namespace = purl.qualifiers.get("distro", ""), purl.namespace
    name, _, version = text.rpartition("-")
    if name and not text[0].isdigit():
        return name, version
    is_version = text[:1].isdigit() or (purl.type == "deb" and text != namespace)
    return (namespace, text) if is_version and namespace else (text or namespace, "")


def left_out(damaged: Sequence[str], nameless: Sequence[str] = ()) -> tuple[Remark, ...]:
    """That packages were left out: whose URLs cannot be read, and which have none."""
    remarks = []
    if damaged:
        words = "package has a URL" if len(damaged) == 1 else "packages have URLs"
        said = f"{len(damaged)} {words} that cannot be read, the first {damaged[0][:200]!a}"
        remarks.append(Remark("unreadable-purl", damaged[0][:200], said))
    if nameless:
        words = "package has" if len(nameless) == 1 else "packages have"
        said = f"{len(nameless)} {words} no URL that says what it is, the first {nameless[0][:200]!a}"
        remarks.append(Remark("missing-purl", nameless[0][:200], said))
    return tuple(remarks)


def in_order(components: Iterable[Component]) -> tuple[Component, ...]:
    """The components as an inventory has them, a distro package that is listed twice being one."""
    return tuple(sorted(merged(components), key=component_order))
