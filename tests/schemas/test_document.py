"""The schema of advisory documents: what it accepts, and what it refuses."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from navwarn.documents.decode import plain
from navwarn.documents.edit import edit
from navwarn.documents.parse import parse
from navwarn.workflows.demo.world import build_world
from tests.schemas.schema import faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = """\
schema-version: 2.0.2

package:
  name: example

advisories:
  - id: CGA-2222-3333-4444
    aliases:
      - CVE-2024-0001
      - GHSA-2345-6789-cfgh
      - GO-2024-0001
    events:
      - timestamp: 2024-05-01T10:00:00Z
        type: detection
        data:
          type: manual
      - timestamp: 2024-05-01T10:00:00.5+02:00
        type: detection
        data:
          type: nvdapi
          data:
            cpeSearched: cpe:2.3:a:*:example:*:*:*:*:*:*:*:*
            cpeFound: cpe:/a:vendor:example:1.2
      - timestamp: 2024-05-02T10:00:00Z
        type: detection
        data:
          type: scan/v1
          data:
            subpackageName: example-tools
            componentID: 5042e56392177725
            componentName: example.org/module
            componentVersion: 1.10
            componentType: go-module
            componentLocation: /usr/bin/example
            scanner: grype
      - timestamp: 2024-05-03T10:00:00Z
        type: true-positive-determination
      - timestamp: 2024-05-03T11:00:00Z
        type: true-positive-determination
        data:
          note: It is called.
      - timestamp: 2024-05-04T10:00:00Z
        type: pending-upstream-fix
        data:
          note: There is no release yet.
        x-navwarn:
          fix-available-at: 2024-05-05T00:00:00Z
      - timestamp: 2024-05-05T08:30:00Z
        type: fixed
        data:
          fixed-version: 1.2.3_rc1-r4-r5
  - id: ACME-2222-3333-5555
    events:
      - timestamp: 2024-05-01T10:00:00Z
        type: false-positive-determination
        data:
          type: inline-mitigations-exist
      - timestamp: 2024-05-02T10:00:00Z
        type: fix-not-planned
        data:
          note: Upstream has ended.
      - timestamp: 2024-05-03T10:00:00Z
        type: analysis-not-planned
        data:
          note: It will be removed.
    x-navwarn:
      withdrawn:
        at: 2024-06-01T00:00:00Z
        reason: It was a duplicate.
