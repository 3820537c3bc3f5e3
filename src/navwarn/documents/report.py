"""Reports: the faults of a validation as lines for people and as items for programs.

Whatever comes from a document is shown as plain text: control characters become question marks (law 10).
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from msgspec import Struct

from navwarn.documents.bound import Omission
from navwarn.documents.fault import Fault, Level
from navwarn.documents.rules.registry import BY_ID


class Report(Struct, frozen=True):
    """What a validation found: faults by file and line, the number of documents, and what was left out.

    ``unchecked`` maps each rule that did not run to the reason; ``incomparable`` are files that cannot be
    read in the base. ``is_strict`` says that warnings fail too. ``omitted`` counts what is left out of files
    with too many faults.
    """

    faults: tuple[Fault, ...]
    documents: int
    unchecked: dict[str, str]
    incomparable: tuple[str, ...] = ()
    is_strict: bool = False
    omitted: tuple[Omission, ...] = ()

    @property
    def errors(self) -> int:
        """How many faults are errors, those left out included."""
        listed = sum(fault.level is Level.ERROR for fault in self.faults)
        return listed + sum(omission.errors for omission in self.omitted)

    @property
    def warnings(self) -> int:
        """How many faults are warnings, those left out included."""
        listed = sum(fault.level is Level.WARNING for fault in self.faults)
        return listed + sum(omission.warnings for omission in self.omitted)

    @property
    def is_valid(self) -> bool:
        """Whether nothing was found that fails."""
        return not (self.errors or (self.is_strict and self.warnings))


def text_lines(report: Report) -> list[str]:
    """A line for each fault, ``file:line: rule message (where)``, as editors and people read them.

    After the last one of a file with too many faults a line tells how many more there are.
    """
    rest = {omission.file: omission for omission in report.omitted}
    lines: list[str] = []
    for file, faults in groupby(report.faults, key=lambda fault: fault.file):
        lines.extend(map(_line, faults))
        if file in rest:
            lines.append(visible(f"{file}: … and {_kinds(rest[file].errors, rest[file].warnings)} more"))
    return lines


def _line(fault: Fault) -> str:
    level = " warning:" if fault.level is Level.WARNING else ""
    where = f" ({' > '.join(fault.labels[1:])})" if len(fault.labels) > 1 else ""
    return visible(f"{fault.place}: {fault.rule}{level} {fault.message}{where}")


def closing_line(report: Report) -> str:
    """The sentence that sums a report up; after a comparison it says which of its rules did not run."""
    found = "no faults"
    if report.faults:
        kinds = _kinds(report.errors, report.warnings)
        found = f"{kinds} in {_count(len({fault.file for fault in report.faults}), 'file')}"
    left_out = [rule for rule in report.unchecked if rule[0] == "B"]
    omission = f"; not checked: {', '.join(left_out)}" if left_out and "B1" not in left_out else ""
    return f"{_count(report.documents, 'document')} checked: {found}{omission}"


def items(report: Report) -> list[dict[str, Any]]:
    """The faults as objects for programs."""
    return [_item(fault) for fault in report.faults]


def summary(report: Report) -> dict[str, Any]:
    """The counts of a report, and the rules that did not run with the reason."""
    return {
        "documents": report.documents,
        "errors": report.errors,
        "warnings": report.warnings,
        "unchecked": report.unchecked,
        "incomparable": list(report.incomparable),
        "omitted": [
            {"file": one.file, "errors": one.errors, "warnings": one.warnings} for one in report.omitted
        ],
    }


def _item(fault: Fault) -> dict[str, Any]:
    match fault.path:
        case ("advisories", _, "events", int(event), *_):
            number: int | None = event + 1
        case _:
            number = None
    return {
        "rule": fault.rule,
        "title": BY_ID[fault.rule].title,
        "level": fault.level.value,
        "file": fault.file,
        "line": fault.line,
        "pointer": fault.pointer,
        "package": fault.labels[0] if fault.labels else "",
        "advisory": fault.labels[1] if len(fault.labels) > 1 else None,
        "event": number,
        "message": fault.message,
    }


def visible(text: str) -> str:
    """The text with a question mark for each character that a terminal would act on."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _kinds(errors: int, warnings: int) -> str:
    counts = ((errors, "error"), (warnings, "warning"))
    return ", ".join(_count(number, what) for number, what in counts if number)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
