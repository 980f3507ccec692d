"""The time bar in a real Chromium, over a small model of its own.

The numbers in the names: the bars are the slider (1), play (2), keys and what a screen reader
hears (3), calendar days and two clocks (5), what is told when (6).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Visit
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "geo" / "layer" / "static"
SCRIPTS = (
    STATIC / "base.js",
    HERE / "fake_model.js",
    *(STATIC / name for name in ("bars.js", "play.js", "hands.js", "timebar.js")),
)
COLOURS = """
#dl-app {
  --sans: system-ui, "Noto Sans", Arial, sans-serif;
  --ink: #1b2025; --muted: #586470; --paper: #ffffff; --line: #e0e4e8; --hover: #f3f5f7;
  --chosen: #e8eff5;
  --accent: #2b4a60; --focus: #1d5f96; --bar: #d4dade; --warn: #fff6dd; --warn-line: #e8d28a;
  --event: #d55e00; --dateline: #0072b2; --government: #8e5ea2; --background: #767676;
}
#dl-app[data-theme="dark"] {
  --ink: #e4e8eb; --muted: #9ba7b2; --paper: #171b20; --line: #2a3138; --hover: #20262c;
  --chosen: #26323c;
  --accent: #a9c3d6; --focus: #8fc0e6; --bar: #333b43; --warn: #352c12; --warn-line: #6b5a20;
  --dateline: #2f93cf; --government: #a97fbb; --background: #969ca2;
}
"""


def day(text: str) -> int:
    """Return a day as the page counts it: from 1 January 1970."""
    return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days


def mount(
    page: Page,
    articles: list[dict[str, Any]],
    *,
    height: int = 130,
    theme: str = "light",
    direction: str = "ltr",
) -> None:
    """Put the bar at the foot of a page, over a model of these articles."""
    page.set_content(
        f"<!doctype html><html lang=en dir={direction}>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<body style='margin:0'>"
        f"<div id=dl-app data-theme={theme} style='position:fixed;inset:0;background:var(--paper)'>"
        f"<button id=map style='position:absolute;left:0;top:0'>Map</button>"
        f"<div class=dl-time style='position:absolute;inset:auto 0 0;min-height:{height}px'></div>"
        "</div>"
    )
    page.add_style_tag(content=COLOURS + (STATIC / "timebar.css").read_text("utf-8"))
    for script in SCRIPTS:
        page.add_script_tag(content=script.read_text("utf-8"))
    page.evaluate(
        """articles => {
            const element = document.querySelector('#dl-app');
            window.model = new dateline.FakeModel(articles);
            const host = element.querySelector('.dl-time');
            window.bar = new dateline.TimeBar({ model, element }, host);
        }""",
        articles,
    )


FIRST, LAST = day("2021-08-27"), day("2021-09-15")
TWENTY = [
    {"first": FIRST + at, "last": FIRST + at, "role": at % 4, "hidden": at % 5 == 4, "away": at > 9}
    for at in range(20)
]


class Bar:
    """The bar on a page, as a person moves it and as the model hears of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.plot = page.locator(".dl-time .plot")
        self.words = page.locator(".dl-time .period .words")

    def slider(self, part: str) -> Locator:
        return self.page.locator(f".dl-time [data-part={part}]")

    def x(self, at: float) -> float:
        """Return where a (broken) day stands, in px from the left of the page.

        What was just done is drawn at the next frame: it is waited for, else what is handled next
        would be what stood there before.
        """
        self.page.wait_for_function("() => !model.waiting")
        return float(
            self.page.evaluate(
                "at => bar.bars.canvas.getBoundingClientRect().left + bar.bars.x(at)", at
            )
        )

    def y(self) -> float:
        return float(
            self.page.evaluate(
                "() => bar.bars.canvas.getBoundingClientRect().top + bar.bars.height / 4"
            )
        )

    def drag(self, start: float, end: float, *, drop: bool = True) -> None:
        """Drag between two broken days."""
        y = self.y()
        self.page.mouse.move(self.x(start), y)
        self.page.mouse.down()
        self.page.mouse.move(self.x((start + end) / 2), y + 3)
        self.page.mouse.move(self.x(end), y + 6)
        if drop:
            self.page.mouse.up()

    def state(self) -> tuple[int | None, int | None]:
        """Return the model's period in days since the first of the twenty, None where open."""
        ends = self.page.evaluate("() => [model.state.from, model.state.to]")
        first, last = (None if end is None else end - FIRST for end in ends)
        return first, last

    def put(self, first: int | None, last: int | None) -> None:
        """Set the model's period, and wait until it is drawn and settled."""
        self.page.evaluate(
            """([from, to]) => new Promise(done => {
                model.settled.push(done);
                model.set({ from, to });
            })""",
            [None if end is None else FIRST + end for end in (first, last)],
        )

    def patches(self) -> list[dict[str, Any]]:
        """Return what the model was asked for since this was last called."""
        return list(self.page.evaluate("() => model.patches.splice(0)"))

    def heard(self, times: int) -> list[list[int]]:
        """Wait until the model has settled so often, and return the periods that it settled on."""
        self.page.wait_for_function("times => model.told.length >= times", arg=times)
        return list(self.page.evaluate("() => model.told.splice(0)"))

    def pixel(self, at: float, up: int) -> tuple[int, ...]:
        """Return a colour of the canvas over a broken day, `up` px above the foot."""
        return tuple(
            self.page.evaluate(
                """([at, up]) => {
                    const { bars } = bar;
                    const ratio = devicePixelRatio;
                    const y = (bars.height - 1 - up) * ratio;
                    return [...bars.ink.getImageData(bars.x(at) * ratio, y, 1, 1).data];
                }""",
                [at, up],
            )
        )

    def tall(self, at: float) -> int:
        """Return how many px of a bar are drawn over a broken day."""
        return int(
            self.page.evaluate(
                """at => {
                    const { bars } = bar;
                    let tall = 0;
                    const drawn = up =>
                        bars.ink.getImageData(bars.x(at), bars.height - 2 - up, 1, 1).data[3];
                    while (drawn(tall)) tall++;
                    return tall;
                }""",
                at,
            )
        )


