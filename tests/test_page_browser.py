"""The real page in a real Chromium, with every request to another machine refused and counted."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import hostile
import pytest
import sample_articles as sample
from playwright.sync_api import FrameLocator, Locator, Page, expect

from geo import serving
from geo.model import PlaceKind, Role, Verdict
from geo.places import CACHE_VARIABLE
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Server, StartServer, Visit
    from playwright._impl._api_structures import FilePayload  # what set_input_files takes

    from geo.model import LocatedMention

pytestmark = pytest.mark.browser

VALLEY = "view=35.3129,69.5152,11"
SHARED = Path(__file__).parents[1] / ".." / "shared" / "hostile"
WAIT = 20_000
"""Milliseconds that a state may take to come about on a busy machine."""
MOST_AT_ONCE = 60
"""Hostile titles on one page: enough to draw, few enough to read back one by one."""

expect.set_options(timeout=WAIT)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill one store for all tests that only look."""
    return sample.fill(tmp_path_factory.mktemp("page") / "store.db")


@pytest.fixture(scope="module")
def server(start_server: StartServer, store: Path) -> Server:
    """Run one server for all tests that only look."""
    return start_server(store)


def frame(page: Page) -> FrameLocator:
    """Return the map's frame."""
    return page.frame_locator(".st-key-dl_map iframe")


def ready(page: Page, pins: int | None = None) -> FrameLocator:
    """Wait until the page stands: list, bars, and the map with its pins."""
    expect(page.locator(".counts")).to_be_visible()
    expect(page.locator(".bars")).to_be_visible()
    found = frame(page)
    expect(found.locator(".dl-map[data-ready=true]")).to_be_attached()
    if pins is not None:
        expect(found.locator(".dl-map")).to_have_attribute("data-pins", str(pins))
    return found


def look(visit: Callable[..., Visit], url: str, **options: object) -> Visit:
    """Open a page whose every hit of a hostile string is an error."""
    visited = visit(None, **options)
    # A frame's first document and its second share a window, and the watch is set once.
    visited.context.add_init_script(
        f"if (!Object.hasOwn(window, '__dateline_hit')) {{ {hostile.WATCH} }}"
    )
    visited.page.goto(url)
    return visited


def pin(page: Page, article: str, place: str) -> Locator:
    """Return the marker of an article at a place."""
    return frame(page).locator(f'.dl-pin[data-article="{article}"][data-place="{place}"]')


