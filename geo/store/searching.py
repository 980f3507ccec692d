"""What a search looks up, kept in step with the articles, and how it is asked.

Three things are worked out from every article, in the transaction that writes it: `words`, its
haystack (see `geo.selection.searching`); `days`, on both clocks; and `search`, a full-text index
(FTS5) over the words. An SQLite without FTS5 keeps the first two and looks through the words one
by one, with the same answers; the index is made anew by the next one that has it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.corrections import unmoved
from geo.selection import Clock, answers, row_of, words_asked
from geo.store.rows import read_articles

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from geo.model import Interval, LocatedArticle, Place
    from geo.selection import Pin, Row, Undrawn
    from geo.store.connection import sqlite3

NARROW = 31
"""Days up to which an interval is not wide."""
BATCH = 256
WHOLE = 0
"""Stands in `days.place` for the article as a whole; places' numbers begin with 1."""
ALL, NO_INDEX = 2, 1
"""What `state.search` says: everything is in step, or all but the full-text index."""

# Words come folded, with spaces between them, and are taken as they are: the tokenizer is told of
# every ASCII character of theirs that is no letter or digit. There is no rank, so lengths are not
# kept. Short prefixes have an index of their own: "a" begins every tenth word.
_MAKE_INDEX = """
    CREATE VIRTUAL TABLE search USING fts5 (
        folded, content = 'words', content_rowid = 'article', columnsize = 0,
        tokenize = "ascii tokenchars '|(),'", prefix = '1 2 3'
    )
"""


def has_full_text(connection: sqlite3.Connection) -> bool:
    """Tell whether this SQLite has FTS5."""
    found = connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone()
    return found is not None


def is_behind(connection: sqlite3.Connection, *, full_text: bool) -> bool:
    """Tell whether `bring_into_step` has something to do."""
    (search,) = connection.execute("SELECT search FROM state").fetchone()
    return bool(search < (ALL if full_text else NO_INDEX))


def bring_into_step(connection: sqlite3.Connection, *, full_text: bool | None = None) -> None:
    """Work out what is missing, within the caller's transaction and in bounded memory."""
    if full_text is None:
        full_text = has_full_text(connection)
    (search,) = connection.execute("SELECT search FROM state").fetchone()
    if search < NO_INDEX:
        connection.execute("DELETE FROM words")
        connection.execute("DELETE FROM days")
        for number, located in _all_articles(connection):
            _keep(connection, number, located)
        search = NO_INDEX
    if full_text and search < ALL:
        # Made anew rather than rebuilt, so that a later form of it is that of every store.
        connection.execute("DROP TABLE IF EXISTS search")
        connection.execute(_MAKE_INDEX)
        connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        search = ALL
    connection.execute("UPDATE state SET search = ?", (search,))


def _all_articles(connection: sqlite3.Connection) -> Iterator[tuple[int, LocatedArticle]]:
    places: dict[int, Place] = {}
    last = 0
    while numbers := [
        number
        for (number,) in connection.execute(
            "SELECT number FROM articles WHERE number > ? ORDER BY number LIMIT ?", (last, BATCH)
        )
    ]:
        yield from zip(numbers, read_articles(connection, numbers, places), strict=True)
        last = numbers[-1]


def keep(
    connection: sqlite3.Connection, number: int, located: LocatedArticle, *, full_text: bool
) -> None:
    """Let an article of this number be found, once its decisions are written."""
    folded = _keep(connection, number, located)
    if full_text:
        connection.execute("INSERT INTO search (rowid, folded) VALUES (?, ?)", (number, folded))
    else:
        connection.execute("UPDATE state SET search = min(search, ?)", (NO_INDEX,))


def forget(connection: sqlite3.Connection, number: int, *, full_text: bool) -> None:
    """Let an article of this number be found no more."""
    if full_text:
        # FTS5 has to be told what it once took in, and that stands in `words`.
        connection.execute(
            "INSERT INTO search (search, rowid, folded) "
            "SELECT 'delete', article, folded FROM words WHERE article = ?",
            (number,),
        )
    else:
        connection.execute("UPDATE state SET search = min(search, ?)", (NO_INDEX,))
    connection.execute("DELETE FROM words WHERE article = ?", (number,))
    connection.execute("DELETE FROM days WHERE article = ?", (number,))


def _keep(connection: sqlite3.Connection, number: int, located: LocatedArticle) -> str:
    folded, days = worked_out(connection, number, located)
    connection.execute("INSERT INTO words VALUES (?, ?)", (number, folded))
    connection.executemany("INSERT INTO days VALUES (?, ?, ?, ?, ?, ?)", sorted(days))
    return folded


Days = tuple[str, int, int, int, int, int]
"""A row of `days`."""


