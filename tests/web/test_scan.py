"""SBOMs that are sent: what is found, for whom, within which bounds, and that nothing of them is kept."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.config import ScanSettings
from navwarn.core.instant import format_exact
from navwarn.ledger import open_ledger
from navwarn.web import scan_api
from navwarn.web.intake import Intake
from navwarn.web.problem import Failure
from navwarn.web.settings import ServerSettings
from navwarn.workflows import sbom
from tests.ledger.making import ONE, THREE, TWO, day, fixed, record
from tests.web.conftest import DISTRIBUTIONS, STORY
from tests.web.images import apk, spdx

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.client import Client, Response
    from tests.web.conftest import Site

JSON = "application/json"
OPEN = ScanSettings(is_open=True, max_bytes=50_000)
IMAGE = (apk("libnghttp2-14", "1.56.0-r0", "nghttp2"), apk("curl", "8.0-r0"), apk("zlib", "1.3-r0"))


@pytest.fixture
def scanner(serve: Callable[..., Client]) -> Client:
    """A server that scans."""
    return serve(scan=OPEN)


def send(client: Client, body: bytes, query: str = "", token: str = "", **headers: str) -> Response:
    sent = {"content_type": JSON} | headers
    return client.get(f"/api/v1/scan{query}", method="POST", body=body, token=token, **sent)


def found(client: Client, body: bytes, query: str = "", token: str = "") -> Any:
    answer = send(client, body, query, token)
    assert answer.status == 200, answer.text
    return answer.json()


def test_what_is_found_in_what_an_sbom_names(scanner: Client) -> None:
    told = found(scanner, spdx(*IMAGE))
    assert [(one["id"], one["package"]["name"]) for one in told["findings"]] == [
        (STORY, "curl"),
        (STORY, "libnghttp2-14"),
    ]
    assert told["findings"][1]["advisory"]["id"] == ONE
    assert (told["evaluated"], told["not_evaluated"], told["gate"]) == (3, 0, None)
    assert told["image"]["distro"] == {"id": "acme", "version": "1"}


@pytest.mark.parametrize("kind", ["cyclonedx", "syft"])
def test_the_other_formats_are_read_as_well(scanner: Client, kind: str) -> None:
    purl = "pkg:apk/acme/curl@8.0-r0?arch=x86_64&distro=acme-1"
    parts: dict[str, Any] = {
        "cyclonedx": {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "components": [{"type": "library", "name": "curl", "version": "8.0-r0", "purl": purl}],
        },
        "syft": {
            "artifacts": [
                {
                    "id": "1",
                    "name": "curl",
                    "version": "8.0-r0",
                    "type": "apk",
                    "purl": purl,
                    "locations": [],
                    "licenses": [],
                    "metadata": {"originPackage": "curl"},
                }
            ],
            "artifactRelationships": [],
            "source": {"id": "x", "type": "image", "metadata": {}},
            "distro": {"id": "acme", "versionID": "1"},
            "descriptor": {"name": "syft", "version": "1"},
            "schema": {"version": "16.0.0", "url": "x"},
        },
    }
    told = found(scanner, json.dumps(parts[kind]).encode())
    assert [one["id"] for one in told["findings"]] == [STORY]


def test_an_answer_follows_what_is_recorded_however_often_it_was_asked_for(
    scanner: Client, site: Site
) -> None:
    body = spdx(*IMAGE)
    first = found(scanner, body)
    assert found(scanner, body) == first
    assert len(found(scanner, spdx(*IMAGE[:1]))["findings"]) == 1
    with open_ledger(site.url) as ledger:
        record(ledger, fixed(TWO, "8.0-r0", day(5)), now=day(5))
    after = found(scanner, body)
    assert [one["package"]["name"] for one in after["findings"]] == ["libnghttp2-14"]
    assert [one["package"]["name"] for one in after["subtracted"]] == ["curl"]
    assert after["index"]["size"] == first["index"]["size"] + 1


def test_it_is_judged_at_the_moments_and_by_the_distribution_asked_for(scanner: Client) -> None:
    body = spdx(*IMAGE)
    assert found(scanner, body, "?known_at=0")["findings"] == []
    early = found(scanner, body, f"?as_of={format_exact(day(0))}")
    assert {one["advisory"]["status"] for one in early["findings"]} == {"under-investigation"}
    assert len(found(scanner, body)["findings"]) == 2
    other = spdx(apk("curl", "8.0-r0", of="other"), distro="other-1")
    assert found(scanner, other)["not_evaluated"] == 1
    assert len(found(scanner, other, "?judged_by=acme")["findings"]) == 1
    assert send(scanner, other, "?judged_by=vault").status == 400


def test_the_gate_and_what_is_settled(scanner: Client) -> None:
    body = spdx(apk("curl", "8.0-r0"), apk("nghttp2", "1.57.0-r0"))
    told = found(scanner, body, "?fail_on=unknown&only_open=true")
    assert (told["gate"]["is_passed"], told["gate"]["failing"], told["subtracted"]) == (False, 1, [])
    assert found(scanner, body, "?fail_on=critical")["gate"]["undecided"] == 1
    assert [one["package"]["name"] for one in found(scanner, body)["subtracted"]] == ["nghttp2"]
    assert found(scanner, body, "?fail_on=not-evaluated")["gate"]["is_passed"]


def test_private_advisories_speak_to_those_they_were_opened_to(scanner: Client, site: Site) -> None:
    body = spdx(apk("vaulted", "1.0-r0", of="vault"), distro="vault-1")
    for token in ("", site.attic, site.expired):
        told = found(scanner, body, token=token)
        assert (told["findings"], told["not_evaluated"]) == ([], 1)
    assert [one["advisory"]["id"] for one in found(scanner, body, token=site.vault)["findings"]] == [THREE]
    assert found(scanner, body)["findings"] == []


def test_nothing_of_it_is_kept(scanner: Client, site: Site) -> None:
    with open_ledger(site.url) as ledger:
        before = ledger.version(), ledger.head()
        answer = send(scanner, spdx(*IMAGE))
        assert (ledger.version(), ledger.head()) == before
        assert ledger.tracking.image_count() == 0
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_off_until_it_is_turned_on(client: Client) -> None:
    answer = send(client, spdx(*IMAGE))
    assert (answer.status, answer.json()["code"]) == (403, "NW-SCAN-OFF")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_it_takes_what_is_sent_and_nothing_else(scanner: Client, method: str) -> None:
    answer = scanner.get("/api/v1/scan", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST, OPTIONS")
    assert scanner.get("/api/v1/advisories", method="POST").status == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_type": ""}, 415),
        ({"content_encoding": "gzip"}, 415),
        ({"content_length": "50001"}, 413),
        ({"content_length": "9" * 30}, 413),
        ({"content_type": "application/vnd.cyclonedx+json; version=1.5"}, 200),
        ({"content_type": "application/octet-stream"}, 200),
    ],
)
def test_it_says_what_it_does_not_take(scanner: Client, headers: dict[str, str], status: int) -> None:
    answer = send(scanner, spdx(*IMAGE), **headers)
    assert answer.status == status
    assert status == 200 or answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"spdxVersion":', 400),
        (b'{"spdxVersion": "SPDX-2.3", "packages": 7}', 400),
        (b'{"bomFormat": "CycloneDX", "components": ' + b"[" * 20_000, 400),
        (b"\xff\xfe", 400),
        (b" " * 50_001, 413),
    ],
)
def test_what_is_no_sbom_is_refused_with_a_reason(scanner: Client, body: bytes, status: int) -> None:
    answer = send(scanner, body)
    assert answer.status == status
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_name_that_no_database_could_look_for_is_evaluated_all_the_same(scanner: Client) -> None:
    told = found(scanner, spdx(*IMAGE, apk("a\0b", "1-r0")))
    assert (told["evaluated"], told["silences"]) == (len(IMAGE) + 1, [])


def test_what_would_have_too_long_an_answer_is_refused(
    scanner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small SBOM may name one package in thousands of versions, each of which has all its findings."""
    told = found(scanner, spdx(*IMAGE))
    number = len(told["findings"]) + len(told["subtracted"])
    monkeypatch.setattr(scan_api, "MOST_FINDINGS", number)
    assert found(scanner, spdx(*IMAGE))["findings"] == told["findings"]
    monkeypatch.setattr(scan_api, "MOST_FINDINGS", number - 1)
    answer = send(scanner, spdx(*IMAGE))
    assert (answer.status, answer.json()["code"]) == (400, "NW-FINDINGS-LIMIT")


