"""Directories of advisory documents: which files count, and what each of them says.

Parsed documents are cached by the hash of their content in the user's cache directory, so that a second run
over an unchanged tree reads bytes and no YAML. ``NAVWARN_CACHE=off`` leaves the cache alone.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from navwarn.documents import swift
from navwarn.documents.decode import decode
from navwarn.documents.document import Document
from navwarn.documents.fault import Fault
from navwarn.documents.parse import MAX_BYTES, parse
from navwarn.errors import ExternalError, InputError
from navwarn.workflows.cache import ParsedCache
from navwarn.workflows.parallel import map_ahead, map_parallel, paused_collector

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ENCODER = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What parsing a file yields: the document if there is one, and its faults of rule D1."""

    document: Document | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file of a directory: name, path as given, content and what it says."""

    name: str
    path: Path
    data: bytes
    document: Document | None
    faults: tuple[Fault, ...]


def list_files(directory: Path) -> list[Path]:
    """The files of a directory that are documents, in the byte order of their names (documents.md F1, F2).

    These are the top-level ``*.yaml`` files that are not hidden. Raises ``InputError`` when the directory is
    not one, ``ExternalError`` when it cannot be read.
    """
    try:
        names = [
            path
            for path in directory.iterdir()
            if path.suffix == ".yaml" and not path.name.startswith(".") and not path.is_dir()
        ]
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            f"{directory} is not a directory: name the one that holds the *.advisories.yaml files",
            code="NW-NO-DIRECTORY",
        ) from None
    except OSError as error:
        raise ExternalError(f"{directory} cannot be read: {error.strerror}", code="NW-DISK") from None
    return sorted(names, key=lambda path: path.name.encode("utf-8", "surrogateescape"))


def read_file(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file, at most one more than ``max_bytes`` so that a larger one is noticed.

    Raises ``ExternalError`` where it cannot be read, as what is no file: a pipe nobody writes into would keep
    us waiting for ever.
    """
    try:
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise ExternalError(f"{path} cannot be read: it is no regular file", code="NW-DISK")
            size = state.st_size
            data = file.read(min(size, max_bytes) + 1)
            # Asked for one byte more than there are, a file gives all of them at once: nearly always.
            while len(data) != size and len(data) <= max_bytes:
                more = file.read(max_bytes + 1 - len(data))
                if not more:
                    break
                data += more
            return data
    except OSError as error:
        raise ExternalError(f"{path} cannot be read: {error.strerror}", code="NW-DISK") from None


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def load_directory(directory: Path, *, max_bytes: int = MAX_BYTES) -> list[LoadedFile]:
    """All documents of a directory with their content, in the byte order of file names."""
    files = list_files(directory)
    contents = [read_file(path, max_bytes) for path in files]
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
