"""Attached SBOMs of strangers: one sentence, bounded, and nothing that is not what its digest says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.images.interface import DamagedImageError, DigestError, ImageError, LimitError, NoSbomError
from tests.images import attachments as made
from tests.images.attachments import Blob, artifact, attach, attach_by_tag, dsse, statement
from tests.images.reader import read
from tests.images.samples import (
    digest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.images.loopback import Registry

from tests.images.attaching import ATTESTED, ONE, attached, attested, holding, spdx


@pytest.fixture
def registry() -> Iterator[Registry]:
    with holding() as one:
        yield one


@pytest.mark.parametrize(
    "wrapped", [dsse, lambda stated: json.dumps({"a": "x" * 70_000} | json.loads(stated)).encode()]
)
def test_a_statement_about_another_image_is_refused(
    registry: Registry, wrapped: Callable[[bytes], bytes]
) -> None:
    other = "sha256:" + "0" * 64
    blob = Blob(wrapped(attested(about=other)), made.DSSE, ATTESTED)
    attach_by_tag(registry, ONE.root, "att", artifact(blob))
    with pytest.raises(DamagedImageError, match="is about another one"):
        attached(registry)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"payload": "!!", "payloadType": "application/vnd.in-toto+json"}',
        b'{"payload": "e30=", "payloadType": "application/vnd.in-toto+json"}',
        b'{"payload": 1, "payloadType": "application/vnd.in-toto+json"}',
        dsse(b"[" * 100_000),
        dsse(dsse(b"{}")),
        statement(made.SPDX_PREDICATE, None, ONE.root),
        statement(made.SPDX_PREDICATE, [1], ONE.root),
        statement(made.SPDX_PREDICATE, {"Data": 1}, ONE.root),
        statement(made.SPDX_PREDICATE, "SPDXVersion: SPDX-2.3", ONE.root),
        statement(made.PROVENANCE, {"buildType": "x"}, ONE.root),
        statement(made.SPDX_PREDICATE, json.loads(statement(made.SPDX_PREDICATE, {})), ONE.root),
        b'{"_type": "https://in-toto.io/Statement/v1", "predicateType": "x"}',
        b'{"spdxVersion": "SPDX-2.3", "packages": ' + b"[" * 100_000,
    ],
)
def test_what_is_called_an_sbom_and_is_none_is_refused_in_one_sentence(
    registry: Registry, data: bytes, tmp_path: Path
) -> None:
    attach_by_tag(registry, ONE.root, "att", artifact(Blob(data, made.DSSE, ATTESTED)))
    with pytest.raises(DamagedImageError) as caught:
        attached(registry)
    assert len(caught.value.message) < 500
    (tmp_path / "x.json").write_bytes(data)
    with pytest.raises(ImageError):
        read(f"sbom:{tmp_path / 'x.json'}")


@pytest.mark.parametrize(
    ("descriptor", "error"),
    [
        ({"size": 3}, DigestError),
        ({"digest": "sha256:" + "0" * 64}, ImageError),
        ({"size": 1 << 40}, LimitError),
        ({"size": -1}, DamagedImageError),
        ({"digest": "../../../../etc/passwd"}, DamagedImageError),
    ],
)
def test_containers_image_cve_2024_3727_an_sbom_is_what_its_digest_says(
    registry: Registry, descriptor: dict[str, Any], error: type[ImageError]
) -> None:
    blob = Blob(spdx())
    attach_by_tag(registry, ONE.root, "sbom", artifact(blob, layers=[blob.descriptor() | descriptor]))
    with pytest.raises(error):
        attached(registry)


def test_trivy_go_2026_5983_an_sbom_that_is_larger_than_it_says_is_given_up(registry: Registry) -> None:
    blob = Blob(spdx())
    attach_by_tag(registry, ONE.root, "sbom", artifact(blob))
    registry.blobs[digest(blob.data)] = blob.data + b" " * 5_000_000
    with pytest.raises(LimitError, match="more than 1000000 bytes"):
        attached(registry, sbom=1_000_000)


def test_how_much_is_looked_into_is_bounded(registry: Registry) -> None:
    for number in range(200):
        attach(registry, ONE.root, artifact(Blob(b"%d" % number, made.DSSE)), artifactType=made.DSSE)
    with pytest.raises(NoSbomError):
        attached(registry)
    assert len(registry.asked) < 150
    with pytest.raises(LimitError, match="takes more than 0 seconds"):
        attached(registry, seconds=1e-9)
