"""What changed in how containers start, and in the layers (image-diff.md H5-H7)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.core.inventory import ImageConfig, Layer
from navwarn.diffing.config import diff_config, diff_layers
from navwarn.diffing.interface import ConfigChange, LayerDiff
from navwarn.diffing.sentence import setting_words

CONFIG = ImageConfig(
    user="65532",
    working_directory="/app",
    entrypoint=("/usr/bin/app",),
    command=("serve", "--all"),
    environment=(("HOME", "/root"), ("PATH", "/usr/bin")),
    exposed_ports=("8080/tcp",),
    volumes=("/data",),
    labels=(("version", "1"),),
    stop_signal="SIGTERM",
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"user": "root"}, ConfigChange("user", "", "65532", "root")),
        ({"user": ""}, ConfigChange("user", "", "65532", None)),
        ({"working_directory": "/"}, ConfigChange("working-directory", "", "/app", "/")),
        ({"entrypoint": ()}, ConfigChange("entrypoint", "", ("/usr/bin/app",), None)),
        ({"command": ("serve",)}, ConfigChange("command", "", ("serve", "--all"), ("serve",))),
        ({"stop_signal": "SIGINT"}, ConfigChange("stop-signal", "", "SIGTERM", "SIGINT")),
        (
            {"environment": (("HOME", "/"), ("PATH", "/usr/bin"))},
            ConfigChange("environment", "HOME", "/root", "/"),
        ),
        ({"environment": (("HOME", "/root"),)}, ConfigChange("environment", "PATH", "/usr/bin", None)),
        (
            {"exposed_ports": ("8080/tcp", "9090/tcp")},
            ConfigChange("exposed-ports", "9090/tcp", None, ""),
        ),
        ({"volumes": ()}, ConfigChange("volumes", "/data", "", None)),
        ({"labels": (("version", "2"),)}, ConfigChange("labels", "version", "1", "2")),
    ],
)
def test_every_setting_that_differs_is_told(change: dict[str, object], expected: ConfigChange) -> None:
    other = replace(CONFIG, **change)
    assert diff_config(CONFIG, other) == (expected,)
    mirrored = ConfigChange(expected.field, expected.key, expected.current, expected.previous)
    assert diff_config(other, CONFIG) == (mirrored,)


def test_nothing_is_told_where_nothing_differs_or_a_side_does_not_say() -> None:
    assert diff_config(CONFIG, CONFIG) == ()
    assert diff_config(None, CONFIG) == diff_config(CONFIG, None) == ()


BASE, ONE, TWO = (Layer(f"sha256:{name}", f"sha256:d{name}", 10) for name in "012")


@pytest.mark.parametrize(
    ("previous", "current", "expected"),
    [
        ((BASE, ONE), (BASE, ONE), LayerDiff(2)),
        ((BASE, ONE), (BASE, TWO), LayerDiff(1, (ONE,), (TWO,))),
        ((BASE,), (BASE, ONE, TWO), LayerDiff(1, (), (ONE, TWO))),
        ((), (), LayerDiff()),
        ((ONE, BASE), (TWO, BASE), LayerDiff(0, (ONE, BASE), (TWO, BASE))),
        ((BASE,), (replace(BASE, digest="sha256:recompressed"),), LayerDiff(1)),
        ((BASE,), (replace(BASE, diff_id=""),), LayerDiff(1)),
    ],
)
def test_layers_are_shared_from_the_base_up(
    previous: tuple[Layer, ...], current: tuple[Layer, ...], expected: LayerDiff
) -> None:
    assert diff_layers(previous, current) == expected


@pytest.mark.parametrize(
    ("field", "previous", "current", "words"),
    [
        ("command", ("a", "b c"), ("a", "b", "c"), ("a 'b c'", "a b c")),
        ("user", None, "0", (None, "0")),
        ("environment", "", None, ('""', None)),
        ("volumes", None, "", (None, "yes")),
        ("exposed-ports", "", None, ("yes", None)),
    ],
)
def test_settings_in_words_differ_where_the_settings_do(
    field: str,
    previous: str | tuple[str, ...] | None,
    current: str | tuple[str, ...] | None,
    words: tuple[str | None, str | None],
) -> None:
    assert setting_words(ConfigChange(field, "", previous, current)) == words
