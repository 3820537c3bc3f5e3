"""SBOMs that are none, are damaged or are too large are refused in one sentence."""

from __future__ import annotations

import json
import random
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.core.inventory import SourceKind
from navwarn.images.interface import DamagedImageError, LimitError
from navwarn.images.limit import Limits
from navwarn.images.sboms.cyclonedx import CycloneDx
from navwarn.images.sboms.roster import FORMATS, reader_of
from navwarn.images.sboms.spdx import Spdx
from navwarn.images.sboms.syft import Syft
from tests.images.documents import (
    RECIPE,
    artifact,
    package,
    part,
)
from tests.images.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.images.interface import SbomReader

HOSTILE: list[tuple[SbomReader, bytes]] = [
    (Spdx(), b'{"spdxVersion": 2}'),
    (Spdx(), b'{"spdxVersion": "SPDX-2.3", "packages": {}}'),
    (Spdx(), b'{"spdxVersion": "SPDX-2.3", "packages": [1]}'),
    (Spdx(), b'{"spdxVersion": "SPDX-2.3"'),
    (Spdx(), b'{"spdxVersion": "SPDX-2.3", "x": ' + b"[" * 200_000),
    (Spdx(), b'{"spdxVersion": "SPDX-2.3\xff"}'),
    (CycloneDx(), b'{"bomFormat": "CycloneDX", "components": "x"}'),
    (CycloneDx(), b'{"bomFormat": "CycloneDX", "components": ' + b'[{"components": ' * 200_000),
    (CycloneDx(), b'{"bomFormat": "CycloneDX", "metadata": {"tools": 7}}'),
    (Syft(), b'{"artifacts": {}}'),
    (Syft(), b'{"artifacts": [{"locations": [[]]}]}'),
    (Syft(), b'{"artifacts": [{"metadata": ' + b"[" * 200_000),
    (Syft(), b'["artifacts"]'),
    (Syft(), b"\xff\xfe"),
]


@pytest.mark.parametrize(("reader", "data"), HOSTILE)
def test_a_document_that_is_none_is_refused_in_one_sentence(reader: SbomReader, data: bytes) -> None:
    with pytest.raises(DamagedImageError, match=r"\Ax\.json is no SBOM that can be read"):
        reader.read(data, "x.json", Limits())


@pytest.mark.parametrize("reader", [*map(reader_of, FORMATS)])
def test_a_document_that_is_too_large_is_not_read(reader: SbomReader) -> None:
    with pytest.raises(LimitError, match=r"x\.json has more than 10 bytes"):
        reader.read(b"{" + b" " * 20 + b"}", "x.json", Limits(sbom=10))


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (Spdx(), {"spdxVersion": "2", "packages": [{}] * 11}),
        (CycloneDx(), {"bomFormat": "CycloneDX", "components": [{"components": [{}] * 6}, {}, {}, {}, {}]}),
        (Syft(), {"artifacts": [{}] * 11}),
    ],
)
def test_a_document_that_names_too_much_is_not_read(reader: SbomReader, data: dict[str, Any]) -> None:
    with pytest.raises(LimitError, match=r"x\.json names more than 10 components"):
        reader.read(json.dumps(data).encode(), "x.json", Limits(components=10))


@pytest.mark.parametrize("reader", [*map(reader_of, FORMATS)])
def test_a_document_of_values_without_number_is_refused_before_they_are_made(reader: SbomReader) -> None:
    data = b'{"packages": [' + b"{}," * 1_000_000 + b"{}]}"
    tracemalloc.start()
    with pytest.raises(LimitError, match=r"x\.json has more than 100000 values"):
        reader.read(data, "x.json", Limits(values=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("reader", [*map(reader_of, FORMATS)])
def test_any_damage_is_refused_or_read(reader: SbomReader) -> None:
    purl = "pkg:apk/wolfi/a@1"
    documents: dict[str, Any] = {
        "spdx-json": {"spdxVersion": "2", "packages": [package("a", RECIPE, purl, versionInfo="1")]},
        "cyclonedx-json": {"bomFormat": "CycloneDX", "components": [part(purl, x="y")], "metadata": {}},
        "in-toto": {
            "_type": "https://in-toto.io/Statement/v1",
            "predicateType": "https://spdx.dev/Document",
            "predicate": {"spdxVersion": "2", "packages": [package("a", RECIPE, purl)]},
        },
        "syft-json": {"artifacts": [artifact("a", "1", purl, "/x", files=[{"path": "/y"}])], "distro": None},
    }
    whole = json.dumps(documents[reader.name]).encode()
    rng = random.Random(3)
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 5)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            reader.read(bytes(damaged), "x.json", Limits())
        except DamagedImageError:
            continue


def test_a_byte_order_mark_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"spdxVersion": "SPDX-2.3", "packages": []}).encode())
    assert read(path).source.kind is SourceKind.SPDX
