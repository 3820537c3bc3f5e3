"""A component's full name is the one that its ecosystem's records have."""

from __future__ import annotations

import pytest

from navwarn.core.inventory import Component


@pytest.mark.parametrize(
    ("component", "name"),
    [
        (Component("apk", "zlib", "1", namespace="wolfi"), "zlib"),
        (Component("gem", "rack", "1"), "rack"),
        (Component("npm", "core", "1", namespace="@babel"), "@babel/core"),
        (Component("maven", "core", "1", namespace="org.acme"), "org.acme:core"),
        (Component("golang", "zap", "1", namespace="go.uber.org"), "go.uber.org/zap"),
        (Component("golang", "b", "1", namespace="github.com/a", subpath="v2/c"), "github.com/a/b/v2/c"),
        # As others write it, the whole path is the name, and the subpath lies within the module.
        (Component("golang", "v2", "1", namespace="github.com/a/b", subpath="c"), "github.com/a/b/v2"),
        (Component("golang", "zap", "1", namespace="go.uber.org", subpath="x"), "go.uber.org/zap"),
    ],
)
def test_a_full_name_is_the_one_in_records(component: Component, name: str) -> None:
    assert component.full_name == name
