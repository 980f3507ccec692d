"""Correcting a place on the real page, from "This is wrong…" to undoing it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import hostile
import pytest
import sample_articles as sample
from axe_playwright_python.base import AXE_SCRIPT
from frame_page import Desk
from playwright.sync_api import expect

from geo.ingest import keep
from geo.model import Article, Role
from geo.places import open_gazetteer
from geo.places.layers import LAYERS_VARIABLE
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import StartServer, Visit
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

VIEW = "view=34.9,69.3,8"
NEW_TEXT = "KABUL, Sept. 9 (Desk) - Traders met in Bazarak on Wednesday, and went home again."


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Fill a store with the samples, and one more that names the same town."""
    again = sample.located(
        "A second report",
        "Snow closed the road to Bazarak.",
        published=sample.day(7),
        names=[("Bazarak", sample.BAZARAK, Role.EVENT)],
        source="Beta",
    )
    return sample.fill(tmp_path / "store.db", [*sample.ALL, again])


def opened(visited: Visit) -> Desk:
    """Wait for the page, and open the reasons for the pin."""
    desk = Desk(visited).ready()
    expect(desk.card).to_have_text("Fighters reach the valley")
    desk.find(".why-fold > summary").click()
    return desk


def form(desk: Desk) -> Locator:
    desk.find(".why-fold").get_by_role("button", name="This is wrong").click()
    found = desk.find("form.correcting")
    expect(found).to_be_visible()
    return found


def link(desk: Desk) -> dict[str, Any]:
    """Return what of the screen must stay."""
    page = desk.loaded()
    return {"view": desk.view(), "q": "q=kabul" in page, "article": desk.ask("() => app.articleId")}