def hold(page: Page) -> None:
    """Let time pass only where a test says so."""
    page.clock.pause_at(dt.datetime(2021, 10, 2, tzinfo=dt.UTC))


@pytest.fixture
def opened(visit: Callable[..., Visit]) -> Iterator[Callable[..., Bar]]:
    """Open the bar over articles; at the end nothing may have failed on the page."""
    visits: list[Visit] = []

    def open_bar(
        articles: list[dict[str, Any]] = TWENTY,
        *,
        clock: bool = False,
        **options: Any,  # noqa: ANN401 - a context's own
    ) -> Bar:
        mounting = {
            name: options.pop(name) for name in ("height", "theme", "direction") if name in options
        }
        visited = visit(None, **options)
        visits.append(visited)
        if clock:
            visited.page.clock.install(time=dt.datetime(2021, 10, 1, tzinfo=dt.UTC))
        mount(visited.page, articles, **mounting)
        return Bar(visited.page)

    yield open_bar
    for visited in visits:
        visited.assert_clean()


EVENT, GREY = (213, 94, 0, 255), (212, 218, 222, 255)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_1_bars_are_grey_for_all_and_coloured_for_what_is_kept(
    opened: Callable[..., Bar], theme: str
) -> None:
    bar = opened(theme=theme)
    expect(bar.words).to_have_text("27 August to 15 September 2021")
    assert bar.pixel(FIRST + 0.5, 3) == EVENT
    assert bar.pixel(FIRST + 4.5, 3) == (GREY if theme == "light" else (51, 59, 67, 255))
    assert bar.pixel(FIRST + 1, 3)[3] == 0  # between two days


def test_1_outside_the_period_is_dimmed(opened: Callable[..., Bar]) -> None:
    bar = opened()
    bar.put(2, 8)
    assert bar.pixel(FIRST + 8.5, 3) == EVENT
    dimmed = bar.pixel(FIRST + 0.5, 3)
    assert 60 < dimmed[3] < 110
    assert dimmed[0] == pytest.approx(EVENT[0], abs=3)


