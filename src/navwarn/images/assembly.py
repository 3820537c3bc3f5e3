"""What cataloguers read of an image, put together: the distribution, its packages, and who owns what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.inventory import NO_DISTRIBUTION, Component, Distro, Remark, component_order
from navwarn.images.cataloguers.dpkg import named_by_package
from navwarn.images.cataloguers.os_release import PLACES
from navwarn.images.cataloguers.unread_database import REMARKS as UNREAD
from navwarn.images.merging import merged
from navwarn.images.ownership import with_ownership
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from navwarn.images.interface import OwnedFiles
    from navwarn.images.survey import Found, Survey

_MAX_REMARKS = 1000


def assembled(survey: Survey) -> tuple[Distro | None, tuple[Component, ...], tuple[Remark, ...]]:
    """Distribution, components in the order of an inventory, and remarks."""
    found = sorted(survey.found, key=lambda one: (one.path, one.cataloguer))
    distro = _distro(found)
    components = [
        replace(part, layer=one.layer, locations=tuple(sorted({*part.locations, *_companions(one, survey)})))
        for one in found
        for part in one.reading.components
    ]
    remarks = [remark for one in found for remark in one.reading.remarks]
    owned = named_by_package([files for one in found for files in one.reading.owned], components)
    is_complete = _is_complete(components, owned, remarks)
    whole = finished(components, owned, distro, canonical=survey.tree.canonical, is_complete=is_complete)
    if distro is None and any(one.is_distro for one in whole):
        reason = "no os-release says which distribution the packages are of"
        remarks.append(Remark(NO_DISTRIBUTION, "/etc/os-release", reason))
    return distro, whole, bounded((*survey.remarks, *remarks))


def finished(
    components: Iterable[Component],
    owned: Sequence[OwnedFiles],
    distro: Distro | None,
    *,
    canonical: Callable[[str], str],
    is_complete: bool,
) -> tuple[Component, ...]:
    """The components with what takes the whole image, in order: namespaces, purls, owners."""
    named = [_named(one, distro) if one.is_distro else one for one in components]
    settled = with_ownership(merged(named), owned, canonical=canonical, is_complete=is_complete)
    return tuple(sorted(settled, key=component_order))


def bounded(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The remarks, sorted, each once; beyond a thousand the last one says how many there are in all."""
    every = sorted(set(remarks), key=lambda one: (one.code, one.subject, one.message))
    if len(every) <= _MAX_REMARKS:
        return tuple(every)
    rest = Remark("more-remarks", str(len(every)), f"{len(every)} remarks in all, most are left out")
    return (*every[: _MAX_REMARKS - 1], rest)


def _distro(found: Sequence[Found]) -> Distro | None:
    said = {one.path: one.reading.distro for one in found if one.reading.distro}
    return next((said[path] for path in PLACES if path in said), None)


def _companions(found: Found, survey: Survey) -> list[str]:
    """The files beside the evidence that are evidence too, where the image has them."""
    places = ((path, survey.tree.resolve(path)) for path in found.reading.companions)
    return [path for path, place in places if place is not None and not isinstance(place[1], dict)]


def _named(component: Component, distro: Distro | None) -> Component:
    """A distro package with the namespace and the purl that its distribution gives it (scanning.md SR1)."""
    origin = "" if component.origin == component.name else component.origin
    if component.origin_version != component.version:
        origin = f"{component.origin}@{component.origin_version}"
    qualifiers = {
        "arch": component.architecture,
        "distro": f"{distro.id}-{distro.version}".rstrip("-") if distro else "",
        "upstream": origin,
    }
    namespace = distro.id if distro else ""
    purl = write_purl(
        component.type, component.name, component.version, namespace=namespace, qualifiers=qualifiers
    )
    return replace(component, namespace=namespace, purl=purl)


def _is_complete(
    components: Iterable[Component], owned: Iterable[OwnedFiles], remarks: Iterable[Remark]
) -> bool:
    """Whether every distro package says which files it owns."""
    listed = {(one.type, one.name) for one in owned}
    return all(one.code not in UNREAD for one in remarks) and all(
        (one.type, one.name) in listed for one in components if one.is_distro
    )
