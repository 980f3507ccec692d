"""Everything that the page can change. Each refuses by itself when the page is for viewing only."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from geo import ingest, serving
from geo.articles import read_upload
from geo.dashboard.library import gazetteer
from geo.errors import ServingError
from geo.store import Store, default_store_path

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from geo.ingest import IngestReport
    from geo.store import Removal


def add_reports(files: Iterable[tuple[str, bytes]]) -> IngestReport:
    """Read uploaded files, given as (name, content), and keep their articles.

    Raises:
        ServingError: the page is view-only.
        StoreError: nothing could be kept.
    """
    _refuse_when_viewing()
    files = tuple(files)
    items = itertools.chain.from_iterable(read_upload(name, content) for name, content in files)
    with Store.open(default_store_path()) as store:
        named = tuple(name for name, _ in files)
        return ingest.keep(items, named=named, store=store, gazetteer=gazetteer())


def load_demonstration() -> IngestReport:
    """Keep the demonstration's articles.

    Raises:
        ServingError: the page is view-only.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        return ingest.load_demonstration(store, gazetteer())


def take_back(number: int) -> Removal:
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


def _refuse_when_viewing() -> None:
    """Raise ServingError when the page is view-only, whatever a form may have let through."""
    if serving.view_only():
        raise ServingError(serving.VIEW_ONLY)
