"""The header: name, search, filters, adding reports, and the tools at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.dashboard import adding, components, state, words
from geo.dashboard.guarding import guarded
from geo.dashboard.link import LONGEST_TEXT, write_link
from geo.selection import NO_SOURCE
from geo.serving import view_only

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.dashboard.library import Library
    from geo.dashboard.state import Screen
    from geo.selection import Dataset

SEARCH = "Search text, place or source"


def show(screen: Screen, books: Library) -> None:
    """Draw the header."""
    with st.container(key="dl_header", horizontal=True, vertical_alignment="center"):
        st.html('<h1 class="dl-name">Dateline</h1>')
        if len(books.dataset):
            state.set_widget("q", screen.filters.text)
            st.text_input(
                SEARCH,
                key="q",
                placeholder=SEARCH,
                max_chars=LONGEST_TEXT,
                label_visibility="collapsed",
                on_change=_searched,
            )
            _filters(screen, books.dataset)
            if not view_only() and st.button("Add reports", key="dl_add", icon=":material/add:"):
                adding.open_dialog()
        components.tools(key="dl_tools", data={"params": write_link(screen.link)}, width="content")


def _filters(screen: Screen, dataset: Dataset) -> None:
    """Draw the filters that need a form."""
    filters = screen.filters
    used = sum(map(bool, (filters.places, filters.sources, filters.roles)))
    # The label is ours; a number in it is all that changes.
    with st.popover(f"Filters · {used}" if used else "Filters", key="dl_filters"):
        _choice(
            "Place, with all that lies in it",
            "places",
            filters.places,
            _by_name(dataset),
            {place.id: words.described(place, dataset.places) for place in dataset.places.values()},
        )
        _choice(
            "Source",
            "sources",
            filters.sources,
            dataset.sources,
            {
                source: source if source != NO_SOURCE else "(no source stated)"
                for source in dataset.sources
            },
        )
        _choice(
            "What the place does in the article",
            "roles",
            filters.roles,
            dataset.roles,
            {role: words.ROLES[role] for role in dataset.roles},
        )


def _choice(
    label: str,
    name: str,
    chosen: Collection[str],
    options: Collection[str],
    shown: dict[str, str],
) -> None:
    """Draw one filter; what it offers is plain text to Streamlit."""
    key = f"dl_{name}"
    state.set_widget(key, [option for option in options if option in chosen])
    st.multiselect(
        label,
        list(options),
        key=key,
        format_func=lambda option: shown.get(option, option),
        placeholder="All",
        select_all=False,
        on_change=_filtered,
        args=(name, key),
    )


def _by_name(dataset: Dataset) -> list[str]:
    """Return the ids of the places, by name."""
    places = sorted(dataset.places.values(), key=lambda place: (place.name.casefold(), place.id))
    return [place.id for place in places]


@guarded
def _searched() -> None:
    state.current().ask(text=str(st.session_state["q"]).strip())


@guarded
def _filtered(name: str, key: str) -> None:
    state.current().ask(**{name: frozenset(st.session_state[key])})
