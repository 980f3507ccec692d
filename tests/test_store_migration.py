"""A store of an earlier schema is brought to the present one, and nothing of it is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sample_articles as sample

from geo.corrections import Correction, DayIs, NotAPlace, PlaceIs, Undo
from geo.errors import StoreError
from geo.store import Question, Store, schema, upkeep
from geo.store.connection import open_connection
from geo.store.connection import sqlite3 as store_sqlite
from geo.store.rows import number_of_place
from geo.store.schema import MIGRATIONS

ROOT = Path(__file__).resolve().parents[1]
SCHEMA_2 = Path(__file__).with_name("schema_2.sql")
USER_DAY = dt.date(2021, 9, 7)
PATIENCE_SECONDS = 60.0


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Make a store by the statements of its time, not by ours."""
    path = tmp_path / "dateline.db"
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA_2.read_text("utf-8"))
    connection.close()
    return path


def expected() -> dict[str, object]:
    dated = dataclasses.replace(
        sample.UNDATED,
        article=dataclasses.replace(sample.UNDATED.article, published=USER_DAY),
    )
    articles = (*(each for each in sample.ALL if each is not sample.UNDATED), dated)
    return {each.article.id: each for each in articles}


def holds_all(path: Path) -> None:
    with Store.open(path) as store:
        assert {each.article.id: each for each in store.located_articles()} == expected()
        assert store.dates_set_by_user() == {sample.UNDATED.article.id}
        assert store.stated_date(sample.UNDATED.article.id) is None


def test_nothing_is_lost_and_a_copy_of_the_old_one_is_kept(
    old: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(old) as store:
        assert store._connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    holds_all(old)
    checked = upkeep.check(old)
    assert (checked.articles, checked.total) == (len(sample.ALL), 0)
    backup = old.with_name(f"{old.name}.schema-2.backup")
    (told,) = caplog.messages
    assert repr(str(old)) in told
    assert repr(str(backup)) in told
    assert sorted(each.name for each in old.parent.glob("*schema*")) == [backup.name]
    upkeep.restore(old, backup)
    holds_all(old)


def test_what_was_kept_before_is_found_and_belongs_to_no_import(old: Path) -> None:
    with Store.open(old) as store:
        assert store.search(Question(text='"reach the valley"')).ids == (sample.REACHED.article.id,)
        found = store.search(Question(first=USER_DAY, last=USER_DAY))
        assert found.ids == (sample.UNDATED.article.id,)
        assert store.imports() == ()
        run = store.begin_import(["again"], dt.datetime.now(dt.UTC))
        store.note_same(run, sorted(expected()))
        store.finish_import(run)
        assert store.imports()[0].same == len(sample.ALL)
        done = store.take_back(run.number)
        assert (done.removed, done.passed_on) == (0, 0)
    holds_all(old)


def test_only_reading_migrates_nothing(old: Path) -> None:
    content = old.read_bytes()
    with pytest.raises(StoreError, match="older schema 2"):
        Store.open(old, read_only=True)
    assert old.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
@pytest.mark.parametrize("after", ["_back_up", "bring_into_step"])
def test_killed_while_migrating_leaves_the_old_store_whole(old: Path, after: str) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from geo.store import Store, schema, searching\n"
        f"where = schema if {after!r} == '_back_up' else searching\n"
        f"act = getattr(where, {after!r})\n"
        "def last(*given, **named):\n"
        "    act(*given, **named)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"setattr(where, {after!r}, last)\n"
        "Store.open(Path(sys.argv[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(old)], cwd=ROOT, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == -signal.SIGKILL
    connection = sqlite3.connect(old)
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (len(sample.ALL),)
    connection.close()
    holds_all(old)


def test_what_analysts_said_keeps_its_numbers_and_stays_as_it_was_said(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    connection = open_connection(path, read_only=False)
    schema.migrate(connection, path, MIGRATIONS[:5])
    place = number_of_place(connection, sample.BAZARAK)
    columns = "number, article, part, span_start, span_end, name, reach, kind, place, day, was"
    connection.execute("BEGIN")
    connection.executemany(
        f"INSERT INTO corrections ({columns}, undoes, author, reason, at) "  # noqa: S608 - ours
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ann', 'so', '2026-01-02T03:04:05Z')",
        [
            (1, "a", "text", 0, 3, "Foo", "mention", "place", place, None, "no place", None),
            (4, "a", "text", 0, 3, "Foo", "article", "date", None, "2021-09-07", "no day", None),
            (5, *(None,) * 6, "undo", None, None, None, 4),
        ],
    )
    connection.execute("COMMIT")
    connection.close()
    with Store.open(path) as store:
        log = store.corrections.read()
        assert [each.number for each in log] == [1, 4, 5]
        first, second, undo = log
        assert isinstance(first, Correction)
        assert isinstance(second, Correction)
        assert first.change == PlaceIs(place=sample.BAZARAK)
        assert second.change == DayIs(day=USER_DAY)
        assert isinstance(undo, Undo)
        assert undo.correction == 4
        kept = store.corrections.add(dataclasses.replace(first, change=NotAPlace()), seen=5)
        assert kept.number == 6
        for changed in ("UPDATE corrections SET reason = 'other'", "DELETE FROM corrections"):
            with pytest.raises(store_sqlite.IntegrityError, match="kept as it was said"):
                store._connection.execute(changed)
        with pytest.raises(store_sqlite.IntegrityError, match="FOREIGN KEY"):
            store._connection.execute(
                "INSERT INTO corrections (kind, undoes, author, reason, at) "
                "VALUES ('undo', 99, 'ann', 'so', '2026-01-02T03:04:05Z')"
            )
    assert upkeep.check(path).total == 0
