"""What an inventory asks for, and whose word counts for it (scanning.md SA1, SR4)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.core.inventory import Component, Distro, Inventory, Owner
from navwarn.matching.interface import PackageName, Wanted
from navwarn.matching.naming import ecosystem_of, fold_ecosystem, fold_name, full_name, plain_version
from navwarn.matching.need import as_written, named_ids, wanted
from navwarn.matching.scope import Scope, Scopes, layers_of, scope_of
from tests.matching.making import ACME, DISTRIBUTIONS, HARBOR, apk, image, owned, record, stated

ALPINE = image(distro=Distro("alpine", "3.20.1"))


def test_an_inventory_asks_for_its_names_its_origins_its_owners_and_its_modules() -> None:
    server = apk("app-server", "1-r0", "app")
    inventory = image(
        apk("libz", "1-r0", "zlib"),
        Component("apk", "bash", "5-r0", "acme"),
        owned("golang", "net", "v0.7.0", server, "golang.org/x"),
        Component("pypi", "requests", "2", owner=Owner("apk", "py", "1", "")),
        Component("maven", "a", "1"),
        Component("generic", "x", "1"),
    )
    assert wanted(inventory, DISTRIBUTIONS) == Wanted(
        ("acme",),
        frozenset({"libz", "zlib", "bash", "app-server", "app", "py"}),
        frozenset(
            {
                PackageName("Go", "golang.org/x/net"),
                PackageName("PyPI", "requests"),
                PackageName("Maven", ":a"),
            }
        ),
    )


def test_an_image_of_a_distribution_that_is_not_ours_asks_for_records_about_it() -> None:
    component = Component("deb", "libssl3", "3", "debian", origin="openssl")
    found = wanted(image(component, distro=Distro("debian", "12.5")), DISTRIBUTIONS)
    assert found.distributions == ()
    assert found.records == {PackageName("Debian:12", "libssl3"), PackageName("Debian:12", "openssl")}


def test_packages_are_asked_for_in_every_ecosystem_that_is_theirs() -> None:
    """Records write what an image calls one release in several ways."""
    covered = [
        "ubuntu:22.04:lts",
        "ubuntu:22.10",
        "suse:linux enterprise module for basesystem 15 sp5",
        "npm",
    ]
    asked = [
        PackageName("Ubuntu:22.04", "zlib"),
        PackageName("SUSE:Linux Enterprise Server 15 SP5", "libz1"),
        PackageName("npm", "a"),
        PackageName("Go", "b"),
    ]
    assert as_written(asked, covered) == {
        PackageName(covered[0], "zlib"),
        PackageName(covered[2], "libz1"),
        PackageName("npm", "a"),
    }


@pytest.mark.parametrize(
    "product",
    [
        *(
            "Server 15 SP5",
            "Server 15 SP5-LTSS",
            "Server for SAP Applications 15 SP5",
            "Module for Python 3 15 SP5",
        ),
        "High Performance Computing 15 SP5-ESPOS",
    ],
)
def test_products_of_one_release_of_suse_are_one(product: str) -> None:
    one = fold_ecosystem(ecosystem_of(Distro("sles", "15.5")))
    assert fold_ecosystem(f"SUSE:Linux Enterprise {product}") == one
    assert fold_ecosystem(f"SUSE:Linux Enterprise {product.replace('SP5', 'SP6')}") != one
    assert fold_ecosystem("SUSE:Linux Enterprise Micro 5.5") == "suse:linux enterprise micro 5.5"


def test_a_chosen_distribution_and_all_it_includes_are_asked() -> None:
    assert wanted(image(apk("a", "1")), DISTRIBUTIONS, distribution="harbor").distributions == (
        "harbor",
        "acme",
    )


def test_ids_are_those_of_statements_and_of_all_that_records_name() -> None:
    ids = named_ids(
        [stated("zlib", "CVE-2024-0001 GHSA-2222-3333-4444")],
        [record("DSA-1 CVE-2024-0002", "Debian:12", "a", upstream=("CVE-2024-0003",))],
    )
    assert ids == {"CVE-2024-0001", "GHSA-2222-3333-4444", "DSA-1", "CVE-2024-0002", "CVE-2024-0003"}


def test_of_distributions_with_one_os_release_the_one_that_includes_the_others_speaks_first() -> None:
    wide = replace(HARBOR, name="wide", os_ids=("acme",))
    configured = {"acme": ACME, "wide": wide}
    assert scope_of(Distro("acme"), configured).layers == ("wide", "acme")


def test_distributions_that_include_one_another_are_each_asked_once() -> None:
    one, other = (
        replace(ACME, name="one", includes=("other",)),
        replace(ACME, name="other", includes=("one",)),
    )
    configured = {"one": one, "other": other}
    assert layers_of(["one"], configured) == ("one", "other")
    assert scope_of(Distro("acme"), configured).layers == ("one", "other")
    assert layers_of(["missing"], configured) == ()


@pytest.mark.parametrize(
    ("inventory", "component", "scope"),
    [
        (image(distro=None), apk("a", "1"), Scope(("acme",), "", "acme", "amd64")),
        (
            image(apk("a", "1"), apk("b", "1"), distro=None),
            Component("golang", "x", "v1"),
            Scope(("acme",), "", "acme", "amd64"),
        ),
        (
            image(apk("a", "1"), Component("apk", "b", "1", "harbor"), distro=None),
            Component("golang", "x", "v1"),
            Scope(architecture="amd64"),
        ),
        (image(distro=None), Component("deb", "a", "1"), Scope(architecture="amd64")),
        (ALPINE, apk("a", "1"), Scope((), "Alpine:v3.20", "alpine 3.20.1", "amd64")),
        (image(platform="linux/arm/v7"), apk("a", "1"), Scope(("acme",), "", "acme", "armv7")),
        (image(apk("a", "1"), platform=""), apk("a", "1"), Scope(("acme",), "", "acme", "x86_64")),
        (
            image(apk("a", "1"), apk("b", "1", architecture="aarch64"), platform=""),
            apk("a", "1"),
            Scope(("acme",), "", "acme"),
        ),
        (
            image(apk("a", "1"), apk("b", "1", architecture="noarch"), platform=""),
            apk("a", "1"),
            Scope(("acme",), "", "acme", "x86_64"),
        ),
    ],
)  # fmt: skip
def test_the_scope_is_the_image_s_else_the_package_s_own(
    inventory: Inventory, component: Component, scope: Scope
) -> None:
    scopes = Scopes(inventory, DISTRIBUTIONS)
    assert scopes.of(component) == scope
    assert scopes.of(component) == scope


@pytest.mark.parametrize(
    ("distro", "ecosystem"),
    [
        (Distro("alpine", "3.20.1"), "Alpine:v3.20"),
        (Distro("alpine", "3.21_alpha20240807"), "Alpine:edge"),
        (Distro("alpine"), "Alpine"),
        (Distro("debian", "12"), "Debian:12"),
        (Distro("debian"), "Debian"),
        (Distro("debian", "bookworm"), "Debian:12"),
        (Distro("debian", "sid"), "Debian"),
        (Distro("ubuntu", "jammy"), "Ubuntu:22.04"),
        (Distro("ubuntu", "22.04"), "Ubuntu:22.04"),
        (Distro("rocky", "9.3"), "Rocky Linux:9"),
        (Distro("opensuse-leap", "15.6"), "openSUSE:Leap 15.6"),
        (Distro("opensuse-leap"), "openSUSE"),
        (Distro("opensuse-tumbleweed", "20240101"), "openSUSE:Tumbleweed"),
        (Distro("sles", "15.5"), "SUSE:Linux Enterprise Server 15 SP5"),
        (Distro("sles", "15"), "SUSE:Linux Enterprise Server 15"),
        (Distro("sles"), "SUSE"),
        (Distro("Wolfi", "20230201"), "Wolfi"),
        (Distro("haiku", "1"), ""),
    ],
)
def test_a_release_is_an_ecosystem_of_osv(distro: Distro, ecosystem: str) -> None:
    assert ecosystem_of(distro) == ecosystem


def test_names_fold_as_their_ecosystem_does() -> None:
    assert fold_ecosystem(" Ubuntu:22.04:LTS ") == "ubuntu:22.04"
    assert fold_name("pypi", "Zope._-Interface") == "zope-interface"
    assert fold_name("npm", "JSONStream") == "JSONStream"
    assert fold_name("debian:12", "libA") == "libA"
    assert full_name(Component("gem", "rack", "1")) == "rack"
    assert full_name(Component("golang", "b", "1", "github.com/a", "v2")) == "github.com/a/b/v2"


@pytest.mark.parametrize(
    ("kind", "version", "plain"),
    [
        ("gem", "1.15.4-x86_64-linux", "1.15.4"),
        ("gem", "1.15.4-java", "1.15.4"),
        ("gem", "1.15.4-universal-darwin-22", "1.15.4"),
        ("gem", "1.15.4-x64-mingw-ucrt", "1.15.4"),
        ("gem", "1.15.4-rc1", "1.15.4-rc1"),
        ("golang", "go1.22.5 X:strictfipsruntime", "go1.22.5"),
        ("pypi", "1.0 x", "1.0 x"),
    ],
)
def test_what_is_no_part_of_a_version_is_left_out(kind: str, version: str, plain: str) -> None:
    assert plain_version(kind, version) == plain