def test_1_roles_of_one_day_lie_apart_and_the_hint_counts_each(opened: Callable[..., Bar]) -> None:
    bar = opened(
        [*TWENTY, *({"first": FIRST + 3, "last": FIRST + 3, "role": at % 2} for at in range(6))]
    )
    column = {bar.pixel(FIRST + 3.5, up)[:3] for up in range(2, 40)}
    assert {EVENT[:3], (0, 114, 178), (0, 0, 0)} <= column  # the third: a gap, nothing drawn
    bar.page.mouse.move(bar.x(FIRST + 3.5), bar.y())
    hint = bar.page.locator(".dl-time .tip")
    expect(hint).to_contain_text("Monday, 30 August 2021")
    expect(hint).to_contain_text("7 articles")
    expect(hint.locator("li")).to_have_text(
        ["It happened here3", "Reported from here3", "Named in passing1"]
    )


def test_1_a_bar_of_many_articles_does_not_flatten_the_others(opened: Callable[..., Bar]) -> None:
    many = [{"first": FIRST + 9, "last": FIRST + 9, "role": 0} for _ in range(399)]
    bar = opened([*TWENTY, *many])
    expect(bar.words).not_to_be_empty()
    high, low = bar.tall(FIRST + 9.5), bar.tall(FIRST + 0.5)
    assert low == pytest.approx(high / 20, abs=1)
    bar.page.mouse.move(bar.x(FIRST + 9.5), bar.y())
    expect(bar.page.locator(".dl-time .tip")).to_contain_text("square root")


def test_1_either_edge_can_be_dragged_by_whole_days(opened: Callable[..., Bar]) -> None:
    bar = opened()
    bar.put(5, 12)
    bar.drag(FIRST + 5, FIRST + 7.2)
    assert bar.state() == (7, 12)
    bar.drag(FIRST + 13, FIRST + 15.1)
    assert bar.state() == (7, 14)
    bar.drag(FIRST + 7, FIRST + 19.9)
    assert bar.state() == (14, 14)


def test_1_an_edge_at_the_last_or_first_day_is_an_open_end(opened: Callable[..., Bar]) -> None:
    bar = opened()
    bar.put(5, 12)
    bar.drag(FIRST + 13, FIRST + 20)
    assert bar.state() == (5, None)
    bar.drag(FIRST + 5, FIRST - 0.3)
    assert bar.state() == (None, None)
    bar.put(5, 12)
    bar.drag(FIRST + 16, FIRST + 19.99)
    assert bar.state() == (16, None)


def test_1_the_period_can_be_moved_and_stays_as_long_at_the_ends(
    opened: Callable[..., Bar],
) -> None:
    bar = opened()
    bar.put(5, 9)
    bar.drag(FIRST + 7, FIRST + 10)
    assert bar.state() == (8, 12)
    bar.drag(FIRST + 10, FIRST + 19.9)
    assert bar.state() == (15, None)


def test_1_a_new_period_is_drawn_on_empty_ground_and_over_an_open_one(
    opened: Callable[..., Bar],
) -> None:
    bar = opened()
    bar.drag(FIRST + 3.5, FIRST + 6.5)
    assert bar.state() == (3, 6)
    bar.drag(FIRST + 15.5, FIRST + 11.5)
    assert bar.state() == (11, 15)


def test_1_a_click_takes_a_day_and_a_double_click_takes_all(opened: Callable[..., Bar]) -> None:
    bar = opened()
    bar.page.mouse.click(bar.x(FIRST + 6.5), bar.y())
    assert bar.state() == (6, 6)
    bar.page.mouse.dblclick(bar.x(FIRST + 12.5), bar.y())
    assert bar.state() == (None, None)


def test_1_a_click_on_a_month_takes_the_whole_month(opened: Callable[..., Bar]) -> None:
    ends = ("2001-01-10", "2014-11-20")
    bar = opened([{"first": day(end), "last": day(end), "role": 0} for end in ends])
    bar.page.mouse.click(bar.x(day("2008-02-14")), bar.y())
    assert bar.page.evaluate("() => [model.state.from, model.state.to].map(dateline.days.iso)") == [
        "2008-02-01",
        "2008-02-29",
    ]


