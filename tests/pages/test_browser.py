"""The pages in a browser, under the policy they are served with: barriers, overflow, keyboard, script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from navwarn.pages.render import render
from tests.pages.sample_site import SITE
from tests.pages.samples import PAGES
from tests.pages.test_hostile import PAGE_TYPES, pages
from tools.browser import HOST, chromium, serve
from tools.look import SCHEMES, WIDTHS, answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WHOLE_PAGES = tuple(kind.__name__ for kind in PAGE_TYPES)
pytestmark = [pytest.mark.broad, pytest.mark.needs("chromium")]


def _endless() -> dict[str, tuple[str, bytes]]:
    """Pages in which every text is one word without end."""
    made = {kind: render(SITE, page) for kind, page in pages("w" * 3000)}
    return {f"/hostile/{kind}": ("text/html", html.encode()) for kind, html in made.items()}


def _targets() -> dict[str, tuple[str, bytes]]:
    """Where the pages lead."""
    nothing = ("text/html", b"<!doctype html><title>There</title>")
    return dict.fromkeys(("/vulnerabilities/CVE-2023-44487", "/search", "/advisories"), nothing)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose every complaint fails the test; parametrized with options of its context."""
    context = browser.new_context(**getattr(request, "param", {}))
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    serve(opened, {**answers(), **_endless(), **_targets()})
    yield opened
    context.close()
    assert complaints == []


@pytest.mark.long
@pytest.mark.parametrize("page", [{"color_scheme": scheme} for scheme in SCHEMES], ids=SCHEMES, indirect=True)
def test_axe_finds_no_barrier(page: Page) -> None:
    found: list[Any] = []
    for name in PAGES:
        page.goto(f"{HOST}/sample/{name}")
        violations = Axe().run(page).response["violations"]
        found += [(name, each["id"], each["nodes"][0]["html"]) for each in violations]
    assert found == []


@pytest.mark.long
def test_no_page_is_wider_than_the_window(page: Page) -> None:
    wider = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name in PAGES:
            page.goto(f"{HOST}/sample/{name}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wider.append((name, width))
    assert wider == []


@pytest.mark.long
def test_a_word_without_end_stays_inside_the_window(page: Page) -> None:
    wider = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name in WHOLE_PAGES:
            page.goto(f"{HOST}/hostile/{name}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wider.append((name, width))
    assert wider == []


def test_suggestions_are_reached_and_taken_by_keyboard_alone(page: Page) -> None:
    page.goto(f"{HOST}/sample/advisories")
    page.keyboard.press("/")
    page.keyboard.type("4448")
    page.wait_for_selector("[role=option]")
    box = page.locator("form[role=search] input[name=q]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestion-2"
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    assert not page.locator("#suggestions").is_visible()
    page.keyboard.type("7")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{HOST}/vulnerabilities/CVE-2023-44487"


def test_enter_without_a_choice_searches(page: Page) -> None:
    page.goto(f"{HOST}/sample/advisories")
    page.keyboard.press("/")
    page.keyboard.type("http/2")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{HOST}/search?q=http%2F2"


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], ids=["no-script"], indirect=True)
def test_forms_work_without_script(page: Page) -> None:
    page.goto(f"{HOST}/sample/advisories")
    page.locator("form[aria-label='Filter the list'] select[name=status]").select_option("fixed")
    with page.expect_navigation():
        page.get_by_role("button", name="Filter").click()
    assert "status=fixed" in page.url


def test_the_first_tab_stop_skips_to_the_content(page: Page) -> None:
    page.goto(f"{HOST}/sample/advisories")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
