"""Digests of tracked images that have none of their own."""

from __future__ import annotations

from msgspec.structs import replace

from navwarn.core.inventory import Component, Distro, ImageConfig, ImageSource, Inventory, Layer, SourceKind
from navwarn.workflows.filing import content_digest

SOURCE = ImageSource(SourceKind.DIRECTORY, "root")
ZLIB = Component("apk", "zlib", "1.3-r0", "acme", locations=("/lib/apk/db/installed",))
ROOT = Inventory(SOURCE, Distro("acme"), (ZLIB,))
IMAGE = replace(ROOT, config=ImageConfig(user="app"), layers=(Layer("sha256:aa", "sha256:bb"),))


def test_what_is_learnt_about_a_component_later_changes_nothing() -> None:
    wiser = replace(ZLIB, licenses=("Zlib",), purl="pkg:apk/acme/zlib@1.3-r0", is_version_known=False)
    assert content_digest(replace(ROOT, components=(wiser,))) == content_digest(ROOT)
    assert content_digest(replace(ROOT, distro=Distro("acme", title="Acme"))) == content_digest(ROOT)


def test_what_a_root_holds_decides() -> None:
    others = [
        replace(ROOT, components=(replace(ZLIB, version="1.3-r1"),)),
        replace(ROOT, components=(ZLIB, ZLIB)),
        replace(ROOT, distro=Distro("acme", "2")),
        replace(ROOT, distro=None),
    ]
    assert len({content_digest(one) for one in (ROOT, *others)}) == 5


def test_an_image_is_known_by_its_layers_and_its_configuration() -> None:
    assert content_digest(replace(IMAGE, components=())) == content_digest(IMAGE)
    packed = replace(IMAGE, layers=(Layer("sha256:cc", "sha256:bb"),))
    assert content_digest(packed) == content_digest(IMAGE), "compressed in another way"
    others = [
        replace(IMAGE, config=ImageConfig(user="root")),
        replace(IMAGE, layers=(Layer("sha256:aa", "sha256:dd"),)),
    ]
    assert len({content_digest(one) for one in (IMAGE, *others)}) == 3
