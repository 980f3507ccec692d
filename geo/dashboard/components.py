"""Our own parts of the page, drawn in the browser from JSON by textContent only.

Each is a Streamlit component of the second kind: a script and a style sheet in `static/`, no frame.
`base.js` and `base.css` stand before each. The style is isolated in a shadow root; the variables
of `page.css` reach into it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.components.v2 import component

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Return the page's own style sheet; it holds nothing from outside."""
    return (STATIC / "page.css").read_text("utf-8")


def _component(name: str) -> ComponentRenderer:
    """Register the component whose files are `static/{name}.js` and `static/{name}.css`."""
    scripts, styles = (
        "\n".join((STATIC / f"{part}.{ending}").read_text("utf-8") for part in ("base", name))
        for ending in ("js", "css")
    )
    return component(f"dateline_{name}", html='<div class="root"></div>', css=styles, js=scripts)


tools = _component("tools")
"""Data {params: [[name, value], …]}: keeps the address in step, copies it, changes the theme."""
reports = _component("reports")
"""Notices, counts, the list by day, and the trays. Triggers pick, reset, dismiss."""
histogram = _component("histogram")
"""Bars over the slider. Triggers day [first, last] and reset."""
card = _component("card")
"""The open article. Triggers pick, step, close."""
