"""What every run of the page begins with, and what stands there while or when there is no page."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo.dashboard.library import gazetteer, gazetteer_is_ready, library
from geo.errors import DatelineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.dashboard.library import Library

ICON = Path(__file__).parent / "static" / "icon.svg"
WENT_WRONG = (
    "Something went wrong on this page. Nothing of what is kept was lost. Load the page again; "
    "if it stays so, the server's log says what happened."
)
COMPILING = "Compiling the world's places, once: about half a minute …"
log = logging.getLogger(__name__)


def show(style_sheet: str, draw: Callable[[Library], None]) -> None:
    """Draw a page of all articles for one visitor by `draw`, and never a traceback.

    style_sheet: the page's own; it holds nothing from outside.
    """
    show_alone(style_sheet, lambda: draw(library()))


def show_alone(style_sheet: str, draw: Callable[[], None], title: str = "Dateline") -> None:
    """Draw a page that reads for itself what it needs, as `show` does."""
    st.set_page_config(
        page_title=title, page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(f"<style>{style_sheet}</style>")
    try:
        _ready()
        draw()
    except DatelineError as error:
        _stopped(str(error))
    except Exception:
        log.exception("the page could not be drawn")
        _stopped(WENT_WRONG)


def _ready() -> None:
    """Open the gazetteer, and show how far it is where it has to be compiled first."""
    if gazetteer_is_ready():
        return
    place = st.empty()
    with place.container(key="dl_opening"):
        st.html('<h1 class="dl-name">Dateline</h1>')
        bar = st.progress(0.0, COMPILING)

    def show(what: str, done: int, total: int) -> None:
        bar.progress(done / total, f"{COMPILING} ({what})")

    gazetteer(show)
    place.empty()


def _stopped(message: str) -> None:
    """Say why there is no page. The message may hold text from outside, so it stays plain."""
    with st.container(key="dl_stopped"):
        st.text("Dateline")
        st.text(message)
