"""Records: what a source said at an earlier moment, as far as its dates tell."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.core.instant import Instant
from navwarn.core.record import Flag, Record

RECORD = Record("go", "GO-2024-0001", published=Instant(20), title="Flaw")
VOID = replace(RECORD, flags=(Flag.DISPUTED, Flag.WITHDRAWN), withdrawn_at=Instant(30))


@pytest.mark.parametrize(("moment", "is_there"), [(19, False), (20, True), (99, True)])
def test_a_record_is_there_from_its_publication_on(moment: int, *, is_there: bool) -> None:
    assert RECORD.at(Instant(moment)) == (RECORD if is_there else None)
    undated = replace(RECORD, published=None)
    assert undated.at(Instant(moment)) == undated


def test_a_withdrawn_record_stood_until_then() -> None:
    assert VOID.at(Instant(19)) is None
    assert VOID.at(Instant(29)) == replace(RECORD, flags=(Flag.DISPUTED,))
    assert VOID.at(Instant(30)) is None


def test_a_record_withdrawn_nobody_knows_when_stood_never() -> None:
    assert replace(VOID, withdrawn_at=None).at(Instant(25)) is None
