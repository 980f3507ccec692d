"""`python -m geo date`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.cli.common import load_gazetteer, open_kept_store
from geo.cli.terminal import WELL, say
from geo.ingest import set_published

if TYPE_CHECKING:
    import argparse

    from geo.store import Store

TITLE_LENGTH = 80


def run(options: argparse.Namespace) -> int:
    """Set or clear an article's publication day, or list the undated articles."""
    with open_kept_store(options) as store:
        if options.list:
            _say_undated(store)
            return WELL
        located = set_published(store, options.article_id, options.day, load_gazetteer())
    say(f"{located.article.id}: {located.article.published or 'undated'}")
    return WELL


def _say_undated(store: Store) -> None:
    for located in store.located_articles():
        article = located.article
        if article.published is None:
            say(f"{article.id}  {(article.title or article.text)[:TITLE_LENGTH]}")
