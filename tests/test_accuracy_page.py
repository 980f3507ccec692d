"""How far to trust it, on the page: what its routes answer, and what it hears and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hostile
import pytest
import sample_articles as sample
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from geo import serving
from geo.corrections import LOOKED_AT, Confirmed, Correction, NotAPlace, PlaceIs, RoleIs, standing
from geo.dashboard import checking, routes, trust
from geo.model import Role
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path

REACHED = sample.REACHED
BAZARAK = REACHED.mentions[0].mention
SAID: dict[str, Any] = {
    "kind": "judge",
    "number": 1,
    "article": REACHED.article.id,
    "part": BAZARAK.part,
    "start": BAZARAK.span.start,
    "end": BAZARAK.span.end,
    "reach": "mention",
    "what": "confirm",
    "value": "af-bazarak",
    "reason": "",
    "author": "anna",
    "seen": 0,
}


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = sample.fill(tmp_path / "store.db")
    monkeypatch.setenv("DATELINE_STORE", str(path))
    monkeypatch.delenv(serving.VIEW_ONLY_VARIABLE, raising=False)
    monkeypatch.delenv(serving.KEY_VARIABLE, raising=False)
    return path


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=routes.routes()))


def log(store: Path) -> tuple[Correction, ...]:
    with Store.open(store) as opened:
        return standing(opened.corrections.read())


class TestRoutes:
    def test_the_queue_tells_the_sentence_the_place_why_and_what_else_it_may_be(
        self, client: TestClient
    ) -> None:
        told = client.get("/assets/accuracy/queue").json()
        assert (told["seen"], len(told["items"])) == (0, 5)
        kabul = told["items"][0]
        before, name, after = kabul["sentence"]
        assert name == kabul["name"] == "Kabul"
        assert f"{before}{name}{after}" in " ".join(each.article.text for each in sample.ALL)
        assert (kabul["place"], kabul["what"]) == ("af-kabul", "Kabul · city in Afghanistan")
        assert (kabul["claim"], kabul["reasons"]) == ("seems to mean", ["spelled as it is known"])
        assert kabul["alike"] == {"mentions": 3, "articles": 3, "wrong": 0.5, "judged": 0}
        assert len(kabul["choices"]) <= checking.MOST_CHOICES
        assert all(each["id"] != "af-kabul" for each in kabul["choices"])
        nowhere = next(each for each in told["items"] if each["name"] == "Nowhereville")
        assert (nowhere["place"], nowhere["claim"]) == ("", "has no place here")

    def test_the_random_sample_leaves_out_what_was_judged(self, client: TestClient) -> None:
        asked = {"order": "sample", "limit": "2"}
        first = client.get("/assets/accuracy/queue", params=asked).json()["items"]
        assert len(first) == 2
        item = first[0]
        told = {**SAID, **{key: item[key] for key in ("article", "part", "start", "end")}}
        page_tells(told | {"value": item["place"]})
        second = client.get("/assets/accuracy/queue", params=asked).json()
        assert second["seen"] == 1
        assert second["items"][0] == first[1]

    def test_the_figures_follow_what_is_judged(self, client: TestClient) -> None:
        told = client.get("/assets/accuracy/figures").json()
        assert told["figures"]["placed"]["judged"] == 0
        assert [name for name, _ in told["roles"]] == [*Role]
        page_tells(SAID)
        told = client.get("/assets/accuracy/figures").json()
        assert told["seen"] == 1
        assert (told["figures"]["placed"]["judged"], told["figures"]["placed"]["right"]) == (1, 1)
        assert {line["name"] for line in told["figures"]["marked"]} == {
            "lgl", "geovirus", "tudloc2013",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("queue?order=all", 400),
            ("queue?limit=x", 400),
            ("queue?limit=500", 400),
            ("places", 400),
            (f"places?q={'x' * 300}", 400),
            ("places?q=Kabul", 200),
        ],
    )
    def test_what_cannot_be_asked_is_refused_in_words(
        self, client: TestClient, path: str, status: int
    ) -> None:
        answer = client.get(f"/assets/accuracy/{path}")
        assert answer.status_code == status
        assert ("error" in answer.json()) is (status == 400)

    def test_a_page_for_viewing_tells_figures_and_no_queue(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
        assert client.get("/assets/accuracy/figures").status_code == 200
        for path in ("queue", "places?q=Kabul"):
            answer = client.get(f"/assets/accuracy/{path}")
            assert (answer.status_code, answer.json()) == (403, {"error": serving.VIEW_ONLY})


class TestHeard:
    def test_judgements_and_taking_back_are_read(self) -> None:
        told = trust.heard(SAID)
        assert told is not None
        assert told.proposal is not None
        assert (told.proposal.what, told.proposal.reason) == ("confirm", LOOKED_AT)
        told = trust.heard({**SAID, "what": "nil"})
        assert told is not None
        assert told.proposal is not None
        assert told.proposal.reason == checking.WRONG
        told = trust.heard({"kind": "take-back", "number": 3, "correction": 7, "author": ""})
        assert told is not None
        assert told.correction == 7

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "drop"},
            {"number": 0},
            {"number": "2"},
            {"number": True},
            {"number": float("inf")},
            {"number": float("nan")},
            {"article": "nobody"},
            {"article": {"a": 1}},
            {"start": BAZARAK.span.start + 1},
            {"what": "merge"},
            {"reach": "all"},
            {"author": None},
            {"seen": -1},
            {"kind": "take-back", "correction": "1"},
        ],
    )
    def test_what_makes_no_sense_is_not_acted_on(self, change: dict[str, Any]) -> None:
        assert trust.heard({**SAID, **change}, after=0) is None
        assert trust.heard(None) is None
        assert trust.heard([SAID]) is None

    @pytest.mark.parametrize("text", hostile.SHOWN[:20])
    def test_hostile_words_are_only_words(self, text: str, store: Path) -> None:
        page_tells({**SAID, "author": text[:80] or "x", "what": "place", "value": text})
        assert log(store) == ()


class Page:
    """The page, run by AppTest, with a browser that tells what a test lets it tell."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.value: dict[str, Any] | None = None
        self.sent: list[dict[str, Any]] = []
        monkeypatch.setattr(trust, "_component", self.component)
        script = "from geo.dashboard.trust import show_trust\nshow_trust()"
        self.test = AppTest.from_string(script, default_timeout=60)
        self.tell(None)

    def component(self, **told: Any) -> dict[str, Any] | None:  # noqa: ANN401 - Streamlit's own
        self.sent.append(told)
        return self.value

    def tell(self, value: dict[str, Any] | None) -> dict[str, Any]:
        self.value = value
        self.test.run()
        assert not self.test.exception
        return self.sent[-1]


