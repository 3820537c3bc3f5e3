"""Folded names: what may be the same package is found under one name."""

from __future__ import annotations

import pytest

from navwarn.core.ecosystem import bare_name, folded_ecosystem, folded_package, scheme_name


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Zope.Interface", "zope-interface"),
        ("zope__interface", "zope-interface"),
        ("golang.org/x/net", "golang-org/x/net"),
        (" jinja2 ", "jinja2"),
    ],
)
def test_packages_are_folded_as_coarsely_as_any_ecosystem_compares_them(name: str, folded: str) -> None:
    assert folded_package(name) == folded


def test_ecosystems_keep_their_release() -> None:
    assert folded_ecosystem("Alpine:v3.20") == "alpine:v3.20"


def test_only_maven_names_packages_with_a_group_that_can_be_left_out() -> None:
    assert bare_name("maven", "org.springframework:spring-core") == ":spring-core"
    assert bare_name("maven", ":spring-core") == bare_name("maven", "spring-core") == ":spring-core"
    assert bare_name("npm", "spring-core") == ""


def test_an_ecosystem_orders_versions_by_a_scheme_in_all_its_releases() -> None:
    names = ("Go", "PyPI", "Alpine:v3.20", "Debian:12", "Rocky Linux:9", "crates.io", "Hackage")
    assert [scheme_name(name) for name in names] == ["go", "pypi", "apk", "deb", "rpm", "semver", ""]
