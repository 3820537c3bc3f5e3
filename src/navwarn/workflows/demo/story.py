"""The set piece: HTTP/2 rapid reset, CVE-2023-44487, from its disclosure on 10 October 2023 on.

The dates and versions of the upstream fixes are history; what the made-up distribution did about them is not.
Two advisories name the CVE without its GHSA id, as real ones do (documents.md O7).
"""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.event import DetectionType, Event, EventType, FalsePositiveType
from navwarn.core.instant import parse_instant
from navwarn.workflows.demo.component import sighting
from navwarn.workflows.demo.fact import detected, determined, fixed, not_affected
from navwarn.workflows.demo.toolchain import toolchain_flaws

RAPID_RESET = ("CVE-2023-44487", "GHSA-qppj-fm5r-hxr3")
"""The ids of the flaw; the CVE was published on 10 October 2023."""


class Chapter(Struct, frozen=True):
    """One advisory of the story: its package, its aliases, its events in time order."""

    package: str
    events: tuple[Event, ...]
    aliases: tuple[str, ...] = RAPID_RESET


def _seen(moment: str, package: str, name: str, version: str, kind: str, location: str) -> Event:
    """The detection of a component by a scan."""
    found = sighting(package, name, version, kind, location)
    return detected(parse_instant(moment), DetectionType.SCAN_V1, found)


def _net(moment: str, package: str, version: str, location: str) -> Event:
    """The detection of Go's HTTP/2 library, which is where most programs got the flaw from."""
    return _seen(moment, package, "golang.org/x/net", version, "go-module", location)


def _apk(moment: str, package: str, version: str) -> Event:
    """The detection of a package's own code."""
    return _seen(moment, package, package, version, "apk", "/.PKGINFO")


def _fixed(moment: str, version: str) -> Event:
    return fixed(parse_instant(moment), version)


def _said(moment: str, kind: EventType, note: str) -> Event:
    return determined(parse_instant(moment), kind, note)


def _not_affected(moment: str, reason: FalsePositiveType, note: str) -> Event:
    return not_affected(parse_instant(moment), reason, note)


