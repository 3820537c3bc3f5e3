"""The Merkle tree against RFC 6962: its definition, its vectors, and what proofs must refuse."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navwarn.core.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# The eight leaves that implementations of Certificate Transparency share as test input, with the roots of the
# trees over the first one, two, ... of them.
LEAVES = tuple(
    leaf_hash(bytes.fromhex(content))
    for content in (
        *("", "00", "10", "2021", "3031", "40414243"),
        *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
    )
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
# Proofs over the same leaves, as (index or old size, size, hashes by their first bytes).
INCLUSION = (
    (0, 1, ()),
    (0, 8, ("96a296d2", "5f083f0a", "6b47aaf2")),
    (5, 8, ("bc1a0643", "ca854ea1", "d37ee418")),
    (2, 3, ("fac54203",)),
    (1, 5, ("6e340b9c", "5f083f0a", "bc1a0643")),
)
CONSISTENCY = (
    (1, 1, ()),
    (1, 8, ("96a296d2", "5f083f0a", "6b47aaf2")),
    (6, 8, ("0ebc5d34", "ca854ea1", "d37ee418")),
    (2, 5, ("5f083f0a", "bc1a0643")),
)

leaves = st.lists(st.integers(0, 3).map(lambda n: leaf_hash(bytes([n]))), min_size=1, max_size=40)


def literal_root(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, read literally."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01" + literal_root(hashes[:split]) + literal_root(hashes[split:])).digest()


def test_the_shared_vectors_have_these_roots() -> None:
    assert [root_of(LEAVES[:size]).hex() for size in range(1, 9)] == list(ROOTS)


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize(("index", "size", "starts"), INCLUSION)
def test_the_shared_inclusion_proofs(index: int, size: int, starts: tuple[str, ...]) -> None:
    proof = inclusion_proof(LEAVES[:size], index)
    assert tuple(step.hex()[:8] for step in proof) == starts
    assert verify_inclusion(LEAVES[index], index, size, proof, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "size", "starts"), CONSISTENCY)
def test_the_shared_consistency_proofs(old: int, size: int, starts: tuple[str, ...]) -> None:
    proof = consistency_proof(LEAVES[:size], old)
    assert tuple(step.hex()[:8] for step in proof) == starts
    roots = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[size - 1])
    assert verify_consistency(old, size, *roots, proof)


@given(leaves)
def test_the_root_is_the_one_of_the_definition(hashes: list[bytes]) -> None:
    assert root_of(hashes) == literal_root(hashes)


@given(leaves, st.data())
def test_a_frontier_goes_on_where_it_was_put_down(hashes: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(hashes)))
    begun = Frontier()
    for leaf in hashes[:cut]:
        begun.append(leaf)
    resumed = Frontier(begun.size, begun.peaks)
    for leaf in hashes[cut:]:
        resumed.append(leaf)
    assert resumed.root() == root_of(hashes)
    assert len(resumed.peaks) == len(hashes).bit_count()


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, [LEAVES[0]])


def test_every_proof_of_every_small_tree() -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(20)]
    for size in range(1, 21):
        tree, root = hashes[:size], root_of(hashes[:size])
        for index in range(size):
            assert verify_inclusion(tree[index], index, size, inclusion_proof(tree, index), root)
        for old in range(size + 1):
            proof = consistency_proof(tree, old)
            assert verify_consistency(old, size, root_of(tree[:old]), root, proof)
            assert not verify_consistency(old, size, root_of(tree[:old]), root, [*proof, root])


@given(leaves, st.data())
def test_every_leaf_has_a_proof(hashes: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(hashes) - 1))
    proof = inclusion_proof(hashes, index)
    assert verify_inclusion(hashes[index], index, len(hashes), proof, root_of(hashes))


@given(leaves)
def test_proofs_that_share_their_work_are_the_same_proofs(hashes: list[bytes]) -> None:
    tree = Tree(hashes)
    for index in range(len(hashes)):
        assert tree.inclusion_proof(index) == inclusion_proof(hashes, index)


@given(leaves, st.data())
def test_every_earlier_tree_has_a_proof(hashes: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(0, len(hashes)))
    proof = consistency_proof(hashes, old)
    assert verify_consistency(old, len(hashes), root_of(hashes[:old]), root_of(hashes), proof)


def damaged(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """A proof with a step too many, too few or changed."""
    foreign = sha256(b"foreign").digest()
    at = data.draw(st.integers(0, len(proof)))
    if at == len(proof):
        return [*proof, foreign]
    return data.draw(
        st.sampled_from([proof[:at] + proof[at + 1 :], [*proof[:at], foreign, *proof[at + 1 :]]])
    )


@given(leaves, st.data())
def test_a_damaged_inclusion_proof_proves_nothing(hashes: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(hashes) - 1))
    proof = damaged(data, inclusion_proof(hashes, index))
    assert not verify_inclusion(hashes[index], index, len(hashes), proof, root_of(hashes))


@given(leaves, st.data())
def test_a_damaged_consistency_proof_proves_nothing(hashes: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(0, len(hashes)))
    proof = damaged(data, consistency_proof(hashes, old))
    assert not verify_consistency(old, len(hashes), root_of(hashes[:old]), root_of(hashes), proof)


@given(leaves, st.data())
def test_a_tree_that_was_rewritten_is_not_consistent(hashes: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(hashes)))
    at = data.draw(st.integers(0, old - 1))
    rewritten = [*hashes[:at], leaf_hash(b"rewritten"), *hashes[at + 1 :]]
    proof = consistency_proof(rewritten, old)
    assert not verify_consistency(old, len(hashes), root_of(hashes[:old]), root_of(rewritten), proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0)])
def test_a_leaf_outside_the_tree_is_not_in_it(index: int, size: int) -> None:
    assert not verify_inclusion(LEAVES[0], index, size, [], EMPTY_ROOT)


@pytest.mark.parametrize("old", [-1, 3, 9])
def test_nothing_is_proven_without_a_proof(old: int) -> None:
    assert not verify_consistency(old, 8, LEAVES[0], bytes.fromhex(ROOTS[7]), [])
