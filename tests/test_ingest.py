"""Ingest: twice changes nothing, a stopped run is finished by the next, counts are the page's."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from geo.errors import ArticleNotFoundError, InputNotFoundError
from geo.ingest import (
    MOST_PROBLEMS,
    IngestReport,
    demonstration_path,
    ingest,
    keep,
    load_demonstration,
    set_published,
)
from geo.model import Article, LocatedArticle, Problem
from geo.places import open_gazetteer
from geo.selection import Dataset, select
from geo.store import ArticleRefusedError, Outcome, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.gazetteer import Gazetteer
    from geo.store import Run

TEXTS = (
    "Fighters held the road to Bazarak in Panjshir on Wednesday, residents said.",
    "Flights left Kabul again on Thursday after two days without any.",
    "Traders at Torkham waited for the crossing to open.",
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dateline.db") as opened:
        yield opened


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one report of each kind of file, the last without a day or a place."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(f" date 2021-09-03 {TEXTS[0]}", "utf-8")
    (folder / "b.csv").write_text(f'title,text,date\nFlights,"{TEXTS[1]}",2021-08-27\n', "utf-8")
    row = {"title": "Traders wait", "text": TEXTS[2], "date": "2021-09-01"}
    (folder / "c.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (folder / "d.txt").write_text("Nobody said when this was, or where.", "utf-8")
    return folder


def test_every_report_of_a_folder_is_kept_whatever_its_kind(
    store: Store, gazetteer: Gazetteer, reports: Path
) -> None:
    report = ingest([reports], store=store, gazetteer=gazetteer)
    assert report == IngestReport(read=4, added=4, undated=1)
    kept = {each.article.text: each for each in store.located_articles()}
    assert kept.keys() >= {*TEXTS}
    places = {mention.resolution.place for mention in kept[TEXTS[1]].mentions}
    assert {place.id for place in places if place} == {"af-kabul"}


def test_doing_it_twice_changes_nothing(store: Store, gazetteer: Gazetteer, reports: Path) -> None:
    ingest([reports], store=store, gazetteer=gazetteer)
    version, kept = store.version(), list(store.located_articles())
    again = ingest([reports, reports / "a.txt"], store=store, gazetteer=gazetteer)
    assert (again.read, again.added, again.same) == (5, 0, 5)
    assert (again.undated, again.unplaced) == (0, 0)  # of what was added
    assert store.version() == version
    assert list(store.located_articles()) == kept


def test_the_order_of_the_input_does_not_matter(
    tmp_path: Path, gazetteer: Gazetteer, reports: Path
) -> None:
    paths = sorted(reports.iterdir())
    kept = []
    for name, order in (("one.db", paths), ("two.db", paths[::-1])):
        with Store.open(tmp_path / name) as store:
            ingest(order, store=store, gazetteer=gazetteer)
            kept.append(list(store.located_articles()))
    assert kept[0] == kept[1]
    assert len(kept[0]) == 4


def test_undated_and_unplaced_are_the_lots_of_the_page(store: Store, gazetteer: Gazetteer) -> None:
    report = ingest([demonstration_path()], store=store, gazetteer=gazetteer)
    counts = select(Dataset.of(store.located_articles())).counts
    assert (report.undated, report.unplaced) == (counts.undated, counts.unplaced)
    assert report.undated
    assert report.unplaced


def test_a_bad_row_is_told_and_the_others_are_kept(
    store: Store, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [json.dumps({"text": text}) for text in TEXTS]
    path.write_text("\n".join([rows[0], "{broken", rows[1], '{"title": "no text"}', rows[2]]))
    report = ingest([path], store=store, gazetteer=gazetteer)
    assert (report.read, report.added, len(report.problems)) == (3, 3, 2)
    assert all(str(path) in problem.where for problem in report.problems)


def test_a_path_that_does_not_exist_stops_it_before_anything_is_read(
    store: Store, gazetteer: Gazetteer, reports: Path
) -> None:
    with pytest.raises(InputNotFoundError, match=r"nowhere\.txt"):
        ingest([reports, reports / "nowhere.txt"], store=store, gazetteer=gazetteer)
    assert len(store) == 0


def test_progress_hears_of_every_article_once_it_is_kept_and_of_every_problem(
    store: Store, gazetteer: Gazetteer, reports: Path
) -> None:
    (reports / "e.jsonl").write_text("{broken\n", "utf-8")
    heard: list[Article | Problem] = []

    def listen(item: Article | Problem) -> None:
        assert isinstance(item, Problem) or item.id in store
        heard.append(item)

    report = ingest([reports], store=store, gazetteer=gazetteer, progress=listen)
    assert sum(isinstance(item, Article) for item in heard) == report.read == 4
    assert tuple(item for item in heard if isinstance(item, Problem)) == report.problems
    assert len(report.problems) == 1


def test_a_run_that_was_stopped_is_finished_by_the_next(
    tmp_path: Path, gazetteer: Gazetteer, reports: Path
) -> None:
    def stop(_: Article | Problem) -> None:
        raise KeyboardInterrupt

    with Store.open(tmp_path / "whole.db") as whole, Store.open(tmp_path / "torn.db") as torn:
        ingest([reports], store=whole, gazetteer=gazetteer)
        for kept in (1, 1, 1):
            with pytest.raises(KeyboardInterrupt):
                ingest([reports], store=torn, gazetteer=gazetteer, progress=stop)
            assert len(torn) == kept
        ingest([reports], store=torn, gazetteer=gazetteer)
        assert list(torn.located_articles()) == list(whole.located_articles())


class Picky(Store):
    """A store that refuses one text."""

    def add(self, located: LocatedArticle, run: Run | None = None) -> Outcome:
        if located.article.text == TEXTS[1]:
            message = "no flights"
            raise ArticleRefusedError(message)
        return super().add(located, run)


def test_an_article_that_the_store_refuses_is_a_problem_and_the_others_are_kept(
    tmp_path: Path, gazetteer: Gazetteer, reports: Path
) -> None:
    with Picky.open(tmp_path / "picky.db") as store:
        report = ingest([reports], store=store, gazetteer=gazetteer)
        assert (report.read, report.added, len(store)) == (4, 3, 3)
    (problem,) = report.problems
    assert problem.value == "Flights"
    assert "no flights" in problem.allowed


def test_a_day_by_the_user_anchors_the_times_and_clearing_it_brings_all_back(
    store: Store, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    path = tmp_path / "undated.txt"
    path.write_text(TEXTS[0], "utf-8")
    ingest([path], store=store, gazetteer=gazetteer)
    (before,) = store.located_articles()
    assert before.times[0].interval is None

    day = dt.date(2021, 9, 3)
    after = set_published(store, before.article.id, day, gazetteer)
    assert store.article(before.article.id) == after
    assert after.article.published == day
    assert after.times[0].interval is not None
    assert after.times[0].interval.first == dt.date(2021, 9, 1)
    assert store.dates_set_by_user() == {before.article.id}

    assert set_published(store, before.article.id, None, gazetteer) == before
    assert list(store.located_articles()) == [before]
    assert store.dates_set_by_user() == frozenset()


def test_reading_an_article_again_leaves_the_users_day_alone(
    store: Store, gazetteer: Gazetteer, reports: Path
) -> None:
    ingest([reports / "d.txt"], store=store, gazetteer=gazetteer)
    (before,) = store.located_articles()
    set_published(store, before.article.id, dt.date(2021, 9, 3), gazetteer)
    report = ingest([reports / "d.txt"], store=store, gazetteer=gazetteer)
    assert (report.same, report.undated) == (1, 0)
    assert store.article(before.article.id).article.published == dt.date(2021, 9, 3)


def test_a_day_for_an_unknown_article_is_refused(store: Store, gazetteer: Gazetteer) -> None:
    with pytest.raises(ArticleNotFoundError):
        set_published(store, "0" * 20, dt.date(2021, 9, 3), gazetteer)


def test_the_demonstration_is_forty_articles_without_a_problem(
    store: Store, gazetteer: Gazetteer
) -> None:
    report = load_demonstration(store, gazetteer)
    assert (report.read, report.added, report.problems) == (40, 40, ())
    again = load_demonstration(store, gazetteer)
    assert (again.added, again.same) == (0, 40)


def test_problems_are_all_counted_and_only_the_first_of_very_many_kept(
    store: Store, gazetteer: Gazetteer
) -> None:
    problems = [
        Problem(where=f"line {number}", value="x", allowed="text", remedy="-", kept=number < 10)
        for number in range(MOST_PROBLEMS + 500)
    ]
    report = keep(problems, store=store, gazetteer=gazetteer)
    assert report.problems == tuple(problems[:MOST_PROBLEMS])
    assert (report.refused, report.in_part) == (MOST_PROBLEMS + 490, 10)
    assert report.reasons == (("text", MOST_PROBLEMS + 500),)
