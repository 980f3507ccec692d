"""Keeping located articles: added once, decided anew as a whole, read back as they were."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from geo.corrections import Overlay, Reach, standing
from geo.corrections.records import name_key
from geo.errors import ArticleNotFoundError, StoreError
from geo.store.connection import (
    SQLITE_VERSION,
    Version,
    journal_for,
    open_connection,
    reading,
    set_journal,
    sqlite3,
    told,
    writing,
)
from geo.store.correcting import CorrectionLog
from geo.store.rows import (
    day_from_text,
    day_to_text,
    delete_decisions,
    read_articles,
    write_decisions,
)
from geo.store.schema import MIGRATIONS, migrate, schema_version

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from geo.corrections import Correction
    from geo.model import LocatedArticle, Place

BATCH = 256
"""How many articles are read at a time while all are asked for: bounds the memory."""


class ArticleRefusedError(StoreError):
    """One article breaks a rule of the store; nothing of it was kept, and the store is well.

    The message names the rule: mend the article, or leave it out and go on with the next.
    """


class Outcome(StrEnum):
    """What adding an article did."""

    ADDED = "added"
    SAME = "same"  # it was there already; nothing was changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much is in the store.

    articles: all of them. undated: those without a publication day, be it the article's or the
    user's. mentions: of all articles. places: distinct ids that a mention was resolved to.
    """

    articles: int
    undated: int
    mentions: int
    places: int


