"""`python -m geo ingest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.articles import READS, first_words, read_articles
from geo.cli.common import few_collections, load_gazetteer, open_store, progress
from geo.cli.terminal import PROBLEMS, WELL, complain, counted, say
from geo.errors import ArticlesError
from geo.ingest import keep, names_of
from geo.model import Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from geo.ingest import IngestReport
    from geo.model import Article

PREVIEWED = 5
NOTHING_READ = f"No report could be read. Dateline reads {READS}."


def run(options: argparse.Namespace) -> int:
    """Read reports into the store and say what became of them, or show the first of them."""
    columns = dict(options.column)
    if options.preview:
        return preview(read_articles(options.paths, columns=columns, tell=complain))
    # A path that is missing ends it before a store is made. Nothing is told before there is a bar.
    items = read_articles(
        options.paths,
        columns=columns,
        tell=lambda line: show.tell(line),  # noqa: PLW0108 (there is no `show` yet)
        expect=lambda articles: show.expect(articles),  # noqa: PLW0108
    )
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
        raise ArticlesError(NOTHING_READ)
    return summarise(report, store.path)


def preview(items: Iterable[Article | Problem]) -> int:
    """Show the first articles as they would be read; nothing is kept."""
    code, shown = WELL, 0
    for item in items:
        if isinstance(item, Problem):
            complain(str(item))
            code = PROBLEMS
            continue
        say(f"{first_words(item)}\n")
        shown += 1
        if shown == PREVIEWED:
            break
    if not shown:
        raise ArticlesError(NOTHING_READ)
    say(f"These are the first {counted(shown, 'article')}; nothing was kept.")
    return code


def summarise(report: IngestReport, path: Path) -> int:
    """Say what became of the input, and return the exit code."""
    say(
        f"{counted(report.read, 'article')} read: {report.added} added ({report.undated} undated, "
        f"{report.unplaced} unplaced), {report.same} there before."
    )
    problems = report.refused + report.in_part
    if problems:
        say(
            f"{counted(problems, 'problem')}: {report.refused} refused, {report.in_part} taken "
            "without a part. What was asked for and not found:"
        )
        for allowed, number in report.reasons:
            say(f"  {number}: {allowed}")
    say(f"The store is {path}")
    say(f"This is import {report.imported}; `python -m geo imports undo` takes one back.")
    if report.undated:
        say("`python -m geo date --list` shows the undated ones.")
    return PROBLEMS if problems else WELL
