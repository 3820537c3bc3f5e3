"""Images for the tests of the command line: what they contain in few words, and a ledger that judges them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from navwarn.config import load_config
from navwarn.core.instant import parse_instant
from navwarn.documents.document import MAX_BYTES
from navwarn.ledger import open_ledger
from navwarn.workflows.importing import import_directory
from navwarn.workflows.source_importing import import_sources
from tests.images.samples import File, Image, docker_files, image, index, write_layout, write_root, write_tar

if TYPE_CHECKING:
    from pathlib import Path


NOW = parse_instant("2023-10-12T00:00:00Z")
ACME = b'ID=acme\nVERSION_ID="1"\nPRETTY_NAME="Acme Linux"\n'
DEBIAN = b'ID=debian\nVERSION_ID="12"\n'
DPKG = b"Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.2.13\n"
CONFIG = """\
[distributions.acme]
advisory-id-prefix = "ACME"
os-ids = ["acme"]
purl = "pkg:apk/acme"
"""

OLD = ("libnghttp2-14 1.56.0-r0 nghttp2", "zlib 1.2.12-r0", "busybox 1.36.0-r0")
NEW = ("libnghttp2-14 1.57.0-r0 nghttp2", "zlib 1.3-r0", "curl 8.4.0-r0")
OPEN = ["CVE-2023-44487", "CVE-2022-37434", "CVE-2023-45853", "CVE-2023-45854"]
"""What the old image is open to: critical, high, and two of which nobody says how bad they are."""

_DIGITS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "23456789cfghjmpqrvwx234567")
_SEVERITIES = {"CVE-2023-44487": 9.8, "CVE-2022-37434": 7.5, "CVE-2022-30065": 5.0}
_FIXED = "type: fixed\n        data:\n          fixed-version: "
_DETECTED = "type: detection\n        data:\n          type: manual"
_FALSE = (
    "type: false-positive-determination\n        data:\n"
    "          type: vulnerable-code-not-in-execution-path\n          note: It is never called."
)
_SAID = {
    "nghttp2": {"CVE-2023-44487": f"{_FIXED}1.57.0-r0"},
    "zlib": {
        "CVE-2022-37434": f"{_FIXED}1.2.12-r3",
        "CVE-2023-45853": _DETECTED,
        "CVE-2023-45854": _DETECTED,
    },
    "busybox": {"CVE-2022-30065": _FALSE},
}


def installed(*packages: str, architecture: str = "x86_64") -> bytes:
    """A database of apk packages, each given as name, version and, where it is another, origin."""
    text = ""
    for package in packages:
        name, version, *origin = package.split(" ")
        text += f"P:{name}\nV:{version}\nA:{architecture}\no:{origin[0] if origin else name}\n\n"
    return text.encode()


def files(*packages: str, os_release: bytes = ACME) -> tuple[File, ...]:
    """What an image with these packages contains."""
    return (File("etc/os-release", os_release), File("lib/apk/db/installed", installed(*packages)))


def picture(*packages: str, **more: Any) -> Image:
    """An image with these packages."""
    return image(files(*packages), **more)


def write_pictures(home: Path) -> None:
    """The images of the tests in a folder, the old one in every form there is."""
    old = picture(*OLD, config={"User": "65532", "Env": ["MODE=fast"]})
    new = picture(*NEW, config={"User": "0", "Env": ["MODE=safe"]})
    write_layout(home / "old", old)
    write_layout(home / "new", new)
    write_tar(home / "old.tar", docker_files(old, "registry.example/app:1"))
    write_tar(home / "new.tar", docker_files(new, "registry.example/app:1"))
    write_root(home / "root", files(*OLD))
    (home / "installed").write_bytes(installed(*OLD))
    (home / "old.cdx.json").write_text(json.dumps(bom(*OLD)))
    debian = (File("etc/os-release", DEBIAN), File("var/lib/dpkg/status", DPKG))
    write_layout(home / "debian", image(debian))
    arm = picture("zlib 1.2.12-r0", architecture="arm64")
    write_layout(home / "many-old", index((old, "linux/amd64"), (arm, "linux/arm64")))
    calm = picture("zlib 1.3-r0", architecture="arm64")
    write_layout(home / "many-new", index((new, "linux/amd64"), (calm, "linux/arm64")))


def bom(*packages: str) -> dict[str, Any]:
    """The packages as an SBOM in CycloneDX, with origins in purls."""
    components = []
    for package in packages:
        name, version, *origin = package.split(" ")
        upstream = origin[0] if origin else name
        purl = f"pkg:apk/acme/{name}@{version}?arch=x86_64&distro=acme-1&upstream={upstream}"
        components.append({"type": "library", "name": name, "version": version, "purl": purl})
    components.append({"type": "operating-system", "name": "acme", "version": "1"})
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}


def write_severities(home: Path) -> None:
    """What NVD says of the vulnerabilities that have a severity."""
    items = [
        {
            "cve": {
                "id": name,
                "published": "2023-10-10T14:15:10.883",
                "lastModified": "2023-10-12T14:15:10.883",
                "vulnStatus": "Analyzed",
                "descriptions": [{"lang": "en", "value": f"About {name}."}],
                "metrics": {"cvssMetricV31": [_metric(score)]},
            }
        }
        for name, score in _SEVERITIES.items()
    ]
    (home / "nvd.json").write_text(json.dumps({"format": "NVD_CVE", "vulnerabilities": items}))


def _metric(score: float) -> dict[str, Any]:
    vectors = {9.8: "C:H/I:H/A:H", 7.5: "C:N/I:N/A:H", 5.0: "C:N/I:N/A:L"}
    vector = f"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/{vectors[score]}"
    data = {"version": "3.1", "vectorString": vector, "baseScore": score, "baseSeverity": "HIGH"}
    return {"source": "nvd@nist.gov", "type": "Primary", "cvssData": data}


def document(package: str, said: dict[str, str]) -> str:
    """An advisory document: of each CVE one event."""
    advisories = "".join(
        f"""\
  - id: ACME-{package[:4].ljust(4, "x").translate(_DIGITS)}-2222-222{number}
    aliases:
      - {cve}
    events:
      - timestamp: 2023-10-11T10:00:00Z
        {event}
"""
        for number, (cve, event) in enumerate(said.items(), 2)
    )
    return f"schema-version: 2.0.2\n\npackage:\n  name: {package}\n\nadvisories:\n{advisories}"


def prepare(home: Path) -> None:
    """A ledger of Acme that knows about nghttp2, zlib and busybox, and the images."""
    home.mkdir()
    (home / "navwarn.toml").write_text(CONFIG)
    write_pictures(home)
    write_severities(home)
    (home / "advisories").mkdir()
    for package, said in _SAID.items():
        (home / "advisories" / f"{package}.advisories.yaml").write_text(document(package, said))
    distribution = load_config(home / "navwarn.toml", {}).distribution(None)
    with open_ledger(str(home / "ledger.sqlite"), create=True) as ledger:
        done = import_directory(
            ledger, distribution, home / "advisories", now=NOW, actor="test", max_bytes=MAX_BYTES
        )
        assert done
        import_sources(ledger, [home / "nvd.json"], now=NOW)
