"""Take the pictures that README and docs show, from the real page with the demonstration articles.

`.venv/bin/python scripts/screenshots.py` writes docs/images/*.png. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import CHROMIUM_FLAGS, chromium_path, launch  # noqa: E402 - the tests' own server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 60_000
MADE_UP = "DATELINE_BENCH_MARKS"
MANY = 100_000
CARD = "Vice president says from Panjshir that he is now in charge"
WINDOW = "from=2021-08-28&to=2021-09-03"
ONE = {
    "id": "one",
    "title": "Snow shuts the road over the pass",
    "source": "Dateline demonstration",
    "published": "2021-09-03",
    "text": "Snow shut the road over the Anjuman Pass on Thursday, drivers in Bazarak said.",
}


def frame(page: Page) -> FrameLocator:
    """Return the frame that the page consists of."""
    return page.frame_locator(".st-key-dl_frame iframe")


def settle(page: Page) -> None:
    """Wait until the map has its ground and its marks, the list its words, and all is at rest."""
    frame(page).locator(".dl-map[data-ready=true][data-marks]").wait_for(timeout=WAIT_MS)
    frame(page).locator(".dl-list .row .title").first.wait_for(timeout=WAIT_MS)
    page.wait_for_load_state("networkidle")


def empty(page: Page) -> None:
    """Wait until the page says that there is nothing yet."""
    page.locator(".dl-empty-title").wait_for(timeout=WAIT_MS)


def open_card(page: Page) -> None:
    """Open the card of one article, and its reasons."""
    settle(page)
    frame(page).locator(".dl-list .row", has_text=CARD).first.click()
    frame(page).locator(".dl-card h2", has_text=CARD).wait_for(timeout=WAIT_MS)
    frame(page).locator(".dl-card summary", has_text="Why is this pin here?").first.click()
    settle(page)


def trusted(page: Page) -> None:
    """Check a few mentions on the page that tells how far to trust it, and wait for the figures."""
    status = frame(page).locator(".check .status")
    frame(page).locator(".mention mark").wait_for(timeout=WAIT_MS)
    for number, keys in enumerate((*("r" * 7), "wn", *("r" * 4), "wn"), 1):
        for key in keys:
            page.keyboard.press(key)
        status.filter(has_text=f" {number} checked").wait_for(timeout=WAIT_MS)
    frame(page).locator(".summary", has_text=f"the {number} checked").wait_for(timeout=WAIT_MS)


def take(  # noqa: PLR0913 - what makes one picture
    browser: Browser,
    url: str,
    target: Path,
    *,
    size: dict[str, int] = DESK,
    scheme: str = "light",
    ready: Callable[[Page], None] = settle,
) -> None:
    """Photograph `url` as a visitor with that screen and colour scheme sees it."""
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type] # literals
    page = context.new_page()
    page.goto(url)
    ready(page)
    page.screenshot(path=target)
    context.close()
    print(target)


@contextmanager
def serving(store: Path, made_up: int = 0) -> Iterator[str]:
    """Serve a store's page, and give its address. made_up: so many made-up articles instead."""
    if made_up:
        script, environment = ROOT / "scripts" / "bench_frame_app.py", {MADE_UP: str(made_up)}
        server = launch(store, environment, script=script)
    else:
        server = launch(store)
    try:
        yield server.url
    finally:
        server.stop()


def run(*arguments: object) -> None:
    """Run a command of ours."""
    command = [sys.executable, "-m", "geo", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own command


def main() -> None:
    """Start the page with each store, photograph it, stop it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "images")
    wanted = parser.parse_args()
    target: Path = wanted.output
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(CHROMIUM_FLAGS), chromium_sandbox=False
        )
        run("demo", "--store", folder / "demonstration.db")
        with serving(folder / "demonstration.db") as url:
            for screen, size in (("desk", DESK), ("phone", PHONE)):
                for scheme in ("light", "dark"):
                    picture = target / f"{screen}-{scheme}.png"
                    take(browser, url, picture, size=size, scheme=scheme)
            take(browser, f"{url}/?{WINDOW}", target / "window-light.png")
            take(browser, url, target / "card-light.png", ready=open_card)
            # Last, since it leaves something in the store.
            take(browser, f"{url}/accuracy", target / "accuracy-light.png", ready=trusted)
        with serving(folder / "nothing.db") as url:
            take(browser, url, target / "empty-light.png", ready=empty)
        article = folder / "one.jsonl"
        article.write_text(json.dumps(ONE) + "\n", "utf-8")
        run("ingest", article, "--store", folder / "one.db")
        with serving(folder / "one.db") as url:
            take(browser, url, target / "one-light.png")
        with serving(folder / "nothing.db", MANY) as url:
            take(browser, url, target / "many-light.png")
            take(browser, url, target / "many-dark.png", scheme="dark")
        browser.close()


if __name__ == "__main__":
    main()
