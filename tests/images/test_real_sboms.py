"""SBOMs and databases that others published read as they should (image-diff.md KP2, KP3, KP6)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from navwarn.core.inventory import Distro, Ownership
from tests.images.reader import read

if TYPE_CHECKING:
    from pathlib import Path

TWINS = ("f64a676", "6621243")


@pytest.mark.parametrize("build", TWINS)
def test_an_sbom_of_a_builder_names_packages_sources_and_the_image(test_data: Path, build: str) -> None:
    path = test_data / "images" / "apko-spdx" / f"troubleshoot-mcp-server-{build}.x86_64.spdx.json"
    found = read(path)
    kinds = Counter(one.type for one in found.components)
    assert kinds == {"apk": 26, "github": 25, "generic": 12, "oci": 2}
    assert found.distro == Distro("wolfi", "20230201")
    assert found.remarks == ()
    origins = {one.name: one.origin for one in found.components if one.type == "apk"}
    assert origins["ld-linux"] == origins["glibc-locale-posix"] == "glibc"
    assert origins["libcrypto3"] == origins["libssl3"] == "openssl"
    assert origins["kubectl-1.33"] == "kubernetes-1.33"
    assert origins["troubleshoot-mcp-server"] == "troubleshoot-mcp-server"


def test_two_builds_of_the_same_packages_differ_in_digests_alone(test_data: Path) -> None:
    folder = test_data / "images" / "apko-spdx"
    one, two = (read(folder / f"troubleshoot-mcp-server-{build}.x86_64.spdx.json") for build in TWINS)
    assert one.source.digest != two.source.digest
    assert all(inventory.source.digest.startswith("sha256:") for inventory in (one, two))
    changed = set(one.components) ^ set(two.components)
    assert {component.type for component in changed} == {"oci"}
    assert len(changed) == 4


def test_packages_with_several_purls_are_counted_once(test_data: Path) -> None:
    found = read(test_data / "images" / "apko-spdx" / "uds-security-hub-3a6c1a6.x86_64.spdx.json")
    assert Counter(one.type for one in found.components) == {"apk": 14, "oci": 2}
    assert sum(1 + len(one.other_purls) for one in found.components) == 40
    others = Counter(purl.partition("@")[0] for one in found.components for purl in one.other_purls)
    assert others["pkg:generic/glibc"] == 4
    origins = {one.name: one.origin for one in found.components}
    assert origins["libcrypt1"] == "glibc"


def test_syft_json_of_one_package_owns_all_that_is_in_it(test_data: Path) -> None:
    found = read(test_data / "images" / "syft-json" / "crane-0.19.1-r6.x86_64.syft.json")
    assert Counter(one.type for one in found.components) == {"apk": 1, "golang": 19}
    modules = [one for one in found.components if one.type == "golang"]
    assert {one.ownership for one in modules} == {Ownership.OWNED}
    assert {one.owner and one.owner.name for one in modules} == {"crane"}
    assert ("stdlib", "1.22.4") in {(one.name, one.version) for one in modules}


def test_databases_of_packages_name_their_origins(test_data: Path) -> None:
    found = read(f"apk:{test_data / 'images' / 'apk-installed' / 'wolfi-base'}")
    assert len(found.components) == 15
    origins = {one.name: one.origin for one in found.components}
    assert origins["ld-linux"] == origins["libcrypt1"] == "glibc"
    assert origins["libcrypto3"] == "openssl"
