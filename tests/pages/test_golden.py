"""What the pages say, word for word: one golden file each, which reads like the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from navwarn.pages.render import render, render_suggestions
from navwarn.pages.view.suggestion import Suggestions
from tests.pages.said import lines, name, parse, parse_fragment
from tests.pages.sample_site import BOTH, PAST, SITE
from tests.pages.samples import PAGES, SUGGESTIONS

GOLDEN = Path(__file__).parent / "golden"
NAMES = tuple(PAGES)


def written(page: str) -> str:
    main = next(each for each in parse(render(SITE, PAGES[page])).iter() if name(each) == "main")
    return "\n".join(lines(main)) + "\n"


@pytest.mark.parametrize("page", NAMES)
def test_a_page_says_what_its_golden_file_says(page: str) -> None:
    assert written(page) == (GOLDEN / f"{page}.txt").read_text(encoding="utf-8")


def test_every_golden_file_has_a_page() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(NAMES)


@pytest.mark.parametrize("page", NAMES)
def test_the_same_view_model_makes_the_same_bytes(page: str) -> None:
    assert render(SITE, PAGES[page]) == render(SITE, PAGES[page])


@pytest.mark.parametrize("page", NAMES)
def test_a_past_page_says_so_and_leads_back(page: str) -> None:
    past = " ".join(lines(parse(render(PAST, PAGES[page]))))
    assert (
        "You are looking at the past: what was true on 2023-10-10 23:59 UTC,"
        " as we knew it at entry 4,711 of the log" in past
    )
    assert "Back to the present" in past
    assert "You are looking at the past" not in render(SITE, PAGES[page])


@pytest.mark.parametrize("page", NAMES)
def test_two_distributions_are_told_apart(page: str) -> None:
    assert render(BOTH, PAGES[page])


def test_suggestions_lead_to_pages() -> None:
    found = parse_fragment(render_suggestions(SITE, SUGGESTIONS))
    assert [(each.attrib["data-href"], lines(each)) for each in found] == [
        ("/vulnerabilities/CVE-2023-44487", ["CVE-2023-44487 HTTP/2 rapid reset"]),
        ("/packages/acme/nghttp2", ["nghttp2 acme · 4 advisories"]),
        ("/advisories/ACME-q2g4-fr75-mfgw", ["ACME-q2g4-fr75-mfgw"]),
    ]


def test_at_most_ten_suggestions_are_made() -> None:
    many = Suggestions("a", SUGGESTIONS.items[:1] * 11)
    assert len(parse_fragment(render_suggestions(SITE, many))) == 10
    assert render_suggestions(SITE, Suggestions("a")).strip() == ""
