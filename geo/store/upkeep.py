"""Looking after a store: a copy while it is in use, a copy put back, a check, and packing.

Each takes the file's path and may be killed at any point: the store is then what it was before or
what it should become, and a copy is whole or not there.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geo.copies import sketches
from geo.errors import DatelineError, StoreError
from geo.store import searching, sketching, tallying
from geo.store.connection import (
    BUSY_SECONDS,
    SENSELESS,
    open_connection,
    reading,
    sensible,
    sqlite3,
    told,
    writing,
)
from geo.store.copying import copy_whole, free_name, sync_folder
from geo.store.keeping import Store
from geo.store.rows import read_articles
from geo.store.schema import MIGRATIONS, schema_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.model import LocatedArticle, Place, Span

BATCH = 256
RETRY_SECONDS = 0.05
MOST_FAULTS = 100
"""Faults that a check tells in words; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: how many articles and mentions it looked at, and what is not sound.

    faults: a sentence each, the first `MOST_FAULTS`, those that a vacuum does not mend before the
    others. total: how many there are. lasting: how many of them a vacuum does not mend.
    """

    articles: int
    mentions: int
    faults: tuple[str, ...]
    total: int
    lasting: int


def back_up(path: Path, target: Path) -> None:
    """Copy a store to a new file, while others may read and write it.

    Raises:
        StoreError: there is no store, it cannot be read, or `target` exists or cannot be written.
    """
    if target.exists():
        message = (
            f"{str(target)!r} exists already, and a backup takes no file's place. Name another."
        )
        raise StoreError(message)
    with contextlib.closing(_open(path)) as source, _told_of_copy(path, target):
        copy_whole(source, target)


@contextlib.contextmanager
def _told_of_copy(path: Path, target: Path) -> Iterator[None]:
    try:
        with told(path):
            yield
    except StoreError as error:
        message = f"No copy was made to {str(target)!r}. {error}"
        raise StoreError(message) from error


def restore(path: Path, backup: Path, *, patience: float = BUSY_SECONDS) -> Path | None:
    """Put a backup in the place of the store; return the copy of what was there, None for none.

    The backup is checked first; what is worked out from its articles and is behind them alone is
    worked out anew. Nothing else may use the store meanwhile: for as long as `patience`, in
    seconds, this waits for others to be done, and others wait for this.

    Raises:
        StoreError: the backup is not sound, or one of the two files cannot be used. The store is
            then what it was.
    """
    if backup.exists() and path.exists() and backup.samefile(path):
        message = f"{str(backup)!r} is the store itself. Name a backup of it."
        raise StoreError(message)
    checked = check(backup)
    if checked.lasting:
        message = (
            f"The backup {str(backup)!r} is not sound, so the store was left as it is: "
            f"{checked.faults[0]} `python -m geo store check --store FILE` tells all."
        )
        raise StoreError(message)
    with contextlib.closing(_open(backup)) as source, told(path):
        if path.exists() and path.stat().st_size and not _is_store(path):
            aside: Path | None = _exchange(source, path)
        else:
            aside = _write_over(source, path, patience)
    with Store.open(path) as store, told(path):  # brings an older schema to the present one
        if checked.total:
            _work_out_anew(store._connection)  # noqa: SLF001 - of the same package
    return aside


def _is_store(path: Path) -> bool:
    try:
        _open(path).close()
    except StoreError:
        return False
    return True


def _exchange(source: sqlite3.Connection, path: Path) -> Path:
    """Exchange a file that cannot be opened as a store; return where it is now."""
    new = free_name(Path(f"{path}.restoring"))
    copy_whole(source, new)
    aside = free_name(Path(f"{path}.before-restore.damaged"))
    shutil.copy2(path, aside)
    # A journal of the old file must never be taken for one of the new.
    for ending in ("-wal", "-journal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{ending}").replace(f"{aside}{ending}")
    new.replace(path)
    sync_folder(path.parent)
    return aside


def _write_over(source: sqlite3.Connection, path: Path, patience: float) -> Path | None:
    """Write over a store in one transaction of SQLite's; return the copy of what was there."""
    aside = None
    with contextlib.closing(open_connection(path, read_only=False)) as target:
        if path.stat().st_size:
            _hold(target, patience)
            aside = free_name(Path(f"{path}.before-restore.backup"))
            copy_whole(target, aside)
        source.backup(target)
    return aside


