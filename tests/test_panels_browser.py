"""Head, list and card of the frame in a real Chromium, with an app that keeps the contract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import hostile
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Visit
    from playwright.sync_api import Page

    Panels = Callable[..., Page]

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[1] / "geo" / "layer" / "static"
ORDER = (
    "base",
    "sample",
    "panels",
    "find",
    "filters",
    "rows",
    "head",
    "list",
    "correct",
    "fold",
    "copies",
    "card",
)
SCRIPTS = (
    *((STATIC / f"{name}.js").read_text("utf-8") for name in ORDER),
    (Path(__file__).parent / "frame_stub.js").read_text("utf-8"),
)
STYLES = ("frame.css", "timebar.css", "panels.css")
PAGE = f"""<!doctype html><html lang="en"><title>Panels</title>
<meta name="viewport" content="width=device-width">
<style>{"".join((STATIC / name).read_text("utf-8") for name in STYLES)}</style>
<div id="dl-app" data-theme="light"><div class="dl-head"></div><div class="dl-list"></div>
<div class="dl-card"></div><div class="dl-time"></div></div>"""
BOOT = """(options) => {
  const app = window.app = window.stubApp(options);
  const host = (name) => document.querySelector(`.dl-${name}`);
  dateline.Panels(app);
  new dateline.Head(app, host("head"));
  new dateline.List(app, host("list"));
  new dateline.Card(app, host("card"));
}"""
NAMES = [
    ["af-panjshir", "Panjshir", "province", "Afghanistan", "پنجشیر", "پنجشېر"],
    ["af-bazarak", "Bazarak", "town", "Panjshir, Afghanistan", "بازارک", ""],
    ["af-badakhshan", "Badakhshān", "province", "Afghanistan", "", ""],
    ["in-panchgani", "Panchgani", "town", "Maharashtra, India", "", ""],
    ["af-pashad", "Deh-e Panj", "village", "Kunar, Afghanistan", "", ""],
]


def card(number: int, **beside: object) -> dict[str, object]:
    """Return a card as the server tells one."""
    return {
        "id": f"a{number}",
        "pin": "af-bazarak",
        "title": f"Fighting reported near Bazarak as road to the pass closes ({number})",
        "untitled": False,
        "source": "Alpha Wire",
        "url": "https://example.org/a?b=1",
        "date": "Friday, 3 September 2021",
        "dated": "as the article states it",
        "places": [
            _place("af-bazarak", "Bazarak", "event", on=True),
            _place("af-panjshir", "Panjshir", "background", unsure=True),
        ],
        "sentence": [
            {"text": "On "},
            {"text": "Thursday", "time": True},
            {"text": " fighting reached "},
            {"text": "Bazarak", "place": "af-bazarak", "role": "event", "on": True},
            {"text": ", the centre of "},
            {"text": "Panjshir", "place": "af-panjshir", "role": "background", "unsure": True},
            {"text": ", a resident said."},
        ],
        "sentence_label": "In the text",
        "body": [[{"text": "The whole text of the article."}]],
        "why": {
            "claim": ["Bazarak", "means, almost certainly,", "Bazarak · town in Panjshir", "0.94"],
            "facts": [
                ["In", "Panjshir, Afghanistan"],
                ["Position", "35.3114° N, 69.5151° E"],
                ["Known to within", "about 2 km"],
                ["Drawn", "as a point"],
            ],
            "at": [35.31, 69.51],
            "reasons": [
                {"text": "The text names Panjshir, which holds it.", "weight": "+3.20"},
                {"text": "It is not far from the other names.", "weight": "+1.10"},
                {"text": "Others of that name are better known.", "weight": "-0.30"},
            ],
            "score": "4.00",
            "rejected": [
                {
                    "what": "Bazarak · village in Kunduz",
                    "score": "0.90",
                    "at": [36.7, 68.9],
                    "reasons": [{"text": "Nothing else lies near it.", "weight": "-0.80"}],
                },
            ],
            "more": "",
        },
        "unplaced": [{"name": "Sanjan Dara", "reasons": []}],
        "relative": [],
        **beside,
    }


def _place(
    name: str, words: str, role: str, *, on: bool = False, unsure: bool = False
) -> dict[str, object]:
    return {
        "id": name,
        "name": words,
        "what": f"{words} · town",
        "role": role,
        "role_words": "It happened here",
        "no_pin": "",
        "unsure": unsure,
        "on": on,
    }


SHOW: dict[str, Any] = {
    "n": 400,
    "per": 9,
    "unplaced": [4, 9, 17],
    "undated": [399],
    "names": NAMES,
    "titles": [
        "Fighting reported near Salang Pass as Taliban claim gains in the north of the valley",
        "Thousands leave Bazarak",
        "د پنجشېر ولايت په اړه تازه راپورونه او د خلکو نظرونه",
        "Road to Anjuman Pass closes after landslide, officials say",
        "In Kabul, a quiet morning",
    ]
    * 80,
    "cards": {3: card(3)},
    "settings": {
        "notices": ["The link named a source that is not here: “Gamma”. It was left out."]
    },
}


@pytest.fixture
def panels(visit: Callable[..., Visit]) -> Iterator[Panels]:
    """Open the panels with the stub's options; at the end nothing may have gone wrong in them."""
    visits: list[Visit] = []

    def open_panels(options: dict[str, Any], **context: object) -> Page:
        visited = visit(**context)
        visits.append(visited)
        page = visited.page
        # A site of its own, so that it has a local storage and a clipboard to refuse.
        page.route(
            "http://127.0.0.1:9/*", lambda route: route.fulfill(body=PAGE, content_type="text/html")
        )
        page.goto("http://127.0.0.1:9/?q=one&place=two")
        for script in SCRIPTS:
            page.add_script_tag(content=script)
        page.evaluate(BOOT, options)
        return page

    yield open_panels
    for visited in visits:
        visited.assert_clean()


