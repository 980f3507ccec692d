"""How far to trust it, on the real page: reached from the map, and worked by keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hostile
import pytest
import sample_articles as sample
from axe_playwright_python.base import AXE_SCRIPT
from frame_page import WAIT, Desk
from playwright.sync_api import expect
from test_corrections import said

from geo.corrections import Confirmed, NotAPlace, PlaceIs, Reach, RoleIs, standing
from geo.model import Role
from geo.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import StartServer, Visit
    from playwright.sync_api import Locator, Response

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
MOST_TABS = 40


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return sample.fill(tmp_path / "store.db")


def log(store: Path) -> list[object]:
    with Store.open(store) as opened:
        return [each.change for each in standing(opened.corrections.read())]


class Trust:
    """The page in one browser."""

    def __init__(self, visited: Visit, url: str) -> None:
        self.visited, self.page = visited, visited.page
        self.missing: list[str] = []
        self.page.on("response", self.note)
        self.page.goto(f"{url}/accuracy")
        self.inside = self.page.frame_locator(".st-key-dl_frame iframe")
        expect(self.find(".figures")).to_have_attribute("aria-busy", "false")

    def note(self, response: Response) -> None:
        if response.status == 404:
            self.missing.append(response.url)

    def find(self, selector: str) -> Locator:
        return self.inside.locator(selector)

    @property
    def name(self) -> Locator:
        return self.find(".mention mark")

    @property
    def status(self) -> Locator:
        return self.find(".check .status")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def assert_clean(self) -> None:
        # Below "/", Streamlit first looks for its own routes beside the page.
        assert all("/accuracy/_stcore/" in url for url in self.missing), self.missing
        told = [each for each in self.visited.errors if "404 (Not Found)" not in each]
        assert len(self.visited.errors) - len(told) == len(self.missing)
        assert (self.visited.outside, told) == ([], [])


def test_the_map_leads_there_and_back(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    desk = Desk(visit(start_server(store).url)).ready()
    desk.inside.get_by_role("button", name="More", exact=True).click()
    desk.inside.get_by_role("link", name="How far to trust it").click()
    inside = desk.page.frame_locator(".st-key-dl_frame iframe")
    expect(
        inside.get_by_text("Nobody has checked a mention yet; here is the queue.")
    ).to_be_visible()
    assert desk.page.url.endswith("/accuracy")
    expect(inside.locator(".mention mark")).to_have_text("Kabul")
    inside.get_by_role("link", name="Back to the map").click()
    desk.page.wait_for_url(lambda url: "/accuracy" not in url, timeout=WAIT)
    desk.ready()


def test_right_wrong_other_skip_and_undo_by_keys_alone(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    trust = Trust(visit(), start_server(store).url)
    expect(trust.name).to_have_text("Kabul")
    expect(trust.find(".mention .claim")).to_have_text(
        "Kabul seems to mean Kabul · city in Afghanistan"
    )
    trust.press("r")
    expect(trust.status).to_contain_text("“Kabul”: right: Kabul (city")
    expect(trust.status).to_contain_text("1 checked")
    expect(trust.find(".summary")).to_contain_text("100 % of the 1 checked mentions")
    assert log(store) == [Confirmed(place=sample.KABUL)]

    # Skipped, and back again.
    second = trust.name.inner_text()
    trust.press("s")
    expect(trust.name).not_to_have_text(second)
    trust.press("u")
    expect(trust.name).to_have_text(second)

    # Wrong: no place, then taken back, then the first that is offered.
    trust.press("w")
    expect(trust.find("button[aria-keyshortcuts=N]")).to_be_visible()
    trust.press("Escape")
    expect(trust.find(".keys button").first).to_contain_text("Right")
    trust.press("w", "n")
    expect(trust.status).to_contain_text("not a place. 2 checked")
    expect(trust.find(".summary")).to_contain_text("50 % of the 2")
    assert log(store)[1:] == [NotAPlace()]
    trust.press("u")
    expect(trust.status).to_have_text("It was taken back.")
    expect(trust.name).to_have_text(second)
    assert len(log(store)) == 1
    trust.press("w", "/")
    trust.page.keyboard.type("Charikar")
    trust.press("Enter")
    expect(trust.find(".keys button").first).to_contain_text("Charikar")
    trust.press("1")
    expect(trust.status).to_contain_text("2 checked")
    (changed,) = log(store)[1:]
    assert isinstance(changed, PlaceIs)
    assert changed.place.id == "af-charikar"

    # Another role, after which the place is still to be judged.
    third = trust.name.inner_text()
    trust.press("o")
    expect(trust.status).to_have_text("What does the name do there?")
    trust.press("6")
    expect(trust.status).to_contain_text("role demonym")
    expect(trust.name).to_have_text(third)
    trust.press("r")
    expect(trust.status).to_contain_text("3 checked")
    assert log(store)[2] == RoleIs(role=Role.DEMONYM)
    trust.assert_clean()


def test_the_queue_ends_and_says_so(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    trust = Trust(visit(), start_server(store).url)
    trust.find("input[value=sample]").check()
    expect(trust.find(".check .remark").first).to_contain_text("favours nothing")
    for number in range(1, 7):
        expect(trust.name).to_be_visible()
        trust.press("r")
        expect(trust.status).to_contain_text(f"{number} checked")
    expect(trust.find(".mention")).to_have_text("Nothing is left to check.")
    sample_row = trust.find(".rates tr").filter(has_text="in the random sample")
    expect(sample_row).to_contain_text("6 of 6")
    assert len(log(store)) == 6
    trust.assert_clean()


def test_keys_typed_fast_are_all_kept_in_their_order(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    trust = Trust(visit(), start_server(store).url)
    expect(trust.name).to_be_visible()
    trust.press("r", "r", "r")
    expect(trust.status).to_contain_text("3 checked")
    assert [type(each) for each in log(store)] == [Confirmed] * 3
    trust.assert_clean()


def test_where_somebody_was_quicker_it_is_told_and_not_asked_again(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    trust = Trust(visit(), start_server(store).url)
    expect(trust.name).to_have_text("Kabul")
    with Store.open(store) as opened:
        group = opened.doubtful(1)[0]
        located = opened.article(group.article)
        ben = said(
            NotAPlace(), Reach.MENTION, number=0, located=located, mention=group.index, author="ben"
        )
        opened.corrections.add(ben, seen=0)
    trust.press("r")
    expect(trust.status).to_contain_text("“Kabul” means no place by now")
    expect(trust.find(".rates").first).to_contain_text("0 of 1")
    # What ben judged is no longer asked; a judgement that knows of his is taken.
    expect(trust.name).to_be_visible()
    trust.press("r")
    expect(trust.status).to_contain_text("1 checked")
    assert [type(each) for each in log(store)] == [NotAPlace, Confirmed]
    trust.assert_clean()


def test_it_is_reached_by_tab_and_a_field_keeps_its_letters(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    trust = Trust(visit(), start_server(store).url)
    expect(trust.name).to_be_visible()
    author = trust.find(".check .labelled .field")
    author.focus()
    trust.page.keyboard.type("rosa w.")
    expect(author).to_have_value("rosa w.")
    trust.press("Escape", "r")
    expect(trust.status).to_contain_text("1 checked")
    with Store.open(store) as opened:
        assert opened.corrections.read()[0].author == "rosa w."
    for _ in range(MOST_TABS):
        trust.press("Tab")
        if trust.find("button[aria-keyshortcuts=S]:focus").count():
            break
    expect(trust.find("button[aria-keyshortcuts=S]")).to_be_focused()
    trust.assert_clean()


def test_hostile_articles_are_shown_as_they_are(
    start_server: StartServer, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    texts = [text for text in hostile.SHOWN if "<" in text][:6]
    articles = [
        sample.located(text, f"{text} Kabul {text}", published=None,
                       names=[("Kabul", sample.KABUL, Role.EVENT)], source=text)
        for text in texts
    ]  # fmt: skip
    trust = Trust(visit(), start_server(sample.fill(tmp_path / "hostile.db", articles)).url)
    trust.find("input[value=sample]").check()
    for number in range(1, len(texts) + 1):
        expect(trust.name).to_be_visible()
        assert trust.find(".mention h2").evaluate("one => one.childElementCount") == 0
        trust.press("r")
        expect(trust.status).to_contain_text(f"{number} checked")
    assert trust.find(".figures img, .figures script, .mention img").count() == 0
    trust.assert_clean()


def test_a_page_for_viewing_shows_figures_and_cannot_judge(
    start_server: StartServer, visit: Callable[..., Visit], store: Path
) -> None:
    trust = Trust(visit(), start_server(store, {"DATELINE_VIEW_ONLY": "1"}).url)
    expect(trust.find(".nobody")).to_contain_text("Whoever runs Dateline can")
    assert trust.find(".check").count() == 0
    trust.press("r", "w", "n")
    trust.page.reload()
    expect(trust.find(".nobody")).to_be_visible()
    assert log(store) == []
    trust.assert_clean()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    start_server: StartServer,
    visit: Callable[..., Visit],
    store: Path,
    scheme: str,
    size: dict[str, int],
) -> None:
    trust = Trust(visit(color_scheme=scheme, viewport=size), start_server(store).url)
    expect(trust.find("#dl-app")).to_have_attribute("data-theme", scheme)
    handle = trust.page.locator(".st-key-dl_frame iframe").element_handle().content_frame()
    assert handle is not None
    handle.evaluate(AXE_SCRIPT)
    for keys in ((), ("r",), ("w",), ("Escape", "o")):
        trust.press(*keys)
        if keys == ("r",):
            expect(trust.find(".rates").first).to_be_visible()
        answer = handle.evaluate("() => axe.run({resultTypes: ['violations'], iframes: false})")
        assert answer["passes"]
        assert [(e["id"], [n["html"] for n in e["nodes"]]) for e in answer["violations"]] == []
        wide = trust.find("#dl-app").evaluate("one => [one.scrollWidth, one.clientWidth]")
        assert wide[0] <= wide[1], keys
    trust.assert_clean()
