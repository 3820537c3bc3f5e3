"""Read damaged documents, many of them, and hold the reader to its promises.

Run as a program with a seed and a number of cases. Its own process has a bound on memory, every case one on
time. Prints the number of cases, how many could be read, and the peak memory in megabytes.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path
from random import Random

from navwarn.core.instant import parse_instant
from navwarn.documents import swift
from navwarn.documents.decode import decode
from navwarn.documents.emit import format_source
from navwarn.documents.parse import Source, parse
from navwarn.documents.rules import check_document
from tests.fuzz.mutation import damaged

SECONDS = 2.0
MEGABYTE = 1024 * 1024
MEMORY = 512 * MEGABYTE
NOW = parse_instant("2026-01-01T00:00:00Z")
FORMAT_EVERY = 10


def read(data: bytes, *, formats: bool) -> bool:
    """Whether the bytes are a document; fails where a promise of the reader does not hold."""
    source = parse(data)
    quick = swift.read(data)
    if source.root is None or source.faults:
        assert quick is None, "read although it cannot be"
        assert source.faults, "unreadable without a reason"
        assert all(fault.rule == "D1" and fault.line >= 0 for fault in source.faults)
        return False
    document, faults = decode(source.root)
    assert quick is None or (quick == document and not faults), "two readers, two answers"
    assert document is not None or faults, "no document and no reason"
    if document is not None:
        check_document(document, source.root, now=NOW)
    if formats and document is not None:
        _check_format(source)
    return document is not None


def _check_format(source: Source) -> None:
    """Formatting changes no content, and nothing the second time."""
    text = format_source(source)
    again = parse(text.encode())
    assert again.root is not None, text
    assert not again.faults, (text, again.faults)
    assert source.root is not None
    assert decode(again.root)[0] == decode(source.root)[0], text
    assert format_source(again) == text


def main() -> None:
    """Run the cases of one seed."""
    seed, cases = map(int, sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_slow)
    random = Random(seed)
    readable = 0
    for case in range(cases):
        data = damaged(random)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            readable += read(data, formats=case % FORMAT_EVERY == 0)
        except BaseException:
            sys.stderr.write(f"seed {seed}, case {case}: {data!r}\n")
            raise
        signal.setitimer(signal.ITIMER_REAL, 0)
    peak = _peak_megabytes()
    sys.stdout.write(f"{cases} {readable} {peak}\n")


def _peak_megabytes() -> int:
    """The most memory of this program; ``ru_maxrss`` would count the process that started it as well."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) // 1024


def _too_slow(*_: object) -> None:
    raise TimeoutError(f"a case took longer than {SECONDS} s")


if __name__ == "__main__":
    main()