def test_1_the_wheel_resizes_about_the_cursor_and_does_not_scroll(
    opened: Callable[..., Bar],
) -> None:
    bar = opened()
    bar.page.evaluate("() => { document.body.style.height = '4000px'; }")
    bar.put(2, 17)
    bar.page.mouse.move(bar.x(FIRST + 6), bar.y())
    bar.page.mouse.wheel(0, -350)
    bar.page.wait_for_function("() => model.patches.some(patch => !patch.settle)")
    # A quarter lies to the left of the cursor, before and after: 2..18 becomes 4..12.
    assert bar.state() == (4, 11)
    assert bar.heard(2)[-1] == [FIRST + 4, FIRST + 11]
    bar.page.mouse.wheel(0, 3000)
    bar.page.wait_for_function("() => model.state.from === null && model.state.to === null")
    assert bar.page.evaluate("() => scrollY") == 0


def test_1_two_fingers_resize_about_their_middle(opened: Callable[..., Bar]) -> None:
    bar = opened(has_touch=True)
    bar.put(8, 11)
    y = bar.y()
    session = bar.page.context.new_cdp_session(bar.page)

    def touch(kind: str, *days: float) -> None:
        points = [{"x": bar.x(FIRST + at), "y": y, "id": i} for i, at in enumerate(days)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 9)
    touch("touchStart", 9, 11)
    touch("touchMove", 8, 12)
    touch("touchEnd")
    bar.page.wait_for_function("() => model.told.length >= 2")
    assert bar.state() == (6, 13)


def test_1_chips_take_the_last_days_up_to_the_periods_end(opened: Callable[..., Bar]) -> None:
    bar = opened()
    chip = bar.page.locator(".dl-time .chip")
    chip.get_by_text("3 days").click()
    assert bar.state() == (17, None)
    bar.put(2, 9)
    chip.get_by_text("Week").click()
    assert bar.state() == (3, 9)
    expect(chip.get_by_text("Week")).to_have_attribute("aria-pressed", "true")
    chip.get_by_text("Day", exact=True).click()
    assert bar.state() == (9, 9)
    expect(chip.get_by_text("Month")).to_be_disabled()
    chip.get_by_text("All").click()
    assert bar.state() == (None, None)


def test_1_days_can_be_typed_and_what_is_wrong_is_told_and_kept(opened: Callable[..., Bar]) -> None:
    bar = opened(height=130, viewport={"width": 1440, "height": 500})
    page = bar.page
    page.locator(".dl-time .period").click()
    first, last = page.get_by_label("From", exact=True), page.get_by_label("To", exact=True)
    wrong = page.locator(".dl-time .wrong")
    expect(first).to_have_value("2021-08-27")
    expect(first).to_have_attribute("min", "2021-08-27")
    expect(last).to_have_attribute("max", "2021-09-15")
    first.fill("2021-09-01")
    last.fill("2021-09-05")
    assert bar.state() == (5, 9)
    expect(bar.words).to_have_text("1 to 5 September 2021")
    first.fill("2021-09-09")
    first.press("Enter")
    expect(wrong).to_have_text("The first day lies after the last. Change one of them.")
    expect(first).to_have_value("2021-09-09")
    expect(first).to_have_attribute("aria-invalid", "true")
    assert bar.state() == (5, 9)
    last.fill("2022-01-01")
    last.press("Enter")
    expect(wrong).to_have_text("The articles’ days run from 27 August to 15 September 2021.")
    last.fill("2021-09-15")
    expect(wrong).to_be_empty()
    assert bar.state() == (13, None)


def test_2_a_moving_window_plays_the_whole_span_in_ten_seconds(opened: Callable[..., Bar]) -> None:
    bar = opened(clock=True)
    bar.put(None, 3)
    page = bar.page
    bar.patches()
    hold(page)
    page.get_by_role("button", name="Play", exact=True).click()
    page.clock.run_for(4_100)  # two days a second
    first, last = bar.state()
    assert first in {7, 8}
    assert last == (first or 0) + 3
    page.clock.run_for(4_500)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert bar.state() == (16, None)
    asked = [patch for patch in bar.patches() if "from" in patch]
    assert len(asked) == 16  # a day that is on show is not asked for again
    assert not any(patch["settle"] for patch in asked)