def file(name: str, content: bytes) -> FilePayload:
    """Return a file as a person would choose it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def titles(page: Page) -> Locator:
    """Return the titles in the list."""
    return page.locator(".list .title")


def test_the_page_comes_up_and_asks_nothing_of_another_machine(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, server.url)
    ready(visited.page, pins=5)
    expect(visited.page.locator(".counts")).to_contain_text("3 of 5 articles")
    expect(visited.page.locator(".counts")).to_contain_text("1 unplaced")
    expect(visited.page.locator(".counts")).to_contain_text("1 undated")
    expect(titles(visited.page)).to_have_text(
        ["Fighters reach the valley", "A rally in the capital", "Roads closed"]
    )
    visited.assert_clean()


def test_streamlits_own_chrome_is_out_of_sight(server: Server, visit: Callable[..., Visit]) -> None:
    visited = look(visit, server.url)
    ready(visited.page)
    for name in ("stHeader", "stMainMenu", "stAppDeployButton", "stStatusWidget"):
        for element in visited.page.get_by_test_id(name).all():
            expect(element).to_be_hidden()


def test_a_marker_stands_where_its_place_is(server: Server, visit: Callable[..., Visit]) -> None:
    visited = look(visit, f"{server.url}/?{VALLEY}")
    ready(visited.page)
    marker = pin(visited.page, sample.REACHED.article.id, "af-bazarak")
    expect(marker).to_be_visible()
    # The map's own object says which point of the earth lies under the marker's anchor.
    stands = marker.evaluate(
        """element => {
            let found = null;
            window.map.eachLayer(layer => {
                const drawn = layer.getElement && layer.getElement();
                if (drawn && (drawn === element || drawn.contains(element)) && layer.getLatLng)
                    found = [layer.getLatLng().lat, layer.getLatLng().lng];
            });
            return found;
        }"""
    )
    assert stands == pytest.approx([35.3129, 69.5152], abs=1e-4)
    middle = visited.page.locator(".st-key-dl_map").bounding_box()
    box = marker.bounding_box()
    assert middle is not None
    assert box is not None
    # The view's centre is the place: the marker is drawn over the middle of the map.
    assert box["x"] + box["width"] / 2 == pytest.approx(middle["x"] + middle["width"] / 2, abs=12)
    assert box["y"] <= middle["y"] + middle["height"] / 2 <= box["y"] + box["height"] + 6
    visited.assert_clean()


def test_the_slider_by_keyboard_changes_map_list_counts_and_link_but_not_the_view(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, f"{server.url}/?{VALLEY}")
    page = visited.page
    ready(page, pins=5)
    before = (
        frame(page)
        .locator("body")
        .evaluate(
            "() => [window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"
        )
    )
    start = page.locator(".st-key-dl_slider input[type=range]").first
    start.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(titles(page)).to_have_text(["A rally in the capital", "Roads closed"])
    expect(page.locator(".counts")).to_contain_text("2 of 5 articles")
    ready(page, pins=2)
    expect(pin(page, sample.REACHED.article.id, "af-bazarak")).to_have_count(0)
    page.wait_for_url("**from=2021-09-05**")
    after = (
        frame(page)
        .locator("body")
        .evaluate(
            "() => [window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"
        )
    )
    assert after == before
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".counts")).to_contain_text("3 of 5 articles")
    ready(page, pins=5)
    visited.assert_clean()


def test_a_bar_takes_its_day_and_a_button_all_days(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, server.url)
    page = visited.page
    ready(page)
    page.locator('.bar[data-first="2021-09-05"]').click()
    expect(titles(page)).to_have_text(["A rally in the capital"])
    page.get_by_role("button", name="All days").click()
    expect(titles(page)).to_have_count(3)
    visited.assert_clean()


def test_a_pin_opens_the_card_on_the_sentence_that_names_its_place(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, f"{server.url}/?{VALLEY}")
    page = visited.page
    ready(page)
    article = sample.REACHED.article.id
    pin(page, article, "af-bazarak").click()
    expect(page.locator(".paper h2")).to_have_text("Fighters reach the valley")
    expect(page.locator(".sentence")).to_have_text(
        "Fighters reached Bazarak on Thursday, officials said."
    )
    expect(page.locator(".sentence mark.on")).to_have_text("Bazarak")
    expect(page.locator('.row[aria-current="true"]')).to_have_attribute("data-article", article)
    page.get_by_text("Why is this pin here?").click()
    expect(page.locator(".claim")).to_contain_text("seems to mean")
    expect(page.locator(".claim")).to_contain_text("0.82")
    expect(page.locator(".rejected")).to_contain_text("far from the other places")
    link = page.get_by_role("link", name="Read it at example.org")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    visited.assert_clean()


def test_a_row_opens_the_card_and_marks_its_pin(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, f"{server.url}/?{VALLEY}")
    page = visited.page
    ready(page)
    article = sample.REACHED.article.id
    page.locator(f'.row[data-article="{article}"]').click()
    expect(page.locator(".sentence mark.on")).to_have_text("Bazarak")
    expect(pin(page, article, "af-bazarak")).to_have_class(re.compile("dl-selected"))
    # The same by keyboard: down the list, and open.
    page.locator(f'.row[data-article="{article}"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".paper h2")).to_have_text("A rally in the capital")
    page.get_by_role("button", name="Previous article").click()
    expect(page.locator(".paper h2")).to_have_text("Fighters reach the valley")
    page.get_by_role("button", name="Close the card").click()
    expect(page.locator(".guide")).to_be_visible()
    visited.assert_clean()


def test_the_trays_open_and_their_articles_too(server: Server, visit: Callable[..., Visit]) -> None:
    visited = look(visit, server.url)
    page = visited.page
    ready(page)
    page.get_by_role("button", name="1 without a place").click()
    page.locator('.tray[data-lot="unplaced"] .row').click()
    expect(page.locator(".paper h2")).to_have_text("A country waits")
    page.get_by_text("1 more name could not be placed").click()
    expect(page.locator(".unplaced-fold")).to_contain_text("Nowhereville")
    visited.assert_clean()


def test_the_link_shows_the_same_screen_in_a_fresh_browser(
    server: Server, visit: Callable[..., Visit]
) -> None:
    first = look(visit, server.url)
    page = first.page
    ready(page)
    page.get_by_placeholder("Search text, place or source").fill("kabul")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_count(2)
    page.get_by_role("radio", name="When it was published").click()
    page.wait_for_url("**clock=published**")
    page.locator(".row").first.click()
    expect(page.locator(".paper h2")).to_have_text("Fighters reach the valley")
    page.locator('.place[data-place="af-kabul"]').click()
    expect(page.locator(".sentence")).to_have_text("Kabul was calm.")
    frame(page).locator("body").evaluate("() => { window.map.setView([34.6, 69.3], 9) }")
    page.wait_for_url(re.compile(r"view=34\.(59|60)\d*,69\.(29|30)\d*,9"))
    page.wait_for_url("**pin=af-kabul**")

    second = look(visit, page.url)
    ready(second.page)
    for selector in (".counts", ".list", ".paper", ".head"):
        told = page.locator(selector).text_content() or ""
        expect(second.page.locator(selector)).to_have_text(told)
    expect(second.page.get_by_placeholder("Search text, place or source")).to_have_value("kabul")
    assert second.page.url == page.url
    view = "() => [window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"
    assert frame(second.page).locator("body").evaluate(view) == pytest.approx(
        frame(page).locator("body").evaluate(view), abs=1e-3
    )
    first.assert_clean()
    second.assert_clean()


def test_using_the_page_leaves_the_back_button_alone(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, server.url)
    page = visited.page
    ready(page)
    before = page.evaluate("history.length")
    page.locator(".row").nth(1).click()
    page.wait_for_url("**article=**")
    page.locator('.bar[data-first="2021-09-05"]').click()
    page.wait_for_url("**from=2021-09-05**")
    assert page.evaluate("history.length") == before


def test_a_broken_link_says_what_it_could_not_show(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, f"{server.url}/?from=soon&article=<b>nobody</b>&q=kabul")
    page = visited.page
    ready(page)
    expect(page.locator(".notices")).to_contain_text("soon")
    expect(page.locator(".notices")).to_contain_text("<b>nobody</b>")
    expect(titles(page)).to_have_count(2)
    page.get_by_role("button", name="Close this notice").click()
    expect(page.locator(".notices")).to_be_hidden()
    visited.assert_clean()


def test_two_visitors_with_different_links_do_not_meet(
    server: Server, visit: Callable[..., Visit]
) -> None:
    one = look(visit, f"{server.url}/?q=kabul")
    two = look(visit, f"{server.url}/?from=2021-09-06")
    ready(one.page)
    ready(two.page)
    expect(titles(one.page)).to_have_count(2)
    expect(titles(two.page)).to_have_count(1)
    one.page.locator(".row").first.click()
    expect(one.page.locator(".paper h2")).to_be_visible()
    expect(two.page.locator(".guide")).to_be_visible()
    expect(titles(two.page)).to_have_count(1)


@pytest.mark.parametrize("opened", [False, True], ids=["list", "card"])
def test_on_a_phone_nothing_is_cut_off_and_all_is_in_reach(
    server: Server, visit: Callable[..., Visit], *, opened: bool
) -> None:
    query = f"/?article={sample.REACHED.article.id}" if opened else "/"
    visited = look(
        visit, server.url + query, viewport={"width": 390, "height": 844}, has_touch=True
    )
    page = visited.page
    ready(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    boxes = [
        page.locator(part).bounding_box()
        for part in (
            ".st-key-dl_header",
            ".st-key-dl_map",
            ".st-key-dl_card" if opened else ".st-key-dl_reports",
            ".st-key-dl_time",
        )
    ]
    for upper, lower in itertools.pairwise(boxes):
        assert upper is not None
        assert lower is not None
        assert upper["y"] + upper["height"] <= lower["y"] + 1
        assert lower["x"] == 0
        assert lower["width"] == 390
    last = boxes[-1]
    assert last is not None
    assert last["y"] + last["height"] <= 844
    for handle in page.locator(".st-key-dl_slider [style*=translate]").all():
        box = handle.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= 390
    visited.assert_clean()


def test_light_and_dark_change_by_a_button_and_stay(
    server: Server, visit: Callable[..., Visit]
) -> None:
    visited = look(visit, server.url, color_scheme="light")
    page = visited.page
    ready(page)
    scheme = "getComputedStyle(document.querySelector('.stApp') ?? document.body).colorScheme"
    assert page.evaluate(scheme) == "light"
    page.get_by_role("button", name="Change between light and dark").click()
    # While the page is laid anew there is no body to ask.
    page.wait_for_function(f"document.body && {scheme} === 'dark'")
    ready(page)
    expect(frame(page).locator(".dl-map")).to_have_attribute("data-theme", "dark")
    visited.assert_clean()


def test_a_panel_folds_away_and_stays_so(server: Server, visit: Callable[..., Visit]) -> None:
    visited = look(visit, server.url)
    page = visited.page
    ready(page)
    narrow = page.locator(".st-key-dl_map").bounding_box()
    page.get_by_role("button", name="Hide the list").click()
    expect(page.locator(".list")).to_be_hidden()
    wide = page.locator(".st-key-dl_map").bounding_box()
    assert narrow is not None
    assert wide is not None
    assert wide["x"] == 0
    assert wide["width"] > narrow["width"]
    page.reload()
    expect(page.locator(".bars")).to_be_visible()
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("button", name="Show the list").click()
    expect(page.locator(".list")).to_be_visible()
    visited.assert_clean()


def test_a_missing_date_can_be_set(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    path = sample.fill(tmp_path / "store.db")
    url = start_server(path).url
    visited = look(visit, f"{url}/?article={sample.UNDATED.article.id}")
    page = visited.page
    ready(page)
    field = page.get_by_test_id("stDateInput").locator("input").first
    field.fill("2021-09-07")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Set the date").click()
    expect(page.locator(".counts")).to_contain_text("0 undated")
    expect(page.locator(".about")).to_contain_text("set by hand")
    with Store.open(path, read_only=True) as store:
        assert store.dates_set_by_user() == {sample.UNDATED.article.id}
    visited.assert_clean()


def test_reports_are_added_and_what_was_refused_is_told(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    url = start_server(tmp_path / "new.db").url
    visited = look(visit, url)
    page = visited.page
    page.get_by_role("button", name="Add reports").last.click()
    title = "<img src=x onerror=window.__dateline_hit=1>"
    line = {
        "id": 1,
        "title": title,
        "text": "Hundreds gathered in Kabul on Thursday, officials in Kabul said.",
        "date": "2021-09-04",
    }
    page.locator('[data-testid="stFileUploaderDropzone"] input[type=file]').set_input_files(
        [
            file("good.jsonl", (json.dumps(line) + "\n").encode()),
            file("bad ![x](http://canary.invalid).jsonl", b"this is no JSON <b>at all</b>\n"),
        ]
    )
    page.get_by_role("button", name="Read them").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 article read")
    expect(dialog).to_contain_text("1 problem")
    expect(dialog).to_contain_text("<b>at all</b>")
    # Files are named as their owner knows them, not by where the server put them.
    expect(dialog).to_contain_text("line 1: 'this is no JSON")
    expect(dialog).not_to_contain_text("dateline-")
    page.get_by_role("button", name="Close", exact=True).last.click()
    ready(page)
    expect(titles(page)).to_have_text([title])
    visited.assert_clean()


def test_a_view_only_page_offers_no_change(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    path = sample.fill(tmp_path / "store.db")
    url = start_server(path, {serving.VIEW_ONLY_VARIABLE: "1"}).url
    visited = look(visit, f"{url}/?article={sample.UNDATED.article.id}")
    page = visited.page
    ready(page)
    expect(page.locator(".paper h2")).to_have_text("No day is told")
    for name in ("Add reports", "Set the date", "Load the demonstration"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    visited.assert_clean()


def naughty() -> list[str]:
    """Return hostile strings: our own, and some of the sibling folder's where it is present."""
    strings = [text for text in hostile.SHOWN if text.strip()]
    if SHARED.is_dir():
        lines = (SHARED / "xss-payloads.txt").read_text("utf-8").splitlines()
        templates = (SHARED / "template-payloads.txt").read_text("utf-8").splitlines()
        strings += [line for line in (*lines[::100], *templates[::4]) if line.strip()]
    return list(dict.fromkeys(strings))


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
    visited = look(visit, start_server(sample.fill(tmp_path / "s.db", articles)).url)
    page = visited.page
    whole = ready(page, 3)
    # The first look shows all of them, half the world apart.
    for article, place in zip(articles, ("xx-small", "xx-wide", "af-panjshir"), strict=True):
        expect(pin(page, article.article.id, place)).to_be_visible()
    sign = pin(page, articles[1].article.id, "xx-wide").locator(".dl-whole")
    expect(sign).to_be_attached()
    expect(whole.locator(".dl-whole").locator("visible=true")).to_have_count(1)
    expect(whole.locator("path.dl-ground-circle")).to_have_count(0)
    # From near, the small one is a hatched circle, and the wide one the same sign as before.
    page.goto(page.url.partition("?")[0] + "?view=47.2,13,7")
    near = ready(page, 3).locator("path.dl-ground-circle")
    expect(near).to_have_class(re.compile("dl-hatched"))
    expect(near).to_have_css("fill", re.compile("dl-hatch-event"))
    expect(near).to_have_attribute("stroke-dasharray", "4 4")
    page.goto(page.url.partition("?")[0] + "?view=40.2,-82.8,7")
    found = ready(page, 3)
    expect(pin(page, articles[1].article.id, "xx-wide").locator(".dl-whole")).to_be_attached()
    expect(found.locator("path.dl-ground")).to_have_count(0)
    pin(page, articles[1].article.id, "xx-wide").hover()
    expect(found.locator(".dl-words")).to_contain_text("about 1300 km across")
    visited.assert_clean()


