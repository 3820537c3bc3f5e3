"""Evaluations: all that is known of one image, and all that nobody could judge (architecture.md 2, law 8)."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.core.finding import Evaluation, Finding, Silence, SilenceReason, Subtracted
from navwarn.core.identifier import alias_order
from navwarn.core.inventory import Component, Inventory, component_order
from navwarn.errors import InputError
from navwarn.matching.scope import Scopes, all_layers
from navwarn.matching.sentence import silence_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from navwarn.matching.index import Index
    from navwarn.matching.judgement import Judgement
    from navwarn.matching.scope import Scope

    _Place = tuple[int, int, object]


class TooManyFindingsError(InputError):
    """More is found in an image than somebody is to be told."""

    code = "NW-FINDINGS-LIMIT"


def evaluate(
    inventory: Inventory, index: Index, *, distribution: str = "", most: int | None = None
) -> Evaluation:
    """What is found in an image and what was not evaluated.

    ``distribution`` names one of ours that is to judge the image whatever its os-release says. What an SBOM
    tells of sources and of the image itself is neither evaluated nor missed. Raises ``TooManyFindingsError``
    where more than ``most`` is found, answered findings included.
    """
    scopes = Scopes(inventory, index.distributions, distribution)
    collected = Collected(inventory, index)
    for component in inventory.components:
        if component.is_installed:
            scope = scopes.of(component)
            collected.add(component, scope, index.matcher(scope).place(component))
            if most is not None and collected.size > most:
                raise TooManyFindingsError(f"more than {most} findings are not told of one image")
    return collected.finish()


class Collected:
    """What the judgements of an image's components add up to."""

    def __init__(self, inventory: Inventory, index: Index) -> None:
        self._inventory = inventory
        self._index = index
        self._placed: list[tuple[Component, Judgement]] = []
        self._silent: dict[tuple[SilenceReason, str], list[Component]] = {}
        self._scopes: set[Scope] = set()
        self._evaluated = 0
        self.size = 0
        """How much was found, answered or not."""

    def add(self, component: Component, scope: Scope, placed: Judgement) -> None:
        """Take in what is known of one component."""
        self._scopes.add(scope)
        self._placed.append((component, placed))
        self._evaluated += not placed.doubts
        self.size += len(placed.findings) + len(placed.subtracted)
        for doubt in placed.doubts:
            self._silent.setdefault((doubt.reason, doubt.subject), []).append(component)

    def finish(self) -> Evaluation:
        """The evaluation of the image: the worst findings first, then by component and id."""
        findings: list[tuple[_Place, Finding]] = []
        subtracted: list[tuple[_Place, Subtracted]] = []
        for place, placed in self._ordered():
            findings += [(_place(one, place), one) for one in placed.findings]
            subtracted += [(_place(one.finding, place), one) for one in placed.subtracted]
        return Evaluation(
            self._inventory.source,
            replace(self._index.identity, distributions=all_layers(self._scopes)),
            tuple(one for _, one in sorted(findings, key=_first)),
            tuple(one for _, one in sorted(subtracted, key=_first)),
            (*_silences(self._silent), *_unread(self._inventory)),
            self._evaluated,
        )

    def _ordered(self) -> Iterable[tuple[int, Judgement]]:
        """What is known of each component, with the number of its place among them; equal ones share it."""
        ordered = sorted(((component_order(one), placed) for one, placed in self._placed), key=_first)
        number, last = 0, None
        for order, placed in ordered:
            number += order != last
            last = order
            yield number, placed


def finding_order(finding: Finding) -> tuple[object, ...]:
    """The key by which an evaluation sorts its findings: the worst first, then by component and id."""
    return (
        -finding.severity.rank,
        component_order(finding.component),
        alias_order(finding.vulnerability),
    )


_first = itemgetter(0)


def _place(finding: Finding, component: int) -> _Place:
    """The same key, with the number of the component's place for its order."""
    return (-finding.severity.rank, component, alias_order(finding.vulnerability))


def _silences(silent: dict[tuple[SilenceReason, str], list[Component]]) -> Iterable[Silence]:
    for (reason, subject), components in sorted(silent.items()):
        ordered = tuple(sorted(components, key=component_order))
        yield Silence(reason, subject, ordered, silence_sentence(reason, subject, len(ordered)))


def _unread(inventory: Inventory) -> Iterable[Silence]:
    """What was there and could not be read; of which distribution packages are, their doubts say."""
    remarks = (one for one in inventory.remarks if one.is_unread)
    for remark in sorted(remarks, key=lambda one: (one.subject, one.code, one.message)):
        yield Silence(SilenceReason.NOT_READ, remark.subject, message=remark.message)
