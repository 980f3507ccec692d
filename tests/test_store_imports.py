"""Imports: what was read in at one go is known, and can be taken back as a whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from located import KABUL, located, mention

from geo.errors import ImportNotFoundError, StoreError
from geo.ingest import ingest, keep
from geo.places import open_gazetteer
from geo.store import Question, Removal, Run, State, Store, imports, upkeep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import Article, LocatedArticle, Problem

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60.0
NOW = dt.datetime(2021, 9, 3, 12, 30, 5, tzinfo=dt.timezone(dt.timedelta(hours=4.5)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


def one(number: int) -> LocatedArticle:
    return located(number, mention(KABUL), text=f"x, report {number}.")


def imported(store: Store, *numbers: int, named: str = "a.txt") -> Run:
    run = store.begin_import([named], NOW)
    for number in numbers:
        if one(number).article.id in store:
            store.note_same(run, [one(number).article.id])
        else:
            store.add(one(number), run)
    store.finish_import(run)
    return run


def kept(store: Store) -> set[int]:
    return {int(each.article.id, 16) for each in store.located_articles()}


def test_an_import_tells_what_was_named_when_and_how_much_came_of_it(store: Store) -> None:
    run = imported(store, 1, 2)
    again = imported(store, 2, 3, 3, named="ب\udcff<b>.csv")
    latest, first = store.imports()
    assert first == imports.Import(
        number=run.number,
        begun=dt.datetime(2021, 9, 3, 8, 0, 5, tzinfo=dt.UTC),
        named=("a.txt",),
        read=2,
        added=2,
        same=0,
        problems=0,
        state=State.FINISHED,
    )
    assert latest.number == again.number
    assert (latest.named, latest.read, latest.added, latest.same) == (("ب?<b>.csv",), 3, 1, 2)
    assert all(each.article.published == dt.date(2021, 8, 20) for each in store.located_articles())


def test_bookkeeping_is_no_change_of_what_is_kept(store: Store) -> None:
    imported(store, 1)
    version = store.version()
    imported(store, 1)
    assert store.version() == version


def test_taking_an_import_back_removes_its_articles_and_all_about_them(store: Store) -> None:
    before = imported(store, 1)
    run = imported(store, 2, 3)
    dated = dataclasses.replace(
        one(3), article=dataclasses.replace(one(3).article, published=dt.date(2021, 8, 21))
    )
    store.replace(dated)
    assert store.removal(run.number) == Removal(removed=2, dated=1, passed_on=0)
    version = store.version()
    assert store.take_back(run.number).removed == 2
    assert kept(store) == {1}
    assert store.version() != version
    assert store.search(Question(text="report")).total == 1
    assert store.search(Question(first=dt.date(2021, 8, 1))).total == 1
    for table in ("mentions", "times", "focus", "relative_places", "words", "days", "brought"):
        query = f"SELECT DISTINCT article FROM {table}"  # noqa: S608 - a name of ours
        rows = store._connection.execute(query).fetchall()
        assert len(rows) <= 1, table
    assert [each.state for each in store.imports()] == [State.TAKEN_BACK, State.FINISHED]
    assert store.removal(before.number).removed == 1
    assert upkeep.check(store.path).total == 0


def test_what_a_later_import_named_too_stays_and_passes_to_that_one(store: Store) -> None:
    first, second, third = imported(store, 1, 2), imported(store, 2, 3), imported(store, 2)
    assert store.removal(first.number) == Removal(removed=1, dated=0, passed_on=1)
    store.take_back(first.number)
    assert kept(store) == {2, 3}
    store.take_back(third.number)
    assert kept(store) == {2, 3}
    assert store.take_back(second.number) == Removal(removed=2, dated=0, passed_on=0)
    assert kept(store) == set()


def test_only_naming_what_was_there_gives_no_hold_on_it(store: Store) -> None:
    imported(store, 1)
    again = imported(store, 1)
    assert store.take_back(again.number).removed == 0
    assert kept(store) == {1}


def test_an_unknown_import_and_one_that_was_taken_back_are_refused_in_words(store: Store) -> None:
    run = imported(store, 1)
    for act in (store.take_back, store.removal, store.import_problems):
        with pytest.raises(ImportNotFoundError, match="no import 7"):
            act(7)
    store.take_back(run.number)
    for act in (store.take_back, store.removal):
        with pytest.raises(StoreError, match="was taken back"):
            act(run.number)


def test_a_store_that_may_only_be_read_takes_nothing_back(store: Store, path: Path) -> None:
    run = imported(store, 1)
    with (
        Store.open(path, read_only=True) as viewed,
        pytest.raises(StoreError, match="only be read"),
    ):
        viewed.take_back(run.number)
    assert kept(store) == {1}


def test_a_removal_that_fails_half_way_changes_nothing(store: Store) -> None:
    run = imported(store, 1, 2)
    store._connection.execute(
        "CREATE TEMP TRIGGER halt BEFORE DELETE ON main.articles WHEN old.number = 2 "
        "BEGIN SELECT RAISE(ABORT, 'halted'); END"
    )
    with pytest.raises(StoreError, match="halted"):
        store.take_back(run.number)
    store._connection.execute("DROP TRIGGER halt")
    assert kept(store) == {1, 2}
    assert upkeep.check(store.path).total == 0


def test_what_is_taken_back_while_it_is_read_in_stops_and_keeps_nothing_more(
    store: Store, path: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "rows.jsonl"
    texts.write_text("".join(json.dumps({"text": f"Kabul {n}."}) + "\n" for n in range(3)), "utf-8")

    def take_back(_: Article | Problem) -> None:
        with Store.open(path) as another:
            another.take_back(1)

    with pytest.raises(StoreError, match="Import 1 was taken back"):
        ingest([texts], store=store, gazetteer=open_gazetteer(), progress=take_back)
    assert len(store) == 0


def test_problems_are_kept_in_words_and_the_store_s_own_refusals_among_them(store: Store) -> None:
    run = store.begin_import(["a"], NOW)
    store.note_problems(run, ["first \ud800", "second"])
    store.note_problems(run, [str(n) for n in range(imports.MOST_PROBLEMS)], refused=1)
    store.finish_import(run)
    words = store.import_problems(run.number)
    assert words[:3] == ("first ?", "second", "0")
    assert len(words) == imports.MOST_PROBLEMS
    (record,) = store.imports()
    assert (record.problems, record.read, record.added) == (imports.MOST_PROBLEMS + 2, 1, 0)


# --- Ingesting -----------------------------------------------------------------------------


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    rows = [
        json.dumps({"text": f"Convoy {n} left Kabul on Monday.", "date": "2021-08-28"})
        for n in range(60)
    ]
    file.write_text("\n".join([*rows, "{broken", rows[0]]) + "\n", "utf-8")
    return file


def test_every_ingest_is_an_import(store: Store, reports: Path) -> None:
    first = ingest([reports], store=store, gazetteer=open_gazetteer())
    again = ingest([reports], store=store, gazetteer=open_gazetteer())
    latest, earliest = store.imports()
    assert (earliest.number, latest.number) == (first.imported, again.imported)
    assert earliest.named == (str(reports),)
    assert (earliest.read, earliest.added, earliest.same, earliest.problems) == (61, 60, 1, 1)
    assert (latest.read, latest.added, latest.same, latest.problems) == (61, 0, 61, 1)
    assert "broken" in store.import_problems(first.imported)[0]


def test_an_unfinished_import_of_other_names_is_left_alone(store: Store, reports: Path) -> None:
    def stop(_: Article | Problem) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([reports], store=store, gazetteer=open_gazetteer(), progress=stop)
    report = keep((), named=("upload",), store=store, gazetteer=open_gazetteer())
    assert [(each.number, each.state) for each in store.imports()] == [
        (report.imported, State.FINISHED),
        (1, State.UNFINISHED),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
def test_a_killed_ingest_is_gone_on_with_by_the_same_command_as_one_import(
    path: Path, reports: Path
) -> None:
    script = (
        "import os, signal, sys\n"
        "from geo import ingest\n"
        "from geo.cli import main\n"
        "from geo.store import Store\n"
        "add, left = Store.add, [int(sys.argv.pop(1))]\n"
        "def last(*given):\n"
        "    outcome = add(*given)\n"
        "    left[0] -= 1\n"
        "    if not left[0]: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return outcome\n"
        "Store.add = last\n"
        "main(sys.argv[1:])\n"
    )

    def run(adds: int) -> int:
        command = [sys.executable, "-c", script, str(adds), "ingest", str(reports)]
        done = subprocess.run(
            [*command, "--store", str(path)],
            cwd=ROOT,
            env={**os.environ},
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return done.returncode

    for adds in (20, 15):
        assert run(adds) == -signal.SIGKILL
        with Store.open(path, read_only=True) as store:
            (unfinished,) = store.imports()
            assert unfinished.state is State.UNFINISHED
    assert run(1000) == 0
    with Store.open(path) as store:
        (whole,) = store.imports()
        assert whole.state is State.FINISHED
        assert (whole.read, whole.added, whole.same, whole.problems) == (61, 60, 1, 1)
        assert store.take_back(whole.number).removed == 60
        assert len(store) == 0