def test_a_place_is_corrected_everywhere_and_undone_while_the_screen_stays(  # noqa: PLR0915 - a way
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    article = sample.REACHED.article.id
    url = start_server(store).url
    desk = opened(visit(f"{url}/?article={article}&pin=af-bazarak&{VIEW}"))
    page = desk.page
    before, stayed = desk.map.get_attribute("data-data") or "", link(desk)
    places = desk.ask("() => model.names.places.map(place => place[0])")
    page.evaluate("window.same = document.querySelector('.st-key-dl_frame iframe')")
    found = form(desk)

    # What is suggested for the name itself is there at once; another name is searched.
    expect(found.get_by_role("radio", name="Bazarak").first).to_be_visible()
    search = found.get_by_label("Search for the place")
    search.fill("Charikar")
    choice = found.get_by_role("radio", name="Charikar").first
    expect(found.locator(".found .choice").first).to_contain_text("Charikar")
    expect(found.locator(".found .choice").first).to_contain_text("km from where it is now")
    choice.check()
    assert desk.ask("() => document.querySelector('.correcting canvas').clientWidth > 0")
    expect(found.locator(".effect")).to_have_text("This changes 1 article, 1 pin.")
    # From the click on, nothing is told of what was chosen before.
    at_once = """() => {
        document.querySelector('.correcting input[value=everywhere]').click();
        return document.querySelector('.correcting .effect').textContent;
    }"""
    assert desk.ask(at_once) == "Counting what would change …"
    expect(found.locator(".effect")).to_have_text("This changes 2 articles, 2 pins.")

    # Without a reason it is not sent.
    found.get_by_role("button", name="Correct it").click()
    expect(found.locator(".effect")).to_contain_text("Say why")
    assert desk.focused().startswith("textarea")
    found.get_by_label("Why").fill("the bazaar of Charikar")
    found.get_by_label("Your name").fill("anna")
    found.get_by_role("button", name="Correct it").click()

    expect(page.get_by_text("“Bazarak” was corrected: 2 articles, 2 pins.")).to_be_visible()
    expect(desk.map).not_to_have_attribute("data-data", before)
    expect(desk.find(".why .claim")).to_contain_text("means, as an analyst says,")
    expect(desk.find(".why .claim")).to_contain_text("Charikar")
    said = desk.find(".why .said li")
    expect(said).to_contain_text("anna")
    expect(said).to_contain_text("the bazaar of Charikar")
    expect(desk.find(".why .reasons").first).to_contain_text("corrected by anna on ")
    expect(desk.find(".why .reasons").first).to_contain_text("was: Bazarak (town")
    expect(desk.find("form.correcting")).to_have_count(0)
    desk.rest()
    assert "af-bazarak" not in desk.ask("() => model.names.places.map(place => place[0])")
    assert desk.ask("() => model.names.places[model.state.place][1]") == "Charikar"
    assert link(desk) == stayed
    assert page.evaluate("window.same === document.querySelector('.st-key-dl_frame iframe')")

    # What comes later is corrected too.
    with Store.open(store) as opened_store:
        new = Article(id="f" * 20, text=NEW_TEXT, published=sample.day(9), source="Gamma")
        report = keep([new], store=opened_store, gazetteer=open_gazetteer())
        assert (report.added, report.problems) == (1, ())
        names = {
            m.mention.text: m.resolution.place.name
            for m in opened_store.article(new.id).mentions
            if m.resolution.place is not None
        }
        assert names["Bazarak"] == "Charikar"

    desk.find(".why .said").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The correction was taken back.")).to_be_visible()
    expect(desk.find(".why .claim")).to_contain_text("Bazarak · town")
    expect(desk.find(".why .said")).to_have_count(0)
    desk.rest()
    assert set(places) <= set(desk.ask("() => model.names.places.map(place => place[0])"))
    assert desk.ask("() => model.names.places[model.state.place][0]") == "af-bazarak"
    assert link(desk) == stayed
    desk.assert_clean()


def test_a_place_that_nothing_knows_is_drawn_by_a_click_and_found_from_then_on(
    start_server: StartServer, visit: Callable[..., Visit], store: Path, tmp_path: Path
) -> None:
    article = sample.REACHED.article.id
    url = start_server(store, {LAYERS_VARIABLE: str(tmp_path / "layers")}).url
    desk = opened(visit(f"{url}/?article={article}&pin=af-bazarak&{VIEW}"))
    page = desk.page
    found = form(desk)
    found.get_by_label("Search for the place").fill("Zarkushan Bala")
    new = found.get_by_role("radio", name="None of these: a new place")
    expect(found.locator(".hint").first).to_contain_text("No place of this name")
    new.check()
    # Whoever looks on whether there is one keeps what was chosen and typed.
    found.get_by_label("Its name").fill("Zarkushan <b>Bala</b>")
    found.get_by_label("Search for the place").fill("Herat")
    expect(found.locator(".found .choice").first).to_contain_text("Herat")
    expect(new).to_be_checked()
    expect(found.get_by_label("Its name")).to_have_value("Zarkushan <b>Bala</b>")
    found.get_by_label("What it is").select_option("Village")
    # A click on the map gives the point, and opens nothing; dragging it there is no click.
    found.get_by_role("button", name="Click the map").click()
    box = desk.map.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    desk.rest()
    before = desk.view()
    expect(found.get_by_label("Its point")).to_have_value("")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    point = found.get_by_label("Its point")
    expect(point).to_have_value(re.compile(r"^3\d\.\d{4}, (6|7)\d\.\d{4}$"))
    expect(found.get_by_role("button", name="Click the map")).to_have_attribute(
        "aria-pressed", "false"
    )
    assert desk.view() == before
    assert desk.ask("() => app.articleId") == article
    expect(desk.find("path.dl-new")).to_have_count(1)
    found.get_by_label("so many km").fill("2")
    expect(found.locator(".effect")).to_have_text("This changes 1 article, 1 pin.")
    found.get_by_label("Why").fill("seen there")
    found.get_by_label("Your name").fill("anna")
    found.get_by_role("button", name="Correct it").click()
    expect(desk.find(".why .claim")).to_contain_text("Zarkushan <b>Bala</b>")
    desk.rest()
    again = form(desk)
    again.get_by_label("Search for the place").fill("zarkushan <b>bala")
    expect(again.locator(".found .choice").first).to_contain_text("Zarkushan <b>Bala</b>")
    expect(again.locator(".found .choice").first).to_contain_text("village")
    again.get_by_role("button", name="Cancel").click()
    expect(desk.find("path.dl-new")).to_have_count(0)
    with Store.open(store, read_only=True) as kept:
        place = kept.article(article).mentions[0].resolution.place
    assert place is not None
    assert place.source.startswith("drawn by anna on ")
    desk.assert_clean()


def test_the_form_is_filled_in_by_keys_and_closed_by_escape(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store).url
    desk = opened(visit(f"{url}/?article={sample.REACHED.article.id}&pin=af-kabul&{VIEW}"))
    page = desk.page
    desk.find(".why-fold > summary").focus()
    desk.tab_to("This is wrong")
    page.keyboard.press("Enter")
    found = desk.find("form.correcting")
    expect(found).to_be_visible()
    assert desk.focused().startswith("input")
    page.keyboard.press("Escape")
    expect(found).to_have_count(0)
    assert "This is wrong" in desk.focused()
    expect(desk.card).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")  # it is not a place
    expect(found.get_by_label("It is not a place")).to_be_checked()
    expect(found.locator(".effect")).to_have_text("This changes 1 article, 1 pin.")
    desk.tab_to("^textarea")
    page.keyboard.type("jk/ a person's name")
    expect(desk.card).to_have_text("Fighters reach the valley")
    desk.tab_to("Correct it")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Kabul” was corrected: 1 article, 1 pin.")).to_be_visible()
    expect(desk.find(".places .place")).to_have_count(1)
    desk.find(".unplaced-fold > summary").click()
    expect(desk.find(".unplaced-fold .said")).to_contain_text("jk/ a person's name")
    desk.assert_clean()


def test_a_conflict_shows_both_values_and_keeps_what_was_typed(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store).url
    first = opened(visit(f"{url}/?article={sample.REACHED.article.id}&pin=af-kabul&{VIEW}"))
    second = opened(visit(f"{url}/?article={sample.REACHED.article.id}&pin=af-kabul&{VIEW}"))
    forms = [form(first), form(second)]
    for desk, found, point, name in zip(
        (first, second), forms, ("34.6, 69.2", "34.7, 69.3"), ("anna", "ben"), strict=True
    ):
        found.get_by_label("The point is wrong").check()
        found.get_by_label("Latitude, longitude").fill(point)
        found.get_by_label("Why").fill(f"{name} was there")
        found.get_by_label("Your name").fill(name)
        expect(found.locator(".effect")).to_have_text("This changes 1 article, 1 pin.")
        assert desk.focused()
    forms[0].get_by_role("button", name="Correct it").click()
    expect(first.page.get_by_text("“Kabul” was corrected")).to_be_visible()
    forms[1].get_by_role("button", name="Correct it").click()
    told = second.page.get_by_text("In the meantime anna looked at “Kabul” too")
    expect(told).to_contain_text("Kabul at 34.6, 69.2")
    expect(told).to_contain_text("Yours is: Kabul at 34.7, 69.3")
    expect(second.find(".why .said")).to_contain_text("anna was there")
    # The form is still there, as it was; to say it once more is to know of the other.
    expect(forms[1].get_by_label("Why")).to_have_value("ben was there")
    forms[1].get_by_role("button", name="Correct it").click()
    expect(second.page.get_by_text("“Kabul” was corrected")).to_be_visible()
    expect(second.find(".why dl")).to_contain_text("34.7000° N, 69.3000° E")
    first.assert_clean()
    second.assert_clean()


def test_hostile_words_of_an_analyst_are_shown_as_they_are(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store).url
    desk = opened(visit(f"{url}/?article={sample.REACHED.article.id}&pin=af-kabul&{VIEW}"))
    text = "<img src=x onerror=window.__dateline_hit=1>{{7*7}}"
    assert any("<img" in each for each in hostile.HOSTILE)
    found = form(desk)
    found.get_by_label("It does something else here").check()
    found.get_by_label("What it does").select_option("organisation")
    found.get_by_label("Why").fill(text)
    found.get_by_label("Your name").fill(text)
    found.get_by_role("button", name="Correct it").click()
    expect(desk.find(".why .said")).to_contain_text(text)
    assert desk.ask("() => document.querySelector('.said img') === null")
    desk.assert_clean()


def test_a_page_for_viewing_offers_nothing_of_it(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store, {"DATELINE_VIEW_ONLY": "1"}).url
    desk = opened(visit(f"{url}/?article={sample.REACHED.article.id}&pin=af-kabul&{VIEW}"))
    expect(desk.find(".why .claim")).to_be_visible()
    expect(desk.find(".overrule")).to_have_count(0)
    desk.assert_clean()


def test_the_form_is_accessible(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store).url
    for scheme in ("light", "dark"):
        visited = visit(
            f"{url}/?article={sample.REACHED.article.id}&pin=af-kabul&{VIEW}", color_scheme=scheme
        )
        desk = opened(visited)
        found = form(desk)
        expect(found.locator(".found .choice").first).to_be_visible()
        expect(found.locator(".effect")).to_be_attached()
        desk.frame.evaluate(AXE_SCRIPT)
        answer = desk.frame.evaluate(
            "() => axe.run('.dl-card', {resultTypes: ['violations'], iframes: false})"
        )
        assert [(each["id"], each["nodes"]) for each in answer["violations"]] == []
