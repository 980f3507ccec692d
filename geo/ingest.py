"""Taking reports in: read, geoparsed, dated and kept, one transaction an article.

Doing it twice changes nothing, and a run that was stopped at any point is finished by running
it again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geo.articles import read_articles
from geo.geoparsing import geoparse
from geo.model import Problem
from geo.resolution import MOST_ARTICLES, Homes
from geo.selection import Dataset
from geo.store import ArticleRefusedError, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Article, LocatedArticle
    from geo.store import Run, Store

NOTED_AT_ONCE = 200
"""Articles that were there already, or problems, that are noted in one transaction."""
MOST_PROBLEMS = 1000
MOST_REASONS = 10
REASONS_KEPT = 1000
"""However bad the input is, what is remembered of it stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What became of the input.

    read: articles that could be read; each was added, is the same as one that was there, or was
    refused by the store, which a problem tells. undated, unplaced: how many of the added fall into
    these lots of the page: no day is known, neither of publication nor of what happened; a day, but
    no place that may be drawn. What was there before is not looked at again, so that a run that
    was stopped at its millionth article soon reaches it.

    refused: how many problems cost an article, or a file. in_part: how many cost less: a date, a
    link, an attachment. problems: the first of both, in reading order, MOST_PROBLEMS at most.
    reasons: what was asked for and not found, and how often, the most frequent first. notes: what
    the readers told that is no problem. imported: the number of the import that it was, by which it
    can be taken back.
    """

    read: int = 0
    added: int = 0
    same: int = 0
    undated: int = 0
    unplaced: int = 0
    refused: int = 0
    in_part: int = 0
    problems: tuple[Problem, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    imported: int = field(default=0, compare=False)


def ingest(
    paths: Iterable[Path],
    *,
    store: Store,
    gazetteer: Gazetteer,
    progress: Callable[[Article | Problem], None] | None = None,
) -> IngestReport:
    """Read every report in these files and folders, geoparse it and keep it.

    See `keep` for what happens to each and for `progress`.

    Raises:
        InputNotFoundError: a path does not exist; nothing was read then.
        StoreError: the store cannot be written; what was told to `progress` is kept.
    """
    paths = tuple(paths)
    return keep(
        read_articles(paths),
        named=names_of(paths),
        go_on=True,
        store=store,
        gazetteer=gazetteer,
        progress=progress,
    )


def names_of(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return the names under which an import of these files and folders is recorded."""
    return tuple(str(path.absolute()) for path in paths)


def keep(  # noqa: PLR0913 - what is read, under which name, and where it goes
    items: Iterable[Article | Problem],
    *,
    named: Sequence[str] = (),
    store: Store,
    gazetteer: Gazetteer,
    go_on: bool = False,
    progress: Callable[[Article | Problem], None] | None = None,
) -> IngestReport:
    """Geoparse and keep each article, pass on each problem, and report on all.

    An article that is in the store already stays as it is. All of it is recorded as one import,
    under what the user `named`; with `go_on`, an unfinished import of the same names is gone on
    with. `progress` is called with each article when it is safely kept, and with each problem
    when it is met.

    Raises:
        StoreError: the store cannot be written, or the import was taken back meanwhile; what was
            told to `progress` before that is kept.
    """
    homes = _Homes(store, gazetteer)
    record = _Record(store, store.begin_import(named, dt.datetime.now(dt.UTC), go_on=go_on))
    counted: dict[str, int] = {"read": 0, "added": 0, "same": 0, "undated": 0, "unplaced": 0}
    faults = _Faults()
    for read in items:
        item = read
        if not isinstance(item, Problem):
            counted["read"] += 1
            try:
                located = _keep(item, store, gazetteer, homes, record.run)
            except ArticleRefusedError as error:
                item = _refused(item, error)
                record.refused += 1
            else:
                counted["same" if located is None else "added"] += 1
                if located is None:
                    record.same(item.id)
                for lot in _lots(located) if located else ():
                    counted[lot] += 1
        if isinstance(item, Problem):
            faults.take(item)
            record.problem(item)
        if progress is not None:
            progress(item)
    record.finish()
    return IngestReport(
        read=counted["read"],
        added=counted["added"],
        same=counted["same"],
        undated=counted["undated"],
        unplaced=counted["unplaced"],
        refused=faults.refused,
        in_part=faults.in_part,
        problems=tuple(faults.first),
        reasons=tuple(faults.reasons.most_common(MOST_REASONS)),
        imported=record.run.number,
    )