def calls(page: Page, name: str) -> Any:  # noqa: ANN401 - whatever it was told
    """Return what the app was told under a name."""
    return page.evaluate("name => app.calls[name]", name)


def state(page: Page, key: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Return a part of the model's state; sets as lists."""
    return page.evaluate(
        """key => {
            const value = app.model.state[key];
            return value instanceof Set ? [...value] : value;
        }""",
        key,
    )


def test_a_list_of_100000_holds_only_the_rows_in_sight_and_ends_with_the_last(
    panels: Panels,
) -> None:
    page = panels({"n": 100_000, "per": 137})
    rows = page.locator(".lot .row:not([hidden])")
    expect(rows.first).to_contain_text("Article 0 ")
    page.evaluate("document.querySelector('.lot .rows').scrollTop = 1e9")
    last = page.locator('.lot .row[aria-posinset="100000"]')
    expect(last).to_contain_text("Article 99999 ")
    expect(last).to_be_in_viewport(ratio=1)
    assert last.get_attribute("aria-setsize") == "100000"
    assert page.locator(".lot .row").count() < 45
    # 100,000 = 729 * 137 + 127; the last day stands at the top and says how many it has.
    expect(page.locator(".lot .day-box:not([hidden]) .count").last).to_have_text("127")


def test_the_keys_walk_the_whole_list_and_enter_opens(panels: Panels) -> None:
    page = panels({"n": 100_000, "per": 137})
    expect(page.locator(".lot .row:not([hidden])").first).to_contain_text("Article 0 ")
    listbox = page.get_by_role("listbox", name="Articles by day")
    listbox.focus()

    def standing() -> str:
        return str(
            page.evaluate(
                """() => {
                    const list = document.querySelector('.lot .rows');
                    const at = list.getAttribute('aria-activedescendant');
                    return document.getElementById(at)?.ariaPosInSet;
                }"""
            )
        )

    assert standing() == "1"
    page.keyboard.press("ArrowDown")
    assert standing() == "2"
    page.keyboard.press("PageDown")
    assert int(standing()) > 5
    page.keyboard.press("End")
    assert standing() == "100000"
    expect(page.locator('.lot .row[aria-posinset="100000"]')).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert calls(page, "open") == [[99_998, None]]
    assert calls(page, "highlight")[-1] == 99_998
    page.keyboard.press("Home")
    assert standing() == "1"
    expect(page.locator('.lot .row[aria-posinset="1"]')).to_be_in_viewport(ratio=1)
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert calls(page, "step") == [[1, "time"], [-1, "time"]]


def test_the_row_at_the_top_stays_while_the_list_changes_around_it(panels: Panels) -> None:
    page = panels({"n": 1000, "per": 10})
    expect(page.locator(".lot .row:not([hidden])").first).to_contain_text("Article 0 ")
    page.evaluate("document.querySelector('.lot .rows').scrollTop = 20000")
    page.evaluate("new Promise(requestAnimationFrame)")
    tops = """() => [...document.querySelectorAll('.lot .row:not([hidden])')]
        .map(row => [row.getBoundingClientRect().top, row.querySelector('.title').textContent])
        .filter(([top, words]) => top > 140 && words).sort((a, b) => a[0] - b[0])[0]"""
    page.wait_for_function(tops)
    before = page.evaluate(tops)
    # A hundred articles before it go; none of its own day.
    page.evaluate("app.model.show(app.model.result.shown.filter(n => n >= 100))")
    after = page.evaluate(tops)
    assert after[1] == before[1]
    assert abs(after[0] - before[0]) <= 1


def test_on_the_other_clock_the_list_keeps_its_order(panels: Panels) -> None:
    page = panels({"n": 50, "per": 5})
    page.evaluate("""() => {
        const a = app.model.data.a;
        a.published_order = Uint32Array.from({length: 50}, (_, i) => 49 - i);
        app.model.state.clock = "published";
        app.model.result.shown = a.published_order.slice();
        app.model.tellAll(["clock"]);
        app.open(49, null);
    }""")
    expect(page.locator('.lot .row[aria-selected="true"]')).to_have_attribute("aria-posinset", "1")
    expect(page.locator(".dl-card .position")).to_have_text("1 of 50")


def test_counts_and_trays_account_for_every_article(panels: Panels) -> None:
    page = panels({"n": 52, "unplaced": [1, 2, 3, 4], "undated": [49, 50, 51]})
    line = page.locator(".counts")
    expect(line).to_contain_text("45 of 52 articles·4 unplaced·3 undated")
    expect(line).to_have_attribute("role", "status")
    expect(line.get_by_text("Reset")).not_to_be_visible()
    tray = page.locator(".tray").first
    opener = tray.get_by_role("button", name="4 without a place")
    expect(tray.locator(".row")).not_to_be_visible()
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(tray.locator(".row:not([hidden])")).to_have_count(4)
    expect(tray.locator(".row:not([hidden])").first).to_contain_text("Article 1 ")
    # Opening an undated article unfolds its tray and shows it there.
    page.evaluate("app.open(50, null)")
    expect(page.locator('.tray .row[aria-selected="true"]')).to_contain_text("Article 50 ")
    expect(page.locator(".dl-card .position")).to_have_text("2 of 3 without a day")
    page.evaluate("app.model.set({least: 50})")
    line.get_by_text("Reset").click()
    assert state(page, "least") == 0


def test_no_article_left_says_what_to_do(panels: Panels) -> None:
    page = panels({"n": 5})
    page.evaluate("app.model.show(new Uint32Array(0))")
    expect(page.get_by_text("Widen the days, or take a filter away")).to_be_visible()


def test_rows_stand_quietly_until_their_words_come(panels: Panels) -> None:
    page = panels({"n": 30, "delay": None})
    expect(page.locator(".lot .row.waiting").first).to_be_visible()
    page.evaluate("app.answer()")
    expect(page.locator(".lot .row:not([hidden])").first).to_contain_text("Article 0 ")
    assert page.locator(".lot .row.waiting:not([hidden])").count() == 0


def test_pointing_at_a_row_and_at_a_mark_highlight_each_other(panels: Panels) -> None:
    page = panels({"n": 30})
    row = page.locator('.lot .row[aria-posinset="3"]')
    expect(row).to_contain_text("Article 2 ")
    row.hover()
    assert calls(page, "highlight")[-1] == 2
    page.locator(".counts").hover()
    assert calls(page, "highlight")[-1] is None
    page.evaluate("app.send('highlight', 5)")
    expect(page.locator(".lot .row.marked")).to_contain_text("Article 5 ")


def test_hostile_titles_are_shown_as_written_and_nothing_runs(
    panels: Panels,
) -> None:
    titles = list(hostile.SHOWN)
    page = panels({"n": len(titles), "per": 1, "titles": titles})
    seen: set[str] = set()
    while len(seen) < len(titles):
        page.wait_for_function(
            """() => document.querySelectorAll('.lot .row').length &&
                !document.querySelector('.lot .row.waiting:not([hidden])')"""
        )
        found = page.locator(".lot .row:not([hidden])").evaluate_all(
            """rows => rows.map(row => [
                Number(row.ariaPosInSet) - 1, row.querySelector('.title').textContent, row.title,
            ])"""
        )
        for at, title, hint in found:
            assert title == hint == titles[at]
        before = len(seen)
        seen.update(at for at, _, _ in found)
        assert len(seen) > before
        page.evaluate(
            """() => {
                document.querySelector('.lot .rows').scrollTop += 600;
                return new Promise(requestAnimationFrame);
            }"""
        )
    for words in titles[::9]:
        told = card(0, title=words, source=words, remark=words, url=words)
        told["sentence"] = [{"text": words, "role": "event", "place": words}]
        told["places"] = [_place(words, words, "event", on=True)]
        page.evaluate(
            """async told => { app.texts.card = async () => ({card: told}); app.open(0, null);
            await new Promise(requestAnimationFrame) }""",
            told,
        )
        expect(page.locator(".dl-card .paper h2")).to_have_text(words, use_inner_text=False)
        assert page.evaluate("document.querySelector('.dl-card .paper h2').textContent") == words
        assert page.evaluate("document.querySelector('.dl-card .sentence').textContent") == words
        assert page.evaluate(
            """() => [...document.querySelectorAll('.dl-card a')].every(
                a => /^https?:$/.test(a.protocol) && a.rel === 'noopener noreferrer')"""
        )
    assert page.locator("img, iframe, .dl-card script, .dl-list script").count() == 0
    assert page.evaluate("window.__dateline_hit") is None


def test_a_name_is_suggested_whatever_its_accents_and_taken_by_the_keyboard(panels: Panels) -> None:
    page = panels({"n": 20, "names": NAMES})
    box = page.get_by_role("combobox", name="Search text, place or source")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("BADAKHSHAN")
    options = page.locator("#dl-suggestions [role=option]")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("Badakhshān")
    expect(options).to_contain_text("province in Afghanistan")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or "none"
    )
    page.keyboard.press("Enter")
    assert state(page, "places") == [2]
    assert state(page, "q") == ""
    expect(box).to_have_value("")
    expect(box).to_have_attribute("aria-expanded", "false")
    # Dari, and the beginning of a later word.
    page.keyboard.type("بازارك")
    expect(options).to_contain_text("Bazarak")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    page.keyboard.type("panj")
    expect(options.filter(has_text="Deh-e Panj")).to_be_visible()
    box.fill("beta")
    expect(options.filter(has_text="source")).to_contain_text("Beta Post")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert state(page, "sources") == [1]


