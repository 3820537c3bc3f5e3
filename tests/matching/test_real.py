"""Real advisories: packages whose vulnerabilities were published as a proof (scanning.md SB7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.core.advisory import Advisory
from navwarn.core.identifier import AdvisoryId
from navwarn.documents import swift
from navwarn.matching.statement import of_advisory
from tests.matching.making import apk, found, judge

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.matching.interface import Stated

LATER = {
    "CVE-2024-9143",
    "CVE-2024-12797",
    "CVE-2024-13176",
    "CVE-2025-0395",
    "CVE-2025-4575",
    "CVE-2025-9230",
    "CVE-2025-9231",
    "CVE-2025-9232",
}
"""What was published after the proof."""


def statements(folder: Path, package: str) -> list[Stated]:
    document = swift.read((folder / f"{package}.advisories.yaml").read_bytes())
    assert document is not None
    return [
        of_advisory(Advisory("acme", AdvisoryId(one.id), package, one.aliases, one.events))
        for one in document.advisories
    ]


@pytest.mark.parametrize(
    ("name", "origin", "version", "count"),
    [
        ("libcrypto3", "openssl", "3.0.7-r1", 23),
        ("glibc", "glibc", "2.36-r1", 12),
        ("ld-linux", "glibc", "2.37-r0", 12),
    ],
)
def test_old_packages_have_the_vulnerabilities_that_were_published(
    test_data: Path, name: str, origin: str, version: str, count: int
) -> None:
    facts = statements(test_data / "wolfi-advisories", origin)
    result = judge(apk(name, version, origin), *facts)
    assert len([one for one in found(result) if one not in LATER]) == count
    assert len(found(result)) + len(result.subtracted) == len(facts)
