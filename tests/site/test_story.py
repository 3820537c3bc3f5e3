"""A reader's way: from a number in a scanner's report to the advisory that answers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.site.conftest import Visits

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

WIDTHS = (360, 768, 1280)
SHOWN = {
    *("list-1280-light", "list-1280-dark", "vulnerability-1280-light", "vulnerability-1280-dark"),
    "filtered-360-dark",
}
"""The pictures that the README shows; ``make pictures`` takes them anew."""


def test_the_readme_shows_the_pictures_that_are_taken_here() -> None:
    named = re.findall(r"docs/images/([\w-]+)\.png", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert set(named) == SHOWN
    assert {path.stem for path in (ROOT / "docs" / "images").iterdir()} == SHOWN


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_leads_to_the_advisory(
    visit: Visits, pictures: Path, width: int, scheme: str, script: bool
) -> None:
    page = visit("/", width=width, height=800, color_scheme=scheme, java_script_enabled=script)

    def look(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if script:
            assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        picture = f"{name}-{width}-{scheme}"
        if script and picture in SHOWN:
            page.screenshot(path=pictures / f"{picture}.png")

    look("front")
    search(page, "44487")
    assert page.url.endswith("/advisories?q=44487")
    found = page.locator("tbody tr", has=page.get_by_role("link", name="nghttp2", exact=True))
    assert words(found).startswith("CVE-2023-44487 High exploited nghttp2 Fixed 1.57.0-r0 ")
    assert words(found).endswith(" 2023-10-11")
    look("list")

    found.get_by_role("link", name="CVE-2023-44487").click()
    assert page.locator("h1").inner_text() == "CVE-2023-44487"
    assert "in 10 of 16 packages" in page.locator(".answer").inner_text()
    look("vulnerability")

    page.get_by_label("Package or words of a note").fill("nghttp2")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**q=nghttp2**")
    rows = page.locator("#packages ~ table tbody tr").filter(has_not_text="Feed")
    named = rows.filter(has=page.get_by_role("link", name="nghttp2", exact=True)).first
    assert words(named) == "nghttp2 Fixed 1.57.0-r0 2023-10-11"
    assert rows.filter(has_text="curl").first.is_visible(), "its note names nghttp2 (platform-api.md WP4)"
    look("filtered")

    named.get_by_role("link", name="Fixed").click()
    assert re.fullmatch(r"HBR(-[2-9cfghjmpqrvwx]{4}){3}", page.locator("h1").inner_text())
    assert words(page.locator(".answer")) == "Fixed in 1.57.0-r0 since 2023-10-11"
    assert "2023-10-10 15:22 Under investigation detected" in words(page.locator(".tl"))
    page.get_by_text("As a document").click()
    assert "fixed-version: 1.57.0-r0" in page.locator("details pre").inner_text()
    look("advisory")
    page.locator(".lead").get_by_role("link", name="CVE-2023-44487").click()
    way_out = page.locator(".exits tbody tr", has_text="go:1.21.2")
    assert "Pull registry.harbor.example/go:1.21.5; older ones stay vulnerable." in words(way_out)
    way_out.get_by_role("link", name="What else changes").click()
    gone = page.locator(".compared tbody tr", has_text="CVE-2023-44487")
    assert (
        "Upgraded past the fix: libnghttp2-14 went from 1.56.0-r0 to 1.57.0-r0, past the fix in 1.57.0-r0"
        in words(gone)
    )
    assert "11 vulnerabilities gone, 0 new," in page.locator(".answer").inner_text()
    assert "libnghttp2-14 Upgraded 1.56.0-r0 1.57.0-r0 apk" in words(page.locator("main"))
    look("diff")
    for tag, answer in (
        ("1.21.2", "11 vulnerabilities: 1 Critical, "),
        ("1.21.5", "0 vulnerabilities, every "),
    ):
        page.locator(".two").get_by_role("link", name=f"go:{tag}").click()
        assert page.locator(".answer").inner_text().startswith(answer)
        page.go_back()


def search(page: Page, text: str) -> None:
    """Type into the search box and press Enter."""
    box = page.get_by_role("search").locator("input[name=q]")
    box.fill(text)
    with page.expect_navigation():
        box.press("Enter")


def words(found: object) -> str:
    """What an element says, without signs and labels that are there for the eye."""
    text = found.inner_text()  # type: ignore[attr-defined]
    return " ".join(re.sub(r"[●◷◔✓○⊘◌⌫–]|\b[CHMLN?]\b", " ", text).split())


def test_exact_names_lead_to_their_pages(visit: Visits) -> None:
    page = visit("/")
    for text, path in (
        ("CVE-2023-44487", "/vulnerabilities/CVE-2023-44487"),
        ("cve-2023-44487", "/vulnerabilities/CVE-2023-44487"),
        ("GHSA-qppj-fm5r-hxr3", "/vulnerabilities/GHSA-qppj-fm5r-hxr3"),
        ("HBR-g53c-v8f8-q7xj", "/advisories/HBR-g53c-v8f8-q7xj"),
        ("nghttp2", "/packages/harbor/nghttp2"),
        ("pkg:apk/harbor/nghttp2@1.57.0-r0?arch=x86_64", "/packages/harbor/nghttp2"),
    ):
        search(page, text)
        assert page.url.endswith(path), text


def test_the_past_stays_the_past_from_page_to_page(visit: Visits) -> None:
    page = visit("/?as_of=2023-10-10")
    banner = page.get_by_role("status")
    assert "what was true on 2023-10-10" in banner.inner_text()
    search(page, "44487")
    page.locator("tbody").get_by_role("link", name="CVE-2023-44487").first.click()
    assert "as_of=2023-10-10" in page.url
    page.get_by_label("Package or words of a note").fill("nghttp2")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**q=nghttp2**")
    named = page.locator("tbody tr", has=page.get_by_role("link", name="nghttp2", exact=True)).first
    assert "Under investigation" in named.inner_text()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Stats").click()
    assert "as_of=2023-10-10" in page.url
    banner.get_by_role("link", name="Back to the present").click()
    assert page.url.endswith("/stats")
    assert banner.count() == 0