def test_words_are_searched_after_a_pause_and_enter_does_not_wait(panels: Panels) -> None:
    page = panels({"n": 20, "names": NAMES})
    box = page.get_by_role("combobox")
    box.press_sequentially("fight")
    page.wait_for_function("app.model.state.q === 'fight'")
    assert [keys for keys, _ in calls(page, "set")] == [["q"]]
    box.press_sequentially("ing")
    box.press("Enter")
    assert state(page, "q") == "fighting"
    box.press("Escape")
    assert state(page, "q") == ""


def test_among_100000_places_the_best_known_come_first_and_typing_is_not_held_up(
    panels: Panels,
) -> None:
    page = panels({"n": 0})
    found = page.evaluate("""async () => {
        const places = Array.from(
            {length: 100000}, (_, i) => [`p${i}`, `Déh-e Ställ ${i}`, "village", "", "", ""]);
        places[70000][1] = "Stall";
        let finder;
        await new Promise(done => {
            finder = new dateline.Finder({places, sources: []}, owner => owner === 5 ? 9 : 0, done);
        });
        return finder.find("stall", 8).map(what => what.index);
    }""")
    assert found[:2] == [70_000, 5]
    assert len(found) == 8


def test_every_filter_is_a_chip_that_takes_it_away(panels: Panels) -> None:
    page = panels({"n": 20, "names": NAMES})
    page.evaluate("""app.model.set({places: new Set([1]), sources: new Set([0]),
        roles: new Set([0, 2]), least: 60, independent: 3, area: [[1, 1], [2, 2], [1, 2]]})""")
    chips = page.locator(".chips .chip")
    expect(chips).to_have_text(
        [
            "Bazarak",
            "Alpha Wire",
            "It happened here",
            "Stands for a government",
            "At least 60 of 100 sure",
            "3 or more sources",
            "Drawn area",
        ]
    )
    expect(page.get_by_role("button", name="Filters, 7 filters are on")).to_be_visible()
    chips.first.focus()
    for left in range(6, -1, -1):
        page.keyboard.press("Enter")
        expect(chips).to_have_count(left)
    expect(page.get_by_role("combobox")).to_be_focused()
    assert [len(state(page, key)) for key in ("places", "sources", "roles")] == [0, 0, 0]
    assert (state(page, "least"), state(page, "independent"), state(page, "area")) == (0, 1, None)


