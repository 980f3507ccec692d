"""Killed at any point, ingest leaves whole articles only, and the next run finishes the work."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.errors import StoreError
from geo.ingest import ingest
from geo.places import open_gazetteer
from geo.store import Question, Store, upkeep

if TYPE_CHECKING:
    from geo.model import LocatedArticle

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = 240
KILLS = 20
MANY_ARTICLES = 1600
MANY_KILLS = 100
SEED = 20210815  # another one, other moments
PATIENCE_SECONDS = 60.0
KILLING_SECONDS = 300.0
POLL_SECONDS = 0.005
NAMES = ("Kabul", "Bazarak", "Panjshir", "Kunduz", "Torkham", "Herat", "Moscow", "Salang")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of generated reports; the same in every run."""
    folder = tmp_path_factory.mktemp("reports")
    chance = random.Random(20210815)  # noqa: S311 - no secret hangs on it
    for number in range(ARTICLES):
        sentences = [
            f"Convoy {number} went from {chance.choice(NAMES)} to {chance.choice(NAMES)} on "
            f"{chance.choice(('Monday', 'Wednesday', 'Friday'))}, "
            f"{chance.randrange(2, 90)} drivers said."
            for _ in range(chance.randrange(2, 8))
        ]
        day = f"2021-08-{chance.randrange(15, 32)}"
        text = f" date {day} {' '.join(sentences)}"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def unbroken(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> list[LocatedArticle]:
    """What a run that nothing disturbs keeps."""
    gazetteer = open_gazetteer()
    with Store.open(tmp_path_factory.mktemp("unbroken") / "dateline.db") as store:
        ingest([reports], store=store, gazetteer=gazetteer)
        return list(store.located_articles())


def start(reports: Path, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "geo", "ingest", str(reports), "--store", str(path)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def kill_when_kept(process: subprocess.Popen[bytes], path: Path, wanted: int) -> bool:
    """Kill the run as soon as `wanted` articles are kept; tell whether it was still running."""
    while process.poll() is None:
        if kept_so_far(path) >= wanted:
            process.kill()
            break
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(POLL_SECONDS)  # leaves the processor to the run
    return process.wait(PATIENCE_SECONDS) != 0


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill the run at a moment that has nothing to do with what it is at."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait(PATIENCE_SECONDS) != 0


def kept_so_far(path: Path) -> int:
    try:
        with Store.open(path, read_only=True) as store:
            return len(store)
    except StoreError:  # not there yet, or just being made
        return 0


def digest(articles: list[LocatedArticle]) -> str:
    return hashlib.sha256(repr(articles).encode()).hexdigest()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")
def test_ingest_killed_twenty_times_leaves_whole_articles_and_is_finished_by_the_next_run(
    reports: Path, unbroken: list[LocatedArticle], tmp_path: Path
) -> None:
    path = tmp_path / "dateline.db"
    chance = random.Random(9)  # noqa: S311 - no secret hangs on it
    expected = {each.article.id: each for each in unbroken}
    assert len(expected) == ARTICLES
    landed = 0
    kept = 0
    for number in range(KILLS):
        with start(reports, path) as process:
            if number % 4 == 0:
                landed += kill_after(process, chance.uniform(0.0, 1.0))
            else:
                # Near a commit, which is where a store could break.
                landed += kill_when_kept(process, path, kept + chance.randrange(1, 12))
            assert process.stderr is not None
            assert process.stderr.read() == b""
        if not path.exists():
            continue
        with Store.open(path) as store:
            assert store._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert store._connection.execute("PRAGMA foreign_key_check").fetchall() == []
            found = list(store.located_articles())
        assert len(found) >= kept, "an article that was kept is gone"
        kept = len(found)
        for each in found:
            assert each == expected[each.article.id]
    assert landed >= KILLS * 3 // 4, "the runs were over before they could be killed"
    assert 0 < kept < ARTICLES

    with start(reports, path) as process:
        _, complaints = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, complaints) == (0, b"")
    with Store.open(path, read_only=True) as store:
        assert digest(list(store.located_articles())) == digest(unbroken)


@pytest.fixture
def many_reports(tmp_path: Path) -> Path:
    """One file of generated reports; some are there twice, and some cannot be read."""
    chance = random.Random(SEED)  # noqa: S311 - no secret hangs on it
    path = tmp_path / "reports.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(MANY_ARTICLES):
            row = {
                "title": f"Convoy {number}",
                "date": f"2021-08-{chance.randrange(15, 32)}",
                "source": f"Desk {number % 5}",
                "text": f"Convoy {number} went from {chance.choice(NAMES)} to "
                f"{chance.choice(NAMES)} on {chance.choice(('Monday', 'Friday'))}.",
            }
            line = json.dumps(row)
            print(line, file=lines)
            if number % 40 == 0:
                print(line, file=lines)
            if number % 100 == 50:
                print(json.dumps({"title": "nothing but a title"}), file=lines)
                print(json.dumps({**row, "text": f"Another {number}.", "date": "soon"}), file=lines)
    return path


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a store keeps, but for the number of runs and what only a clock knows."""
    with Store.open(path) as store:
        connection = store._connection
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
        ).fetchall()
        own = {"state": "identity, revision", "imports": "begun, run", "brought": "run"}
        found = {}
        for (table,) in tables:
            columns = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
            names = [name for (name,) in columns if name not in own.get(table, "").split(", ")]
            kept = connection.execute(f"SELECT {', '.join(names)} FROM {table}")  # noqa: S608
            found[table] = sorted(kept.fetchall(), key=repr)
        found["search"] = [(store.search(Question(text="convoy")).total,)]
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="no fork, and no kill -9 there")
def test_ingest_killed_a_hundred_times_ends_as_an_unbroken_run_does(
    many_reports: Path, tmp_path: Path
) -> None:
    killed, unbroken = tmp_path / "killed.db", tmp_path / "unbroken.db"
    command = [sys.executable, "tests/killing.py", str(many_reports), str(killed)]
    with subprocess.Popen(
        [*command, str(MANY_KILLS), str(SEED)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        with Store.open(unbroken) as store:
            whole = ingest([many_reports], store=store, gazetteer=open_gazetteer())
        said, complaints = process.communicate(timeout=KILLING_SECONDS)
    assert (process.returncode, complaints) == (0, "")
    told = json.loads(said)
    sys.stdout.write(f"{told}\n")
    assert sum(told["landed"].values()) == MANY_KILLS
    assert set(told["landed"]) == {"starting", "reading", "keeping", "checkpoint"}
    assert 0 < told["kept"] < whole.added, "the work was done before the last kill"

    assert upkeep.check(killed).total == 0
    assert contents(killed) == contents(unbroken)
    with Store.open(killed, read_only=True) as store:
        (one,) = store.imports()
    assert (one.read, one.added, one.same) == (whole.read, whole.added, whole.same)
    assert whole.same == MANY_ARTICLES // 40
