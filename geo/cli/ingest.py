"""`python -m geo ingest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.articles import read_articles
from geo.cli.common import few_collections, load_gazetteer, open_store, progress
from geo.cli.terminal import PROBLEMS, WELL, counted, say
from geo.errors import ArticlesError
from geo.ingest import keep, names_of

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from geo.ingest import IngestReport


def run(options: argparse.Namespace) -> int:
    """Read reports into the store and say what became of them."""
    items = read_articles(options.paths)  # a path that is missing ends it before a store is made
    gazetteer = load_gazetteer()
    with open_store(options) as store, progress() as show, few_collections():
        report = keep(
            items,
            named=names_of(options.paths),
            go_on=True,
            store=store,
            gazetteer=gazetteer,
            progress=show,
        )
    if not report.read:
        message = (
            "No report could be read. Dateline reads .txt, .csv and .jsonl files; "
            "`python -m geo ingest --help` shows how."
        )
        raise ArticlesError(message)
    return summarise(report, store.path)


def summarise(report: IngestReport, path: Path) -> int:
    """Say what became of the input, and return the exit code."""
    say(
        f"{counted(report.read, 'article')} read: {report.added} added, "
        f"{report.same} there before; {report.undated} undated, {report.unplaced} unplaced; "
        f"{counted(len(report.problems), 'problem')}."
    )
    say(f"The store is {path}")
    say(f"This is import {report.imported}; `python -m geo imports undo` takes one back.")
    if report.undated:
        say("`python -m geo date --list` shows the undated ones.")
    return PROBLEMS if report.problems else WELL
