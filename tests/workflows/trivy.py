"""Trivy with a database of our own making: the peer that knows exactly what we know (scanning.md ST4-ST7)."""

from __future__ import annotations

import json
import os
import struct
import subprocess
from typing import TYPE_CHECKING, TypeAlias

from tools.groups import GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Bucket: TypeAlias = "Mapping[str, Bucket | bytes]"

_PAGE = 4096
_LEAF, _META, _FREELIST = 0x02, 0x04, 0x10
_HEADER = struct.Struct("<QHHI")  # number, flags, count, further pages
_ELEMENT = struct.Struct("<IIII")  # flags, offset of the key, sizes of key and value
_MAGIC, _VERSION = 0xED0CDAED, 2


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


def write_database(cache: Path, fixes: Mapping[str, Mapping[str, str]]) -> None:
    """The database in a cache directory: by origin package and CVE the version that fixes it, for Wolfi."""
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
    (cache / "db").mkdir(parents=True)
    (cache / "db" / "trivy.db").write_bytes(bolt(root))
    moment = "2999-01-01T00:00:00Z"
    metadata = {"Version": 2, "NextUpdate": moment, "UpdatedAt": moment, "DownloadedAt": moment}
    (cache / "db" / "metadata.json").write_bytes(_json(metadata))


def findings(archive: Path, cache: Path) -> set[tuple[str, str]]:
    """The packages and CVEs that Trivy finds in an image's archive."""
    program = GROUPS["trivy"].path()
    assert program is not None
    command: list[str | Path] = [
        program,
        "image",
        "--input",
        archive,
        "--format",
        "json",
        "--quiet",
        "--scanners",
        "vuln",
    ]
    offline: list[str | Path] = [
        "--offline-scan",
        "--skip-db-update",
        "--skip-java-db-update",
        "--cache-dir",
        cache,
    ]
    quiet = {**os.environ, "HOME": str(cache)}
    done = subprocess.run([*command, *offline], env=quiet, check=True, capture_output=True, timeout=240)
    return {
        (found["PkgName"], found["VulnerabilityID"])
        for result in json.loads(done.stdout).get("Results") or ()
        for found in result.get("Vulnerabilities") or ()
    }


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
