"""The examples of what the API's description says about images."""

from __future__ import annotations

from typing import Any

from navwarn.web.example import EXAMPLES as OTHERS

_NOW: dict[str, Any] = {"as_of": None, "known_at": None}
_OLD, _NEW = f"sha256:{'ab' * 32}", f"sha256:{'cd' * 32}"
_DISTRO = {"id": "acme", "version": "1"}
_ROW: dict[str, Any] = {
    "digest": _OLD,
    "reference": "registry.example/app:1",
    "platform": "linux/amd64",
    "distro": "acme",
    "created_at": "2023-10-01T08:00:00Z",
    "added_at": "2023-10-02T08:00:00Z",
    "size": 61_000_000,
    "packages": 15,
    "not_evaluated": 0,
    "is_unread": False,
    "vulnerabilities": {"high": 1},
    "tags": [{"name": "registry.example/app:1", "seen_at": "2023-10-02T08:00:00Z"}],
}
_INDEX: dict[str, Any] = {
    "size": 2,
    "root": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "records": None,
    "distributions": ["acme"],
    "as_of": None,
    "known_at": None,
}
_PACKAGE: dict[str, Any] = {
    "type": "apk",
    "namespace": "acme",
    "name": "libnghttp2-14",
    "version": "1.56.0-r0",
    "subpath": None,
    "architecture": "x86_64",
    "origin": "nghttp2",
    "reference": "pkg:apk/acme/libnghttp2-14@1.56.0-r0?arch=x86_64",
    "other_references": [],
    "locations": ["/lib/apk/db/installed"],
    "owned_by": None,
    "ownership": "unknown",
}
_ADVISORY = {
    "id": "NW-2222-3333-4444",
    "distribution": "acme",
    "package": "nghttp2",
    "status": "fixed",
    "since": "2023-10-11T09:30:00Z",
    "fixed_version": "1.57.0-r0",
    "note": None,
    "reason": None,
}
_FINDING: dict[str, Any] = {
    "id": "CVE-2023-44487",
    "aliases": ["GHSA-qppj-fm5r-hxr3"],
    "severity": "high",
    "exposure": "vulnerable",
    "match": "origin",
    "package": _PACKAGE,
    "fixed_in": ["1.57.0-r0"],
    "namespace": "acme:distro:acme:1",
    "sources": [],
    "advisory": _ADVISORY,
    "other_advisories": [],
    "title": "HTTP/2 Rapid Reset",
    "exploited_at": "2023-10-10T00:00:00Z",
    "disclosed_at": "2023-10-10T14:00:00Z",
}
_JUDGED: dict[str, Any] = {
    "index": _INDEX,
    "evaluated": 15,
    "not_evaluated": 0,
    "findings": [_FINDING],
    "subtracted": [],
    "silences": [],
}
_GATE = {"fail_on": ["high"], "is_passed": True, "failing": 0, "undecided": 0, "is_blind": False}
_GONE = _FINDING | {
    "reason": {
        "code": "upgraded-past-fix",
        "package": "libnghttp2-14",
        "from": "1.56.0-r0",
        "to": "1.57.0-r0",
        "fixed_version": "1.57.0-r0",
        "advisory": "NW-2222-3333-4444",
        "since": "2023-10-11T09:30:00Z",
        "justification": "",
    }
}
_DIFFERENCE: dict[str, Any] = {
    "from": {"digest": _OLD, "platform": "linux/amd64"},
    "to": {"digest": _NEW, "platform": "linux/amd64"},
    "packages": {
        "added": [],
        "removed": [],
        "changed": [
            {
                "name": "libnghttp2-14",
                "type": "apk",
                "direction": "upgraded",
                "from": _PACKAGE,
                "to": _PACKAGE | {"version": "1.57.0-r0"},
            }
        ],
    },
    "findings": {"gone": [_GONE], "new": [], "changed": [], "unchanged": 0},
    "vulnerabilities": {"gone": [{"id": "CVE-2023-44487"}], "new": []},
    "warnings": [],
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "images": {"schema": "navwarn/api-images/1", "total": 1, "next_page_token": "", "items": [_ROW]},
    "image": {"schema": "navwarn/api-image/1", **_NOW, **_ROW, **_JUDGED},
    "history": {
        "schema": "navwarn/api-image-history/1",
        "items": [
            {
                "repository": "registry.example/app",
                "tag": "1",
                "seen_at": "2023-10-02T08:00:00Z",
                "image": _ROW,
            }
        ],
    },
    "changelog": {
        "schema": "navwarn/api-image-changelog/1",
        **_NOW,
        "items": [
            {
                "tag": "registry.example/app:1",
                "seen_at": "2023-10-12T08:00:00Z",
                "summary": "1 vulnerability gone, 0 new, 1 package changed",
                **_DIFFERENCE,
            }
        ],
    },
    "advisories": OTHERS["advisories"],
    "diff": {
        "schema": "navwarn/api-diff/1",
        **_NOW,
        "gate": _GATE,
        "platforms_added": [],
        "platforms_removed": [],
        "items": [{"platforms": ["linux/amd64"], **_DIFFERENCE}],
    },
    "scan": {
        "schema": "navwarn/api-scan/1",
        **_NOW,
        "gate": None,
        "image": {
            "reference": "SBOM",
            "kind": "spdx",
            "digest": None,
            "index_digest": None,
            "platform": None,
            "attachment": None,
            "distro": _DISTRO,
        },
        **_JUDGED,
    },
    "registry-diff": {
        "packages": {
            "changed": [
                {
                    "name": "libnghttp2-14",
                    "current": {
                        "version": "1.57.0-r0",
                        "reference": "pkg:apk/acme/libnghttp2-14@1.57.0-r0?arch=x86_64",
                    },
                    "previous": {
                        "version": "1.56.0-r0",
                        "reference": "pkg:apk/acme/libnghttp2-14@1.56.0-r0?arch=x86_64",
                    },
                }
            ]
        },
        "vulnerabilities": {
            "removed": [{"id": "CVE-2023-44487", "reference": "acme:distro:acme:1", "severity": "High"}],
            "metadata": [
                {
                    "digest": digest,
                    "scanner": {"name": "navwarn", "version": "1"},
                    "vulnerabilityDbLastBuildTime": "2023-10-11T09:30:00Z",
                    "vulnerabilityDbSchemaVersion": "1",
                }
                for digest in (_OLD, _NEW)
            ],
        },
    },
}
SBOM: dict[str, Any] = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "app",
    "packages": [
        {
            "SPDXID": "SPDXRef-Package-1",
            "name": "libnghttp2-14",
            "versionInfo": "1.56.0-r0",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:apk/acme/libnghttp2-14@1.56.0-r0?arch=x86_64&distro=acme-1",
                }
            ],
        }
    ],
}
"""An SBOM to send."""
