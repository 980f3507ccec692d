"""The real page in a real Chromium, with every request to another machine refused and counted.

Each test waits for states: the map's element says by `data-ready` that its ground is drawn, by
`data-data` which data it shows, and by `data-pins` and `data-marks` what stands on it.
"""

from __future__ import annotations

import itertools
import json
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import hostile
import pytest
import sample_articles as sample
from article_files import docx, mail, pdf, zipped
from conftest import SHARED
from playwright.sync_api import Dialog, Frame, FrameLocator, Locator, Page, Route, expect

from geo import serving
from geo.layer.assets import BASEMAP
from geo.model import PlaceKind, Role, Verdict
from geo.places import CACHE_VARIABLE
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Server, StartServer, Visit
    from playwright._impl._api_structures import FilePayload  # what set_input_files takes

    from geo.model import LocatedArticle, LocatedMention, Place

pytestmark = pytest.mark.browser

VALLEY = "view=35.3129,69.5152,11"
CAPITAL = "view=34.5281,69.1723,11"
WAIT = 20_000
"""Milliseconds that a state may take to come about on a busy machine."""
MOST_CARDS = 60
"""Hostile articles of which the card is opened: enough to draw, few enough to read one by one."""
TOUCH = 24
"""Pixels that a target must have each way."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ORDER = (sample.REACHED, sample.UNPLACED, sample.RALLY, sample.PROVINCE, sample.UNDATED)
"""The sample articles by their numbers."""
SEARCH = "Search text, place or source"

expect.set_options(timeout=WAIT)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill one store for all tests that only look."""
    return sample.fill(tmp_path_factory.mktemp("page") / "store.db")


@pytest.fixture(scope="module")
def server(start_server: StartServer, store: Path) -> Server:
    """Run one server for all tests that only look."""
    return start_server(store)


# The frame as a person and a test find it --------------------------------------------------------


def frame(page: Page) -> FrameLocator:
    """Return the frame, to find elements in."""
    return page.frame_locator(".st-key-dl_frame iframe")


def ask(page: Page, script: str, arg: object = None) -> Any:  # noqa: ANN401 - what the script returns
    """Run a script in the frame."""
    return inside(page).evaluate(script, arg)


def inside(page: Page) -> Frame:
    """Return the frame, to run scripts in."""
    return next(each for each in page.frames if "streamlit_folium" in each.url)


def ready(page: Page, pins: int | None = None) -> FrameLocator:
    """Wait until the page stands: list, days, and the map with its marks."""
    found = frame(page)
    box = found.locator(".dl-map[data-ready=true][data-data]")
    expect(box).to_be_attached()
    expect(box).to_have_attribute("data-marks", re.compile(r"\d+"))
    expect(found.locator(".dl-time .plot canvas").first).to_be_attached()
    if pins is not None:
        expect(box).to_have_attribute("data-pins", str(pins))
    return found


def mark(page: Page, place: str, article: LocatedArticle | int | None = None) -> Locator:
    """Return the button that stands for a mark: of one article at a place, or of all there."""
    if article is None:
        return frame(page).locator(f'.dl-mark[data-place="{place}"]')
    number = article if isinstance(article, int) else ORDER.index(article)
    return frame(page).locator(
        f'.dl-mark[data-kind=pin][data-place="{place}"][data-article="{number}"]'
    )


def middle(element: Locator) -> tuple[float, float]:
    """Return the middle of an element on the page, in pixels."""
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def rested(page: Page, found: Locator) -> tuple[float, float]:
    """Wait until a mark is painted where its button lies, and return its middle."""
    expect(found).to_have_count(1)
    inside(page).wait_for_function(
        """button => {
            const { left, top, width, height } = button.getBoundingClientRect();
            const box = map.getContainer().getBoundingClientRect();
            const { layer } = map.dateline;
            const at = { x: left + width / 2 - box.left, y: top + height / 2 - box.top };
            const hit = layer.hit(at);
            return !button.parentNode.classList.contains("moving") && hit &&
                hit.kind === button.dataset.kind && layer.idOf(hit.place) === button.dataset.place;
        }""",
        arg=found.element_handle(),
    )
    return middle(found)


def press(page: Page, found: Locator) -> None:
    """Click a mark with the mouse."""
    page.mouse.click(*rested(page, found))


PAINTED = """([lat, lon, radius, up]) => {
    const at = map.latLngToContainerPoint([lat, lon]);
    const pen = document.querySelector(".leaflet-dl-marks-pane canvas").getContext("2d");
    let full = 0;
    for (let step = 0; step < 180; step += 1) {
        const angle = step * Math.PI / 90;
        const x = Math.round(at.x + radius * Math.cos(angle) - 0.5);
        const y = Math.round(at.y - up + radius * Math.sin(angle) - 0.5);
        if (pen.getImageData(x, y, 1, 1).data[3] > 40) full += 1;
    }
    return full / 180;
}"""


def painted(page: Page, place: Place, radius: float, up: float = 0) -> float:
    """Return which share of a circle about a place's true point, moved up, bears paint."""
    at = place.coordinates
    return float(ask(page, PAINTED, [at.latitude, at.longitude, radius, up]))


def until_painted(page: Page, place: Place, radius: float, up: float, wanted: str) -> None:
    """Wait until the share of a circle that bears paint is as wanted, such as `> 0.4`."""
    at = place.coordinates
    inside(page).wait_for_function(
        f"circle => ({PAINTED})(circle) {wanted}", arg=[at.latitude, at.longitude, radius, up]
    )


def view(page: Page) -> list[float]:
    """Wait until the map stands still, and return its latitude, longitude, zoom."""
    inside(page).wait_for_function("!map._animatingZoom && !map._panAnim?._inProgress")
    return list(ask(page, "[map.getCenter().lat, map.getCenter().lng, map.getZoom()]"))


def look(page: Page, latitude: float, longitude: float, zoom: float) -> None:
    """Move the map at once."""
    ask(page, "([y, x, zoom]) => { map.setView([y, x], zoom, { animate: false }); }",
        [latitude, longitude, zoom])  # fmt: skip


def titles(page: Page) -> Locator:
    """Return the titles in the list, without those of the trays."""
    return frame(page).locator(".lot .row:not([hidden]) .title")


def row(page: Page, title: str) -> Locator:
    """Return the row of an article."""
    return frame(page).locator(".lot .row:not([hidden])", has_text=title)


def counts(page: Page) -> Locator:
    """Return the line of counts."""
    return frame(page).locator(".counts")


