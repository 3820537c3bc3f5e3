"""Every page of the site: no barrier, no dead link, not wider than the window, light, reached by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

    from tests.site.conftest import Visits

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

ADVISORY = "/advisories/HBR-g53c-v8f8-q7xj"
IMAGES = "registry.harbor.example/go"
DIGESTS = ("sha256:6e54ec11c54f", "sha256:2f41423eefe7")  # of what the demonstration's images contain
PAGES = (
    *(
        "/",
        "/advisories",
        "/advisories?q=44487",
        "/advisories?status=affected,fixed&severity=high&exploited=true",
    ),
    *("/advisories?q=zzzz", "/advisories?sort=-severity", "/advisories?as_of=2023-10-10&known_at=5000"),
    *("/vulnerabilities/CVE-2023-44487", "/vulnerabilities/CVE-2023-44487?q=nghttp2&status=fixed"),
    *("/vulnerabilities/CVE-2023-44487?q=nothing", "/vulnerabilities/CVE-2031-12345"),
    *("/vulnerabilities/CVE-2025-999001", "/vulnerabilities/CVE-2023-44487?as_of=2020-01-01"),
    *("/packages/harbor/nghttp2", "/packages/harbor/php-8.4", "/packages/harbor/curl?as_of=2023-10-12"),
    *("/images", "/images?repository=nothing", "/diff", "/diff?from=nothing&to=nothing"),
    f"/diff?from={IMAGES}:1.21.2&to={IMAGES}:1.21.5",
    *(f"/images/{digest}" for digest in DIGESTS),
    *(ADVISORY, "/advisories/HBR-5xjh-fg43-cx98", f"{ADVISORY}?known_at=6000"),
    *("/feeds", "/sources", "/stats", "/stats?as_of=2024-01-01&known_at=3000", "/log", "/log?before=100"),
    *("/about", "/access", "/api/v1/docs", "/nothing/here", "/advisories?status=odd"),
)
"""Every kind of page, with what it shows when there is much, little and nothing."""

FAILING = {"/nothing/here": 404, "/advisories?status=odd": 400, "/diff?from=nothing&to=nothing": 404}
"""Pages that are errors, which the browser complains about too."""


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_on_any_page(visit: Visits, scheme: str) -> None:
    page = visit("/", color_scheme=scheme)
    found: list[Any] = []
    for path in PAGES:
        _open(page, path)
        violations = Axe().run(page).response["violations"]
        found += [(path, each["id"], each["nodes"][0]["html"]) for each in violations]
    assert found == []


@pytest.mark.long
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_the_window(visit: Visits, width: int) -> None:
    page = visit("/", width=width)
    wider = []
    for path in PAGES:
        _open(page, path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wider.append(path)
    assert wider == []


@pytest.mark.long
def test_no_link_of_any_page_is_dead(visit: Visits, address: str) -> None:
    page = visit("/")
    links = set()
    for path in set(PAGES) - FAILING.keys():
        page.goto(path)
        links |= set(page.evaluate("[...document.querySelectorAll('a[href], link[href]')].map(a => a.href)"))
    ours = {link.partition("#")[0] for link in links if link.startswith(address)}
    assert len(ours) > 300
    answers = {link.removeprefix(address): page.request.get(link).status for link in ours}
    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_tables_are_cards_on_a_phone_and_rows_elsewhere(visit: Visits) -> None:
    page = visit("/advisories?q=44487")
    row, head = page.locator("tbody tr").first, page.locator("thead")
    for width, is_card in ((360, True), (640, True), (641, False), (1280, False)):
        page.set_viewport_size({"width": width, "height": 800})
        assert (row.evaluate("row => getComputedStyle(row).display") != "table-row") is is_card
        assert head.is_hidden() is is_card


def test_a_first_visit_is_light(visit: Visits) -> None:
    for path in ("/", "/advisories", "/vulnerabilities/CVE-2023-44487"):
        fresh = visit("about:blank")
        asked = _requests(fresh)
        fresh.goto(path, wait_until="networkidle")
        assert len(asked) <= 3
        assert sum(each.sizes()["responseBodySize"] for each in asked) <= 20_000, "as it travels"
        answers = [answer for each in asked if (answer := each.response())]
        if path == "/":
            assert sum(len(answer.body()) for answer in answers) <= 60_000, "as it is"


def _requests(page: Page) -> list[Request]:
    """A list that takes every request of a page once it is answered."""
    found: list[Request] = []

    def note(request: Request) -> None:
        found.append(request)

    page.on("requestfinished", note)
    return found


@pytest.mark.parametrize(
    "path",
    ["/", "/advisories?q=44487", "/vulnerabilities/CVE-2023-44487", ADVISORY, "/stats", "/feeds", "/access"],
)
def test_the_keyboard_alone_reaches_everything(visit: Visits, path: str) -> None:
    page = visit(path)
    targets = page.evaluate(
        """() => [...document.querySelectorAll(
            'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]'
        )].filter(each => each.checkVisibility()).map((each, at) => (each.dataset.stop = at))"""
    )
    reached: list[int] = []
    for _ in range(3 * len(targets) + 10):  # a date field has a stop for each of its parts
        page.keyboard.press("Tab")
        stop = page.evaluate("document.activeElement.dataset.stop ?? null")
        if stop is None and len(reached) == len(targets):
            break
        if stop is not None and int(stop) not in reached:
            reached.append(int(stop))
            assert _is_seen(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    assert reached == targets, "in the order of the page"


def _is_seen(page: Page) -> bool:
    """Whether the element that has the focus is in the window and shows it."""
    return bool(
        page.evaluate(
            """() => {
                const each = document.activeElement, style = getComputedStyle(each);
                const box = each.getBoundingClientRect();
                const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.width > 0;
                return inside && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            }"""
        )
    )


def test_the_first_stop_leads_past_the_navigation(visit: Visits) -> None:
    page = visit("/advisories")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_suggestions_are_chosen_by_arrow_keys_and_dismissed_by_escape(visit: Visits) -> None:
    page = visit("/about")
    page.keyboard.press("/")
    page.keyboard.type("nghttp")
    page.wait_for_selector("[role=option]")
    box = page.get_by_role("combobox")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    assert page.locator("#suggestions").is_hidden()
    assert box.input_value() == "nghttp"
    page.keyboard.type("2")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert urlsplit(page.url).path == "/packages/harbor/nghttp2"


def _open(page: Page, path: str) -> None:
    """Open a page; one that is an error comes without its status, which the browser would report."""
    address = urljoin(page.url, path)
    answer = page.request.get(address)
    assert answer.status == FAILING.get(path, 200), path
    if path in FAILING:
        page.route(address, lambda route: route.fulfill(body=answer.body(), headers=answer.headers))
    page.goto(path)
