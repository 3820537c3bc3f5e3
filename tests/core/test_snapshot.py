"""Snapshots: packages in the order of their files, and defaults."""

from __future__ import annotations

from navwarn.core.distribution import Distribution, SecdbSettings
from navwarn.core.moments import LATEST, Moments
from navwarn.core.snapshot import Snapshot, file_order


def test_packages_sort_as_their_files_do() -> None:
    assert sorted(["airflow", "airflow-3", "airflow.x", "air"], key=file_order) == [
        *("air", "airflow-3", "airflow", "airflow.x")
    ]


def test_a_snapshot_is_of_everything_unless_it_says_so() -> None:
    assert Snapshot("acme", ()).moments == LATEST == Moments(None, None)
    assert Snapshot("acme", ()).includes == ()


def test_secdb_settings_default_to_those_of_the_former_tool() -> None:
    distribution = Distribution("acme", "Acme", "ACME", "pkg:apk/acme")
    assert distribution.secdb == SecdbSettings("https://packages.wolfi.dev", "os", ("x86_64",))
    assert (distribution.version_scheme, distribution.is_public, distribution.includes) == ("apk", True, ())
