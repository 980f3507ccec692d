"""What the page hears, answers and refuses of corrections, without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hostile
import pytest
import sample_articles as sample
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_frame import Page, at, drawing

from geo import layer, serving
from geo.corrections import DayIs, Reach
from geo.dashboard import changes, routes
from geo.dashboard.library import library
from geo.errors import ServingError
from geo.model import Role
from geo.selection import Dataset
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path

DATASET = Dataset.of(sample.ALL)
REACHED = sample.REACHED.article.id
WORDS = sample.REACHED.mentions[0].mention
ASKED: dict[str, Any] = {
    "article": REACHED,
    "part": WORDS.part,
    "start": WORDS.span.start,
    "end": WORDS.span.end,
    "what": "place",
    "value": "af-charikar",
    "reach": "everywhere",
}
SAID = {**ASKED, "reason": "the bazaar", "author": "anna", "seen": 0}
OTHER = sample.RALLY.article.id
FOLD: dict[str, Any] = {
    "article": REACHED,
    "other": OTHER,
    "reason": "one event",
    "author": "anna",
    "seen": 0,
}


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Fill a store with the samples and let the page use it."""
    path = sample.fill(tmp_path / "store.db")
    monkeypatch.setenv("DATELINE_STORE", str(path))
    monkeypatch.delenv(serving.VIEW_ONLY_VARIABLE, raising=False)
    monkeypatch.delenv(serving.KEY_VARIABLE, raising=False)
    return path


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=routes.routes()))


class TestHeard:
    def test_a_correction_is_read(self) -> None:
        told = layer.heard(drawing(kind="correct", **SAID), DATASET)
        assert told is not None
        assert told.proposal is not None
        assert (told.proposal.span, told.proposal.reach) == (WORDS.span, Reach.EVERYWHERE)
        assert (told.proposal.value, told.seen) == ("af-charikar", 0)
        back = layer.heard(drawing(kind="take-back", correction=3, author=""), DATASET)
        assert back is not None
        assert back.correction == 3

    @pytest.mark.parametrize(
        "change",
        [
            {"article": "nobody"},
            {"article": 7},
            {"part": "head"},
            {"part": ["text"]},
            {"start": WORDS.span.start + 1},
            {"start": -1},
            {"start": True},
            {"start": 1.5},
            {"end": float("inf")},
            {"end": 10**400},
            {"what": "drop"},
            {"what": {"a": 1}},
            {"reach": "all"},
            {"reach": ["everywhere"]},
            {"value": None},
            {"reason": 7},
            {"author": None},
            {"seen": "0"},
            {"seen": None},
        ],
    )
    def test_what_the_dataset_does_not_know_is_not_believed(self, change: dict[str, Any]) -> None:
        assert layer.heard(drawing(kind="correct", **{**SAID, **change}), DATASET) is None

    def test_a_merge_and_a_split_are_read(self) -> None:
        told = layer.heard(drawing(kind="fold", **FOLD), DATASET)
        assert told is not None
        assert told.folding is not None
        assert (told.folding.article, told.folding.other, told.seen) == (REACHED, OTHER, 0)
        split = layer.heard(drawing(kind="fold", **{**FOLD, "other": None}), DATASET)
        assert split is not None
        assert split.folding is not None
        assert split.folding.other is None

    @pytest.mark.parametrize(
        "change",
        [{"article": 7}, {"other": 7}, {"reason": None}, {"author": ["a"]}, {"seen": -1}],
    )
    def test_a_merge_that_makes_no_sense_is_not_believed(self, change: dict[str, Any]) -> None:
        assert layer.heard(drawing(kind="fold", **{**FOLD, **change}), DATASET) is None

    @pytest.mark.parametrize(
        "told", [{}, {"correction": "1", "author": ""}, {"correction": 1, "author": 2}]
    )
    def test_taking_back_needs_a_number(self, told: dict[str, Any]) -> None:
        assert layer.heard(drawing(kind="take-back", **told), DATASET) is None


