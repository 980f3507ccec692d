"""Counts in place of articles, in a real Chromium: what a store too large for the browser shows."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import frame_stores as made
import numpy as np
import pytest
import sample_articles as sample
from conftest import launch
from frame_page import Desk
from playwright.sync_api import expect

from geo.layer import Columns, columns
from geo.places import open_gazetteer
from geo.selection import Clock, Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Server, Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Show the many articles as counts."""
    store = sample.fill(tmp_path_factory.mktemp("cube") / "many.db", made.MANY)
    started = launch(store, script=Path(__file__).with_name("cube_app.py"))
    yield started
    started.stop()
    started.log.unlink()


@pytest.fixture(scope="module")
def whole() -> Columns:
    """Work out the same articles one by one."""
    return columns(Dataset.of(made.MANY, open_gazetteer().place))


@pytest.fixture
def desk(visit: Callable[..., Visit], server: Server) -> Callable[..., Desk]:
    """Open them; whatever happens on the page, it must stay clean."""
    return lambda query="": Desk(visit(f"{server.url}/{query}")).ready()


def counted(page: Desk) -> list[int]:
    """Return the numbers in the line of counts: shown, total, unplaced, undated."""
    return [int(number) for number in re.findall(r"\d+", page.counts.inner_text())]


def listed(whole: Columns, first: dt.date | None = None, last: dt.date | None = None) -> list[int]:
    """Return the articles that the list is to have: those with a place that can have a mark."""
    table = whole.table
    drawn = {int(place) for place in table.place[table.flags % 2 == 1]}
    found, total = whole.within(sorted(drawn), first=first, last=last, limit=500)
    assert total == len(found)
    return found


def assert_shows(page: Desk, wanted: list[int]) -> None:
    """Wait for as many articles as are wanted, and insist that the list has these."""
    page.frame.wait_for_function(
        "many => map.dateline.model.sample.total === many", arg=len(wanted)
    )
    assert page.ask("() => [...model.result.shown]") == wanted


def test_map_bars_and_counts_say_the_same_of_counts_and_the_list_has_their_articles(
    desk: Callable[..., Desk], whole: Columns
) -> None:
    page = desk()
    expect(page.find(".notices")).to_contain_text("counts by place and day")
    page.look(*made.ALL)
    rows = len(whole.table.article)
    assert counted(page)[1] == rows
    expect(page.counts).to_contain_text(f"of {rows} mentions")
    assert sum(counted(page)[index] for index in (0, 2, 3)) == rows
    drawn = page.ask("() => app.layer.hits.reduce((sum, hit) => sum + hit.mark.count, 0)")
    assert drawn == page.ask("() => model.result.counts.pins")
    bars = page.ask("() => model.bars.total.reduce((sum, one) => sum + one, 0)")
    assert bars >= np.count_nonzero(np.diff(whole.table.days[Clock.HAPPENED].at))
    assert_shows(page, listed(whole))
    expect(page.titles.first).to_be_visible()


def test_the_list_follows_days_and_view_and_its_articles_open(
    desk: Callable[..., Desk], whole: Columns
) -> None:
    first, last = dt.date(2021, 8, 6), dt.date(2021, 8, 9)
    page = desk(f"?from={first}&to={last}")
    page.look(*made.ALL)
    assert_shows(page, listed(whole, first=first, last=last))
    before = counted(page)
    page.find(".dl-time .chip").filter(has_text="All").click()
    expect(page.counts).not_to_contain_text(f"{before[0]} of")
    page.frame.wait_for_function("few => map.dateline.model.sample.total > few", arg=before[0])
    page.ready()
    title = page.titles.first.inner_text()
    page.titles.first.click()
    expect(page.find(".dl-card h2").first).to_have_text(title)
    # The card is the first to know where the article's pins are; the map marks the place then.
    page.frame.wait_for_function("() => map.dateline.model.state.place !== null")
    page.look(0.0, 0.0, 6)
    expect(page.find(".dl-list .nothing")).to_contain_text("Zoom in, choose days")


def test_a_place_is_chosen_by_a_click_and_what_counts_cannot_answer_is_told(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    page.look(*made.VIEW)
    stack = page.marks(kind="stack").first
    place = stack.get_attribute("data-place")
    page.click(stack)
    expect(page.find(".dl-head .chip")).to_have_count(1)
    assert page.ask("() => [...model.state.places].map(one => model.names.places[one][0])") == [
        place
    ]
    page.rest()
    page.click(page.marks(place=str(place)))
    expect(page.find(".dl-head .chip")).to_have_count(0)
    page.inside.get_by_placeholder("Search text, place or source").fill("rain")
    page.page.keyboard.press("Enter")
    expect(page.find(".notices")).to_contain_text("cannot narrow so many articles")
    assert page.ask("() => model.state.q") == ""
    page.find(".dl-head button").filter(has_text="Filters").click()
    expect(page.find(".dl-head .check").filter(has_text="It happened here")).to_be_visible()
    expect(page.find(".dl-head .sources")).to_be_hidden()
