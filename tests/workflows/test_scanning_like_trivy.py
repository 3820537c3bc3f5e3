"""On images drawn from real advisories we find what Trivy finds with the same advisories (scanning.md ST7).

What Trivy's data cannot carry is left aside: advisories without a fix, and ids that are no CVE.
"""

from __future__ import annotations

import re
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from navwarn.config import load_config
from navwarn.core.instant import parse_instant
from navwarn.documents.document import MAX_BYTES
from navwarn.ledger import open_ledger
from navwarn.workflows.importing import import_directory
from navwarn.workflows.inventory import read_inventories
from navwarn.workflows.scanning import scan_images
from tests.images.samples import OS_RELEASE, File, docker_files, image, write_tar
from tools import trivy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.ledger.interface import Ledger

pytestmark = [pytest.mark.long, pytest.mark.needs("trivy")]

NOW = parse_instant("2026-01-01T00:00:00Z")
CONFIG = '[distributions.wolfi]\npreset = "wolfi"\n'
RELEASE = re.compile(r"-r(\d+)$")


class Peers:
    """Both scanners, with the same advisories."""

    def __init__(self, ledger: Ledger, distributions: Mapping[str, Distribution], folder: Path) -> None:
        self._ledger = ledger
        self._distributions = distributions
        self._folder = folder
        self._numbers = count()
        self.fixes = trivy.fixes_in(ledger)
        trivy.write_database(folder / "cache", self.fixes)

    def compare(self, packages: Mapping[str, str]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """What we find and what Trivy finds in an image of these origin packages at these versions."""
        rows = (f"P:{name}-lib\nV:{version}\nA:x86_64\no:{name}\n" for name, version in packages.items())
        database = File("lib/apk/db/installed", "\n".join(rows).encode())
        made = image((File("etc/os-release", OS_RELEASE), database))
        archive = write_tar(self._folder / f"{next(self._numbers)}.tar", docker_files(made))
        (scan,) = scan_images(self._ledger, read_inventories(str(archive)), self._distributions)
        assert scan.evaluation.not_evaluated == 0
        ours = {
            (one.component.name, name)
            for one in scan.evaluation.findings
            for name in (one.vulnerability, *one.aliases)
            if name in self.fixes.get(one.component.origin, ()) and one.fixed_in
        }
        return ours, trivy.findings(self._folder / "cache", "image", "--input", archive)


@pytest.fixture(scope="module")
def peers(test_data: Path) -> Iterator[Peers]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "navwarn.toml").write_text(CONFIG)
        distributions = load_config(folder / "navwarn.toml", {}).distributions
        with open_ledger(str(folder / "ledger.sqlite"), create=True) as ledger:
            documents = test_data / "wolfi-advisories"
            import_directory(
                ledger, distributions["wolfi"], documents, now=NOW, actor="test", max_bytes=MAX_BYTES
            )
            yield Peers(ledger, distributions, folder)


def near(version: str, step: int) -> str:
    """A version, or the release before or after it."""
    found = RELEASE.search(version)
    if found is None or not step:
        return version
    return f"{version[: found.start()]}-r{max(0, int(found[1]) + step)}"


def test_we_find_in_random_images_what_trivy_finds(peers: Peers) -> None:
    versions = {
        name: sorted({version for version in found.values() if version != "0"})
        for name, found in peers.fixes.items()
    }
    names = sorted(name for name, found in versions.items() if found)
    chosen = st.lists(st.sampled_from(names), min_size=20, max_size=60, unique=True)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(chosen, st.data())
    def law(packages: list[str], data: st.DataObject) -> None:
        steps = st.sampled_from((-1, 0, 1))
        installed = {
            name: near(data.draw(st.sampled_from(versions[name])), data.draw(steps)) for name in packages
        }
        ours, theirs = peers.compare(installed)
        assert ours == theirs, sorted(ours ^ theirs)

    law()


def test_the_comparison_would_notice_a_difference(peers: Peers) -> None:
    ours, theirs = peers.compare({"nghttp2": "1.56.0-r0", "glibc": "2.37-r0"})
    assert ours == theirs
    assert ("nghttp2-lib", "CVE-2023-44487") in theirs
    assert len(theirs) > 5
    assert peers.compare({"nghttp2": "999-r0"}) == (set(), set())
