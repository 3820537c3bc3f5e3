"""What people wrote about their decisions: several wordings for each topic, filled with the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from navwarn.core.event import FalsePositiveType
from navwarn.workflows.demo.table import read_wordings

if TYPE_CHECKING:
    from navwarn.workflows.demo.dice import Dice


class Facts(Struct, frozen=True):
    """What a note may speak of: the flaw by its first id, and the release that would help.

    For a flaw in a project's own code the component is the project.
    """

    package: str
    project: str
    component: str
    version: str
    flaw: str
    remedy: str


FALSE_POSITIVE_WEIGHTS = (
    (51, FalsePositiveType.NOT_INCLUDED),
    (19, FalsePositiveType.VERSION_NOT_USED),
    (18, FalsePositiveType.COMPONENT_MISMATCH),
    (5, FalsePositiveType.ANALYSIS_CONTESTED),
    (3, FalsePositiveType.NOT_IN_EXECUTION_PATH),
    (3, FalsePositiveType.NOT_CONTROLLABLE),
    (1, FalsePositiveType.INLINE_MITIGATIONS),
)
"""How often each reason is given, in percent (documents.md O5)."""


def write_note(topic: str, facts: Facts, dice: Dice) -> str:
    """A note about a topic: a false-positive type, the type of an event, or the end of life."""
    wordings = read_wordings("notes.toml")[topic]
    is_own = facts.component == facts.project
    fitting = wordings["any"] + wordings["own" if is_own else "bundled"]
    return dice.pick(fitting).format_map(asdict(facts))
