"""Registries on this machine, and docker's configuration for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.images.loopback import Registry, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving(Registry()) as one:
        yield one


@pytest.fixture
def other() -> Iterator[Registry]:
    """Another host: a port of its own makes another origin."""
    with serving(Registry()) as one:
        yield one


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of docker's configuration, in which nothing is, and podman has nothing either."""
    folder = tmp_path / "docker"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", str(folder / "none.json"))
    return folder
