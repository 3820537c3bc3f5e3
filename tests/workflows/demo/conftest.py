"""The demonstration's world, made once for all its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.workflows.demo.world import build_world

if TYPE_CHECKING:
    from navwarn.workflows.demo.world import DemoDistribution, World


@pytest.fixture(scope="session")
def world() -> World:
    """The world of the usual seed."""
    return build_world()


@pytest.fixture(scope="session")
def harbor(world: World) -> DemoDistribution:
    """Its public distribution."""
    return world.distributions[0]


@pytest.fixture(scope="session")
def enterprise(world: World) -> DemoDistribution:
    """Its private distribution."""
    return world.distributions[1]
