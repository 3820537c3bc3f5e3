"""Many images: the same answers as one by one, and the way back from a change (scanning.md SP2-SP4)."""

from __future__ import annotations

from navwarn.core.inventory import Component
from navwarn.matching.fleet import Fleet, count, spread
from navwarn.matching.interface import PackageName
from navwarn.matching.matcher import subject_of
from navwarn.matching.scope import Scope
from tests.matching.making import apk, index_of, owned, record, stated

OPENSSL, LIBSSL = apk("openssl", "3.0.7-r1"), apk("libssl3", "3.0.7-r1", "openssl")
NET = owned("golang", "net", "v0.7.0", apk("app-server", "1-r0", "app"), "golang.org/x")
DJANGO = Component("pypi", "Django", "4.2")
IMAGES = {
    "one": [subject_of(one) for one in (OPENSSL, LIBSSL, NET)],
    "two": [subject_of(one) for one in (LIBSSL, DJANGO)],
    "three": [subject_of(apk("bash", "5-r0"))],
}
INDEX = index_of(
    stated("openssl", "CVE-2024-0001", fixed="3.0.8-r0"),
    stated("openssl", "CVE-2024-0002", fixed="3.0.9-r0"),
    record("CVE-2024-0003", "PyPI", "django", ("0", "5")),
)
MATCHER = INDEX.matcher(Scope(("acme",), "", "acme", "x86_64"))


def test_counting_and_spreading_agree_with_judging_each_image() -> None:
    images = list(IMAGES.values())
    assert count(images, MATCHER) == [4, 3, 0]
    for image, found in zip(images, spread(images, MATCHER), strict=True):
        assert found == [(one, finding) for one in image for finding in MATCHER.judge(one).findings]


def test_equal_packages_share_their_findings() -> None:
    (first, second, _) = spread(list(IMAGES.values()), MATCHER)
    assert first[2][1] is second[0][1]


def test_a_scope_has_one_matcher() -> None:
    assert INDEX.matcher(Scope(("acme",), "", "acme", "x86_64")) is MATCHER


def test_packages_of_one_origin_share_its_statements_and_versions_of_one_package_their_findings() -> None:
    siblings = [subject_of(apk(name, "3.0.7-r1", "openssl")) for name in ("libcrypto3", "libssl3")]
    again = subject_of(apk("libssl3", "3.0.8-r0", "openssl"))
    first, second = (MATCHER.judge(one).findings for one in siblings)
    assert [id(one) for one in first] == [id(one) for one in second]
    assert [one.vulnerability for one in MATCHER.judge(again).findings] == ["CVE-2024-0002"]


def test_a_changed_advisory_touches_packages_origins_and_what_they_own() -> None:
    fleet = Fleet(IMAGES)
    assert {one.name for one in fleet.stated("openssl")} == {"openssl", "libssl3"}
    assert fleet.images(fleet.stated("openssl")) == {"one", "two"}
    assert fleet.images(fleet.stated("libssl3")) == {"one", "two"}
    assert fleet.images(fleet.stated("app")) == {"one"}
    assert fleet.images(fleet.stated("nothing")) == set()


def test_a_changed_record_touches_the_packages_of_its_ecosystem() -> None:
    fleet = Fleet(IMAGES)
    assert fleet.images(fleet.recorded(PackageName("PyPI", "DJANGO"))) == {"two"}
    assert fleet.images(fleet.recorded(PackageName("Go", "golang.org/x/net"))) == {"one"}
    assert fleet.images(fleet.recorded(PackageName("npm", "django"))) == set()
    assert fleet.images(fleet.recorded(PackageName("Alpine:v3.20", "openssl"))) == {"one", "two"}
    assert fleet.images(fleet.recorded(PackageName("Alpine:v3.20", "app"))) == set()
