"""Imports: what was read in at one go, which articles that brought, and taking one back.

An article belongs to the first import that brought it. When that is taken back, an article that
another import named too passes to the first of those, and stays. An article that was kept before
imports were recorded belongs to none, and stays whatever is taken back.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.errors import ImportNotFoundError, StoreError
from geo.store import searching, tallying

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.store.connection import sqlite3

MOST_PROBLEMS = 1_000
"""Problems of one import whose words are kept; all are counted."""
LONGEST_WORDS = 2_000
"""Characters of one problem's words that are kept."""


class State(StrEnum):
    """How far an import is."""

    UNFINISHED = "unfinished"  # it runs, or was stopped; its articles are whole
    FINISHED = "finished"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What was read in at one go.

    begun: the instant at which it was begun, UTC; for bookkeeping only. named: the files and
    folders, as named. read: articles that could be read: added were new, same were there before,
    and what remains was refused by the store. problems: how many there were, those among them.
    """

    number: int
    begun: dt.datetime
    named: tuple[str, ...]
    read: int
    added: int
    same: int
    problems: int
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of an import: a run that goes on with an unfinished import is another one of it."""

    number: int
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What taking an import back does.

    removed: articles that go, with all that was decided about them. dated: those of them whose
    day of publication a user gave. passed_on: articles that stay, because another import named
    them too.
    """

    removed: int
    dated: int
    passed_on: int


def begin(
    connection: sqlite3.Connection, named: Sequence[str], begun: dt.datetime, *, go_on: bool
) -> Run:
    """Begin an import; or, with `go_on`, go on with an unfinished one of the same names."""
    names = json.dumps([each.encode("utf-8", "replace").decode() for each in named])
    found = None
    if go_on:
        found = connection.execute(
            "SELECT number, run FROM imports WHERE state = 'unfinished' AND named = ? "
            "ORDER BY number DESC LIMIT 1",
            (names,),
        ).fetchone()
    if found is None:
        cursor = connection.execute(
            "INSERT INTO imports (begun, named, run, state) VALUES (?, ?, 1, 'unfinished')",
            (begun.astimezone(dt.UTC).isoformat(timespec="seconds"), names),
        )
        return Run(number=int(cursor.lastrowid or 0), run=1)
    number, run = found
    connection.execute(
        "UPDATE imports SET run = ?, read = 0, added = 0, same = 0, problems = 0 WHERE number = ?",
        (run + 1, number),
    )
    connection.execute("DELETE FROM import_problems WHERE import = ?", (number,))
    return Run(number=number, run=run + 1)


def note_added(connection: sqlite3.Connection, run: Run, article: int) -> None:
    """Note that a run brought the article of this number, which was just kept."""
    refuse_taken_back(connection, run.number)
    connection.execute("UPDATE articles SET brought_by = ? WHERE number = ?", (run.number, article))
    connection.execute("INSERT INTO brought VALUES (?, ?, ?)", (article, run.number, run.run))
    _count(connection, run, read=1, added=1)


def note_same(connection: sqlite3.Connection, run: Run, article_ids: Iterable[str]) -> None:
    """Note that a run named articles that were there before.

    What an earlier run of the same import brought counts as added, once.
    """
    refuse_taken_back(connection, run.number)
    read = added = 0
    for article_id in article_ids:
        read += 1
        found = connection.execute(
            "SELECT number, brought_by FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        if found is None:  # another program took it back meanwhile
            continue
        article, brought_by = found
        first_in_run = connection.execute(
            "INSERT INTO brought VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET run = excluded.run "
            "WHERE run <> excluded.run",
            (article, run.number, run.run),
        ).rowcount
        added += int(first_in_run == 1 and brought_by == run.number)
    _count(connection, run, read=read, added=added, same=read - added)


def note_problems(
    connection: sqlite3.Connection, run: Run, problems: Sequence[str], *, refused: int
) -> None:
    """Keep the words of problems; `refused` of them are articles that the store refused."""
    refuse_taken_back(connection, run.number)
    (before,) = connection.execute(
        "SELECT problems FROM imports WHERE number = ?", (run.number,)
    ).fetchone()
    connection.executemany(
        "INSERT OR REPLACE INTO import_problems VALUES (?, ?, ?)",
        [
            (run.number, position, words[:LONGEST_WORDS].encode("utf-8", "replace").decode())
            for position, words in enumerate(problems, before)
            if position < MOST_PROBLEMS
        ],
    )
    _count(connection, run, read=refused, problems=len(problems))


def _count(  # noqa: PLR0913 - the counts of an import
    connection: sqlite3.Connection,
    run: Run,
    *,
    read: int = 0,
    added: int = 0,
    same: int = 0,
    problems: int = 0,
) -> None:
    # When the same import is gone on with twice at once, the latest run counts.
    connection.execute(
        "UPDATE imports SET read = read + ?, added = added + ?, same = same + ?, "
        "problems = problems + ? WHERE number = ? AND run = ?",
        (read, added, same, problems, run.number, run.run),
    )


def finish(connection: sqlite3.Connection, run: Run) -> None:
    """Note that all that the import named was read."""
    refuse_taken_back(connection, run.number)
    connection.execute(
        "UPDATE imports SET state = 'finished' WHERE number = ? AND run = ?", (run.number, run.run)
    )


def refuse_taken_back(connection: sqlite3.Connection, number: int) -> None:
    """Raise StoreError when an import was taken back, by whichever program."""
    if read(connection, number).state is State.TAKEN_BACK:
        message = (
            f"Import {number} was taken back, so nothing more of it is kept. "
            "Read the same in again to begin a new one."
        )
        raise StoreError(message)


def read(connection: sqlite3.Connection, number: int) -> Import:
    """Return one import.

    Raises:
        ImportNotFoundError: there is none of this number.
    """
    row = connection.execute(f"{_IMPORT} WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise ImportNotFoundError(number)
    return _import(row)


def read_all(connection: sqlite3.Connection) -> tuple[Import, ...]:
    """Return every import, the latest first."""
    return tuple(map(_import, connection.execute(f"{_IMPORT} ORDER BY number DESC")))


def problems_of(connection: sqlite3.Connection, number: int) -> tuple[str, ...]:
    """Return the words of an import's problems, the first `MOST_PROBLEMS` of them."""
    rows = connection.execute(
        "SELECT words FROM import_problems WHERE import = ? ORDER BY position", (number,)
    )
    return tuple(words for (words,) in rows)


