"""The map in a real Chromium, on a real page, with every request that leaves the machine refused.

Each test waits for states: the map's element says by `data-ready` that its ground is drawn, and by
`data-pins` how many pins it was told.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import START_SECONDS, free_port
from hostile import MARKUP_RUNS
from playwright.sync_api import expect

from geo.layer.assets import BASEMAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Visit
    from playwright.sync_api import Frame, Locator

pytestmark = pytest.mark.browser
HERE = Path(__file__).resolve().parent
ALL_PINS = 7
TOUCH = 24


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    log = tmp_path_factory.mktemp("map") / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "streamlit", "run", str(HERE / "map_app.py")),
                *("--server.port", str(port), "--server.headless", "true"),
                *("--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"),
                *("--server.fileWatcherType", "none", "--client.toolbarMode", "minimal"),
            ],
            cwd=HERE.parent,
            env={**os.environ},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    try:
        while True:
            assert process.poll() is None, log.read_text("utf-8", "replace")
            assert time.monotonic() < deadline, log.read_text("utf-8", "replace")
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):  # noqa: S310 - loopback
                    break
            except (OSError, urllib.error.HTTPError):
                # Not a fixed sleep: the state waited for is an answer on the port.
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


class Map:
    """A visited page, and the map in its frame."""

    def __init__(self, visited: Visit) -> None:
        self.visited = visited
        self.page = visited.page
        self.inside = self.page.frame_locator("iframe[title*='st_folium']")
        self.box = self.inside.locator(".dl-map")
        self.inside.locator(".dl-map[data-ready][data-pins]").wait_for()

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "streamlit_folium" in frame.url)

    def ask(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        return self.frame.evaluate(script)

    def pin(self, article: int, place: str) -> Locator:
        return self.inside.locator(f".dl-pin[data-article='{article:020x}'][data-place='{place}']")

    def look(self, latitude: float, longitude: float, zoom: float) -> None:
        self.ask(f"map.setView([{latitude}, {longitude}], {zoom}, {{animate: false}}); null")

    def view(self) -> list[float]:
        found: list[float] = self.ask("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")
        return found

    def until(self, presses: int) -> None:
        slider = self.page.locator("input[type='range']").first
        slider.focus()
        for _ in range(presses):
            slider.press("ArrowLeft")

    def list(self, article: int) -> None:
        self.page.get_by_role("radio", name=str(article), exact=True).or_(
            self.page.get_by_role("button", name=str(article), exact=True),
        ).first.click()


@pytest.fixture
def a_map(address: str, visit: Callable[..., Visit]) -> Callable[..., Map]:
    def open_map(query: str = "", **options: object) -> Map:
        return Map(visit(address + query, **options))

    return open_map


def middle(element: Locator) -> tuple[float, float]:
    box = element.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_map_comes_up_with_its_ground_and_asks_nobody_else(a_map: Callable[..., Map]) -> None:
    shown = a_map()
    expect(shown.box).to_have_attribute("data-pins", str(ALL_PINS))
    layers = shown.ask("performance.getEntriesByType('resource').map((e) => e.name)")
    for file in BASEMAP.iterdir():
        assert any(name.endswith(f"/assets/basemap/{file.name}") for name in layers), file.name
    painted = "document.querySelector('.leaflet-dl-lines-pane canvas, .leaflet-pane canvas')"
    assert shown.ask(f"{painted}.getContext('2d').getImageData(0, 0, 300, 300).data.some(Boolean)")
    shown.visited.assert_clean()


def test_a_pin_stands_where_its_place_is(a_map: Callable[..., Map]) -> None:
    shown = a_map("?view=35.0,69.0,9")
    for article, place, point in (
        (4, "af-bazarak", "[35.3129, 69.5152]"),
        (6, "af-salang", "[35.18, 69.0]"),
    ):
        pin = shown.pin(article, place)
        expect(pin).to_be_visible()
        expected = shown.ask(
            f"(() => {{ const p = map.latLngToContainerPoint({point}); return [p.x, p.y]; }})()",
        )
        # The drawing's origin is the true point, whatever the symbol's shape.
        origin = pin.locator(".dl-drawing").evaluate(
            "(e) => { const r = e.getBoundingClientRect(); return [r.x, r.y]; }",
        )
        assert origin == pytest.approx(expected, abs=1.5)


def test_roles_and_precisions_are_told_by_shape_and_attribute(a_map: Callable[..., Map]) -> None:
    shown = a_map("?view=35.0,69.0,9")
    bazarak = shown.pin(4, "af-bazarak")
    expect(bazarak).to_have_attribute("data-role", "event")
    expect(bazarak).to_have_attribute("data-precision", "point")
    expect(bazarak.locator(".dl-eye")).to_have_count(1)
    expect(shown.pin(6, "af-salang")).to_have_attribute("data-precision", "circle")
    expect(shown.pin(5, "af-panjshir")).to_have_attribute("data-precision", "area")
    expect(shown.inside.locator("path.dl-ground-circle")).to_have_count(1)
    expect(shown.inside.locator("path.dl-ground-area").first).to_be_attached()
    # A country is drawn nowhere.
    expect(shown.inside.locator(f"[data-article='{7:020x}']")).to_have_count(0)
    shown.look(34.35, 62.2, 9)
    expect(shown.pin(1, "af-herat").locator(".dl-ring")).to_have_count(1)


def test_articles_at_one_place_are_counted_and_parted_by_a_click(
    a_map: Callable[..., Map],
) -> None:
    shown = a_map("?view=34.53,69.17,10")
    stack = shown.inside.locator(".dl-stack[data-place='af-kabul']")
    expect(stack).to_have_attribute("data-count", "3")
    expect(shown.pin(2, "af-kabul")).to_have_count(0)
    stack.click()
    pins = [shown.pin(number, "af-kabul") for number in (1, 2, 3)]
    for pin in pins:
        expect(pin).to_be_visible()
    points = [middle(pin) for pin in pins]
    apart = min(
        abs(a[0] - b[0]) + abs(a[1] - b[1]) for i, a in enumerate(points) for b in points[:i]
    )
    assert apart > TOUCH
    pins[1].click()
    expect(shown.page.get_by_text("Chosen: 2 af-kabul")).to_be_visible()
    shown.page.keyboard.press("Escape")
    expect(shown.inside.locator(".dl-hub-spot")).to_have_count(0)
    expect(stack).to_have_class(re.compile("dl-selected"))


def test_spread_pins_stand_in_the_same_pixels_each_time(a_map: Callable[..., Map]) -> None:
    spread = []
    for _ in range(2):
        shown = a_map("?view=34.53,69.17,10")
        shown.inside.locator(".dl-stack").click()
        expect(shown.pin(3, "af-kabul")).to_be_visible()
        spread.append([middle(shown.pin(number, "af-kabul")) for number in (1, 2, 3)])
    assert spread[0] == spread[1]


def test_a_crowd_counts_its_pins_and_a_click_takes_it_apart(a_map: Callable[..., Map]) -> None:
    shown = a_map("?view=34.8,69.2,4")
    crowd = shown.inside.locator(".dl-crowd").first
    expect(crowd).to_have_attribute("data-count", "6")
    crowd.click()
    expect(shown.inside.locator(".dl-crowd[data-count='6']")).to_have_count(0)
    spots = shown.inside.locator(".dl-stack, .dl-pin, .dl-crowd")
    expect(spots.nth(1)).to_be_visible()
    assert shown.view()[2] > 4


def test_a_click_reaches_python_with_article_and_place_every_time(
    a_map: Callable[..., Map],
) -> None:
    shown = a_map("?view=35.0,69.0,9")
    shown.pin(4, "af-bazarak").click()
    expect(shown.page.get_by_text("Chosen: 4 af-bazarak")).to_be_visible()
    expect(shown.pin(4, "af-bazarak")).to_have_class(re.compile("dl-selected"))
    shown.list(6)
    expect(shown.page.get_by_text("Chosen: 6")).to_be_visible()
    expect(shown.pin(4, "af-bazarak")).not_to_have_class(re.compile("dl-selected"))
    shown.pin(4, "af-bazarak").click()
    expect(shown.page.get_by_text("Chosen: 4 af-bazarak")).to_be_visible()
    shown.visited.assert_clean()


def test_a_pin_is_chosen_by_keyboard_alone(a_map: Callable[..., Map]) -> None:
    shown = a_map("?view=35.0,69.0,9")
    pin = shown.pin(6, "af-salang")
    expect(pin).to_have_attribute("role", "button")
    assert "wide area" in (pin.get_attribute("aria-label") or "")
    pin.focus()
    pin.press("Enter")
    expect(shown.page.get_by_text("Chosen: 6 af-salang")).to_be_visible()
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(pin).to_be_focused()


def test_a_period_changes_the_pins_and_leaves_frame_and_view_alone(
    a_map: Callable[..., Map],
) -> None:
    shown = a_map("?view=35.0,69.0,9")
    shown.ask("window.sameFrame = true")
    before = shown.view()
    expect(shown.pin(6, "af-salang")).to_be_visible()
    shown.until(2)
    expect(shown.pin(6, "af-salang")).to_have_count(0)
    expect(shown.page.get_by_text("Shown: 5")).to_be_visible()
    expect(shown.pin(4, "af-bazarak")).to_be_visible()
    assert shown.ask("window.sameFrame") is True
    assert shown.view() == before


def test_a_choice_in_the_list_out_of_sight_moves_the_map_just_there(
    a_map: Callable[..., Map],
) -> None:
    shown = a_map("?view=34.3,62.2,9")
    expect(shown.pin(4, "af-bazarak")).to_have_count(0)
    shown.list(4)
    expect(shown.pin(4, "af-bazarak")).to_be_visible()
    expect(shown.pin(4, "af-bazarak")).to_have_class(re.compile("dl-selected"))
    assert shown.view()[2] == 9
    settled = shown.view()
    shown.list(6)
    expect(shown.page.get_by_text("Chosen: 6")).to_be_visible()
    shown.list(4)
    expect(shown.page.get_by_text("Chosen: 4")).to_be_visible()
    expect(shown.pin(4, "af-bazarak")).to_have_class(re.compile("dl-selected"))
    assert shown.view()[2] == settled[2]


def test_the_address_keeps_the_view_through_reruns_and_opens_it_elsewhere(
    a_map: Callable[..., Map],
) -> None:
    shown = a_map()
    assert "view=" not in shown.page.url
    shown.look(35.2, 69.4, 8.5)
    shown.page.wait_for_url("**view=35.2000,69.4000,8.5*")
    shown.page.get_by_label("Word").fill("first")
    shown.page.get_by_label("Word").press("Enter")
    shown.page.wait_for_url("**q=first*")
    shown.look(35.1, 69.3, 9)
    shown.page.wait_for_url("**view=35.1000,69.3000,9*")
    shown.page.get_by_label("Word").fill("second")
    shown.page.get_by_label("Word").press("Enter")
    shown.page.wait_for_function(
        "['q=second', 'view=35.1000,69.3000,9'].every((part) => location.search.includes(part))",
    )
    elsewhere = a_map("?" + shown.page.url.partition("?")[2])
    assert elsewhere.view() == pytest.approx([35.1, 69.3, 9], abs=0.01)


@pytest.mark.parametrize("view", ["", "x", "35,69", "999,69,8", "35,69,NaN", "<img>,1,2"])
def test_a_broken_view_in_the_link_shows_all_pins(a_map: Callable[..., Map], view: str) -> None:
    shown = a_map(f"?view={view}")
    latitude, longitude, zoom = shown.view()
    assert 33 < latitude < 37
    assert 62 < longitude < 71
    assert 5 <= zoom <= 9
    shown.visited.assert_clean()


def test_words_of_a_hover_are_shown_as_written_and_run_nothing(a_map: Callable[..., Map]) -> None:
    shown = a_map("?view=34.53,69.17,10")
    shown.inside.locator(".dl-stack").click()
    pin = shown.pin(2, "af-kabul")
    pin.hover()
    words = shown.inside.locator(".dl-words")
    expect(words).to_contain_text(MARKUP_RUNS[0])
    expect(words).to_contain_text("af-kabul")
    assert MARKUP_RUNS[0] in (pin.get_attribute("aria-label") or "")
    for frame in shown.page.frames:
        assert frame.evaluate("window.__dateline_hit") is None
    shown.inside.locator(".dl-legend summary").hover()
    expect(words).to_be_hidden()


def test_a_click_on_the_empty_map_reruns_nothing(a_map: Callable[..., Map]) -> None:
    shown = a_map("?view=32,66,8")
    shown.ask(
        "window.told = [];"
        "window.Streamlit.setComponentValue = (value) => window.told.push(value); 0",
    )
    shown.box.click(position={"x": 300, "y": 300})
    # The frame tells Python after a pause of its own; a pin's click after it is the proof.
    shown.look(35.18, 69.0, 9)
    shown.pin(6, "af-salang").click()
    shown.frame.wait_for_function("window.told.length > 0")
    told = [
        value["last_active_drawing"]["properties"]["place"] for value in shown.ask("window.told")
    ]
    assert told == ["af-salang"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_follows_the_pages_theme(a_map: Callable[..., Map], scheme: str) -> None:
    shown = a_map(color_scheme=scheme)
    expect(shown.box).to_have_attribute("data-theme", scheme)


def test_on_a_phone_every_target_is_large_enough_and_nothing_is_cut_off(
    a_map: Callable[..., Map],
) -> None:
    shown = a_map(
        "?view=35.0,69.3,8.5",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    targets = shown.inside.locator(".dl-spot, .leaflet-bar a, .dl-all, .dl-legend summary")
    assert targets.count() >= 6
    for target in targets.all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= TOUCH
    assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown.pin(6, "af-salang").tap()
    expect(shown.page.get_by_text("Chosen: 6 af-salang")).to_be_visible()


def test_a_panel_that_opens_beside_the_map_moves_nothing_and_hides_no_chosen_pin(
    a_map: Callable[..., Map],
) -> None:
    shown = a_map("?view=35.0,69.0,9")
    left = shown.pin(6, "af-salang")
    left.click()
    expect(shown.page.get_by_text("Chosen: 6 af-salang")).to_be_visible()
    before = middle(left)
    frame = shown.page.locator("iframe[title*='st_folium']")
    narrow = "(e, width) => { e.style.width = width; }"
    frame.evaluate(narrow, "1000px")
    shown.frame.wait_for_function("map.getSize().x === 1000")
    assert middle(left) == pytest.approx(before, abs=1)
    frame.evaluate(narrow, "400px")
    shown.frame.wait_for_function("map.getSize().x === 400")
    expect(left).to_be_visible()
    assert middle(left)[0] < 400 + frame.evaluate("(e) => e.getBoundingClientRect().x")


def test_while_the_page_settles_the_centre_of_the_link_stays(a_map: Callable[..., Map]) -> None:
    shown = a_map("?view=35.0,69.0,9")
    frame = shown.page.locator("iframe[title*='st_folium']")
    frame.evaluate("(e) => { e.style.width = '700px'; }")
    shown.frame.wait_for_function("map.getSize().x === 700")
    assert shown.view() == pytest.approx([35.0, 69.0, 9], abs=0.01)