def _hold(connection: sqlite3.Connection, patience: float) -> None:
    """Let no other program in until the connection is closed."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    # SQLite waits by itself for a writer, but not for others to close the file: this waits for all.
    connection.execute("PRAGMA busy_timeout = 0")
    deadline = time.monotonic() + patience
    while True:
        try:
            # The next write takes the lock, which is then kept.
            with writing(connection):
                connection.execute(f"PRAGMA user_version = {_user_version(connection):d}")
        except sqlite3.OperationalError as error:
            busy = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return


def _user_version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _open(path: Path) -> sqlite3.Connection:
    """Open a store of whichever schema for reading."""
    connection = open_connection(path, read_only=True)
    try:
        with told(path), reading(connection):
            empty = schema_version(connection, path) == 0
    except BaseException:
        connection.close()
        raise
    if empty:
        connection.close()
        message = f"{str(path)!r} is empty, not a store. Name another file."
        raise StoreError(message)
    return connection


def vacuum(path: Path) -> tuple[int, int]:
    """Give back the space that is no longer used; return the bytes before and after.

    Records of places that no article refers to any more go too, and what searches look up,
    copies are found by and is counted is worked out anew.

    Raises:
        StoreError: there is no store, it holds a row that makes no sense, or another program uses
            it without an end. It is then what it was.
    """
    _open(path).close()  # making one is not meant
    with Store.open(path) as store, told(path), sensible(path):
        connection = store._connection  # noqa: SLF001 - of the same package
        before = _bytes(connection)
        _work_out_anew(connection)
        connection.execute("VACUUM")
        return before, _bytes(connection)


def _work_out_anew(connection: sqlite3.Connection) -> None:
    with writing(connection):
        _forget_places(connection)
        connection.execute("UPDATE state SET search = 0, revision = revision + 1")
        searching.bring_into_step(connection)
        sketching.work_out(connection)
        tallying.work_out(connection)


def _bytes(connection: sqlite3.Connection) -> int:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages * size)


def _forget_places(connection: sqlite3.Connection) -> None:
    """Delete places that no mention and no correction means, and that none rejected."""
    connection.execute(
        "DELETE FROM places WHERE number NOT IN ("
        "SELECT place FROM mentions WHERE place IS NOT NULL "
        "UNION SELECT place FROM corrections WHERE place IS NOT NULL "
        "UNION SELECT json_extract(each.value, '$[0]') "
        "FROM mentions, json_each(mentions.rejected) AS each)"
    )


def check(path: Path) -> Checked:
    """Look whether a store is sound, article by article, and change nothing.

    Looked at are the file itself, what refers to what, whether each span lies within its text and
    holds the words that it should, and whether what a search looks up and what copies are found by
    is in step.

    Raises:
        StoreError: it is no store, or cannot be opened at all.
    """
    found = _Found()
    articles = mentions = 0
    with contextlib.closing(_open(path)) as connection, told(path), reading(connection):
        found.lasting.add_all(_faults_of_file(connection))
        if not found.lasting.total:  # in a file that is not whole, rows say nothing
            for located in _articles(connection, found):
                articles += 1
                mentions += len(located.mentions) if located else 0
            if _user_version(connection) == len(MIGRATIONS) and not tallying.is_in_step(connection):
                found.behind.add(
                    "What is counted is not what is there: `python -m geo store vacuum` counts it "
                    "anew."
                )
    if not found.lasting.total and (behind := _fault_of_index(path)):
        found.behind.add(behind)
    return Checked(
        articles=articles,
        mentions=mentions,
        faults=(*found.lasting.told, *found.behind.told)[:MOST_FAULTS],
        total=found.lasting.total + found.behind.total,
        lasting=found.lasting.total,
    )


@dataclass(slots=True)
class _Faults:
    """Faults that are all counted, and the first of them told."""

    told: list[str] = field(default_factory=list)
    total: int = 0

    def add(self, fault: str) -> None:
        self.total += 1
        if len(self.told) < MOST_FAULTS:
            self.told.append(fault)

    def add_all(self, faults: Iterable[str]) -> None:
        for fault in faults:
            self.add(fault)


@dataclass(slots=True)
class _Found:
    """Faults that last, and what is worked out from the articles and is behind them alone."""

    lasting: _Faults = field(default_factory=_Faults)
    behind: _Faults = field(default_factory=_Faults)


def _faults_of_file(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        (line,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        line = str(error)
    if line != "ok":
        yield f"The file is damaged: {' '.join(line.split())}."
        return
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"A row of {table!r} refers to a row of {parent!r} that is not there."
    rows = connection.execute("SELECT count(*) FROM state").fetchone()[0]
    if rows != 1:
        yield f"The table 'state' has {rows} rows; it must have one."


def _articles(connection: sqlite3.Connection, found: _Found) -> Iterator[LocatedArticle | None]:
    """Yield each article once its faults are told; None for one that cannot be read."""
    places: dict[int, Place] = {}
    present = _user_version(connection) == len(MIGRATIONS)
    searchable = present and not searching.is_behind(connection, full_text=False)
    last = 0
    while rows := connection.execute(
        "SELECT number, id FROM articles WHERE number > ? ORDER BY number LIMIT ?", (last, BATCH)
    ).fetchall():
        for number, article_id in rows:
            try:
                (located,) = read_articles(connection, [number], places)
            except (*SENSELESS, DatelineError) as error:
                found.lasting.add(f"Article {article_id} holds a row that makes no sense: {error}.")
                yield None
                continue
            found.lasting.add_all(
                f"Article {article_id}: {fault}." for fault in _faults_of_spans(located)
            )
            if searchable and not _in_step(connection, number, located):
                found.behind.add(
                    f"Article {article_id} is not found by its words and days: "
                    "`python -m geo store vacuum` works them out anew."
                )
            if present and not _is_sketched(connection, number, located):
                found.behind.add(
                    f"Article {article_id} is not found as a copy: "
                    "`python -m geo store vacuum` works out anew what it is found by."
                )
            yield located
        last = rows[-1][0]


def _faults_of_spans(located: LocatedArticle) -> Iterator[str]:
    article = located.article
    texts = {"title": article.title or "", "text": article.text}

    def fault(what: str, part: str, span: Span, words: str) -> Iterator[str]:
        if span.end > len(texts[part]):
            yield f"{what} at {span.start}-{span.end} lies outside of its {part}"
        elif texts[part][span.start : span.end] != words:
            yield f"{what} at {span.start}-{span.end} of its {part} stands for other words"

    for each in located.mentions:
        mention = each.mention
        yield from fault("a name", mention.part, mention.span, mention.text)
    for told_time in located.times:
        yield from fault("a time", told_time.part, told_time.span, told_time.text)
    for relative in located.relative:
        yield from fault("a distance", relative.part, relative.span, relative.text)


def _in_step(connection: sqlite3.Connection, number: int, located: LocatedArticle) -> bool:
    folded, days = searching.worked_out(connection, number, located)
    kept = connection.execute("SELECT folded FROM words WHERE article = ?", (number,)).fetchone()
    rows = connection.execute(
        "SELECT clock, place, wide, first_day, last_day, article FROM days WHERE article = ?",
        (number,),
    )
    return kept == (folded,) and set(rows) == days


def _is_sketched(connection: sqlite3.Connection, number: int, located: LocatedArticle) -> bool:
    article = located.article
    (sketch,) = sketches([(article.title, article.text)])
    return sketching.row_of(connection, number) == sketching.to_row(sketch)


def _fault_of_index(path: Path) -> str | None:
    """Return what the full-text index says of itself; it can only be asked where one may write."""
    try:
        with contextlib.closing(open_connection(path, read_only=False)) as connection:
            present = _user_version(connection) == len(MIGRATIONS)
            if not present or not searching.has_full_text(connection):
                return None
            if searching.is_behind(connection, full_text=True):
                return None
            connection.execute("BEGIN IMMEDIATE")
            try:
                # Asking is written as an insert, and writes nothing.
                connection.execute(
                    "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"
                )
            finally:
                connection.execute("ROLLBACK")
    except StoreError:
        return None
    except sqlite3.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            return None
        return (
            "The full-text index is not in step with the words: searches may miss articles. "
            "`python -m geo store vacuum` makes it anew."
        )
    return None
