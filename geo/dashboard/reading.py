"""The card at the right: one article, opened on one of its places, and its date form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.dashboard import cards, changes, components, state, words
from geo.dashboard.guarding import guarded
from geo.dashboard.library import around, library, selected
from geo.dashboard.panels import first_place
from geo.serving import view_only

if TYPE_CHECKING:
    from geo.dashboard.library import Library
    from geo.dashboard.state import Screen
    from geo.selection import Selection

OUTSIDE = "The days or filters leave this article out of the list and the map."


def card(screen: Screen, selection: Selection, books: Library) -> None:
    """Draw the card of the open article, or the guide when none is open."""
    entry = None
    if screen.article is not None:
        entry = books.dataset.entry(screen.article, selection.filters.clock)
    with st.container(key="dl_card"):
        if entry is None:
            _component(None)
            return
        by_user = entry.id in books.dated_by_user
        places = around(entry.article, books.dataset)
        told = cards.card(entry, places, pin=screen.pin, dated_by_user=by_user)
        ids, at = state.neighbours(selection, entry.id)
        told["position"] = f"{at + 1} of {len(ids)}" if at is not None else ""
        told["previous"] = at is not None and at > 0
        told["next"] = at is not None and at < len(ids) - 1
        told["remark"] = OUTSIDE if at is None else ""
        with st.container(key="dl_open"):
            _component(told)
            if not view_only() and (by_user or entry.article.article.published is None):
                _date_form(entry.id, by_user=by_user)


def _component(told: cards.Card | None) -> None:
    components.card(
        key="dl_article",
        data={"card": told},
        on_pick_change=_place_picked,
        on_step_change=_stepped,
        on_close_change=_closed,
    )


def _date_form(article_id: str, *, by_user: bool) -> None:
    """Draw the form that sets a missing date, or takes a set one back."""
    with st.container(key="dl_date"):
        if by_user:
            st.button(
                "Take the date back", key="dl_undate", on_click=_date_set, args=(article_id, None)
            )
            return
        key = f"dl_date_{article_id}"
        st.date_input(
            "Set the publication date",
            value=None,
            key=key,
            format="YYYY-MM-DD",
            min_value="1800-01-01",
            max_value="2200-12-31",
        )
        st.button("Set the date", key="dl_setdate", on_click=_date_set, args=(article_id, key))


@guarded
def _date_set(article_id: str, key: str | None) -> None:
    day = None if key is None else st.session_state[key]
    screen = state.current()
    if key is not None and day is None:
        screen.notices = (*screen.notices, "Choose a day first, then set it.")
        return
    changes.set_date(article_id, day)
    said = "The date was taken back." if day is None else f"The date was set to {words.day(day)}."
    screen.notices = (said,)


@guarded
def _place_picked() -> None:
    screen = state.current()
    place = st.session_state["dl_article"].pick
    if screen.article is not None and isinstance(place, str):
        screen.open(screen.article, place)


@guarded
def _stepped() -> None:
    screen = state.current()
    dataset = library().dataset
    ids, at = state.neighbours(selected(dataset, screen.filters), screen.article)
    step = st.session_state["dl_article"].step
    if at is None or step not in {-1, 1} or not 0 <= at + step < len(ids):
        return
    article = ids[at + step]
    screen.open(article, first_place(dataset, article, screen.filters.clock))


@guarded
def _closed() -> None:
    state.current().close()
