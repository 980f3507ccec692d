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
from axe_playwright_python.base import AXE_SCRIPT
from frame_page import Desk
from located import BAZARAK, HERAT, KABUL, SALANG, august, located, mention
from playwright.sync_api import expect

from geo.model import Role
from geo.places import open_gazetteer
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
        return Desk(visited).ready()

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
    page.assert_clean()


def test_1_a_bar_a_chip_the_wheel_and_typed_days_set_the_period(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    page.page.mouse.click(*page.at_day("2021-09-06"))
    expect(page.titles).to_have_text(["Roads closed"])
    page.find(
        ".dl-time .chip",
    ).filter(has_text="All").click()
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
    page.assert_clean()


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
    page.assert_clean()


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
    page.frame.wait_for_function(
        "() => map.dateline.model.state.from !== null || map.dateline.model.state.to !== null"
    )
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
    page.assert_clean()


# 4: one filtered set.

QUESTIONS: dict[str, dict[str, Any]] = {
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
        });
    }
    return answers;
}"""


@pytest.mark.parametrize("clock", list(Clock))
def test_4_map_crowds_list_counts_and_bars_agree_on_every_day_whatever_else_is_asked(
    busy: Callable[..., Desk], clock: Clock
) -> None:
    page = busy()
    dataset = Dataset.of(made.MANY, open_gazetteer().place)  # as the page's: it knows parents
    bounds = dataset.bounds[clock]
    assert bounds is not None
    by_id = {each.article.id: each.article for each in made.MANY}
    days = made.per_day(*bounds)
    # Every day by itself, every few days, from each day on, up to each day, and all.
    periods: list[tuple[dt.date | None, dt.date | None]] = [(None, None)]
    for number, day in enumerate(days):
        periods += [(day, day), (day, days[min(len(days) - 1, number + number % LONGEST_WINDOW)])]
        periods += [(day, None), (None, day)]
    ends = [[None if end is None else (end - EPOCH).days for end in period] for period in periods]
    lots = set()
    for name, told in QUESTIONS.items():
        narrow = "in_view" in told
        page.look(*(made.VIEW if narrow else made.ALL))
        box = page.ask("() => model.view") if narrow else None
        words = {key: value for key, value in told.items() if key != "in_view"}
        asked = made.question(**words, clock=clock.value, box=box)
        sent: dict[str, object] = {**told, "clock": clock.value}
        found = page.ask(ASK, {"told": sent, "days": ends})
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
            # None of these is a copy, so that there are as many stories as articles.
            sources = {by_id[shown].source for shown in answer.shown}
            counts = [sizes[0], len(dataset), *sizes[1:], sizes[0], len(sources)]
            assert got["told"] == counts, where_
            assert got["tray"] == sizes[1:], where_
            assert got["listed"] == sizes[0], where_
            assert got["time"] == [sizes[0], len(dataset)], where_
            assert got["spoken"] == sizes[0], where_
            if got["bars"] is not None:
                assert got["bars"] == sizes[0] + sizes[1], where_
    assert len(lots) >= 4  # the questions do part the articles
    page.assert_clean()


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


# 5: time and the view.


def test_5_no_change_of_time_moves_the_view(desk: Callable[..., Desk]) -> None:
    page = desk().look(35.0, 68.0, 6.5)
    before, bazarak = page.view(), page.stands("af-bazarak")
    changes: list[Callable[[], object]] = [
        lambda: page.page.mouse.click(*page.at_day("2021-09-08")),
        lambda: page.page.mouse.click(*page.at_day("2021-09-04")),  # a day with no pin
        lambda: page.page.mouse.dblclick(*page.at_day("2021-09-03")),
        lambda: page.drag(page.at_day("2021-09-02", part=0), page.at_day("2021-09-06", part=0)),
        lambda: page.find(".dl-time .chip").filter(has_text="3 days").click(),
        lambda: page.find(".dl-time label").filter(has_text="When it was published").click(),
        lambda: page.find(".dl-time .chip").filter(has_text="All").click(),
    ]
    for change in changes:
        change()
        page.rest()
        assert page.view() == before
        assert page.stands("af-bazarak") == bazarak
    page.assert_clean()


def test_5_an_interval_is_kept_where_it_overlaps_and_what_has_no_day_only_without_a_period(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    articles = [
        located(1, mention(KABUL, when=august(10)), title="One day"),
        located(2, mention(HERAT, when=august(12, 16)), title="Five days"),
        located(3, mention(BAZARAK, when=august(18)), title="Later"),
        located(4, mention(SALANG), published=None, title="No day"),
    ]
    server = start_server(sample.fill(tmp_path / "store.db", articles))
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        page = opener(visit, server)(timezone_id=zone)
        expect(page.map).to_have_attribute("data-pins", "4")
        expect(page.counts).to_contain_text("3 of 4 articles")
        for day, kept in ((10, "One day"), (12, "Five days"), (16, "Five days"), (18, "Later")):
            page.page.mouse.click(*page.at_day(f"2021-08-{day}"))
            expect(page.titles).to_have_text([kept])
            expect(page.map).to_have_attribute("data-pins", "1")
            expect(page.counts).to_contain_text("1 undated")
        for day in (11, 17):
            page.page.mouse.click(*page.at_day(f"2021-08-{day}"))
            expect(page.titles).to_have_count(0)
            expect(page.map).to_have_attribute("data-pins", "0")
        page.find(".dl-time .chip").filter(has_text="All").click()
        expect(page.map).to_have_attribute("data-pins", "4")
        page.assert_clean()


# 6: no word to the server.


def test_6_the_server_hears_only_the_period_that_was_settled_on(desk: Callable[..., Desk]) -> None:
    page = desk()
    said: list[str] = []
    page.page.on("request", lambda request: said.append(request.url))
    told = "() => { window.heard = []; const fire = map.fire; map.fire = function (kind, ...rest) {"
    told += " if (kind === 'draw:created') heard.push(rest[0].layer.toGeoJSON().properties);"
    page.ask(told + " return fire.call(this, kind, ...rest); }; }")
    start, end = page.at_day("2021-09-02", part=0), page.at_day("2021-09-07", part=0)
    page.drag(start, end, drop=False)
    for back in (3, 1, 2, 0):
        page.page.mouse.move(end[0] - 20 * back, end[1])
        page.rest()
    expect(page.map).to_have_attribute("data-pins", "5")
    # Words of rows that come into sight are all that may be asked for.
    assert [url for url in said if "/rows?" not in url] == []
    assert page.ask("() => heard") == []
    page.page.mouse.up()
    page.frame.wait_for_function("() => heard.length > 0")
    page.page.wait_for_url("**from=2021-09-07**")
    assert [one["kind"] for one in page.ask("() => heard")] == ["settled"]
    assert page.ask("() => heard[0].state.from") == "2021-09-07"


# 7: symbols.

LUMINANCE = """([role, precision, sure, unsure, sources]) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 80;
    const pen = canvas.getContext('2d');
    pen.fillStyle = getComputedStyle(app.element).getPropertyValue('--paper');
    pen.fillRect(0, 0, 80, 80);
    pen.scale(2, 2);
    if (sources) {
        pen.font = `650 11.5px ${dateline.SANS}`;
        pen.textAlign = 'center';
        pen.textBaseline = 'middle';
        const {layer} = app, before = layer.pen, places = model.places;
        layer.symbols.crowd(pen, 20, 20, [4, 0, 0, 0], 4, false);
        const one = layer.clusters.drawn[0], kept = places.sources[one];
        [layer.pen, places.sources[one]] = [pen, sources];
        layer.sourcesOf(one, 20, 20, dateline.reach(4));
        [layer.pen, places.sources[one]] = [before, kept];
    } else app.layer.symbols.pin(pen, 20, 26, role, precision, sure, unsure);
    const {data} = pen.getImageData(0, 0, 80, 80), grey = [];
    for (let k = 0; k < data.length; k += 4)
        grey.push(Math.round(0.2126 * data[k] + 0.7152 * data[k + 1] + 0.0722 * data[k + 2]));
    return grey;
}"""
APART = 20
"""Levels of grey, of 256, by which a pixel is seen to be another."""
MANY_PIXELS = 10
"""Of 6,400 at twice the size of the screen: a dot of three by three."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_7_role_precision_confidence_and_sources_are_told_apart_without_colour(
    desk: Callable[..., Desk], scheme: str
) -> None:
    page = desk(color_scheme=scheme)
    samples: dict[tuple[object, ...], list[int]] = {}
    for role, precision, unsure in itertools.product(range(4), range(3), (False, True)):
        for sure in (0.0, 1.0):
            kind = (role, precision, sure, unsure, 0)
            samples[kind] = page.ask(LUMINANCE, list(kind))
    for sources in (1, 2, 3):
        samples["sources", sources] = page.ask(LUMINANCE, [0, 0, 1, False, sources])
    for one, other in itertools.combinations(samples, 2):
        changed = sum(abs(a - b) > APART for a, b in zip(samples[one], samples[other], strict=True))
        assert changed >= MANY_PIXELS, (one, other, changed)