class TestRoutes:
    def test_places_are_found_with_where_and_how_far(self, client: TestClient) -> None:
        answer = client.get(at("places"), params={"q": "Charikar", "pin": "af-bazarak"})
        assert answer.headers["cache-control"] == "no-store"
        first = answer.json()["places"][0]
        assert (first["id"], first["name"]) == ("af-charikar", "Charikar")
        assert "Parwan" in first["where"]
        assert first["km"] == pytest.approx(43, abs=10)
        assert first["at"][0] == pytest.approx(35.0, abs=0.1)

    def test_an_id_a_container_and_a_near_spelling_are_taken(self, client: TestClient) -> None:
        by_id = client.get(at("places"), params={"q": "af-charikar"}).json()
        assert [place["id"] for place in by_id["places"]] == ["af-charikar"]
        assert by_id["places"][0]["km"] is None
        texas = client.get(at("places"), params={"q": "Paris, Texas"}).json()["places"][0]
        assert "Texas" in texas["where"]
        near = client.get(at("places"), params={"q": "Charikarr"}).json()
        assert near["spelled"]
        assert "af-charikar" in {place["id"] for place in near["places"]}
        many = client.get(at("places"), params={"q": "Springfield"}).json()
        assert len(many["places"]) == 12
        assert many["more"] > 0
        assert client.get(at("places"), params={"q": "qqqqqqqq"}).json()["places"] == []

    @pytest.mark.parametrize("text", hostile.HOSTILE[:40])
    def test_any_text_may_be_searched(self, client: TestClient, text: str) -> None:
        assert client.get(at("places"), params={"q": text}).status_code in {200, 400}

    def test_the_effect_is_told_before_anything_is_changed(self, client: TestClient) -> None:
        told = client.get(at("effect"), params=ASKED).json()
        assert told == {"articles": 1, "mentions": 1, "pins": 1, "says": "1 article, 1 pin"}
        kabul = sample.REACHED.mentions[1].mention.span
        nil = {**ASKED, "what": "nil", "value": "", "start": kabul.start, "end": kabul.end}
        assert client.get(at("effect"), params=nil).json()["says"] == "3 articles, 3 pins"
        nothing = {**ASKED, "value": "af-bazarak", "reach": "mention"}
        assert client.get(at("effect"), params=nothing).status_code == 200
        assert library().seen == 0

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"value": "nowhere"}, "gazetteer has no place"),
            ({"what": "point", "value": "95, 3"}, "swapped"),
            ({"what": "date", "value": "2021-09-03"}, "mention or article"),
            ({"start": "x"}, "must be"),
            ({"reach": "all"}, "must be"),
            ({"article": "nobody"}, "must be"),
        ],
    )
    def test_what_cannot_hold_is_refused_in_words(
        self, client: TestClient, change: dict[str, str], told: str
    ) -> None:
        answer = client.get(at("effect"), params={**ASKED, **change})
        assert answer.status_code == 400
        assert told in answer.json()["error"]

    def test_a_card_says_what_was_corrected_and_opens_where_the_mention_went(
        self, client: TestClient, store: Path
    ) -> None:
        changes.correct(_proposal(), seen=0)
        number = routes.edition().columns.number(REACHED)
        mention = f"text:{WORDS.span.start}"
        card = client.get(
            at("card"), params={"n": str(number), "place": "af-kabul", "mention": mention}
        ).json()["card"]
        assert (card["pin"], card["seen"]) == ("af-charikar", 1)
        assert card["why"]["claim"][1] == "means, as an analyst says,"
        (said,) = card["why"]["corrections"]
        assert (said["author"], said["reach"]) == ("anna", "This name everywhere")
        assert said["was"].startswith("Bazarak (town")
        (where,) = card["why"]["mentions"]
        assert "Fighters reached Bazarak on Thursday" in where["around"]
        assert [role for role, _ in card["roles"]] == [*Role]
        with Store.open(store) as opened:
            assert opened.corrections.read()[0].author == "anna"

    def test_a_page_for_viewing_refuses_in_the_server(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch, store: Path
    ) -> None:
        monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
        for answer in (
            client.get(at("places"), params={"q": "Kabul"}),
            client.get(at("effect"), params=ASKED),
            client.get(at("others"), params={"n": "0", "q": "Kabul"}),
            client.get(at("folding"), params={"article": REACHED, "other": OTHER}),
        ):
            assert answer.status_code == 403
            assert answer.json()["error"] == serving.VIEW_ONLY
        with pytest.raises(ServingError):
            changes.correct(_proposal(), seen=0)
        with pytest.raises(ServingError):
            changes.take_back(1, "anna")
        asked = layer.folding(FOLD)
        assert asked is not None
        with pytest.raises(ServingError):
            changes.fold(asked, library(), seen=0)
        page = Page(monkeypatch)
        page.tell(kind="correct", number=1, **SAID)
        assert page.texts == [serving.VIEW_ONLY]
        page.tell(kind="take-back", number=2, correction=1, author="")
        assert page.texts == [serving.VIEW_ONLY]
        with Store.open(store) as opened:
            assert opened.corrections.read() == ()


