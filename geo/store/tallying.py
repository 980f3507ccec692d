"""What a store counts of its mentions, kept beside them, so that no page has to count them.

Four tables are sums over the articles, kept up in the transaction that writes one: `tallies`, the
mentions that are alike; `outlets`, the articles of each source; `meanings`, what each name was
taken for, and how many of those are expected to be wrong; and `sampled`, the mentions that come
first in the random order. Each is worked out by one statement, for one article or for all. All of
it is about mentions as they were decided. When they are worked out in another way, a further
migration has to work them out anew.

`state.counted` is the store's revision that they are of. A program of an earlier schema, which had
the file open while it was migrated, raises `state.revision` alone: then they are behind.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from geo.accuracy import unpinned
from geo.model import PlaceKind, Precision, Role, precision_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.store.connection import sqlite3

SEED = 1
"""Which random order of the mentions is the sample's."""
SAMPLED_OF = 256
"""Of so many mentions about one is among those that come first in the random order."""
SURE = 1_000_000
"""What `meanings.doubt` is counted in: so many are one mention that is expected to be wrong."""
_BITS = 2**64 - 1
_KINDS = frozenset(PlaceKind)
_ROLES = frozenset(Role)

TABLES = (
    # wide: whether it is too wide for a pin; hundredths: of the confidence, as
    # `geo.accuracy.band_of` takes them; why: of those without a place (kind ""), the name of their
    # first evidence.
    """
    CREATE TABLE tallies (
        kind TEXT NOT NULL,
        wide INTEGER NOT NULL,
        role TEXT NOT NULL,
        verdict TEXT NOT NULL,
        hundredths INTEGER NOT NULL,
        why TEXT NOT NULL,
        mentions INTEGER NOT NULL,
        PRIMARY KEY (kind, wide, role, verdict, hundredths, why)
    ) STRICT, WITHOUT ROWID
    """,
    # source: "" for none. named: articles in which a name was found; pinned: those with a pin;
    # placed: mentions with a place.
    """
    CREATE TABLE outlets (
        source TEXT PRIMARY KEY,
        articles INTEGER NOT NULL,
        named INTEGER NOT NULL,
        pinned INTEGER NOT NULL,
        placed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # place: 0 for none. articles: in which it is so at least once.
    """
    CREATE TABLE meanings (
        text TEXT NOT NULL,
        place INTEGER NOT NULL,
        mentions INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        doubt INTEGER NOT NULL,
        PRIMARY KEY (text, place)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE sampled (
        chance INTEGER NOT NULL,
        article INTEGER NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (chance, article, position)
    ) STRICT, WITHOUT ROWID
    """,
)

# Each is asked with a condition on the article, and multiplied by 1 or -1. What is added up comes
# last, behind what it is added up by.
_SUMS = {
    "tallies": """
        SELECT COALESCE(places.kind, ''), is_wide(places.kind, places.radius_km), role, verdict,
            CAST(ROUND(confidence * 1000) AS INTEGER) / 10,
            CASE WHEN place IS NULL AND json_valid(evidence)
                THEN COALESCE(evidence ->> '$[0][0]', '') ELSE '' END,
            {sign} * count(*)
        FROM mentions LEFT JOIN places ON places.number = mentions.place
        WHERE {article} GROUP BY 1, 2, 3, 4, 5, 6
    """,
    "outlets": """
        SELECT source, {sign} * count(*), {sign} * sum(named), {sign} * sum(pinned),
            {sign} * sum(placed)
        FROM (
            SELECT COALESCE(articles.source, '') AS source, count(article) > 0 AS named,
                COALESCE(max(is_pinned(places.kind, places.radius_km, role)), 0) AS pinned,
                count(place) AS placed
            FROM articles LEFT JOIN mentions ON mentions.article = articles.number
            LEFT JOIN places ON places.number = mentions.place
            WHERE {number} GROUP BY articles.number
        ) GROUP BY 1
    """,
    "meanings": """
        SELECT text, COALESCE(place, 0), {sign} * count(*), {sign} * count(DISTINCT article),
            {sign} * sum(doubt_of(confidence))
        FROM mentions WHERE {article} GROUP BY 1, 2
    """,
}
_ADDED_UP = {
    "tallies": ("mentions",),
    "outlets": ("articles", "named", "pinned", "placed"),
    "meanings": ("mentions", "articles", "doubt"),
}
_SAMPLED = """
    SELECT chance, article, position FROM (
        SELECT chance_of(article, position) AS chance, article, position
        FROM mentions WHERE {article} AND place IS NOT NULL
    ) WHERE chance < {most}
"""
_MOST = 2**63 // SAMPLED_OF


def keep(connection: sqlite3.Connection, number: int) -> None:
    """Count an article of this number in, once its decisions are written."""
    for table in _SUMS:
        connection.execute(_adding(table, 1, "= ?1"), (number,))
    connection.execute(_sampling("= ?1"), (number,))


def forget(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Count articles of these numbers out, before their decisions are deleted."""
    which, told = "IN (SELECT value FROM json_each(?1))", (json.dumps(list(numbers)),)
    for table in _SUMS:
        connection.execute(_adding(table, -1, which), told)
    connection.execute("DELETE FROM tallies WHERE mentions = 0")
    connection.execute("DELETE FROM outlets WHERE articles = 0")
    connection.execute(
        "DELETE FROM meanings WHERE mentions = 0 AND (text, place) IN "  # noqa: S608 - ours
        f"(SELECT text, COALESCE(place, 0) FROM mentions WHERE article {which})",
        told,
    )
    connection.execute(
        f"DELETE FROM sampled WHERE (chance, article, position) IN ({_sampled(which)})",  # noqa: S608 - ours
        told,
    )


def work_out(connection: sqlite3.Connection) -> None:
    """Count everything anew, within the caller's transaction."""
    for table in (*_SUMS, "sampled"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
    for table in _SUMS:
        connection.execute(_adding(table, 1, "> 0"))
    connection.execute(_sampling("> 0"))
    connection.execute("UPDATE state SET counted = revision")


def is_behind(connection: sqlite3.Connection) -> bool:
    """Tell whether a program that does not count has written since."""
    (behind,) = connection.execute("SELECT counted <> revision FROM state").fetchone()
    return bool(behind)


def is_in_step(connection: sqlite3.Connection) -> bool:
    """Tell whether everything is counted as it is."""
    counted = {table: _counting(table, 1, "> 0") for table in _SUMS} | {"sampled": _sampled("> 0")}
    return not any(_differ(connection, table, rows) for table, rows in counted.items())


def _differ(connection: sqlite3.Connection, table: str, rows: str) -> bool:
    kept, counted = f"SELECT * FROM {table}", f"SELECT * FROM ({rows})"  # noqa: S608 - ours
    return any(
        connection.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone()
        for one, other in ((kept, counted), (counted, kept))
    )


def _counting(table: str, sign: int, article: str) -> str:
    return _SUMS[table].format(
        sign=sign, article=f"article {article}", number=f"articles.number {article}"
    )


def _adding(table: str, sign: int, article: str) -> str:
    added = ", ".join(f"{column} = {column} + excluded.{column}" for column in _ADDED_UP[table])
    # Without the condition SQLite takes ON for a join's.
    return (
        f"INSERT INTO {table} SELECT * FROM ({_counting(table, sign, article)}) WHERE true "  # noqa: S608 - ours
        f"ON CONFLICT DO UPDATE SET {added}"
    )


def _sampling(article: str) -> str:
    # What an earlier program removed uncounted may still be there.
    return f"INSERT OR IGNORE INTO sampled {_sampled(article)}"


def _sampled(article: str) -> str:
    return _SAMPLED.format(article=f"article {article}", most=_MOST)


def chance_of(article: int, position: int) -> int:
    """Return a number that sends neighbours far apart, always the same: SplitMix64's last step."""
    mixed = (article << 20) + position + SEED * 0x9E3779B97F4A7C15
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed &= _BITS
        mixed = (mixed ^ (mixed >> shift)) * factor
    mixed &= _BITS
    return (mixed ^ (mixed >> 31)) >> 1  # SQLite's whole numbers have a sign


def doubt_of(confidence: float) -> int:
    """Return how much of a mention is expected to be wrong, in parts of `SURE`."""
    return round((1 - confidence) * SURE)


def first_sampled(connection: sqlite3.Connection, limit: int) -> list[tuple[int, int]]:
    """Return the first mentions with a place, by article and position, in the random order."""
    query = "SELECT article, position FROM {} ORDER BY {}, article, position LIMIT ?"
    rows = connection.execute(query.format("sampled", "chance"), (limit,)).fetchall()
    if len(rows) < limit:  # the few that come first are too few: there are not many in all
        placed = "mentions INDEXED BY mentions_by_place WHERE place IS NOT NULL"
        order = "chance_of(article, position)"
        rows = connection.execute(query.format(placed, order), (limit,)).fetchall()
    return rows


def teach(connection: sqlite3.Connection) -> None:
    """Let the statements of a connection ask for what only our own rules can tell."""
    define = partial(connection.create_function, deterministic=True)
    define("chance_of", 2, chance_of)
    define("doubt_of", 1, doubt_of)
    define("is_wide", 2, _is_wide)
    define("is_pinned", 3, _is_pinned)


# A row that was spoiled by hand is told by whoever reads it; it must not keep the rest from being
# counted, nor itself from being replaced.


def _is_wide(kind: str | None, radius_km: float | None) -> bool:
    if kind not in _KINDS or radius_km is None:
        return False
    return precision_of(PlaceKind(kind), radius_km) is Precision.NONE


def _is_pinned(kind: str | None, radius_km: float | None, role: str) -> bool:
    return (
        kind in _KINDS
        and role in _ROLES
        and not unpinned(PlaceKind(kind), wide=_is_wide(kind, radius_km), role=Role(role))
    )
