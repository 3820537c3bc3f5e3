"""Inventories made up for benchmarks: packages at versions that advisories of a ledger name as fixed.

So nearly every package has findings, many more than in most images.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from navwarn.config import load_config
from navwarn.core.inventory import Component, Distro, ImageSource, Inventory, SourceKind, component_order
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from navwarn.core.distribution import Distribution

DISTRIBUTION, PACKAGES = "wolfi", 100
_CONFIGURATION = f'[scan]\napi = true\n\n[distributions.{DISTRIBUTION}]\npreset = "{DISTRIBUTION}"\n'
DISTRO = Distro(DISTRIBUTION, "20230201")
MODULES = [f"example.com/team/module{number}" for number in range(200)]
"""Go modules, some of which every image holds."""

_MODULES_EACH = 20
_REPOSITORY = "registry.example/app"


def configuration(database: Path) -> Path:
    """The configuration to use with a ledger, written beside it."""
    path = database.with_suffix(".toml")
    path.write_text(_CONFIGURATION)
    return path


def distributions(database: Path) -> Mapping[str, Distribution]:
    """The distributions that it names."""
    return load_config(configuration(database), {}).distributions


def versions_in(database: Path) -> dict[str, list[str]]:
    """The versions of each package that an advisory of a ledger names as fixed."""
    found: dict[str, list[str]] = {}
    query = (
        "SELECT DISTINCT a.package, s.fixed_version FROM advisories AS a"
        " JOIN advisory_states AS s ON s.opening = a.opening WHERE s.fixed_version NOT IN ('', '0')"
        " ORDER BY a.package, s.fixed_version"
    )
    with sqlite3.connect(database) as connection:
        for package, version in connection.execute(query):
            found.setdefault(package, []).append(version)
    return found


def packages_of(versions: dict[str, list[str]], chance: random.Random, number: int) -> dict[str, str]:
    """So many packages, each in one of its versions."""
    names = sorted(chance.sample(sorted(versions), min(number, len(versions))))
    return {name: chance.choice(versions[name]) for name in names}


def package(name: str, version: str) -> Component:
    """An installed package of the distribution, of no other origin than itself."""
    qualifiers = {"arch": "x86_64", "distro": f"{DISTRO.id}-{DISTRO.version}"}
    purl = write_purl("apk", name, version, namespace=DISTRIBUTION, qualifiers=qualifiers)
    return Component(
        "apk",
        name,
        version,
        DISTRIBUTION,
        architecture="x86_64",
        origin=name,
        origin_version=version,
        purl=purl,
    )


def modules(chance: random.Random) -> Iterable[Component]:
    """Some Go modules."""
    for path in chance.sample(MODULES, _MODULES_EACH):
        namespace, _, name = path.rpartition("/")
        yield Component("golang", name, f"v1.{chance.randrange(5)}.0", namespace)


def inventory_of(components: Iterable[Component], number: int = 0) -> Inventory:
    """An image that holds these; images of one number are one."""
    source = ImageSource(
        SourceKind.REGISTRY,
        f"{_REPOSITORY}:{number}",
        f"sha256:{number:064x}",
        repository=_REPOSITORY,
        tag=str(number),
        platform="linux/amd64",
    )
    return Inventory(source, DISTRO, tuple(sorted(components, key=component_order)))