def worked_out(
    connection: sqlite3.Connection, number: int, located: LocatedArticle
) -> tuple[str, set[Days]]:
    """Return the words and the rows of days that an article has to have."""
    row = row_of(located)
    numbers: dict[str, list[int]] = {}
    for place_id, place in connection.execute(
        "SELECT DISTINCT places.id, places.number FROM mentions "
        "JOIN places ON places.number = mentions.place WHERE mentions.article = ?",
        (number,),
    ):
        numbers.setdefault(place_id, []).append(place)
    days: set[Days] = set()
    for clock, entry in row.whole.items():
        days.update(_day(clock, WHOLE, each, number) for each in entry.days)
        named: tuple[Pin | Undrawn, ...] = (*entry.pins, *entry.undrawn)
        for placed in named:
            for place in numbers[placed.place.id]:
                days.update(_day(clock, place, each, number) for each in placed.days)
    return row.haystack, days


def _day(clock: Clock, place: int, days: Interval, article: int) -> Days:
    first, last = days.first.toordinal(), days.last.toordinal()
    return clock.value, place, int(last - first >= NARROW), first, last, article


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a store.

    text: see `geo.selection.searching`. first, last: the period on `clock`, both days included,
    either end open when None. places: ids, or None for wherever; none of them is no article.
    """

    text: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    clock: Clock = Clock.HAPPENED
    places: Collection[str] | None = None


def is_answered(question: Question, row: Row) -> bool:
    """Tell whether an article answers, as the query of `numbers_of` would."""
    if not answers(row, words_asked(question.text)):
        return False
    timed = question.first is not None or question.last is not None
    if question.places is None:
        return not timed or _touched(question, row.whole[question.clock].days)
    wanted = frozenset(question.places)
    if not timed:
        places = (mention.resolution.place for mention in row.located.mentions)
        return any(place is not None and unmoved(place.id) in wanted for place in places)
    entry = row.whole[question.clock]
    named: tuple[Pin | Undrawn, ...] = (*entry.pins, *entry.undrawn)
    return any(_touched(question, each.days) for each in named if unmoved(each.place.id) in wanted)


def _touched(question: Question, days: Iterable[Interval]) -> bool:
    first, last = _ends(question)
    return any(each.first.toordinal() <= last and each.last.toordinal() >= first for each in days)


def numbers_of(question: Question, *, indexed: bool) -> tuple[str, list[object]]:
    """Return the query for the numbers of the articles that answer, each once, and its values.

    indexed: whether the full-text index may be asked; else the words are looked through.
    """
    needles = words_asked(question.text)
    timed = question.first is not None or question.last is not None
    places: list[object] = [] if question.places is None else [json.dumps(sorted(question.places))]
    if not needles:
        if timed:
            return _by_days(question, places)
        if places:
            return f"SELECT DISTINCT article FROM mentions WHERE place IN ({_PLACES})", places  # noqa: S608
        return "SELECT number AS article FROM articles", []
    if indexed:
        query = "SELECT rowid AS article FROM search WHERE search MATCH ?"
        values: list[object] = [" AND ".join(map(_expression, needles))]
        article = "search.rowid"
    else:
        stands = " AND ".join(["instr(folded, ?) > 0"] * len(needles))
        query = f"SELECT article FROM words WHERE {stands}"  # noqa: S608
        values = [*needles]
        article = "words.article"
    # The plus keeps SQLite from asking the index anew for each of what is on the right.
    if places and timed:
        days, of_days = _by_days(question, places)
        return f"{query} AND +{article} IN ({days})", [*values, *of_days]
    if places:
        mentioned = f"SELECT article FROM mentions WHERE place IN ({_PLACES})"  # noqa: S608
        return f"{query} AND +{article} IN ({mentioned})", [*values, *places]
    if timed:
        # Of the whole article: there are as many as the period is long, so each is looked up.
        query += (
            f" AND EXISTS (SELECT 1 FROM days WHERE days.article = {article} AND clock = ?"  # noqa: S608
            f" AND place = {WHOLE} AND first_day <= ? AND last_day >= ?)"
        )
        first, last = _ends(question)
        values += [question.clock.value, last, first]
    return query, values


_PLACES = "SELECT number FROM places WHERE id IN (SELECT value FROM json_each(?))"


def _by_days(question: Question, places: list[object]) -> tuple[str, list[object]]:
    place = f"IN ({_PLACES})" if places else f"= {WHOLE}"
    first, last = _ends(question)
    query = (
        "SELECT article FROM days"  # noqa: S608
        f" WHERE clock = ? AND place {place} AND wide = ? AND first_day BETWEEN ? AND ?"
        " AND last_day >= ?"
    )
    clock = question.clock.value
    return (
        f"{query} UNION {query}",
        [
            *(clock, *places, 0, first - NARROW, last, first),
            *(clock, *places, 1, 0, last, first),
        ],
    )


def _ends(question: Question) -> tuple[int, int]:
    first, last = question.first, question.last
    return (first.toordinal() if first else 0), (last.toordinal() if last else 10**7)


def _expression(needle: str) -> str:
    """Return an FTS5 string: words in quotation marks are never taken for its syntax."""
    words = needle.strip().replace('"', '""')
    return f'"{words}"' if needle.endswith(" ") else f'"{words}" *'