def test_an_sbom_that_names_too_much_is_refused(scanner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbom, "MOST_COMPONENTS", 2)
    answer = send(scanner, spdx(*IMAGE))
    assert (answer.status, answer.json()["code"]) == (400, "NW-IMAGE-LIMIT")


class Sender:
    """Somebody who sends a body piece by piece, or not to its end."""

    def __init__(self, *pieces: dict[str, Any]) -> None:
        self._pieces = list(pieces)

    async def receive(self) -> dict[str, Any]:
        if not self._pieces:
            await asyncio.sleep(60)
        return self._pieces.pop(0)


def piece(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def taken(*senders: Sender) -> list[str]:
    """What becomes of what they send at the same time: the code of a failure, or what arrived."""
    intake = Intake(ServerSettings("", {}, "", scan=ScanSettings(is_open=True, max_bytes=10)), seconds=0.2)
    scope = {"headers": [(b"content-type", b"application/json")]}

    async def then(body: bytes) -> Any:
        await asyncio.sleep(0.1)
        return body.decode()

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*(intake.take(scope, one.receive, then) for one in senders))

    results = asyncio.run(all_of_them())
    again: Any = asyncio.run(intake.take(scope, Sender(piece(b"again", more=False)).receive, then))
    assert again == "again", "what was refused left nothing behind"
    return [one.code if isinstance(one, Failure) else one for one in results]


def test_a_body_arrives_in_pieces_in_time_and_whole_or_not_at_all() -> None:
    assert taken(Sender(piece(b"0123", more=True), piece(b"456", more=False))) == ["0123456"]
    assert taken(Sender(piece(b"0123456789", more=True), piece(b"X", more=False))) == ["NW-TOO-LONG"]
    assert taken(Sender(piece(b"0123", more=True))) == ["NW-SLOW-BODY"]
    assert taken(Sender(piece(b"0123", more=True), {"type": "http.disconnect"})) == ["NW-BODY"]


def test_all_bodies_together_take_so_much_memory_and_no_more() -> None:
    results = taken(*(Sender(piece(b"0123456789", more=False)) for _ in range(6)))
    assert results == ["0123456789"] * 4 + ["NW-BUSY"] * 2
    crowd = taken(*(Sender(piece(b"", more=False)) for _ in range(70)))
    assert (crowd.count(""), crowd.count("NW-BUSY")) == (64, 6)


def test_advisories_of_included_distributions_count(scanner: Client, site: Site) -> None:
    body = spdx(apk("curl", "8.0-r0", of="vault"), distro="vault-1")
    told = found(scanner, body, token=site.vault)
    assert {one["advisory"]["id"] for one in told["findings"]} == {TWO}
    assert DISTRIBUTIONS["vault"].includes == ("acme",)
