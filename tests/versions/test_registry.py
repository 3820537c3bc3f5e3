"""Schemes are found by name, and loaded only when asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from navwarn.versions.interface import UnknownSchemeError
from navwarn.versions.registry import SCHEME_NAMES, scheme


@pytest.mark.parametrize("name", SCHEME_NAMES)
def test_a_scheme_is_found_by_its_own_name(name: str) -> None:
    assert scheme(name).name == name
    assert scheme(name) is scheme(name)


def test_an_unknown_name_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownSchemeError, match="'nuget' is not a version scheme; there are apk, deb, rpm"):
        scheme("nuget")


def test_no_library_is_loaded_before_its_scheme_is_asked() -> None:
    program = """
import sys
from navwarn.versions.registry import SCHEME_NAMES, scheme
for name in SCHEME_NAMES:
    scheme(name)
assert not {"univers", "packaging"} & set(sys.modules), "loaded by the lookup"
scheme("gem").compare("1", "2")
assert "univers.versions" not in sys.modules, "the slow part of univers"
"""
    subprocess.run([sys.executable, "-c", program], check=True)
