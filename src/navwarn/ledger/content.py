"""Records as the bytes that are stored: MessagePack, deflated."""

from __future__ import annotations

import zlib
from hashlib import sha256

import msgspec

from navwarn.core.record import Exploited, Record
from navwarn.ledger.affected import affected_packages
from navwarn.ledger.interface import DamagedLedgerError
from navwarn.ledger.knowledge import PackedRecord

_LEVEL = 1
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Record)
_ENTRY_ENCODER = msgspec.json.Encoder(order="deterministic")
_ENTRY_DECODER = msgspec.json.Decoder(Exploited)
_BROKEN = (zlib.error, msgspec.MsgspecError, UnicodeDecodeError)


def pack(record: Record) -> PackedRecord:
    """The record as ``KnowledgeTransaction.store_records`` takes it."""
    content = _ENCODER.encode(record)
    return PackedRecord(
        record.source,
        record.id,
        record.aliases,
        sha256(content).digest(),
        record.modified,
        record.is_void,
        zlib.compress(content, _LEVEL),
        affected_packages(record),
    )


def unpack(content: bytes) -> Record:
    """The record that was stored; raises ``DamagedLedgerError`` where the bytes are none."""
    try:
        return _DECODER.decode(zlib.decompress(content))
    except _BROKEN as error:
        raise DamagedLedgerError(f"a stored record cannot be read: {error}") from None


def write_entry(entry: Exploited) -> str:
    """An entry of a catalogue as JSON: the same entry is always the same text."""
    return _ENTRY_ENCODER.encode(entry).decode()


def read_entry(text: str) -> Exploited:
    """The entry that was stored; raises ``DamagedLedgerError`` where the text is none."""
    try:
        return _ENTRY_DECODER.decode(text)
    except _BROKEN as error:
        raise DamagedLedgerError(f"a stored entry of a catalogue cannot be read: {error}") from None
