"""Distributions: what is configured about a set of packages published together (architecture.md 7.3)."""

from __future__ import annotations

from msgspec import Struct, field

SECDB_URL_PREFIX = "https://packages.wolfi.dev"
SECDB_REPOSITORY = "os"
SECDB_ARCHITECTURES = ("x86_64",)


class SecdbSettings(Struct, frozen=True):
    """The root fields of a secdb; the defaults are those of the former tool (feeds.md SD4)."""

    url_prefix: str = SECDB_URL_PREFIX
    repository: str = SECDB_REPOSITORY
    architectures: tuple[str, ...] = SECDB_ARCHITECTURES


class Distribution(Struct, frozen=True):
    """One distribution's settings.

    ``prefix`` begins the ids of new advisories; ``any_prefix`` says that documents may use others too.
    ``purl`` is a package URL without package name. ``osv_ecosystem`` is empty where none is configured.
    ``includes`` names the distributions whose packages this one publishes as well, nearest first.
    """

    name: str
    title: str
    prefix: str
    purl: str
    version_scheme: str = "apk"
    os_ids: tuple[str, ...] = ()
    osv_ecosystem: str = ""
    is_public: bool = True
    any_prefix: bool = False
    includes: tuple[str, ...] = ()
    secdb: SecdbSettings = field(default_factory=SecdbSettings)
