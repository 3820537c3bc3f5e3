"""Measure what people wait for, and write the tables of docs/benchmarks.md.

``make bench`` runs it on the real documents where they are, else on the demonstration's. Targets stand beside
the figures, scaled to the input.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools import bench_images, bench_process, bench_serve
from tools.measuring import MEGABYTE, NAVWARN, machine, table
from tools.project import ROOT

LARGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where the real data is, the documents to measure with, and a folder for what is left behind."""

    data: Path
    documents: Path
    folder: Path

    @property
    def input(self) -> str:
        """The machine and the documents, in a sentence."""
        sizes = [path.stat().st_size for path in self.documents.glob("*.yaml")]
        return f"{machine()}; {len(sizes)} documents, {sum(sizes) / MEGABYTE:.1f} MB."


def data_folder(given: str | None) -> Path:
    """Where the real data is, if it is there."""
    return Path(given or os.environ.get("NAVWARN_TEST_DATA") or ROOT.parent / "shared" / "data")


def documents_folder(data: Path, folder: Path) -> Path:
    """The real documents, or those of the demonstration where they are not there."""
    real = data / "wolfi-advisories"
    if real.is_dir():
        return real
    made = folder / "demo"
    command = [str(NAVWARN), "-q", "demo", "--no-serve", "--out", str(made)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return made / "harbor" / "advisories"


def processes(place: Place) -> str:
    """What whole processes take."""
    rows = bench_process.measure(place.documents, place.data, place.folder)
    return f"{place.input}\n\n{table(rows)}"


def images(place: Place) -> str:
    """What images take, side by side with other scanners."""
    return f"{place.input}\n\n{table(bench_images.measure(place.documents, place.folder))}"


def server(place: Place, sizes: list[int], seconds: float) -> str:
    """What the server answers, with ledgers of these sizes."""
    columns = {
        f"{size:,} advisories": bench_serve.measure(
            place.folder, place.data, size, bench_serve.RECORDS, seconds
        )
        for size in sizes
    }
    return f"{machine()}; {bench_serve.RECORDS:,} records.\n\n{bench_serve.table(columns)}"


def tell(name: str, text: str, *, is_kept: bool) -> None:
    """Print a table, and keep it if that is wanted."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    if is_kept:
        keep(name, text)


def main() -> None:
    """Measure, print the tables, and with ``--write`` keep them in docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder that holds wolfi-advisories")
    parser.add_argument("--write", action="store_true", help="replace the tables in docs/benchmarks.md")
    parser.add_argument("--images", action="store_true", help="measure images alone")
    parser.add_argument("--server", action="store_true", help="measure the server alone")
    parser.add_argument("--large", action="store_true", help="measure it with 1,000,000 advisories too")
    parser.add_argument("--seconds", type=float, default=4, help="for how long to load it with each work")
    options = parser.parse_args()
    is_all = not (options.images or options.server)
    # What an installed user has; where no bytecode may be written, each process would compile anew.
    compileall.compile_dir(ROOT / "src", quiet=1)
    folder = Path(tempfile.mkdtemp(prefix="navwarn-bench-"))
    try:
        data = data_folder(options.data)
        place = Place(data, documents_folder(data, folder), folder)
        if is_all:
            tell("table", processes(place), is_kept=options.write)
        if is_all or options.images:
            tell("table of images", images(place), is_kept=options.write)
        if is_all or options.server:
            sizes = [bench_serve.ADVISORIES, *([LARGE] if options.large else [])]
            tell("table of the server", server(place, sizes, options.seconds), is_kept=options.write)
    finally:
        shutil.rmtree(folder)


def keep(name: str, text: str) -> None:
    """Put a table between its marks in docs/benchmarks.md."""
    page = ROOT / "docs" / "benchmarks.md"
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = page.read_text().partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}{text}{end}{after}")


if __name__ == "__main__":
    main()
