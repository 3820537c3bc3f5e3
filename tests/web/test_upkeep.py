"""While a server runs, what is found in tracked images follows what is recorded and learned."""

from __future__ import annotations

import http.client
import json
import logging
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.ledger import open_ledger
from navwarn.web.settings import ServerSettings
from navwarn.web.upkeep import Upkeep
from navwarn.workflows.tracking import coverage_of
from tests.conformance.program import NAVWARN
from tests.ledger.making import TWO, day, event, fixed, record
from tests.web.conftest import DISTRIBUTIONS
from tests.web.images import OLD, track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from navwarn.ledger.interface import Ledger
    from tests.web.conftest import Site

_LONGEST = 60.0
"""How long is waited for what takes about a second on an idle machine."""


def until(is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so."""
    ends = time.monotonic() + _LONGEST
    while time.monotonic() < ends:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def is_judged(ledger: Ledger) -> bool:
    """Whether nothing is left to judge."""
    return ledger.tracking.is_judged(coverage_of(ledger, DISTRIBUTIONS))


@pytest.fixture
def upkeep(site: Site) -> Iterator[Upkeep]:
    running = Upkeep(ServerSettings(site.url, DISTRIBUTIONS, "Acme"), pause=0.05)
    yield running
    running.stop()


def open_ones(url: str) -> int:
    """How many vulnerabilities the only tracked image is open to, as it was judged last."""
    with open_ledger(url) as ledger:
        (image,) = ledger.tracking.counted(ledger.tracking.images())
        return sum(image.severities.values())


def found_in(ledger: Ledger) -> int:
    """In how many packages of the image the vulnerability was found."""
    return sum(map(len, ledger.tracking.open_to(["CVE-2023-44487"]).values()))


def test_findings_follow_what_is_recorded(site: Site, upkeep: Upkeep) -> None:
    track(site.url, OLD)
    assert open_ones(site.url) == 1
    upkeep.start()
    with open_ledger(site.url) as ledger:
        record(ledger, fixed(TWO, "8.0-r0", day(5)), now=day(5))
        assert until(lambda: is_judged(ledger))
        assert found_in(ledger) == 1, "nghttp2's is left"
        record(ledger, event(TWO, "fix-not-planned", day(6), {"note": "Ended."}), now=day(6))
        assert until(lambda: found_in(ledger) == 2)


def test_images_that_come_while_it_runs_are_followed_too(site: Site, upkeep: Upkeep) -> None:
    upkeep.start()
    track(site.url, OLD)
    with open_ledger(site.url) as ledger:
        record(ledger, fixed(TWO, "8.0-r0", day(5)), now=day(5))
        assert until(lambda: found_in(ledger) == 1)


def test_it_ends_at_once_when_it_is_told_to(site: Site, upkeep: Upkeep) -> None:
    track(site.url, OLD)
    upkeep.start()
    started = time.monotonic()
    upkeep.stop()
    assert time.monotonic() - started < 5
    with open_ledger(site.url) as ledger:
        record(ledger, fixed(TWO, "8.0-r0", day(5)), now=day(5))
        time.sleep(0.3)
        assert not is_judged(ledger)


def test_a_ledger_that_cannot_be_had_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("navwarn.web.upkeep.PAUSE_AFTER_FAILURE", 0.01)
    upkeep = Upkeep(ServerSettings(str(tmp_path / "none.db"), DISTRIBUTIONS, "Acme"), pause=0.01)
    with caplog.at_level(logging.WARNING, "navwarn.web"):
        upkeep.start()
        time.sleep(0.3)
        upkeep.stop()
    assert len(caplog.records) == 1
    assert "not brought up to date" in caplog.text


def test_a_server_lists_what_is_so_now(tmp_path: Path) -> None:
    folder = Path(tmp_path)
    installed = "P:curl\nV:8.0-r0\nA:x86_64\no:curl\n\n"
    (folder / "root/lib/apk/db").mkdir(parents=True)
    (folder / "root/lib/apk/db/installed").write_text(installed)
    (folder / "root/etc").mkdir()
    (folder / "root/etc/os-release").write_text("ID=default\nVERSION_ID=1\n")

    def navwarn(*arguments: str) -> None:
        command = [str(NAVWARN), "-q", "--db", str(folder / "ledger.db"), *arguments]
        subprocess.run(command, check=True, cwd=folder, capture_output=True)

    navwarn("image", "add", f"dir:{folder / 'root'}", "--name", "app:1")
    command = [str(NAVWARN), "--db", str(folder / "ledger.db"), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder) as server:
        assert server.stderr is not None
        try:
            port = int(server.stderr.readline().rstrip("/\n").rpartition(":")[2])

            def counted() -> Any:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST)
                connection.request("GET", "/api/v1/images")
                found = json.loads(connection.getresponse().read())
                connection.close()
                return found["items"][0]["vulnerabilities"]

            assert counted() == {}
            navwarn("advisory", "create", "-p", "curl", "--vuln", "CVE-2024-1234", "--type", "detection")
            assert until(lambda: counted() == {"unknown": 1})
            server.send_signal(signal.SIGTERM)
            assert server.wait(_LONGEST) in {0, -signal.SIGTERM}
            assert "Traceback" not in server.stderr.read()
        finally:
            server.kill()
