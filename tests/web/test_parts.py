"""The server's parts by themselves: tokens of pages, limits, what is kept, who asks from where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.instant import Instant
from navwarn.trust.token import Token, digest_of, is_secret, new_secret
from navwarn.web.answer import Answer
from navwarn.web.cache import AnswerCache, Kept
from navwarn.web.client import origin_of
from navwarn.web.header import accepts_gzip
from navwarn.web.rate import BURST_SECONDS, RateLimit
from navwarn.workflows.browse.paging import page_token, read_token
from navwarn.workflows.browse.visit import WrongParameterError

KINDS = (int, str, int)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]))
positions = st.tuples(st.integers(-(2**62), 2**62), texts, st.integers(0, 2**62))


@given(position=positions, bound=st.text())
def test_a_page_token_leads_to_its_position(position: tuple[int, str, int], bound: str) -> None:
    assert read_token(page_token(position, bound), bound, KINDS) == position


@given(position=positions, bound=st.text(), other=st.text())
def test_a_page_token_leads_nowhere_in_another_list(
    position: tuple[int, str, int], bound: str, other: str
) -> None:
    if bound.encode("utf-8", "replace") != other.encode("utf-8", "replace"):
        with pytest.raises(WrongParameterError):
            read_token(page_token(position, bound), other, KINDS)


@given(token=st.text(max_size=200))
def test_what_is_no_token_of_a_page_is_told_so(token: str) -> None:
    with pytest.raises(WrongParameterError):
        read_token(token, "list", KINDS)


@pytest.mark.parametrize("position", [(1, 2, 3), (1, "a"), (True, "a", 1), (1, "\0", 1), (2**63, "a", 1)])
def test_a_forged_position_is_refused(position: tuple[int | str, ...]) -> None:
    with pytest.raises(WrongParameterError):
        read_token(page_token(position, "list"), "list", KINDS)


def test_a_client_has_its_burst_and_then_its_rate() -> None:
    limit = RateLimit(2.0)
    assert [limit.wait("a", 0.0) for _ in range(2 * BURST_SECONDS)] == [0] * 2 * BURST_SECONDS
    assert limit.wait("a", 0.0) == 1
    assert limit.wait("b", 0.0) == 0
    assert limit.wait("a", 0.5) == 0
    assert limit.wait("a", 0.5) == 1


def test_without_a_rate_everyone_may_ask() -> None:
    limit = RateLimit(0.0)
    assert {limit.wait("a", 0.0) for _ in range(1_000)} == {0}


def test_what_was_used_last_is_kept_up_to_a_number_of_bytes() -> None:
    cache = AnswerCache(3 * Kept(Answer(b"x" * 100, "text/plain"), "", ()).size)
    for name in "abc":
        cache.put((name, "", "", frozenset()), Kept(Answer(b"x" * 100, "text/plain"), "", ()))
    assert cache.get(("a", "", "", frozenset()))
    cache.put(("d", "", "", frozenset()), Kept(Answer(b"x" * 100, "text/plain"), "", ()))
    assert [name for name in "abcd" if cache.get((name, "", "", frozenset()))] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("accepted", "is_gzip"),
    [
        (b"gzip", True),
        (b"br, gzip;q=0.1", True),
        (b"*", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.0", False),
        (b"br", False),
        (b"", False),
        (b"xgzip", False),
    ],
)
def test_who_accepts_gzip(accepted: bytes, *, is_gzip: bool) -> None:
    assert accepts_gzip(accepted) == is_gzip


@pytest.mark.parametrize("host", [b"a\r\nx", b"<b>", b"a b", b"", b"a/b", b"a@b"])
def test_a_host_that_is_none_is_not_repeated(host: bytes) -> None:
    scope = {"headers": [(b"host", host)], "client": None, "scheme": "http"}
    assert origin_of(scope, trusts_proxy=False).url == "http://localhost"


def test_secrets_are_long_and_only_their_digest_is_kept() -> None:
    secret = new_secret()
    token = Token("1", "vault", digest_of(secret), "", Instant(0), Instant(10))
    assert is_secret(secret)
    assert len({new_secret() for _ in range(100)}) == 100
    assert token.fits(secret)
    assert not token.fits(new_secret())
    assert token.opens(Instant(9))
    assert not token.opens(Instant(10))
    assert secret.encode() not in token.digest