def test_the_filters_panel_sets_each_filter_and_gives_the_focus_back(panels: Panels) -> None:
    page = panels({"n": 20, "names": NAMES})
    opener = page.get_by_role("button", name="Filters", exact=True)
    opener.click()
    panel = page.get_by_role("group", name="Filters", exact=True)
    expect(panel.locator(".sources li").first).to_have_text("Alpha Wire10")
    panel.get_by_label("Stands for a government").check()
    panel.get_by_label("Beta Post").check()
    least = panel.get_by_role("slider", name="How sure at least")
    least.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(panel.get_by_text("60 of 100: likely or better")).to_be_visible()
    panel.get_by_role("slider", name="Independent sources at least").press("End")
    assert state(page, "roles") == [2]
    assert state(page, "sources") == [1]
    assert (state(page, "least"), state(page, "independent")) == (60, 10)
    panel.get_by_label("Find a source").fill("ALPH")
    expect(panel.locator(".sources li")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    expect(page.get_by_role("button", name="Filters, 4 filters are on")).to_be_focused()


def test_the_tools_tell_the_app_and_viewers_cannot_add(panels: Panels) -> None:
    page = panels({"n": 5})
    page.get_by_role("button", name="Add reports").click()
    assert calls(page, "tell")[0][0] == "add"
    page.get_by_role("button", name="More").click()
    page.get_by_role("radio", name="Pashto").check(force=True)
    page.get_by_role("radio", name="Dark").check(force=True)
    assert calls(page, "labels") == ["ps"]
    assert calls(page, "theme") == ["dark"]
    viewing = panels({"n": 5, "settings": {"viewOnly": True}, "cards": {0: card(0)}})
    viewing.evaluate("app.open(0, null)")
    expect(viewing.locator(".dl-card .paper h2")).to_be_visible()
    expect(viewing.get_by_role("button", name="Add reports")).not_to_be_visible()
    expect(viewing.locator(".dating")).to_have_count(0)


def test_the_link_is_copied_and_a_refused_clipboard_shows_it_selected(panels: Panels) -> None:
    page = panels({"n": 5})
    page.evaluate(
        "() => { navigator.clipboard.writeText = async text => { window.copied = text } }"
    )
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("copied") == "http://127.0.0.1:9/?q=one&place=two"
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Embed").click()
    page.wait_for_function("copied.includes('bare')")
    assert page.evaluate("copied") == (
        '<iframe src="http://127.0.0.1:9/?q=one&amp;place=two&amp;bare=1" title="Dateline"'
        ' width="100%" height="600" style="border:0" loading="lazy"></iframe>'
    )
    page.evaluate(
        "() => { navigator.clipboard.writeText = async () => { throw new Error('refused') } }"
    )
    page.get_by_role("button", name="Copy link").click()
    field = page.get_by_label("To copy by hand")
    expect(field).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "http://127.0.0.1:9/?q=one&place=two"
    page.keyboard.press("Escape")
    expect(field).not_to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_be_focused()


def test_an_answer_that_comes_too_late_is_not_drawn(panels: Panels) -> None:
    page = panels({"n": 10})
    page.evaluate("app.open(1, null); app.open(2, null)")
    answer = "([at, card]) => { app.asked[at].resolve({card}) }"
    page.evaluate(answer, [1, card(2)])
    title = page.locator(".dl-card .paper h2")
    expect(title).to_contain_text("(2)")
    page.evaluate(answer, [0, card(1)])
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(title).to_contain_text("(2)")
    # The old card stays until the next one is there.
    page.evaluate("app.open(3, null)")
    expect(title).to_contain_text("(2)")
    page.evaluate("app.asked[2].reject(new Error('gone'))")
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    page.get_by_role("button", name="Try again").click()
    page.evaluate(answer, [3, card(3)])
    expect(title).to_contain_text("(3)")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_card_tells_why_and_how_far_the_others_are(panels: Panels) -> None:
    page = panels({"n": 10, "names": NAMES, "cards": {3: card(3)}})
    page.evaluate("app.open(3, 1)")
    page.get_by_text("Why is this pin here?").click()
    why = page.locator(".dl-card .why")
    expect(why.locator(".decided")).to_contain_text("The text names Panjshir, which holds it.")
    expect(why).to_contain_text("About 160 km from the place that was chosen")
    page.wait_for_function("app.calls.mini?.length === 2")
    assert calls(page, "mini")[0] == {"lat": 35.31, "lon": 69.51, "chosen": True}
    assert page.evaluate("app.asked[0].place") == "af-bazarak"
    page.locator(".dl-card mark", has_text="Panjshir").click()
    assert calls(page, "open")[-1] == [3, 0]
    # Its folds stay open from one place of the article to the next.
    expect(page.locator(".dl-card .why-fold")).to_have_attribute("open", "")
    page.locator(".dl-card").get_by_role("radio", name="distance").check(force=True)
    page.get_by_role("button", name="Next article").click()
    assert calls(page, "step") == [[1, "distance"]]
    page.get_by_role("button", name="Close the card").click()
    expect(page.get_by_role("heading", name="Choose an article or a pin")).to_be_visible()


def copies(*told: dict[str, object], **beside: object) -> dict[str, object]:
    """Return an article's near copies as the server tells them."""
    listed = [{"source": "Beta", "date": "", "published": None, **each} for each in told]
    answer = {"folded": True, "copies": listed, "total": len(told), "elsewhere": len(told)}
    return {
        **answer,
        "first": listed[0],
        "said": [],
        "outlets": len({each["source"] for each in listed}),
        **beside,
    }


FOLD = ".dl-card .copies-fold"


def test_near_copies_are_folded_into_the_card_and_open_by_key(panels: Panels) -> None:
    told = copies(
        {"n": 5, "title": "The same, earlier", "date": "2 September 2021"},
        {"n": 7, "title": "The same again", "source": "Gamma"},
        {"n": 8, "title": "Once more"},
    )
    page = panels({"n": 10, "cards": {3: card(3), 5: card(5)}, "copies": {3: told}})
    page.evaluate("app.open(3, null)")
    summary = page.locator(f"{FOLD} > summary")
    expect(summary).to_have_text("3 near copies in 2 other outlets")
    buttons = page.locator(f"{FOLD} button.copy")
    expect(buttons.first).not_to_be_visible()
    summary.focus()
    page.keyboard.press("Enter")
    expect(buttons).to_have_count(3)
    expect(buttons.nth(0)).to_have_text("Beta · 2 September 2021The same, earlier")
    expect(buttons.nth(1)).to_contain_text("Gamma · no date")
    page.keyboard.press("Tab")
    expect(buttons.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".dl-card .paper h2")).to_contain_text("(5)")
    assert state(page, "article") == 5
    # Its own card has no copies here, and who came by keys stands in it.
    expect(summary).to_have_text("No near copies")
    expect(page.locator(".dl-card .paper")).to_be_focused()


