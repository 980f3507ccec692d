"""The store's tables, and how an older store becomes a newer one."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import StoreError
from geo.store import searching, sketching, tallying
from geo.store.connection import open_connection, sqlite3, writing
from geo.store.copying import copy_whole, free_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Migration = Callable[[sqlite3.Connection], None]

log = logging.getLogger(__name__)

APPLICATION_ID = 0x444C4E45
"""'DLNE', in the file's header: how a store is told from any other SQLite file."""

_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"

# evidence: [[name, detail, weight], …]; role_evidence: one of these;
# rejected: [[number of the place, score, evidence], …], best first.
_MENTION_COLUMNS = """(
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('title', 'text')),
    span_start INTEGER NOT NULL CHECK (span_start >= 0),
    span_end INTEGER NOT NULL CHECK (span_end > span_start),
    text TEXT NOT NULL,
    role TEXT NOT NULL,
    role_evidence TEXT NOT NULL,
    verdict TEXT NOT NULL,
    place INTEGER REFERENCES places (number),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    evidence TEXT NOT NULL,
    rejected TEXT NOT NULL,
    time INTEGER,
    PRIMARY KEY (article, position),
    FOREIGN KEY (article, time) REFERENCES times (article, position)
)"""

# JSON columns have no CHECK (json_valid(…)): older SQLites refuse that function in a schema while
# trusted_schema is off.
_TABLES = (
    # One row: which store this is, and how often it was changed. Together they name a state
    # of the data, so that a reader knows when what it holds is stale.
    """
    CREATE TABLE state (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        identity TEXT NOT NULL,
        revision INTEGER NOT NULL
    ) STRICT
    """,
    # user_date is set where somebody overruled or supplied what the article states.
    f"""
    CREATE TABLE articles (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT,
        text TEXT NOT NULL,
        stated_date TEXT CHECK (stated_date {_DAY}),
        user_date TEXT CHECK (user_date {_DAY}),
        source TEXT,
        url TEXT CHECK (url LIKE 'http://%' OR url LIKE 'https://%')
    ) STRICT
    """,
    # A snapshot of each gazetteer row that a verdict used; rows are never changed, so that a
    # later gazetteer does not alter what was decided. One place may have several.
    """
    CREATE TABLE places (
        number INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        geonameid INTEGER,
        parent TEXT,
        country TEXT,
        latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        radius_km REAL NOT NULL,
        uncertainty_km REAL NOT NULL,
        population INTEGER,
        alternate_names TEXT NOT NULL,
        dari_names TEXT NOT NULL,
        pashto_names TEXT NOT NULL,
        source TEXT NOT NULL
    ) STRICT
    """,
    # listed: 1 for an entry of the article's own list of times; 0 for one that only a mention
    # has.
    f"""
    CREATE TABLE times (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
        part TEXT NOT NULL CHECK (part IN ('title', 'text')),
        span_start INTEGER NOT NULL CHECK (span_start >= 0),
        span_end INTEGER NOT NULL CHECK (span_end > span_start),
        text TEXT NOT NULL,
        first_day TEXT CHECK (first_day {_DAY}),
        last_day TEXT CHECK (last_day {_DAY}),
        precision TEXT,
        PRIMARY KEY (article, position),
        CHECK ((first_day IS NULL) = (last_day IS NULL)),
        CHECK ((first_day IS NULL) = (precision IS NULL)),
        CHECK (first_day <= last_day)
    ) STRICT, WITHOUT ROWID
    """,
    f"CREATE TABLE mentions {_MENTION_COLUMNS} STRICT, WITHOUT ROWID",
    "CREATE INDEX mentions_by_place ON mentions (place)",
    """
    CREATE TABLE relative_places (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        part TEXT NOT NULL CHECK (part IN ('title', 'text')),
        span_start INTEGER NOT NULL CHECK (span_start >= 0),
        span_end INTEGER NOT NULL CHECK (span_end > span_start),
        text TEXT NOT NULL,
        latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        error_km REAL NOT NULL CHECK (error_km >= 0),
        anchor TEXT NOT NULL,
        PRIMARY KEY (article, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE focus (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (article, position)
    ) STRICT, WITHOUT ROWID
    """,
)


