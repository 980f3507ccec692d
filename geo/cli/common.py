"""What several commands need: the store, the gazetteer, the progress bar."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from tqdm import tqdm

from geo.cli.terminal import complain
from geo.gazetteer import Gazetteer
from geo.model import Article, Problem
from geo.places import default_gazetteer_path, read_places
from geo.store import Store, default_store_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator


def open_store(options: argparse.Namespace) -> Store:
    """Open the store that --store, the environment or the platform names."""
    store = Store.open(options.store or default_store_path())
    if store.notice:
        complain(store.notice)
    return store


def load_gazetteer() -> Gazetteer:
    """Load Dateline's gazetteer; a row that cannot be read is told."""
    rows = read_places(default_gazetteer_path())
    for problem in rows.problems:
        complain(str(problem))
    return Gazetteer(rows.places)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[Article | Problem], None]]:
    """Count articles in a bar, on a terminal only; tell problems as they come, wherever."""
    with tqdm(unit=" articles", disable=None, file=sys.stderr, leave=False) as bar:

        def show(item: Article | Problem) -> None:
            if isinstance(item, Problem):
                with bar.external_write_mode(file=sys.stderr):
                    complain(str(item))
            else:
                bar.update()

        yield show
