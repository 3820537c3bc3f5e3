"""Inventories, components and findings as what is stored: MessagePack deflated, or JSON."""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.finding import Finding
from navwarn.core.inventory import Component, Distro, Inventory, Remark
from navwarn.ledger.interface import DamagedLedgerError
from navwarn.ledger.tracking import Installed

_Content = TypeVar("_Content")

_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(Inventory)
_JSON = msgspec.json.Encoder(order="deterministic")
_INSTALLED = msgspec.json.Decoder(Installed)
_FINDING = msgspec.json.Decoder(Finding)
_ANY = frozenset({"", "noarch", "all"})
_BROKEN = (zlib.error, msgspec.MsgspecError, UnicodeDecodeError)


def pack_inventory(inventory: Inventory) -> bytes:
    """An inventory as it is stored."""
    return zlib.compress(_PACK.encode(inventory))


class _Remarked(Struct, frozen=True):
    """Of an inventory what could not be read: the rest is skipped."""

    remarks: tuple[Remark, ...]


_UNPACK_REMARKS = msgspec.msgpack.Decoder(_Remarked)


def unpack_inventory(content: bytes) -> Inventory:
    """The inventory that was stored; raises ``DamagedLedgerError`` where the bytes are none."""
    return _unpack(_UNPACK, content)


def unpack_remarks(content: bytes) -> tuple[Remark, ...]:
    """The remarks of an inventory that was stored; raises as ``unpack_inventory`` does."""
    return _unpack(_UNPACK_REMARKS, content).remarks


def is_unread(content: bytes) -> bool:
    """Whether something was in the image that could not be read; raises as ``unpack_inventory`` does."""
    return any(one.is_unread for one in unpack_remarks(content))


def _unpack(decoder: msgspec.msgpack.Decoder[_Content], content: bytes) -> _Content:
    try:
        return decoder.decode(zlib.decompress(content))
    except _BROKEN as error:
        raise DamagedLedgerError(f"a stored inventory cannot be read: {error}") from None


def installed(component: Component, distro: Distro | None, platform: str) -> Installed:
    """What of a component a judgement depends on: neither where it lies nor how it was described."""
    bare = replace(component, locations=(), layer="", licenses=(), purl="", other_purls=())
    return Installed(distro, bare, "" if component.architecture not in _ANY else platform)


def bare(component: Component, inventory: Inventory) -> Installed:
    """The same of a component of an image: components of which it is the same are one and the same."""
    return installed(component, inventory.distro, inventory.source.platform)


def write_installed(one: Installed) -> tuple[str, str]:
    """The identity of a component, in hex, and its content as JSON."""
    content = _JSON.encode(one)
    return sha256(content).hexdigest(), content.decode()


def read_installed(content: str) -> Installed:
    """The component that was stored; raises ``DamagedLedgerError`` where the text is none."""
    try:
        return _INSTALLED.decode(content)
    except _BROKEN as error:
        raise DamagedLedgerError(f"a stored component cannot be read: {error}") from None


def write_finding(finding: Finding) -> str:
    """A finding as JSON."""
    return _JSON.encode(finding).decode()


def read_finding(content: str) -> Finding:
    """The finding that was stored; raises ``DamagedLedgerError`` where the text is none."""
    try:
        return _FINDING.decode(content)
    except _BROKEN as error:
        raise DamagedLedgerError(f"a stored finding cannot be read: {error}") from None
