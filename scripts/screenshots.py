"""Take the pictures that README and docs show, from the real page with the demonstration articles.

`.venv/bin/python scripts/screenshots.py` writes docs/images/*.png. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import CHROMIUM_FLAGS, chromium_path, launch  # noqa: E402 - the tests' own server

if TYPE_CHECKING:
    from collections.abc import Callable

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 60_000
CARD = "Both sides claim success at the gates of Panjshir"


def settle(page: Page) -> None:
    """Wait until the map has its pins, its ground and the page is at rest."""
    frame = page.frame_locator(".st-key-dl_map iframe")
    frame.locator(".dl-map[data-ready=true]").wait_for(timeout=WAIT_MS)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    page.wait_for_load_state("networkidle")


def open_card(page: Page) -> None:
    """Open the card of one article, and its reasons."""
    page.locator(".row", has_text=CARD).first.click()
    page.locator(".paper h2", has_text=CARD).wait_for(timeout=WAIT_MS)
    page.locator("summary", has_text="Why is this pin here?").first.click()
    settle(page)


def take(  # noqa: PLR0913 - what makes one picture
    browser: Browser,
    url: str,
    target: Path,
    *,
    size: dict[str, int],
    scheme: str,
    before: Callable[[Page], None] = settle,
) -> None:
    """Photograph `url` as a visitor with that screen and colour scheme sees it."""
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type] # literals
    page = context.new_page()
    page.goto(url)
    settle(page)
    before(page)
    page.screenshot(path=target)
    context.close()
    print(target)


def main() -> None:
    """Start the page with the demonstration, photograph it, stop it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--state", default="", help="a link's query, to photograph that state")
    wanted = parser.parse_args()
    wanted.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "dateline.db"
        command = [sys.executable, "-m", "geo", "demo", "--store", str(store)]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own command
        server = launch(store)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium_path(),
                    args=list(CHROMIUM_FLAGS),
                    chromium_sandbox=False,
                )
                url = f"{server.url}/?{wanted.state}"
                for name, size in (("desk", DESK), ("phone", PHONE)):
                    for scheme in ("light", "dark"):
                        target = wanted.output / f"{name}-{scheme}.png"
                        take(browser, url, target, size=size, scheme=scheme)
                target = wanted.output / "card-light.png"
                take(browser, url, target, size=DESK, scheme="light", before=open_card)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
