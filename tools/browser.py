"""Pages in the system's Chromium without a server: the browser asks, a dictionary answers."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, Page, Route

HOST = "https://advisories.acme.example"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser; ``RuntimeError`` where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise RuntimeError("there is no Chromium here; on Debian, apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def serve(page: Page, answers: Mapping[str, tuple[str, bytes]]) -> None:
    """Let requests of the page be answered from paths to media type and bytes, with the strict policy."""

    def answer(route: Route) -> None:
        media_type, body = answers.get(urlsplit(route.request.url).path, ("text/plain", b""))
        headers = {"content-type": media_type, "content-security-policy": POLICY}
        route.fulfill(status=200 if body else 404, headers=headers, body=body)

    page.route("**/*", answer)