def test_2_a_growing_period_keeps_its_first_day_and_goes_on_where_it_stopped(
    opened: Callable[..., Bar],
) -> None:
    bar = opened(clock=True)
    bar.put(4, 12)
    page = bar.page
    page.get_by_role("radio", name="Growing from its first day").check()
    hold(page)
    play = page.locator(".dl-time .play")
    play.click()
    assert bar.state() == (4, 4)
    page.clock.run_for(3_100)
    play.click()
    stopped = bar.state()
    assert stopped in {(4, 9), (4, 10)}
    play.click()
    page.clock.run_for(1_100)
    assert (bar.state()[1] or 0) > (stopped[1] or 0)
    page.clock.run_for(10_000)
    assert bar.state() == (4, None)
    expect(play).to_have_attribute("aria-label", "Play")


def test_2_speed_and_loop(opened: Callable[..., Bar]) -> None:
    bar = opened(clock=True)
    page = bar.page
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play again and again").click()
    hold(page)
    page.locator(".dl-time .play").click()
    # What holds everything begins as an eighth of it.
    assert bar.state() == (None, 2)
    page.clock.run_for(1_050)
    assert (bar.state()[0] or 0) > 10
    page.clock.run_for(10_000)
    expect(page.locator(".dl-time .play")).to_have_attribute("aria-label", "Pause")
    asked = bar.patches()
    begun = [at for at, patch in enumerate(asked) if patch.get("from", 0) is None]
    ended = [at for at, patch in enumerate(asked) if patch.get("to", 0) is None]
    assert len(begun) >= 5
    assert all(end < begin for end, begin in zip(ended, begun[1:], strict=False))


@pytest.mark.parametrize("touch", ["map", "bar", "key", "wheel", "hidden"])
def test_2_play_pauses_when_something_is_touched_and_settles_once(
    opened: Callable[..., Bar], touch: str
) -> None:
    bar = opened(clock=True)
    page = bar.page
    hold(page)
    page.locator(".dl-time .play").click()
    page.clock.run_for(2_000)
    assert bar.page.evaluate("() => model.told.length") == 0
    if touch == "map":
        page.mouse.move(10, 10)
        page.mouse.down()
    elif touch == "bar":
        page.locator(".dl-time .speed").dispatch_event("pointerdown")
    elif touch == "key":
        page.locator("#map").press("x")
    elif touch == "wheel":
        page.locator("#map").dispatch_event("wheel")
    else:
        page.evaluate(
            """() => {
                Object.defineProperty(document, 'hidden', { value: true });
                document.dispatchEvent(new Event('visibilitychange'));
            }"""
        )
    expect(page.locator(".dl-time .play")).to_have_attribute("aria-label", "Play")
    stopped = bar.state()
    page.clock.run_for(2_000)
    assert bar.state() == stopped
    assert len(bar.heard(1)) == 1


def test_2_reduced_motion_steps_once_a_second(opened: Callable[..., Bar]) -> None:
    bar = opened(clock=True, reduced_motion="reduce")
    bar.put(None, 3)
    bar.patches()
    hold(bar.page)
    bar.page.locator(".dl-time .play").click()
    bar.page.clock.run_for(2_900)
    assert bar.state() == (4, 7)
    assert [patch["from"] for patch in bar.patches()] == [FIRST + 2, FIRST + 4]


def test_3_sliders_say_the_period_and_its_count(opened: Callable[..., Bar]) -> None:
    bar = opened()
    bar.put(5, 9)
    for part, values in {
        "from": (0, 9, 5),
        "window": (0, 15, 5),
        "to": (5, 19, 9),
    }.items():
        slider = bar.slider(part)
        expect(slider).to_have_attribute("role", "slider")
        expect(slider).to_have_attribute("aria-valuetext", "1 to 5 September 2021, 4 articles")
        for name, value in zip(("min", "max", "now"), values, strict=True):
            expect(slider).to_have_attribute(f"aria-value{name}", str(FIRST + value))


