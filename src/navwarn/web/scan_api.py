"""``POST /api/v1/scan``: what is found in what an SBOM names. Nothing of it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from navwarn.matching.output.value import (
    finding_value,
    index_value,
    silence_value,
    source_value,
    subtracted_value,
)
from navwarn.web import image_model
from navwarn.web.answer import JSON, Answer
from navwarn.web.asked import MOMENT_NAMES
from navwarn.web.encoding import encode
from navwarn.web.image_api import fail_on, gated
from navwarn.web.image_example import EXAMPLES, SBOM
from navwarn.web.model import head
from navwarn.web.route import Description, Route
from navwarn.workflows.browse.visit import WrongParameterError
from navwarn.workflows.memory import Memory
from navwarn.workflows.sbom import MOST_FINDINGS, read_sbom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from navwarn.core.finding import Finding, Subtracted
    from navwarn.core.inventory import Distro
    from navwarn.web.route import Question
    from navwarn.web.settings import ServerSettings

PATH = "/api/v1/scan"

_FAILURES = {
    403: "Nothing is scanned here.",
    408: "What was sent took too long to arrive.",
    413: "What was sent is too long.",
    415: "What was sent is of another type.",
}


class Scanning:
    """Scans what is sent, with a memory of what was asked before."""

    def __init__(self, settings: ServerSettings) -> None:
        self._max_bytes = settings.scan.max_bytes
        self._memory = Memory()

    @property
    def route(self) -> Route:
        """The route."""
        return Route(
            PATH,
            self.answer,
            ("judged_by", "only_open", "fail_on", *MOMENT_NAMES),
            takes_body=True,
            description=Description(
                "Scan an SBOM: Syft JSON, SPDX or CycloneDX",
                image_model.ScanResult,
                EXAMPLES["scan"],
                tag="images",
                body={
                    "required": True,
                    "content": {JSON: {"schema": {"type": "object"}, "example": SBOM}},
                },
                failures=_FAILURES,
            ),
        )

    def answer(self, question: Question) -> Answer:
        """What is found in the SBOM that was sent."""
        asked, visit = question.asked, question.visit
        words, only_open = fail_on(asked), bool(asked.flag("only_open"))
        chosen = asked.text("judged_by")
        if chosen and chosen not in visit.distributions:
            raise WrongParameterError(f"judged_by: there is no distribution {chosen[:100]!r}")
        inventory = read_sbom(question.body, max_bytes=self._max_bytes)
        found, shelf = self._memory.evaluate(
            visit.ledger,
            inventory,
            visit.distributions,
            distribution=chosen,
            moments=visit.moments,
            most=MOST_FINDINGS,
        )
        told = _Telling(shelf.texts, inventory.distro)
        findings = [one for one in found.findings if one.is_open] if only_open else found.findings
        content = head("scan", visit.asked) | {
            "gate": gated(found.findings, [found], words),
            "image": source_value(found.source, inventory.distro),
            "index": index_value(found.index),
            "evaluated": found.evaluated,
            "not_evaluated": found.not_evaluated,
            "findings": told.findings(findings),
            "subtracted": [] if only_open else told.subtracted(found.subtracted),
            "silences": [silence_value(one) for one in found.silences],
        }
        headers = (("cache-control", "no-store"),)
        return Answer(encode(content), JSON, headers=headers, keeps=False, is_large=True)


class _Telling:
    """Findings as JSON, each made once as long as the index that found it is kept.

    ``texts`` lives as long as the objects by whose identity it is kept.
    """

    def __init__(self, texts: dict[object, object], distro: Distro | None) -> None:
        self._texts = texts
        self._distro = distro

    def findings(self, found: Iterable[Finding]) -> list[object]:
        return [self._text(one, lambda one: finding_value(one, self._distro)) for one in found]

    def subtracted(self, found: Iterable[Subtracted]) -> list[object]:
        return [self._text(one, subtracted_value) for one in found]

    def _text(self, one: Any, value: Callable[[Any], Any]) -> object:
        key = (id(one), self._distro)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = msgspec.Raw(encode(value(one)))
        return text