def test_the_fold_stays_open_while_the_card_is_drawn_again_but_not_over_other_data(
    panels: Panels,
) -> None:
    told = [copies({"n": 5, "title": "The same"}), {"folded": False}]
    page = panels({"n": 10, "names": NAMES, "cards": {3: card(3)}, "copies": {3: told}})
    page.evaluate("app.open(3, 1)")
    fold = page.locator(FOLD)
    fold.locator("summary").click()

    def drawn_anew(act: str) -> None:
        page.evaluate(f"() => {{ window.before = document.querySelector('{FOLD}'); {act} }}")
        page.wait_for_function("!before.isConnected")
        page.evaluate("new Promise(requestAnimationFrame)")

    drawn_anew("app.open(3, 0)")
    expect(fold).to_have_attribute("open", "")
    assert calls(page, "copies") == [3]  # another place of the article has the same copies
    # In another version of the articles its numbers would be others'.
    drawn_anew("app.texts.address = 'newer'; app.model.tellAll(['data'])")
    expect(fold).to_have_count(0)
    assert calls(page, "copies") == [3, 3]


def test_what_the_fold_says_is_true_of_its_own_outlet_and_of_more_than_it_lists(
    panels: Panels,
) -> None:
    one = {"n": 5, "title": "The same"}
    cases = {
        "1 near copy in 1 other outlet": copies(one),
        "2 near copies": copies(one, one, elsewhere=0, outlets=0),
        "3 near copies, 1 of them in 1 other outlet": copies(one, one, one, elsewhere=1),
        "1,234 near copies in 77 other outlets": copies(
            one, total=1234, elsewhere=1234, outlets=77
        ),
    }
    numbers = dict(enumerate(cases))
    page = panels(
        {
            "n": 10,
            "cards": {number: card(number) for number in numbers},
            "copies": {number: cases[words] for number, words in numbers.items()},
        }
    )
    for number, words in numbers.items():
        page.evaluate("n => app.open(n, null)", number)
        expect(page.locator(f"{FOLD} > summary")).to_have_text(words)
    page.locator(f"{FOLD} > summary").click()
    expect(page.locator(f"{FOLD} li").last).to_have_text("1,233 more")


