"""Judgements: what is known of one package at one version, wherever it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.finding import Finding, SilenceReason, Subtracted

if TYPE_CHECKING:
    from navwarn.core.inventory import Component


class Doubt(Struct, frozen=True):
    """Why a package could not be judged, or not wholly; ``subject`` as in ``core.finding.Silence``."""

    reason: SilenceReason
    subject: str


class Judgement(Struct, frozen=True):
    """All that is known of one package at one version.

    Its findings are in no component (``group.NOWHERE``), and so are the same objects for all places where the
    package is installed, until ``in_component`` says in which.
    """

    findings: tuple[Finding, ...] = ()
    subtracted: tuple[Subtracted, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def in_component(self, component: Component) -> Judgement:
        """What that makes of a component."""
        return Judgement(
            tuple(replace(one, component=component) for one in self.findings),
            tuple(replace(one, finding=replace(one.finding, component=component)) for one in self.subtracted),
            self.doubts,
        )
