"""The frame's Python half: the map that never changes, what it tells, its routes, its page."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import hostile
import numpy as np
import pytest
import sample_articles as sample
import streamlit_folium
from hypothesis import given
from hypothesis import strategies as some
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from geo import layer, serving
from geo.copies import stories_of
from geo.corrections import Folded, Split
from geo.dashboard import copies, routes
from geo.dashboard.library import Library, library
from geo.dashboard.link import read_link
from geo.layer.assets import SCRIPTS, STATIC, STYLES, TRUST_SCRIPTS, TRUST_STYLES
from geo.model import Role
from geo.selection import Clock, Dataset, Filters, select
from geo.store import Store

if TYPE_CHECKING:
    from httpx2 import Response

DATASET = Dataset.of(sample.ALL)
HASH = "0123456789abcdef"
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Fill a store with the samples and let the page use it."""
    path = sample.fill(tmp_path / "store.db")
    monkeypatch.setenv("DATELINE_STORE", str(path))
    monkeypatch.delenv(serving.VIEW_ONLY_VARIABLE, raising=False)
    monkeypatch.delenv(serving.KEY_VARIABLE, raising=False)
    return path


# The map --------------------------------------------------------------------------------------


def sent(data: str = HASH, *, view_only: bool = False) -> dict[str, Any]:
    """Return what st_folium really sends to the browser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit_folium, "_component_func", lambda **told: told)
        told: dict[str, Any] = streamlit_folium.st_folium(
            layer.build_map(),
            key="map",
            feature_group_to_add=layer.told_group(data, view_only=view_only),
            returned_objects=["last_active_drawing"],
        )
        return told


def told_in(feature_group: str) -> dict[str, Any]:
    found = re.search(r"dateline\.told\((.*)\);", feature_group)
    assert found
    told: dict[str, Any] = json.loads(found.group(1))
    return told


class TestMap:
    def test_other_data_leave_the_script_and_so_the_frame_alone(self) -> None:
        one, other = sent(), sent("f" * 16, view_only=True)
        assert (one["key"], one["script"]) == (other["key"], other["script"])
        assert told_in(one["feature_group"]) == {"hash": HASH, "viewOnly": False}
        assert told_in(other["feature_group"]) == {"hash": "f" * 16, "viewOnly": True}
        assert sent()["feature_group"] == one["feature_group"]

    def test_the_change_detector_sees_all_of_the_settings(self) -> None:
        settings = re.search(r"dateline\.start\(map_div, (.*)\);", sent()["script"])
        assert settings
        assert not re.search(r"_[a-z0-9]+", settings.group(1))
        assert json.loads(settings.group(1))["assets"] == "/assets"

    @given(some.text() | some.sampled_from(hostile.HOSTILE))
    def test_nothing_but_a_hash_can_enter_the_group(self, text: str) -> None:
        if re.fullmatch("[0-9a-f]{16}", text):
            return
        with pytest.raises(ValueError, match="16 hex digits"):
            layer.told_group(text, view_only=False)

    def test_nothing_is_asked_from_another_host(self) -> None:
        told = sent()
        for text in (told["script"], told["header"], told["html"], told["feature_group"]):
            assert "//" not in re.sub(r"<!DOCTYPE.*?>", "", text)
        for link in (*told["js_links"], *told["css_links"]):
            assert link.startswith("/assets/")

    def test_every_file_of_ours_is_loaded_and_lies_in_a_folder_that_is_served(self) -> None:
        told = sent()
        for link in (*told["js_links"], *told["css_links"]):
            _, mount, name = link.partition("?")[0].removeprefix("/assets").split("/")
            assert (layer.asset_folders()[mount] / name).is_file(), link
        ours = {path.name for path in STATIC.iterdir() if path.suffix in {".js", ".css"}}
        assert ours <= {*SCRIPTS, *STYLES, *TRUST_SCRIPTS, *TRUST_STYLES}


# What it tells --------------------------------------------------------------------------------

REACHED = sample.REACHED.article.id


def drawing(**properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"number": 7, **properties}}


class TestHeard:
    def test_each_kind_is_read(self) -> None:
        pick = layer.heard(drawing(kind="pick", article=REACHED, place="af-kabul"), DATASET)
        assert pick is not None
        assert (pick.article, pick.place) == (REACHED, "af-kabul")
        date = layer.heard(drawing(kind="date", article=REACHED, day="2021-09-07"), DATASET)
        assert date is not None
        assert date.day == sample.day(7)
        back = layer.heard(drawing(kind="date", article=REACHED, day=None), DATASET)
        assert back is not None
        assert back.day is None
        state = {"clock": "published", "from": "2021-09-02", "to": None, "article": REACHED}
        settled = layer.heard(drawing(kind="settled", state=state), DATASET)
        assert settled is not None
        assert (settled.clock, settled.first, settled.last) == (
            Clock.PUBLISHED,
            sample.day(2),
            None,
        )
        for kind in ("add", "load-demo"):
            assert layer.heard(drawing(kind=kind), DATASET) is not None

    def test_each_number_is_acted_on_once(self) -> None:
        told = drawing(kind="add")
        assert layer.heard(told, DATASET, after=6.5) is not None
        assert layer.heard(told, DATASET, after=7) is None

    @pytest.mark.parametrize(
        "told",
        [
            None,
            "add",
            {},
            {"properties": None},
            {"properties": {"kind": "add"}},
            drawing(kind="add", number=True),
            drawing(kind="add", number="7"),
            drawing(kind="add", number=float("nan")),
            drawing(kind="add", number=float("inf")),
            drawing(kind="drop"),
            drawing(kind=["add"]),
            drawing(kind="pick", article="nobody"),
            drawing(kind="pick", article={"a": 1}),
            drawing(kind="date", article=REACHED),
            drawing(kind="date", article="nobody", day="2021-09-07"),
            drawing(kind="date", article=REACHED, day="soon"),
            drawing(kind="date", article=REACHED, day="1021-09-07"),
            drawing(kind="date", article=REACHED, day=7),
            drawing(kind="settled", state="all"),
        ],
    )
    def test_what_the_dataset_does_not_know_is_not_believed(self, told: object) -> None:
        assert layer.heard(told, DATASET) is None

    def test_a_place_that_the_article_does_not_name_is_left_out(self) -> None:
        pick = layer.heard(drawing(kind="pick", article=REACHED, place="ru-moscow"), DATASET)
        assert pick is not None
        assert pick.place is None


# The routes -----------------------------------------------------------------------------------


@pytest.fixture
def client(store: Path) -> TestClient:
    del store
    return TestClient(Starlette(routes=routes.routes()))


def at(name: str, data: str | None = None) -> str:
    return f"/assets/data/{data or routes.edition().columns.hash}/{name}"


def plain(client: TestClient, url: str, **params: str) -> Response:
    return client.get(url, params=params, headers={"accept-encoding": "identity"})


class TestRoutes:
    def test_columns_are_kept_for_good_and_compressed_once(self, client: TestClient) -> None:
        answer = plain(client, at("columns"))
        assert answer.content == routes.edition().columns.blob
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        packed = client.get(at("columns"), headers={"accept-encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == answer.content
        found = routes.edition().blob
        assert found.small is found.small
        assert gzip.decompress(found.small) == found.plain

    def test_names_tell_places_and_sources_by_number(self, client: TestClient) -> None:
        told = client.get(at("names")).json()
        columns = routes.edition().columns
        assert [place[0] for place in told["places"]] == list(columns.places)
        assert told["sources"] == list(columns.sources)
        named = {place[0]: place for place in told["places"]}
        assert named["af-bazarak"][1:4] == ["Bazarak", "town", "Panjshir province, Afghanistan"]

    def test_rows_tell_what_the_list_says(self, client: TestClient) -> None:
        number = routes.edition().columns.number(REACHED)
        told = client.get(at("rows"), params={"n": f"{number}"}).json()
        assert told.keys() == {str(number)}
        row = told[str(number)]
        assert (row["id"], row["title"], row["untitled"]) == (
            REACHED,
            "Fighters reach the valley",
            False,
        )
        assert row["fallback"] is None
        everyone = ",".join(map(str, range(len(sample.ALL))))
        rows = client.get(at("rows"), params={"n": everyone}).json()
        assert [row["fallback"] for row in rows.values()].count(None) < len(sample.ALL)
        assert client.get(at("rows")).json() == {}

    def test_a_card_is_opened_on_the_place_that_is_asked_for(self, client: TestClient) -> None:
        number = routes.edition().columns.number(REACHED)
        answer = client.get(at("card"), params={"n": str(number), "place": "af-kabul"})
        card = answer.json()["card"]
        assert (card["id"], card["pin"], card["published"]) == (REACHED, "af-kabul", "2021-09-03")
        assert card["dated_by_user"] is False
        assert answer.headers["cache-control"] == "no-store"

    def test_an_article_is_found_by_its_id(self, client: TestClient) -> None:
        number = routes.edition().columns.number(REACHED)
        assert client.get(at("find"), params={"article": REACHED}).json() == {"n": number}
        missing = client.get(at("find"), params={"article": "nobody"})
        assert missing.status_code == 404
        assert "error" in missing.json()

    @pytest.mark.parametrize("query", ["kabul", "KÁBUL", "abul", "kabul officials", ""])
    def test_a_search_answers_as_select_does(self, client: TestClient, query: str) -> None:
        bits = np.frombuffer(plain(client, at("matching"), q=query).content, np.uint8)
        hits = np.unpackbits(bits, bitorder="little")[: len(sample.ALL)]
        ids = routes.edition().columns.articles
        found = select(library().dataset, Filters(text=query))
        lots = (*found.shown, *found.unplaced, *found.undated)
        assert {ids[n] for n in np.flatnonzero(hits)} == {entry.id for entry in lots}

    def test_articles_of_places_are_listed(self, client: TestClient) -> None:
        columns = routes.edition().columns
        kabul = columns.places.index("af-kabul")
        told = client.get(at("articles"), params={"places": str(kabul), "limit": "1"}).json()
        assert len(told["articles"]) == 1
        assert told["total"] == 3
        late = client.get(at("articles"), params={"places": str(kabul), "from": "2021-09-05"})
        assert [columns.articles[n] for n in late.json()["articles"]] == [sample.RALLY.article.id]
        day = library().dataset.entry(sample.RALLY.article.id)
        assert day is not None
        assert day.filed is not None
        assert late.json()["days"] == [(day.filed.first - dt.date(1970, 1, 1)).days]

    @pytest.mark.parametrize(
        ("name", "query"),
        [
            ("rows", "n=" + ",".join(["1"] * 121)),
            ("rows", "n=1;2"),
            ("rows", "n=-1"),
            ("rows", "n=99999"),
            ("rows", "n=1&clock=noon"),
            ("rows", "n=" + "9" * 400),
            ("rows", "n=٣"),
            ("card", ""),
            ("matching", "q=" + "x" * 201),
            ("articles", "from=soon"),
            ("articles", "limit=501"),
            ("articles", "places=99999"),
        ],
    )
    def test_what_cannot_be_asked_is_refused_with_what_can(
        self, client: TestClient, name: str, query: str
    ) -> None:
        answer = client.get(f"{at(name)}?{query}")
        assert answer.status_code == 400
        assert "must" in answer.json()["error"] or "may" in answer.json()["error"] or name == "card"
        assert answer.headers["cache-control"] == "no-store"

    def test_a_question_that_is_too_long_is_refused(self, client: TestClient) -> None:
        assert client.get(at("find") + "?article=" + "x" * 8_001).status_code == 414
        assert client.get("/assets/link?q=" + "x" * 8_001).status_code == 414

    def test_nothing_can_be_sent(self, client: TestClient) -> None:
        assert client.post(at("columns")).status_code == 405

    def test_the_version_before_is_still_answered_and_no_older_one(
        self, client: TestClient, store: Path
    ) -> None:
        hashes = [routes.edition().columns.hash]
        for number in (8, 9):
            with Store.open(store) as opened:
                opened.add(sample.located(f"New {number}", "Kabul.", published=sample.day(number)))
            hashes.append(routes.edition().columns.hash)
        assert len(set(hashes)) == 3
        status = [client.get(at("names", data)).status_code for data in hashes]
        assert status == [404, 200, 200]
        assert "error" in client.get(at("names", hashes[0])).json()

    def test_visitors_share_one_copy(self, store: Path) -> None:
        del store
        assert routes.edition() is routes.edition()
        assert routes.edition(library()) is routes.edition()

    def test_a_store_that_cannot_be_read_is_told(self, client: TestClient, store: Path) -> None:
        store.write_bytes(b"not a store any more" * 100)
        answer = client.get("/assets/link")
        assert answer.status_code == 503
        assert "error" in answer.json()

    def test_the_gate_stands_before_them(self, store: Path) -> None:
        del store
        key = "k" * 24
        gated = TestClient(
            Starlette(
                routes=routes.routes(),
                middleware=serving.middleware(serving.Access(key=key, view_only=True)),
            ),
            base_url="http://127.0.0.1:8501",
        )
        for path in (at("columns"), at("rows") + "?n=0", at("copies") + "?n=0", "/assets/link"):
            assert gated.get(path).status_code == 403
            bearing = {"cookie": f"{serving.KEY_COOKIE}={key}"}
            assert gated.get(path, headers=bearing).status_code == 200


REPORT = " ".join(
    f"Sentence {n} of this report tells what nobody else reported." for n in range(12)
)
WIRE = (
    ("The first", 5, "Alpha", REPORT),
    ("Without a day", None, "Beta", REPORT),
    ("Cut", 4, "Gamma", REPORT[:400]),
    ("<b>Re-titled</b>", 6, "Beta", f"{REPORT} Our own last line."),
    ("Printed again", 7, "Alpha", REPORT),
    ("Of no outlet", 7, None, REPORT),
    ("Another", 3, "Alpha", "Kabul. " + " ".join(f"Something else {n}." for n in range(30))),
)


class TestCopies:
    @pytest.fixture
    def wire(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TestClient:
        """Serve a store with a story in six articles, and one article besides."""
        articles = [
            sample.located(
                title,
                text,
                published=None if number is None else sample.day(number),
                source=source,
            )
            for title, number, source, text in WIRE
        ]
        monkeypatch.setenv("DATELINE_STORE", str(sample.fill(tmp_path / "wire.db", articles)))
        return TestClient(Starlette(routes=routes.routes()))

    def number(self, title: str) -> str:
        edition = routes.edition()
        ids = [row.located.article.id for row in edition.books.dataset.rows
               if row.located.article.title == title]  # fmt: skip
        return str(edition.columns.number(ids[0]))

    def test_copies_are_told_the_first_published_first(self, wire: TestClient) -> None:
        answer = wire.get(at("copies"), params={"n": self.number("The first")})
        told = answer.json()
        assert answer.headers["cache-control"] == "no-store"
        assert [each["title"] for each in told["copies"]][:2] == ["Cut", "<b>Re-titled</b>"]
        assert {each["title"] for each in told["copies"][2:4]} == {"Printed again", "Of no outlet"}
        assert told["copies"][4]["title"] == "Without a day"
        assert (told["folded"], told["total"]) == (True, 5)
        # Its own outlet and articles without one are no other outlets.
        assert (told["elsewhere"], told["outlets"]) == (3, 2)
        cut, last = told["copies"][0], told["copies"][4]
        assert cut["n"] == int(self.number("Cut"))
        assert (cut["source"], cut["date"], cut["published"]) == (
            "Gamma",
            "4 September 2021",
            "2021-09-04",
        )
        assert (last["date"], last["published"]) == ("", None)

    def test_an_article_without_copies_has_none(self, wire: TestClient) -> None:
        told = wire.get(at("copies"), params={"n": self.number("Another")}).json()
        assert told.pop("first")["title"] == "Another"
        nothing = {"copies": [], "total": 0, "elsewhere": 0, "outlets": 0, "said": []}
        assert told == {"folded": True, **nothing}

    def test_a_story_in_more_articles_than_the_card_lists_is_counted_whole(self) -> None:
        articles = [
            sample.located(f"{n}", REPORT, published=None, source=f"{n}") for n in range(60)
        ]
        dataset = Dataset.of(articles)
        found = stories_of([each.article for each in articles]).members
        folded = Folded.of(found, [], frozenset(found))
        books = Library(dataset, frozenset(), None, stories=folded)
        told = copies.copies_told(books, articles[0].article, layer.columns(dataset).number)
        assert (told["total"], told["outlets"]) == (59, 59)
        assert isinstance(told["copies"], list)
        assert len(told["copies"]) == copies.MOST_TOLD

    def test_where_there_are_too_many_nobody_looks_and_that_is_said(
        self, wire: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("geo.dashboard.library.MOST_FOLDED", 1)
        with Store.open(Path(os.environ["DATELINE_STORE"])) as opened:
            opened.add(sample.located("New", "One more.", published=sample.day(9)))
        assert routes.edition().books.stories is None
        assert wire.get(at("copies"), params={"n": "0"}).json() == {"folded": False}
        refused = wire.get(at("folding"), params={"article": "0"})
        assert refused.status_code == 400
        assert "copies are not looked for" in refused.json()["error"]

    def test_the_article_must_be_named(self, wire: TestClient) -> None:
        for query in ("", "?n=", "?n=x", "?n=99999", "?n=1,2"):
            assert wire.get(at("copies") + query).status_code == 400, query
            assert wire.get(at("differences") + query).status_code == 400, query
        assert wire.get(at("differences") + "?n=0&other=99999").status_code == 400

    def test_what_differs_is_told_in_runs_of_words(self, wire: TestClient) -> None:
        asked = {"n": self.number("The first"), "other": self.number("<b>Re-titled</b>")}
        told = wire.get(at("differences"), params=asked).json()
        both, second = told["runs"]
        assert second == ["second", "Our own last line."]
        assert both[0] == "both"
        assert both[1].startswith("Sentence 0 of this report")
        assert " … " in both[1]
        assert told["left"] == [0, 0]

    def test_other_articles_are_found_by_words_and_by_id_but_none_of_the_story(
        self, wire: TestClient
    ) -> None:
        number = self.number("The first")
        told = wire.get(at("others"), params={"n": number, "q": "something"}).json()
        assert [each["title"] for each in told["articles"]] == ["Another"]
        assert told["more"] == 0
        by_id = wire.get(at("others"), params={"n": number, "q": told["articles"][0]["id"]}).json()
        assert by_id == told
        nothing = {"articles": [], "more": 0}
        assert wire.get(at("others"), params={"n": number, "q": "Sentence"}).json() == nothing
        for q in ("", " ", "x" * 1000):
            assert wire.get(at("others"), params={"n": number, "q": q}).status_code == 400

    def test_the_effect_of_a_merge_and_a_split_is_told_beforehand(self, wire: TestClient) -> None:
        ids = [routes.edition().columns.articles[int(self.number(title))]
               for title in ("The first", "Another")]  # fmt: skip
        told = wire.get(at("folding"), params={"article": ids[0], "other": ids[1]}).json()
        assert told == {"says": "2 stories become 1, 7 articles"}
        told = wire.get(at("folding"), params={"article": ids[0]}).json()
        assert told == {"says": "1 story becomes 2, 6 articles"}
        refused = wire.get(at("folding"), params={"article": ids[1]})
        assert refused.status_code == 400
        assert "a story of its own already" in refused.json()["error"]
        assert wire.get(at("folding")).status_code == 400

    def test_what_was_found_is_handed_on_while_the_articles_are_the_same(
        self, wire: TestClient
    ) -> None:
        del wire
        before = routes.edition().books.stories
        assert before is not None
        first = routes.edition().columns.articles[int(self.number("The first"))]
        split = Split(article=first, was="-", author="A", reason="r", at=AT)
        with Store.open(Path(os.environ["DATELINE_STORE"])) as opened:
            opened.corrections.fold(split, seen=0)
        after = routes.edition().books.stories
        assert after is not None
        assert after.found is before.found
        assert (len(before.story(first)), len(after.story(first))) == (6, 1)
        with Store.open(Path(os.environ["DATELINE_STORE"])) as opened:
            opened.add(sample.located("New", REPORT, published=sample.day(9)))
        later = routes.edition().books.stories
        assert later is not None
        assert later.found is not before.found
        assert (len(later.story(first)), len(next(iter(later.found.values())))) == (1, 7)


class TestLink:
    def test_a_link_is_told_as_a_state(self, client: TestClient) -> None:
        told = client.get(
            "/assets/link?v=2&from=2021-09-03&to=2021-09-05&clock=published&q=kabul&place=af-kabul"
            "&source=Alpha&role=organisation&least=0.6&independent=2&area=34,69,35,70&in_view=1"
            f"&article={REACHED}&pin=af-kabul&view=34.5,69.1,8&bare=1&labels=fa"
        ).json()
        columns = routes.edition().columns
        assert told == {
            "state": {
                "clock": "published",
                "from": None,  # where the days begin anyhow
                "to": "2021-09-05",
                "q": "kabul",
                "places": ["af-kabul"],
                "sources": ["Alpha"],
                "roles": ["background"],
                "least": 0.6,
                "independent": 2,
                "in_view": True,
                "area": [[34, 69], [34, 70], [35, 70], [35, 69]],
                "article": REACHED,
                "n": columns.number(REACHED),
                "pin": "af-kabul",
                "view": [34.5, 69.1, 8],
                "bare": True,
                "labels": "fa",
            },
            "notices": [],
            "hash": columns.hash,
        }

    def test_no_link_is_everything_open(self, client: TestClient) -> None:
        told = client.get("/assets/link").json()
        assert told["notices"] == []
        assert told["state"]["area"] is None
        assert told["state"]["in_view"] is False
        assert told["state"]["n"] is None

    def test_what_a_link_cannot_mean_here_is_told(self, client: TestClient) -> None:
        told = client.get(
            "/assets/link?v=9&place=atlantis&article=nobody&from=1999-01-01&to=1999-01-02"
        ).json()
        assert len(told["notices"]) == 4
        assert (told["state"]["from"], told["state"]["article"]) == (None, None)

    @given(some.text(max_size=200))
    def test_no_query_is_too_broken(self, text: str) -> None:
        answer = routes._state(*_nothing(text))
        assert json.dumps(answer)


def _nothing(text: str) -> tuple[Any, ...]:
    link, _ = read_link(parse_qs(text, keep_blank_values=True, errors="replace"))
    return link, None, None, layer.columns(DATASET)


def test_hostile_texts_come_through_the_routes_letter_for_letter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    strings = hostile.SHOWN
    articles = [
        sample.located(
            text,
            f"Kabul. {text}",
            published=sample.day(3),
            source=text[:200],
            names=[("Kabul", replace(sample.KABUL, id=text, name=text), Role.EVENT)],
        )
        for text in strings
    ]
    monkeypatch.setenv("DATELINE_STORE", str(sample.fill(tmp_path / "hostile.db", articles)))
    client = TestClient(Starlette(routes=routes.routes()))
    told = client.get(at("names")).json()
    assert {place[1] for place in told["places"]} >= set(strings)
    numbers = range(len(strings))
    titles = set()
    for start in range(0, len(strings), 120):
        asked = ",".join(map(str, numbers[start : start + 120]))
        rows = client.get(at("rows"), params={"n": asked}).json()
        titles |= {row["title"] for row in rows.values()}
    assert titles == set(strings)
    assert hostile.SERVER_HIT not in os.environ


# The page -------------------------------------------------------------------------------------


class Page:
    """The frame's page, run by AppTest, with a browser that tells what a test lets it tell."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.drawing: dict[str, object] | None = None
        self.sent: list[dict[str, Any]] = []
        monkeypatch.setattr(streamlit_folium, "_component_func", self.component)
        self.test = AppTest.from_string(
            "from geo.dashboard.frame import show_frame\nshow_frame()", default_timeout=60
        )
        self.run()

    def component(self, **told: Any) -> dict[str, object]:  # noqa: ANN401 - st_folium's own
        self.sent.append(told)
        return {"last_active_drawing": self.drawing}

    def run(self) -> None:
        self.test.run()
        assert not self.test.exception

    def tell(self, **properties: object) -> None:
        self.drawing = {"properties": properties}
        self.run()

    @property
    def told(self) -> dict[str, Any]:
        return told_in(self.sent[-1]["feature_group"])

    @property
    def texts(self) -> list[str]:
        return [text.value for text in self.test.text]


