"""Everything that the page can change. Each refuses by itself when the page is for viewing only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo import ingest, serving
from geo.articles import read_upload
from geo.corrections import Overlay, Undo, correction_of, refuse_conflict, standing
from geo.dashboard import drawing
from geo.dashboard.copies import folding_asked
from geo.dashboard.library import gazetteer
from geo.errors import ServingError
from geo.model import Problem
from geo.store import Store, default_store_path, user_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.corrections import Correction, FoldingAsked, Proposal
    from geo.dashboard.library import Library
    from geo.ingest import IngestReport
    from geo.model import Article
    from geo.store import Removal


PREVIEWED = 3
"""Articles of one file that a preview shows."""
MOST_PREVIEWED = 20
"""Articles and problems of one file that a preview looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How an uploaded file would be read.

    notes: what was taken for what, such as a column. items: its first articles, PREVIEWED at most,
    and the problems met among them.
    """

    name: str
    notes: tuple[str, ...]
    items: tuple[Article | Problem, ...]


def preview_reports(files: Iterable[tuple[str, bytes]]) -> tuple[Preview, ...]:
    """Read the first articles of uploaded files, given as (name, content), and keep nothing.

    Raises:
        ServingError: the page is view-only.
    """
    _refuse_when_viewing()
    return tuple(_preview(name, content) for name, content in files)


def _preview(name: str, content: bytes) -> Preview:
    notes: list[str] = []
    items: list[Article | Problem] = []
    articles = 0
    for item in read_upload(name, content, tell=notes.append):
        items.append(item)
        articles += not isinstance(item, Problem)
        if articles == PREVIEWED or len(items) == MOST_PREVIEWED:
            break
    return Preview(name=name, notes=tuple(notes), items=tuple(items))


def add_reports(
    files: Iterable[tuple[str, bytes]],
    *,
    progress: Callable[[Article | Problem], None] | None = None,
    expect: Callable[[int], None] | None = None,
) -> IngestReport:
    """Read uploaded files, given as (name, content), and keep their articles.

    progress: hears each article when it is kept, and each problem. expect: hears how many rows a
    file says that it has, where it says so.

    Raises:
        ServingError: the page is view-only.
        StoreError: nothing could be kept.
    """
    _refuse_when_viewing()
    files = tuple(files)
    notes: list[str] = []
    items = itertools.chain.from_iterable(
        read_upload(name, content, tell=notes.append, expect=expect) for name, content in files
    )
    with Store.open(default_store_path()) as store:
        named = tuple(name for name, _ in files)
        report = ingest.keep(
            items, named=named, store=store, gazetteer=gazetteer(), progress=progress
        )
    return dataclasses.replace(report, notes=tuple(notes))


def load_demonstration() -> IngestReport:
    """Keep the demonstration's articles.

    Raises:
        ServingError: the page is view-only.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        return ingest.load_demonstration(store, gazetteer())


def take_import_back(number: int) -> Removal:
    """Take an import back: its articles go, but for those that another import named too.

    Raises:
        ServingError: the page is view-only.
        ImportNotFoundError: there is no import of this number.
        StoreError: it was taken back already, or nothing can be changed.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        return store.take_back(number)


def set_date(article_id: str, published: dt.date | None) -> None:
    """Give an article its publication day, or take back the one that a user gave (None).

    Raises:
        ServingError: the page is view-only.
        ArticleNotFoundError: no article has this id.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        ingest.set_published(store, article_id, published, gazetteer())


def correct(proposal: Proposal, *, seen: int) -> Correction:
    """Keep what an analyst says of a mention, and return it; a place that is drawn goes with it.

    An analyst without a name is the person who runs the page. seen: number of the latest
    entry of the log of corrections that the analyst knew.

    Raises:
        ServingError: the page is view-only.
        CorrectionError: it cannot hold; the message says what can.
        CorrectionConflictError: somebody else was quicker; the message has both values.
        GazetteerError: the place that was drawn could not be kept.
        StoreError: it could not be kept.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        correction = correction_of(
            dataclasses.replace(proposal, author=proposal.author.strip() or user_name()),
            store.article(proposal.article),
            Overlay(standing(store.corrections.read())),
            drawing.place_of,
            dt.datetime.now(dt.UTC),
        )
        if proposal.value.startswith(drawing.NEW):
            # Who was slower shall not find the place drawn, and nothing said of it.
            refuse_conflict(correction, store.corrections.read(), seen)
            correction = drawing.keep_for_team(correction)
        return store.corrections.add(correction, seen=seen)


def fold(asked: FoldingAsked, books: Library, *, seen: int) -> str:
    """Keep a merge or a split of stories, and return in words what it changed.

    books: the version of the store that the analyst saw. seen: number of the latest entry of the
    log of corrections that the analyst knew.

    Raises:
        ServingError: the page is view-only.
        CorrectionError: it cannot hold; the message says what can.
        CorrectionConflictError: somebody else was quicker; the message has both.
        StoreError: it could not be kept.
    """
    _refuse_when_viewing()
    by = dataclasses.replace(asked, author=asked.author.strip() or user_name())
    folding, changed = folding_asked(books, by, dt.datetime.now(dt.UTC))
    with Store.open(default_store_path()) as store:
        store.corrections.fold(folding, seen=seen)
    return changed


def take_back(number: int, author: str) -> None:
    """Take a correction back.

    Raises:
        ServingError: the page is view-only.
        CorrectionError: no such correction stands.
        StoreError: it could not be kept.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        store.corrections.take_back(
            Undo(
                correction=number,
                author=author.strip() or user_name(),
                reason="taken back on the page",
                at=dt.datetime.now(dt.UTC).replace(microsecond=0),
            )
        )


def _refuse_when_viewing() -> None:
    """Raise ServingError when the page is view-only, whatever a form may have let through."""
    if serving.view_only():
        raise ServingError(serving.VIEW_ONLY)
