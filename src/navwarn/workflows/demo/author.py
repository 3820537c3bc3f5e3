"""The events of one package's advisories, with the versions, components and words that fit their time."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from navwarn.core.event import DetectionType, Event, EventType
from navwarn.core.identifier import alias_order
from navwarn.core.instant import Instant, parse_day
from navwarn.workflows.demo.build import BuildHistory
from navwarn.workflows.demo.component import sighted, sighting
from navwarn.workflows.demo.fact import detected, determined, fixed, not_affected
from navwarn.workflows.demo.note import FALSE_POSITIVE_WEIGHTS, Facts, write_note
from navwarn.workflows.demo.path import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.workflows.demo.dice import Dice
    from navwarn.workflows.demo.package import Package
    from navwarn.workflows.demo.path import Step
    from navwarn.workflows.demo.plan import Case

_NVD_UNTIL = parse_day("2023-09-01")
"""Until then some detections in a project's own code came from a search of the NVD."""

_NVD_SHARE = 30
_MANUAL_SHARE = 5
_SUBPACKAGE_SHARE = 15
_SILENT = {EventType.FALSE_POSITIVE: 6, EventType.TRUE_POSITIVE: 5}
"""Of a hundred events of a type whose note may be missing, how many have none (documents.md O5)."""


class Told(NamedTuple):
    """One advisory, told: its aliases and its events in time order."""

    aliases: tuple[str, ...]
    events: list[Event]


class Author:
    """Tells the advisories of one package."""

    def __init__(self, package: Package, dice: Dice) -> None:
        self._package = package
        self._dice = dice
        self._builds = BuildHistory(package.numbering, dice)

    def tell(self, cases: Sequence[Case], pins: Sequence[tuple[Instant, str]] = ()) -> list[Told]:
        """The advisories of these cases; ``pins`` are versions that the story names, with their time."""
        turns = [(step.moment, number, step) for number, case in enumerate(cases) for step in case.steps]
        events: list[list[Event]] = [[] for _ in cases]
        waiting = sorted(pins, reverse=True)
        for moment, number, step in sorted(turns, key=itemgetter(0)):
            while waiting and waiting[-1][0] <= moment:
                built, version = waiting.pop()
                self._builds.pin(version, built)
            events[number].append(self._event(cases[number], step, events[number]))
        return [Told(case.flaw.aliases, told) for case, told in zip(cases, events, strict=True)]

    def _event(self, case: Case, step: Step, before: Sequence[Event]) -> Event:
        if step.type is EventType.DETECTION:
            seen = before[-1].component.get("subpackageName") if step.topic == ELSEWHERE else None
            return self._detection(case, step.moment, self._subpackage(seen))
        if step.type is EventType.FIXED:
            return fixed(step.moment, self._builds.rebuild(step.moment))
        is_silent = self._dice.chance(_SILENT.get(step.type, 0))
        if step.type is EventType.FALSE_POSITIVE:
            reason = self._dice.weighted(FALSE_POSITIVE_WEIGHTS)
            return not_affected(step.moment, reason, "" if is_silent else self._note(reason, case))
        return determined(step.moment, step.type, "" if is_silent else self._note(step.topic, case))

    def _detection(self, case: Case, moment: Instant, subpackage: str) -> Event:
        version = self._builds.installed(moment)
        if case.bundled is not None:
            found = sighted(case.bundled, self._package, case.flaw.disclosed, subpackage)
        elif moment < _NVD_UNTIL and self._dice.chance(_NVD_SHARE):
            return detected(moment, DetectionType.NVDAPI, self._nvd_match(version))
        elif self._dice.chance(_MANUAL_SHARE):
            return detected(moment, DetectionType.MANUAL)
        else:
            found = sighting(subpackage, subpackage, version, "apk", "/.PKGINFO")
        return detected(moment, DetectionType.SCAN_V1, found)

    def _subpackage(self, seen: str | None) -> str:
        """The package itself, sometimes a subpackage (O12); another than ``seen``, if that is given."""
        name, others = self._package.name, self._package.subpackages
        if seen is not None:
            return self._dice.pick([each for each in (name, *others) if each != seen])
        return self._dice.pick(others) if others and self._dice.chance(_SUBPACKAGE_SHARE) else name

    def _nvd_match(self, version: str) -> dict[str, str]:
        project, upstream = self._package.project, version.rpartition("-r")[0]
        return {
            "cpeSearched": f"cpe:2.3:a:*:{project}:*:*:*:*:*:*:*:*",
            "cpeFound": f"cpe:2.3:a:{project}:{project}:{upstream}:*:*:*:*:*:*:*",
        }

    def _note(self, topic: str, case: Case) -> str:
        package, disclosed = self._package, case.flaw.disclosed
        if case.bundled is None:
            name, numbering, version = package.project, package.numbering, package.numbering.at(disclosed)
        else:
            name, numbering = case.bundled.component.name, case.bundled.numbering
            version = case.bundled.version(disclosed)
        remedy = numbering.after(disclosed)
        facts = Facts(
            package=package.name,
            project=package.project,
            component=name,
            version=version,
            flaw=min(case.flaw.aliases, key=alias_order),
            remedy=f"{name} {remedy}" if remedy != version else f"a fixed release of {name}",
        )
        return write_note(topic, facts, self._dice)
