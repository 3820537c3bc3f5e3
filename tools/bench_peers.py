"""Measures scans side by side with Trivy and Syft: the same SBOM and the same archive, the same advisories.

The programs take turns. Trivy gets a database made of our advisories, and what both find has to be the same;
what it remembers of images is forgotten before each run, since an image that is scanned is one not seen yet.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING, Any

from navwarn import __version__
from navwarn.core.instant import Instant
from navwarn.images.inflate import new_member
from navwarn.images.sboms.write_cyclonedx import to_cyclonedx
from navwarn.images.sboms.write_spdx import to_spdx
from navwarn.ledger import open_ledger
from tools import syft, trivy
from tools.groups import GROUPS
from tools.measuring import NAVWARN, RUNS, Row, Spent, best, in_turns, run_measured
from tools.project import ROOT
from tools.sample_inventory import PACKAGES, configuration, inventory_of, package, packages_of, versions_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ARCHIVE_RUNS = 3
TIMES_SYFT = 5
"""How many times as fast as Syft an archive is to be scanned."""

_WRITERS: dict[str, Callable[..., dict[str, Any]]] = {"SPDX": to_spdx, "CycloneDX": to_cyclonedx}
_CHUNK = 256 * 1024


class Contest:
    """A ledger and what its advisories are for Trivy, in a folder."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._cache = folder / "trivy"
        self._configuration = configuration(database)
        with open_ledger(str(database)) as ledger:
            self._fixes = trivy.fixes_in(ledger)
        trivy.write_database(self._cache, self._fixes)

    def sboms(self) -> list[Row]:
        """An SBOM of 100 packages, in two formats that Trivy reads too."""
        versions = packages_of(versions_in(self._database), random.Random(3), PACKAGES)  # noqa: S311
        inventory = inventory_of(package(*one) for one in versions.items())
        rows = []
        for name, write in _WRITERS.items():
            path = self._folder / f"sbom.{name.lower()}.json"
            path.write_text(json.dumps(write(inventory, __version__, Instant(0))))
            spent = self._measured(str(path), ("sbom", path))
            work = f"`scan SBOM`, {name}, {len(inventory.components)} packages"
            rows.append(row_of(work, spent, self._agreement(str(path), ("sbom", path))))
        return rows

    def archive(self) -> Row:
        """An archive of about 60 MB."""
        path = self._folder / "app.tar"
        command = [sys.executable, "-m", "tools.sample_image", str(self._database), str(path)]
        subprocess.run(command, cwd=ROOT, check=True)
        reference, asked = f"docker-archive:{path}", ("image", "--input", path)
        spent = self._measured(reference, asked, path, runs=ARCHIVE_RUNS)
        floor = f"decompressing and hashing alone {best(lambda: unpack(path)):.2f} s of one processor"
        work = f"`scan` of an archive of {path.stat().st_size / 1e6:.0f} MB"
        return row_of(work, spent, f"{self._agreement(reference, asked)}; {floor}", has_memory_target=False)

    def _measured(
        self, reference: str, asked: tuple[str | Path, ...], archive: Path | None = None, runs: int = RUNS
    ) -> dict[str, Spent | None]:
        """What each program took that can be asked; ``None`` for one that is not installed."""
        works = {"Navwarn": lambda: run_measured(self._ours(reference))}
        peers = ["Trivy", *(["Syft"] if archive else [])]
        if GROUPS["trivy"].is_there():
            theirs, settings = trivy.command(self._cache, *asked), trivy.environment(self._cache)
            works["Trivy"] = lambda: run_measured(theirs, env=settings)
        if archive and GROUPS["syft"].is_there():
            command, environment = syft.command(archive, "syft-json"), syft.environment(self._folder)
            works["Syft"] = lambda: run_measured(command, env=environment)
        return dict.fromkeys(peers) | in_turns(works, runs=runs, prepare=self._forget)

    def _forget(self) -> None:
        shutil.rmtree(self._cache / "fanal", ignore_errors=True)

    def _ours(self, reference: str) -> list[str]:
        settings = ("--config", str(self._configuration), "--db", str(self._database))
        return [str(NAVWARN), "-q", *settings, "scan", reference, "-o", "json"]

    def _agreement(self, reference: str, asked: tuple[str | Path, ...]) -> str:
        """That Trivy finds what we find, of all that it can know; ends the benchmark where it does not."""
        if not GROUPS["trivy"].is_there():
            return "nobody to agree with"
        theirs = trivy.findings(self._cache, *asked)
        done = subprocess.run(self._ours(reference), check=True, capture_output=True)
        (item,) = json.loads(done.stdout)["items"]
        ours = {
            (found["package"]["name"], name)
            for found in item["findings"]
            for name in (found["id"], *found["aliases"])
            if name in self._fixes.get(found["package"]["origin"], ()) and found["fixed_in"]
        }
        if ours != theirs or not ours:
            raise SystemExit(f"{reference}: Trivy finds something else: {sorted(ours ^ theirs)[:5]}")
        return f"the same {len(ours)} fixable findings"


def unpack(archive: Path) -> None:
    """Decompress and hash the layers of an archive, which whoever reads it has to."""
    with tarfile.open(archive) as members:
        for member in members:
            file = members.extractfile(member)
            if file is None or not member.name.endswith("layer.tar"):
                continue
            layer, digest = new_member(), hashlib.sha256()
            while not layer.eof:
                data = layer.decompress(layer.unconsumed_tail or file.read(_CHUNK), _CHUNK)
                digest.update(data)


def row_of(work: str, spent: Mapping[str, Spent | None], note: str, *, has_memory_target: bool = True) -> Row:
    """What Navwarn took, against what its peers did; those that are ``None`` are not installed."""
    there = {name: one for name, one in spent.items() if one is not None}
    ours, missing = there.pop("Navwarn"), [name for name, one in spent.items() if one is None]
    targets = [one.seconds / (TIMES_SYFT if name == "Syft" else 1) for name, one in there.items()]
    processors = [f"{name} {one.processor:.2f} s" for name, one in (("Navwarn", ours), *there.items())]
    trivys = there.get("Trivy")
    notes = [
        *(f"{name} {one.seconds:.3f} s, {one.megabytes:.0f} MB" for name, one in there.items()),
        *(f"{name} not installed" for name in missing),
        f"of processors {', '.join(processors)}",
        note,
    ]
    return Row(
        work,
        ours.seconds,
        min(targets, default=None),
        megabytes=ours.megabytes,
        most_megabytes=trivys.megabytes if has_memory_target and trivys else None,
        note="; ".join(notes),
    )