def test_7_the_legend_shows_each_symbol_and_precision_is_drawn_as_wide_as_it_is(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    page.find(".dl-legend summary").click()
    samples = page.frame.evaluate(
        "() => [...document.querySelectorAll('.dl-legend li canvas')].map(c => c.toDataURL())"
    )
    blank = page.frame.evaluate(
        "() => Object.assign(document.createElement('canvas'), {width: 80, height: 80}).toDataURL()"
    )
    assert len(samples) == len(set(samples)) == 10
    assert blank not in samples
    # A district is ground of its radius: painted at its edge, in the middle of it, not outside.
    page.look(35.6, 67.9, 9.5)
    painted = page.ask(
        """() => [0, 0.5, 1, 1.3].map(part => {
            const centre = map.latLngToContainerPoint([35.6, 67.9]), sharp = devicePixelRatio;
            const edge = map.latLngToContainerPoint([35.6 - 14 / 111.2, 67.9]);
            const y = centre.y + part * (edge.y - centre.y);
            const {data} = app.layer.pen.getImageData(
                (centre.x - 12) * sharp, (y - 3) * sharp, 24 * sharp, 6 * sharp);
            return data.some((value, k) => k % 4 === 3 && value > 0);
        })"""
    )
    assert painted == [True, True, True, False]
    expect(page.marks(place="af-salang")).to_have_attribute("data-precision", "circle")
    # The map tells a country by no pin.
    expect(page.marks(place="af")).to_have_count(0)


# 8: articles at one place.


def test_8_a_place_counts_its_articles_and_a_click_spreads_them_the_same_each_time(
    desk: Callable[..., Desk],
) -> None:
    page = desk().look(34.53, 69.17, 10.5)
    page.away()
    stack = page.marks(place="af-kabul", kind="stack")
    expect(stack).to_have_attribute("data-count", "3")
    closed = page.picture()
    page.click(stack)
    page.away()
    spread = page.marks(place="af-kabul", kind="pin")
    expect(spread).to_have_count(3)
    opened = page.picture()
    assert opened != closed
    # They stand about their place, which is pointed at, and are not moved apart at random.
    middles = [page.middle(mark) for mark in spread.all()]
    assert sum(x for x, _ in middles) / 3 == pytest.approx(page.stands("af-kabul")[0], abs=2)
    assert sum(y for _, y in middles) / 3 == pytest.approx(page.stands("af-kabul")[1], abs=2)
    page.page.keyboard.press("Escape")
    page.page.mouse.click(*[at - 90 for at in page.stands("af-kabul")])
    page.away()
    expect(stack).to_have_count(1)
    assert page.picture() == closed
    again = desk().look(34.53, 69.17, 10.5)
    again.click(again.marks(place="af-kabul", kind="stack"))
    again.away()
    expect(again.marks(place="af-kabul", kind="pin")).to_have_count(3)
    assert again.picture() == opened
    page.assert_clean()


def test_8_a_crowd_parts_on_a_click_to_where_its_places_stand(desk: Callable[..., Desk]) -> None:
    page = desk(reduced_motion="reduce").look(34.9, 68.5, 6)
    crowd = page.marks(kind="crowd", place="af-kabul")
    counted = int(crowd.get_attribute("data-count") or 0)
    assert counted > 3
    page.click(crowd)
    page.away()
    page.frame.wait_for_function("() => map.getZoom() > 6.5")
    page.rest()
    expect(page.marks(place="af-paghman", kind="pin")).to_have_count(1)
    for place in ("af-kabul", "af-paghman"):
        mark = page.marks(place=place).first
        x, _ = page.middle(mark)
        assert x == pytest.approx(page.stands(place)[0], abs=1.5)


# 9 and 10: card and trays.


def test_9_a_pin_opens_the_card_with_its_sentence_its_days_and_why(
    desk: Callable[..., Desk],
) -> None:
    page = desk().look(35.3129, 69.5152, 11)
    page.click(page.marks(place="af-bazarak", kind="pin"))
    expect(page.card).to_have_text("Fighters reach the valley")
    expect(page.find(".dl-card .sentence")).to_have_text(
        "Fighters reached Bazarak on Thursday, officials said."
    )
    expect(page.find(".dl-card .sentence mark.on")).to_have_text("Bazarak")
    expect(page.find(".dl-card .about")).to_contain_text("Alpha")
    expect(page.find(".dl-card .about")).to_contain_text("3 September 2021")
    page.find(".dl-card summary").filter(has_text="Why is this pin here?").click()
    why = page.find(".dl-card .why")
    for told in ("seems to mean", "0.82", "spelled as it is known", "far from the other places"):
        expect(why).to_contain_text(told)
    link = page.inside.get_by_role("link", name="Read it at example.org")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    # Its other pin is marked too, and "+2" beside it says that more articles are there.
    page.look(34.53, 69.17, 10)
    expect(page.marks(place="af-kabul", kind="stack")).to_have_attribute("data-count", "3")
    page.assert_clean()


WIRE = "Snow closed the road over the pass. " + " ".join(
    f"In hamlet {number} the elders counted {3 * number} sheep less." for number in range(9)
)
STORY = (
    ("Snow in the hills", 5, "Alpha", WIRE),
    ("<img src=x onerror=alert(1)> Road closed", 4, "Beta", WIRE[:250]),
    ("Elders count their sheep", 6, "Gamma", f"{WIRE} More follows."),
)


@pytest.fixture(scope="module")
def wire(start_server: StartServer, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Show one story in three outlets, among the few."""
    story = [
        sample.located(
            title,
            f"Bazarak. {text}",
            published=sample.day(number),
            source=source,
            names=[("Bazarak", sample.BAZARAK, Role.EVENT)],
        )
        for title, number, source, text in STORY
    ]
    path = tmp_path_factory.mktemp("wire") / "wire.db"
    return start_server(sample.fill(path, [*sample.ALL, *story]))


def test_9_the_card_lists_the_near_copies_and_a_key_opens_one(
    visit: Callable[..., Visit], wire: Server
) -> None:
    page = opener(visit, wire)()
    page.titles.filter(has_text="Snow in the hills").click()
    expect(page.card).to_have_text("Snow in the hills")
    fold = page.find(".dl-card .copies-fold")
    expect(fold.locator("summary")).to_have_text("2 near copies in 2 other outlets")
    fold.locator("summary").focus()
    page.page.keyboard.press("Enter")
    expect(fold.locator("button.copy")).to_have_text(
        [
            "Beta · 4 September 2021<img src=x onerror=alert(1)> Road closed",
            "Gamma · 6 September 2021Elders count their sheep",
        ]
    )
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    expect(page.card).to_have_text("<img src=x onerror=alert(1)> Road closed")
    # That copy is open in every part: its row is chosen, and its pin is the place of the card.
    expect(page.find('.dl-list .row[aria-selected="true"] .title')).to_have_text(
        "<img src=x onerror=alert(1)> Road closed"
    )
    expect(page.find(".dl-card .place[aria-pressed=true]")).to_have_text("Bazarak")
    expect(fold.locator("summary")).to_have_text("2 near copies in 2 other outlets")
    page.titles.filter(has_text="A rally in the capital").click()
    expect(page.card).to_have_text("A rally in the capital")
    expect(fold.locator("summary")).to_have_text("No near copies")
    page.assert_clean()


def test_10_what_has_no_place_or_no_day_waits_in_a_tray_and_opens(
    desk: Callable[..., Desk],
) -> None:
    page = desk()
    expect(page.counts).to_contain_text("8 of 10 articles")
    page.counts.get_by_role("button", name="1 unplaced").click()
    page.find("#dl-tray-unplaced .row").click()
    expect(page.card).to_have_text("A country waits")
    page.find(".dl-card summary").filter(has_text="1 name could not be placed").click()
    expect(page.find(".dl-card .unplaced-fold")).to_contain_text("Nowhereville")
    page.counts.get_by_role("button", name="1 undated").click()
    page.find("#dl-tray-undated .row").click()
    expect(page.card).to_have_text("No day is told")
    # A name that may well mean another place is drawn, told, and marked as such.
    page.look(34.35, 62.2, 8)
    expect(page.marks(place="af-herat")).to_have_attribute("data-unsure", "true")
    page.assert_clean()


# 11: linked both ways.


def test_11_a_row_lights_its_mark_and_a_mark_its_row(desk: Callable[..., Desk]) -> None:
    page = desk().look(35.3129, 69.5152, 10)
    page.away()
    before = page.picture()
    row = page.find(
        ".dl-list .lot .row",
    ).filter(has_text="Fighters reach the valley")
    row.hover()
    around = """() => { const {x, y} = map.latLngToContainerPoint([35.3129, 69.5152]);
        const s = devicePixelRatio;
        return app.layer.pen.getImageData((x - 24) * s, (y - 36) * s, 48 * s, 60 * s)
            .data.filter((_, k) => k % 4 === 3).reduce((sum, value) => sum + value, 0); }"""
    lit = page.rest().ask(around)
    page.away()
    assert page.picture() == before
    assert lit > page.ask(around)
    page.page.mouse.move(*page.middle(page.marks(place="af-bazarak", kind="pin")))
    expect(row).to_have_class("row marked")
    expect(page.find(".dl-words")).to_contain_text("Bazarak")
    page.away()
    expect(row).to_have_class("row")
    page.assert_clean()


def test_11_an_open_article_is_marked_in_the_list_and_its_place_bears_how_many_more(
    desk: Callable[..., Desk],
) -> None:
    page = desk().look(34.53, 69.17, 10)
    page.away()
    before = page.picture()
    page.find(".dl-list .lot .row").filter(has_text="A rally in the capital").click()
    expect(page.card).to_have_text("A rally in the capital")
    expect(page.find(".dl-list .row[aria-selected=true] .title")).to_have_text(
        "A rally in the capital"
    )
    page.away()
    assert page.picture() != before
    # The badge stands up and right of the pin: "+2" in ink on paper with an edge.
    badge = page.ask(
        """() => { const {x, y} = map.latLngToContainerPoint([34.5281, 69.1723]);
            const s = devicePixelRatio;
            const {data} = app.layer.pen.getImageData((x + 11) * s, (y - 30) * s, 10 * s, 12 * s);
            return [...Array(data.length / 4).keys()].filter(k => data[4 * k + 3] > 250).length
                / (data.length / 4); }"""
    )
    assert badge > 0.5


def test_11_what_came_on_the_last_day_of_the_period_bears_a_ring(
    desk: Callable[..., Desk],
) -> None:
    page = desk().look(31.61, 65.71, 9)
    ringed = """() => app.layer.hits.filter(hit => hit.mark.fresh)
        .map(hit => model.names.places[hit.place][0])"""
    page.away()
    with_ring = page.picture()
    assert page.ask(ringed) == ["af-kandahar"]
    page.ask("() => { model.set({from: null, to: dateline.days.parse('2021-09-08')}); }")
    page.rest()
    assert set(page.ask(ringed)) <= {"af-herat", "af-faizabad"}
    page.ask("() => { model.set({from: null, to: null}); }")
    assert page.picture() == with_ring


# 12: the link.


def test_12_the_link_holds_everything_and_opens_the_same_screen(
    desk: Callable[..., Desk],
) -> None:
    first = desk()
    first.find(".dl-head input[role=combobox]").fill("so it was said")
    first.page.keyboard.press("Enter")
    expect(first.titles).to_have_count(5)
    first.find(".dl-time label").filter(has_text="When it was published").click()
    first.drag(first.at_day("2021-09-09", part=1), first.at_day("2021-09-09", part=0))
    first.look(35.2, 68.8, 7.5)
    first.ask("() => { app.select.takeView(); }")
    first.ask("() => { model.set({least: 30, roles: new Set([0, 1]), inView: true}); }")
    first.find(".dl-list .lot .row").filter(has_text="A fair in the hills").click()
    expect(first.card).to_have_text("A fair in the hills")
    for part in ("q=", "clock=published", "to=2021-09-08", "view=", "area=", "least=0.3",
        "in_view=1",
                 "role=", "article=", "pin=af-paghman"):  # fmt: skip
        first.page.wait_for_url(f"**{part}**")
    first.away()
    second = desk(first.loaded().lstrip("/"))
    expect(second.card).to_have_text("A fair in the hills")
    second.away()
    rows = ".dl-list .lot .row:visible"
    expect(second.find(rows)).to_have_text(first.find(rows).all_text_contents())
    for part in (".dl-list .counts", ".dl-card .paper", ".dl-head .chips", ".dl-time .row"):
        expect(second.find(part)).to_have_text(first.find(part).text_content() or "")
    assert second.view() == pytest.approx(first.view(), abs=1e-4)
    assert second.picture() == first.picture()
    assert second.loaded() == first.loaded()
    first.assert_clean()
    second.assert_clean()


def test_12_a_link_copied_at_once_has_what_was_just_changed(desk: Callable[..., Desk]) -> None:
    page = desk()
    # In one breath: nothing has come to rest between the change and the click.
    page.ask(
        """() => {
            navigator.clipboard.writeText = async text => { window.copied = text; };
            model.set({roles: new Set([1])});
            document.querySelector('[aria-label="Copy link"]').click();
        }"""
    )
    expect(page.find(".dl-head [role=status]")).to_have_text("Copied")
    assert "role=dateline" in page.ask("() => window.copied")
    assert page.ask("() => window.copied") == page.page.url


# 13: themes, phone, names from right to left.


def test_13_names_are_told_in_dari_and_pashto_and_run_from_right_to_left(
    desk: Callable[..., Desk],
) -> None:
    page = desk().look(34.35, 62.2, 8)
    title = page.titles.filter(has_text=made.DARI)
    assert title.evaluate("e => e.dir || e.closest('[dir]')?.dir") == "auto"
    assert title.evaluate("e => getComputedStyle(e).direction") == "rtl"
    mark = page.marks(place="af-herat")
    names = "() => app.names._container.toDataURL()"
    seen = {page.ask(names)}
    for language, name in (("Dari", "هرات"), ("Pashto", "هرات ښار")):
        page.inside.get_by_role("button", name="More", exact=True).click()
        page.inside.get_by_role("radio", name=language).check(force=True)
        page.page.keyboard.press("Escape")
        page.page.mouse.move(*page.middle(mark))
        expect(page.find(".dl-words bdi")).to_have_text(name)
        page.away()
        page.rest()
        seen.add(page.ask(names))
        page.page.wait_for_url(f"**labels={'fa' if language == 'Dari' else 'ps'}**")
    assert len(seen) > 2
    page.assert_clean()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_13_the_theme_follows_the_system_until_one_is_chosen_and_stays(
    desk: Callable[..., Desk], scheme: str
) -> None:
    page = desk(color_scheme=scheme)
    other = "dark" if scheme == "light" else "light"
    expect(page.map).to_have_attribute("data-theme", scheme)
    before = page.picture()
    page.inside.get_by_role("button", name="More", exact=True).click()
    page.inside.get_by_role("radio", name=other.capitalize()).check(force=True)
    expect(page.map).to_have_attribute("data-theme", other)
    assert page.picture() != before
    page.page.reload()
    page.ready()
    expect(page.map).to_have_attribute("data-theme", other)
    page.assert_clean()


def test_13_on_a_phone_every_part_has_its_room_and_nothing_is_cut_off(
    desk: Callable[..., Desk],
) -> None:
    page = desk(viewport={"width": 390, "height": 844}, has_touch=True)
    assert page.page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.frame.evaluate("document.documentElement.scrollWidth") == 390
    boxes = [page.find(part).bounding_box() for part in (".dl-head", ".dl-map", ".dl-list",
                                                         ".dl-time")]  # fmt: skip
    for upper, lower in itertools.pairwise(boxes):
        assert upper is not None
        assert lower is not None
        assert upper["y"] + upper["height"] <= lower["y"] + 1
        assert (lower["x"], lower["width"]) == (0, 390)
    last = boxes[-1]
    assert last is not None
    assert last["y"] + last["height"] <= 845
    page.titles.first.click()
    expect(page.card).to_be_visible()
    small = page.frame.evaluate(
        """() => [...document.querySelectorAll('#dl-app :is(button, a[href], [role=slider])')]
            .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true})
                && !e.closest('.dl-marks'))
            .map(e => [e.getBoundingClientRect(), e.className + e.textContent])
            .filter(([box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([box, words]) => `${words} ${box.width}x${box.height}`)"""
    )
    assert [one for one in small if "Read it at" not in one] == []
    page.assert_clean()


# 14: nothing leaves the machine.


def test_14_no_request_leaves_the_machine_whatever_is_done(desk: Callable[..., Desk]) -> None:
    page = desk()
    asked: list[str] = []
    page.page.on("request", lambda request: asked.append(request.url))
    for zoom in (3, 7, 12):
        page.look(34.6, 69.2, zoom)
    page.titles.first.click()
    expect(page.card).to_be_visible()
    for fold in page.find(".dl-card summary").all():
        fold.click()
    page.find(".dl-time .chip").filter(has_text="3 days").click()
    page.inside.get_by_role("button", name="More", exact=True).click()
    page.inside.get_by_role("radio", name="Dark").check(force=True)
    page.find(".dl-head input[role=combobox]").fill("kabul")
    page.page.keyboard.press("Enter")
    page.page.wait_for_url("**q=kabul**")
    assert asked  # the listening works
    page.assert_clean()


# A drawn area: by box, by lasso, by keys.


def areas(page: Desk) -> list[list[float]] | None:
    found: list[list[float]] | None = page.ask("() => model.state.area")
    return found


def test_a_box_and_a_lasso_leave_only_what_lies_in_them(desk: Callable[..., Desk]) -> None:
    page = desk().look(35.0, 68.5, 7)
    view = page.view()
    x, y = page.stands("af-bazarak")
    box = page.inside.get_by_role("button", name="Draw a box: only what lies in it")
    box.click()
    expect(box).to_have_attribute("aria-pressed", "true")
    page.drag((x - 30, y - 6), (x + 10, y + 20))
    expect(box).to_have_attribute("aria-pressed", "false")
    expect(page.titles).to_have_text(["Fighters reach the valley"])
    expect(page.map).to_have_attribute("data-pins", "1")
    assert page.view() == view  # the map was not dragged with it
    corners = areas(page)
    assert corners is not None
    assert len(corners) == 4
    expect(page.find("path.dl-area")).to_have_count(1)
    page.inside.get_by_role("button", name="Take away the filter Area: Drawn area").click()
    expect(page.find("path.dl-area")).to_have_count(0)
    expect(page.map).to_have_attribute("data-pins", str(made.PINS_OF_FEW))
    # Shift and a drag does the same with no tool taken up.
    page.page.keyboard.down("Shift")
    page.drag((x - 30, y - 6), (x + 10, y + 20))
    page.page.keyboard.up("Shift")
    expect(page.titles).to_have_text(["Fighters reach the valley"])
    page.counts.get_by_role("button", name="Reset").click()
    # A lasso about Salang, round the corner in which Bazarak lies.
    x, y = page.stands("af-salang")
    page.inside.get_by_role("button", name="Draw a lasso: only what lies in it").click()
    mouse = page.page.mouse
    mouse.move(x - 25, y - 25)
    mouse.down()
    for dx, dy in ((25, -25), (25, 25), (0, 40), (-25, 25)):
        mouse.move(x + dx, y + dy, steps=3)
    mouse.up()
    expect(page.titles).to_have_text(["Snow on the road"])
    corners = areas(page)
    assert corners is not None
    assert 4 < len(corners) <= 48
    assert page.view() == view
    page.assert_clean()


def test_escape_puts_a_tool_away_and_a_click_draws_no_area(desk: Callable[..., Desk]) -> None:
    page = desk()
    box = page.inside.get_by_role("button", name="Draw a box: only what lies in it")
    box.press("Enter")
    expect(box).to_have_attribute("aria-pressed", "true")
    page.page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-pressed", "false")
    box.click()
    page.page.mouse.click(*page.middle(page.map))
    assert areas(page) is None


def test_by_keys_alone_what_the_map_shows_is_taken_as_an_area(desk: Callable[..., Desk]) -> None:
    page = desk(reduced_motion="reduce").look(35.3129, 69.5152, 10)
    page.tab_to("only what lies in it.*", back=True)
    name = "Take what the map shows now: only what lies in it"
    while name not in page.focused():
        page.page.keyboard.press("Shift+Tab")
    page.page.keyboard.press("Enter")
    expect(page.titles).to_have_text(["Fighters reach the valley", "Roads closed"])
    page.assert_clean()
    # Past the edges of the world there is nothing, and a link that says so is still read.
    page.counts.get_by_role("button", name="Reset").click()
    page.look(0, 178, 2)
    page.ask("() => app.select.takeView()")
    corners = areas(page)
    assert corners is not None
    assert all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in corners)


# Keys alone.


def test_keyboard_alone_does_everything(  # noqa: PLR0915 - one long visit
    desk: Callable[..., Desk],
) -> None:
    page = desk(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    page.look(35.0, 68.5, 7)
    keys = page.page.keyboard
    page.frame.evaluate("() => document.body.focus()")
    page.tab_to("^combobox")
    # Words are searched.
    keys.type("kabul")
    keys.press("Enter")
    expect(page.titles).to_have_text(["Fighters reach the valley", "A rally in the capital"])
    keys.press("Escape")
    expect(page.titles).to_have_count(8)
    # A suggestion is picked, and taken away by its chip.
    keys.type("panj")
    expect(page.find("#dl-suggestion-0")).to_contain_text("Panjshir")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.titles).to_have_text(["Fighters reach the valley", "Roads closed"])
    page.tab_to("Take away the filter Place: Panjshir")
    keys.press("Enter")
    expect(page.titles).to_have_count(8)
    # A filter is set.
    page.tab_to("^button . Filters")
    keys.press("Enter")
    assert "checkbox" in page.frame.evaluate("() => document.activeElement.type")
    keys.press("Space")
    expect(page.titles).not_to_have_count(8)
    keys.press("Space")
    keys.press("Escape")
    assert page.focused().startswith("button | Filters")
    # The link is copied.
    page.tab_to("^button . Copy link")
    keys.press("Enter")
    expect(page.find(".dl-head [role=status]")).to_have_text("Copied")
    assert page.page.evaluate("() => navigator.clipboard.readText()") == page.page.url
    # The theme is changed.
    page.tab_to("^button . More")
    keys.press("Enter")
    page.tab_to("^input . .*", back=False)
    while page.frame.evaluate("() => document.activeElement.name") != "dl-theme":
        keys.press("Tab")
    keys.press("ArrowUp")
    expect(page.map).to_have_attribute("data-theme", "dark")
    keys.press("Escape")
    # An article is opened from the list, stepped from, and closed.
    page.tab_to("^listbox . Articles by day")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.card).to_have_text("A rally in the capital")
    keys.press("j")
    expect(page.card).to_have_text("Roads closed")
    keys.press("k")
    expect(page.card).to_have_text("A rally in the capital")
    page.tab_to("^button . Next article")
    keys.press("Enter")
    expect(page.card).to_have_text("Roads closed")
    page.tab_to("^button . Close the card")
    keys.press("Enter")
    expect(page.find(".dl-card .guide")).to_be_visible()
    # A period is set, played, and paused.
    page.tab_to("^slider . First day")
    for _ in range(3):
        keys.press("ArrowRight")
    expect(page.find(".dl-time .period .words")).to_have_text("5 to 9 September 2021")
    expect(page.titles).to_have_count(7)
    keys.press("Space")
    expect(page.find(".dl-time .play")).to_have_attribute("aria-label", "Pause")
    keys.press("Space")
    expect(page.find(".dl-time .play")).to_have_attribute("aria-label", "Play")
    keys.press("Home")
    page.tab_to("^slider . Last day")
    keys.press("End")
    expect(page.titles).to_have_count(8)
    # An article is opened from the map, and closed.
    page.rest()
    told = page.tab_to(r"^button . Salang.*dl-mark")
    assert "it happened here" in told
    keys.press("Enter")
    expect(page.card).to_have_text("Snow on the road")
    page.tab_to("^button . Close the card", back=True)
    keys.press("Enter")
    expect(page.find(".dl-card .guide")).to_be_visible()
    # The map itself is moved by arrows and its zoom by + and -.
    page.frame.evaluate("() => map.getContainer().focus()")
    before = page.view()
    keys.press("ArrowLeft")
    page.frame.wait_for_function("west => map.getCenter().lng < west", arg=before[1])
    keys.press("+")
    page.frame.wait_for_function("zoom => map.getZoom() > zoom", arg=before[2])
    page.assert_clean()


# For everybody.

CONTRAST = """() => {
    const style = getComputedStyle(app.element);
    const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const light = name => {
        const hex = style.getPropertyValue(`--${name}`).trim();
        const [r, g, b] = [1, 3, 5].map(at => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const of = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const told = {};
    for (const [inks, grounds] of [
        [['ink', 'muted', 'link', 'accent'], ['paper', 'ground', 'hover', 'chosen', 'warn']],
        [['ink'], ['mark']], [['paper'], ['accent', 'ink']],
        [['event', 'dateline', 'government', 'background', 'focus'], ['paper', 'hover', 'chosen']],
    ]) for (const ink of inks) for (const ground of grounds)
        told[`${ink} on ${ground}`] = of(ink, ground);
    return told;
}"""
GRAPHIC = ("event", "dateline", "government", "background", "focus")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_and_symbols_stands_out_from_every_ground(
    desk: Callable[..., Desk], scheme: str
) -> None:
    told = desk(color_scheme=scheme).ask(CONTRAST)
    assert len(told) > 30
    low = {
        pair: round(ratio, 2)
        for pair, ratio in told.items()
        if ratio < (3 if pair.startswith(GRAPHIC) else 4.5)
    }
    assert low == {}


def findings(page: Desk) -> list[str]:
    """Return what axe finds serious or critical in the frame as it stands, and in the page."""
    found = []
    for frame in (page.frame, page.page.main_frame):
        frame.evaluate(AXE_SCRIPT)
        answer = frame.evaluate("() => axe.run({resultTypes: ['violations'], iframes: false})")
        assert answer["passes"]
        found += [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in answer["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [1440, 390], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(desk: Callable[..., Desk], scheme: str, wide: int) -> None:
    page = desk(
        color_scheme=scheme, viewport={"width": wide, "height": 860}, reduced_motion="reduce"
    )
    assert findings(page) == []
    for opener_ in ("Filters", "More") if wide > 1000 else ("Menu",):
        page.inside.get_by_role("button", name=opener_, exact=True).click()
        assert findings(page) == [], opener_
        page.page.keyboard.press("Escape")
    page.find(".dl-time .more:visible, .dl-time .period:visible").first.click()
    assert findings(page) == []
    page.page.keyboard.press("Escape")
    page.find(".dl-legend summary").click()
    page.titles.first.click()
    expect(page.card).to_be_visible()
    for fold in page.find(".dl-card summary").all():
        fold.click()
    assert findings(page) == []


def test_the_page_is_parted_into_landmarks_with_names(desk: Callable[..., Desk]) -> None:
    page = desk()
    assert page.frame.evaluate("document.documentElement.lang") == "en"
    expect(page.inside.get_by_role("heading", level=1)).to_have_text("Dateline")
    part = page.inside.get_by_role
    for landmark in (
        part("banner"),
        part("main", name="Map of the articles", exact=True),
        part("search"),
        part("region", name="Articles", exact=True),
        part("complementary", name="Card", exact=True),
        part("contentinfo", name="Days", exact=True),
    ):
        expect(landmark).to_have_count(1)
    # The keys go round as the eye does: head, list, card, days, map.
    page.frame.evaluate("() => document.body.focus()")
    passed: list[str] = []
    for _ in range(90):
        page.page.keyboard.press("Tab")
        at = page.frame.evaluate(
            "() => document.activeElement.closest(':is(.dl-head, .dl-list, .dl-card, .dl-time,"
            " .dl-map)')?.className.match(/dl-(head|list|card|time|map)/)[1]"
        )
        if at and at not in passed:
            passed.append(at)
    assert passed == ["head", "list", "card", "time", "map"]
