"""Connections of clients who mean no good: slow, endless, ambiguous; and a stop in the middle of requests."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from navwarn.ledger import open_ledger
from navwarn.web import protocol
from tests.conformance.program import NAVWARN
from tests.ledger.making import ONE, event, opened, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAIT = 60
_IMPATIENT = """
import sys
from navwarn.web import protocol
protocol.REQUEST_SECONDS = protocol.ANSWER_SECONDS = 1
from navwarn.cli import main
main()
"""


@contextmanager
def serving(tmp_path: Path, command: list[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server and its port."""
    database = str(tmp_path / "ledger.db")
    with open_ledger(database) as ledger:
        record(ledger, opened(ONE, "zlib"), event(ONE))
    arguments = [*command, "--db", database, "serve", "--port", "0"]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        try:
            told = server.stderr.readline() if server.stderr else ""
            yield server, int(told.rstrip("/\n").rpartition(":")[2])
        finally:
            server.kill()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a server."""
    with serving(tmp_path, [str(NAVWARN)]) as (_, found):
        yield found


def exchange(port: int, *pieces: bytes) -> bytes:
    """All that the server says until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=_WAIT) as connection:
        for piece in pieces:
            try:
                connection.sendall(piece)
            except ConnectionError:
                break
        return _all(connection)


def _all(connection: socket.socket) -> bytes:
    found = b""
    try:
        while data := connection.recv(65_536):
            found += data
    except ConnectionResetError:
        pass
    return found


def statuses(answers: bytes) -> list[int]:
    """The statuses of the answers on one connection."""
    return [int(part[:3]) for part in answers.split(b"HTTP/1.1 ")[1:]]


GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        GET + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + LAST,
        GET + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde" + LAST,
        GET + b"Content-Length: +5\r\n\r\nabcde" + LAST,
        GET + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + LAST,
        GET + b"Content-Length : 5\r\n\r\nabcde" + LAST,
        GET + b"X: a\0b\r\n\r\n" + LAST,
        b"GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n" + LAST,
        b"GET  HTTP/1.1\r\nHost: a\r\n\r\n" + LAST,
        b"\x16\x03\x01\x02\x00\x01\x00\x01" * 8,
    ],
)
def test_what_could_be_read_in_two_ways_is_refused_and_the_connection_ended(
    port: int, request_: bytes
) -> None:
    answers = exchange(port, request_)
    assert statuses(answers)[-1] == 400
    assert b"Traceback" not in answers
    assert statuses(exchange(port, LAST)) == [200]


def test_requests_one_after_the_other_are_answered_in_their_order(port: int) -> None:
    answers = exchange(port, b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n" + GET + b"\r\n" + LAST)
    assert statuses(answers) == [404, 200, 200]


@pytest.mark.parametrize("piece", [b"X-Filler: " + b"a" * 90 + b"\r\n", b"a" * 100])
def test_a_head_without_an_end_is_not_kept_in_memory(port: int, piece: bytes) -> None:
    answers = exchange(port, GET + b"X: ", *[piece * 100] * (protocol.MAX_HEAD // 1_000))
    assert answers == b"" or statuses(answers)[0] in {400, 431}
    assert statuses(exchange(port, LAST)) == [200]


def test_an_upgrade_to_something_else_is_not_made(port: int) -> None:
    answers = exchange(port, GET + b"Upgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n")
    assert statuses(answers) == [200]


def test_whoever_is_slow_is_let_go_while_others_are_answered(tmp_path: Path) -> None:
    command = [str(NAVWARN.with_name("python")), "-c", _IMPATIENT]
    with serving(tmp_path, command) as (_, port):
        slow = [socket.create_connection(("127.0.0.1", port), timeout=_WAIT) for _ in range(20)]
        for place, connection in enumerate(slow[1:]):
            connection.sendall(
                (GET, GET + b"\r\nGET /h", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na")[place % 3]
            )
        started = time.monotonic()
        assert statuses(exchange(port, LAST)) == [200]
        for connection in slow:
            _all(connection)
            connection.close()
        assert time.monotonic() - started < 30


def test_a_server_asked_to_stop_ends_what_it_began_and_begins_nothing_more(tmp_path: Path) -> None:
    with serving(tmp_path, [str(NAVWARN)]) as (server, port):
        found: list[bytes] = []

        def ask() -> None:
            with socket.create_connection(("127.0.0.1", port), timeout=_WAIT) as connection:
                for number in range(10_000):
                    try:
                        connection.sendall(b"GET /advisories?q=%d HTTP/1.1\r\nHost: a\r\n\r\n" % number)
                        answer = connection.recv(65_536)
                    except ConnectionError:
                        return
                    if not answer:
                        return
                    head, _, body = answer.partition(b"\r\n\r\n")
                    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                    while len(body) < length:
                        body += connection.recv(65_536)
                    found.append(head)

        asking = [threading.Thread(target=ask) for _ in range(6)]
        for thread in asking:
            thread.start()
        while len(found) < 20:
            time.sleep(0.01)
        server.send_signal(signal.SIGTERM)
        assert server.wait(_WAIT) in {0, -signal.SIGTERM}
        for thread in asking:
            thread.join(_WAIT)
        assert {head[:12] for head in found} == {b"HTTP/1.1 200"}
        with pytest.raises(ConnectionError):
            socket.create_connection(("127.0.0.1", port), timeout=_WAIT)
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()