def test_where_nobody_looked_for_copies_the_card_says_nothing_of_them(panels: Panels) -> None:
    page = panels({"n": 10, "cards": {3: card(3)}, "copies": {3: {"folded": False}}})
    page.evaluate("app.open(3, null)")
    expect(page.locator(".dl-card .paper h2")).to_be_visible()
    page.wait_for_function("app.calls.copies.length === 1")
    expect(page.locator(FOLD)).to_have_count(0)


def test_where_copies_cannot_be_told_the_card_is_whole_and_says_so(panels: Panels) -> None:
    page = panels({"n": 10, "cards": {3: card(3)}})
    page.evaluate("app.texts.copies = async () => { throw new Error('gone'); }; app.open(3, null)")
    expect(page.locator(".dl-card .copies")).to_have_text(
        "Whether it has near copies could not be told."
    )
    expect(page.locator(".dl-card .paper h2")).to_contain_text("(3)")


def test_hostile_titles_and_sources_of_copies_are_shown_as_written(panels: Panels) -> None:
    texts = hostile.SHOWN
    told = copies(*({"n": 5, "title": text, "source": text} for text in texts))
    page = panels({"n": 10, "cards": {3: card(3)}, "copies": {3: told}})
    page.evaluate("app.open(3, null)")
    page.locator(f"{FOLD} > summary").click()
    shown = page.locator(f"{FOLD} button.copy").evaluate_all(
        "all => all.map(one => [one.querySelector('bdi').textContent, one.lastChild.textContent])"
    )
    assert shown == [[text, text] for text in texts]


