"""The examples of the API's description."""

from __future__ import annotations

from typing import Any

_NOW: dict[str, Any] = {"as_of": None, "known_at": None}
_ROW = {
    "id": "NW-2222-3333-4444",
    "distribution": "default",
    "package": "nghttp2",
    "vulnerability": "CVE-2023-44487",
    "aliases": ["GHSA-qppj-fm5r-hxr3"],
    "status": "fixed",
    "exposure": "not-vulnerable",
    "severity": "high",
    "exploited": True,
    "fixed_version": "1.57.0-r0",
    "note": "",
    "title": "HTTP/2 Rapid Reset",
    "published": "2023-10-10T14:00:00Z",
    "updated": "2023-10-11T09:30:00Z",
}
_ENTRY = {
    "sequence": 1,
    "distribution": "default",
    "advisory": "NW-2222-3333-4444",
    "kind": "opened",
    "payload": {"package": "nghttp2", "aliases": ["CVE-2023-44487"]},
    "recorded_at": "2023-10-10T14:05:00Z",
    "commitment": "",
}
_ONE = {"number": 1, "or_more": False}
_EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

EXAMPLES: dict[str, dict[str, Any]] = {
    "advisories": {
        "schema": "navwarn/api-advisories/1",
        **_NOW,
        "total": _ONE,
        "counts": {"fixed": _ONE},
        "next_page_token": "",
        "items": [_ROW],
    },
    "advisory": {
        "schema": "navwarn/api-advisory/1",
        **_NOW,
        **{key: _ROW[key] for key in ("id", "distribution", "package", "vulnerability", "aliases", "status")},
        "exposure": "not-vulnerable",
        "severity": "high",
        "fixed_version": "1.57.0-r0",
        "withdrawn": None,
        "published": "2023-10-10T14:00:00Z",
        "updated": "2023-10-11T09:30:00Z",
        "recorded": "2023-10-10T14:05:00Z",
        "events": [
            {
                "timestamp": "2023-10-11T09:30:00Z",
                "type": "fixed",
                "data": {"fixed-version": "1.57.0-r0"},
            }
        ],
        "entries": [_ENTRY | {"leaf_hash": _EMPTY_ROOT, "is_retracted": False}],
    },
    "package": {
        "schema": "navwarn/api-package/1",
        **_NOW,
        "distribution": "default",
        "name": "nghttp2",
        "items": [_ROW],
        "versions": [{"version": "1.57.0-r0", "published": None, "architectures": [], "fixes": []}],
        "subpackages": ["libnghttp2-14"],
        "more": 0,
    },
    "vulnerability": {
        "schema": "navwarn/api-vulnerability/1",
        **_NOW,
        "id": "CVE-2023-44487",
        "answer": "advisory",
        "details": {},
        "others": [{"id": "GHSA-qppj-fm5r-hxr3", "note": ""}],
        "upstream": {"title": "HTTP/2 Rapid Reset"},
        "counts": {"fixed": _ONE},
        "items": [{"distribution": "default", "package": "nghttp2", "status": "fixed"}],
        "timeline": [],
        "more": 0,
        "images": [],
        "more_images": 0,
        "unjudged_images": 0,
    },
    "summary": {
        "schema": "navwarn/api-summary/1",
        **_NOW,
        "total": _ONE,
        "counts": {"fixed": _ONE},
        "exposures": {"vulnerable": {"number": 0, "or_more": False}},
    },
    "changes": {
        "schema": "navwarn/api-changes/1",
        "size": 1,
        "root": _EMPTY_ROOT,
        "next": 1,
        "has_more": False,
        "items": [_ENTRY],
    },
    "feeds": {
        "schema": "navwarn/api-feeds/1",
        "items": [{"distribution": "default", "format": "secdb", "path": "/default/security.json"}],
    },
}
