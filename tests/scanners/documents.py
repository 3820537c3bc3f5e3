"""Made-up reports in the forms of Grype, Trivy and Docker Scout."""

from __future__ import annotations

from typing import Any

CVE, GHSA = "CVE-2023-28755", "GHSA-hv5j-3h9f-99c2"


def grype(*matches: Any) -> dict[str, Any]:
    """A report of Grype about an image of Wolfi."""
    return {
        "matches": list(matches),
        "source": {
            "type": "image",
            "target": {
                "userInput": "registry.example/ruby:3.0",
                "manifestDigest": "sha256:1",
                "architecture": "arm64",
                "os": "",
            },
        },
        "distro": {"name": "wolfi", "version": "20221118", "idLike": []},
        "descriptor": {"name": "grype", "version": "0.61.1"},
    }


def match(name: str, purl: str, *related: str, **vulnerability: Any) -> dict[str, Any]:
    """A match of Grype's."""
    return {
        "vulnerability": {"id": name, "severity": "High", "fix": {"versions": []}, **vulnerability},
        "relatedVulnerabilities": [{"id": one, "severity": "High"} for one in related],
        "artifact": {
            "name": "named",
            "version": "1",
            "type": "gem",
            "purl": purl,
            "locations": [{"path": "/b", "layerID": "sha256:l"}, {"path": "/a"}],
            "licenses": ["MIT"],
            "upstreams": [],
        },
    }


def trivy(*results: Any) -> dict[str, Any]:
    """A report of Trivy about an image of Alpine."""
    return {
        "SchemaVersion": 2,
        "ArtifactName": "app.tar",
        "Metadata": {
            "OS": {"Family": "alpine", "Name": "3.10.2"},
            "RepoDigests": ["registry.example/app@sha256:2"],
            "ImageConfig": {"architecture": "amd64", "os": "linux"},
        },
        "Results": list(results),
    }


def sarif(name: str, rules: list[Any], results: list[Any], **more: Any) -> dict[str, Any]:
    """A SARIF document with one run of a tool."""
    driver = {"name": name, "version": "1.2", "rules": rules}
    return {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results, **more}]}


def grype_rule(rule_id: str, **said: str) -> dict[str, Any]:
    """A rule of Grype's, with its help in lines."""
    return {
        "id": rule_id,
        "help": {"text": "\n".join([f"Vulnerability {CVE}", *(f"{k}: {v}" for k, v in said.items())])},
    }


def result(rule_id: str, text: str, *, uri: str = "", logical: str = "", **more: Any) -> dict[str, Any]:
    """A result with one location."""
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    if logical:
        location["logicalLocations"] = [
            {"name": logical, "fullyQualifiedName": f"app@sha256:{'a' * 64}:{logical}"}
        ]
    return {"ruleId": rule_id, "message": {"text": text}, "locations": [location], **more}
