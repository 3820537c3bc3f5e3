"""What matching takes: all that is known at one pair of moments, as far as one question needs it.

The way through the room, in the order a caller goes it::

    wanted = need.wanted(inventory, distributions, distribution=chosen)  # what has to be fetched
    ids = need.named_ids(statements, records)  # whose summaries have to be fetched
    index = Index(Knowledge(...))
    evaluation = evaluate(inventory, index, distribution=chosen)

One index judges any number of images (``index.Index.matcher``, ``fleet``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from navwarn.core.cluster import Cluster
from navwarn.core.distribution import Distribution
from navwarn.core.event import Event
from navwarn.core.finding import IndexIdentity, Statement
from navwarn.core.record import Record
from navwarn.core.vulnerability import Vulnerability


class PackageName(NamedTuple):
    """A package by the ecosystem of OSV it belongs to, release included, and its name there.

    Both are written as OSV writes them: ``Go`` and ``golang.org/x/net``, ``Alpine:v3.20`` and ``zlib``.
    """

    ecosystem: str
    name: str


class Stated(Struct, frozen=True):
    """A statement of ours, and how it came about where that depends on the architecture.

    ``split`` holds the events of an advisory some of whose events are about some architectures only
    (``core.standing.is_split``); for any other it is empty. ``statement.of_advisory`` makes it.
    """

    statement: Statement
    split: tuple[Event, ...] = ()


class Known(Struct, frozen=True):
    """A vulnerability as all sources together know it: which ids name it, and what they say of it."""

    cluster: Cluster
    summary: Vulnerability


class Knowledge(Struct, frozen=True):
    """All that a judgement rests on.

    ``distributions`` are all that are configured, by name. ``populated`` names those that have any advisory
    at these moments: zero findings from a distribution without advisories is not "clean". ``statements`` are
    those about the packages that were wanted, withdrawn ones or not. ``records`` may be about more packages
    than were wanted: names are compared here as their ecosystem does. ``ecosystems`` are all that any stored
    record is about, in lower case and with their release (``go``, ``alpine:v3.20``): Alpine 3.19 says
    nothing about 3.20. ``vulnerabilities`` are those of the ids that ``need.named_ids`` names.
    """

    identity: IndexIdentity
    distributions: Mapping[str, Distribution]
    populated: frozenset[str] = frozenset()
    statements: Sequence[Stated] = ()
    records: Sequence[Record] = ()
    ecosystems: frozenset[str] = frozenset()
    vulnerabilities: Sequence[Known] = ()


class Wanted(Struct, frozen=True):
    """What has to be known to judge an inventory.

    ``distributions`` are those that speak for its packages, nearest first. ``packages`` are names of origin
    packages and of packages, about which any statement of these distributions is wanted. ``records`` are the
    packages about which records are wanted.
    """

    distributions: tuple[str, ...] = ()
    packages: frozenset[str] = frozenset()
    records: frozenset[PackageName] = frozenset()
