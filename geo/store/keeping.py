"""Keeping located articles: added once, decided anew as a whole, read back as they were."""

from __future__ import annotations

import contextlib
from array import array
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.copies import sketches
from geo.errors import ArticleNotFoundError, StoreError
from geo.store import imports, searching, sketching, tallying
from geo.store.answering import AnswersQuestions
from geo.store.connection import sqlite3, told, writing
from geo.store.folding import FoldsStories
from geo.store.recording import RecordsImports
from geo.store.rows import (
    day_from_text,
    day_to_text,
    delete_decisions,
    read_articles,
    write_decisions,
)
from geo.store.watching import RemembersWatching

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo.corrections import Correction
    from geo.model import LocatedArticle
    from geo.store.imports import Run

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


class Store(RecordsImports, AnswersQuestions, FoldsStories, RemembersWatching):
    """Located articles in one SQLite file. Use it in a `with` block, in one thread.

    Any number of programs may have the same file open. Each change is one transaction, on the
    disk when the call returns: a program that is killed leaves all of an article or nothing.

    Articles are read as they are: with the corrections that stand laid over what was decided,
    which itself stays as it was written.

    notice: a sentence for the user where something could not be had in its best form, else None.
    corrections: the log of what analysts said.
    """

    def add(self, located: LocatedArticle, run: Run | None = None) -> Outcome:
        """Keep an article, with what was decided about it, unless its id is there already.

        `located.article.published` counts as what the article itself states. run: the import
        that brings it; what is there already is noted by `note_same`.

        Raises:
            ArticleRefusedError: it breaks a rule of the store.
            StoreError: the store cannot be written, or the import was taken back. Nothing was
                kept in any case.
        """
        article = located.article
        # Before others have to wait for this.
        (sketch,) = sketches([(article.title, article.text)])
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
            number = int(cursor.lastrowid or 0)
            sketching.keep(self._connection, number, sketch)
            self._decide(number, located)
            if run is not None:
                imports.note_added(self._connection, run, number)
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
            searching.forget(self._connection, number, full_text=self._full_text)
            tallying.forget(self._connection, [number])
            delete_decisions(self._connection, number)
            self._decide(number, located)

    def _decide(self, number: int, located: LocatedArticle) -> None:
        """Write what was decided about an article, count it in, and let it be found by it."""
        write_decisions(self._connection, number, located)
        tallying.keep(self._connection, number)
        searching.keep(self._connection, number, located, full_text=self._full_text)
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
            # No more than the numbers is held of all articles, eight bytes each.
            numbers = array(
                "q",
                (
                    number
                    for (number,) in self._connection.execute(
                        "SELECT number FROM articles "
                        "ORDER BY COALESCE(user_date, stated_date, '~'), id"
                    )
                ),
            )
        yield from map(overlay.apply, self._decided(numbers))

    def decided_about(self, correction: Correction) -> Iterator[LocatedArticle]:
        """Yield the articles that a correction may reach, as they were decided."""
        with self._reading():
            numbers = array("q", sorted(self._reached([correction])))
        yield from self._decided(numbers)

    def _decided(self, numbers: array[int]) -> Iterator[LocatedArticle]:
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH].tolist()
            with self._reading():
                articles = list(read_articles(self._connection, batch, self._places))
            yield from articles

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
        with self._reading():
            (articles,) = self._connection.execute("SELECT count(*) FROM articles").fetchone()
        return int(articles)

    def counts(self) -> Counts:
        """Return how much is in the store."""
        with self._reading():
            articles, undated, mentions, places = self._connection.execute(
                """
                SELECT
                    (SELECT count(*) FROM articles),
                    (SELECT count(*) FROM articles
                        WHERE COALESCE(user_date, stated_date, '~') = '~'),
                    (SELECT count(*) FROM mentions),
                    (SELECT count(DISTINCT id) FROM places
                        WHERE EXISTS (SELECT 1 FROM mentions WHERE place = places.number))
                """
            ).fetchone()
        return Counts(articles=articles, undated=undated, mentions=mentions, places=places)

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