KEYS = [
    ("from", "ArrowRight", (6, 9)),
    ("from", "ArrowLeft", (4, 9)),
    ("from", "Shift+ArrowLeft", (None, 9)),
    ("from", "PageUp", (9, 9)),
    ("from", "Home", (None, 9)),
    ("from", "End", (9, 9)),
    ("to", "ArrowRight", (5, 10)),
    ("to", "PageUp", (5, 16)),
    ("to", "Shift+ArrowRight", (5, 14)),
    ("to", "End", (5, None)),
    ("to", "Home", (5, 5)),
    ("window", "ArrowRight", (6, 10)),
    ("window", "Shift+ArrowRight", (10, 14)),
    ("window", "Shift+ArrowLeft", (None, 4)),
    ("window", "PageDown", (None, 4)),
    ("window", "Home", (None, 4)),
    ("window", "End", (15, None)),
]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_3_keys_move_edges_and_the_period_and_settle_when_let_go(
    opened: Callable[..., Bar], direction: str
) -> None:
    bar = opened(direction=direction)
    expect(bar.plot).to_have_css("direction", "ltr")
    for part, key, wanted in KEYS:
        bar.put(5, 9)
        bar.heard(1)
        bar.slider(part).press(key)
        assert bar.state() == wanted, (part, key)
        assert len(bar.heard(1)) == 1, (part, key)


def test_3_space_plays_and_pauses(opened: Callable[..., Bar]) -> None:
    bar = opened(clock=True)
    play = bar.page.locator(".dl-time .play")
    for part in ("from", "window", "to"):
        bar.slider(part).press(" ")
        expect(play).to_have_attribute("aria-label", "Pause")
        bar.slider(part).press(" ")
        expect(play).to_have_attribute("aria-label", "Play")


def test_3_escape_takes_a_drag_back(opened: Callable[..., Bar]) -> None:
    bar = opened()
    bar.put(5, 12)
    bar.drag(FIRST + 5, FIRST + 9, drop=False)
    assert bar.state() == (9, 12)
    bar.page.keyboard.press("Escape")
    assert bar.state() == (5, 12)
    bar.page.mouse.move(bar.x(FIRST + 11), bar.y())
    bar.page.mouse.up()
    assert bar.state() == (5, 12)


@pytest.mark.parametrize(("touch", "least"), [(False, 24), (True, 36)])
def test_3_handles_have_room_even_about_a_single_day(
    opened: Callable[..., Bar], *, touch: bool, least: int
) -> None:
    bar = opened(has_touch=touch, is_mobile=touch, viewport={"width": 700, "height": 400})
    bar.put(9, 9)
    boxes = [bar.slider(part).bounding_box() for part in ("from", "window", "to")]
    left, middle, right = (box for box in boxes if box is not None)
    assert min(left["width"], right["width"]) >= least
    assert left["x"] + left["width"] <= middle["x"] + 6
    assert right["x"] >= middle["x"] + middle["width"] - 6
    for box in (left, middle, right):
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        part = bar.page.evaluate("([x, y]) => document.elementFromPoint(x, y).dataset.part", [x, y])
        assert part == ("from", "window", "to")[[left, middle, right].index(box)]


ZONES = ["America/New_York", "Asia/Kabul", "Pacific/Apia"]


@pytest.mark.parametrize("zone", ZONES)
def test_5_a_change_of_the_clocks_shifts_no_day(opened: Callable[..., Bar], zone: str) -> None:
    ends = ("2021-03-10", "2021-03-18")  # New York's clocks went forward on the 14th
    bar = opened(
        [{"first": day(end), "last": day(end), "role": 0} for end in ends], timezone_id=zone
    )
    for at in range(day("2021-03-12"), day("2021-03-17")):
        bar.page.mouse.click(bar.x(at + 0.5), bar.y())
        said = dt.date(1970, 1, 1) + dt.timedelta(days=at)
        expect(bar.words).to_have_text(f"{said.day} March 2021")
        assert bar.page.evaluate("() => [model.state.from, model.state.to]") == [at, at]