def test_a_place_that_is_not_sure_looks_so_on_map_list_and_card(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    article = replace(sample.RALLY, mentions=tuple(map(unsure, sample.RALLY.mentions)))
    visited = look(visit, start_server(sample.fill(tmp_path / "s.db", [article])).url)
    page = visited.page
    ready(page, 1)
    found = pin(page, article.article.id, "af-kabul")
    expect(found).to_have_class(re.compile("dl-unsure"))
    expect(found).to_have_attribute("aria-label", re.compile("not sure which place"))
    expect(page.locator(".row .symbol")).to_have_class(re.compile("unsure"))
    expect(page.locator(".row .places")).to_have_text("Kabul?")
    page.locator(".row").click()
    expect(page.locator(".paper .place")).to_have_text("Kabul?")
    expect(page.locator(".sentence mark")).to_have_class(re.compile("unsure"))
    visited.assert_clean()


def unsure(mention: LocatedMention) -> LocatedMention:
    """Return a mention that may well mean another place."""
    resolution = replace(mention.resolution, verdict=Verdict.AMBIGUOUS, confidence=0.4)
    return replace(mention, resolution=resolution)


def test_the_first_opening_shows_how_far_it_is(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    # Compiling takes half a minute: its own cache, once, in this one test.
    environment = {CACHE_VARIABLE: str(tmp_path / "cache")}
    visited = look(visit, start_server(tmp_path / "new.db", environment).url)
    bar = visited.page.locator(".st-key-dl_opening")
    expect(bar).to_contain_text("Dateline")
    expect(bar).to_contain_text(re.compile(r"Compiling .* \(.+\)"))
    expect(visited.page.get_by_text("No articles yet")).to_be_visible(timeout=180_000)
    expect(bar).to_have_count(0)
    visited.assert_clean()


def test_hostile_text_is_shown_as_written_and_nothing_runs(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    strings = naughty()
    articles = [
        sample.located(
            text,
            f"Kabul. {text}",
            published=sample.day(3),
            source=text,
            names=[("Kabul", sample.KABUL, Role.EVENT)],
        )
        for text in strings
    ]
    url = start_server(sample.fill(tmp_path / "store.db", articles)).url
    visited = look(visit, f"{url}/?source={'%7B%7B 40111 * 50077 %7D%7D'}")
    page = visited.page
    ready(page)
    page.get_by_role("button", name="Reset").click()
    expect(titles(page)).to_have_count(len(strings))
    assert sorted(titles(page).evaluate_all("all => all.map(e => e.textContent)")) == sorted(
        strings
    )
    for text in strings[:: max(1, len(strings) // MOST_AT_ONCE)]:
        row = page.locator(f'.row[data-article="{articles[strings.index(text)].article.id}"]')
        row.click()
        expect(page.locator('.row[aria-current="true"]')).to_have_attribute(
            "data-article", articles[strings.index(text)].article.id
        )
        page.wait_for_function(
            "text => [...document.querySelectorAll('.st-key-dl_card *')].some(host => "
            "host.shadowRoot?.querySelector('h2')?.textContent === text)",
            arg=text,
        )
    # Streamlit's own widgets are handed sources and place names too.
    page.get_by_test_id("stPopoverButton").click()
    page.get_by_test_id("stMultiSelect").nth(1).locator("input").click()
    expect(page.get_by_role("option").first).to_be_visible()
    assert [f.evaluate("window.__dateline_hit") for f in page.frames] == [None] * len(page.frames)
    visited.assert_clean()
