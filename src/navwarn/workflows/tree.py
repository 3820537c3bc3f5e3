"""Directories of advisory documents: what each of their files says.

Parsed documents are cached by the hash of their content in the user's cache directory, so that a second run
over an unchanged tree reads bytes and no YAML. ``NAVWARN_CACHE=off`` leaves the cache alone.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from navwarn.documents import swift
from navwarn.documents.decode import decode
from navwarn.documents.document import MAX_BYTES, Document
from navwarn.documents.fault import Fault
from navwarn.documents.parse import parse
from navwarn.workflows.cache import ParsedCache
from navwarn.workflows.collector import paused_collector
from navwarn.workflows.folder import list_files, read_file
from navwarn.workflows.parallel import map_ahead, map_parallel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ENCODER = msgspec.msgpack.Encoder()


class Parsed(Struct, frozen=True):
    """What parsing a file yields: the document if there is one, and its faults of rule D1."""

    document: Document | None
    faults: tuple[Fault, ...]


class LoadedFile(Struct, frozen=True):
    """One file of a directory: name, path as given, content and what it says."""

    name: str
    path: Path
    data: bytes
    document: Document | None
    faults: tuple[Fault, ...]


def load_directory(directory: Path, *, max_bytes: int = MAX_BYTES) -> list[LoadedFile]:
    """All documents of a directory with their content, in the byte order of file names."""
    files = list_files(directory)
    return load_files(directory, files, [read_file(path, max_bytes) for path in files], max_bytes=max_bytes)


def load_files(
    directory: Path, files: Sequence[Path], contents: Sequence[bytes], *, max_bytes: int = MAX_BYTES
) -> list[LoadedFile]:
    """What the files of a directory say, whose contents have been read."""
    cache = ParsedCache(directory) if max_bytes == MAX_BYTES else None
    with paused_collector():
        parsed = parse_all(contents, max_bytes, cache)
    return [
        LoadedFile(path.name, path, data, result.document, result.faults)
        for path, data, result in zip(files, contents, parsed, strict=True)
    ]


def size_of(files: Iterable[Path]) -> int:
    """The bytes in all files that can be looked at, which is what reading them costs."""
    size = 0
    for path in files:
        with suppress(OSError):
            size += path.stat().st_size
    return size


def stream_files(directory: Path, files: Sequence[Path], *, max_bytes: int) -> Iterator[LoadedFile]:
    """Files of a directory one by one, read and parsed ahead of who asks for them where that pays."""
    cache = ParsedCache(directory) if max_bytes == MAX_BYTES else None
    known = cache.load() if cache else {}

    def parsed(path: Path) -> tuple[bytes, bytes, bytes]:
        data = read_file(path, max_bytes)
        key = hashlib.sha256(data).digest()
        return data, key, known.get(key) or parse_blob(data, max_bytes)

    found: dict[bytes, bytes] = {}
    for path, (data, key, blob) in zip(files, map_ahead(parsed, files, size_of(files)), strict=True):
        found[key] = blob
        result = _decode(blob, data, max_bytes)
        yield LoadedFile(path.name, path, data, result.document, result.faults)
    if cache and not found.keys() <= known.keys():
        cache.store(found)


def parse_all(
    contents: Sequence[bytes], max_bytes: int = MAX_BYTES, cache: ParsedCache | None = None
) -> list[Parsed]:
    """What each content says, from the cache where it holds it; the cache then holds these and no more."""
    keys = [hashlib.sha256(data).digest() for data in contents]
    known = cache.load() if cache else {}
    missing = {key: data for key, data in zip(keys, contents, strict=True) if key not in known}
    fresh = map_parallel(lambda data: parse_blob(data, max_bytes), list(missing.values()), cost=len)
    known.update(zip(missing, fresh, strict=True))
    if cache and missing:
        cache.store({key: known[key] for key in keys})
    return [_decode(known[key], data, max_bytes) for key, data in zip(keys, contents, strict=True)]


def parse_blob(data: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """What a file says, encoded for the cache and for the way between processes."""
    document = swift.read(data) if len(data) <= max_bytes else None
    if document is not None:
        return _ENCODER.encode(Parsed(document, ()))
    source = parse(data, max_bytes=max_bytes)
    if source.root is None:
        return _ENCODER.encode(Parsed(None, source.faults))
    document, faults = decode(source.root)
    return _ENCODER.encode(Parsed(document, (*source.faults, *faults)))


def _decode(blob: bytes, data: bytes, max_bytes: int) -> Parsed:
    """The parse result in a blob; a damaged one is made again from the content."""
    try:
        return _decoder().decode(blob)
    except msgspec.DecodeError:
        return _decoder().decode(parse_blob(data, max_bytes))


@lru_cache(maxsize=1)
def _decoder() -> msgspec.msgpack.Decoder[Parsed]:
    return msgspec.msgpack.Decoder(Parsed)
