"""What several commands need: the store, the gazetteer, the progress bar."""

from __future__ import annotations

import contextlib
import gc
import sys
from typing import TYPE_CHECKING

from tqdm import tqdm

from geo.cli.terminal import complain
from geo.errors import StoreError
from geo.model import Article, Problem
from geo.places import LiveGazetteer
from geo.store import Store, default_store_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from geo.gazetteer import Gazetteer
    from geo.places import Step

SELDOM = (5_000_000, 20, 100)
"""Thresholds of Python's garbage collector for `few_collections`."""
COMPILING = "Compiling places, once: up to half a minute …"
BAR = "{desc}: {percentage:3.0f}%|{bar}|"
LINES = "{desc}"


def open_store(options: argparse.Namespace) -> Store:
    """Open the store that --store, the environment or the platform names."""
    store = Store.open(options.store or default_store_path())
    if store.notice:
        complain(store.notice)
    return store


def open_kept_store(options: argparse.Namespace, *, read_only: bool = False) -> Store:
    """Open a store that must be there already, since opening one for writing would make it.

    Raises:
        StoreError: there is none.
    """
    path = options.store or default_store_path()
    if not path.exists():
        message = f"There is no store at {str(path)!r}. `python -m geo ingest` makes one."
        raise StoreError(message)
    if read_only:
        with contextlib.suppress(StoreError):
            return Store.open(path, read_only=True)
    return open_store(options)  # an older schema is brought to the present one


def load_gazetteer(live: LiveGazetteer | None = None) -> Gazetteer:
    """Open Dateline's gazetteer; the world's places are compiled first where that is not done.

    A row that cannot be read is told, and so is how far compiling is. One that is `live` is opened
    anew only where its files were changed.
    """
    with compiling() as step:
        return (live or LiveGazetteer()).now(step, complain)


@contextlib.contextmanager
def compiling() -> Iterator[Step]:
    """Show compiling as a bar on a terminal; elsewhere say once what takes so long."""
    with contextlib.ExitStack() as stack:
        bars: list[tqdm[None]] = []

        def show(what: str, done: int, total: int) -> None:
            if not bars:
                if total:
                    complain(COMPILING)
                opened = tqdm(bar_format=BAR, disable=None, file=sys.stderr, leave=False)
                bars.append(stack.enter_context(opened))
            bar = bars[0]
            bar.set_description(what if total else f"{what}, line {done:,}", refresh=False)
            if total:
                bar.total, bar.n = total, done
            bar.bar_format = BAR if total else LINES  # of a file's lines nobody knows how many
            bar.refresh()

        yield show


@contextlib.contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for cyclic garbage seldom while many records are made; they hold no cycles.

    What is in memory already (the gazetteer above all) is not looked through at all, and neither
    is, afterwards, what was made: the command is at its end.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*before)


class Progress:
    """A bar that counts articles, with their rate; problems are told above it as they come."""

    def __init__(self, bar: tqdm[None]) -> None:
        self._bar = bar

    def __call__(self, item: Article | Problem) -> None:
        """Count an article, or tell a problem."""
        if isinstance(item, Problem):
            self.tell(str(item))
        else:
            self._bar.update()

    def tell(self, line: str) -> None:
        """Write a line to stderr, above the bar."""
        with self._bar.external_write_mode(file=sys.stderr):
            complain(line)

    def expect(self, articles: int) -> None:
        """Take in that so many more articles are to come, where a file says how many it has."""
        self._bar.total = max(self._bar.total or 0, self._bar.n) + articles
        self._bar.refresh()


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar, on a terminal only; problems are told wherever stderr goes."""
    with tqdm(unit=" articles", unit_scale=True, disable=None, file=sys.stderr, leave=False) as bar:
        yield Progress(bar)
