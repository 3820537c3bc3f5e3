"""Images for tests of the API and of upkeep: two of a public distribution, one of a private one, more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.inventory import Component, Distro, ImageSource, Inventory, SourceKind, component_order
from navwarn.ledger import open_ledger
from navwarn.workflows.tracking import add_images
from tests.ledger.making import day
from tests.web.conftest import DISTRIBUTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.distribution import Distribution

REPOSITORY = "registry.example/team/app"
PRIVATE = "registry.example/hidden"


def digest(number: int) -> str:
    """The digest of the image of this number."""
    return f"sha256:{number:064x}"


def apk(name: str, version: str, origin: str = "", of: str = "acme") -> Component:
    """A package of a distribution."""
    return Component("apk", name, version, of, architecture="x86_64", origin=origin or name)


def image(
    number: int,
    *components: Component,
    tag: str = "1",
    repository: str = REPOSITORY,
    platform: str = "linux/amd64",
    distro: str = "acme",
) -> Inventory:
    """An image of a tag that holds these packages."""
    source = ImageSource(
        SourceKind.REGISTRY,
        f"{repository}:{tag}",
        digest(number),
        repository=repository,
        tag=tag,
        platform=platform,
    )
    held = tuple(sorted(components, key=component_order))
    return Inventory(source, Distro(distro, "1") if distro else None, held, size=100)


OLD = image(1, apk("libnghttp2-14", "1.56.0-r0", "nghttp2"), apk("curl", "8.0-r0"))
NEW = replace(image(2, apk("libnghttp2-14", "1.57.0-r0", "nghttp2"), apk("zlib", "1.3-r0")), size=110)
HIDDEN = image(3, apk("vaulted", "1.0-r0", of="vault"), repository=PRIVATE, distro="vault")
"""The tag 1 of the repository named first the old image, then the new one."""


def track(
    url: str, *inventories: Inventory, distributions: Mapping[str, Distribution] = DISTRIBUTIONS
) -> None:
    """Track images, each a day after the one before."""
    with open_ledger(url) as ledger:
        for number, one in enumerate(inventories):
            add_images(ledger, [one], distributions, now=day(20 + number))


def spdx(*components: Component, distro: str = "acme-1") -> bytes:
    """An SBOM in SPDX that names these packages, as builders of apk images write it."""
    packages = [
        {
            "SPDXID": f"SPDXRef-Package-{number}",
            "name": one.name,
            "versionInfo": one.version,
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": f"pkg:apk/{one.namespace}/{one.name}@{one.version}"
                    f"?arch=x86_64&distro={distro}&upstream={one.origin}",
                }
            ],
        }
        for number, one in enumerate(components)
    ]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "app",
        "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: test-1"]},
        "packages": packages,
        "relationships": [],
    }
    return json.dumps(document).encode()
