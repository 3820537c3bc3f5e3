"""Revisions: the documents a directory held at an earlier commit, read from git without a checkout.

Git runs as a program with a list of arguments; nothing is fetched, and nothing is written.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from navwarn.errors import ExternalError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SAFE = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_FILE_MODES = frozenset({"100644", "100755"})


class RevisionError(InputError):
    """A base that is neither a directory nor a revision git knows."""

    code = "NW-REVISION"


class _Blob(NamedTuple):
    name: str
    digest: str
    size: int


def read_revision(directory: Path, revision: str, max_bytes: int) -> list[tuple[str, bytes]]:
    """Names and contents of the documents that a directory held at a revision, in the byte order of names.

    Where the directory's branch left that of the revision earlier, the commit at which it did is read
    (documents.md 7.2): what others added since was never removed here.

    Raises ``RevisionError`` where the directory is in no repository, the revision does not exist or a file
    is larger than ``max_bytes``; ``ExternalError`` where git cannot be run.
    """
    commit = _fork_point(directory, _resolve(directory, revision))
    blobs = list(_documents(_git(directory, "ls-tree", "-z", "-l", commit)))
    for blob in blobs:
        if blob.size > max_bytes:
            raise RevisionError(
                f"{blob.name} has {blob.size} bytes in {revision}; at most {max_bytes} are read"
            )
    wanted = "".join(f"{blob.digest}\n" for blob in blobs)
    output = _git(directory, "cat-file", "--batch", stdin=wanted.encode())
    return sorted(_contents(blobs, output), key=lambda item: os.fsencode(item[0]))


def _resolve(directory: Path, revision: str) -> str:
    """The id of the commit a person means."""
    if revision.startswith("-") or not revision:
        raise RevisionError(f"{revision!r} is neither a directory nor a git revision")
    done = _run(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if done.returncode == 0:
        return done.stdout.decode().strip()
    if _run(directory, "rev-parse", "--git-dir").returncode:
        raise RevisionError(
            f"{revision!r} is no directory, and {directory} is in no git repository that could have it as a"
            " revision"
        )
    raise RevisionError(
        f"{revision!r} is neither a directory nor a revision of the git repository of {directory}"
    )


def _fork_point(directory: Path, commit: str) -> str:
    """The newest commit that a commit and the directory's own have in common; itself where there is none."""
    done = _run(directory, "merge-base", commit, "HEAD")
    return done.stdout.decode().strip() if done.returncode == 0 else commit


def _documents(listing: bytes) -> Iterator[_Blob]:
    """The documents among the entries of ``git ls-tree -z -l``, by the rule of ``tree.list_files``."""
    for line in listing.split(b"\0")[:-1]:
        head, _, raw_name = line.partition(b"\t")
        mode, _, digest, size = head.decode().split()
        name = os.fsdecode(raw_name)
        if mode in _FILE_MODES and name.endswith(".yaml") and not name.startswith("."):
            yield _Blob(name, digest, int(size))


def _contents(blobs: list[_Blob], output: bytes) -> Iterator[tuple[str, bytes]]:
    """The contents in the output of ``git cat-file --batch``: a line about each, then its bytes."""
    start = 0
    for blob in blobs:
        begin = output.index(b"\n", start) + 1
        yield blob.name, output[begin : begin + blob.size]
        start = begin + blob.size + 1


def _git(directory: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    done = _run(directory, *arguments, stdin=stdin)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise ExternalError(f"git {arguments[0]} failed in {directory}: {reason}", code="NW-GIT")
    return done.stdout


def _run(directory: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(directory), *arguments]
    try:
        return subprocess.run(  # noqa: S603  # a list of arguments, of which the revision cannot be an option
            command, input=stdin, capture_output=True, check=False, env={**os.environ, **_SAFE}
        )
    except FileNotFoundError:
        raise ExternalError("git is not installed: name a directory as base", code="NW-GIT") from None
