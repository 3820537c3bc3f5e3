"""Which report some bytes are, and what it says."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any, cast

import msgspec

from navwarn.scanners import grype, grype_sarif, sarif, scout_sarif, trivy, trivy_sarif, value
from navwarn.scanners.collecting import collect
from navwarn.scanners.interface import MAX_BYTES, SetAside, UnreadableReportError

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

_GZIP = b"\x1f\x8b"


def read_reports(data: bytes, name: str) -> list[Report]:
    """What a scanner's report says, of each image apart.

    Only SARIF may tell of several, or be of several scanners. ``name`` is what a person calls it, for
    messages. Raises ``UnreadableReportError`` where it is no report, or one of a scanner we do not know.
    """
    document = _parse(_unpacked(data, name), name)
    if sarif.is_sarif(document):
        reports = _of_runs(document, name)
    else:
        dialect = _dialect(document)
        reports = [] if dialect is None else [collect(document, dialect, name)]
    if not reports:
        raise UnreadableReportError(_refusal(document, name), hint=f"known are {', '.join(DIALECTS)}")
    return reports


def _of_runs(document: Any, name: str) -> list[Report]:
    """A report for all runs of one scanner about one image; the first sets aside those of other tools."""
    numbers = sarif.run_numbers(document)
    if len(numbers) > sarif.MAX_RUNS:
        raise UnreadableReportError(f"{name} has more than {sarif.MAX_RUNS} runs")
    together: dict[tuple[str, str, str], list[int]] = {}
    dialects: dict[str, Dialect] = {}
    strange: list[SetAside] = []
    for number in numbers:
        run = sarif.only(document, {number})
        dialect = _dialect(run)
        if dialect is None:
            strange.append(SetAside(f"/runs/{number}", f"is by {_tool(run)}"))
            continue
        head = dialect.head(run)
        dialects[head.scanner] = dialect
        together.setdefault((head.scanner, head.reference, head.digest), []).append(number)
    reports: list[Report] = []
    for (scanner, _, _), own in together.items():
        unused = () if reports else strange
        reports.append(collect(sarif.only(document, own), dialects[scanner], name, unused))
    return reports


def _dialect(document: Any) -> Dialect | None:
    return next((one for one in DIALECTS.values() if one.recognises(document)), None)


def _tool(document: Any) -> str:
    tool = value.text(sarif.driver(document), "name")[:60]
    return f"{tool!r}, a tool whose results we cannot read"


def _unpacked(data: bytes, name: str) -> bytes:
    """The document itself, which may be compressed with gzip."""
    if data[:2] == _GZIP:
        try:
            with gzip.open(io.BytesIO(data)) as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            raise UnreadableReportError(f"{name} is compressed with gzip, and damaged") from None
    if len(data) > MAX_BYTES:
        raise UnreadableReportError(f"{name} is longer than {MAX_BYTES} bytes, and no report has to be")
    return data


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
        return f"{name} is SARIF by {_tool(document)}"
    return f"{name} is JSON, but no report of a scanner we know"
