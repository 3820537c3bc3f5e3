"""Commands to copy that use a feed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.plain import plain
from navwarn.pages.view.feeds import FeedFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from navwarn.pages.view.feeds import Feed
    from navwarn.pages.view.site import Site


class Recipe(Struct, frozen=True):
    """A command, what it is for, and what to know about it."""

    title: str
    command: str
    note: str = ""


_SECDB_NOTE = (
    "Trivy (through trivy-db) and Grype (through vunnel) build their databases from files of this kind. "
    "An entry under version 0 says that the package was never affected."
)
_OSV_NOTE = (
    "all.json lists every record with the time it last changed; each is a file beside it, named by its id. "
    "Withdrawn records stay, marked as withdrawn."
)
_VEX_NOTE = "The scanner moves what we say is fixed or not affected to what it leaves out of its report."


def recipes(site: Site, feeds: Sequence[Feed]) -> Iterator[Recipe]:
    """The commands for the feeds there are, one set for each format; the first feed of a format serves."""
    first = {feed.format: feed for feed in reversed(feeds)}
    if secdb := first.get(FeedFormat.SECDB):
        yield Recipe("secdb with curl", _fetch(site, secdb.path), _SECDB_NOTE)
    if osv := first.get(FeedFormat.OSV):
        yield Recipe("OSV with curl", _fetch(site, osv.path), _OSV_NOTE)
    if openvex := first.get(FeedFormat.OPENVEX):
        file = _file_name(openvex.path)
        yield Recipe("Grype", f"{_fetch(site, openvex.path)}\ngrype IMAGE --vex {file}", _VEX_NOTE)
        yield Recipe("Trivy", f"{_fetch(site, openvex.path)}\ntrivy image --vex {file} IMAGE", _VEX_NOTE)
    if atom := first.get(FeedFormat.ATOM):
        yield Recipe(
            "Any feed reader", _address(site, atom.path), "Every list of advisories has such a feed."
        )


def _address(site: Site, path: str) -> str:
    return plain(site.url + path).replace("\n", "")


def _fetch(site: Site, path: str) -> str:
    return f"curl -fsS -o {_file_name(path)} {shlex.quote(_address(site, path))}"


def _file_name(path: str) -> str:
    return shlex.quote(plain(path).replace("\n", "").rsplit("/", 1)[-1] or "feed")
