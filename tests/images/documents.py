"""SBOMs made by the tests, of each format, and what our readers say of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from navwarn.images.limit import Limits
from navwarn.images.sboms.cyclonedx import CycloneDx
from navwarn.images.sboms.roster import FORMATS, reader_of
from navwarn.images.sboms.spdx import Spdx
from navwarn.images.sboms.syft import Syft

if TYPE_CHECKING:
    from navwarn.core.inventory import Component, Inventory
    from navwarn.images.interface import SbomReader

DIGEST = "sha256:" + "a" * 64
DEEP: list[Any] = []
for _ in range(400):
    DEEP = [DEEP]
RECIPE = "pkg:github/wolfi-dev/os@abc#glibc.yaml"


def inventory(reader: SbomReader, document: dict[str, Any]) -> Inventory:
    data = json.dumps(document).encode()
    assert reader.recognises(data)
    assert [one for one in map(reader_of, FORMATS) if one.recognises(data)] == [
        one for one in map(reader_of, FORMATS) if one.name == reader.name
    ]
    return reader.read(data, "x.json", Limits())


def spdx(*packages: dict[str, Any], tool: str = "apko (1)", **more: Any) -> Inventory:
    creation = {"creators": ["Organization: Acme", f"Tool: {tool}"]}
    return inventory(
        Spdx(), {"spdxVersion": "SPDX-2.3", "creationInfo": creation, "packages": list(packages), **more}
    )


def package(name: str, *purls: str, **more: Any) -> dict[str, Any]:
    refs = [
        {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": one}
        for one in purls
    ]
    return {"SPDXID": f"SPDXRef-{name}", "name": name, "externalRefs": refs, **more}


def cyclonedx(*components: dict[str, Any], **metadata: Any) -> Inventory:
    return inventory(
        CycloneDx(), {"bomFormat": "CycloneDX", "components": list(components), "metadata": metadata}
    )


def part(purl: str, **properties: str) -> dict[str, Any]:
    """A component; underscores in the names of properties are colons."""
    listed = [{"name": name.replace("_", ":"), "value": value} for name, value in properties.items()]
    return {"type": "library", "name": "x", "purl": purl, "properties": listed}


def syft(*artifacts: dict[str, Any], **more: Any) -> Inventory:
    descriptor = {"name": "syft", "version": "1.18.1"}
    return inventory(Syft(), {"artifacts": list(artifacts), "descriptor": descriptor, **more})


def artifact(name: str, version: str, purl: str, *paths: str, **metadata: Any) -> dict[str, Any]:
    locations = [{"path": path, "accessPath": path, "layerID": "sha256:layer"} for path in paths]
    return {
        "name": name,
        "version": version,
        "purl": purl,
        "locations": locations,
        "metadata": metadata or None,
    }


def only(found: Inventory) -> Component:
    (one,) = found.components
    return one
