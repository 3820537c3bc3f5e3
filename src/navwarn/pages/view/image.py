"""What the page of one tracked image says."""

from __future__ import annotations

from msgspec import Struct

from navwarn.core.finding import Finding, Subtracted
from navwarn.core.instant import Instant
from navwarn.core.inventory import Component, Distro, ImageConfig, Layer
from navwarn.pages.view.images import ImageName, NotEvaluated, SeverityCount


class TagStep(Struct, frozen=True):
    """That a tag named an image since a moment, and the digest it named before on the same platform.

    ``is_judged`` tells whether anything in it could be: without that, no ``counts`` mean nothing.
    """

    name: ImageName
    since: Instant
    digest: str
    counts: tuple[SeverityCount, ...] = ()
    previous: str = ""
    is_judged: bool = True


class Image(Struct, frozen=True):
    """One tracked image, judged at the moments asked.

    ``counts`` are distinct vulnerabilities by severity, worst first, ``findings`` the open ones of every
    package. ``more_…`` count what is left out because the page is full. ``evaluated`` and ``not_evaluated``
    count packages, and so do ``packages`` tell of each in every place; of ``distinct_packages`` there are
    fewer where one lies in several. ``history`` is that of all tags that ever named it, newest first. Sizes
    are in bytes.
    """

    digest: str
    added: Instant
    names: tuple[ImageName, ...] = ()
    platform: str = ""
    distro: Distro | None = None
    created: Instant | None = None
    size: int | None = None
    counts: tuple[SeverityCount, ...] = ()
    findings: tuple[Finding, ...] = ()
    more_findings: int = 0
    subtracted: tuple[Subtracted, ...] = ()
    more_subtracted: int = 0
    silences: tuple[NotEvaluated, ...] = ()
    evaluated: int = 0
    not_evaluated: int = 0
    packages: tuple[Component, ...] = ()
    more_packages: int = 0
    distinct_packages: int = 0
    config: ImageConfig | None = None
    layers: tuple[Layer, ...] = ()
    history: tuple[TagStep, ...] = ()
