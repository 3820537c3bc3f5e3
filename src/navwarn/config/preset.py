"""Known values of real distributions, by the names of presets."""

from __future__ import annotations

from typing import Any

PRESETS: dict[str, dict[str, Any]] = {
    "wolfi": {
        "title": "Wolfi",
        "advisory-id-prefix": "CGA",
        "os-ids": ["wolfi"],
        "purl": "pkg:apk/wolfi",
        "osv-ecosystem": "Wolfi",
        "secdb": {
            "urlprefix": "https://packages.wolfi.dev",
            "reponame": "os",
            "archs": ["x86_64", "aarch64"],
        },
    },
    "chainguard": {
        "title": "Chainguard",
        "advisory-id-prefix": "CGA",
        "os-ids": ["chainguard"],
        "purl": "pkg:apk/chainguard",
        "osv-ecosystem": "Chainguard",
        "secdb": {
            "urlprefix": "https://packages.cgr.dev",
            "reponame": "chainguard",
            "archs": ["x86_64", "aarch64"],
        },
    },
    "alpine": {
        "title": "Alpine Linux",
        "advisory-id-prefix": "ALPINE",
        "os-ids": ["alpine"],
        "purl": "pkg:apk/alpine",
        "osv-ecosystem": "Alpine",
        "secdb": {
            "urlprefix": "https://dl-cdn.alpinelinux.org/alpine",
            "reponame": "main",
            "archs": ["x86_64", "x86", "aarch64", "armhf", "armv7", "ppc64le", "s390x"],
        },
    },
}
