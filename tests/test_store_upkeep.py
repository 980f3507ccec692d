"""Backups, restoring, checking and packing: the store is whole whatever happens on the way."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sample_articles as sample
from located import KABUL, located, mention

from geo.errors import StoreError
from geo.store import Question, Store, upkeep
from geo.store.connection import SQLITE_VERSION, journal_for

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60.0
NO_KILL = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is another thing there")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return sample.fill(tmp_path / "dateline.db")


def ids(path: Path) -> list[str]:
    with Store.open(path, read_only=True) as store:
        return [each.article.id for each in store.located_articles()]


def sound(path: Path) -> bool:
    return upkeep.check(path).total == 0


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    lines = list(connection.iterdump())
    connection.close()
    return lines


def python(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --- Backups -------------------------------------------------------------------------------


def test_a_backup_is_one_file_that_holds_the_same_and_is_searched_alike(
    path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    upkeep.back_up(path, target)
    assert ids(target) == ids(path)
    assert sound(target)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("copy")] == ["copy.db"]
    with Store.open(path) as one, Store.open(target) as other:
        assert one.search(Question(text="kabul")) == other.search(Question(text="kabul"))
        assert one.version() == other.version()


def test_a_backup_takes_no_file_s_place_and_needs_a_store(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("kept", "utf-8")
    with pytest.raises(StoreError, match="exists already"):
        upkeep.back_up(path, other)
    assert other.read_text("utf-8") == "kept"
    with pytest.raises(StoreError, match="no store at"):
        upkeep.back_up(tmp_path / "missing.db", tmp_path / "copy.db")
    with pytest.raises(StoreError, match="not a store"):
        upkeep.back_up(other, tmp_path / "copy.db")
    with pytest.raises(StoreError, match="No copy was made"):
        upkeep.back_up(path, tmp_path / "nowhere" / "copy.db")
    names = {each.name for each in tmp_path.iterdir()}
    assert names - {"dateline.db-wal", "dateline.db-shm"} == {"dateline.db", "notes.txt"}


WRITER = """
import sys
from pathlib import Path
from located import KABUL, located, mention
from geo.store import Store
with Store.open(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 300):
        store.add(located(number, mention(KABUL), text="x " + "Kabul was quiet. " * 40))
"""


def test_backups_while_another_process_writes_are_sound_and_end_at_one_moment(
    tmp_path: Path,
) -> None:
    path = tmp_path / "dateline.db"
    Store.open(path).close()
    with python(WRITER, path, 0) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        copies = 0
        while writer.poll() is None:
            upkeep.back_up(path, tmp_path / f"copy-{copies}.db")
            copies += 1
        assert writer.stderr is not None
        assert writer.stderr.read() == ""
    sizes = []
    for number in range(copies):
        copy = tmp_path / f"copy-{number}.db"
        assert sound(copy)
        found = ids(copy)
        assert found == [f"{each:020x}" for each in range(len(found))]
        sizes.append(len(found))
    assert sizes == sorted(sizes)
    assert any(0 < size < 300 for size in sizes)
    assert len(ids(path)) == 300


KILLED = """
import os, signal, sys
from pathlib import Path
from geo.store import copying, upkeep
what, where, path, other = sys.argv[1:]
if where == "connect":  # the copy is begun, and nothing of it is there
    class Sqlite:
        Error = copying.sqlite3.Error
        def connect(self, *given, **named):
            os.kill(os.getpid(), signal.SIGKILL)
    copying.sqlite3 = Sqlite()
elif where == "in place":  # all of it is written, and it has no name yet
    copying._put_in_place = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:  # in the middle of writing over the store
    held = upkeep._hold
    def hold(connection, patience):
        held(connection, patience)
        class Half:
            def __getattr__(self, name): return getattr(connection, name)
    upkeep._hold = hold
    begin = upkeep._write_over
    def write_over(source, path, patience):
        class Killing:
            def backup(self, target):
                def halt(status, remaining, total):
                    os.kill(os.getpid(), signal.SIGKILL)
                source.backup(target, pages=3, progress=halt)
        return begin(Killing(), path, patience)
    upkeep._write_over = write_over
