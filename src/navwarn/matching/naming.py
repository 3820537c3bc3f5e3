"""Names of packages and ecosystems in the one spelling by which they are compared (scanning.md SE)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from navwarn.core.ecosystem import scheme_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from navwarn.core.inventory import Component, Distro

_SEPARATORS = re.compile(r"[-_.]+")
_MAJOR = re.compile(r"[0-9]+")
_BRANCH = re.compile(r"([0-9]+)\.([0-9]+)(?:\.[0-9]+)*")
_PLATFORM = re.compile(
    r"-(?:java|jruby|ruby|(?:universal-)?(?:x86_64|x86|x64|i[3-6]86|amd64|aarch64|arm64|arm|armv[5-8]l?|ppc64le|s390x|"
    r"riscv64|universal|mingw[0-9]*|mswin[0-9]*)(?:-[a-z0-9_.-]+)?)\Z"
)
_DEBIAN = {"buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13", "forky": "14"}
_UBUNTU = {"bionic": "18.04", "focal": "20.04", "jammy": "22.04", "noble": "24.04"}
"""The releases that package URLs call by their names."""

_SUSE = re.compile(r"suse:linux enterprise (?:.* )?([0-9]+(?: sp[0-9]+)?)(?:-[a-z]+)*")
_SERVICE_PACK = re.compile(r"([0-9]+)\.([0-9]+)")


def _exact(name: str) -> str:
    return name


def _python(name: str) -> str:
    """PEP 503: runs of separators are one hyphen, letters are small."""
    return _SEPARATORS.sub("-", name).lower()


def _crate(name: str) -> str:
    """crates.io does not tell ``-`` from ``_``, nor capitals."""
    return name.replace("_", "-").lower()


class Language(NamedTuple):
    """A language ecosystem: its word in OSV, and how it compares names."""

    ecosystem: str
    fold: Callable[[str], str]

    @property
    def scheme(self) -> str:
        """The slug of its version scheme."""
        return scheme_name(self.ecosystem)


LANGUAGES = {
    # Package URLs write module paths in small letters, build information as their authors do.
    "golang": Language("Go", str.lower),
    "pypi": Language("PyPI", _python),
    "npm": Language("npm", _exact),
    "maven": Language("Maven", _exact),
    "gem": Language("RubyGems", _exact),
    "cargo": Language("crates.io", _crate),
}
"""The ecosystems whose components records can judge, by purl type."""

_FOLDS = {language.ecosystem.lower(): language.fold for language in LANGUAGES.values()}


def full_name(component: Component) -> str:
    """The name of a language component as its ecosystem has it; that of Maven has a group, perhaps empty."""
    return f"{component.namespace}:{component.name}" if component.type == "maven" else component.full_name


def has_whole_name(component: Component) -> bool:
    """Whether the name is known with what it belongs to: the group of a Java archive often is not."""
    return component.is_namespace_known and (component.type != "maven" or bool(component.namespace))


def plain_version(kind: str, version: str) -> str:
    """The version without what is no part of it: a gem's platform, remarks of a Go toolchain's builder."""
    if kind == "gem":
        return _PLATFORM.sub("", version)
    return version.partition(" ")[0] if kind == "golang" else version


def fold_ecosystem(ecosystem: str) -> str:
    """The ecosystem in small letters and as one where records write it in several ways.

    Ubuntu's have a mark of long support. SUSE's name the product or module that a package comes with, and how
    long it is maintained; an image only tells the release that all of them share.
    """
    folded = ecosystem.strip().lower().removesuffix(":lts")
    product = _SUSE.fullmatch(folded)
    return f"suse:linux enterprise server {product[1]}" if product else folded


def fold_name(ecosystem: str, name: str) -> str:
    """The name as the folded ecosystem compares it."""
    return _FOLDS.get(ecosystem, _exact)(name)


def ecosystem_of(distro: Distro) -> str:
    """The ecosystem of OSV that a release is, such as ``Alpine:v3.20``; empty where OSV has none.

    A release that cannot be told leaves the name of the distribution alone.
    """
    found = _DISTRIBUTIONS.get(distro.id.lower())
    if found is None:
        return ""
    name, release_of = found
    release = release_of(distro.version)
    return f"{name}:{release}" if release else name


def _debian(version: str) -> str:
    return _DEBIAN.get(version, _major(version))


def _ubuntu(version: str) -> str:
    return _UBUNTU.get(version, version)


def _rolling(_version: str) -> str:
    return ""


def _major(version: str) -> str:
    found = _MAJOR.match(version)
    return found[0] if found else ""


def _branch(version: str) -> str:
    """Alpine's branches go by two numbers; what is between them is edge."""
    found = _BRANCH.fullmatch(version)
    if found is None:
        return "edge" if version else ""
    return f"v{found[1]}.{found[2]}"


def _leap(version: str) -> str:
    return f"Leap {version}" if version else ""


def _tumbleweed(_version: str) -> str:
    return "Tumbleweed"


def _enterprise_server(version: str) -> str:
    found = _SERVICE_PACK.fullmatch(version)
    if found is None:
        return f"Linux Enterprise Server {version}" if version else ""
    return f"Linux Enterprise Server {found[1]} SP{found[2]}"


_DISTRIBUTIONS: dict[str, tuple[str, Callable[[str], str]]] = {
    "almalinux": ("AlmaLinux", _major),
    "alpine": ("Alpine", _branch),
    "azurelinux": ("Azure Linux", _major),
    "chainguard": ("Chainguard", _rolling),
    "debian": ("Debian", _debian),
    "mageia": ("Mageia", _major),
    "minimos": ("MinimOS", _rolling),
    "opensuse-leap": ("openSUSE", _leap),
    "opensuse-tumbleweed": ("openSUSE", _tumbleweed),
    "photon": ("Photon OS", _exact),
    "rocky": ("Rocky Linux", _major),
    "sles": ("SUSE", _enterprise_server),
    "ubuntu": ("Ubuntu", _ubuntu),
    "wolfi": ("Wolfi", _rolling),
}
