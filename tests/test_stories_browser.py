"""Stories on the real page: counted, told on the card, split, merged and undone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import sample_articles as sample
from axe_playwright_python.base import AXE_SCRIPT
from frame_page import Desk
from playwright.sync_api import expect

from geo.corrections import Split
from geo.model import Role
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import StartServer, Visit
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=window.__dateline_hit=1>{{7*7}}"
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
VIEW = "view=34.9,69.3,8"
REPORT = "Fighters reached Bazarak on Friday. " + " ".join(
    f"Sentence {n} of this report tells what nobody else wrote." for n in range(12)
)
OWN = "Bazarak saw no traders. " + " ".join(f"Something else {n} was seen there." for n in range(9))
BAZARAK = [("Bazarak", sample.BAZARAK, Role.EVENT)]
WIRE = {
    "first": ("The wire", 3, "Wire", REPORT),
    "again": ("Printed again", 4, "Daily", REPORT),
    "edited": (HOSTILE, 5, "Evening", f"{REPORT} {HOSTILE} added."),
    "own": ("Seen by ourselves", 5, "Daily", OWN),
}
MADE = {
    name: sample.located(title, text, published=sample.day(day), source=source, names=BAZARAK)
    for name, (title, day, source, text) in WIRE.items()
}
ID = {name: each.article.id for name, each in MADE.items()}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Fill a store with a story in three articles, and a report of an outlet's own."""
    return sample.fill(tmp_path / "store.db", MADE.values())


def opened(visited: Visit) -> Desk:
    desk = Desk(visited).ready()
    expect(desk.card).to_be_visible()
    desk.find(".copies-fold > summary").click()
    return desk


def told(desk: Desk) -> Locator:
    return desk.find(".dl-list .counts .told")


def test_a_story_is_split_and_the_counts_follow_and_undoing_brings_them_back(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store).url
    desk = opened(visit(f"{url}/?article={ID['first']}&pin=af-bazarak&{VIEW}"))
    page = desk.page
    expect(desk.counts).to_contain_text("4 of 4 articles")
    expect(told(desk)).to_have_text("2 stories · 2 independent sources")
    expect(desk.marks(place="af-bazarak").first).to_have_attribute(
        "aria-label", "Bazarak 4 articles · 2 stories · 2 independent sources"
    )
    expect(desk.find(".copies-fold > summary")).to_have_text("2 near copies in 2 other outlets")
    expect(desk.find(".story .first")).to_have_text(
        "First seen in Wire, 3 September 2021. It counts as one story, of this source."
    )

    # From a copy's own card: it is another story.
    desk.find(".copy").first.click()
    expect(desk.card).to_have_text("Printed again")
    desk.find(".copies-fold > summary").click()
    desk.find(".story").get_by_role("button", name="Not the same story").click()
    form = desk.find("form.folding")
    expect(form.locator(".effect")).to_have_text("This changes: 1 story becomes 2, 3 articles.")
    form.get_by_role("button", name="Split it").click()
    expect(form.locator(".effect")).to_contain_text("Say why")
    form.get_by_label("Why").fill(f"ours {HOSTILE}")
    form.get_by_label("Your name").fill("anna")
    desk.frame.evaluate(AXE_SCRIPT)
    answer = desk.frame.evaluate(
        "() => axe.run('.dl-card', {resultTypes: ['violations'], iframes: false})"
    )
    assert [(each["id"], each["nodes"]) for each in answer["violations"]] == []
    form.get_by_role("button", name="Split it").click()
    expect(page.get_by_text("Split: 1 story becomes 2, 3 articles.")).to_be_visible()
    expect(told(desk)).to_have_text("3 stories · 2 independent sources")
    expect(desk.find(".copies-fold > summary")).to_have_text("No near copies")
    said = desk.find(".story .said li")
    expect(said).to_contain_text("“Printed again” is a story of its own. anna, ")
    expect(said).to_contain_text(HOSTILE)
    expect(form).to_have_count(0)

    said.get_by_role("button", name="Undo").click()
    expect(told(desk)).to_have_text("2 stories · 2 independent sources")
    expect(desk.find(".copies-fold > summary")).to_have_text("2 near copies in 2 other outlets")
    desk.assert_clean()


def test_two_stories_become_one_and_who_was_slower_is_shown_both(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store).url
    desk = opened(visit(f"{url}/?article={ID['own']}&pin=af-bazarak&{VIEW}"))
    desk.find(".story").get_by_role("button", name="Same story as").click()
    form = desk.find("form.folding")
    words = form.get_by_label("Words of the other article")
    words.fill("nothing has these")
    expect(form.locator(".hint")).to_contain_text("No other article has these words")
    words.fill("Sentence")
    expect(form.locator(".hint")).to_have_text("3 articles.")
    form.get_by_role("radio", name="The wire").check()
    expect(form.locator(".effect")).to_have_text("This changes: 2 stories become 1, 4 articles.")
    form.get_by_label("Why").fill("one event")
    form.get_by_label("Your name").fill("anna")

    # Somebody else says something of the same article in the meantime.
    with Store.open(store) as other:
        out = Split(article=ID["first"], was="-", author="omar", reason="not so", at=AT)
        other.corrections.fold(out, seen=0)
    form.get_by_role("button", name="Merge them").click()
    page = desk.page
    expect(page.get_by_text("In the meantime omar said")).to_be_visible()
    # What was filled in is there still, and can be said again.
    expect(form.get_by_label("Why")).to_have_value("one event")
    expect(told(desk)).to_have_text("3 stories · 2 independent sources")
    form.get_by_role("button", name="Merge them").click()
    expect(page.get_by_text("Merged: 2 stories become 1, 2 articles.")).to_be_visible()
    expect(told(desk)).to_have_text("2 stories · 2 independent sources")
    desk.assert_clean()


def test_what_a_copy_changed_is_shown_as_text_and_independent_sources_are_asked_for(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store).url
    desk = opened(visit(f"{url}/?article={ID['first']}&pin=af-bazarak&{VIEW}"))
    buttons = desk.find(".story").get_by_role("button", name="What differs")
    buttons.nth(0).click()
    expect(desk.find(".differing").nth(0)).to_have_text("Not a word differs.")
    buttons.nth(1).click()
    second = desk.find(".differing").nth(1)
    expect(second.locator("p ins").last).to_have_text(f"{HOSTILE} added.")
    expect(second.locator("p del")).to_have_count(1)  # the key alone
    buttons.nth(1).click()
    expect(second).to_be_hidden()

    # Three outlets print of Bazarak, but only two have something of their own.
    desk.ask("() => model.set({ independent: 2 })")
    expect(desk.counts).to_contain_text("4 of 4 articles")
    desk.ask("() => model.set({ independent: 3 })")
    expect(desk.counts).to_contain_text("0 of 4 articles")
    expect(told(desk)).to_have_text("0 stories · 0 independent sources")
    desk.assert_clean()


def test_a_page_for_viewing_tells_the_story_and_offers_nothing(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    url = start_server(store, {"DATELINE_VIEW_ONLY": "1"}).url
    desk = opened(visit(f"{url}/?article={ID['first']}&pin=af-bazarak&{VIEW}"))
    expect(desk.find(".copy")).to_have_count(2)
    expect(desk.find(".story .overrule")).to_have_count(0)
    desk.assert_clean()