def _proposal() -> Any:  # noqa: ANN401 - what `changes` takes
    return layer.proposal(SAID, DATASET.article)


class TestPage:
    def test_a_correction_is_made_shown_and_taken_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = Page(monkeypatch)
        before = page.told["hash"]
        page.tell(kind="correct", number=1, **SAID)
        assert page.texts == ["“Bazarak” was corrected: 1 article, 1 pin."]
        assert page.told["hash"] != before
        assert (page.told["changes"], page.told["done"]) == (1, True)
        assert "af-charikar" in library().dataset.places
        page.run()
        page.tell(kind="take-back", number=2, correction=1, author="")
        assert page.texts == ["The correction was taken back."]
        assert page.told["hash"] == before
        page.tell(kind="take-back", number=3, correction=1, author="")
        assert "already taken back" in page.texts[0]
        assert (page.told["changes"], page.told["done"]) == (3, False)

    def test_stories_are_merged_split_and_taken_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Page(monkeypatch)
        before = page.told["hash"]
        page.tell(kind="fold", number=1, **FOLD)
        assert page.texts == ["Merged: 2 stories become 1, 2 articles."]
        assert page.told["hash"] != before
        stories = library().stories
        assert stories is not None
        assert stories.story(REACHED) == tuple(sorted((REACHED, OTHER)))
        page.tell(kind="fold", number=2, **{**FOLD, "seen": 1})
        assert "are one story already" in page.texts[0]
        page.tell(kind="fold", number=3, **{**FOLD, "other": None, "seen": 0, "author": "ben"})
        assert "In the meantime anna said" in page.texts[0]
        assert page.told["done"] is False
        page.tell(kind="fold", number=4, **{**FOLD, "other": "<b>no</b>", "seen": 1})
        assert "there is no article '<b>no</b>'" in page.texts[0]
        page.tell(kind="fold", number=5, **{**FOLD, "other": None, "seen": 1})
        assert page.texts == ["Split: 1 story becomes 2, 2 articles."]
        page.tell(kind="take-back", number=6, correction=2, author="")
        page.tell(kind="take-back", number=7, correction=1, author="")
        assert page.told["hash"] == before

    def test_who_is_second_hears_of_both(self, monkeypatch: pytest.MonkeyPatch) -> None:
        other = Page(monkeypatch)
        changes.correct(_proposal(), seen=0)
        other.tell(kind="correct", number=1, **{**SAID, "what": "nil", "author": "ben"})
        (told,) = other.texts
        assert "In the meantime anna" in told
        assert "Yours is: not a place" in told
        assert other.told["done"] is False
        other.tell(kind="correct", number=2, **{**SAID, "what": "nil", "seen": 1})
        assert other.texts == ["“Bazarak” was corrected: 1 article, 1 pin."]

    def test_what_leaves_the_map_as_it_was_is_told_to_the_frame(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = Page(monkeypatch)
        page.tell(kind="correct", number=1, **SAID)
        hashed = page.told["hash"]
        page.tell(kind="correct", number=2, **{**SAID, "seen": 1, "reason": "seen on a map"})
        assert page.told == {"hash": hashed, "viewOnly": False, "changes": 2, "done": True}

    def test_without_a_name_it_is_who_runs_the_page(
        self, monkeypatch: pytest.MonkeyPatch, store: Path
    ) -> None:
        monkeypatch.setenv("LOGNAME", "carla")
        page = Page(monkeypatch)
        said = {**SAID, "what": "date", "value": "2021-09-01", "reach": "article", "author": " "}
        page.tell(kind="correct", number=1, **said)
        with Store.open(store) as opened:
            (kept,) = opened.corrections.read()
        assert kept.author == "carla"
        assert kept is not None
        assert getattr(kept, "change", None) == DayIs(day=sample.day(1))
