"""The server as a process: it tells its address, answers over a socket, and ends when asked to."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conformance.program import NAVWARN

if TYPE_CHECKING:
    from pathlib import Path

_WAIT = 60


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_answers_until_it_is_asked_to_stop(tmp_path: Path, how: signal.Signals) -> None:
    command = [str(NAVWARN), "--db", str(tmp_path / "ledger.db"), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        assert server.stderr is not None
        try:
            told = server.stderr.readline()
            port = int(told.rstrip("/\n").rpartition(":")[2])
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WAIT)
            for address in ("/healthz", "/readyz", "/api/v1/advisories"):
                connection.request("GET", address)
                answer = connection.getresponse()
                assert answer.status == 200
                assert json.loads(answer.read())
            connection.request("GET", "/")
            assert b"<html" in connection.getresponse().read()
            connection.close()
            server.send_signal(how)
            assert server.wait(_WAIT) in {0, -how}
            assert "Traceback" not in server.stderr.read()
        finally:
            server.kill()
