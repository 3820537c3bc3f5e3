"""Charts: goldens of what is drawn, and the rules of platform-api.md CH1 and CH2."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.instant import Instant
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.pages.chart.bars import ranked
from navwarn.pages.chart.plane import HEIGHT, apart, nice_step, plane, runs, spread_indexes
from navwarn.pages.chart.series import Series, Words, lines, stacked
from navwarn.pages.charts import charts
from navwarn.pages.render import render
from navwarn.pages.view.stats import PackageCount, SeveritySeries, Stats, StatusSeries
from tests.pages.said import name, parse
from tests.pages.sample_site import SITE
from tests.pages.sample_stats import STATS

GOLDEN = Path(__file__).parent / "golden"
WORDS = Words("name", "Title", "Description")
AXIS = tuple(Instant(number) for number in range(3))


def drawn() -> dict[str, str]:
    """The charts of the sample page by the name of their golden file."""
    html = render(SITE, STATS)
    parts = [part.partition("</svg>")[0] for part in html.split("<svg")[1:]]
    names = [f"chart-{chart.drawing.name}" for chart in charts(STATS) if chart.drawing]
    return {key: f"<svg{part}</svg>\n" for key, part in zip(names, parts, strict=True)}


@pytest.mark.parametrize("name_", ["by-status", "by-severity", "flow", "delay", "packages", "components"])
def test_a_chart_is_drawn_as_its_golden_file(name_: str) -> None:
    assert drawn()[f"chart-{name_}"] == (GOLDEN / f"chart-{name_}.svg").read_text(encoding="utf-8")


def test_every_chart_has_a_title_a_description_and_a_table() -> None:
    page = parse(render(SITE, STATS))
    pictures = [each for each in page.iter() if name(each) == "svg"]
    assert len(pictures) == 6
    for picture in pictures:
        ids = {each.attrib.get("id") for each in picture.iter()}
        assert [name(each) for each in list(picture)[:2]] == ["title", "desc"]
        assert set(picture.attrib["aria-labelledby"].split()) <= ids
    assert sum(name(each) == "table" for each in page.iter()) == 6


def test_a_gap_is_no_zero() -> None:
    drawing = lines(WORDS, AXIS, [Series("Open", "k-x", (5, None, 7))])
    assert [shape.tag for shape in drawing.shapes if "dot" in shape.attributes[0][1]] == ["circle", "circle"]
    areas = stacked(WORDS, AXIS, [Series("A", "k-a", (1, None, 1)), Series("B", "k-b", (1, 1, 1))])
    assert sum(shape.tag == "polygon" for shape in areas.shapes) == 4


def test_a_series_without_any_value_has_no_name_at_the_edge() -> None:
    empty = Series("Nothing", "k-x", (None, None, None))
    for drawing in (lines(WORDS, AXIS, [empty]), stacked(WORDS, AXIS, [empty])):
        assert "Nothing" not in {shape.text.split(" ")[0] for shape in drawing.shapes}


def test_a_chart_of_nothing_is_left_out() -> None:
    assert [chart.drawing for chart in charts(Stats())] == [None] * 6
    no_axis = Stats(
        statuses=(StatusSeries(Status.FIXED, ()),), severities=(SeveritySeries(Severity.HIGH, ()),)
    )
    assert [chart.drawing for chart in charts(no_axis)] == [None] * 6


def test_packages_of_several_distributions_are_told_apart() -> None:
    several = replace(STATS, packages=(PackageCount("acme", "zlib", 2), PackageCount("other", "zlib", 1)))
    rows = [chart.table.rows for chart in charts(several)][4]
    assert rows == (("zlib (acme)", "2"), ("zlib (other)", "1"))


def test_no_overall_figure_is_claimed_without_one() -> None:
    says = [chart.says for chart in charts(replace(STATS, p90=None))][3]
    assert "Over everything" not in says


def test_bars_of_nothing_but_zeros_can_be_drawn() -> None:
    assert ranked(WORDS, [("zlib", 0)], "k-x").shapes


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 5), (26, 10), (5000, 1000)]
)
def test_the_grid_has_round_steps_and_few_lines(highest: int, step: int) -> None:
    assert nice_step(highest) == step
    assert plane(AXIS, [highest, None]).top >= max(highest, 1)


def test_dates_are_few_and_name_both_ends() -> None:
    assert spread_indexes(3) == [0, 1, 2]
    assert spread_indexes(53) == [0, 13, 26, 39, 52]


def test_stretches_end_at_gaps() -> None:
    assert runs((None, 1, 2, None, None, 3)) == [range(1, 3), range(5, 6)]
    assert runs(()) == []


@given(st.lists(st.floats(0, HEIGHT), max_size=9))
def test_labels_never_cover_one_another(heights: list[float]) -> None:
    placed = sorted(apart(heights))
    assert all(later - earlier >= 14.99 for earlier, later in pairwise(placed))
    assert len(placed) == len(heights)
