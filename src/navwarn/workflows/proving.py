"""Proofs of what the log holds: made from a ledger, and read from the file of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from navwarn.core.entry import leaf
from navwarn.core.merkle import Tree, consistency_proof, root_of
from navwarn.core.proof import Extension, Inclusion, LogHead, Proof, problems
from navwarn.errors import InputError
from navwarn.ledger.interface import DamagedLedgerError
from navwarn.workflows.folder import read_file
from navwarn.workflows.reading import history_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from navwarn.core.entry import Entry
    from navwarn.ledger.interface import Reader

MAX_BYTES = 16 * 1024 * 1024
"""The largest file that is read as a proof."""

_DIGITS = 18


class UnknownEntryError(InputError):
    """The ledger has no entry with this number, or had none at the moment asked for."""

    code = "NW-UNKNOWN-ENTRY"


class ProofFileError(InputError):
    """A file that is no proof."""

    code = "NW-PROOF-FILE"


def prove(
    reader: Reader, wanted: Sequence[str], *, size: int | None = None, since: int | None = None
) -> Proof:
    """The proof that entries are in the log, as it was when it had ``size`` entries.

    ``wanted`` are numbers of entries, and advisory ids for all entries of these. With ``since`` it also
    shows that the log extends the one of so many entries. Raises ``UnknownEntryError`` and
    ``UnknownAdvisoryError``, and ``DamagedLedgerError`` where the ledger cannot prove what it holds.
    """
    head = reader.head()
    size = head.size if size is None else size
    _require_within("the log has", size, head.size)
    if since is not None:
        _require_within("this log has", since, size)
    entries = {entry.sequence: entry for text in wanted for entry in _entries(reader, text, size)}
    leaves = reader.leaf_hashes(size)
    proof = _proof(leaves, [entries[number] for number in sorted(entries)], since)
    _require_sound(proof, expected=head.root if size == head.size else proof.head.root)
    return proof


def _require_within(subject: str, number: int, size: int) -> None:
    if number > size:
        raise UnknownEntryError(f"{subject} {size} entries, and not yet {number}")


def _entries(reader: Reader, text: str, size: int) -> list[Entry]:
    """The entries that a number or an advisory id names, those up to entry ``size``."""
    if not (text.isascii() and text.isdigit()):
        found = [entry for entry in history_of(reader, text) if entry.sequence <= size]
        if not found:
            raise UnknownEntryError(f"nothing about {text} had been recorded by entry {size}")
        return found
    number = int(text) if len(text) <= _DIGITS else 0
    if not 1 <= number <= size:
        raise UnknownEntryError(
            f"there is no entry {text}: they are numbered from 1 to {size}",
            hint="`navwarn advisory history ID` shows the numbers.",
        )
    return list(reader.entries(after=number - 1, until=number))


def _proof(leaves: Sequence[bytes], entries: Sequence[Entry], since: int | None) -> Proof:
    tree = Tree(leaves)
    inclusions = tuple(
        Inclusion(
            entry.sequence,
            leaf(entry),
            leaves[entry.sequence - 1],
            tuple(tree.inclusion_proof(entry.sequence - 1)),
        )
        for entry in entries
    )
    extension = None
    if since is not None:
        earlier = LogHead(since, root_of(leaves[:since]))
        extension = Extension(earlier, tuple(consistency_proof(leaves, since)))
    return Proof(LogHead(len(leaves), root_of(leaves)), inclusions, extension)


def _require_sound(proof: Proof, *, expected: bytes) -> None:
    """Raise where what was made from a ledger proves nothing, which is the ledger's fault."""
    found = problems(proof)
    if proof.head.root != expected:
        found.append("the entries are not those of the head")
    if found:
        raise DamagedLedgerError(
            f"the ledger cannot prove what it holds: {found[0]}", hint="`navwarn db check` tells more."
        )


_Size = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=2**62)]
_Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Path = Annotated[list[_Hash], msgspec.Meta(max_length=128)]


class _Extends(msgspec.Struct):
    size: _Number
    root: _Hash
    path: _Path


class _Item(msgspec.Struct):
    entry: _Number
    leaf: str
    leaf_hash: _Hash
    path: _Path


class _File(msgspec.Struct):
    """The form ``navwarn/proof/1``; keys that are added to it later do not matter here."""

    schema: Literal["navwarn/proof/1"]
    size: _Size
    root: _Hash
    items: list[_Item]
    extends: _Extends | None = None


def load_proof(path: Path) -> Proof:
    """The proof that a file holds, not yet checked; raises ``ProofFileError`` where it is none."""
    data = read_file(path, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise ProofFileError(f"{path} is larger than {MAX_BYTES} bytes, which no proof is")
    try:
        return _read(msgspec.json.decode(data, type=_File))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProofFileError(
            f"{path} is no proof: {error}", hint="`navwarn advisory prove ENTRY -o json` prints one."
        ) from None


def _read(file: _File) -> Proof:
    inclusions = tuple(
        Inclusion(one.entry, one.leaf.encode(), bytes.fromhex(one.leaf_hash), _path(one.path))
        for one in file.items
    )
    extension = None
    if file.extends is not None:
        earlier = LogHead(file.extends.size, bytes.fromhex(file.extends.root))
        extension = Extension(earlier, _path(file.extends.path))
    return Proof(LogHead(file.size, bytes.fromhex(file.root)), inclusions, extension)


def _path(hashes: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(map(bytes.fromhex, hashes))


def proof_json(proof: Proof) -> dict[str, Any]:
    """A proof as the content of its JSON form, hashes in hexadecimal."""
    extension = proof.extension
    return {
        "size": proof.head.size,
        "root": proof.head.root.hex(),
        "extends": extension
        and {
            "size": extension.earlier.size,
            "root": extension.earlier.root.hex(),
            "path": [step.hex() for step in extension.path],
        },
        "items": [
            {
                "entry": one.entry,
                "leaf": one.leaf.decode(),
                "leaf_hash": one.leaf_hash.hex(),
                "path": [step.hex() for step in one.path],
            }
            for one in proof.inclusions
        ],
    }
