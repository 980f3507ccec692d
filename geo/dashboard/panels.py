"""The list at the left and the map in the middle."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from geo import maps
from geo.dashboard import components, labels, rows, state, words
from geo.dashboard.guarding import guarded
from geo.dashboard.library import library, selected
from geo.selection import Clock
from geo.serving import view_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.dashboard.state import Screen
    from geo.selection import Dataset, Entry, Filters, Selection

ASSETS = "/assets"
FALLBACK = {
    Clock.HAPPENED: ("published", "It tells no day; this is the day it was published."),
    Clock.PUBLISHED: ("told", "It states no publication day; this is a day it tells of."),
}
NOTHING = "No article with a place is left. Widen the days, or take a filter away."
DATE_HINT = "They stay here whatever the days are. Open one to set its date."
DATE_HINT_VIEWING = "They stay here whatever the days are."
MAP_KEY = "dl_map_frame"


def reports(screen: Screen, selection: Selection, dataset: Dataset) -> None:
    """Draw the counts, the list by day and the trays."""
    counts = selection.counts
    clock = selection.filters.clock
    data = {
        "notices": list(screen.notices),
        "counts": {
            "shown": counts.shown,
            "total": counts.total,
            "unplaced": counts.unplaced,
            "undated": counts.undated,
            "filtered": screen.filters != type(screen.filters)(clock=clock),
        },
        **_lots(dataset, selection.filters),
        "chosen": screen.article,
        "nothing": NOTHING,
        "dateHint": DATE_HINT_VIEWING if view_only() else DATE_HINT,
    }
    with st.container(key="dl_reports"):
        components.reports(
            key="dl_list",
            data=data,
            on_pick_change=_row_picked,
            on_reset_change=_reset,
            on_dismiss_change=_dismissed,
        )


@lru_cache(maxsize=16)
def _lots(dataset: Dataset, filters: Filters) -> Mapping[str, list[dict[str, object]]]:
    """Tell the rows of one question's answer; shared by visitors, so never to be changed."""
    selection, clock = selected(dataset, filters), filters.clock
    return {
        "days": [
            {"label": words.long_day(day), "rows": [_row(entry, clock) for entry in entries]}
            for day, entries in itertools.groupby(selection.shown, key=lambda entry: entry.day)
            if day is not None
        ],
        "unplaced": [_row(entry, clock) for entry in selection.unplaced],
        "undated": [_row(entry, clock) for entry in selection.undated],
    }


def map_of(screen: Screen, selection: Selection, dataset: Dataset) -> None:
    """Draw the map. Only its group of pins changes, so that nothing jumps."""
    chosen = None
    if screen.article is not None:
        chosen = maps.Picked(article=screen.article, place=screen.pin, click=screen.click)
    with st.container(key="dl_map"):
        st_folium(
            maps.build_map(assets=ASSETS, theme="auto", labels=labels.ADDRESS),
            key=MAP_KEY,
            feature_group_to_add=maps.pin_group(
                selection, dataset, selected=chosen, view=screen.view
            ),
            returned_objects=["last_active_drawing"],
            use_container_width=True,
            height=600,
            on_change=_pin_picked,
        )


def _row(entry: Entry, clock: Clock) -> dict[str, object]:
    """Tell a row, with the clock that its day comes from where that is not the chosen one."""
    row = rows.row(entry)
    row["fallback"] = FALLBACK[clock] if entry.fallback else None
    return row


def first_place(dataset: Dataset, article: str, clock: Clock) -> str | None:
    """Return the place that an article's card opens on: its strongest pin."""
    entry = dataset.entry(article, clock)
    return entry.pins[0].place.id if entry is not None and entry.pins else None


@guarded
def _row_picked() -> None:
    screen = state.current()
    article = st.session_state["dl_list"].pick
    dataset = library().dataset
    if isinstance(article, str) and dataset.article(article) is not None:
        screen.open(article, first_place(dataset, article, screen.filters.clock))


@guarded
def _pin_picked() -> None:
    told = st.session_state.get(MAP_KEY) or {}
    picked = maps.picked(told.get("last_active_drawing"), library().dataset)
    if picked is not None:
        state.current().open(picked.article, picked.place, picked.click)


@guarded
def _reset() -> None:
    state.current().reset()


@guarded
def _dismissed() -> None:
    state.current().notices = ()
