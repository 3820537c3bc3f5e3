"""Rules about the data of a detection (documents.md D18-D20, E2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from navwarn.core.event import NVD_FIELDS, SCAN_FIELDS, DetectionType
from navwarn.documents.cpe import is_cpe
from navwarn.versions.interface import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.core.event import Event
    from navwarn.documents.fault import Fault
    from navwarn.documents.rules.place import Place

_TYPES = ", ".join(DetectionType)
_FIELDS = {DetectionType.NVDAPI: NVD_FIELDS, DetectionType.SCAN_V1: SCAN_FIELDS}
_SCANNER = "grype"


def check_detection(event: Event, place: Place) -> Iterator[Fault]:
    """All faults of rules D18 to D20 in a detection whose data is a mapping."""
    kind, inner = event.text("type"), event.data.get("data")
    if kind == DetectionType.MANUAL:
        if inner is not None:
            yield place.fault("D18", "a manual detection has no data of its own: remove it", "data", "data")
    elif kind not in _FIELDS:
        what = f"{quote(kind)} is no type" if kind else "there is no type"
        yield place.fault("D18", f"{what} of detection: write one of {_TYPES}", "data", "type")
    elif not isinstance(inner, dict):
        message = f"a detection of type {kind} needs data with {', '.join(_FIELDS[DetectionType(kind)])}"
        yield place.fault("D18", message, "data", "data")
    elif _is_of_another_type(inner, kind):
        message = f"the data is not that of a detection of type {kind}: correct the type or the data"
        yield place.fault("D18", message, "data", "data")
    elif kind == DetectionType.NVDAPI:
        yield from _check_nvd(inner, place)
    else:
        yield from _check_scan(inner, place)


def _is_of_another_type(inner: dict[str, Any], kind: str) -> bool:
    """Whether the data has fields of the other types and none of its own."""
    own = _FIELDS[DetectionType(kind)]
    others = {field for fields in _FIELDS.values() if fields is not own for field in fields}
    return not any(field in inner for field in own) and any(field in inner for field in others)


def _check_nvd(inner: dict[str, Any], place: Place) -> Iterator[Fault]:
    for field in NVD_FIELDS:
        value = inner.get(field) or ""
        if not is_cpe(str(value)):
            what = f"{quote(str(value))} is no CPE name" if value else "the field is empty"
            message = f"{field}: {what}; write one such as cpe:2.3:a:vendor:product:*:*:*:*:*:*:*:*"
            yield place.fault("D19", message, "data", "data", field)


def _check_scan(inner: dict[str, Any], place: Place) -> Iterator[Fault]:
    for field in SCAN_FIELDS:
        if not inner.get(field):
            yield place.fault("D20", f"{field} is empty: write what the scanner said", "data", "data", field)
    scanner = inner.get("scanner")
    if scanner and scanner != _SCANNER:
        message = f"the scanner {quote(str(scanner))} is not {_SCANNER}: other readers refuse it"
        yield place.warning("D20", message, "data", "data", "scanner")