class _Faults:
    """What could not be taken: counted, and the first of it kept."""

    def __init__(self) -> None:
        self.refused = self.in_part = 0
        self.first: list[Problem] = []
        self.reasons: Counter[str] = Counter()

    def take(self, problem: Problem) -> None:
        """Count a problem."""
        if problem.kept:
            self.in_part += 1
        else:
            self.refused += 1
        if len(self.first) < MOST_PROBLEMS:
            self.first.append(problem)
        if problem.allowed in self.reasons or len(self.reasons) < REASONS_KEPT:
            self.reasons[problem.allowed] += 1


@dataclass(slots=True)
class _Record:
    """What is still to be written down of an import: many at once, so that it costs little.

    What a killed run did not write down is met again when the import is gone on with.
    """

    store: Store
    run: Run
    refused: int = 0
    _same: list[str] = field(default_factory=list)
    _problems: list[str] = field(default_factory=list)

    def same(self, article_id: str) -> None:
        """Note an article that was there already."""
        self._same.append(article_id)
        self._write(NOTED_AT_ONCE)

    def problem(self, problem: Problem) -> None:
        """Note a problem."""
        self._problems.append(str(problem))
        self._write(NOTED_AT_ONCE)

    def finish(self) -> None:
        """Write down the rest, and that all was read."""
        self._write(1)
        self.store.finish_import(self.run)

    def _write(self, least: int) -> None:
        if len(self._same) >= least:
            self.store.note_same(self.run, self._same)
            self._same.clear()
        if len(self._problems) >= least:
            self.store.note_problems(self.run, self._problems, refused=self.refused)
            self._problems.clear()
            self.refused = 0


def load_demonstration(
    store: Store,
    gazetteer: Gazetteer,
    progress: Callable[[Article | Problem], None] | None = None,
) -> IngestReport:
    """Keep the demonstration articles that come with Dateline.

    Raises:
        StoreError: the store cannot be written.
    """
    return ingest([demonstration_path()], store=store, gazetteer=gazetteer, progress=progress)


def demonstration_path() -> Path:
    """Return the file of the demonstration articles."""
    return Path(__file__).resolve().parents[1] / "data" / "demonstration.jsonl"


def set_published(
    store: Store,
    article_id: str,
    published: dt.date | None,
    gazetteer: Gazetteer,
) -> LocatedArticle:
    """Give an article its publication day, and decide anew about what hangs on it.

    The day that the article states is kept beside it; None brings that back, and where it
    states none leaves it undated again.

    Raises:
        ArticleNotFoundError: no article has this id.
        StoreError: the store cannot be written; nothing was changed then.
    """
    article = store.article(article_id).article
    day = store.stated_date(article_id) if published is None else published
    dated = dataclasses.replace(article, published=day)
    located = geoparse(dated, gazetteer, _Homes(store, gazetteer).knowing(article.source))
    store.replace(located)
    return located


def _keep(
    article: Article, store: Store, gazetteer: Gazetteer, homes: _Homes, run: Run
) -> LocatedArticle | None:
    """Keep an article and return it; None for one that is there already, as it stays as it is."""
    if article.id in store:
        return None
    located = geoparse(article, gazetteer, homes.knowing(article.source))
    outcome = store.add(located, run)
    homes.learn(located)
    return None if outcome is Outcome.SAME else located


class _Homes:
    """Where outlets are at home, from what the store keeps of each, in the order that it came.

    An article knows what was kept before it and nothing else, so that a run which was stopped and
    taken up again decides as an unbroken one does.
    """

    def __init__(self, store: Store, gazetteer: Gazetteer) -> None:
        self._store, self._gazetteer = store, gazetteer
        self._homes = Homes()

    def knowing(self, source: str | None) -> Homes:
        """Return the homes, that of this outlet among them."""
        # An outlet may be new to this run, or have been forgotten in the course of it.
        if source and source not in self._homes:
            for located in self._store.first_of(source, MOST_ARTICLES):
                self._homes.learn_from(located, self._gazetteer)
        return self._homes

    def learn(self, located: LocatedArticle) -> None:
        """Take in an article that was just kept."""
        self._homes.learn_from(located, self._gazetteer)


def _lots(located: LocatedArticle) -> Iterator[str]:
    """Yield 'undated' or 'unplaced' where the page would file the article so."""
    entry = Dataset.of((located,)).entry(located.article.id)
    if entry is None or not entry.days:
        yield "undated"
    elif not entry.pins:
        yield "unplaced"


def _refused(article: Article, error: ArticleRefusedError) -> Problem:
    return Problem(
        where=f"article {article.id}",
        value=(article.title or article.text)[:80],
        allowed=str(error),
        remedy="Mend it and ingest it again; the others are kept.",
    )