def handle(page: Page, part: str) -> Locator:
    """Return a slider of the days: from, window or to."""
    return frame(page).locator(f".dl-time [data-part={part}]")


def day_at(page: Page, number: int) -> tuple[float, float]:
    """Return where the middle of a day of September 2021 stands on the page."""
    x, y = ask(
        page,
        """day => {
            const { bars } = map.dateline.time;
            const box = bars.canvas.getBoundingClientRect();
            return [box.left + bars.x(dateline.days.parse(day) + 0.5), box.top + box.height / 2];
        }""",
        sample.day(number).isoformat(),
    )
    return x, y


def file(name: str, content: bytes) -> FilePayload:
    """Return a file as a person would choose it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


class Wire:
    """What a page sends: frames of the session's socket, and requests."""

    def __init__(self, page: Page) -> None:
        self.frames: list[str | bytes] = []
        self.requests: list[str] = []
        page.on("websocket", lambda ws: ws.on("framesent", self.sent))
        page.on("request", lambda request: self.requests.append(request.url))

    def sent(self, frame: str | bytes) -> None:
        self.frames.append(frame)

    def clear(self) -> None:
        self.frames.clear()
        self.requests.clear()

    def wait(self, page: Page, frames: int) -> None:
        """Wait until so many frames were sent, and Python has done what they asked for."""
        end = time.monotonic() + WAIT / 1000
        while len(self.frames) < frames:
            assert time.monotonic() < end, f"{len(self.frames)} were sent instead of {frames}"
            # Lets the browser's events in; the state waited for is what was sent.
            page.evaluate("new Promise(requestAnimationFrame)")
        expect(page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )


# The page comes up -------------------------------------------------------------------------------


