"""Entries of a layer out of a tar stream, as container runtimes read them (peers.md A1, A2).

The standard library's reader keeps every member, takes extended headers of any size into memory and needs
five times as long to pass over contents; and where runtimes and readers disagree on a size, an archive can
show one file to us and another to a container.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.inventory import Remark
from navwarn.images.entry import Entry, Kind, normalised
from navwarn.images.interface import DamagedImageError, LimitError
from navwarn.images.tar_header import BLOCK, checksum_fits, name_in, number_in, octal_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from navwarn.images.budget import Budget

_ZEROS = bytes(BLOCK)
_MAX_EXTENSION = 1024 * 1024
_KINDS = {
    **dict.fromkeys((b"0", b"\0", b"7"), Kind.FILE),
    **dict.fromkeys((b"3", b"4", b"6"), Kind.OTHER),
    b"1": Kind.HARD_LINK,
    b"2": Kind.SYMLINK,
    b"5": Kind.DIRECTORY,
    b"S": Kind.SPARSE,
}
_HAVE_CONTENT = (Kind.FILE, Kind.SPARSE)
_LINKS = (Kind.SYMLINK, Kind.HARD_LINK)
_LONG_NAME, _LONG_LINK, _EXTENDED, _SOLARIS, _GLOBAL = b"L", b"K", b"x", b"X", b"g"
_EXTENSIONS = frozenset({_LONG_NAME, _LONG_LINK, _EXTENDED, _SOLARIS, _GLOBAL})
_READ_RECORDS = frozenset({b"path", b"linkpath", b"size", b"GNU.sparse.name"})


class Tar:
    """The entries of an archive in order; between two of them the content of the first can be read.

    Raises ``DamagedImageError`` where the bytes are no archive or end too early, ``LimitError`` where it has
    more than may be read. ``skip`` passes over bytes that ``chunks`` would give next, where that can be done
    without reading them.
    """

    def __init__(
        self,
        chunks: Iterator[bytes],
        budget: Budget,
        place: str,
        *,
        skip: Callable[[int], None] | None = None,
    ) -> None:
        self._chunks = chunks
        self._skip_bytes = skip
        self._budget = budget
        self._place = place
        self._buffer = b""
        self._at = 0
        self._content = 0  # bytes of the present entry that nobody has read
        self._padding = 0
        self._extension: dict[bytes, bytes] = {}
        self._is_sparse = False
        self._unsafe = 0

    def __iter__(self) -> Iterator[Entry]:
        spend, place = self._budget.spend_entry, self._place
        while (header := self._header()) is not None:
            kind = header[156:157]
            if kind in _EXTENSIONS:
                self._extend(kind, header)
                continue
            entry = self._entry(header)
            if entry is not None:
                spend(len(entry.path) + len(entry.target), place)
                yield entry

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """That there were names which climb out of the image or cannot be a path, and how many."""
        if not self._unsafe:
            return ()
        words = "name was not read that climbs" if self._unsafe == 1 else "names were not read that climb"
        reason = f"{self._place}: {self._unsafe} {words} out of the image or cannot be a path"
        return (Remark("unsafe-name", self._place, reason),)

    @property
    def unread(self) -> int:
        """How many bytes of the stream were taken from ``chunks`` and belong to what comes next."""
        return len(self._buffer) - self._at

    def content(self) -> bytes:
        """The content of the present entry, all of it; to be asked for once."""
        count, self._content = self._content, 0
        return self._take(count)

    def drain(self) -> None:
        """Go on to the end of the stream, so that its digest can be told."""
        for _ in self._chunks:
            pass

    def _header(self) -> bytes | None:
        """The next header; ``None`` at the end of the archive."""
        if behind := self._content + self._padding:
            self._skip(behind)
            self._content = self._padding = 0
        at = self._at
        header = self._buffer[at : at + BLOCK]
        if len(header) < BLOCK:
            header = self._take(BLOCK, may_end=True)
        else:
            self._at = at + BLOCK
        if not header or header == _ZEROS:
            return None
        if not checksum_fits(header):
            raise DamagedImageError(f"{self._place} is damaged: a tar header does not have its checksum")
        return header

    def _entry(self, header: bytes) -> Entry | None:
        """The entry of a header and of the extensions before it; ``None`` where it is passed over."""
        extension, self._extension = self._extension, {}
        is_sparse, self._is_sparse = self._is_sparse, False
        kind = _KINDS.get(header[156:157])
        size = self._size(header, extension)
        if kind is None:  # a volume's label, a directory's listing: content that is no file
            self._expect(size)
            return None
        name = extension.get(b"GNU.sparse.name") or extension.get(b"path") or name_in(header)
        if kind in _HAVE_CONTENT:
            self._expect(size)
        else:
            size = 0
        if kind is Kind.SPARSE:
            self._pass_map(header[482])
        elif kind is Kind.FILE and (is_sparse or name.endswith(b"/")):
            # Archives from before 1988 have no directories but in their names.
            kind = Kind.SPARSE if is_sparse else Kind.DIRECTORY
        path = normalised(_text(name))
        if path is None:
            self._unsafe += _text(name).strip("/.") != ""
            return None
        target = ""
        if kind in _LINKS:
            target = _text(extension.get(b"linkpath") or header[157:257].split(b"\0", 1)[0])
            if kind is Kind.HARD_LINK:
                target = normalised(target) or ""
        return Entry(path, kind, size, octal_in(header[100:108]) & 0o7777, target)

    def _size(self, header: bytes, extension: dict[bytes, bytes]) -> int:
        """How many bytes of content follow: what an extension says counts more than the header."""
        said = extension.get(b"size")
        if said is not None:
            size = int(said) if said.isdigit() and len(said) < 20 else -1  # noqa: PLR2004 - of 64 bits
        else:
            size = number_in(header[124:136])
        if size < 0:
            raise DamagedImageError(f"{self._place} is damaged: an entry has an impossible size")
        return size

    def _expect(self, size: int) -> None:
        """Note how much content comes."""
        self._content = size
        self._padding = -size % BLOCK

    def _pass_map(self, is_extended: int) -> None:
        """Pass over the blocks in which an old sparse header goes on."""
        while is_extended:
            is_extended = self._take(BLOCK)[504]

    def _extend(self, kind: bytes, header: bytes) -> None:
        """Take note of what an extension header says of the next entry; of all entries, nothing is read."""
        size = self._size(header, {})
        self._budget.spend_entry(0, self._place)
        if size > _MAX_EXTENSION:
            raise LimitError(f"{self._place} has a tar header of more than {_MAX_EXTENSION} bytes")
        data = self._take(size)
        self._padding = -size % BLOCK
        if kind == _LONG_NAME:
            self._extension[b"path"] = data.split(b"\0", 1)[0]
        elif kind == _LONG_LINK:
            self._extension[b"linkpath"] = data.split(b"\0", 1)[0]
        elif kind != _GLOBAL:
            self._records(data)

    def _records(self, data: bytes) -> None:
        """Take the records ``LENGTH KEY=VALUE`` of an extended header."""
        at = 0
        while at < len(data):
            space = data.find(b" ", at, at + 10)
            length = data[at:space]
            end = at + int(length) if space > at and length.isdigit() else 0
            if space <= at or not space < end <= len(data):
                raise DamagedImageError(f"{self._place} is damaged: an extended tar header cannot be read")
            key, _, value = data[space + 1 : end - 1].partition(b"=")
            if key in _READ_RECORDS:
                self._extension[key] = value
            self._is_sparse = self._is_sparse or key.startswith(b"GNU.sparse.")
            at = end

    def _take(self, count: int, *, may_end: bool = False) -> bytes:
        """Exactly so many bytes; none at the end of the stream where it may end."""
        at = self._at
        data = self._buffer[at : at + count]
        self._at = at + len(data)
        if len(data) == count:
            return data
        blocks, left = [data], count - len(data)
        for chunk in self._chunks:
            if len(chunk) >= left:
                blocks.append(chunk[:left])
                self._buffer, self._at = chunk, left
                return b"".join(blocks)
            blocks.append(chunk)
            left -= len(chunk)
        if may_end and left == count:
            return b""
        raise DamagedImageError(f"{self._place} is damaged: it ends in the middle of an entry")

    def _skip(self, count: int) -> None:
        left = count - (len(self._buffer) - self._at)
        if left <= 0:
            self._at += count
            return
        if self._skip_bytes is not None:
            self._skip_bytes(left)
            self._buffer, self._at = b"", 0
            return
        for chunk in self._chunks:
            if len(chunk) >= left:
                self._buffer, self._at = chunk, left
                return
            left -= len(chunk)
        self._buffer, self._at = b"", 0
        raise DamagedImageError(f"{self._place} is damaged: it ends in the middle of an entry")


def _text(name: bytes) -> str:
    """A name as text that can be shown and stored, whatever its bytes are."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("utf-8", "backslashreplace")