getattr(upkeep, what)(Path(path), Path(other))
"""


@NO_KILL
@pytest.mark.parametrize("where", ["connect", "in place"])
def test_a_backup_that_is_killed_leaves_the_store_whole_and_no_file_of_its_name(
    path: Path, tmp_path: Path, where: str
) -> None:
    before = ids(path)
    with python(KILLED, "back_up", where, path, tmp_path / "copy.db") as killed:
        assert killed.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    assert not (tmp_path / "copy.db").exists()
    assert ids(path) == before
    assert sound(path)
    upkeep.back_up(path, tmp_path / "copy.db")
    assert ids(tmp_path / "copy.db") == before


# --- Restoring -----------------------------------------------------------------------------


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """A backup of the samples, after which the store got one article more."""
    target = tmp_path / "backup.db"
    upkeep.back_up(path, target)
    with Store.open(path) as store:
        store.add(located(1, mention(KABUL), text="x"))
    return target


def test_restoring_brings_back_what_was_and_keeps_what_is(path: Path, backup: Path) -> None:
    before, wanted = ids(path), ids(backup)
    with Store.open(path) as store:
        version = store.version()
    aside = upkeep.restore(path, backup)
    assert aside is not None
    assert (ids(path), ids(aside), ids(backup)) == (wanted, before, wanted)
    assert sound(path)
    assert sound(aside)
    with Store.open(path) as store:
        assert store.version() != version
    assert upkeep.restore(path, aside) != aside
    assert ids(path) == before


def test_restoring_makes_a_store_where_there_is_none(backup: Path, tmp_path: Path) -> None:
    assert upkeep.restore(tmp_path / "new" / "dateline.db", backup) is None
    assert ids(tmp_path / "new" / "dateline.db") == ids(backup)


def test_a_store_that_cannot_be_opened_any_more_is_exchanged_and_kept(
    path: Path, backup: Path
) -> None:
    path.write_bytes(b"\xa5" * 9000)
    aside = upkeep.restore(path, backup)
    assert aside is not None
    assert aside.read_bytes() == b"\xa5" * 9000
    assert ids(path) == ids(backup)
    assert sound(path)


def test_a_backup_that_is_not_sound_is_refused_and_the_store_left_alone(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    before = ids(path)
    execute(backup, "UPDATE mentions SET span_end = 5000 WHERE position = 0")
    with pytest.raises(StoreError, match=r"not sound.*lies outside"):
        upkeep.restore(path, backup)
    torn = tmp_path / "torn.db"
    torn.write_bytes(backup.read_bytes()[:20_000])
    (tmp_path / "empty.db").touch()
    (tmp_path / "letter.txt").write_text("x" * 5000, "utf-8")
    for name in ("torn.db", "empty.db", "letter.txt", "missing.db"):
        with pytest.raises(StoreError):
            upkeep.restore(path, tmp_path / name)
    with pytest.raises(StoreError, match="the store itself"):
        upkeep.restore(path, path)
    assert ids(path) == before
    assert not list(tmp_path.glob("*before-restore*"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tallies",
        "UPDATE words SET folded = ' other '",
        "DELETE FROM days",
        "UPDATE sketches SET key = x'00'",
        "INSERT INTO search (search) VALUES ('delete-all')",
    ],
)
def test_a_backup_that_is_behind_its_own_articles_alone_is_restored_and_worked_out_anew(
    path: Path, backup: Path, statement: str
) -> None:
    with Store.open(backup) as store:
        store._connection.execute(statement)
    assert not sound(backup)
    upkeep.restore(path, backup)
    assert ids(path) == ids(backup)
    assert sound(path)


def test_a_backup_of_a_newer_dateline_is_refused(path: Path, backup: Path) -> None:
    execute(backup, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="update Dateline"):
        upkeep.restore(path, backup)


@NO_KILL
@pytest.mark.parametrize("where", ["connect", "in place", "over"])
def test_a_restoring_that_is_killed_leaves_the_old_store_whole(
    path: Path, backup: Path, where: str
) -> None:
    before = ids(path)
    with python(KILLED, "restore", where, path, backup) as killed:
        assert killed.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    assert ids(path) == before
    assert sound(path)
    upkeep.restore(path, backup)
    assert ids(path) == ids(backup)
    assert sound(path)


@pytest.mark.skipif(journal_for(SQLITE_VERSION) != "wal", reason="another journal locks otherwise")
def test_nothing_is_restored_under_a_program_that_has_the_store_open(
    path: Path, backup: Path
) -> None:
    before = ids(path)
    with Store.open(path) as store:
        assert len(store) == len(before)
        with pytest.raises(StoreError, match="Another program"):
            upkeep.restore(path, backup, patience=0)
    assert ids(path) == before


def test_whoever_writes_while_a_store_is_restored_waits_and_loses_nothing(
    path: Path, backup: Path
) -> None:
    with python(WRITER, path, 1000) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        aside = upkeep.restore(path, backup)
        _, complaints = writer.communicate(timeout=PATIENCE_SECONDS)
        assert (writer.returncode, complaints) == (0, "")
    assert aside is not None
    written = {f"{number:020x}" for number in range(1000, 1300)}
    assert written <= {*ids(path), *ids(aside)}
    assert sound(path)


# --- Checking and packing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE mentions SET span_end = 5000 WHERE position = 0", "lies outside of its text"),
        ("UPDATE mentions SET text = 'Kabol' WHERE text = 'Kabul'", "stands for other words"),
        ("UPDATE times SET text = 'then'", "a time at"),
        ("UPDATE mentions SET role = 'cook' WHERE position = 0", "makes no sense"),
        ("UPDATE mentions SET evidence = '[' WHERE position = 0", "makes no sense"),
        ("UPDATE articles SET stated_date = '2021-13-45' WHERE number = 1", "makes no sense"),
        ("DELETE FROM places", "refers to a row of 'places'"),
        ("DELETE FROM state", "must have one"),
        ("UPDATE words SET folded = ' other '", "store vacuum"),
        ("DELETE FROM days", "not found by its words and days"),
        ("UPDATE articles SET title = 'Another'", "not found by its words and days"),
    ],
)
def test_a_check_says_what_is_not_sound_and_changes_nothing(
    path: Path, statement: str, said: str
) -> None:
    execute(path, statement)
    content = path.read_bytes()
    checked = upkeep.check(path)
    assert checked.total
    assert any(said in fault for fault in checked.faults), checked.faults
    assert path.read_bytes() == content


def test_a_full_text_index_that_fell_behind_is_told_and_mended_by_packing(path: Path) -> None:
    with Store.open(path) as store:
        store._connection.execute(
            "INSERT INTO search (search, rowid, folded) SELECT 'delete', article, folded FROM words"
        )
        assert store.search(Question(text="kabul")).total == 0
    assert "full-text index" in upkeep.check(path).faults[0]
    upkeep.vacuum(path)
    assert sound(path)
    with Store.open(path) as store:
        assert store.search(Question(text="kabul")).total == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mentions SET evidence = '[' WHERE position = 0",
        "UPDATE mentions SET evidence = 'null' WHERE position = 0",
        "UPDATE mentions SET rejected = '[[]]' WHERE position = 0",
        "UPDATE mentions SET role = 'cook' WHERE position = 0",
        "DELETE FROM state",
    ],
)
def test_what_another_hand_has_spoiled_is_told_by_packing_too_and_left_as_it_was(
    path: Path, statement: str
) -> None:
    execute(path, statement)
    before = dump(path)
    with pytest.raises(StoreError, match="put a backup in its place"):
        upkeep.vacuum(path)
    assert dump(path) == before


def test_a_damaged_file_is_told_as_that(path: Path) -> None:
    with Store.open(path) as store:
        (page,) = store._connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'articles_by_source'"
        ).fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    assert "damaged" in upkeep.check(path).faults[0]
    path.write_bytes(bytes(content[:100]) + b"\xa5" * 9000)
    with pytest.raises(StoreError, match="damaged"):
        upkeep.check(path)


def test_packing_gives_back_space_and_loses_nothing(path: Path) -> None:
    with Store.open(path) as store:
        before = list(store.located_articles())
        run = store.begin_import(["big"], dt.datetime.now(dt.UTC))
        for number in range(300):
            place = (
                KABUL if number % 2 else sample.place(f"p{number}", f"P{number}", KABUL.kind, 1, 1)
            )
            store.add(located(number, mention(place), text="x " + "word " * 300), run)
        store.take_back(run.number)
    size, packed = upkeep.vacuum(path)
    assert packed < size / 2
    assert path.stat().st_size == packed
    assert sound(path)
    with Store.open(path) as store:
        assert list(store.located_articles()) == before
        (places,) = store._connection.execute("SELECT count(*) FROM places").fetchone()
    named = {m.resolution.place for each in before for m in each.mentions} - {None}
    rejected = {c.place for e in before for m in e.mentions for c in m.resolution.rejected}
    assert places == len(named | rejected)