_IMPORT = "SELECT number, begun, named, read, added, same, problems, state FROM imports"


def _import(row: tuple[int, str, str, int, int, int, int, str]) -> Import:
    number, begun, named, read_, added, same, problems, state = row
    return Import(
        number=number,
        begun=dt.datetime.fromisoformat(begun),
        named=tuple(json.loads(named)),
        read=read_,
        added=added,
        same=same,
        problems=problems,
        state=State(state),
    )


def removal(connection: sqlite3.Connection, number: int) -> Removal:
    """Return what taking an import back would do.

    Raises:
        ImportNotFoundError: there is none of this number.
        StoreError: it was taken back already.
    """
    refuse_taken_back(connection, number)
    removed, dated, passed_on = connection.execute(
        f"SELECT count(*) FILTER (WHERE NOT elsewhere), "  # noqa: S608 - a constant of ours
        "count(user_date) FILTER (WHERE NOT elsewhere), count(*) FILTER (WHERE elsewhere) "
        f"FROM (SELECT user_date, {_ELSEWHERE} AS elsewhere FROM articles WHERE brought_by = ?1)",
        (number,),
    ).fetchone()
    return Removal(removed=removed, dated=dated, passed_on=passed_on)


_ELSEWHERE = """
    EXISTS (SELECT 1 FROM brought WHERE brought.article = articles.number AND brought.import <> ?1)
"""


def take_back(connection: sqlite3.Connection, number: int, *, full_text: bool) -> Removal:
    """Take an import back, within the caller's transaction.

    Raises:
        ImportNotFoundError: there is none of this number.
        StoreError: it was taken back already.
    """
    done = removal(connection, number)
    connection.execute(
        "UPDATE articles SET brought_by = (SELECT min(import) FROM brought "  # noqa: S608
        "WHERE brought.article = articles.number AND brought.import <> ?1) "
        f"WHERE brought_by = ?1 AND {_ELSEWHERE}",
        (number,),
    )
    gone = connection.execute(
        "SELECT number FROM articles WHERE brought_by = ?", (number,)
    ).fetchall()
    tallying.forget(connection, [article for (article,) in gone])
    for (article,) in gone:
        searching.forget(connection, article, full_text=full_text)
    connection.execute("DELETE FROM articles WHERE brought_by = ?", (number,))
    connection.execute("DELETE FROM brought WHERE import = ?", (number,))
    connection.execute("DELETE FROM import_problems WHERE import = ?", (number,))
    connection.execute("UPDATE imports SET state = 'taken back' WHERE number = ?", (number,))
    return done