class Store:
    """Located articles in one SQLite file. Use it in a `with` block, in one thread.

    Any number of programs may have the same file open. Each change is one transaction, on the
    disk when the call returns: a program that is killed leaves all of an article or nothing.

    Articles are read as they are: with the corrections that stand laid over what was decided,
    which itself stays as it was written.

    notice: a sentence for the user where something could not be had in its best form, else None.
    corrections: the log of what analysts said.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, *, notice: str | None = None
    ) -> None:
        self._connection = connection
        self._places: dict[int, Place] = {}
        self.path = path
        self.notice = notice
        self.corrections = CorrectionLog(connection, path, self._places)

    @classmethod
    def open(
        cls, path: Path, *, read_only: bool = False, sqlite_version: Version = SQLITE_VERSION
    ) -> Store:
        """Open the store in this file; unless `read_only`, make or migrate it as needed.

        A store of an older schema is copied to `<file>.schema-<n>.backup` before it is
        migrated. `sqlite_version` decides which journal is safe; it is an argument for tests.

        Raises:
            StoreError: the file is no store, damaged, of a newer schema, out of reach or, for
                `read_only`, missing or of an older schema.
        """
        connection = open_connection(path, read_only=read_only)
        notice = None
        try:
            with told(path):
                with reading(connection):
                    version = schema_version(connection, path)
                if read_only:
                    _refuse_older(version, path)
                else:
                    journal = journal_for(sqlite_version)
                    set_journal(connection, journal, path)
                    if version < len(MIGRATIONS):
                        migrate(connection, path)
                    if journal != "wal":
                        notice = (
                            f"SQLite {'.'.join(map(str, sqlite_version))} cannot share a "
                            "write-ahead log safely, so a slower journal is used. "
                            "Where there is a wheel of it, the package pysqlite3 mends that."
                        )
        except BaseException:
            connection.close()
            raise
        return cls(connection, path, notice=notice)

    def close(self) -> None:
        """Close the file; the store cannot be used after that."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, located: LocatedArticle) -> Outcome:
        """Keep an article, with what was decided about it, unless its id is there already.

        `located.article.published` counts as what the article itself states.

        Raises:
            ArticleRefusedError: it breaks a rule of the store.
            StoreError: the store cannot be written. Nothing was kept in either case.
        """
        article = located.article
        with self._writing(located):
            cursor = self._connection.execute(
                "INSERT INTO articles (id, title, text, stated_date, source, url) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (
                    article.id,
                    article.title,
                    article.text,
                    day_to_text(article.published),
                    article.source,
                    article.url,
                ),
            )
            if cursor.rowcount == 0:
                return Outcome.SAME
            write_decisions(self._connection, int(cursor.lastrowid or 0), located)
            self._count_change()
        return Outcome.ADDED

    def replace(self, located: LocatedArticle) -> None:
        """Put new decisions in the place of the old ones for an article that is kept already.

        Where `located.article.published` is not what the article states, it is kept beside
        that as the user's; where the two agree, a day that a user gave before is dropped.

        Raises:
            ArticleNotFoundError: no article has this id.
            ArticleRefusedError: it breaks a rule of the store, or its title or text is not what
                the id stands for.
            StoreError: the store cannot be written. Nothing was changed in any case.
        """
        article = located.article
        with self._writing(located):
            found = self._connection.execute(
                "SELECT number, title, text, stated_date FROM articles WHERE id = ?",
                (article.id,),
            ).fetchone()
            if found is None:
                raise ArticleNotFoundError(article.id)
            number, title, text, stated = found
            if (title, text) != (article.title, article.text):
                message = (
                    f"Article {article.id!r} is kept with another title or text. Offsets would "
                    "no longer fit; add the new text as an article of its own."
                )
                raise ArticleRefusedError(message)
            published = day_to_text(article.published)
            if published is None and stated is not None:
                message = (
                    f"Article {article.id!r} states {stated} as its day, which cannot be taken "
                    f"from it. Give {stated} to have its own day, or another one."
                )
                raise ArticleRefusedError(message)
            self._connection.execute(
                "UPDATE articles SET user_date = ? WHERE number = ?",
                (None if published == stated else published, number),
            )
            delete_decisions(self._connection, number)
            write_decisions(self._connection, number, located)
            self._count_change()

    def article(self, article_id: str) -> LocatedArticle:
        """Return one article; its `published` is the user's day where one was given.

        Raises:
            ArticleNotFoundError: no article has this id.
        """
        with self._reading():
            overlay = self._overlay()
            numbers = [
                number
                for (number,) in self._connection.execute(
                    "SELECT number FROM articles WHERE id = ?", (article_id,)
                )
            ]
            found = list(read_articles(self._connection, numbers, self._places))
        if not found:
            raise ArticleNotFoundError(article_id)
        return overlay.apply(found[0])

    def located_articles(self) -> Iterator[LocatedArticle]:
        """Yield every article by publication day and id, the undated ones last.

        What is added or changed meanwhile may or may not be seen, but no article is ever seen
        half changed.
        """
        with self._reading():
            overlay = self._overlay()
            rows = self._connection.execute(
                "SELECT number FROM articles ORDER BY "
                "COALESCE(user_date, stated_date) NULLS LAST, id"
            ).fetchall()
        yield from map(overlay.apply, self._decided([number for (number,) in rows]))

    def decided_about(self, correction: Correction) -> Iterator[LocatedArticle]:
        """Yield the articles that a correction may reach, as they were decided."""
        with self._reading():
            if correction.reach in {Reach.MENTION, Reach.ARTICLE}:
                rows = self._connection.execute(
                    "SELECT number FROM articles WHERE id = ?", (correction.article,)
                ).fetchall()
            else:
                key = name_key(correction.name)
                texts = self._connection.execute("SELECT DISTINCT text FROM mentions").fetchall()
                names = json.dumps([text for (text,) in texts if name_key(text) == key])
                source = correction.source if correction.reach is Reach.OUTLET else None
                rows = self._connection.execute(
                    "SELECT DISTINCT article FROM mentions "
                    "JOIN articles ON articles.number = mentions.article "
                    "WHERE mentions.text IN (SELECT value FROM json_each(?)) "
                    "AND (? IS NULL OR articles.source = ?)",
                    (names, source, source),
                ).fetchall()
        yield from self._decided([number for (number,) in rows])

    def _decided(self, numbers: list[int]) -> Iterator[LocatedArticle]:
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            with self._reading():
                articles = list(read_articles(self._connection, batch, self._places))
            yield from articles

    def _overlay(self) -> Overlay:
        """Return the corrections that stand, within the caller's transaction."""
        return Overlay(standing(self.corrections.read_within()))

    def first_of(self, source: str, most: int) -> tuple[LocatedArticle, ...]:
        """Return the articles of an outlet that were kept first, at most so many, in that order.

        They are as they were decided: an outlet's home must not hang on when somebody corrected.
        """
        with self._reading():
            rows = self._connection.execute(
                "SELECT number FROM articles WHERE source = ? ORDER BY number LIMIT ?",
                (source, most),
            ).fetchall()
            numbers = [number for (number,) in rows]
            found = list(read_articles(self._connection, numbers, self._places))
        by_id = {located.article.id: located for located in found}
        return tuple(by_id.values())

    def __contains__(self, article_id: object) -> bool:
        """Tell whether an article of this id is kept."""
        if not isinstance(article_id, str):
            return False
        with self._reading():
            found = self._connection.execute(
                "SELECT 1 FROM articles WHERE id = ?", (article_id,)
            ).fetchone()
        return found is not None

    def __len__(self) -> int:
        """Return how many articles are kept."""
        return self.counts().articles

    def counts(self) -> Counts:
        """Return how much is in the store."""
        with self._reading():
            articles, undated, mentions, places = self._connection.execute(
                """
                SELECT
                    (SELECT count(*) FROM articles),
                    (SELECT count(*) FROM articles
                        WHERE user_date IS NULL AND stated_date IS NULL),
                    (SELECT count(*) FROM mentions),
                    (SELECT count(DISTINCT places.id)
                        FROM mentions JOIN places ON places.number = mentions.place)
                """
            ).fetchone()
        return Counts(articles=articles, undated=undated, mentions=mentions, places=places)

    def version(self) -> str:
        """Return a word that names this state of this store: it changes with every change.

        Two stores never share one, even where one took the other's place in the same file.
        """
        with self._reading():
            identity, revision = self._connection.execute(
                "SELECT identity, revision FROM state"
            ).fetchone()
        return f"{identity}-{revision}"

    def stated_date(self, article_id: str) -> dt.date | None:
        """Return the publication day that the article itself states, whatever a user gave.

        Raises:
            ArticleNotFoundError: no article has this id.
        """
        with self._reading():
            found = self._connection.execute(
                "SELECT stated_date FROM articles WHERE id = ?", (article_id,)
            ).fetchone()
        if found is None:
            raise ArticleNotFoundError(article_id)
        return day_from_text(found[0])

    def dates_set_by_user(self) -> frozenset[str]:
        """Return the ids of the articles whose publication day a user gave."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT id FROM articles WHERE user_date IS NOT NULL"
            ).fetchall()
        return frozenset(article_id for (article_id,) in rows)

    def _count_change(self) -> None:
        self._connection.execute("UPDATE state SET revision = revision + 1")

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with told(self.path), reading(self._connection):
                yield
        except (KeyError, ValueError) as error:
            message = (
                f"The store {str(self.path)!r} holds a row that makes no sense ({error}). "
                "It is damaged: put a backup in its place, or ingest into a new file."
            )
            raise StoreError(message) from error

    @contextlib.contextmanager
    def _writing(self, located: LocatedArticle) -> Iterator[None]:
        with told(self.path):
            try:
                with writing(self._connection):
                    yield
            except (sqlite3.IntegrityError, OverflowError, ValueError) as error:
                message = (
                    f"Article {located.article.id!r} holds what cannot be kept: {error}. "
                    "Numbers must be finite, in their range and within 64 bits, text must be "
                    "valid Unicode, a link must begin with http:// or https://."
                )
                raise ArticleRefusedError(message) from error


def _refuse_older(version: int, path: Path) -> None:
    if version == 0:
        message = (
            f"{str(path)!r} is empty, not a store yet. "
            "`python -m geo demo` or `python -m geo ingest` fills it."
        )
        raise StoreError(message)
    if version < len(MIGRATIONS):
        message = (
            f"The store {str(path)!r} has the older schema {version} and may only be read. "
            "Open it once for writing, with `python -m geo date --list` for instance."
        )
        raise StoreError(message)
