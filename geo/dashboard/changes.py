"""Everything that the page can change. Each refuses by itself when the page is for viewing only."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo import ingest, serving
from geo.dashboard.library import gazetteer
from geo.errors import ServingError
from geo.store import Store, default_store_path

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from geo.ingest import IngestReport
    from geo.model import Problem

ENDINGS = (".txt", ".csv", ".jsonl")
"""The kinds of file that can be added."""
LONGEST_NAME = 80
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-()")


def add_reports(files: Iterable[tuple[str, bytes]]) -> IngestReport:
    """Read uploaded files, given as (name, content), and keep their articles.

    Raises:
        ServingError: the page is view-only.
        ArticlesError, StoreError: nothing could be read, or kept.
    """
    _refuse_when_viewing()
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        paths = []
        for number, (name, content) in enumerate(files, start=1):
            # A name from outside is no path: only its plain characters are used, each file in
            # a folder of its own, so that two of one name do not meet.
            path = Path(folder) / str(number) / plain_name(name)
            path.parent.mkdir()
            path.write_bytes(content)
            paths.append(path)
        with Store.open(default_store_path()) as store:
            report = ingest.ingest(paths, store=store, gazetteer=gazetteer())
        return replace(
            report, problems=tuple(_as_uploaded(problem, folder) for problem in report.problems)
        )


def load_demonstration() -> IngestReport:
    """Keep the demonstration's articles.

    Raises:
        ServingError: the page is view-only.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        return ingest.load_demonstration(store, gazetteer())


def set_date(article_id: str, published: dt.date | None) -> None:
    """Give an article its publication day, or take back the one that a user gave (None).

    Raises:
        ServingError: the page is view-only.
        ArticleNotFoundError: no article has this id.
    """
    _refuse_when_viewing()
    with Store.open(default_store_path()) as store:
        ingest.set_published(store, article_id, published, gazetteer())


def _as_uploaded(problem: Problem, folder: str) -> Problem:
    """Name a file as its owner knows it, not by where it was put here."""
    where = re.sub(re.escape(folder) + r"[/\\]\d+[/\\]", "", problem.where)
    return replace(problem, where=where)


def plain_name(name: str) -> str:
    """Return a file name made of the plain characters of `name`, with its ending kept."""
    ending = next((end for end in ENDINGS if name.lower().endswith(end)), ".txt")
    stem = name[: -len(ending)] if name.lower().endswith(ending) else name
    plain = "".join(c if c in PLAIN else "_" for c in stem[:LONGEST_NAME]).strip(" .")
    return (plain or "report") + ending


def _refuse_when_viewing() -> None:
    """Raise ServingError when the page is view-only, whatever a form may have let through."""
    if serving.view_only():
        raise ServingError(serving.VIEW_ONLY)
