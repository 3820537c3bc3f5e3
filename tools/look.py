"""Pictures of the sample pages in the system's Chromium, so that somebody looks at them.

``python -m tools.look FOLDER [NAME ...]`` writes ``NAME-WIDTH-SCHEME.png`` for each page named, or for all.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from navwarn.pages.asset import assets
from navwarn.pages.render import render, render_suggestions
from tests.pages.sample_site import SITE
from tests.pages.samples import PAGES, SUGGESTIONS
from tools.browser import HOST, chromium, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def answers() -> dict[str, tuple[str, bytes]]:
    """What a browser may ask for: the sample pages at ``/sample/NAME``, suggestions, assets."""
    found = {f"/sample/{name}": ("text/html", render(SITE, page).encode()) for name, page in PAGES.items()}
    found["/suggestions"] = ("text/html", render_suggestions(SITE, SUGGESTIONS).encode())
    for asset in assets().values():
        found[f"/static/{asset.name}"] = (asset.media_type, asset.content)
    return found


def picture(browser: Browser, name: str, folder: Path) -> None:
    """Pictures of one page at every width, light and dark."""
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        serve(page, answers())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{HOST}/sample/{name}")
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        context.close()


def main(folder: str, *names: str) -> None:
    """Pictures of the pages named into the folder, or of all."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name in names or PAGES:
            picture(browser, name, target)
            print(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
