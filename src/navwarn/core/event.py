"""Events: the timestamped facts of an advisory, and the words their data uses (documents.md section 4)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from navwarn.core.instant import Instant


class EventType(StrEnum):
    """The seven types of schema 2.0.2."""

    DETECTION = "detection"
    TRUE_POSITIVE = "true-positive-determination"
    FALSE_POSITIVE = "false-positive-determination"
    PENDING_UPSTREAM_FIX = "pending-upstream-fix"
    FIXED = "fixed"
    FIX_NOT_PLANNED = "fix-not-planned"
    ANALYSIS_NOT_PLANNED = "analysis-not-planned"


class DetectionType(StrEnum):
    """How a detection came about (documents.md E2)."""

    MANUAL = "manual"
    NVDAPI = "nvdapi"
    SCAN_V1 = "scan/v1"


class FalsePositiveType(StrEnum):
    """Why a package is not affected (documents.md E3)."""

    ANALYSIS_CONTESTED = "vulnerability-record-analysis-contested"
    COMPONENT_MISMATCH = "component-vulnerability-mismatch"
    VERSION_NOT_USED = "vulnerable-code-version-not-used"
    NOT_INCLUDED = "vulnerable-code-not-included-in-package"
    NOT_IN_EXECUTION_PATH = "vulnerable-code-not-in-execution-path"
    NOT_CONTROLLABLE = "vulnerable-code-cannot-be-controlled-by-adversary"
    INLINE_MITIGATIONS = "inline-mitigations-exist"


class FixMethod(StrEnum):
    """How a fix was made (documents.md X2)."""

    UPSTREAM_RELEASE = "upstream-release"
    DEPENDENCY_BUMP = "dependency-bump"
    PATCH = "patch"
    REMOVED = "removed"


NVD_FIELDS = ("cpeSearched", "cpeFound")
SCAN_FIELDS = (
    "subpackageName",
    "componentID",
    "componentName",
    "componentVersion",
    "componentType",
    "componentLocation",
    "scanner",
)

# Looking up a member of an enumeration costs more than comparing it, and these are asked of every event.
_DETECTION, _FIXED, _SCAN_V1 = EventType.DETECTION, EventType.FIXED, DetectionType.SCAN_V1

EXTENSION_KEY = "x-navwarn"
"""The key under which extended documents and entries carry what schema v2 has no field for."""


class Event(Struct, frozen=True):
    """One fact about one vulnerability in one package.

    ``type`` and the shape of ``data`` are as written: values of a later schema survive, and judging them is
    the business of the document rules. Leaves of ``data`` and ``extra`` are text or ``None``. ``extra`` holds
    keys of the event that the schema does not know, ``extension`` the fields of documents.md X2.
    """

    timestamp: Instant
    type: str
    data: Any = None
    extra: dict[str, Any] = field(default_factory=dict)
    extension: dict[str, Any] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The text at ``key`` of the data, or an empty one where there is none."""
        return _text(self.data, key)

    @property
    def fixed_version(self) -> str:
        """The version a ``fixed`` event names, else an empty text."""
        return fixed_version_in(self.type, self.data)

    @property
    def note(self) -> str:
        """What a person wrote about the determination, else an empty text."""
        return self.text("note")

    @property
    def false_positive_type(self) -> str:
        """The reason of a false-positive determination, else an empty text."""
        return self.text("type") if self.type == EventType.FALSE_POSITIVE else ""

    @property
    def component(self) -> dict[str, Any]:
        """What a ``scan/v1`` detection saw, as the document's fields; empty for any other event."""
        return component_in(self.type, self.data)

    @property
    def component_type(self) -> str:
        """The type of the component a ``scan/v1`` detection saw, else an empty text."""
        return component_type_in(self.type, self.data)


def fixed_version_in(kind: str, data: Any) -> str:
    """The version that an event of this type and data names as fixed, else an empty text."""
    return _text(data, "fixed-version") if kind == _FIXED else ""


def component_in(kind: str, data: Any) -> dict[str, Any]:
    """What an event of this type and data saw as a ``scan/v1`` detection; empty for any other event."""
    if kind == _DETECTION and isinstance(data, dict) and data.get("type") == _SCAN_V1:
        inner = data.get("data")
        if isinstance(inner, dict):
            return inner
    return {}


def component_type_in(kind: str, data: Any) -> str:
    """The type of the component that an event of this type and data saw, else an empty text."""
    return _text(component_in(kind, data), "componentType") if kind == _DETECTION else ""


def _text(data: Any, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""
