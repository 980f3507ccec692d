"""`python -m geo accuracy`, and `evaluate` against what a team judged."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import hostile
import pytest
import sample_articles as sample

from geo.cli import main
from geo.corrections import LOOKED_AT, Confirmed, Correction, NotAPlace, PlaceIs, Reach
from geo.evaluation import match, read_corpora
from geo.evaluation.kinds import GoldKind, kind_of
from geo.evaluation.scoring import Prediction, figures
from geo.ingest import keep
from geo.model import Article, PlaceKind, Role
from geo.places import open_gazetteer
from geo.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.corrections import Change
    from geo.model import LocatedArticle, LocatedMention

FAR = sample.place("af-bazarak-3", "Bazarak", PlaceKind.VILLAGE, 34.3, 62.2)
AT = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
TEXT = (
    "Traders from Kabul came to Bazarak on Monday. Officials in Paris said nothing. "
    "Reading the papers takes time, said the mayor of Mandi."
)


def say(store: Store, located: LocatedArticle, mention: LocatedMention, change: Change) -> None:
    words = mention.mention
    seen = store.corrections.read()
    store.corrections.add(
        Correction(
            article=located.article.id,
            part=words.part,
            span=words.span,
            name=words.text,
            source=located.article.source,
            reach=Reach.MENTION,
            change=change,
            was="",
            author="anna",
            reason=LOOKED_AT,
            at=AT,
        ),
        seen=len(seen),
    )


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """Keep an article, and judge what it names: one right, one another place, one none."""
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        article = Article(id="a" * 20, title="Traders in Bazarak", text=TEXT, source="Alpha")
        keep([article], store=store, gazetteer=open_gazetteer())
        located = store.article(article.id)
        named = {m.mention.text: m for m in located.mentions if m.mention.part == "text"}
        assert {"Kabul", "Bazarak", "Paris"} <= set(named)
        say(store, located, named["Kabul"], Confirmed(place=named["Kabul"].resolution.place))
        say(store, located, named["Bazarak"], PlaceIs(place=FAR))
        say(store, located, named["Paris"], NotAPlace())
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([*map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def record(out: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(out)
    return read


class TestAccuracy:
    def test_it_tells_precision_with_intervals_and_warns_of_the_choice(
        self, judged: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, out, _ = run(capsys, "accuracy", "--store", judged)
        assert code == 0
        line = next(line for line in out.splitlines() if line.startswith("all "))
        assert line.split()[1:4] == ["3", "1", "0.333"]
        assert "0.061 to 0.792" in line
        assert "picked by people" in out
        assert "TO CHECK NEXT" in out
        told = record(run(capsys, "accuracy", "--store", judged, "--json", "-")[1])["store"]
        assert (told["placed"]["right"], told["placed"]["judged"]) == (1, 3)
        assert told["sources"][0]["name"] == "Alpha"
        assert sum(line["judged"] for line in told["kinds"]) == 3
        assert sum(line["judged"] for line in told["confidence"]) == 3

    def test_where_nobody_looked_it_says_so_and_what_to_check_first(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        store = sample.fill(tmp_path / "store.db")
        code, out, err = run(capsys, "accuracy", "--store", store, "--next", "1")
        assert code == 0
        assert "Nobody has checked a mention yet" in err
        assert "picked by people" not in out
        assert out.splitlines()[-1].split()[1] == "Kabul"
        assert "1 whose places have none" in out

    def test_gold_is_told_in_the_same_tables(
        self, judged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        gold = tmp_path / "gold.jsonl"
        kabul = {"start": 13, "end": 18, "phrase": "Kabul", "lat": 34.53, "lon": 69.17}
        gold.write_text(json.dumps({"id": 1, "text": TEXT, "toponyms": [kabul]}) + "\n", "utf-8")
        figures_file = tmp_path / "figures.json"
        code, out, _ = run(
            capsys, "accuracy", "--store", judged, "--gold", gold, "--json", figures_file
        )
        assert code == 0
        assert "GOLD, MARKED BY PEOPLE" in out
        told = record(figures_file.read_text("utf-8"))["gold"]["placed"]
        # What is found and not marked is wrong.
        assert told["right"] == 1
        assert told["judged"] == told["of"] > 2

    def test_a_missing_store_and_a_file_that_is_read_are_refused(
        self, judged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, _, err = run(capsys, "accuracy", "--store", tmp_path / "nothing.db")
        assert (code, "There is no store" in err) == (2, True)
        with pytest.raises(SystemExit):
            run(capsys, "accuracy", "--store", judged, "--json", judged)
        assert not (tmp_path / "nothing.db").exists()

    def test_hostile_names_stay_on_their_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        articles = [
            sample.located(
                f"{text}\x1b[2J",
                f"So {text} Kabul",
                published=None,
                names=[("Kabul", sample.KABUL, Role.EVENT)],
                source=f"{text}\x1b[2J\n",
            )
            for text in hostile.SHOWN
        ]
        store = sample.fill(tmp_path / "store.db", articles)
        with Store.open(store) as opened:
            for located in articles:
                say(opened, located, located.mentions[0], Confirmed(place=sample.KABUL))
        code, out, _ = run(capsys, "accuracy", "--store", store)
        assert code == 0
        assert "\x1b" not in out
        assert len(out.splitlines()) < len(articles) + 40


class TestEvaluate:
    def test_a_store_is_scored_against_what_was_judged_in_it(
        self, judged: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, out, err = run(capsys, "evaluate", "--store", judged)
        assert code == 0
        assert "1 article evaluated, 0 problems" in err
        rows = [line for line in out.splitlines() if line.startswith(("a place,", "no place,"))]
        assert rows[0].split()[-6:-3] == ["1", "2", "0.500"]
        assert rows[1].split()[-6:-3] == ["0", "1", "0.000"]
        assert "over-eager on no place" in out

    def test_exported_labels_say_the_same_and_are_read_whole(
        self, judged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        labels = tmp_path / "labels.jsonl"
        export = ("corrections", "export", "--as", "labels", "--output", labels)
        assert run(capsys, *export, "--store", judged)[0] == 0
        (corpus,) = read_corpora([labels])
        assert (corpus.problems, corpus.left_out) == ((), 0)
        (gold,) = corpus.articles
        assert [span.of(gold.article.text) for span in gold.not_places] == ["Paris"]
        assert sum(each.coordinates is not None for each in gold.toponyms) == 2
        code, out, _ = run(capsys, "evaluate", labels, "--json", "-")
        of_labels = record(out)["corpora"]["labels"]["figures"]
        code, out, _ = run(capsys, "evaluate", "--store", judged, "--json", "-")
        of_store = record(out)["corpora"]["judged in news.db"]["figures"]
        assert code == 0
        assert (of_labels["not_places"], of_labels["left_alone"]) == (1, 0)
        assert {**of_labels} == {**of_store}

    def test_a_name_that_is_left_alone_where_it_is_no_place_is_right(self, judged: Path) -> None:
        row = {
            "id": 1,
            "text": "Nice work.",
            "toponyms": [],
            "not_places": [{"start": 0, "end": 4}],
        }
        path = judged.with_name("nice.jsonl")
        path.write_text(json.dumps(row), "utf-8")
        gold = read_corpora([path])[0].articles[0]
        span = gold.not_places[0]
        none = match(gold, [Prediction(span=span, place=None)])
        some = match(gold, [Prediction(span=span, place=sample.KABUL)])
        assert (figures([none]).left_alone, figures([none]).predictions) == (1, 0)
        assert (figures([some]).left_alone, figures([some]).predictions) == (0, 1)
        assert figures([match(gold, [])]).left_alone == 1

    @pytest.mark.parametrize("marked", ["no list", [7], [{"start": 90, "end": 99}], [{}]])
    def test_what_is_wrongly_marked_as_no_place_is_told(
        self, tmp_path: Path, marked: object
    ) -> None:
        path = tmp_path / "broken.jsonl"
        row = {"id": 1, "text": "Nice work.", "toponyms": [], "not_places": marked}
        path.write_text(json.dumps(row), "utf-8")
        (corpus,) = read_corpora([path])
        assert (len(corpus.problems), corpus.left_out, len(corpus.articles)) == (1, 1, 1)

    def test_labels_are_told_by_the_kinds_that_they_state(self, judged: Path) -> None:
        path = judged.with_name("kinds.jsonl")
        mark = {"start": 0, "end": 4, "lat": 1, "lon": 2, "type": "province"}
        path.write_text(json.dumps({"id": 1, "text": "Nice.", "toponyms": [mark]}), "utf-8")
        (toponym,) = read_corpora([path])[0].articles[0].toponyms
        assert kind_of(toponym, ()) is GoldKind.ADMIN1

    def test_nothing_judged_and_nothing_named_are_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        store = sample.fill(tmp_path / "store.db")
        code, _, err = run(capsys, "evaluate", "--store", store)
        assert (code, "holds no judgement" in err) == (2, True)
        with pytest.raises(SystemExit):
            run(capsys, "evaluate")
