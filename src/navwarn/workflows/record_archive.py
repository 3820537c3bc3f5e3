"""All OSV records in one zip file: the same records make the same bytes (feeds.md G2, section 2.5)."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from navwarn.feeds.osv.publication import Record

_MEMBER_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o644 << 16


class RecordArchive:
    """Takes records, which come ascending by id, and gives the file that holds them."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._members = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, record: Record) -> None:
        """Put in one record; nothing of the machine or the clock comes with it."""
        member = zipfile.ZipInfo(record.file_name, _MEMBER_TIME)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.create_system = _UNIX
        member.external_attr = _MODE
        self._members.writestr(member, record.data)

    def data(self) -> bytes:
        """The file, to which nothing is added any more."""
        self._members.close()
        return self._file.getvalue()
