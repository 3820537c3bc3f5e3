"""Made-up knowledge and images: distributions, statements, records and components in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.cluster import Cluster
from navwarn.core.distribution import Distribution
from navwarn.core.finding import Evaluation, IndexIdentity, Statement
from navwarn.core.instant import DAY, SECOND, Instant
from navwarn.core.inventory import (
    Component,
    Distro,
    ImageSource,
    Inventory,
    Owner,
    Ownership,
    SourceKind,
)
from navwarn.core.record import Affected, Record, VersionRange
from navwarn.core.severity import Role, Scheme, Scoring, Severity
from navwarn.core.status import Status
from navwarn.core.vulnerability import Vulnerability
from navwarn.matching.evaluation import evaluate
from navwarn.matching.index import Index
from navwarn.matching.interface import Knowledge, Known, Stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.core.event import Event
    from navwarn.core.record import Flag

NOW = Instant(1_700_000_000 * SECOND)
IDENTITY = IndexIdentity(7, "ab" * 32, "cd")

ACME = Distribution("acme", "Acme", "ACME", "pkg:apk/acme", os_ids=("acme",))
HARBOR = Distribution("harbor", "Harbor", "HARB", "pkg:apk/harbor", os_ids=("harbor",), includes=("acme",))
DEBLIKE = Distribution(
    "deblike", "Deblike", "DEB", "pkg:deb/deblike", version_scheme="deb", os_ids=("deblike",)
)
DISTRIBUTIONS = {one.name: one for one in (ACME, HARBOR, DEBLIKE)}
ACME_DISTRO = Distro("acme")
LANGUAGES = frozenset({"go", "pypi", "npm", "maven", "rubygems", "crates.io"})


def stated(  # noqa: PLR0913 (each may be left out)
    package: str,
    aliases: str,
    status: Status = Status.FIXED,
    fixed: str = "",
    *,
    distribution: str = "acme",
    advisory: str = "",
    since: int = 0,
    split: tuple[Event, ...] = (),
    reason: str = "",
) -> Stated:
    """A statement of a distribution; ``since`` counts days."""
    names = tuple(aliases.split())
    advisory = advisory or f"ACME-{package}-{'-'.join(names)}-{distribution}"
    moment = Instant(NOW + since * DAY)
    statement = Statement(
        advisory, distribution, package, names, status, moment, fixed_version=fixed, reason=reason
    )
    return Stated(statement, split)


def record(  # noqa: PLR0913 (each may be left out)
    ids: str,
    ecosystem: str,
    package: str,
    *spans: tuple[str, str] | VersionRange,
    versions: tuple[str, ...] = (),
    severity: Severity = Severity.UNKNOWN,
    source: str = "ghsa",
    flags: tuple[Flag, ...] = (),
    upstream: tuple[str, ...] = (),
    title: str = "",
) -> Record:
    """A record about one package; a pair of texts is a range from one version to before another."""
    name, *aliases = ids.split()
    ranges = tuple(
        one if isinstance(one, VersionRange) else VersionRange("ECOSYSTEM", one[0], one[1]) for one in spans
    )
    scorings = () if severity is Severity.UNKNOWN else (scoring(severity),)
    affected = Affected(source, ecosystem, package, ranges=ranges, versions=versions)
    return Record(
        source,
        name,
        tuple(aliases),
        upstream=upstream,
        flags=flags,
        title=title,
        scorings=scorings,
        affected=(affected,),
    )


def scoring(severity: Severity) -> Scoring:
    """A judgement in a word."""
    return Scoring(Scheme.WORD, severity, "somebody", Role.DATABASE)


def known(ids: str, severity: Severity = Severity.UNKNOWN, **facts: Any) -> Known:
    """A vulnerability under all its ids, the canonical one first."""
    members = tuple(ids.split())
    said = None if severity is Severity.UNKNOWN else scoring(severity)
    return Known(Cluster(members), Vulnerability(members[0], said, **facts))


def apk(name: str, version: str, origin: str = "", **more: Any) -> Component:
    """An installed package of Acme."""
    more.setdefault("architecture", "x86_64")
    return Component("apk", name, version, "acme", origin=origin or name, **more)


def owned(component_type: str, name: str, version: str, by: Component, namespace: str = "") -> Component:
    """A language component all of whose evidence a distro package owns."""
    owner = Owner(by.type, by.name, by.version, by.origin)
    return Component(component_type, name, version, namespace, ownership=Ownership.OWNED, owner=owner)


def image(
    *components: Component, distro: Distro | None = ACME_DISTRO, platform: str = "linux/amd64"
) -> Inventory:
    """An image with these components."""
    source = ImageSource(SourceKind.OCI_ARCHIVE, "app.tar", platform=platform)
    return Inventory(source, distro, tuple(components))


def index_of(
    *facts: Stated | Record | Known,
    populated: Iterable[str] = DISTRIBUTIONS,
    ecosystems: frozenset[str] = LANGUAGES,
) -> Index:
    """The index of these facts."""
    return Index(
        Knowledge(
            IDENTITY,
            DISTRIBUTIONS,
            frozenset(populated),
            [one for one in facts if isinstance(one, Stated)],
            [one for one in facts if isinstance(one, Record)],
            ecosystems,
            [one for one in facts if isinstance(one, Known)],
        )
    )


def judge(component: Component | Sequence[Component], *facts: Stated | Record | Known) -> Evaluation:
    """What these facts say of an image with the component."""
    components = [component] if isinstance(component, Component) else component
    return evaluate(image(*components), index_of(*facts))


def found(evaluation: Evaluation) -> list[str]:
    """The ids of the findings, in order."""
    return [finding.vulnerability for finding in evaluation.findings]