def test_5_an_interval_is_kept_where_it_overlaps(opened: Callable[..., Bar]) -> None:
    bar = opened([*TWENTY, {"first": FIRST + 2, "last": FIRST + 6, "role": 0}])
    bar.put(6, 6)
    expect(bar.slider("window")).to_have_attribute("aria-valuetext", "2 September 2021, 2 articles")
    expect(bar.page.locator(".dl-time .count .words")).to_have_text("2 of 21 articles")
    bar.put(7, 7)
    expect(bar.slider("window")).to_have_attribute("aria-valuetext", "3 September 2021, 1 article")


def test_5_the_clock_can_be_switched(opened: Callable[..., Bar]) -> None:
    later = [{**one, "published": [one["first"] + 40, one["first"] + 40]} for one in TWENTY]
    bar = opened(later)
    bar.page.get_by_role("radio", name="When it was published").check()
    expect(bar.words).to_have_text("6 to 25 October 2021")
    expect(bar.page.locator(".dl-time .axis span").first).to_have_text("6 Oct 2021")


def test_5_only_what_lies_in_view_can_be_counted(opened: Callable[..., Bar]) -> None:
    bar = opened()
    count = bar.page.locator(".dl-time .count .words")
    expect(count).to_have_text("16 of 20 articles")
    toggle = bar.page.get_by_role("button", name="In view")
    toggle.click()
    expect(count).to_have_text("8 of 20 articles in view")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    assert bar.pixel(FIRST + 12.5, 3) == GREY


def test_6_only_the_end_of_a_drag_is_settled(opened: Callable[..., Bar]) -> None:
    bar = opened()
    bar.put(5, 12)
    bar.heard(1)
    bar.patches()
    bar.drag(FIRST + 5, FIRST + 9, drop=False)
    expect(bar.words).to_have_text("5 to 8 September 2021")
    assert bar.page.evaluate("() => model.told.length") == 0
    bar.page.mouse.up()
    assert bar.heard(1) == [[FIRST + 9, FIRST + 12]]
    patches = bar.patches()
    assert patches
    assert not any(patch["settle"] for patch in patches)


