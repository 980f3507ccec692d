"""The page, from top to bottom: one question, one selection, and every part drawn from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.dashboard import components, header, opening, panels, reading, state, timebar
from geo.dashboard.adding import empty_page
from geo.dashboard.library import selected
from geo.dashboard.link import clamp

if TYPE_CHECKING:
    from geo.dashboard.library import Library


def show() -> None:
    """Draw the whole page for one visitor, and never a traceback."""
    opening.show(components.style_sheet(), _draw)


def _draw(books: Library) -> None:
    """Draw every part from one selection."""
    dataset = books.dataset
    screen = state.screen(dataset)
    if not len(dataset):
        header.show(screen, books)
        empty_page()
        return
    selection = selected(dataset, screen.filters)
    filters, told = clamp(screen.filters, selection.bounds)
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