_IMPORTS = (
    # begun: a UTC instant, for bookkeeping; no article's day ever comes from it. named: a JSON list
    # of what the user named. run: counted up each time that the import is begun or gone on with.
    # read, added, same, problems: what the latest run met.
    """
    CREATE TABLE imports (
        number INTEGER PRIMARY KEY,
        begun TEXT NOT NULL,
        named TEXT NOT NULL,
        run INTEGER NOT NULL,
        read INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0,
        same INTEGER NOT NULL DEFAULT 0,
        problems INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('unfinished', 'finished', 'taken back'))
    ) STRICT
    """,
    # In the order in which they were met.
    """
    CREATE TABLE import_problems (
        import INTEGER NOT NULL REFERENCES imports (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        words TEXT NOT NULL,
        PRIMARY KEY (import, position)
    ) STRICT, WITHOUT ROWID
    """,
    # The import that an article belongs to: the first that brought it. NULL where it was kept
    # before imports were recorded.
    "ALTER TABLE articles ADD COLUMN brought_by INTEGER REFERENCES imports (number)",
    "CREATE INDEX articles_by_import ON articles (brought_by)",
    # Every import that named an article, with its run that did so last.
    """
    CREATE TABLE brought (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        import INTEGER NOT NULL REFERENCES imports (number) ON DELETE CASCADE,
        run INTEGER NOT NULL,
        PRIMARY KEY (article, import)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX brought_by_import ON brought (import)",
)

_SEARCHABLE = (
    # search: whether what is worked out from the articles is in step with them. 0: work all of it
    # out anew; 1: words and days are, the full-text index is not; 2: everything is.
    "ALTER TABLE state ADD COLUMN search INTEGER NOT NULL DEFAULT 0",
    # folded: the haystack of `geo.selection.searching`.
    """
    CREATE TABLE words (
        article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
        folded TEXT NOT NULL
    ) STRICT
    """,
    # The days of an article on both clocks (place 0), and those that each of its places bears, as
    # proleptic ordinals. wide: longer than `searching.NARROW` days, so that a search among the
    # others knows how far back it has to look.
    """
    CREATE TABLE days (
        clock TEXT NOT NULL CHECK (clock IN ('happened', 'published')),
        place INTEGER NOT NULL,
        wide INTEGER NOT NULL CHECK (wide IN (0, 1)),
        first_day INTEGER NOT NULL,
        last_day INTEGER NOT NULL CHECK (last_day >= first_day),
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        PRIMARY KEY (clock, place, wide, first_day, last_day, article)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX days_by_article ON days (article, clock, place, first_day, last_day)",
    "CREATE INDEX places_by_id ON places (id, parent)",
    # The order in which all articles are read.
    "CREATE INDEX articles_by_day ON articles (COALESCE(user_date, stated_date, '~'), id)",
)


_WATCHED = (
    # What `watch` has read, by the file's absolute path in the system's bytes. size in bytes,
    # modified and changed (of what is known about it) in nanoseconds: together they tell whether
    # a file is as it was. No article's day comes from them.
    """
    CREATE TABLE watched_files (
        path BLOB PRIMARY KEY,
        size INTEGER NOT NULL,
        modified INTEGER NOT NULL,
        changed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # What `watch` knows of a feed, by its address. etag, modified: as the
    # server stated them. moved_to: where it said for good that the feed lies. not_before: a UTC
    # instant before which it is not asked. failures: in a row. trouble: words of the last one.
    # seen: a JSON list of keys of what its answers held, the latest first.
    """
    CREATE TABLE watched_feeds (
        address TEXT PRIMARY KEY,
        etag TEXT,
        modified TEXT,
        moved_to TEXT,
        not_before TEXT,
        failures INTEGER NOT NULL,
        trouble TEXT,
        seen TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO state (only, identity, revision) VALUES (1, ?, 0)", (secrets.token_hex(8),)
    )


def _index_sources(connection: sqlite3.Connection) -> None:
    """Let the articles of one outlet be found at once: its home area is learned from them."""
    connection.execute("CREATE INDEX articles_by_source ON articles (source, number)")


def _keep_corrections(connection: sqlite3.Connection) -> None:
    """Make the log of what analysts said: appended to only, taking back is a further entry.

    article has no foreign key: what somebody said outlasts the article. kind tells which of the
    columns after it are filled; undoes is the number of the correction that was taken back.
    """
    connection.execute(
        f"""
        CREATE TABLE corrections (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            article TEXT,
            part TEXT CHECK (part IN ('title', 'text')),
            span_start INTEGER CHECK (span_start >= 0),
            span_end INTEGER CHECK (span_end > span_start),
            name TEXT,
            source TEXT,
            reach TEXT CHECK (reach IN ('mention', 'article', 'outlet', 'everywhere')),
            kind TEXT NOT NULL CHECK (kind IN ('place', 'nil', 'point', 'role', 'date', 'undo')),
            place INTEGER REFERENCES places (number),
            latitude REAL CHECK (latitude BETWEEN -90 AND 90),
            longitude REAL CHECK (longitude BETWEEN -180 AND 180),
            role TEXT,
            day TEXT CHECK (day {_DAY}),
            was TEXT,
            undoes INTEGER UNIQUE REFERENCES corrections (number),
            author TEXT NOT NULL,
            reason TEXT NOT NULL,
            at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
            CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
            CHECK ((kind = 'undo') = (article IS NULL)),
            CHECK ((article IS NULL) = (name IS NULL)),
            CHECK ((article IS NULL) = (reach IS NULL)),
            CHECK ((article IS NULL) = (span_start IS NULL)),
            CHECK ((kind IN ('place', 'point')) = (place IS NOT NULL)),
            CHECK ((kind = 'point') = (latitude IS NOT NULL)),
            CHECK ((latitude IS NULL) = (longitude IS NULL)),
            CHECK ((kind = 'role') = (role IS NOT NULL)),
            CHECK ((kind = 'date') = (day IS NOT NULL))
        ) STRICT
        """
    )
    _keep_what_was_said(connection)
    # What would change by a correction of a name is found by the name.
    connection.execute("CREATE INDEX mentions_by_text ON mentions (text, article)")


def _record_imports(connection: sqlite3.Connection) -> None:
    for statement in _IMPORTS:
        connection.execute(statement)


def _make_searchable(connection: sqlite3.Connection) -> None:
    """Make room for what a search looks up; `migrate` fills it from the articles.

    When folding changes, a further migration has to set `state.search` to 0.
    """
    for statement in _SEARCHABLE:
        connection.execute(statement)


def _widen_corrections(connection: sqlite3.Connection) -> None:
    """Let the log hold what is said of whole articles, and what was found right.

    A merge names an article and the other that tells the same; a split names one that tells
    another story than its copies. Neither is about a mention, so that the columns of one are empty
    there. A confirmation is about a mention, and its place is what was found right: none where
    that is no place.

    SQLite cannot change a check, so that the table is made anew. The numbers stay.
    """
    connection.execute(
        f"""
        CREATE TABLE corrections_anew (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            article TEXT,
            part TEXT CHECK (part IN ('title', 'text')),
            span_start INTEGER CHECK (span_start >= 0),
            span_end INTEGER CHECK (span_end > span_start),
            name TEXT,
            source TEXT,
            reach TEXT CHECK (reach IN ('mention', 'article', 'outlet', 'everywhere')),
            kind TEXT NOT NULL CHECK (kind IN (
                'place', 'nil', 'point', 'role', 'date', 'confirm', 'merge', 'split', 'undo'
            )),
            place INTEGER REFERENCES places (number),
            latitude REAL CHECK (latitude BETWEEN -90 AND 90),
            longitude REAL CHECK (longitude BETWEEN -180 AND 180),
            role TEXT,
            day TEXT CHECK (day {_DAY}),
            other TEXT CHECK (other != article),
            was TEXT,
            undoes INTEGER UNIQUE REFERENCES corrections_anew (number),
            author TEXT NOT NULL,
            reason TEXT NOT NULL,
            at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
            CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
            CHECK ((kind = 'undo') = (article IS NULL)),
            CHECK ((kind = 'undo') = (was IS NULL)),
            CHECK ((kind IN ('merge', 'split', 'undo')) = (name IS NULL)),
            CHECK ((name IS NULL) = (reach IS NULL)),
            CHECK ((name IS NULL) = (part IS NULL)),
            CHECK ((name IS NULL) = (span_start IS NULL)),
            CHECK ((name IS NULL) = (span_end IS NULL)),
            CHECK ((kind IN ('place', 'point')) = (place IS NOT NULL) OR kind = 'confirm'),
            CHECK ((kind = 'point') = (latitude IS NOT NULL)),
            CHECK ((latitude IS NULL) = (longitude IS NULL)),
            CHECK ((kind = 'role') = (role IS NOT NULL)),
            CHECK ((kind = 'date') = (day IS NOT NULL)),
            CHECK ((kind = 'merge') = (other IS NOT NULL))
        ) STRICT
        """
    )
    columns = (
        "number, article, part, span_start, span_end, name, source, reach, kind, place, latitude, "
        "longitude, role, day, was, undoes, author, reason, at"
    )
    connection.execute(
        f"INSERT INTO corrections_anew ({columns}) "  # noqa: S608 - ours
        f"SELECT {columns} FROM corrections ORDER BY number"
    )
    connection.execute("DROP TABLE corrections")
    # SQLite then lets the new table's reference to itself follow the name.
    connection.execute("ALTER TABLE corrections_anew RENAME TO corrections")
    _keep_what_was_said(connection)


def _remember_watching(connection: sqlite3.Connection) -> None:
    for statement in _WATCHED:
        connection.execute(statement)


def _index_meanings(connection: sqlite3.Connection) -> None:
    """Let mentions be counted by name, place, verdict, role and confidence without being read."""
    connection.execute(
        "CREATE INDEX mentions_by_meaning ON mentions (text, place, confidence, verdict, role)"
    )
    # The new one begins with the name too.
    connection.execute("DROP INDEX mentions_by_text")


def _keep_what_was_said(connection: sqlite3.Connection) -> None:
    for change in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER corrections_keep_from_{change.lower()} BEFORE {change} ON corrections "
            "BEGIN SELECT RAISE (ABORT, 'what was said is kept as it was said'); END"
        )


def _keep_sketches(connection: sqlite3.Connection) -> None:
    """Keep beside each article what its near copies are found by; see `geo.store.sketching`.

    When sketches are made in another way, a further migration has to work them out anew.
    """
    connection.execute(
        """
        CREATE TABLE sketches (
            article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
            key BLOB NOT NULL,
            shingles BLOB NOT NULL,
            figures BLOB NOT NULL,
            digest BLOB NOT NULL
        ) STRICT
        """
    )
    sketching.work_out(connection)


def _keep_mentions_by_row(connection: sqlite3.Connection) -> None:
    """Keep mentions in a table of numbered rows.

    In one WITHOUT ROWID whatever a row has beyond a quarter of a page takes a page of its own, and
    with their evidence mentions are about that long: more than half of the file was empty.
    """
    connection.execute(f"CREATE TABLE mentions_anew {_MENTION_COLUMNS} STRICT")
    connection.execute(
        "INSERT INTO mentions_anew SELECT * FROM mentions ORDER BY article, position"
    )
    connection.execute("DROP TABLE mentions")
    connection.execute("ALTER TABLE mentions_anew RENAME TO mentions")
    for statement in _MENTIONS_INDEXED:
        connection.execute(statement)


# What is asked of a name or a place alone is answered without a look at the mentions themselves.
_MENTIONS_INDEXED = (
    "CREATE INDEX mentions_by_place ON mentions (place, article, position)",
    "CREATE INDEX mentions_by_meaning ON mentions (text, place, confidence, article, position)",
)


def _keep_tallies(connection: sqlite3.Connection) -> None:
    for statement in tallying.TABLES:
        connection.execute(statement)
    connection.execute("ALTER TABLE state ADD COLUMN counted INTEGER NOT NULL DEFAULT 0")
    tallying.work_out(connection)


MIGRATIONS: tuple[Migration, ...] = (
    _make_tables,
    _index_sources,
    _keep_corrections,
    _record_imports,
    _make_searchable,
    _widen_corrections,
    _remember_watching,
    _keep_sketches,
    _index_meanings,
    _keep_mentions_by_row,
    _keep_tallies,
)
"""What makes schema n+1 out of schema n, in order. Append; never edit one that was released."""


def schema_version(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> int:
    """Return the file's schema, 0 for an empty file; call it within one transaction.

    Raises:
        StoreError: the file is not a store, or its schema is newer than this program.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application == 0 and version == 0 and tables == 0:
        return 0
    if application != APPLICATION_ID:
        message = (
            f"{str(path)!r} is an SQLite file of another program, not a store of Dateline. "
            "Name another file."
        )
        raise StoreError(message)
    if version > len(migrations):
        message = (
            f"The store {str(path)!r} has schema {version}; this Dateline knows up to "
            f"{len(migrations)}. It was written by a newer one: update Dateline."
        )
        raise StoreError(message)
    return int(version)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    full_text: bool | None = None,
) -> None:
    """Bring the store to the newest schema in one transaction; keep a copy of an older one.

    The copy is `<file>.schema-<n>.backup` beside it. Whoever comes second while another
    program migrates waits and finds it done. full_text: whether this SQLite has FTS5.
    """
    with writing(connection):
        before = schema_version(connection, path, migrations)
        if before == len(migrations):
            return
        if before:
            _back_up(path, before)
        for migration in migrations[before:]:
            migration(connection)
        # Last, when all tables are as today's code reads them.
        searching.bring_into_step(connection, full_text=full_text)
        # Pragmas take no parameters; both are whole numbers of ours.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute(f"PRAGMA user_version = {len(migrations):d}")


def _back_up(path: Path, version: int) -> None:
    """Copy the store as it stands; a copy never takes the place of an earlier one."""
    # A connection of its own: the one that migrates holds the write lock, and SQLite copies
    # nothing through a connection that writes.
    copy = free_name(Path(f"{path}.schema-{version}.backup"))
    log.warning(
        "The store %r has the older schema %d: it is copied to %r and brought up to date. "
        "A large one takes minutes.",
        str(path),
        version,
        str(copy),
    )
    source = open_connection(path, read_only=True)
    try:
        copy_whole(source, copy)
    finally:
        source.close()
