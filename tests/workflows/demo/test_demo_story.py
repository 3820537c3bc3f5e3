"""The set piece of the demonstration: HTTP/2 rapid reset in nghttp2 and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import parse_instant
from navwarn.workflows.demo.images import IMAGES
from navwarn.workflows.demo.toolchain import toolchain_flaws
from tests.workflows.demo.reading import RAPID_RESET, document_of, latest, status

if TYPE_CHECKING:
    from navwarn.workflows.demo.world import DemoDistribution, World


def test_the_story_of_nghttp2_is_told_exactly(harbor: DemoDistribution) -> None:
    (rapid_reset,) = document_of(harbor, "nghttp2").advisories
    assert rapid_reset.aliases == (RAPID_RESET, "GHSA-qppj-fm5r-hxr3")
    detection, fix = rapid_reset.events
    assert detection.timestamp == parse_instant("2023-10-10T15:22:41Z")
    assert detection.component["componentVersion"] == "1.55.1-r0"
    assert (fix.timestamp, fix.fixed_version) == (parse_instant("2023-10-11T09:47:05Z"), "1.57.0-r0")


def test_rapid_reset_ended_differently_in_different_packages(world: World) -> None:
    spread = {
        (distribution.name, document.package): (str(status(advisory)), latest(advisory).fixed_version)
        for distribution in world.distributions
        for document in distribution.documents
        for advisory in document.advisories
        if RAPID_RESET in advisory.aliases
    }
    assert spread == {
        ("harbor", "coredns"): ("fixed", "1.11.1-r2"),
        ("harbor", "curl"): ("not-affected", ""),
        ("harbor", "envoy-1.27"): ("fixed", "1.27.1-r0"),
        ("harbor", "go-1.19"): ("fix-not-planned", ""),
        ("harbor", "go-1.20"): ("fixed", "1.20.10-r0"),
        ("harbor", "go-1.21"): ("fixed", "1.21.3-r0"),
        ("harbor", "h2o"): ("pending-upstream-fix", ""),
        ("harbor", "haproxy-2.8"): ("not-affected", ""),
        ("harbor", "nghttp2"): ("fixed", "1.57.0-r0"),
        ("harbor", "nginx-mainline"): ("fixed", "1.25.3-r0"),
        ("harbor", "nodejs-16"): ("fix-not-planned", ""),
        ("harbor", "nodejs-18"): ("fixed", "18.18.2-r0"),
        ("harbor", "nodejs-20"): ("fixed", "20.8.1-r0"),
        ("harbor", "prometheus"): ("fixed", "2.47.2-r0"),
        ("harbor", "tomcat-10"): ("fixed", "10.1.14-r0"),
        ("harbor", "traefik"): ("under-investigation", ""),
        ("harbor-enterprise", "coredns-fips"): ("fixed", "1.11.1-r1"),
        ("harbor-enterprise", "curl"): ("not-affected", ""),
        ("harbor-enterprise", "haproxy-2.8"): ("not-affected", ""),
        ("harbor-enterprise", "nodejs-16-lts"): ("fixed", "16.20.2-r4"),
    }


def test_the_flaws_of_the_old_image_came_after_it_and_were_fixed_before_the_new_one() -> None:
    old, new = (image.created for image in IMAGES)
    for flaw in toolchain_flaws():
        decided = [event.timestamp for event in flaw.events]
        assert old < flaw.disclosed <= decided[0]
        assert decided == sorted(decided)
        assert decided[-1] <= new


def test_packages_of_the_images_have_no_advisories_but_those(harbor: DemoDistribution) -> None:
    for package in ("glibc", "wget", "zlib"):
        told = {advisory.aliases for advisory in document_of(harbor, package).advisories}
        assert told == {flaw.aliases for flaw in toolchain_flaws() if flaw.package == package}