def test_a_date_is_set_and_taken_back_through_the_form(panels: Panels) -> None:
    told = card(3, dated_by_user=True, published="2021-09-03")
    page = panels({"n": 10, "cards": {3: told}})
    page.evaluate("app.open(3, null)")
    field = page.get_by_label("Set the publication date")
    expect(field).to_have_value("2021-09-03")
    field.fill("2021-09-05")
    page.get_by_role("button", name="Set the date").click()
    page.get_by_role("button", name="Take it back").click()
    assert calls(page, "tell") == [
        ["date", {"article": "a3", "day": "2021-09-05"}],
        ["date", {"article": "a3", "day": None}],
    ]


def test_a_panel_folds_to_its_edge_and_remembers_it(panels: Panels) -> None:
    page = panels({"n": 10})
    page.locator(".dl-edge-list").click()
    expect(page.locator(".dl-list")).not_to_be_visible()
    expect(page.locator(".dl-edge-list")).to_have_attribute("aria-label", "Show the list")
    assert page.evaluate("localStorage.getItem('dateline-fold-list')") == "folded"
    page.locator(".dl-head").get_by_role("button", name="Show the list").click()
    expect(page.locator(".dl-list")).to_be_visible()
    page.locator(".dl-head").get_by_role("button", name="Hide the card").click()
    expect(page.locator(".dl-card")).not_to_be_visible()
    page.evaluate("app.open(3, null)")
    expect(page.locator(".dl-card")).to_be_visible()


