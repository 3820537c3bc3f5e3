"""The lock files pin and hash what ``pyproject.toml`` asks for, and say nothing of where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.project import ROOT, settings

LOCKS = ("runtime", "build", "dev")


@dataclass(frozen=True, slots=True)
class Pin:
    name: str
    version: str
    hashes: tuple[str, ...]


def pins(lock: str) -> dict[str, Pin]:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    joined = text.replace("\\\n", " ")
    requirements = [line for line in joined.splitlines() if line and line[0] not in " #"]
    found = [
        Pin(
            name=canonicalize_name(re.split(r"[=\[; ]", line, maxsplit=1)[0]),
            version=line.split("==")[1].split()[0],
            hashes=tuple(re.findall(r"--hash=(\S+)", line)),
        )
        for line in requirements
    ]
    return {pin.name: pin for pin in found}


def asked_for(lock: str) -> list[Requirement]:
    runtime = settings()["project"]["dependencies"]
    groups = settings()["dependency-groups"]
    own = {"runtime": [], "build": groups["build"], "dev": groups["dev"]}[lock]
    wanted = own if lock == "build" else [*runtime, *own]
    return [Requirement(line) for line in wanted if isinstance(line, str)]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_within_its_range(lock: str) -> None:
    locked = pins(lock)
    for requirement in asked_for(lock):
        pin = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin.version, prereleases=True), requirement


@pytest.mark.parametrize("lock", [*LOCKS, "peers"])
def test_every_pin_has_sha256_hashes(lock: str) -> None:
    for pin in pins(lock).values():
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes), pin.name


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_and_no_index_stand_in_a_lock(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    assert re.findall(r"\w+://|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


@pytest.mark.parametrize("lock", ["runtime", "build"])
def test_the_tools_are_tried_with_the_versions_that_run(lock: str) -> None:
    dev = pins("dev")
    assert {name: dev[name] for name in pins(lock)} == pins(lock)
