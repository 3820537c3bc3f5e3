"""An image, a registry that holds it, and what is said of it by what is attached."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.images import attachments as made
from tests.images.attachments import Blob, dsse, statement
from tests.images.loopback import Registry, serving
from tests.images.reader import packages, read
from tests.images.samples import (
    APK,
    OS_RELEASE,
    File,
    image,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = (File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK))
ONE = image(FILES, config={"User": "65532"})
ATTESTED = {"predicateType": made.SPDX_PREDICATE}


@contextmanager
def holding() -> Iterator[Registry]:
    """A registry that has the referrers API and holds the image."""
    with serving(Registry(referrers={})) as one:
        one.push(ONE)
        yield one


def attached(registry: Registry, **options: Any) -> list[str]:
    """The packages that the attached SBOM names."""
    return packages(read(f"{registry.host}/acme/app:1", is_attached=True, **options))


def spdx(name: str = "told@1-r0") -> bytes:
    return json.dumps(made.spdx(name)).encode()


def attested(name: str = "told@1-r0", about: str = ONE.root) -> bytes:
    return statement(made.SPDX_PREDICATE, made.spdx(name), about)


def of_cosign(name: str = "told@1-r0", **more: str) -> Blob:
    """A layer of cosign's tag for attestations."""
    return Blob(dsse(attested(name)), made.DSSE, ATTESTED | more)
