"""Links between pages lead somewhere, and every page is reached from the index."""

from __future__ import annotations

import pytest

from tests.docs.pages import anchors, links, pages, read_page
from tools.project import ROOT

BESIDE = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
INDEX = "docs/index.md"


@pytest.mark.parametrize("name", [*pages(), *BESIDE])
def test_its_links_lead_somewhere(name: str) -> None:
    for link in links(read_page(name)):
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), f"{name}: {link}"
        if anchor:
            assert anchor in anchors(path.read_text(encoding="utf-8")), f"{name}: {link}"


def test_every_page_is_reached_from_the_index() -> None:
    reached, pending = set[str](), [INDEX]
    while pending:
        name = pending.pop()
        reached.add(name)
        for link in links(read_page(name)):
            path = ((ROOT / name).parent / link.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.is_relative_to(ROOT / "docs"):
                target = path.relative_to(ROOT).as_posix()
                pending.extend([target] if target not in reached else [])
    assert set(pages()) - reached == {"README.md", "docs/adr/0000-template.md"}
