"""Proofs a stranger checks: what holds is shown, and nothing that was touched is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.entry import LEAF_TAG, Entry, leaf
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.core.merkle import Tree, consistency_proof, leaf_hash, root_of
from navwarn.core.proof import Extension, Inclusion, LogHead, Proof, content_of, problem_of, problems

ADVISORY = AdvisoryId("NW-2222-3333-4444")
SIZE = 11
CONTENTS = tuple(
    leaf(Entry(number, "acme", ADVISORY, "withdrawn", {"reason": str(number)}, Instant(number)))
    for number in range(1, SIZE + 1)
)
LEAVES = tuple(map(leaf_hash, CONTENTS))


def head(size: int = SIZE) -> LogHead:
    return LogHead(size, root_of(LEAVES[:size]))


def inclusion(entry: int, size: int = SIZE) -> Inclusion:
    index = entry - 1
    path = Tree(LEAVES[:size]).inclusion_proof(index)
    return Inclusion(entry, CONTENTS[index], LEAVES[index], tuple(path))


def proof(*entries: int, since: int | None = None, size: int = SIZE) -> Proof:
    extension = None
    if since is not None:
        extension = Extension(head(since), tuple(consistency_proof(LEAVES[:size], since)))
    return Proof(head(size), tuple(inclusion(entry, size) for entry in entries), extension)


@given(st.integers(1, SIZE), st.data())
def test_every_entry_of_every_log_is_shown(size: int, data: st.DataObject) -> None:
    entries = data.draw(st.lists(st.integers(1, size), max_size=4))
    since = data.draw(st.none() | st.integers(1, size))
    assert problems(proof(*entries, since=since, size=size)) == []


def test_a_head_that_is_trusted_may_be_either_of_the_two() -> None:
    told = proof(3, since=5)
    assert problems(told, [head()]) == []
    assert problems(told, [head(5), head()]) == []


def test_a_proof_about_another_log_than_the_trusted_one_is_refused() -> None:
    other = LogHead(SIZE, root_of(LEAVES[:5]))
    refusal = f"the proof is of another log than the head of {SIZE} entries with root {other.root.hex()}"
    assert problems(proof(3, since=5), [other]) == [refusal]
    assert problems(proof(3), [head(), head(5)]) != []


def test_a_leaf_that_was_changed_is_not_its_hash() -> None:
    forged = replace(inclusion(3), leaf=CONTENTS[2].replace(b'"3"', b'"4"'))
    assert problem_of(forged, head()) == "entry 3: the hash is not that of the leaf"


def test_a_leaf_with_a_hash_of_its_own_does_not_lead_to_the_root() -> None:
    content = CONTENTS[2].replace(b'"3"', b'"4"')
    forged = replace(inclusion(3), leaf=content, leaf_hash=leaf_hash(content))
    assert problem_of(forged, head()) == "entry 3: the audit path does not lead from the leaf to the root"


def test_an_entry_is_not_shown_under_another_number() -> None:
    moved = replace(inclusion(3), entry=4)
    assert problem_of(moved, head()) == "entry 4: the leaf is of no entry with this number"


def test_every_entry_that_fails_is_named() -> None:
    told = proof(2, 3, 4)
    broken = [replace(one, path=one.path[1:]) for one in told.inclusions[1:]]
    found = problems(replace(told, inclusions=(told.inclusions[0], *broken)))
    assert [problem.split(":")[0] for problem in found] == ["entry 3", "entry 4"]


def test_a_log_that_was_rewritten_extends_nothing() -> None:
    rewritten = LogHead(5, root_of([*LEAVES[:4], leaf_hash(b"other")]))
    path = tuple(consistency_proof(LEAVES, 5))
    assert problems(Proof(head(), extension=Extension(rewritten, path))) == [
        "the log does not extend the one of 5 entries"
    ]


def test_every_log_extends_the_empty_one_and_no_other_of_that_size() -> None:
    def since(root: bytes) -> Proof:
        return Proof(head(), extension=Extension(LogHead(0, root), ()))

    assert problems(since(root_of([]))) == []
    assert problems(since(head().root)) == ["the log does not extend the one of 0 entries"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"sequence":1}', id="no tag"),
        pytest.param(b"navwarn/private/1\n{}", id="another tag"),
        pytest.param(LEAF_TAG + b"{", id="no JSON"),
        pytest.param(LEAF_TAG + b'"\xff"', id="no text"),
        pytest.param(LEAF_TAG + b"[" * 100_000, id="endless depth"),
        pytest.param(LEAF_TAG + b"[1]", id="no object"),
    ],
)
def test_what_is_no_leaf_of_a_ledger_shows_no_entry(content: bytes) -> None:
    assert content_of(content) is None
    told = Inclusion(1, content, leaf_hash(content), ())
    assert (
        problem_of(told, LogHead(1, leaf_hash(content)))
        == "entry 1: the leaf is of no entry with this number"
    )


def test_a_leaf_tells_the_public_part_of_its_entry() -> None:
    assert content_of(CONTENTS[0]) == {
        "advisory": ADVISORY,
        "distribution": "acme",
        "kind": "withdrawn",
        "payload": {"reason": "1"},
        "recorded_at": "1970-01-01T00:00:00.000001Z",
        "sequence": 1,
    }
