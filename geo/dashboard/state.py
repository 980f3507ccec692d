"""What one visitor's screen shows, and the only things that can change it.

It lives in Streamlit's session. Widgets are set from it before they are drawn, and write to it
in their callbacks, so that slider, map, list and link never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.dashboard.link import Link, read_link, settle
from geo.selection import Filters

if TYPE_CHECKING:
    import datetime as dt

    from geo.layer import View
    from geo.selection import Dataset, Selection

KEY = "dateline"


@dataclass(slots=True)
class Screen:
    """The state of one visitor's screen.

    filters: the question. article, pin: ids of the open article and of the place its card stands
    on. click: the map's number for the click that chose it, 0 when it was not the map. view: the
    part of the map that the link asked for. notices: sentences to show until they are closed.
    """

    filters: Filters = field(default_factory=Filters)
    article: str | None = None
    pin: str | None = None
    click: float = 0.0
    view: View | None = None
    notices: tuple[str, ...] = ()

    def open(self, article: str, pin: str | None, click: float = 0.0) -> None:
        """Open an article's card, on one of its places; `click` when the map was clicked."""
        self.article, self.pin, self.click = article, pin, click

    def close(self) -> None:
        """Close the card."""
        self.article = self.pin = None

    def reset(self) -> None:
        """Ask for everything again; the clock and the open article stay."""
        self.filters = Filters(clock=self.filters.clock)

    def ask(self, **changes: object) -> None:
        """Change some of the question."""
        self.filters = replace(self.filters, **changes)  # type: ignore[arg-type] # names of fields

    def limit(self, first: dt.date, last: dt.date, bounds: tuple[dt.date, dt.date]) -> None:
        """Ask for a period; an end that stands at the dataset's own end stays open."""
        self.ask(
            first=None if first <= bounds[0] else first,
            last=None if last >= bounds[1] else last,
        )

    @property
    def link(self) -> Link:
        """The screen as a link. The map keeps the address's `view` by itself."""
        return Link(filters=self.filters, article=self.article, pin=self.pin)


def screen(dataset: Dataset) -> Screen:
    """Return this visitor's screen; on a first visit it is made from the link."""
    if KEY not in st.session_state:
        parameters = {name: st.query_params.get_all(name) for name in st.query_params}
        link, broken = read_link(parameters)
        link, missing = settle(link, dataset)
        st.session_state[KEY] = Screen(
            filters=link.filters,
            article=link.article,
            pin=link.pin,
            view=link.view,
            notices=broken + missing,
        )
    found: Screen = st.session_state[KEY]
    if found.article is not None and dataset.article(found.article) is None:
        found.close()
    return found


def current() -> Screen:
    """Return this visitor's screen in a callback, which runs before the page."""
    found: Screen = st.session_state.setdefault(KEY, Screen())
    return found


def set_widget(key: str, value: object) -> None:
    """Let a widget show `value`, without disturbing one that shows it already."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def neighbours(selection: Selection, article: str | None) -> tuple[tuple[str, ...], int | None]:
    """Return the ids in the order of the list, and where `article` stands among them."""
    lots = (*selection.shown, *selection.unplaced, *selection.undated)
    ids = tuple(entry.id for entry in lots)
    return ids, ids.index(article) if article in ids else None
