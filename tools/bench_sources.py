"""Measure ``source import``: 44,000 records of the CVE list out of one archive, searchable afterwards.

The records are the 3,000 real ones where they are, else made up, repeated under new ids. Whole processes; the
memory is the most of any one of them, and that of a tenth of the records shows whether it grows.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import tarfile
from contextlib import closing
from itertools import count as count_from
from itertools import cycle, islice
from typing import TYPE_CHECKING

from tools.measuring import NAVWARN, Spent, in_turns, run_measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

RECORDS = 44_000
PER_SECOND = 2_500
"""How many records a second are the target."""

_ID = re.compile(rb'"cveId":\s*"(CVE-[0-9]+-[0-9]+)"')


def originals(data: Path) -> Iterator[bytes]:
    """The real records, or made-up ones of the mean size."""
    archive = data / "sources" / "cve-v5" / "records-3000.tar.gz"
    if not archive.is_file():
        yield from map(_made_up, range(3000))
        return
    with tarfile.open(archive) as members:
        for member in members:
            file = members.extractfile(member)
            if file is not None:
                yield file.read()


def _made_up(number: int) -> bytes:
    words = " ".join(f"word{number * 7 % 5003 + step}" for step in range(60))
    products = [
        {"vendor": f"vendor{number % 700}", "product": f"product{step}", "versions": [
            {"version": f"{step}.{minor}", "lessThan": f"{step}.{minor + 1}", "status": "affected"}
            for minor in range(12)
        ]}
        for step in range(3)
    ]  # fmt: skip
    cna = {
        "title": f"Flaw {number}",
        "descriptions": [{"lang": "en", "value": words}],
        "affected": products,
        "references": [{"url": f"https://vendor.example/{number}/{step}"} for step in range(6)],
    }
    metadata = {
        "cveId": f"CVE-2024-{10_000 + number}",
        "state": "PUBLISHED",
        "dateUpdated": "2024-01-01T00:00:00Z",
    }
    return json.dumps({"cveMetadata": metadata, "containers": {"cna": cna}}, indent=2).encode()


def ids() -> Iterator[str]:
    """Ids without end, each once."""
    return (f"CVE-{2000 + number % 25}-{100_000 + number}" for number in count_from(0))


def write_archive(records: list[bytes], count: int, target: Path, names: Iterable[str] | None = None) -> None:
    """An archive of so many records, each under an id of its own; ``names`` may repeat an id at first."""
    found = iter(dict.fromkeys(islice(names or ids(), 2 * count)))
    with tarfile.open(target, "w:gz", compresslevel=3) as archive:
        for record, name in zip(islice(cycle(records), count), found, strict=False):
            match = _ID.search(record)
            if match is None:
                raise ValueError("a record has no id")
            data = record.replace(match[1], name.encode())
            member = tarfile.TarInfo(f"cves/{name}.json")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def import_once(archive: Path, database: Path) -> Spent:
    """What an import into a new ledger takes."""
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    return run_measured([str(NAVWARN), "-q", "--db", str(database), "source", "import", str(archive)])


def measure(data: Path, folder: Path, runs: int = 3) -> tuple[Spent, str]:
    """What it takes, and a note with what a tenth of the records does."""
    records = list(originals(data))
    whole, tenth, database = folder / "cve.tar.gz", folder / "tenth.tar.gz", folder / "sources.sqlite"
    write_archive(records, RECORDS, whole)
    write_archive(records, RECORDS // 10, tenth)
    little = import_once(tenth, database).megabytes
    spent = in_turns({"": lambda: import_once(whole, database)}, runs=runs)[""]
    with closing(sqlite3.connect(database)) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM vulnerabilities")
    if count != RECORDS:
        raise ValueError(f"{count} vulnerabilities instead of {RECORDS}")
    rate = f"{RECORDS / spent.seconds:,.0f} records/s ({PER_SECOND:,}, 300 MB)"
    return spent, f"{rate}; {little:.0f} MB for a tenth of them; {os.cpu_count()} cores"