class TestPage:
    @pytest.mark.usefixtures("store")
    def test_the_frame_is_told_which_data_to_show_and_nothing_else_is_drawn(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = Page(monkeypatch)
        assert page.told == {"hash": routes.edition().columns.hash, "viewOnly": False}
        assert page.sent[-1]["returned_objects"] == ["last_active_drawing"]
        assert not page.test.button
        assert not page.texts

    @pytest.mark.usefixtures("store")
    def test_a_date_is_set_once_and_taken_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Page(monkeypatch)
        before, undated = page.told["hash"], sample.UNDATED.article.id
        page.tell(kind="date", number=1, article=undated, day="2021-09-07")
        assert page.texts == ["The date was set to 7 September 2021."]
        assert page.told["hash"] != before
        dated = library().dataset.article(undated)
        assert dated is not None
        assert dated.article.published == sample.day(7)
        # The same number again, and a run for another reason, change nothing.
        changed = len(page.sent)
        page.run()
        assert len(page.sent) == changed + 1
        page.tell(kind="date", number=2, article=undated, day=None)
        assert page.texts == ["The date was taken back."]
        dated = library().dataset.article(undated)
        assert dated is not None
        assert dated.article.published is None
        assert len({told["key"] for told in page.sent}) == 1

    @pytest.mark.usefixtures("store")
    def test_adding_is_a_dialog_that_opens_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Page(monkeypatch)
        page.tell(kind="add", number=1)
        assert page.test.get("file_uploader")
        page.run()
        assert not page.test.get("file_uploader")

    @pytest.mark.usefixtures("store")
    def test_a_view_only_page_changes_nothing_and_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(serving.VIEW_ONLY_VARIABLE, "1")
        page = Page(monkeypatch)
        assert page.told["viewOnly"] is True
        before = page.told["hash"]
        page.tell(kind="add", number=1)
        assert not page.test.get("file_uploader")
        page.tell(kind="date", number=2, article=sample.UNDATED.article.id, day="2021-09-07")
        assert page.texts == [serving.VIEW_ONLY]
        page.tell(kind="load-demo", number=3)
        assert page.told["hash"] == before

    @pytest.mark.usefixtures("store")
    def test_the_demonstration_is_added_to_what_is_there(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = Page(monkeypatch)
        page.tell(kind="load-demo", number=1)
        assert page.texts == ["40 articles of the demonstration added."]
        assert len(library().dataset) == len(sample.ALL) + 40

    @pytest.mark.usefixtures("store")
    def test_what_a_browser_makes_up_changes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Page(monkeypatch)
        before = page.told
        for number, text in enumerate(hostile.HOSTILE[:40], 1):
            page.drawing = drawing(kind="date", number=number, article=text, day=text)
            page.run()
        assert page.told == before
        assert page.texts == []

    def test_an_empty_page_says_what_to_do_next(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("DATELINE_STORE", str(tmp_path / "new.db"))
        monkeypatch.delenv(serving.VIEW_ONLY_VARIABLE, raising=False)
        page = Page(monkeypatch)
        assert {button.key for button in page.test.button} == {"dl_add_first", "dl_demo"}
        assert page.sent == []
        page.test.button(key="dl_demo").click()
        page.run()
        assert page.told["hash"] == routes.edition().columns.hash

    def test_a_store_that_is_none_gives_a_sentence_and_no_traceback(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        path = tmp_path / "notes.db"
        path.write_bytes(b"these are my notes, not a store\n" * 400)
        monkeypatch.setenv("DATELINE_STORE", str(path))
        page = Page(monkeypatch)
        assert any(str(path) in text for text in page.texts)


def test_the_earliest_and_latest_day_that_may_be_set_are_days() -> None:
    assert layer.heard(
        drawing(kind="date", article=REACHED, day=dt.date(1800, 1, 1).isoformat()), DATASET
    )
