"""The page, from top to bottom: one question, one selection, and every part drawn from it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import streamlit as st

from geo.dashboard import components, header, panels, reading, state, timebar
from geo.dashboard.adding import empty_page
from geo.dashboard.library import gazetteer, gazetteer_is_ready, library, selected
from geo.errors import DatelineError

if TYPE_CHECKING:
    from geo.dashboard.library import Library

ICON = components.STATIC / "icon.svg"
WENT_WRONG = (
    "Something went wrong on this page. Nothing of what is kept was lost. Load the page again; "
    "if it stays so, the server's log says what happened."
)
COMPILING = "Compiling the world's places, once: about half a minute …"
log = logging.getLogger(__name__)


def show() -> None:
    """Draw the whole page for one visitor, and never a traceback."""
    st.set_page_config(
        page_title="Dateline", page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(f"<style>{components.style_sheet()}</style>")
    try:
        _ready()
        _draw(library())
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


def _draw(books: Library) -> None:
    """Draw every part from one selection."""
    dataset = books.dataset
    screen = state.screen(dataset)
    if not len(dataset):
        header.show(screen, books)
        empty_page()
        return
    selection = selected(dataset, screen.filters)
    filters, told = state.clamp(screen.filters, selection.bounds)
    if filters != screen.filters:
        screen.filters = filters
        selection = selected(dataset, filters)
    if told:
        screen.notices = (*screen.notices, told)
    header.show(screen, books)
    panels.reports(screen, selection, dataset)
    panels.map_of(screen, selection, dataset)
    reading.card(screen, selection, books)
    timebar.show(selection)


def _stopped(message: str) -> None:
    """Say why there is no page. The message may hold text from outside, so it stays plain."""
    with st.container(key="dl_stopped"):
        st.text("Dateline")
        st.text(message)
