"""The page as one frame: the map fills the window, and everything else stands in its document.

Streamlit keeps what a form is for: adding reports, the first opening, the empty page. It hears
of the frame by `geo.layer.heard`, and tells it which data to show; all else the frame asks of the
routes (`geo.dashboard.routes`).
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from geo import layer
from geo.dashboard import adding, changes, opening, routes, words
from geo.dashboard.correcting import foreseen
from geo.errors import DatelineError
from geo.serving import view_only

if TYPE_CHECKING:
    from geo.dashboard.library import Library
    from geo.layer import Told

KEY = "dateline_frame"
MAP_KEY = "dl_frame_map"
UNDONE = "That did not work, and nothing was changed. The server's log says what happened."
STYLES = Path(__file__).parent / "static" / "frame.css"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Visit:
    """What is kept of one visitor between runs; the screen itself is kept by the frame.

    acted: the greatest number of what the frame told that was acted on. notice: what became of
    the last change. changes: how many there were, so that the next notice fades anew. done:
    whether the last one was made.
    """

    acted: float = -math.inf
    notice: str = ""
    changes: int = 0
    done: bool = True


def show_frame() -> None:
    """Draw the whole page for one visitor, and never a traceback."""
    opening.show(style_sheet(), _draw)


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Return the style of what stands around a frame that fills the window."""
    return STYLES.read_text("utf-8")


def _draw(books: Library) -> None:
    """Draw the frame, act on what it told, and open the form that it asked for."""
    visit: Visit = st.session_state.setdefault(KEY, Visit())
    if not len(books.dataset):
        st.html('<h1 class="dl-name">Dateline</h1>')
        adding.empty_page()
        return
    with st.container(key="dl_frame"):
        found = st_folium(
            layer.build_map(assets=routes.ASSETS, theme="auto"),
            key=MAP_KEY,
            feature_group_to_add=layer.told_group(
                routes.edition(books).columns.hash,
                view_only=view_only(),
                changes=visit.changes,
                done=visit.done,
            ),
            returned_objects=["last_active_drawing"],
            use_container_width=True,
            height=600,
        )
    told = layer.heard((found or {}).get("last_active_drawing"), books.dataset, after=visit.acted)
    if told is not None:
        visit.acted = told.number
        if told.kind == "add" and not view_only():
            adding.open_dialog()
        elif told.kind in {"date", "load-demo", "correct", "fold", "take-back"}:
            _change(told, visit, books)
            # From the start: what was changed is another version of the data.
            st.rerun()
    _show_notice(visit)


def _change(told: Told, visit: Visit, books: Library) -> None:
    """Do what the frame asked for, and keep a sentence of what became of it."""
    visit.done = False
    try:
        said = _changed(told, books)
        visit.done = True
    except DatelineError as error:
        said = str(error)
    except Exception:
        log.exception("what the frame asked for failed")
        said = UNDONE
    visit.notice = said
    visit.changes += 1


def _changed(told: Told, books: Library) -> str:
    if told.kind in {"correct", "fold", "take-back"}:
        return _overruled(told, books)
    if told.kind == "load-demo":
        report = changes.load_demonstration()
        return f"{words.counted(report.added, 'article')} of the demonstration added."
    if told.article is None:  # pragma: no cover - `heard` gives every date an article
        return UNDONE
    changes.set_date(told.article, told.day)
    if told.day is None:
        return "The date was taken back."
    return f"The date was set to {words.day(told.day)}."


def _overruled(told: Told, books: Library) -> str:
    if told.proposal is not None:
        kept = changes.correct(told.proposal, seen=told.seen)
        return f"“{kept.name}” was corrected: {foreseen(books, kept)}."
    if told.folding is not None:
        changed = changes.fold(told.folding, books, seen=told.seen)
        return f"{'Split' if told.folding.other is None else 'Merged'}: {changed}."
    if told.correction is None:  # pragma: no cover - `heard` gives each one of the three
        return UNDONE
    changes.take_back(told.correction, told.author)
    return "The correction was taken back."


def _show_notice(visit: Visit) -> None:
    """Show what became of the last change over the frame: plain text, which the style fades."""
    if visit.notice:
        with st.container(key=f"dl_notice_{visit.changes % 2}"):
            st.text(visit.notice)
