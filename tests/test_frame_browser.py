"""The frame in a real Chromium on a real server: each point of what a good time filter and map do.

The numbers in the names: the bars are the slider (1), play (2), keys (3), one filtered set (4), a
change of time and the view (5), no word to the server (6); symbols (7), articles at one place (8),
card (9), trays (10), list and map linked (11), the link (12), both themes, phone and right-to-left
names (13), no request to another machine (14).
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import frame_stores as made
import hostile
import pytest
import sample_articles as sample
from frame_page import Desk
from playwright.sync_api import expect

from geo.selection import Clock, Dataset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Server, StartServer, Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(start_server: StartServer, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Show the few articles that each look different."""
    return start_server(sample.fill(tmp_path_factory.mktemp("frame") / "few.db", made.FEW))


@pytest.fixture(scope="module")
def crowded(start_server: StartServer, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Show the many articles that filters part."""
    return start_server(sample.fill(tmp_path_factory.mktemp("frame") / "many.db", made.MANY))


@pytest.fixture
def desk(visit: Callable[..., Visit], server: Server) -> Callable[..., Desk]:
    """Open the few articles; whatever happens on the page, it must stay clean."""
    return opener(visit, server)


@pytest.fixture
def busy(visit: Callable[..., Visit], crowded: Server) -> Callable[..., Desk]:
    """Open the many articles."""
    return opener(visit, crowded)


def opener(visit: Callable[..., Visit], server: Server) -> Callable[..., Desk]:
    def open_page(query: str = "", **options: Any) -> Desk:  # noqa: ANN401 - Playwright's
        visited = visit(None, **options)
        # A frame's first document and its second share a window, and the watch is set once.
        visited.context.add_init_script(
            f"if (!Object.hasOwn(window, '__dateline_hit')) {{ {hostile.WATCH} }}"
        )
        visited.page.goto(f"{server.url}/{query}")
        found = Desk(visited.page).ready()
        found.visited = visited
        return found

    return open_page


# 1: the histogram is the slider.


def test_1_both_edges_the_window_and_a_new_period_are_dragged_on_the_bars(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    page.drag(page.at_day("2021-09-02", part=0), page.at_day("2021-09-05", part=0))
    assert page.period() == ["2021-09-05", None]
    expect(page.titles.first).to_have_text("A rally in the capital")
    page.drag(page.at_day("2021-09-09", part=1), page.at_day("2021-09-07", part=0))
    assert page.period() == ["2021-09-05", "2021-09-06"]
    expect(page.titles).to_have_text(["A rally in the capital", "Roads closed"])
    page.drag(page.at_day("2021-09-06", part=0.1), page.at_day("2021-09-08", part=0.1))
    assert page.period() == ["2021-09-07", "2021-09-08"]
    expect(page.titles).to_have_count(4)
    page.drag(page.at_day("2021-09-03"), page.at_day("2021-09-05"))
    assert page.period() == ["2021-09-03", "2021-09-05"]
    page.page.mouse.dblclick(*page.at_day("2021-09-08"))
    assert page.period() == [None, None]
    page.visited.assert_clean()


def test_1_a_bar_a_chip_the_wheel_and_typed_days_set_the_period(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    page.page.mouse.click(*page.at_day("2021-09-06"))
    expect(page.titles).to_have_text(["Roads closed"])
    page.find(".dl-time .chip", ).filter(has_text="All").click()
    assert page.period() == [None, None]
    page.find(".dl-time .chip").filter(has_text="3 days").click()
    assert page.period() == ["2021-09-07", None]
    page.find(".dl-time .chip").filter(has_text="All").click()
    page.page.mouse.move(*page.at_day("2021-09-05"))
    page.page.mouse.wheel(0, -240)
    page.frame.wait_for_function("() => map.dateline.model.state.from !== null")
    first, last = page.period()
    assert first is not None
    assert last is not None
    assert first <= "2021-09-05" <= last
    page.find(".dl-time .period").click()
    page.find("#dl-from").fill("2021-09-03")
    page.find("#dl-to").fill("2021-09-06")
    assert page.period() == ["2021-09-03", "2021-09-06"]
    expect(page.find(".dl-time .period .words")).to_have_text("3 to 6 September 2021")
    page.visited.assert_clean()


def test_1_bars_are_grey_for_all_coloured_for_what_is_left_and_dimmed_outside(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    # How much of one bar is of a colour, and how strong the strongest of it is.
    inked = """day => {
        const {bars} = app.time, {canvas} = bars, sharp = canvas.width / canvas.clientWidth;
        const at = dateline.days.parse(day), left = Math.round(bars.x(at) * sharp) + 1;
        const wide = Math.round((bars.x(at + 1) - bars.x(at)) * sharp) - 2;
        const {data} = canvas.getContext('2d').getImageData(left, 0, wide, canvas.height);
        let colour = 0, grey = 0;
        for (let k = 0; k < data.length; k += 4) {
            if (data[k + 3] < 8) continue;
            const strong = Math.max(data[k], data[k + 1], data[k + 2])
                - Math.min(data[k], data[k + 1], data[k + 2]);
            if (strong > 60 && data[k + 3] > 200) colour += 1;
            else grey += 1;
        }
        return [colour, grey];
    }"""
    colour, grey = page.ask(inked, "2021-09-08")
    assert colour > 10 * grey
    page.ask("() => { model.set({roles: new Set([1])}); model.answer(); }")
    fewer, more = page.ask(inked, "2021-09-08")
    assert 0 < fewer < 0.8 * colour
    assert more > grey
    none, all_grey = page.ask(inked, "2021-09-06")
    assert none == 0
    assert all_grey > 0
    page.ask("() => { model.set({roles: new Set()}); model.answer(); }")
    page.page.mouse.click(*page.at_day("2021-09-05"))
    dimmed, _ = page.ask(inked, "2021-09-08")
    assert dimmed < 0.2 * colour
    assert page.ask(inked, "2021-09-05")[0] > 0


# 2: play.


def test_2_play_runs_the_window_to_the_end_with_list_and_map_and_stops(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    view = page.view()
    page.ask(
        """() => {
            window.seen = [];
            model.on(result => seen.push([model.state.from, model.state.to, result.counts.shown,
                app.list && document.querySelector('.dl-list .counts strong').textContent,
                map.getContainer().dataset.pins, result.counts.pins]));
        }"""
    )
    page.find(".dl-time .speed").select_option("8")
    page.find(".dl-time .play").click()
    expect(page.find(".dl-time .play")).to_have_attribute("aria-label", "Pause")
    expect(page.find(".dl-time .play")).to_have_attribute("aria-label", "Play")
    seen = page.ask("() => seen.filter(one => one[0] !== null || one[1] !== null)")
    assert len({one[0] for one in seen}) > 4
    ends = [one[1] for one in seen if one[1] is not None]
    assert ends == sorted(ends)
    assert seen[-1][1] is None  # the last day of all
    for _, _, shown, told, drawn, pins in seen:
        assert told == str(shown)
        assert drawn == str(pins)
    assert page.view() == view
    page.visited.assert_clean()


def test_2_a_growing_period_keeps_its_first_day_and_a_touch_pauses_it(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    page.find(".dl-time .segments label").filter(has_text="Growing").click()
    page.drag(page.at_day("2021-09-03"), page.at_day("2021-09-04"))
    page.find(".dl-time .play").click()
    page.frame.wait_for_function(
        "() => map.dateline.model.state.to >= dateline.days.parse('2021-09-05')"
    )
    page.page.mouse.click(*page.middle(page.map))
    expect(page.find(".dl-time .play")).to_have_attribute("aria-label", "Play")
    first, last = page.period()
    assert first == "2021-09-03"
    assert last != "2021-09-04"
    page.page.wait_for_url("**from=2021-09-03**")
    assert page.period() == [first, last]


def test_2_with_less_motion_playing_steps_and_nothing_moves_between(
    desk: Callable[..., Desk],
) -> None:
    page = desk(reduced_motion="reduce")
    page.find(".dl-time .play").click()
    page.frame.wait_for_function("() => map.dateline.model.state.from !== null"
                                 " || map.dateline.model.state.to !== null")
    page.page.keyboard.press("Escape")
    assert page.ask("() => map.options.zoomAnimation") is False
    styles = page.frame.evaluate(
        "() => [...document.querySelectorAll('#dl-app *')].filter(e => {"
        " const s = getComputedStyle(e); return s.transitionProperty !== 'none'"
        " && s.transitionDuration.split(', ').some(d => parseFloat(d) > 0)"
        " || s.animationName !== 'none'; }).map(e => e.className)"
    )
    assert styles == []


# 3: keys.


def test_3_the_sliders_move_by_keys_and_say_days_and_count(desk: Callable[..., Desk]) -> None:
    page = desk()
    keys = page.page.keyboard
    first, window, last = (page.slider(part) for part in ("from", "window", "to"))
    for part in (first, window, last):
        expect(part).to_have_attribute("role", "slider")
    first.focus()
    keys.press("ArrowRight")
    assert page.period() == ["2021-09-03", None]
    expect(first).to_have_attribute("aria-valuetext", "3 to 9 September 2021, 7 articles")
    last.focus()
    keys.press("Home")
    assert page.period() == ["2021-09-03", "2021-09-03"]
    keys.press("ArrowRight")
    window.focus()
    keys.press("Shift+ArrowRight")
    assert page.period() == ["2021-09-05", "2021-09-06"]
    expect(window).to_have_attribute("aria-valuetext", "5 to 6 September 2021, 2 articles")
    keys.press("End")
    assert page.period() == ["2021-09-08", None]
    keys.press("Home")
    assert page.period() == [None, "2021-09-03"]
    keys.press("Space")
    expect(page.find(".dl-time .play")).to_have_attribute("aria-label", "Pause")
    keys.press("Space")
    expect(page.find(".dl-time .play")).to_have_attribute("aria-label", "Play")
    page.visited.assert_clean()


# 4: one filtered set.

QUESTIONS = {
    "everything": {},
    "source": {"sources": ["Beta"]},
    "no source": {"sources": ["", "Alpha"]},
    "role": {"roles": ["event"]},
    "drawn as background": {"roles": ["background", "government"]},
    "place with all in it": {"places": ["af-panjshir"]},
    "country": {"places": ["af"]},
    "place and role": {"places": ["af"], "roles": ["dateline", "event"]},
    "confidence": {"least": 60},
    "independent": {"independent": 3},
    "independent of a role": {"independent": 2, "roles": ["event"]},
    "search": {"q": "markt"},
    "search in Dari and source": {"q": "بازار", "sources": ["Gamma", "Beta"]},
    "area": {"area": made.BIG_AREA},
    "in view": {"in_view": True},
    "in view and sure": {"in_view": True, "least": 40},
    "all at once": {
        "area": made.BIG_AREA, "least": 20, "roles": ["event", "background"], "sources": ["Beta"],
    },
}  # fmt: skip
LONGEST_WINDOW = 6
EPOCH = dt.date(1970, 1, 1)
ASK = """async ({told, days}) => {
    const {names, data} = model, {a} = data;
    const numbers = (ids, all) => new Set(ids.map(id => all.indexOf(id)));
    const q = told.q || '';
    model.set({
        clock: told.clock, q, matching: q ? await app.texts.matching(q) : null,
        places: numbers(told.places || [], names.places.map(([id]) => id)),
        sources: numbers(told.sources || [], names.sources),
        roles: new Set((told.roles || []).map(role => dateline.roles.indexOf(role))),
        least: told.least || 0, independent: told.independent || 1, area: told.area || null,
        inView: Boolean(told.in_view), from: null, to: null,
    });
    model.answer();
    const rows = await (await fetch(`${app.texts.address}/rows?n=${
        Array.from({length: data.n}, (_, n) => n)}`)).json();
    const id = n => rows[n].id;
    const element = selector => document.querySelector(selector);
    const figures = selector => element(selector).textContent.replaceAll(',', '').match(/\\d+/g)
        .map(Number);
    const answers = [];
    const row = '.dl-list .lot .row:not([hidden])';
    for (const [from, to] of days) {
        model.set({from, to}, {settle: false});
        model.answer();
        const {result} = model;
        const drawn = app.layer.hits.reduce((sum, hit) => sum + hit.mark.count, 0);
        const bars = from === to && from !== null ? result.bars.kept.reduce(
            (sum, kept) => sum + kept[result.bars.edges.indexOf(from)], 0) : null;
        answers.push({
            shown: [...result.shown].map(id), unplaced: [...result.unplaced].map(id),
            undated: [...result.undated].map(id), pins: result.counts.pins, counts: result.counts,
            drawn, bars, unit: result.bars.unit,
            map: Number(map.getContainer().dataset.pins),
            told: figures('.dl-list .counts'), tray: figures('.dl-list .trays'),
            listed: element('.dl-list .lot .rows').hidden ? 0
                : Number(element(row)?.getAttribute('aria-setsize')),
            time: figures('.dl-time .count .words'),
            spoken: Number(element('.dl-time .window').getAttribute('aria-valuetext')
                .match(/, (\\d+) article/)[1]),
            counted: from === null || to === null ? null : model.count(from, to),
        });
    }
    return answers;
}"""


@pytest.mark.parametrize("clock", list(Clock))
def test_4_map_crowds_list_counts_and_bars_agree_on_every_day_whatever_else_is_asked(
    busy: Callable[..., Desk], clock: Clock
) -> None:
    page = busy()
    dataset = Dataset.of(made.MANY)
    bounds = dataset.bounds[clock]
    assert bounds is not None
    days = made.per_day(*bounds)
    # Every day by itself, every few days, from each day on, up to each day, and all.
    periods: list[tuple[dt.date | None, dt.date | None]] = [(None, None)]
    for number, day in enumerate(days):
        periods += [(day, day), (day, days[min(len(days) - 1, number + number % LONGEST_WINDOW)])]
        periods += [(day, None), (None, day)]
    ends = [[None if end is None else (end - EPOCH).days for end in period] for period in periods]
    lots = set()
    for name, told in QUESTIONS.items():
        where = made.VIEW if told.get("in_view") else made.ALL
        page.look(*where)
        box = page.ask("() => model.view") if told.get("in_view") else None
        asked = made.question(**told, clock=clock.value, box=box)
        found = page.ask(ASK, {"told": {**told, "clock": clock.value}, "days": ends})
        for (first, last), got in zip(periods, found, strict=True):
            where_ = f"{name}, {clock}, {first} to {last}"
            filters = replace(asked.filters, first=first, last=last)
            answer = made.expected(dataset, replace(asked, filters=filters))
            assert sorted(got["shown"]) == sorted(answer.shown), where_
            assert sorted(got["unplaced"]) == sorted(answer.unplaced), where_
            assert sorted(got["undated"]) == sorted(answer.undated), where_
            assert got["pins"] == answer.pins, where_
            sizes = [len(answer.shown), len(answer.unplaced), len(answer.undated)]
            lots.add(tuple(size > 0 for size in sizes))
            # The same on the page: marks, list, trays, the line of counts, the time bar.
            assert got["map"] == got["drawn"] == answer.pins, where_
            assert got["told"] == [sizes[0], len(dataset), *sizes[1:]], where_
            assert got["tray"] == sizes[1:], where_
            assert got["listed"] == sizes[0], where_
            assert got["time"] == [sizes[0], len(dataset)], where_
            assert got["spoken"] == sizes[0], where_
            if got["counted"] is not None:
                assert got["counted"] == sizes[0] + sizes[1], where_
            if got["bars"] is not None:
                assert got["bars"] == sizes[0] + sizes[1], where_
    assert len(lots) > 5  # the questions do part the articles
    page.visited.assert_clean()


def test_4_what_is_in_no_lot_is_counted_too_and_reset_brings_everything_back(
    busy: Callable[..., Desk],
) -> None:
    page = busy("?source=Beta&from=2021-08-10&to=2021-08-12&least=0.5")
    before = page.ask("() => model.result.counts")
    assert before["outside"] > 0
    assert before["total"] == sum(
        before[lot] for lot in ("shown", "unplaced", "undated", "outside")
    )
    page.counts.get_by_role("button", name="Reset").click()
    expect(page.counts).to_contain_text(f"of {len(made.MANY)} articles")
    page.frame.wait_for_function("() => map.dateline.model.result.counts.outside === 0")
    expect(page.counts.get_by_role("button", name="Reset", include_hidden=True)).to_be_hidden()
