"""Keeping located articles: added once, decided anew as a whole, read back as they were."""

from __future__ import annotations

import contextlib
from array import array
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from geo.errors import ArticleNotFoundError, DatelineError, StoreError
from geo.store import imports, searching
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
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo.model import LocatedArticle, Place
    from geo.store.imports import Import, Removal, Run
    from geo.store.searching import Question

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search of the store found.

    ids: in the order in which the articles were kept, at most as many as were asked for. total:
    how many there are.
    """

    ids: tuple[str, ...]
    total: int


class Store:
    """Located articles in one SQLite file. Use it in a `with` block, in one thread.

    Any number of programs may have the same file open. Each change is one transaction, on the
    disk when the call returns: a program that is killed leaves all of an article or nothing.

    notice: a sentence for the user where something could not be had in its best form, else None.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        notice: str | None = None,
        full_text: bool = True,
    ) -> None:
        self._connection = connection
        self._full_text = full_text
        self._places: dict[int, Place] = {}
        self.path = path
        self.notice = notice

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        sqlite_version: Version = SQLITE_VERSION,
        full_text: bool | None = None,
    ) -> Self:
        """Open the store in this file; unless `read_only`, make or migrate it as needed.

        A store of an older schema is copied to `<file>.schema-<n>.backup` before it is
        migrated. `sqlite_version` decides which journal is safe, and `full_text` whether there is
        FTS5 (None: look); they are arguments for tests.

        Raises:
            StoreError: the file is no store, damaged, of a newer schema, out of reach or, for
                `read_only`, missing or of an older schema.
        """
        connection = open_connection(path, read_only=read_only)
        notices: list[str] = []
        try:
            with told(path):
                with reading(connection):
                    version = schema_version(connection, path)
                if full_text is None:
                    full_text = searching.has_full_text(connection)
                if read_only:
                    _refuse_older(version, path)
                else:
                    journal = journal_for(sqlite_version)
                    set_journal(connection, journal, path)
                    if version < len(MIGRATIONS):
                        migrate(connection, path, full_text=full_text)
                    elif searching.is_behind(connection, full_text=full_text):
                        with writing(connection):
                            searching.bring_into_step(connection, full_text=full_text)
                    if journal != "wal":
                        notices.append(
                            f"SQLite {'.'.join(map(str, sqlite_version))} cannot share a "
                            "write-ahead log safely, so a slower journal is used. "
                            "Where there is a wheel of it, the package pysqlite3 mends that."
                        )
        except BaseException:
            connection.close()
            raise
        if not full_text:
            notices.append(
                "This SQLite has no full-text index (FTS5), so searches read every article. "
                "Where there is a wheel of it, the package pysqlite3 mends that."
            )
        return cls(connection, path, notice=" ".join(notices) or None, full_text=full_text)

    def close(self) -> None:
        """Close the file; the store cannot be used after that."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
            delete_decisions(self._connection, number)
            self._decide(number, located)

    def _decide(self, number: int, located: LocatedArticle) -> None:
        """Write what was decided about an article, and let it be found by it."""
        write_decisions(self._connection, number, located)
        searching.keep(self._connection, number, located, full_text=self._full_text)
        self._count_change()

    def article(self, article_id: str) -> LocatedArticle:
        """Return one article; its `published` is the user's day where one was given.

        Raises:
            ArticleNotFoundError: no article has this id.
        """
        with self._reading():
            numbers = [
                number
                for (number,) in self._connection.execute(
                    "SELECT number FROM articles WHERE id = ?", (article_id,)
                )
            ]
            found = list(read_articles(self._connection, numbers, self._places))
        if not found:
            raise ArticleNotFoundError(article_id)
        return found[0]

    def located_articles(self) -> Iterator[LocatedArticle]:
        """Yield every article by publication day and id, the undated ones last.

        What is added or changed meanwhile may or may not be seen, but no article is ever seen
        half changed.
        """
        with self._reading():
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
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH].tolist()
            with self._reading():
                articles = list(read_articles(self._connection, batch, self._places))
            yield from articles

    def first_of(self, source: str, most: int) -> tuple[LocatedArticle, ...]:
        """Return the articles of an outlet that were kept first, at most so many, in that order."""
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
                        WHERE user_date IS NULL AND stated_date IS NULL),
                    (SELECT count(*) FROM mentions),
                    (SELECT count(DISTINCT id) FROM places
                        WHERE EXISTS (SELECT 1 FROM mentions WHERE place = places.number))
                """
            ).fetchone()
        return Counts(articles=articles, undated=undated, mentions=mentions, places=places)

    def version(self) -> str:
        """Return a word that names this state of this store: it changes with every change.

        Two stores never share one, even where one took the other's place in the same file.
        """
        with self._reading():
            return self._version()

    def _version(self) -> str:
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

    def search(self, question: Question, *, limit: int = 100) -> Found:
        """Return the articles that answer a question; each part of it is looked up in an index.

        A period is asked of the days of the whole article, or, beside places, of those that a
        place bears in it. Articles without a day answer no period. Places are taken as they are
        given, without what they contain; see `within`.
        """
        with self._reading():
            query, values = searching.numbers_of(question, indexed=self._indexed())
            (total,) = self._connection.execute(
                f"SELECT count(*) FROM ({query})",  # noqa: S608 - of constants, with parameters
                values,
            ).fetchone()
            rows = self._connection.execute(
                f"SELECT id FROM articles WHERE number IN ({query}) "  # noqa: S608 - as above
                "ORDER BY number LIMIT ?",
                (*values, limit),
            ).fetchall()
        return Found(ids=tuple(article_id for (article_id,) in rows), total=total)

    def matching(self, text: str, version: str) -> Iterator[str] | None:
        """Return the ids of all articles that have what `text` asks for, in no order.

        None when the store is no longer at this version; see `version`.
        """
        question = searching.Question(text=text)
        with self._reading():
            if self._version() != version:
                return None
            query, values = searching.numbers_of(question, indexed=self._indexed())
            rows = self._connection.execute(
                f"SELECT id FROM articles WHERE number IN ({query})",  # noqa: S608 - as above
                values,
            ).fetchall()
        return (article_id for (article_id,) in rows)

    def within(
        self, place_id: str, place_of: Callable[[str], Place | None] = lambda _: None
    ) -> frozenset[str]:
        """Return the ids of a place and of what it contains, among the places that are kept.

        place_of: returns the gazetteer's place of an id, so that a province is known to contain a
        village whose district no article names.
        """
        with self._reading():
            parents = dict(self._connection.execute("SELECT id, parent FROM places"))
        inside: dict[str, bool] = {place_id: True}

        def lies_inside(start: str) -> bool:
            chain: list[str] = []
            above: str | None = start
            while above is not None and above not in inside:
                inside[above] = False  # ends a loop, until it is known better
                chain.append(above)
                if above in parents:
                    above = parents[above]
                else:
                    place = place_of(above)
                    above = place.parent if place else None
            answer = above is not None and inside[above]
            inside.update(dict.fromkeys(chain, answer))
            return answer

        return frozenset({place_id, *filter(lies_inside, parents)})

    def _indexed(self) -> bool:
        """Tell whether the full-text index can be asked, and is in step with the articles."""
        return self._full_text and not searching.is_behind(self._connection, full_text=True)

    def begin_import(
        self, named: Sequence[str], begun: dt.datetime, *, go_on: bool = False
    ) -> Run:
        """Begin to record an import; `go_on` takes an unfinished one of the same names up again.

        named: what the user named. begun: now; it is kept for bookkeeping only.

        Raises:
            StoreError: the store cannot be written.
        """
        with told(self.path), writing(self._connection):
            return imports.begin(self._connection, named, begun, go_on=go_on)

    def note_same(self, run: Run, article_ids: Sequence[str]) -> None:
        """Note that an import named articles that were there already.

        Raises:
            StoreError: the store cannot be written, or the import was taken back.
        """
        with told(self.path), writing(self._connection):
            imports.note_same(self._connection, run, article_ids)

    def note_problems(self, run: Run, problems: Sequence[str], *, refused: int = 0) -> None:
        """Note the words of an import's problems; see `note_same` for what is raised.

        refused: how many of them are articles that the store refused.
        """
        with told(self.path), writing(self._connection):
            imports.note_problems(self._connection, run, problems, refused=refused)

    def finish_import(self, run: Run) -> None:
        """Note that an import read all that it named; see `note_same` for what is raised."""
        with told(self.path), writing(self._connection):
            imports.finish(self._connection, run)

    def imports(self) -> tuple[Import, ...]:
        """Return every import, the latest first."""
        with self._reading():
            return imports.read_all(self._connection)

    def import_problems(self, number: int) -> tuple[str, ...]:
        """Return the words of the problems of an import, the first thousand of them.

        Raises:
            ImportNotFoundError: there is no import of this number.
        """
        with self._reading():
            imports.read(self._connection, number)
            return imports.problems_of(self._connection, number)

    def removal(self, number: int) -> Removal:
        """Return what taking an import back would do now.

        Raises:
            ImportNotFoundError: there is no import of this number.
            StoreError: it was taken back already.
        """
        with self._reading():
            return imports.removal(self._connection, number)

    def take_back(self, number: int) -> Removal:
        """Take an import back: its articles go, with all that was decided about them.

        An article that another import named too stays, and belongs to that one from now on.

        Raises:
            ImportNotFoundError: there is no import of this number.
            StoreError: it was taken back already, or the store cannot be written. Nothing was
                changed in any case.
        """
        with told(self.path), writing(self._connection):
            done = imports.take_back(self._connection, number, full_text=self._full_text)
            if done.removed:
                self._count_change()
            return done

    def _count_change(self) -> None:
        self._connection.execute("UPDATE state SET revision = revision + 1")

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with told(self.path), reading(self._connection):
                yield
        except DatelineError:
            raise
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