_HARBOR = (
    Chapter(
        "nghttp2",
        (
            _apk("2023-10-10T15:22:41Z", "nghttp2", "1.55.1-r0"),
            _fixed("2023-10-11T09:47:05Z", "1.57.0-r0"),
        ),
    ),
    Chapter(
        "go-1.19",
        (
            _said(
                "2023-10-11T10:12:00Z",
                EventType.FIX_NOT_PLANNED,
                "Go 1.19 has had no releases since September 2023. Please build with go-1.20 or go-1.21.",
            ),
        ),
    ),
    Chapter("go-1.20", (_fixed("2023-10-10T20:05:33Z", "1.20.10-r0"),)),
    Chapter("go-1.21", (_fixed("2023-10-10T20:06:10Z", "1.21.3-r0"),)),
    Chapter(
        "coredns",
        (
            _net("2023-10-11T02:14:09Z", "coredns", "v0.15.0", "/usr/bin/coredns"),
            _fixed("2023-10-12T11:40:27Z", "1.11.1-r2"),
        ),
    ),
    Chapter(
        "envoy-1.27",
        (
            _apk("2023-10-10T16:01:55Z", "envoy-1.27", "1.27.0-r4"),
            _said(
                "2023-10-10T16:40:00Z",
                EventType.TRUE_POSITIVE,
                "Envoy resets streams as fast as a client asks for it. Version 1.27.1 is due today.",
            ),
            _fixed("2023-10-11T05:58:46Z", "1.27.1-r0"),
        ),
    ),
    Chapter(
        "h2o",
        (
            _apk("2023-10-10T18:44:30Z", "h2o", "2.3.0_git20230629-r0"),
            _said(
                "2023-10-13T09:05:00Z",
                EventType.PENDING_UPSTREAM_FIX,
                "The fix is on upstream's main branch, with further changes that we cannot pick apart.\n"
                "\n"
                "We wait for a tagged release and will build it at once.\n",
            ),
        ),
    ),
    Chapter(
        "haproxy-2.8",
        (
            _apk("2023-10-10T18:44:31Z", "haproxy-2.8", "2.8.3-r0"),
            _not_affected(
                "2023-10-12T08:30:00Z",
                FalsePositiveType.INLINE_MITIGATIONS,
                "HAProxy counts a stream until it is really gone, not until it is reset, since version 1.9. "
                "The limit on concurrent streams therefore holds.",
            ),
        ),
        RAPID_RESET[:1],
    ),
    Chapter(
        "nginx-mainline",
        (
            _apk("2023-10-10T18:44:33Z", "nginx-mainline", "1.25.2-r1"),
            _fixed("2023-10-25T06:11:02Z", "1.25.3-r0"),
        ),
        RAPID_RESET[:1],
    ),
    Chapter(
        "nodejs-16",
        (
            _apk("2023-10-13T22:19:40Z", "nodejs-16", "16.20.2-r1"),
            _said(
                "2023-10-16T09:15:00Z",
                EventType.FIX_NOT_PLANNED,
                "Node.js 16 reached the end of its life on 11 September 2023. Please move to nodejs-18 or "
                "nodejs-20.",
            ),
        ),
    ),
    Chapter(
        "nodejs-18",
        (
            _apk("2023-10-13T22:19:41Z", "nodejs-18", "18.18.1-r0"),
            _fixed("2023-10-14T03:02:18Z", "18.18.2-r0"),
        ),
    ),
    Chapter("nodejs-20", (_fixed("2023-10-14T03:09:57Z", "20.8.1-r0"),)),
    Chapter(
        "prometheus",
        (
            _net("2023-10-11T02:20:36Z", "prometheus", "v0.14.0", "/usr/bin/prometheus"),
            _net("2023-10-11T02:20:37Z", "promtool", "v0.14.0", "/usr/bin/promtool"),
            _fixed("2023-10-12T07:15:22Z", "2.47.2-r0"),
        ),
    ),
    Chapter(
        "curl",
        (
            _not_affected(
                "2023-10-11T08:50:00Z",
                FalsePositiveType.COMPONENT_MISMATCH,
                "curl is a client: it opens streams and does not serve them. The library it uses for HTTP/2 "
                "is the package nghttp2, which has an advisory of its own.",
            ),
        ),
    ),
    Chapter("tomcat-10", (_fixed("2023-10-11T12:33:48Z", "10.1.14-r0"),)),
    Chapter(
        "traefik",
        (
            _net("2023-10-11T02:31:14Z", "traefik", "v0.15.0", "/usr/bin/traefik"),
            _fixed("2023-10-12T04:26:39Z", "2.10.5-r0"),
            _net("2026-05-18T01:55:20Z", "traefik", "v0.15.0", "/usr/share/traefik/plugins/geoblock.wasm"),
        ),
    ),
)
_ENTERPRISE = (
    Chapter(
        "coredns-fips",
        (
            _net("2023-10-11T02:14:12Z", "coredns-fips", "v0.15.0", "/usr/bin/coredns"),
            _fixed("2023-10-12T12:02:51Z", "1.11.1-r1"),
        ),
    ),
    Chapter(
        "nodejs-16-lts",
        (
            _apk("2023-11-06T09:00:10Z", "nodejs-16-lts", "16.20.2-r2"),
            _said(
                "2023-11-06T10:40:00Z",
                EventType.TRUE_POSITIVE,
                "Upstream will not fix version 16. We carry the patch of 18.18.2 over.",
            ),
            _fixed("2023-11-08T16:27:45Z", "16.20.2-r4"),
        ),
    ),
)


def chapters(distribution: str) -> tuple[Chapter, ...]:
    """The chapters of a distribution: those of rapid reset, and of the flaws that its images differ in."""
    if distribution == "harbor-enterprise":
        return _ENTERPRISE
    return (*_HARBOR, *(Chapter(flaw.package, flaw.events, flaw.aliases) for flaw in toolchain_flaws()))
