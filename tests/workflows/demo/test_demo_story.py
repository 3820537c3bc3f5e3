"""The set piece of the demonstration: HTTP/2 rapid reset in nghttp2 and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import parse_instant
from tests.workflows.demo.reading import RAPID_RESET, document_of, latest, status

if TYPE_CHECKING:
    from navwarn.workflows.demo.world import DemoDistribution, World


def test_the_story_of_nghttp2_is_told_exactly(harbor: DemoDistribution) -> None:
    rapid_reset, flood = sorted(document_of(harbor, "nghttp2").advisories, key=lambda a: a.aliases)
    assert rapid_reset.aliases == (RAPID_RESET, "GHSA-qppj-fm5r-hxr3")
    detection, fix = rapid_reset.events
    assert detection.timestamp == parse_instant("2023-10-10T15:22:41Z")
    assert detection.component["componentVersion"] == "1.55.1-r0"
    assert (fix.timestamp, fix.fixed_version) == (parse_instant("2023-10-11T09:47:05Z"), "1.57.0-r0")
    assert flood.aliases == ("CVE-2024-28182", "GHSA-x6x3-gv8h-m57q")
    assert [event.fixed_version for event in flood.events] == ["1.61.0-r0"]


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
