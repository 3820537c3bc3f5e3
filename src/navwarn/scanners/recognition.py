"""Which report some bytes are, and what it says."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, cast

import msgspec

from navwarn.scanners import grype, grype_sarif, sarif, scout_sarif, trivy, trivy_sarif, value
from navwarn.scanners.collecting import collect
from navwarn.scanners.interface import MAX_BYTES, UnreadableReportError

if TYPE_CHECKING:
    from navwarn.scanners.interface import Dialect, Report

DIALECTS = cast(
    "dict[str, Dialect]",
    {
        "Grype JSON": grype,
        "Trivy JSON": trivy,
        "Grype SARIF": grype_sarif,
        "Trivy SARIF": trivy_sarif,
        "Docker Scout SARIF": scout_sarif,
    },
)
"""The reports that are understood, by the name that people know them under."""


def read_report(data: bytes, name: str) -> Report:
    """What a scanner's report says; ``name`` is what a person calls it, for messages.

    Raises ``UnreadableReportError`` where it is no report, or one of a scanner we do not know.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableReportError(f"{name} is longer than {MAX_BYTES} bytes, and no report has to be")
    document = _parse(data, name)
    for dialect in DIALECTS.values():
        if dialect.recognises(document):
            return collect(document, dialect, name)
    raise UnreadableReportError(_refusal(document, name), hint=f"known are {', '.join(DIALECTS)}")


def _parse(data: bytes, name: str) -> Any:
    try:
        if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            data = data.decode("utf-16").encode()  # as PowerShell writes files
        document = msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeError) as error:
        raise UnreadableReportError(f"{name} is no JSON: {error}") from None
    except RecursionError:
        raise UnreadableReportError(f"{name} is nested too deeply to be a report") from None
    if not isinstance(document, dict | list):
        raise UnreadableReportError(f"{name} is JSON, but no report")
    return document


def _refusal(document: Any, name: str) -> str:
    if sarif.is_sarif(document):
        tool = value.text(sarif.driver(document), "name")[:60]
        return f"{name} is SARIF by {tool!r}, a tool whose results we cannot read"
    return f"{name} is JSON, but no report of a scanner we know"
