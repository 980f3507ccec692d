"""One round: look at what is followed, and ingest what is new as one import."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from geo.articles import read_source
from geo.articles.worker import Worker
from geo.ingest import keep, names_of
from geo.model import Problem
from geo.watching.feeds import read_feeds
from geo.watching.folders import look, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer import Gazetteer
    from geo.ingest import IngestReport
    from geo.model import Article
    from geo.store import Stamp, Store
    from geo.watching.asking import Feeds

SETTLING_SECONDS = 2.0
"""How long a file must stay as it is before it is taken for whole."""
FEED_SECONDS = 30.0
"""What taking one feed's answer apart may take."""
NOTED_AT_ONCE = 200
"""Files that are noted in one transaction."""


@dataclass(slots=True, kw_only=True)
class Round:
    """What one round did.

    files: new or changed ones that were read. unsettled: that are still being written. troubles:
    what could not be looked at, whether it was told before or not. asked: feeds that were asked:
    unchanged ones had nothing newer than the last time, failed ones did not answer well. not_due:
    feeds that were left in peace. ingest: what became of what was read; None where there was
    nothing new.
    """

    files: int = 0
    unsettled: int = 0
    troubles: int = 0
    asked: int = 0
    unchanged: int = 0
    failed: int = 0
    not_due: int = 0
    ingest: IngestReport | None = None


class Watch:
    """What is followed, and what was told about it already.

    paths: files and folders. feeds: none, unless the user switched the network on. columns: as in
    `read_articles`. tell: hears once, in a sentence without a word of an article, what stands in
    the way. settling: seconds; see SETTLING_SECONDS.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        feeds: Feeds | None = None,
        *,
        columns: Mapping[str, str] | None = None,
        tell: Callable[[str], None],
        settling: float = SETTLING_SECONDS,
    ) -> None:
        self._paths = tuple(paths)
        self._feeds = feeds
        self._columns = columns
        self._tell = tell
        self._settling = settling
        self._told: set[str] = set()
        # "watch": so that it never goes on with an ingest of the same folder, nor that with it.
        lists = () if feeds is None else (feeds.path,)
        self._named = ("watch", *names_of([*self._paths, *lists]))

    def round(self, store: Store, gazetteer: Gazetteer) -> Round:
        """Look once at everything, and ingest what is new.

        What is kept is noted as read only afterwards: a round that is stopped anywhere is made up
        for by the next one, and nothing is in the store twice.

        Raises:
            StoreError: the store cannot be written, or the import was taken back meanwhile.
        """
        done = Round()
        with Worker() as worker, Worker(seconds=FEED_SECONDS) as feed_worker:
            items = chain(
                self._from_folders(store, worker, done), self._from_feeds(store, feed_worker, done)
            )
            first = next(items, None)
            if first is not None:  # a round without news is no import
                done.ingest = keep(
                    chain([first], items),
                    named=self._named,
                    go_on=True,
                    store=store,
                    gazetteer=gazetteer,
                )
        return done

    def _from_folders(
        self, store: Store, worker: Worker, done: Round
    ) -> Iterator[Article | Problem]:
        """Yield what is new in files; an item was dealt with when the next one is asked for."""
        found = look(self._paths, store.watched_file)
        for problem in found.problems:
            self._tell_once(done, problem.where, str(problem))
        if not found.changed:
            return
        time.sleep(self._settling)
        noted: dict[Path, Stamp] = {}
        for file in settled(found.changed):
            yield from read_source(file.suffix, file.source, columns=self._columns, worker=worker)
            done.files += 1
            noted[file.path] = file.stamp
            if len(noted) >= NOTED_AT_ONCE:
                store.note_watched_files(noted)
                noted.clear()
        store.note_watched_files(noted)
        done.unsettled = len(found.changed) - done.files

    def _from_feeds(self, store: Store, worker: Worker, done: Round) -> Iterator[Article | Problem]:
        """Yield what is new in feeds; an item was dealt with when the next one is asked for."""
        if self._feeds is None:
            return
        for address in read_feeds(self._feeds.path):
            if isinstance(address, Problem):
                self._tell_once(done, f"{address.where} {address.value}", str(address))
                continue
            memory = store.watched_feed(str(address))
            if not self._feeds.is_due(memory):
                done.not_due += 1
                continue
            asked = self._feeds.ask(address, memory, worker)
            done.asked += 1
            done.unchanged += asked.unchanged
            done.failed += asked.failed
            for words in asked.words:
                self._tell(words)
            yield from asked.items
            store.note_watched_feed(str(address), asked.memory)

    def _tell_once(self, done: Round, what: str, words: str) -> None:
        done.troubles += 1
        if what not in self._told:
            self._told.add(what)
            self._tell(words)
