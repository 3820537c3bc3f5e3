"""Upstream sources: their names, whose word goes first, and the notices they want shown (sources.md LN)."""

from __future__ import annotations

from msgspec import Struct


class SourceKind(Struct, frozen=True):
    """One kind of source. ``notice`` is what readers must be told about licence and origin."""

    name: str
    title: str
    notice: str
    url: str


_GITHUB_NOTICE = "GitHub Advisory Database, licensed under CC BY 4.0."
_GO_NOTICE = "Go vulnerability database, The Go Authors, licensed under CC BY 4.0."
_PYPA_NOTICE = "Python Packaging Advisory Database, licensed under CC BY 4.0."
_NVD_NOTICE = "This product uses data from the NVD API but is not endorsed or certified by the NVD."

KINDS = (
    SourceKind("cve", "CVE list", "CVE records, under the CVE Terms of Use.", "https://www.cve.org/"),
    SourceKind("nvd", "NVD", _NVD_NOTICE, "https://nvd.nist.gov/"),
    SourceKind("ghsa", "GitHub advisories", _GITHUB_NOTICE, "https://github.com/advisories"),
    SourceKind("go", "Go vulnerability database", _GO_NOTICE, "https://vuln.go.dev/"),
    SourceKind("pypa", "PyPA advisory database", _PYPA_NOTICE, "https://github.com/pypa/advisory-database"),
    SourceKind("rustsec", "RustSec", "RustSec advisory database, CC0 1.0.", "https://rustsec.org/"),
    SourceKind(
        "osv", "OSV.dev", "OSV.dev; each record under the licence of its own source.", "https://osv.dev/"
    ),
    SourceKind(
        "alpine",
        "Alpine secdb",
        "Alpine security database, licensed under CC BY-SA 4.0.",
        "https://secdb.alpinelinux.org/",
    ),
    SourceKind(
        "kev",
        "CISA known exploited vulnerabilities",
        "CISA catalogue of known exploited vulnerabilities, CC0 1.0.",
        "https://www.cisa.gov/known-exploited-vulnerabilities-catalog",
    ),
    SourceKind(
        "epss", "EPSS", "EPSS scores by FIRST, https://www.first.org/epss.", "https://www.first.org/epss"
    ),
)
"""Every kind, in the order in which they are believed about one and the same id."""

_BY_NAME = {kind.name: kind for kind in KINDS}
_ORDER = {kind.name: number for number, kind in enumerate(KINDS)}


def kind_of_source(source: str) -> SourceKind:
    """The kind of a source such as ``nvd`` or ``alpine:v3.20/main``; ``KeyError`` where there is none."""
    return _BY_NAME[source.partition(":")[0]]


def source_title(source: str) -> str:
    """What people call a source, with the part of it where there are several; unknown ones by their name."""
    kind, _, part = source.partition(":")
    known = _BY_NAME.get(kind)
    return f"{known.title} {part}".rstrip() if known else source


def authority(source: str) -> tuple[int, str]:
    """A sort key that puts the source first whose word about an id counts most; unknown ones come last."""
    return (_ORDER.get(source.partition(":")[0], len(KINDS)), source)
