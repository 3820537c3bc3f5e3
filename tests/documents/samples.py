"""Self-made documents to plant faults in, and what the rules say about a text."""

from __future__ import annotations

from navwarn.core.instant import parse_instant
from navwarn.documents.decode import decode
from navwarn.documents.fault import Fault, Level
from navwarn.documents.parse import Source, parse
from navwarn.documents.rules import check_document, check_habits, located
from navwarn.documents.rules.order import settled

NOW = parse_instant("2024-06-01T00:00:00Z")

GOOD = """\
schema-version: 2.0.2

package:
  name: zlib

advisories:
  - id: CGA-2222-3333-4444
    aliases:
      - CVE-2024-0001
      - GHSA-2222-3333-4444
    events:
      - timestamp: 2024-05-01T10:00:00Z
        type: detection
        data:
          type: scan/v1
          data:
            subpackageName: zlib-dev
            componentID: 5042e56392177725
            componentName: zlib
            componentVersion: "1.30"
            componentType: apk
            componentLocation: /.PKGINFO
            scanner: grype
      - timestamp: 2024-05-02T10:00:00Z
        type: true-positive-determination
      - timestamp: 2024-05-03T08:30:00Z
        type: fixed
        data:
          fixed-version: 1.3.1-r10

  - id: CGA-5555-6666-7777
    aliases:
      - CVE-2024-0002
      - GO-2024-0002
    events:
      - timestamp: 2024-05-04T00:00:00Z
        type: detection
        data:
          type: nvdapi
          data:
            cpeSearched: cpe:2.3:a:*:zlib:*:*:*:*:*:*:*:*
            cpeFound: cpe:/a:zlib:zlib:1.3
      - timestamp: 2024-05-05T00:00:00Z
        type: false-positive-determination
        data:
          type: vulnerable-code-not-included-in-package
          note: |
            Only the tests use it.

            See upstream.

  - id: CGA-8888-9999-cccc
    aliases:
      - CVE-2024-0003
    events:
      - timestamp: 2024-05-06T00:00:00Z
        type: detection
        data:
          type: manual
      - timestamp: 2024-05-07T00:00:00Z
        type: pending-upstream-fix
        data:
          note: 'Waiting: upstream knows.'
"""


def source_of(text: str) -> Source:
    return parse(text.encode())


def planted(old: str, new: str, text: str = GOOD) -> str:
    """A document with one thing changed that was there exactly once."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def faults_of(text: str) -> list[Fault]:
    """All that the rules about single documents say, as ``validate`` puts it."""
    source = source_of(text)
    assert source.root is not None, source.faults
    document, faults = decode(source.root)
    assert document is not None
    found = [*source.faults, *faults, *check_document(document, now=NOW), *check_habits(document)]
    return settled(located(found, source.root))


def errors_of(text: str) -> list[tuple[str, int]]:
    """The rules and lines of the errors."""
    return [(fault.rule, fault.line) for fault in faults_of(text) if fault.level is Level.ERROR]


def warnings_of(text: str) -> list[tuple[str, int]]:
    """The rules and lines of the warnings."""
    return [(fault.rule, fault.line) for fault in faults_of(text) if fault.level is Level.WARNING]
