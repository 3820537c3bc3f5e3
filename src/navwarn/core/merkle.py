"""The Merkle tree of RFC 6962: hashes, roots and proofs over the leaves of the ledger.

All hashes are 32 bytes of SHA-256; leaves are given as leaf hashes. Proofs are lists of hashes in the order
of RFC 6962 sections 2.1.1 and 2.1.2.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EMPTY_ROOT = sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf's content."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: enough to append leaves and tell the root, in logarithmic space.

    ``peaks`` are the roots of the complete subtrees that cover the leaves, largest first.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError("the number of peaks does not fit the size of the tree")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the right, in order."""
        peaks = self.peaks
        for node in leaves:
            size = self.size
            while size & 1:
                node = node_hash(peaks.pop(), node)  # noqa: PLW2901  # the leaf becomes the tree it completes
                size >>= 1
            peaks.append(node)
            self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


class Tree:
    """The tree over leaf hashes, for several proofs: what one of them computed the next need not."""

    __slots__ = ("_leaves", "_roots")

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._leaves = leaves
        self._roots: dict[tuple[int, int], bytes] = {}

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The audit path that proves the leaf at ``index`` (from 0)."""
        path: list[bytes] = []
        start, stop = 0, len(self._leaves)
        while stop - start > 1:
            middle = start + _split(stop - start)
            if index < middle:
                path.append(self._root(middle, stop))
                stop = middle
            else:
                path.append(self._root(start, middle))
                start = middle
        path.reverse()
        return path

    def _root(self, start: int, stop: int) -> bytes:
        """The root over the leaves from ``start`` to before ``stop``."""
        root = self._roots.get((start, stop))
        if root is None:
            root = self._roots[start, stop] = root_of(self._leaves[start:stop])
        return root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path that proves the leaf at ``index`` (from 0) in the tree over ``leaves``."""
    return Tree(leaves).inclusion_proof(index)


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The proof that the tree over ``leaves`` extends the one over its first ``old_size`` leaves."""
    if not 0 < old_size < len(leaves):
        return []
    return _subproof(leaves, old_size, is_whole=True)


def _subproof(leaves: Sequence[bytes], old_size: int, *, is_whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    middle = _split(len(leaves))
    if old_size <= middle:
        proof = _subproof(leaves[:middle], old_size, is_whole=is_whole)
        return [*proof, root_of(leaves[middle:])]
    proof = _subproof(leaves[middle:], old_size - middle, is_whole=False)
    return [*proof, root_of(leaves[:middle])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` is at ``index`` of the tree of ``size`` leaves with ``root``."""
    if not 0 <= index < size:
        return False
    node, position, last = leaf, index, size - 1
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(step, node)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            node = node_hash(node, step)
        position >>= 1
        last >>= 1
    return last == 0 and node == root


def verify_consistency(
    old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether ``proof`` shows that the tree with ``root`` only added leaves to the one with ``old_root``."""
    if not 0 <= old_size <= size:
        return False
    if old_size in {0, size}:
        return not proof and (old_size == 0 or old_root == root)
    steps = list(proof)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old_node = node = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_node, node = node_hash(step, old_node), node_hash(step, node)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            node = node_hash(node, step)
        position >>= 1
        last >>= 1
    return last == 0 and old_node == old_root and node == root