def test_6_what_was_settled_is_told_aloud_once(opened: Callable[..., Bar]) -> None:
    bar = opened(clock=True)
    page = bar.page
    page.evaluate(
        """() => {
            window.spoken = [];
            const region = document.querySelector('.dl-time [role=status]');
            new MutationObserver(() => spoken.push(region.textContent))
                .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    for last in (12, 11, 10, 9):
        bar.put(5, last)
    page.clock.run_for(2_000)
    page.wait_for_function("() => window.spoken.length > 0")
    assert page.evaluate("() => window.spoken") == ["1 to 5 September 2021, 4 articles"]


def overlapping(page: Page) -> list[str]:
    """Return what lies over something else, or reaches out of the bar."""
    return list(
        page.evaluate(
            """() => {
                const host = document.querySelector('.dl-time');
                const parts = [...host.querySelectorAll(
                    '.row :is(button, .count, .segments label, .speed), .alone, .axis span, .ground'
                )].filter(part => part.checkVisibility() && part.getBoundingClientRect().width);
                const bad = [];
                const name = part => part.className || part.textContent;
                const whole = host.getBoundingClientRect();
                const within = (a, b) => a.left >= b.left && a.right <= b.right
                    && a.top >= b.top && a.bottom <= b.bottom;
                const meet = (a, b) => a.left < b.right - .5 && b.left < a.right - .5
                    && a.top < b.bottom - .5 && b.top < a.bottom - .5;
                parts.forEach((one, i) => {
                    const box = one.getBoundingClientRect();
                    if (!within(box, whole)) bad.push(`${name(one)} reaches out`);
                    if (one.matches('button') && one.scrollWidth > one.clientWidth + 1)
                        bad.push(`${name(one)} is cut`);
                    for (const other of parts.slice(i + 1))
                        if (meet(box, other.getBoundingClientRect()))
                            bad.push(`${name(one)} over ${name(other)}`);
                });
                return bad;
            }"""
        )
    )


SPANS = {
    "days": ("2021-08-27", "2021-09-06"),
    "months": ("2020-09-30", "2021-11-30"),
    "ages": ("1821-09-30", "2021-11-30"),
}


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("width", [360, 390, 619, 700, 900, 1100, 1440])
def test_nothing_is_cut_off_or_overlaps(opened: Callable[..., Bar], width: int, span: str) -> None:
    articles = [{"first": day(end), "last": day(end), "role": 0} for end in SPANS[span]]
    phone = width < 620
    bar = opened(
        [*articles, *(1500 * [{**articles[0], "hidden": True}])],
        height=160 if phone else 130,
        viewport={"width": width, "height": 500},
        has_touch=phone,
        is_mobile=phone,
    )
    expect(bar.words).not_to_be_empty()
    expect(bar.page.locator(".dl-time .axis span").nth(1)).to_be_attached()
    assert overlapping(bar.page) == []
    labels = bar.page.locator(".dl-time .axis span")
    for label, end in zip((labels.first, labels.last), SPANS[span], strict=True):
        date = dt.date.fromisoformat(end)
        expect(label).to_have_text(f"{date.day} {date:%b} {date.year}")


def test_on_a_phone_the_rest_is_in_a_menu(opened: Callable[..., Bar]) -> None:
    bar = opened(height=160, viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = bar.page
    speed = page.get_by_label("Speed")
    expect(speed).to_be_hidden()
    page.get_by_role("button", name="Playing and counting").tap()
    expect(speed).to_be_visible()
    page.get_by_role("button", name="In view").tap()
    expect(page.locator(".dl-time .count .words")).to_have_text("8 of 20 in view")
    panel = page.locator(".dl-time .menu").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= 360


def test_what_moves_in_the_menu_keeps_its_focus(opened: Callable[..., Bar]) -> None:
    bar = opened(viewport={"width": 700, "height": 500})
    page = bar.page
    page.get_by_role("button", name="Playing and counting").click()
    toggle = page.get_by_role("button", name="In view")
    toggle.click()
    expect(page.locator(".dl-time .count .words")).to_have_text("8 of 20 in view")
    expect(toggle).to_be_focused()
    expect(toggle).to_be_visible()


def test_1_a_wrong_entry_waits_while_its_panel_is_shut(opened: Callable[..., Bar]) -> None:
    bar = opened(viewport={"width": 1440, "height": 500})
    page = bar.page
    page.locator(".dl-time .period").click()
    first = page.get_by_label("From", exact=True)
    first.fill("2031-09-01")
    page.mouse.click(700, 20)
    expect(first).to_be_hidden()
    page.locator(".dl-time .period").click()
    expect(first).to_have_value("2031-09-01")
    expect(page.locator(".dl-time .wrong")).to_contain_text("The articles’ days run from")
    page.mouse.click(700, 20)
    bar.put(5, 9)
    page.locator(".dl-time .period").click()
    expect(first).to_have_value("2021-09-01")


def test_one_day_is_said_in_words_and_has_no_slider(opened: Callable[..., Bar]) -> None:
    bar = opened([{"first": FIRST, "last": FIRST, "role": 0}])
    expect(bar.page.locator(".dl-time .alone")).to_have_text(
        "All days that are known are one: Friday, 27 August 2021."
    )
    expect(bar.page.get_by_role("slider")).to_have_count(0)
    expect(bar.page.locator(".dl-time .play")).to_be_hidden()
    expect(bar.page.get_by_role("radio", name="When it was published")).to_be_visible()
    assert overlapping(bar.page) == []


def test_no_day_is_said_in_words_and_has_no_slider(opened: Callable[..., Bar]) -> None:
    bar = opened([{"first": None, "last": None, "role": 0}])
    expect(bar.page.locator(".dl-time .alone")).to_contain_text("No article has a day.")
    expect(bar.page.get_by_role("slider")).to_have_count(0)
    assert overlapping(bar.page) == []
