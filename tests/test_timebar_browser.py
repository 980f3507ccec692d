"""The time bar in a real Chromium, over a small model of its own.

The tests of `design` points bear their numbers: one bar per day that is also the slider (1), play (2),
keys and what a screen reader hears (3), calendar days and two clocks (5), what is told when (6).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "geo" / "layer" / "static"
SCRIPTS = (
    HERE / "frame_stub.js",
    HERE / "fake_model.js",
    *(STATIC / name for name in ("bars.js", "play.js", "hands.js", "timebar.js")),
)
COLOURS = """
#dl-app {
  --sans: system-ui, "Noto Sans", Arial, sans-serif;
  --ink: #1b2025; --muted: #586470; --paper: #ffffff; --line: #e0e4e8; --hover: #f3f5f7; --chosen: #e8eff5;
  --accent: #2b4a60; --focus: #1d5f96; --bar: #d4dade; --warn: #fff6dd; --warn-line: #e8d28a;
  --event: #d55e00; --dateline: #0072b2; --government: #8e5ea2; --background: #767676;
}
#dl-app[data-theme="dark"] {
  --ink: #e4e8eb; --muted: #9ba7b2; --paper: #171b20; --line: #2a3138; --hover: #20262c; --chosen: #26323c;
  --accent: #a9c3d6; --focus: #8fc0e6; --bar: #333b43; --warn: #352c12; --warn-line: #6b5a20;
  --dateline: #2f93cf; --government: #a97fbb; --background: #969ca2;
}
"""


def day(text: str) -> int:
    """Return a day as the page counts it: from 1 January 1970."""
    return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days


def mount(
    page: Page,
    articles: list[dict[str, Any]],
    *,
    height: int = 130,
    theme: str = "light",
    direction: str = "ltr",
) -> None:
    """Put the bar at the foot of a page, over a model of these articles."""
    page.set_content(
        f"<!doctype html><html lang=en dir={direction}>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<body style='margin:0'>"
        f"<div id=dl-app data-theme={theme} style='position:fixed;inset:0;background:var(--paper)'>"
        f"<button id=map style='position:absolute;left:0;top:0'>Map</button>"
        f"<div class=dl-time style='position:absolute;inset:auto 0 0 0;height:{height}px'></div></div>"
    )
    page.add_style_tag(content=COLOURS + (STATIC / "timebar.css").read_text("utf-8"))
    for script in SCRIPTS:
        page.add_script_tag(content=script.read_text("utf-8"))
    page.evaluate(
        """articles => {
            const element = document.querySelector('#dl-app');
            window.model = new dateline.FakeModel(articles);
            window.bar = new dateline.TimeBar({ model, element }, element.querySelector('.dl-time'));
        }""",
        articles,
    )