def test_notices_stand_on_top_until_they_are_closed(panels: Panels) -> None:
    page = panels({"n": 10, "settings": {"notices": ["<b>One</b> was left out."]}})
    expect(page.locator(".notices li")).to_have_text("<b>One</b> was left out.")
    page.get_by_role("button", name="Close these notices").click()
    expect(page.locator(".notices")).not_to_be_visible()
    assert calls(page, "dismissed") == 1


def test_on_a_phone_the_sheet_has_three_heights_and_leaves_the_time_bar_free(
    panels: Panels,
) -> None:
    page = panels(
        {"n": 100, "names": NAMES, "cards": {3: card(3)}},
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    grip = page.get_by_role("slider", name="Height of the list and the card")
    sheet = page.locator(".dl-list")
    expect(grip).to_have_attribute("aria-valuetext", "half of the screen")
    heights = []
    for key in ("Home", "ArrowUp", "ArrowUp"):
        grip.press(key)
        box = sheet.bounding_box()
        time = page.locator(".dl-time").bounding_box()
        assert box is not None
        assert time is not None
        assert box["y"] + box["height"] <= time["y"]
        heights.append(box["height"])
    assert heights == sorted(set(heights))
    expect(page.locator(".counts")).to_be_in_viewport(ratio=1)
    at = grip.bounding_box()
    assert at is not None
    page.mouse.move(at["x"] + 100, at["y"] + 10)
    page.mouse.down()
    page.mouse.move(at["x"] + 100, 690, steps=4)
    page.mouse.up()
    expect(grip).to_have_attribute("aria-valuenow", "0")
    page.evaluate("app.open(3, null)")
    expect(page.locator(".dl-card .paper h2")).to_be_visible()
    expect(grip).to_have_attribute("aria-valuenow", "1")
    expect(sheet).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    for label in ("It happened here", "Embed", "Copy link", "Add reports"):
        expect(page.locator(".tools").get_by_text(label, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_everything_is_reached_by_tab_and_has_a_name(panels: Panels) -> None:
    page = panels({**SHOW, "settings": {}})
    page.evaluate("app.model.set({places: new Set([1])}); app.open(3, null)")
    expect(page.locator(".dl-card .paper h2")).to_be_visible()
    page.get_by_role("combobox").focus()
    reached = []
    for _ in range(60):
        reached.append(
            page.evaluate("""() => {
                const it = document.activeElement;
                const label = it.getAttribute('aria-label') || it.labels?.[0]?.textContent;
                return (label || it.textContent).trim();
            }""")
        )
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    assert all(reached)
    for words in (
        "Search text, place or source",
        "Take away the filter Place: Bazarak",
        "Filters, 1 filter is on",
        "Add reports",
        "Hide the list",
        "Hide the card",
        "Copy link",
        "More",
        "Reset",
        "Articles by day",
        "3 without a place",
        "1 without a day",
        "time",
        "Next article",
        "Close the card",
        "Read it at example.org",
        "Bazarak",
        "Why is this pin here?",
        "The whole text",
        "Set the publication date",
        "Set the date",
    ):
        assert words in reached
