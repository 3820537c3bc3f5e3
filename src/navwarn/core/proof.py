"""Proofs about the log that a stranger can check: entries that are in it, and an earlier head it extends.

A proof holds all that is needed besides a head one trusts. Hashes are SHA-256 of RFC 6962: of a leaf over a
zero byte and the leaf's content, of a node over a one byte and its two parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from navwarn.core import canonical
from navwarn.core.entry import LEAF_TAG
from navwarn.core.merkle import EMPTY_ROOT, leaf_hash, verify_consistency, verify_inclusion

if TYPE_CHECKING:
    from collections.abc import Sequence


class LogHead(Struct, frozen=True):
    """A state of the log: how many entries, and the root over them."""

    size: int
    root: bytes


class Inclusion(Struct, frozen=True):
    """That an entry is in the log: its number, the content of its leaf, the leaf's hash, the audit path."""

    entry: int
    leaf: bytes
    leaf_hash: bytes
    path: tuple[bytes, ...]


class Extension(Struct, frozen=True):
    """That the log only added entries to an earlier state of itself."""

    earlier: LogHead
    path: tuple[bytes, ...]


class Proof(Struct, frozen=True):
    """What is shown about the log with a head: entries in it, and perhaps an earlier head it extends."""

    head: LogHead
    inclusions: tuple[Inclusion, ...] = ()
    extension: Extension | None = None


def content_of(leaf: bytes) -> dict[str, Any] | None:
    """The public part of an entry that a leaf's content holds; ``None`` where it is no leaf of ours."""
    if not leaf.startswith(LEAF_TAG):
        return None
    try:
        content = canonical.decode(leaf.removeprefix(LEAF_TAG))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def problems(proof: Proof, trusted: Sequence[LogHead] = ()) -> list[str]:
    """What a proof fails to show, a sentence each; empty where it shows all it claims.

    Each of the ``trusted`` heads must be the head of the proof or the earlier one that it extends.
    """
    found = [problem for one in proof.inclusions if (problem := problem_of(one, proof.head))]
    if proof.extension is not None and not _is_extended(proof.head, proof.extension):
        found.append(f"the log does not extend the one of {proof.extension.earlier.size} entries")
    shown = {proof.head} if proof.extension is None else {proof.head, proof.extension.earlier}
    found.extend(
        f"the proof is of another log than the head of {head.size} entries with root {head.root.hex()}"
        for head in trusted
        if head not in shown
    )
    return found


def problem_of(inclusion: Inclusion, head: LogHead) -> str:
    """Why an entry is not shown to be in the log with a head; empty where it is."""
    place = f"entry {inclusion.entry}"
    if leaf_hash(inclusion.leaf) != inclusion.leaf_hash:
        return f"{place}: the hash is not that of the leaf"
    content = content_of(inclusion.leaf)
    if content is None or content.get("sequence") != inclusion.entry:
        return f"{place}: the leaf is of no entry with this number"
    is_in = verify_inclusion(inclusion.leaf_hash, inclusion.entry - 1, head.size, inclusion.path, head.root)
    return "" if is_in else f"{place}: the audit path does not lead from the leaf to the root"


def _is_extended(head: LogHead, extension: Extension) -> bool:
    earlier = extension.earlier
    if earlier.size == 0 and earlier.root != EMPTY_ROOT:
        return False
    return verify_consistency(earlier.size, head.size, earlier.root, head.root, extension.path)
