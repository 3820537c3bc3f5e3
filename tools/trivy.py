"""Trivy with a database of our own making: the peer that knows exactly what we know (scanning.md ST4-ST7).

For tests and benchmarks; tools/groups.py installs it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias

from navwarn.core.status import Status
from navwarn.ledger.interface import Query
from tools.groups import GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from navwarn.ledger.interface import Ledger

Bucket: TypeAlias = "Mapping[str, Bucket | bytes]"
Fixes: TypeAlias = dict[str, dict[str, str]]
"""By origin package and CVE the version that fixes it: what such a database can hold."""
Pair: TypeAlias = tuple[str, str]
"""A package of an image, and the CVE found in it."""

_PAGE = 4096
_LEAF, _META, _FREELIST = 0x02, 0x04, 0x10
_HEADER = struct.Struct("<QHHI")  # number, flags, count, further pages
_ELEMENT = struct.Struct("<IIII")  # flags, offset of the key, sizes of key and value
_MAGIC, _VERSION = 0xED0CDAED, 2
_FOREVER = "2999-01-01T00:00:00Z"
_JAVA_TABLES = """
CREATE TABLE artifacts (id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
CREATE TABLE indices (artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT);
"""


def bolt(root: Bucket) -> bytes:
    """A bbolt database of nested buckets: two meta pages, an empty list of free pages, and one leaf."""
    body = _leaf(root, 3)
    pages = -(-len(body) // _PAGE)
    leaf = _leaf(root, 3, pages - 1).ljust(pages * _PAGE, b"\0")
    free = _HEADER.pack(2, _FREELIST, 0, 0).ljust(_PAGE, b"\0")
    return _meta(0, 3 + pages) + _meta(1, 3 + pages) + free + leaf


def _meta(number: int, end: int) -> bytes:
    head = _HEADER.pack(number, _META, 0, 0)
    meta = struct.pack("<IIIIQQQQQ", _MAGIC, _VERSION, _PAGE, 0, 3, 0, 2, end, number)
    checksum = 0xCBF29CE484222325
    for byte in meta:
        checksum = (checksum ^ byte) * 0x100000001B3 % (1 << 64)
    return (head + meta + struct.pack("<Q", checksum)).ljust(_PAGE, b"\0")


def _leaf(bucket: Bucket, number: int, overflow: int = 0) -> bytes:
    """A leaf page; buckets in it are stored inline, however large they are."""
    items = [(key.encode(), value) for key, value in sorted(bucket.items(), key=lambda one: one[0].encode())]
    head = [_HEADER.pack(number, _LEAF, len(items), overflow)]
    data: list[bytes] = []
    place = len(items) * _ELEMENT.size
    for index, (key, value) in enumerate(items):
        is_bucket = not isinstance(value, bytes)
        stored = value if isinstance(value, bytes) else struct.pack("<QQ", 0, 0) + _leaf(value, 0)
        head.append(_ELEMENT.pack(is_bucket, place - index * _ELEMENT.size, len(key), len(stored)))
        data += (key, stored)
        place += len(key) + len(stored)
    return b"".join([*head, *data])


def write_database(cache: Path, fixes: Fixes) -> None:
    """The database in a cache directory: these fixes, for Wolfi."""
    names = {cve for found in fixes.values() for cve in found}
    source = {"ID": "wolfi", "Name": "Wolfi", "URL": "https://feeds.example"}
    root: Bucket = {
        "data-source": {"wolfi": _json(source)},
        "vulnerability": {cve: _json({"Title": cve, "Severity": "HIGH"}) for cve in names},
        "wolfi": {
            package: {cve: _json({"FixedVersion": version}) for cve, version in found.items()}
            for package, found in fixes.items()
        },
    }
    folder = _folder(cache / "db", 2)
    (folder / "trivy.db").write_bytes(bolt(root))
    # Without names of Java archives by their hashes, even none, it refuses images that hold one.
    with closing(sqlite3.connect(_folder(cache / "java-db", 1) / "trivy-java.db")) as connection:
        connection.executescript(_JAVA_TABLES)


def _folder(path: Path, version: int) -> Path:
    """A new folder for a database that need not be fetched."""
    path.mkdir(parents=True)
    metadata = {"Version": version, "NextUpdate": _FOREVER, "UpdatedAt": _FOREVER, "DownloadedAt": _FOREVER}
    (path / "metadata.json").write_bytes(_json(metadata))
    return path


def fixes_in(ledger: Ledger) -> Fixes:
    """What the fixed advisories of a ledger say of CVEs."""
    fixes: Fixes = {}
    for advisory in ledger.advisories(Query(statuses=(Status.FIXED,))):
        found = fixes.setdefault(advisory.package, {})
        found |= dict.fromkeys(
            (one for one in advisory.aliases if one.startswith("CVE-")), advisory.fixed_version
        )
    return fixes


def command(cache: Path, *asked: str | Path) -> list[str]:
    """The command that scans what is asked (``image --input FILE``, ``sbom FILE``) without a network."""
    scan = ("--format", "json", "--quiet", "--scanners", "vuln", "--cache-dir", cache)
    offline = ("--offline-scan", "--skip-db-update", "--skip-java-db-update")
    return [GROUPS["trivy"].program(), *map(str, (*asked, *scan)), *offline]


def environment(cache: Path) -> dict[str, str]:
    """The environment to run it in, in which it finds no settings of whoever runs it."""
    return {**os.environ, "HOME": str(cache)}


def findings(cache: Path, *asked: str | Path) -> set[Pair]:
    """The packages and CVEs that it finds in what is asked."""
    done = subprocess.run(
        command(cache, *asked), env=environment(cache), check=True, capture_output=True, timeout=240
    )
    return {
        (found["PkgName"], found["VulnerabilityID"])
        for result in json.loads(done.stdout).get("Results") or ()
        for found in result.get("Vulnerabilities") or ()
    }


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