def page_tells(value: dict[str, Any]) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        return Page(patch).tell(value)


class TestPage:
    def test_a_judgement_is_kept_once_and_taken_back(
        self, monkeypatch: pytest.MonkeyPatch, store: Path
    ) -> None:
        page = Page(monkeypatch)
        assert (page.sent[-1]["viewOnly"], page.sent[-1]["acted"]) == (False, None)
        before = page.sent[-1]["version"]
        told = page.tell(SAID)
        assert (told["acted"], told["done"], told["kept"]) == (1, True, 1)
        assert told["notice"] == "“Bazarak”: right: Bazarak (town, 35.31, 69.52)."
        assert told["version"] != before
        page.tell(SAID)
        assert [each.change for each in log(store)] == [Confirmed(place=sample.BAZARAK)]
        back = {"kind": "take-back", "number": 2, "correction": 1, "author": "anna"}
        assert page.tell(back)["notice"] == "It was taken back."
        assert log(store) == ()

    def test_wrong_is_a_correction_of_this_mention(
        self, monkeypatch: pytest.MonkeyPatch, store: Path
    ) -> None:
        page = Page(monkeypatch)
        page.tell({**SAID, "what": "nil", "value": ""})
        page.tell({**SAID, "number": 2, "seen": 1, "what": "role", "value": "demonym"})
        page.tell({**SAID, "number": 3, "seen": 2, "what": "place", "value": "af-charikar"})
        first, second, third = log(store)
        assert (first.change, second.change) == (NotAPlace(), RoleIs(role=Role.DEMONYM))
        assert isinstance(third.change, PlaceIs)
        assert {each.reach.value for each in (first, second, third)} == {"mention"}
        assert {each.reason for each in (first, second, third)} == {checking.WRONG}

    def test_what_is_refused_is_said_and_changes_nothing(
        self, monkeypatch: pytest.MonkeyPatch, store: Path
    ) -> None:
        page = Page(monkeypatch)
        told = page.tell({**SAID, "value": "af-kabul"})
        assert (told["done"], told["kept"], told["acted"]) == (False, 0, 1)
        assert "look again" in told["notice"]
        told = page.tell({"kind": "take-back", "number": 2, "correction": 9, "author": ""})
        assert "there is no correction 9" in told["notice"]
        assert log(store) == ()

    def test_a_page_for_viewing_hears_nothing(
        self, monkeypatch: pytest.MonkeyPatch, store: Path
    ) -> None:
        monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
        page = Page(monkeypatch)
        told = page.tell(SAID)
        assert (told["viewOnly"], told["acted"]) == (True, None)
        assert log(store) == ()

    def test_a_store_that_cannot_be_read_is_told(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "broken.db").write_text("no store at all" * 100)
        monkeypatch.setenv("DATELINE_STORE", str(tmp_path / "broken.db"))
        monkeypatch.setattr(trust, "_component", lambda **_: None)
        script = "from geo.dashboard.trust import show_trust\nshow_trust()"
        page = AppTest.from_string(script, default_timeout=60).run()
        assert any("cannot be used" in text.value for text in page.text)