"""


class Editor(yaml.CSafeLoader):
    """YAML as editors type it: 1.10 is a number and a timestamp is text."""


Editor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def as_editor(text: str) -> Any:
    return yaml.load(text, Editor)  # noqa: S506  # a safe loader by descent


def as_navwarn(data: bytes) -> Any:
    """The document with every scalar as text, which is how Navwarn reads."""
    root = parse(data).root
    assert root is not None
    return plain(root)


def test_every_part_of_the_format_is_accepted() -> None:
    assert faults("document", as_editor(GOOD)) == []
    assert faults("document", as_navwarn(GOOD.encode())) == []


def test_the_documents_of_the_demonstration_are_accepted() -> None:
    for distribution in build_world().distributions:
        for document in distribution.documents:
            assert faults("document", as_navwarn(edit(None, document).encode())) == [], document.package


def test_real_documents_are_accepted(test_data: Path) -> None:
    files = sorted((test_data / "wolfi-advisories").glob("*.advisories.yaml"))
    assert files
    for file in files:
        assert faults("document", as_navwarn(file.read_bytes())) == [], file.name


def test_real_documents_are_accepted_as_editors_type_them(test_data: Path) -> None:
    for file in sorted((test_data / "wolfi-advisories").glob("*.advisories.yaml"))[::20]:
        assert faults("document", as_editor(file.read_text("utf-8"))) == [], file.name


def advisory(number: int) -> Callable[[Any], Any]:
    return lambda document: document["advisories"][number]


def event(number: int, advisory: int = 0) -> Callable[[Any], Any]:
    return lambda document: document["advisories"][advisory]["events"][number]


def data(number: int, advisory: int = 0) -> Callable[[Any], Any]:
    return lambda document: document["advisories"][advisory]["events"][number]["data"]


def inner(number: int) -> Callable[[Any], Any]:
    return lambda document: document["advisories"][0]["events"][number]["data"]["data"]


def whole(document: Any) -> Any:
    return document


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        pytest.param(whole, "schema-version", "1", id="schema version of the past"),
        pytest.param(whole, "schema-version", "2.0.3", id="schema version of the future"),
        pytest.param(whole, "schema-version", 2, id="schema version without quotes"),
        pytest.param(whole, "advisories", [], id="no advisories"),
        pytest.param(whole, "comment", "text", id="unknown key of the document"),
        pytest.param(lambda d: d["package"], "name", "", id="empty package name"),
        pytest.param(lambda d: d["package"], "version", "1", id="unknown key of the package"),
        pytest.param(advisory(0), "id", "CVE-2024-0001", id="a CVE id for an advisory id"),
        pytest.param(advisory(0), "id", "GHSA-2345-6789-cfgh", id="a GHSA id for an advisory id"),
        pytest.param(advisory(0), "id", "CGA-2222-3333-444a", id="a letter outside the alphabet"),
        pytest.param(advisory(0), "aliases", ["CVE-24-1"], id="not a CVE id"),
        pytest.param(advisory(0), "aliases", ["cve-2024-0001"], id="a CVE id in small letters"),
        pytest.param(advisory(0), "aliases", ["CGA-2222-3333-5555"], id="an advisory id for an alias"),
        pytest.param(advisory(0), "aliases", ["GO-2024-12345"], id="a GO id of five digits"),
        pytest.param(advisory(0), "aliases", ["CVE-2024-0001"] * 2, id="an alias twice"),
        pytest.param(advisory(0), "events", [], id="no events"),
        pytest.param(advisory(0), "status", "fixed", id="unknown key of the advisory"),
        pytest.param(event(0), "timestamp", "2024-05-01", id="a date for a timestamp"),
        pytest.param(event(0), "timestamp", "2024-05-01 10:00:00", id="a timestamp with a blank"),
        pytest.param(event(0), "type", "patched", id="unknown event type"),
        pytest.param(event(0), "author", "me", id="unknown key of the event"),
        pytest.param(data(0), "type", "scan/v2", id="unknown detection type"),
        pytest.param(data(0), "data", {}, id="a manual detection with inner data"),
        pytest.param(data(0), "type", "nvdapi", id="an nvdapi detection without inner data"),
        pytest.param(data(0), "note", "text", id="unknown key of a detection"),
        pytest.param(inner(1), "cpeFound", "example", id="not a CPE"),
        pytest.param(inner(2), "componentName", "", id="empty field of a scan"),
        pytest.param(inner(2), "scanner", "other", id="a scanner other readers refuse"),
        pytest.param(data(4), "fixed-version", "1.0-r0", id="a version in a true positive"),
        pytest.param(data(5), "note", "", id="empty note"),
        pytest.param(data(6), "fixed-version", "1.2.3", id="a version without release"),
        pytest.param(data(6), "fixed-version", "1.0-r1-r2-r3", id="a version with three releases"),
        pytest.param(data(6), "note", "text", id="unknown key of a fix"),
        pytest.param(data(0, 1), "type", "not-interesting", id="unknown false-positive type"),
    ],
)
def test_a_planted_fault_is_refused(place: Callable[[Any], Any], key: str, value: Any) -> None:
    document = deepcopy(as_editor(GOOD))
    place(document)[key] = value
    assert faults("document", document)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        pytest.param(whole, "schema-version", id="schema version"),
        pytest.param(whole, "package", id="package"),
        pytest.param(whole, "advisories", id="advisories"),
        pytest.param(advisory(0), "id", id="advisory id"),
        pytest.param(advisory(0), "events", id="events"),
        pytest.param(event(0), "timestamp", id="timestamp"),
        pytest.param(event(0), "type", id="event type"),
        pytest.param(event(0), "data", id="data of a detection"),
        pytest.param(event(5), "data", id="data of a pending fix"),
        pytest.param(event(6), "data", id="data of a fix"),
        pytest.param(event(0, 1), "data", id="data of a false positive"),
        pytest.param(event(1, 1), "data", id="data of a fix that is not planned"),
        pytest.param(data(0), "type", id="detection type"),
        pytest.param(inner(1), "cpeSearched", id="CPE searched"),
        pytest.param(inner(2), "componentID", id="component id"),
        pytest.param(data(5), "note", id="note"),
        pytest.param(data(6), "fixed-version", id="fixed version"),
        pytest.param(data(0, 1), "type", id="false-positive type"),
    ],
)
def test_a_missing_part_is_refused(place: Callable[[Any], Any], key: str) -> None:
    document = deepcopy(as_editor(GOOD))
    del place(document)[key]
    assert faults("document", document)
