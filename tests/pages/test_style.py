"""The style sheet and the markup keep their promises: contrast, size, nothing inline."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import navwarn.pages
from navwarn.pages.asset import asset_name, assets
from navwarn.pages.render import render
from tests.pages.said import name, parse
from tests.pages.sample_site import SITE
from tests.pages.samples import PAGES

ROOM = Path(navwarn.pages.__file__).parent
CSS = (ROOM / "static" / "site.css").read_text(encoding="utf-8")
TEMPLATES = sorted((ROOM / "templates").iterdir())
STATUS_TONES = ("affected", "pending", "looking", "fixed", "clear", "unplanned", "unread", "gone")
SEVERITY_TONES = ("critical", "high", "medium", "low", "grey")
GROUNDS = ("bg", "panel", "head")


def tokens(dark: bool) -> dict[str, str]:
    """The colours of a scheme; dark ones replace light ones."""
    light, _, rest = CSS.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if dark:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rest.partition("\n}\n")[0]))
    return found


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


TEXT_PAIRS = (
    *((tone, f"{tone}-fill") for tone in STATUS_TONES),
    *(("panel", tone) for tone in SEVERITY_TONES),
    *((ink, ground) for ink in ("ink", "muted", "link", "affected") for ground in GROUNDS),
    *((ink, "clear-fill") for ink in ("ink", "muted")),
    ("panel", "mark"),
)
SHAPE_PAIRS = (
    *(("edge", ground) for ground in ("bg", "panel")),
    *(("focus", ground) for ground in GROUNDS),
    *((tone, "panel") for tone in (*STATUS_TONES, *SEVERITY_TONES, "mark")),
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out(text: str, ground: str, dark: bool) -> None:
    colours = tokens(dark)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), SHAPE_PAIRS)
def test_lines_and_shapes_stand_out(line: str, ground: str, dark: bool) -> None:
    colours = tokens(dark)
    assert contrast(colours[line], colours[ground]) >= 3


def test_dark_has_a_colour_for_every_light_one() -> None:
    dark = CSS.partition("@media (prefers-color-scheme: dark)")[2].partition("\n}\n")[0]
    assert set(re.findall(r"--([\w-]+): #", dark)) == set(tokens(dark=False))


def test_colours_are_named_only_among_the_tokens() -> None:
    rules = CSS.partition("\n* {")[2]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []


@pytest.mark.parametrize(
    "words", ["prefers-reduced-motion", "@media print", ":focus-visible", "max-width: 640px"]
)
def test_the_style_sheet_knows_its_readers(words: str) -> None:
    assert words in CSS


def test_assets_are_small() -> None:
    sizes = {
        asset.name.partition(".")[0] + asset.name[-4:]: len(asset.content) for asset in assets().values()
    }
    assert sum(sizes.values()) < 30_000


@pytest.mark.parametrize("page", list(PAGES))
def test_a_first_visit_is_small_and_asks_three_times_at_most(page: str) -> None:
    html = render(SITE, PAGES[page])
    tree = parse(html)
    loaded = [each.attrib["src"] for each in tree.iter() if "src" in each.attrib]
    sheets = [each.attrib["href"] for each in tree.iter() if each.attrib.get("rel") == "stylesheet"]
    assert len(loaded) + len(sheets) <= 2
    bodies = [
        html.encode(),
        *(assets()[address.rpartition("/")[2]].content for address in (*loaded, *sheets)),
    ]
    assert sum(map(len, bodies)) < 60_000
    assert sum(len(gzip.compress(body)) for body in bodies) < 20_000


@pytest.mark.parametrize("page", list(PAGES))
def test_nothing_is_inline(page: str) -> None:
    for each in parse(render(SITE, PAGES[page])).iter():
        assert "style" not in each.attrib
        assert not any(attribute.startswith("on") for attribute in each.attrib)
        assert name(each) != "style"
        assert name(each) != "script" or (each.attrib["src"].startswith("/static/") and not each.text)


@pytest.mark.parametrize("page", list(PAGES))
def test_ids_are_unique_and_labels_lead_to_them(page: str) -> None:
    tree = parse(render(SITE, PAGES[page]))
    ids = [each.attrib["id"] for each in tree.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    assert sum(name(each) == "h1" for each in tree.iter()) == 1


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_vouches_for_data(template: Path) -> None:
    """Whatever would switch escaping off is not even spelled in a template (peers.md A7)."""
    source = template.read_text(encoding="utf-8")
    assert not re.search(
        r"\|\s*(safe|urlize|xmlattr|tojson)|autoescape|Markup|\{%-?\s*raw|style=|<style", source
    )


def test_no_module_of_the_room_vouches_for_data() -> None:
    for module in ROOM.rglob("*.py"):
        assert not re.search(
            r"\bMarkup\(|import.*\bMarkup\b|autoescape=False", module.read_text(encoding="utf-8")
        )


def test_assets_are_named_by_what_they_hold() -> None:
    published = asset_name("site.css")
    assert re.fullmatch(r"site\.[0-9a-f]{12}\.css", published)
    assert assets()[published].media_type == "text/css; charset=utf-8"
    assert {asset_name(each) for each in ("site.css", "site.js")} == set(assets())