def test_the_page_comes_up_and_asks_nothing_of_another_machine(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(server.url)
    page = visited.page
    ready(page, pins=5)
    expect(counts(page)).to_contain_text("3 of 5 articles")
    expect(counts(page)).to_contain_text("1 unplaced")
    expect(counts(page)).to_contain_text("1 undated")
    expect(titles(page)).to_have_text(
        ["Fighters reach the valley", "A rally in the capital", "Roads closed"]
    )
    layers = ask(page, "performance.getEntriesByType('resource').map((e) => e.name)")
    for each in BASEMAP.iterdir():
        assert any(name.endswith(f"/assets/basemap/{each.name}") for name in layers), each.name
    ground = "[...document.querySelectorAll('.leaflet-pane canvas')]"
    assert ask(
        page,
        f"{ground}.every(one => one.getContext('2d').getImageData(0, 0, one.width, one.height)"
        ".data.some(Boolean))",
    )
    visited.assert_clean()


def test_streamlits_own_chrome_is_out_of_sight(server: Server, visit: Callable[..., Visit]) -> None:
    visited = visit(server.url)
    page = visited.page
    ready(page)
    for name in ("stHeader", "stMainMenu", "stAppDeployButton", "stStatusWidget", "stDecoration"):
        for element in page.get_by_test_id(name).all():
            expect(element).to_be_hidden()
    assert page.locator(".st-key-dl_frame iframe").bounding_box() == {
        "x": 0, "y": 0, "width": 1440, "height": 900,
    }  # fmt: skip
    assert page.evaluate("document.documentElement.scrollHeight") == 900


# The map -----------------------------------------------------------------------------------------


def test_a_mark_stands_where_its_place_is(server: Server, visit: Callable[..., Visit]) -> None:
    visited = visit(f"{server.url}/?{VALLEY}")
    page = visited.page
    ready(page)
    x, y = rested(page, mark(page, "af-bazarak", sample.REACHED))
    box = frame(page).locator(".dl-map").bounding_box()
    assert box is not None
    # The view's centre is the place: the pin is painted over the middle of the map, on its tip.
    assert x == pytest.approx(box["x"] + box["width"] / 2, abs=2)
    assert y == pytest.approx(box["y"] + box["height"] / 2 - 11, abs=2)
    assert painted(page, sample.BAZARAK, 6, up=14) > 0.95
    # The tip touches the true point, and nothing is below.
    assert painted(page, sample.BAZARAK, 1, up=3) > 0.9
    assert painted(page, sample.BAZARAK, 1, up=-5) < 1
    visited.assert_clean()


def test_roles_and_precisions_are_told_to_the_eye_and_to_who_does_not_see(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(server.url)
    page = visited.page
    ready(page)
    bazarak = mark(page, "af-bazarak", sample.REACHED)
    expect(bazarak).to_have_attribute("data-role", "event")
    expect(bazarak).to_have_attribute("data-precision", "point")
    expect(bazarak).to_have_attribute("aria-label", "Bazarak it happened here")
    panjshir = mark(page, "af-panjshir", sample.PROVINCE)
    expect(panjshir).to_have_attribute("data-precision", "area")
    expect(panjshir).to_have_attribute("aria-label", re.compile("about 120 km across"))
    # Its ground is hatched, inside its own outline only.
    assert 0.1 < painted(page, sample.PANJSHIR, 25) < 1
    # A country is drawn nowhere.
    expect(mark(page, "af")).to_have_count(0)
    visited.assert_clean()


def test_articles_at_one_place_are_counted_and_parted_by_a_click(
    server: Server, visit: Callable[..., Visit]
) -> None:
    spread = []
    for _ in range(2):
        visited = visit(f"{server.url}/?{CAPITAL}")
        page = visited.page
        ready(page)
        stack = mark(page, "af-kabul")
        expect(stack).to_have_attribute("data-kind", "stack")
        expect(stack).to_have_attribute("data-count", "3")
        press(page, stack)
        pins = [
            mark(page, "af-kabul", one) for one in (sample.REACHED, sample.RALLY, sample.UNDATED)
        ]
        points = [rested(page, pin) for pin in pins]
        spread.append(points)
    # They lie apart, and in the same pixels each time.
    assert spread[0] == spread[1]
    for one, other in itertools.combinations(spread[0], 2):
        assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) > TOUCH
    press(page, pins[1])
    expect(frame(page).locator(".paper h2")).to_have_text("A rally in the capital")
    frame(page).locator(".dl-map").press("Escape")
    expect(mark(page, "af-kabul")).to_have_count(1)
    expect(mark(page, "af-kabul")).to_have_attribute("data-count", "3")
    visited.assert_clean()


def test_a_crowd_counts_its_pins_and_a_click_takes_it_apart(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?view=34.9,69.3,5")
    page = visited.page
    ready(page)
    crowd = frame(page).locator(".dl-mark[data-kind=crowd]")
    expect(crowd).to_have_attribute("data-count", "5")
    press(page, crowd)
    expect(frame(page).locator(".dl-mark[data-count='5']")).to_have_count(0)
    expect(frame(page).locator(".dl-mark").nth(1)).to_be_attached()
    assert view(page)[2] > 5
    visited.assert_clean()


def test_a_pin_is_chosen_by_keyboard_alone(server: Server, visit: Callable[..., Visit]) -> None:
    visited = visit(f"{server.url}/?{VALLEY}")
    page = visited.page
    ready(page)
    pin = mark(page, "af-bazarak", sample.REACHED)
    expect(pin).to_have_attribute("aria-pressed", "false")
    pin.focus()
    expect(frame(page).locator(".dl-words")).to_contain_text("Fighters reach the valley")
    pin.press("Enter")
    expect(frame(page).locator(".paper h2")).to_have_text("Fighters reach the valley")
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(pin).to_be_focused()
    visited.assert_clean()


def test_a_choice_in_the_list_out_of_sight_moves_the_map_just_there(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?view=33.4,65.2,9")
    page = visited.page
    ready(page)
    expect(mark(page, "af-bazarak")).to_have_count(0)
    row(page, "Fighters reach the valley").click()
    rested(page, mark(page, "af-bazarak"))
    assert view(page)[2] == 9
    settled = view(page)
    # What is in sight already moves nothing.
    frame(page).get_by_role("button", name="Close the card").click()
    expect(frame(page).locator(".guide")).to_be_visible()
    press(page, mark(page, "af-bazarak", sample.REACHED))
    expect(frame(page).locator(".paper h2")).to_be_visible()
    assert view(page) == settled
    visited.assert_clean()


def test_a_panel_that_opens_beside_the_map_moves_nothing_and_hides_no_chosen_pin(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?{VALLEY}")
    page = visited.page
    ready(page)
    before = rested(page, mark(page, "af-bazarak", sample.REACHED))
    wide = "width => map.getSize().x > width"
    narrow = "width => map.getSize().x < width"
    frame(page).locator(".dl-head").get_by_role("button", name="Hide the card").click()
    inside(page).wait_for_function(wide, arg=1000)
    assert rested(page, mark(page, "af-bazarak", sample.REACHED)) == pytest.approx(before, abs=1)
    frame(page).locator(".dl-head").get_by_role("button", name="Hide the list").click()
    inside(page).wait_for_function(wide, arg=1400)
    assert rested(page, mark(page, "af-bazarak", sample.REACHED)) == pytest.approx(before, abs=1)
    # Choosing a pin shows its card, and the card must not lie over the pin.
    ask(page, "map.panBy([-500, 0], { animate: false }); 0")
    press(page, mark(page, "af-bazarak", sample.REACHED))
    inside(page).wait_for_function(narrow, arg=1400)
    expect(frame(page).locator(".paper h2")).to_be_visible()
    x, _ = rested(page, mark(page, "af-bazarak", sample.REACHED))
    box = frame(page).locator(".dl-map").bounding_box()
    assert box is not None
    assert box["x"] + 12 < x < box["x"] + box["width"] - 12
    visited.assert_clean()


@pytest.mark.parametrize("wanted", ["", "x", "35,69", "999,69,8", "35,69,NaN", "<img>,1,2"])
def test_a_broken_view_in_the_link_shows_all_pins(
    server: Server, visit: Callable[..., Visit], wanted: str
) -> None:
    visited = visit(f"{server.url}/?view={wanted}")
    ready(visited.page)
    latitude, longitude, zoom = view(visited.page)
    assert 34 < latitude < 36
    assert 69 < longitude < 70
    assert 7 <= zoom <= 9
    visited.assert_clean()


# Days --------------------------------------------------------------------------------------------


def test_the_days_by_keyboard_change_map_list_counts_and_link_but_not_the_view(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?{VALLEY}")
    page = visited.page
    ready(page, pins=5)
    before = view(page)
    rested(page, mark(page, "af-bazarak", sample.REACHED))
    handle(page, "from").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(titles(page)).to_have_text(["A rally in the capital", "Roads closed"])
    expect(counts(page)).to_contain_text("2 of 5 articles")
    ready(page, pins=2)
    expect(mark(page, "af-bazarak")).to_have_count(0)
    assert painted(page, sample.BAZARAK, 6, up=14) < 0.6  # the hatching of its province at most
    page.wait_for_url("**from=2021-09-05**")
    assert view(page) == before
    counts(page).get_by_role("button", name="Reset").click()
    expect(counts(page)).to_contain_text("3 of 5 articles")
    ready(page, pins=5)
    visited.assert_clean()


def test_a_bar_takes_its_day_and_a_button_all_days(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(server.url)
    page = visited.page
    ready(page)
    page.mouse.click(*day_at(page, 5))
    expect(titles(page)).to_have_text(["A rally in the capital"])
    page.wait_for_url("**from=2021-09-05**to=2021-09-05**")
    frame(page).locator(".dl-time .chips").get_by_role("button", name="All", exact=True).click()
    expect(titles(page)).to_have_count(3)
    visited.assert_clean()


def test_dragging_sends_nothing_and_what_has_settled_costs_one_run_and_no_remount(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(None)
    page = visited.page
    wire = Wire(page)
    page.goto(f"{server.url}/?{VALLEY}")
    ready(page, pins=5)
    told = len(wire.frames)
    press(page, mark(page, "af-bazarak", sample.REACHED))
    expect(frame(page).locator(".paper .sentence")).to_be_visible()
    wire.wait(page, told + 1)
    page.evaluate("window.same = document.querySelector('.st-key-dl_frame iframe')")
    ask(page, "window.same = true")
    before = view(page)
    # A range is drawn, there and back, with the button held.
    x, y = day_at(page, 3)
    page.mouse.move(x, y)
    wire.clear()
    page.mouse.down()
    for number, pins in ((5, 1), (6, 2), (4, 0), (6, 2)):
        page.mouse.move(*day_at(page, number), steps=8)
        ready(page, pins)
    # The marks rest longer than a range takes to settle, and still nothing was sent.
    box = frame(page).locator(".dl-map")
    expect(box).to_have_attribute("data-marks", "1")
    page.mouse.move(*day_at(page, 5), steps=8)
    expect(box).to_have_attribute("data-marks", "0")
    assert (wire.frames, wire.requests) == ([], [])
    page.mouse.up()
    page.wait_for_url("**from=2021-09-03**")
    wire.wait(page, 1)
    # Each that settles costs one, and a click beside all marks nothing.
    frame(page).locator(".dl-map").click(position={"x": 300, "y": 60})
    page.mouse.click(*day_at(page, 6))
    page.wait_for_url("**from=2021-09-06**")
    wire.wait(page, 2)
    frame(page).locator(".dl-time .chips").get_by_role("button", name="All", exact=True).click()
    ready(page, pins=5)
    wire.wait(page, 3)
    assert len(wire.frames) == 3
    assert page.evaluate("window.same === document.querySelector('.st-key-dl_frame iframe')")
    assert ask(page, "window.same") is True
    assert view(page) == before
    expect(frame(page).locator(".paper h2")).to_have_text("Fighters reach the valley")
    visited.assert_clean()


# The card and the list ---------------------------------------------------------------------------


def test_a_pin_opens_the_card_on_the_sentence_that_names_its_place(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?{VALLEY}")
    page = visited.page
    found = ready(page)
    press(page, mark(page, "af-bazarak", sample.REACHED))
    expect(found.locator(".paper h2")).to_have_text("Fighters reach the valley")
    expect(found.locator(".sentence")).to_have_text(
        "Fighters reached Bazarak on Thursday, officials said."
    )
    expect(found.locator(".sentence mark.on")).to_have_text("Bazarak")
    expect(found.locator('.row[aria-selected="true"] .title')).to_have_text(
        "Fighters reach the valley"
    )
    found.get_by_text("Why is this pin here?").click()
    expect(found.locator(".claim")).to_contain_text("seems to mean")
    expect(found.locator(".claim")).to_contain_text("0.82")
    expect(found.locator(".rejected").first).to_contain_text("far from the other places")
    link = found.get_by_role("link", name="Read it at example.org")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    visited.assert_clean()


def test_a_row_opens_the_card_and_lights_its_marks(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?{VALLEY}")
    page = visited.page
    found = ready(page)
    rested(page, mark(page, "af-bazarak", sample.REACHED))
    # By the pointer alone a dashed ring stands about the pin, and leaves with it.
    until_painted(page, sample.BAZARAK, 19, 0, "<= 0.35")
    row(page, "Fighters reach the valley").hover()
    until_painted(page, sample.BAZARAK, 19, 0, ">= 0.4")
    found.locator(".counts").hover()
    until_painted(page, sample.BAZARAK, 19, 0, "<= 0.35")
    row(page, "Fighters reach the valley").click()
    expect(found.locator(".sentence mark.on")).to_have_text("Bazarak")
    until_painted(page, sample.BAZARAK, 15, 12, ">= 0.98")
    # The other way round, a mark under the pointer lights the row.
    page.mouse.move(*rested(page, mark(page, "af-bazarak", sample.REACHED)))
    expect(found.locator(".row.marked .title")).to_have_text("Fighters reach the valley")
    expect(found.locator(".dl-words")).to_contain_text("Bazarak it happened here")
    # The same by keyboard: down the list, and open.
    found.get_by_role("listbox", name="Articles by day").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(found.locator(".paper h2")).to_have_text("A rally in the capital")
    found.get_by_role("button", name="Previous article").click()
    expect(found.locator(".paper h2")).to_have_text("Fighters reach the valley")
    found.get_by_role("button", name="Close the card").click()
    expect(found.locator(".guide")).to_be_visible()
    until_painted(page, sample.BAZARAK, 15, 12, "<= 0.9")
    visited.assert_clean()


def test_the_trays_open_and_their_articles_too(server: Server, visit: Callable[..., Visit]) -> None:
    visited = visit(server.url)
    found = ready(visited.page)
    found.get_by_role("button", name="1 without a place").click()
    found.get_by_role("listbox", name="Articles without a place").locator(".row").first.click()
    expect(found.locator(".paper h2")).to_have_text("A country waits")
    found.get_by_text("1 name could not be placed").click()
    expect(found.locator(".unplaced-fold")).to_contain_text("Nowhereville")
    found.get_by_role("button", name="1 undated").click()
    found.get_by_role("listbox", name="Articles without a day").locator(".row").first.click()
    expect(found.locator(".paper h2")).to_have_text("No day is told")
    visited.assert_clean()


def test_a_place_that_is_not_sure_looks_so_on_map_list_and_card(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    article = replace(sample.RALLY, mentions=tuple(map(unsure, sample.RALLY.mentions)))
    sure = sample.located(
        "Rain", "Rain fell in Bazarak.", published=sample.day(3),
        names=[("Bazarak", sample.BAZARAK, Role.EVENT)],
    )  # fmt: skip
    visited = visit(start_server(sample.fill(tmp_path / "s.db", [article, sure])).url)
    page = visited.page
    found = ready(page, 2)
    expect(mark(page, "af-kabul", 1)).to_have_attribute("data-unsure", "true")
    expect(mark(page, "af-kabul", 1)).to_have_attribute(
        "aria-label", re.compile("not sure which place")
    )
    expect(mark(page, "af-bazarak", 0)).to_have_attribute("data-unsure", "false")
    # Hollow: white inside where a sure one bears its role's colour.
    ink = """place => {
        const at = map.latLngToContainerPoint(place);
        const pen = document.querySelector(".leaflet-dl-marks-pane canvas").getContext("2d");
        const { data } = pen.getImageData(Math.round(at.x) - 5, Math.round(at.y) - 14, 1, 1);
        return data[2] / data[0];
    }"""
    rested(page, mark(page, "af-kabul", 1))
    assert ask(page, ink, [34.5281, 69.1723]) > 0.8
    assert ask(page, ink, [35.3129, 69.5152]) < 0.4
    listed = row(page, "A rally in the capital")
    expect(listed.locator(".symbol")).to_have_class(re.compile("unsure"))
    expect(listed.locator(".places")).to_have_text("Kabul?")
    listed.click()
    expect(found.locator(".paper .place")).to_have_text("Kabul?")
    expect(found.locator(".sentence mark")).to_have_class(re.compile("unsure"))
    visited.assert_clean()


def unsure(mention: LocatedMention) -> LocatedMention:
    """Return a mention that may well mean another place."""
    resolution = replace(mention.resolution, verdict=Verdict.AMBIGUOUS, confidence=0.4)
    return replace(mention, resolution=resolution)


def test_provinces_without_an_outline_neither_vanish_nor_cover_the_map(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    small = sample.place("xx-small", "Small", PlaceKind.PROVINCE, 47.2, 13.0, radius=85.0)
    wide = sample.place("xx-wide", "Wide", PlaceKind.PROVINCE, 40.2, -82.8, radius=650.0)
    articles = [
        sample.located(
            place.name,
            f"Rain fell in {place.name}.",
            published=sample.day(3),
            names=[(place.name, place, Role.EVENT)],
        )
        for place in (small, wide, sample.PANJSHIR)
    ]
    visited = visit(start_server(sample.fill(tmp_path / "s.db", articles)).url)
    page = visited.page
    ready(page, 3)
    # The first look shows all of them, half the world apart, and covers nothing.
    for place in (small, wide, sample.PANJSHIR):
        rested(page, mark(page, place.id))
        assert painted(page, place, 6) > 0.95
        assert painted(page, place, 40) == 0
    # From near, the small one is a hatched circle, and the wide one the same sign as before.
    look(page, 47.2, 13, 7)
    rested(page, mark(page, "xx-small"))
    assert 0.1 < painted(page, small, 60) < 0.9  # between the hatches is nothing
    across = ask(
        page,
        "[47.2, 13.0].map(Number) && map.distance([47.2, 13], map.containerPointToLatLng("
        "map.latLngToContainerPoint([47.2, 13]).add([100, 0])))",
    )
    edge = 100 * 85_000 / across
    assert painted(page, small, edge - 6) > 0.1
    assert painted(page, small, edge + 6) == 0
    look(page, 40.2, -82.8, 7)
    rested(page, mark(page, "xx-wide"))
    assert painted(page, wide, 6) > 0.95
    assert [painted(page, wide, radius) for radius in (30, 60, 120, 240)] == [0, 0, 0, 0]
    page.mouse.move(*rested(page, mark(page, "xx-wide")))
    expect(frame(page).locator(".dl-words")).to_contain_text("about 1300 km across")
    visited.assert_clean()


# The link ----------------------------------------------------------------------------------------


def narrow_down(page: Page) -> None:
    """Set everything that a link bears, by the page's own controls."""
    found = frame(page)
    found.get_by_placeholder(SEARCH).fill("kabul")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_count(2)
    found.get_by_role("radio", name="When it was published").check(force=True)
    page.wait_for_url("**clock=published**")
    found.get_by_role("button", name="Filters", exact=True).click()
    panel = found.get_by_role("group", name="Filters", exact=True)
    panel.get_by_label("It happened here").check()
    panel.get_by_label("Named in passing").check()
    panel.get_by_label("Alpha").check()
    panel.get_by_role("slider", name="How sure at least").press("ArrowRight")
    page.keyboard.press("Escape")
    found.get_by_role("button", name="More", exact=True).click()
    found.get_by_role("radio", name="Dari").check(force=True)
    page.keyboard.press("Escape")
    handle(page, "to").press("ArrowLeft")
    look(page, 34.9, 69.3, 9)
    found.get_by_role("button", name="Draw a box: only what lies in it").click()
    box = found.locator(".dl-map").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 300, steps=4)
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + box["height"] - 60, steps=4)
    page.mouse.up()
    row(page, "Fighters reach the valley").click()
    expect(found.locator(".paper h2")).to_have_text("Fighters reach the valley")
    found.locator('.paper .place[data-place="af-kabul"]').click()
    expect(found.locator(".sentence")).to_have_text("Kabul was calm.")
    look(page, 34.6, 69.3, 9.25)
    page.wait_for_url(re.compile(r"view=34\.(59|60)\d+,69\.(29|30)\d+,9\.25"))
    page.wait_for_url("**pin=af-kabul**")


def test_the_link_shows_the_same_screen_in_a_fresh_browser(
    server: Server, visit: Callable[..., Visit]
) -> None:
    first = visit(server.url)
    page = first.page
    found = ready(page)
    narrow_down(page)
    wanted = (
        "v=2",
        "to=2021-09-05",
        "clock=published",
        "q=kabul",
        "source=Alpha",
        "role=event",
        "role=background",
        "least=0.1",
        "area=",
        f"article={sample.REACHED.article.id}",
        "labels=fa",
    )
    assert [part for part in wanted if part not in page.url] == []

    second = visit(page.url)
    same = ready(second.page)
    expect(same.locator(".paper h2")).to_have_text("Fighters reach the valley")
    expect(titles(second.page)).to_have_text(titles(page).all_text_contents())
    for selector in (".counts", ".paper", ".dl-head .chips", ".dl-time .period"):
        told = found.locator(selector).text_content() or ""
        expect(same.locator(selector)).to_have_text(told)
    expect(same.get_by_placeholder(SEARCH)).to_have_value("kabul")
    expect(same.get_by_role("radio", name="When it was published")).to_be_checked()
    expect(same.get_by_role("radio", name="Dari", include_hidden=True)).to_be_checked()
    expect(second.page).to_have_url(page.url)
    assert view(second.page) == pytest.approx(view(page), abs=1e-3)
    shown = """() => {
        const { state } = map.dateline.model;
        const { matching, places, sources, roles, ...plain } = state;
        return [plain, [...roles].sort(), [...sources], [...places], map.dateline.language];
    }"""
    assert ask(second.page, shown) == ask(page, shown)
    # To the pixel: the same marks, the same outline of the area.
    for one in (page, second.page):
        frame(one).locator(".dl-head h1").hover()
        rested(one, mark(one, "af-kabul"))
    drawn = "document.querySelector('.leaflet-dl-marks-pane canvas').toDataURL()"
    assert ask(second.page, drawn) == ask(page, drawn)
    expect(same.locator("path.dl-area")).to_be_attached()
    first.assert_clean()
    second.assert_clean()


def test_the_address_keeps_the_view_through_runs_of_the_page(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(None)
    page = visited.page
    wire = Wire(page)
    page.goto(server.url)
    ready(page)
    assert "view=" not in page.url
    wire.clear()
    look(page, 35.2, 69.4, 8.5)
    page.wait_for_url(re.compile(r"view=35\.(19|20)\d+,69\.(39|40)\d+,8\.5"))
    assert wire.frames == []  # to look about is nothing to Python
    looked = re.findall("view=[^&]+", page.url)
    for runs, number in enumerate((3, 5), 1):
        page.mouse.click(*day_at(page, number))
        wire.wait(page, runs)
        page.wait_for_url(f"**from=2021-09-0{number}**")
        assert re.findall("view=[^&]+", page.url) == looked
    visited.assert_clean()


def test_using_the_page_leaves_the_back_button_alone(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(server.url)
    page = visited.page
    ready(page)
    before = page.evaluate("history.length")
    row(page, "A rally in the capital").click()
    page.wait_for_url("**article=**")
    page.mouse.click(*day_at(page, 5))
    page.wait_for_url("**from=2021-09-05**")
    look(page, 34.6, 69.3, 9)
    page.wait_for_url(re.compile(r"view=34\.(59|60)\d+,69\.(29|30)\d+,9"))
    assert page.evaluate("history.length") == before


def test_a_broken_link_says_what_it_could_not_show(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?from=soon&article=<b>nobody</b>&q=kabul")
    page = visited.page
    found = ready(page)
    expect(found.locator(".notices")).to_contain_text("soon")
    expect(found.locator(".notices")).to_contain_text("<b>nobody</b>")
    expect(titles(page)).to_have_count(2)
    found.get_by_role("button", name="Close these notices").click()
    expect(found.locator(".notices")).to_be_hidden()
    visited.assert_clean()


def test_two_visitors_with_different_links_do_not_meet(
    server: Server, visit: Callable[..., Visit]
) -> None:
    one = visit(f"{server.url}/?q=kabul")
    two = visit(f"{server.url}/?from=2021-09-06")
    ready(one.page)
    ready(two.page)
    expect(titles(one.page)).to_have_count(2)
    expect(titles(two.page)).to_have_count(1)
    row(one.page, "A rally in the capital").click()
    expect(frame(one.page).locator(".paper h2")).to_be_visible()
    one.page.wait_for_url("**article=**")
    two.page.mouse.click(*day_at(two.page, 5))
    expect(titles(two.page)).to_have_text(["A rally in the capital"])
    expect(frame(two.page).locator(".guide")).to_be_visible()
    expect(titles(one.page)).to_have_count(2)
    assert "q=kabul" in one.page.url
    assert "q=" not in two.page.url


def test_an_embedded_page_shows_map_and_days_only(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(f"{server.url}/?bare=1&from=2021-09-05", viewport={"width": 800, "height": 500})
    page = visited.page
    found = ready(page, pins=2)
    for part in (".dl-head", ".dl-list", ".dl-card", ".dl-edge", ".dl-grip"):
        for element in found.locator(part).all():
            expect(element).to_be_hidden()
    map_box = found.locator(".dl-map").bounding_box()
    time_box = found.locator(".dl-time").bounding_box()
    assert map_box is not None
    assert time_box is not None
    assert (map_box["x"], map_box["y"], map_box["width"]) == (0, 0, 800)
    assert map_box["y"] + map_box["height"] == time_box["y"]
    assert time_box["y"] + time_box["height"] == 500
    page.mouse.click(*day_at(page, 6))
    ready(page, pins=1)
    page.wait_for_url("**bare=1**from=2021-09-06**")
    visited.assert_clean()


# Every visitor's own screen ----------------------------------------------------------------------


@pytest.mark.parametrize("opened", [False, True], ids=["list", "card"])
def test_on_a_phone_nothing_is_cut_off_and_all_is_in_reach(
    server: Server, visit: Callable[..., Visit], *, opened: bool
) -> None:
    query = f"/?article={sample.REACHED.article.id}" if opened else "/"
    visited = visit(server.url + query, **PHONE)
    page = visited.page
    found = ready(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert ask(page, "document.documentElement.scrollWidth") == 390
    boxes = [
        found.locator(part).bounding_box()
        for part in (".dl-head", ".dl-map", ".dl-card" if opened else ".dl-list", ".dl-time")
    ]
    for upper, lower in itertools.pairwise(boxes):
        assert upper is not None
        assert lower is not None
        assert upper["y"] + upper["height"] <= lower["y"] + 1
        assert (lower["x"], lower["width"]) == (0, 390)
    last = boxes[-1]
    assert last is not None
    assert last["y"] + last["height"] <= 844
    targets = (
        ".dl-mark, .leaflet-bar a, .dl-all, .dl-tools button, .dl-legend summary, .dl-head button, "
        ".dl-grip, .counts button, .dl-time button, .dl-card .bar button, [role=slider]"
    )
    for target in found.locator(targets).locator("visible=true").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= TOUCH, target
        assert 0 <= box["x"] + box["width"] / 2 <= 390
    pin = mark(page, "af-bazarak")
    page.touchscreen.tap(*rested(page, pin))
    expect(found.locator(".paper h2")).to_have_text("Fighters reach the valley")
    visited.assert_clean()


def test_style_sheets_that_come_late_change_nothing_in_the_end(
    server: Server, visit: Callable[..., Visit]
) -> None:
    seen = "() => [map.getZoom(), map.getSize().y, map.getCenter().lat]"
    visited = visit(server.url, **PHONE)
    ready(visited.page)
    at_once = ask(visited.page, seen)
    late = visit(None, **PHONE)
    held: list[Route] = []
    ours = re.compile(r"/frame/\w+\.css")
    waiting = True

    def hold(route: Route) -> None:
        if waiting:
            held.append(route)
        else:
            route.continue_()

    late.page.route(ours, hold)
    late.page.goto(server.url)
    frame(late.page).locator("#dl-app .dl-map").wait_for(state="attached")
    # What the scripts would measure by now, they do not: the list has not been made.
    expect(frame(late.page).locator(".dl-list .counts")).to_have_count(0)
    assert held
    waiting = False
    for route in held:
        route.continue_()
    ready(late.page)
    assert ask(late.page, seen) == at_once
    late.assert_clean()


def test_light_and_dark_change_at_once_and_stay(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = visit(server.url, color_scheme="light")
    page = visited.page
    found = ready(page)
    box = found.locator(".dl-map")
    expect(box).to_have_attribute("data-theme", "light")
    page.evaluate("window.same = true")
    ask(page, "window.same = true")
    ground = "getComputedStyle(document.querySelector('.dl-list')).backgroundColor"
    assert ask(page, ground) == "rgb(255, 255, 255)"
    paint = "document.querySelector('.leaflet-pane canvas').toDataURL()"
    light = ask(page, paint)
    found.get_by_role("button", name="More", exact=True).click()
    found.get_by_role("radio", name="Dark").check(force=True)
    # At once: in the same event, without a page or a frame that is loaded anew.
    assert box.get_attribute("data-theme") == "dark"
    assert ask(page, ground) == "rgb(23, 27, 32)"
    assert page.evaluate("window.same")
    assert ask(page, "window.same")
    inside(page).wait_for_function(f"before => {paint} !== before", arg=light)
    page.reload()
    ready(page)
    expect(box).to_have_attribute("data-theme", "dark")
    scheme = "getComputedStyle(document.querySelector('.stApp') ?? document.body).colorScheme"
    page.wait_for_function(f"document.body && {scheme} === 'dark'")
    found.get_by_role("button", name="More", exact=True).click()
    expect(found.get_by_role("radio", name="Dark")).to_be_checked()
    found.get_by_role("radio", name="As the system").check(force=True)
    expect(box).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(box).to_have_attribute("data-theme", "dark")
    visited.assert_clean()


def test_a_panel_folds_away_and_stays_so(server: Server, visit: Callable[..., Visit]) -> None:
    visited = visit(server.url)
    page = visited.page
    found = ready(page)
    narrow = found.locator(".dl-map").bounding_box()
    found.locator(".dl-head").get_by_role("button", name="Hide the list").click()
    expect(found.locator(".lot")).to_be_hidden()
    wide = found.locator(".dl-map").bounding_box()
    assert narrow is not None
    assert wide is not None
    assert wide["x"] == 0
    assert wide["width"] > narrow["width"]
    page.reload()
    ready(page)
    expect(found.locator(".lot")).to_be_hidden()
    found.locator(".dl-head").get_by_role("button", name="Show the list").click()
    expect(found.locator(".lot")).to_be_visible()
    visited.assert_clean()


# Changes -----------------------------------------------------------------------------------------


def test_a_missing_date_is_set_and_taken_back_while_the_screen_stays(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    path = sample.fill(tmp_path / "store.db")
    url = start_server(path).url
    visited = visit(f"{url}/?article={sample.UNDATED.article.id}&q=kabul&{CAPITAL}")
    page = visited.page
    found = ready(page)
    box = found.locator(".dl-map")
    expect(found.locator(".paper h2")).to_have_text("No day is told")
    expect(counts(page)).to_contain_text("1 undated")
    page.evaluate("window.same = document.querySelector('.st-key-dl_frame iframe')")
    before, looked = box.get_attribute("data-data") or "none", view(page)
    found.get_by_label("Set the publication date").fill("2021-09-07")
    found.get_by_role("button", name="Set the date").click()
    expect(page.get_by_text("The date was set to 7 September 2021.")).to_be_visible()
    expect(box).not_to_have_attribute("data-data", before)
    expect(counts(page)).to_contain_text("0 undated")
    expect(found.locator(".about")).to_contain_text("set by hand")
    expect(found.locator(".dl-time .period .words")).to_contain_text("7 September 2021")
    with Store.open(path, read_only=True) as store:
        assert store.dates_set_by_user() == {sample.UNDATED.article.id}

    def the_screen_stays() -> None:
        expect(found.locator(".paper h2")).to_have_text("No day is told")
        expect(found.get_by_placeholder(SEARCH)).to_have_value("kabul")
        assert view(page) == looked
        assert "q=kabul" in page.url
        assert f"article={sample.UNDATED.article.id}" in page.url
        assert page.evaluate("window.same === document.querySelector('.st-key-dl_frame iframe')")

    the_screen_stays()
    expect(titles(page)).to_have_count(3)
    dated = box.get_attribute("data-data") or "none"
    found.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The date was taken back.")).to_be_visible()
    expect(counts(page)).to_contain_text("1 undated")
    expect(box).not_to_have_attribute("data-data", dated)
    expect(titles(page)).to_have_count(2)
    the_screen_stays()
    with Store.open(path, read_only=True) as store:
        assert store.dates_set_by_user() == set()
    visited.assert_clean()


def test_the_page_takes_every_format_and_tells_which_column_was_taken_for_what(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    visited = visit(start_server(tmp_path / "new.db").url)
    page = visited.page
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Add reports").last.click()
    expect(dialog).to_contain_text(".docx")
    words = "Fighters held the road to Bazarak on Wednesday, residents of the valley said."
    files = {
        "a.zip": zipped({"b.pdf": pdf(words), "c.docx": docx(words + " It snowed.")}),
        "d.csv": f"Headline,Body\nOne,{words.replace(',', '')}\n".encode(),
        "e.eml": mail("Subject: Two", text=words + " Nobody crossed."),
    }
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "", "buffer": data} for name, data in files.items()
    ]
    dialog.locator("input[type=file]").set_input_files(payloads)
    dialog.get_by_role("button", name="Read them").click()
    expect(dialog).to_contain_text("4 articles read")
    expect(dialog).to_contain_text("4 new, 0 already here")
    expect(dialog).to_contain_text("text from 'Body'")
    visited.assert_clean()


def test_reports_are_added_and_what_was_refused_is_told(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    url = start_server(tmp_path / "new.db").url
    visited = visit(url)
    page = visited.page
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Add reports").last.click()
    title = "<img src=x onerror=window.__dateline_hit=1>"
    lines = [
        {
            "id": number,
            "title": f"{title}{number}",
            "text": "Hundreds gathered in Kabul on Thursday, officials in Kabul said.",
            "date": f"2021-09-0{3 + number}",
        }
        for number in (1, 2)
    ]
    good = [(json.dumps(line) + "\n").encode() for line in lines]
    add(
        page,
        file("good.jsonl", good[0]),
        file("bad ![x](http://canary.invalid).jsonl", b"this is no JSON <b>at all</b>\n"),
    )
    expect(dialog).to_contain_text("1 article read")
    expect(dialog).to_contain_text("1 problem")
    expect(dialog).to_contain_text("<b>at all</b>")
    # Files are named as their owner knows them, not by where the server put them.
    expect(dialog).to_contain_text("line 1: 'this is no JSON")
    expect(dialog).not_to_contain_text("dateline-")
    page.get_by_role("button", name="Close", exact=True).last.click()
    found = ready(page)
    expect(titles(page)).to_have_text([f"{title}1"])
    # From the frame, the same dialog; the frame takes the new data and is not laid anew.
    page.evaluate("window.same = document.querySelector('.st-key-dl_frame iframe')")
    found.get_by_role("button", name="Add reports").click()
    add(page, file("good.jsonl", good[1]))
    expect(dialog).to_contain_text("1 new, 0 already here")
    page.get_by_role("button", name="Close", exact=True).last.click()
    expect(dialog).to_have_count(0)
    expect(titles(page)).to_have_text([f"{title}1", f"{title}2"])
    assert page.evaluate("window.same === document.querySelector('.st-key-dl_frame iframe')")
    visited.assert_clean()


def add(page: Page, *files: FilePayload) -> None:
    """Choose files in the dialog, and have them read."""
    page.locator('[data-testid="stFileUploaderDropzone"] input[type=file]').set_input_files(files)
    page.get_by_role("button", name="Read them").click()


def test_a_view_only_page_offers_no_change(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    path = sample.fill(tmp_path / "store.db")
    url = start_server(path, {serving.VIEW_ONLY_VARIABLE: "1"}).url
    visited = visit(f"{url}/?article={sample.UNDATED.article.id}")
    page = visited.page
    found = ready(page)
    expect(found.locator(".paper h2")).to_have_text("No day is told")
    for name in ("Add reports", "Set the date", "Load the demonstration"):
        for where in (found, page):
            expect(where.get_by_role("button", name=name)).to_have_count(0)
    # Nor can a browser that makes up what it says.
    ask(
        page,
        "id => map.dateline.tell('date', { article: id, day: '2021-09-07' })",
        sample.UNDATED.article.id,
    )
    expect(page.get_by_text(serving.VIEW_ONLY)).to_be_visible()
    expect(counts(page)).to_contain_text("1 undated")
    visited.assert_clean()


def test_the_first_opening_shows_how_far_it_is(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    # Compiling takes half a minute: its own cache, once, in this one test.
    environment = {CACHE_VARIABLE: str(tmp_path / "cache")}
    visited = visit(start_server(tmp_path / "new.db", environment).url)
    bar = visited.page.locator(".st-key-dl_opening")
    expect(bar).to_contain_text("Dateline")
    expect(bar).to_contain_text(re.compile(r"Compiling .* \(.+\)"))
    expect(visited.page.get_by_text("No articles yet")).to_be_visible(timeout=180_000)
    expect(bar).to_have_count(0)
    visited.assert_clean()


# Text from outside -------------------------------------------------------------------------------


def naughty() -> list[str]:
    """Return hostile strings: our own, and those of the sibling folder where it is present."""
    strings = [text for text in hostile.SHOWN if text.strip()]
    folder = SHARED / "hostile"
    if folder.is_dir():
        for name in ("xss-payloads.txt", "template-payloads.txt"):
            strings += (folder / name).read_text("utf-8").splitlines()
        for name in ("naughty-strings.json", "sanitizer-fixtures.json"):
            strings += strings_in(json.loads((folder / name).read_text("utf-8")))
    return [text for text in dict.fromkeys(strings) if hostile._can_be_shown(text)]


def strings_in(told: object) -> list[str]:
    """Return all strings of a JSON document, but the names of its fields."""
    if isinstance(told, str):
        return [told]
    parts = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return [text for part in parts for text in strings_in(part)]


def test_hostile_text_is_shown_as_written_and_nothing_runs(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    strings = naughty()
    articles = []
    for number, text in enumerate(strings):
        place = sample.place(
            text, text, PlaceKind.TOWN, 30 + number % 60 / 6, 60 + number // 60 % 60 / 6
        )
        articles.append(
            sample.located(
                text,
                f"Kabul. {text}",
                published=sample.day(3),
                source=text,
                names=[("Kabul", place, Role.EVENT)],
            )
        )
    url = start_server(sample.fill(tmp_path / "store.db", articles)).url
    visited = visit(None)
    page = visited.page

    def ran(dialog: Dialog) -> None:
        visited.errors.append(f"a hostile string ran: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", ran)
    page.goto(f"{url}/?source=%7B%7B 40111 * 50077 %7D%7D&q=<img src=x>")
    found = ready(page)
    assert hostile.EVALUATED not in page.content()
    counts(page).get_by_role("button", name="Reset").click()
    expect(counts(page)).to_contain_text(f"{len(strings):,} of")
    # The whole list.
    listed = read_list(visited)
    assert sorted(listed) == sorted(strings)
    # Cards, one after another.
    found.get_by_role("listbox", name="Articles by day").press("Home")
    step = max(1, len(strings) // MOST_CARDS)
    for number in range(0, len(strings), step):
        ask(page, "number => map.dateline.open(number, null)", number)
        inside(page).wait_for_function(
            "text => document.querySelector('.dl-card .paper h2')?.textContent === text",
            arg=listed[number],
        )
        assert found.locator(".dl-card .places .place span").text_content() == listed[number]
    # Marks and what is said of them, names that are suggested, sources, and chips.
    ask(page, "map.dateline.showAll(false)")
    for each in found.locator(".dl-mark").all()[:10]:
        each.focus()
        expect(found.locator(".dl-words")).to_be_visible()
    found.get_by_role("button", name="Filters", exact=True).click()
    for box in found.locator(".filter-pop .sources input[type=checkbox]").all()[:10]:
        box.check()
    page.keyboard.press("Escape")
    expect(found.locator(".dl-head .chip")).to_have_count(10)
    field = found.get_by_placeholder(SEARCH)
    for words in ("img", "script", "onerror", "40111"):
        field.fill(words)
        expect(found.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(found.locator(".dl-head .chip")).to_have_count(11)
    page.wait_for_url("**source=**")
    foreign = "#dl-app :is(img:not(.leaflet-image-layer), iframe, script, object)"
    assert frame(page).locator(foreign).count() == 0
    assert [f.evaluate("window.__dateline_hit") for f in page.frames] == [None] * len(page.frames)
    visited.assert_clean()


def read_list(visited: Visit) -> list[str]:
    """Scroll through the whole list, and return its titles by number; stop when one ran."""
    page = visited.page
    read: dict[int, str] = {}
    total = int(ask(page, "map.dateline.model.result.counts.shown"))
    rounds = 0
    while len(read) < total:
        visited.assert_clean()
        rounds += 1
        assert rounds < total, f"{len(read)} of {total} titles can be scrolled to"
        # Read in the breath in which they are seen to be there: the next may bring others.
        found = inside(page).wait_for_function(
            """() => {
                const rows = [...document.querySelectorAll('.lot .row:not([hidden])')];
                const waits = rows.some(row => row.classList.contains('waiting'));
                if (waits || !rows.length) return null;
                const list = document.querySelector('.lot .rows');
                list.scrollTop += list.clientHeight;
                return rows.map(row => [
                    Number(row.ariaPosInSet) - 1, row.querySelector('.title').textContent,
                ]);
            }"""
        )
        before = len(read)
        read.update(found.json_value())
        if len(read) == before:
            ask(page, "new Promise(requestAnimationFrame)")
    return [read[number] for number in sorted(read)]
