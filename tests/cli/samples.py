"""Small documents for the tests of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ZLIB = """\
schema-version: 2.0.2

package:
  name: zlib

advisories:
  - id: CGA-2222-2222-2222
    aliases:
      - CVE-2024-0001
      - GHSA-2222-2222-2222
    events:
      - timestamp: 2024-01-01T00:00:00Z
        type: detection
        data:
          type: scan/v1
          data:
            subpackageName: zlib
            componentID: "5042e56392177725"
            componentName: zlib
            componentVersion: 1.3-r0
            componentType: apk
            componentLocation: /.PKGINFO
            scanner: grype
      - timestamp: 2024-01-05T00:00:00Z
        type: fixed
        data:
          fixed-version: 1.3.1-r0

  - id: CGA-3333-3333-3333
    aliases:
      - CVE-2024-0002
    events:
      - timestamp: 2024-02-01T00:00:00Z
        type: false-positive-determination
        data:
          type: vulnerable-code-not-included-in-package
          note: |
            Only the tests are affected, "really".
            They are not shipped.
"""

CURL = """\
schema-version: 2.0.1

package:
  name: curl

advisories:
  - id: CGA-4444-4444-4444
    aliases:
      - CVE-2024-0001
    events:
      - timestamp: 2024-01-02T00:00:00Z
        type: true-positive-determination
        data:
          note: Bundles zlib.
"""


def tree(directory: Path, **documents: str) -> Path:
    """A directory with these documents, by package."""
    directory.mkdir(exist_ok=True)
    for package, text in documents.items():
        (directory / f"{package}.advisories.yaml").write_text(text)
    return directory
