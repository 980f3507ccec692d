"""What the page reads: the store's articles as one dataset that every visitor shares.

A dataset is immutable and made once for each version of the store, whoever asks. Asking whether
there is a newer version is all that a run of the page costs.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo import places
from geo.corrections import UNCORRECTED, Folded, Overlay, standing
from geo.selection import Dataset, answers, select, words_asked
from geo.serving import view_only
from geo.store import Store, default_store_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.copies import Members
    from geo.gazetteer import Gazetteer
    from geo.model import LocatedArticle, Place
    from geo.places import Step
    from geo.selection import Filters, Selection


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """One version of a store, read.

    dataset: with the corrections that stand. dated_by_user: ids of the articles whose publication
    day a user gave. overlay: the corrections that stand. seen: number of the latest entry of their
    log, 0 for none. overruled: ids of the articles whose words they may change. stories: which
    articles print one report; None where there are more than `MOST_FOLDED`, among which nobody
    looks. notice: what the store has to tell its user, None when nothing. version, path: which
    store it was, and where; none for a dataset of no store.
    """

    dataset: Dataset
    dated_by_user: frozenset[str]
    notice: str | None
    overlay: Overlay = UNCORRECTED
    seen: int = 0
    version: str = ""
    path: Path | None = None
    stories: Folded | None = None
    overruled: frozenset[str] = frozenset()

    def matching(self, text: str) -> Iterable[str]:
        """Return the ids of the articles that have what a search asks for, in no order.

        The store's index answers while the store is what was read; for a version that it has left
        behind, the articles that were read are looked through, with the same answer.
        """
        asked = words_asked(text)
        if self.path is not None:
            with Store.open(self.path, read_only=True) as store:
                found = store.matching(text, self.version)
            if found is not None:
                # What was corrected since it was decided is looked through, as the rest would be.
                corrected = self.dataset.rows_of(self.overruled)
                return {
                    *(each for each in found if each not in self.overruled),
                    *(row.located.article.id for row in corrected if answers(row, asked)),
                }
        return [row.located.article.id for row in self.dataset.rows if answers(row, asked)]


MOST_FOLDED = 200_000
"""Articles among which stories are looked for while the page is opened: a hundred thousand take
some seconds, and 400 MiB meanwhile."""
_reading = threading.Lock()
_found: tuple[frozenset[str], Members] = frozenset(), {}
"""The stories that were found last, without what was said of them, and among which articles. Most
changes leave the articles as they are."""


def library(path: Path | None = None) -> Library:
    """Return the store's present version.

    Raises:
        StoreError: the store cannot be read.
    """
    wanted = path or default_store_path()
    with Store.open(wanted, read_only=view_only()) as store:
        version, notice = store.version(), store.notice
    # One reader at a time, so that ten visitors of a new version do not each work it out.
    with _reading:
        return _read(wanted, version, notice)


@lru_cache(maxsize=2)
def _read(path: Path, version: str, notice: str | None) -> Library:
    """Read a store; `version` tells its versions apart."""
    with Store.open(path, read_only=True) as store:
        log = store.corrections.read()
        dataset = Dataset.of(store.located_articles(), gazetteer().place)
        return Library(
            # What was added meanwhile makes it another version, which no index may answer for.
            version=version,
            path=path,
            dataset=dataset,
            stories=_stories(store, dataset),
            overruled=store.overruled(),
            dated_by_user=store.dates_set_by_user(),
            overlay=Overlay(standing(log)),
            seen=log[-1].number if log else 0,
            notice=notice,
        )


def _stories(store: Store, dataset: Dataset) -> Folded | None:
    global _found  # noqa: PLW0603 - handed from version to version
    if len(dataset) > MOST_FOLDED:
        return None
    articles, found = _found
    same = articles == {row.located.article.id for row in dataset.rows}
    if same:
        return store.stories(found)
    stories = store.stories()
    _found = stories.there, stories.found
    return stories


@lru_cache(maxsize=32)
def selected(dataset: Dataset, filters: Filters) -> Selection:
    """Answer a question; visitors who ask the same share the answer, which is immutable."""
    return select(dataset, filters)


def around(located: LocatedArticle, dataset: Dataset) -> Mapping[str, Place]:
    """Return the places of a dataset, and what contains the candidates that an article rejects.

    Without these, of twenty Alexandrias a card could tell no more than the country.
    """
    found: dict[str, Place] = dict(dataset.places)
    known = gazetteer()
    for mention in located.mentions:
        for candidate in mention.resolution.rejected:
            above = candidate.place.parent
            while above is not None and above not in found:
                place = known.place(above)
                if place is None:
                    break
                found[above] = place
                above = place.parent
    return found


_opening = threading.Lock()
_live = places.LiveGazetteer()
_how_far: list[tuple[str, int, int]] = []
WAITING_SECONDS = 0.5
"""How often who waits for another visitor's compiling is told how far that is."""


def gazetteer(step: Step | None = None) -> Gazetteer:
    """Return the gazetteer as it is now; `step` hears how far compiling is, where it must be."""

    def noted(what: str, done: int, total: int) -> None:
        _how_far[:] = [(what, done, total)]
        if step is not None:
            step(what, done, total)

    # One at a time: ten visitors of a fresh installation do not each compile the world.
    while not _opening.acquire(timeout=WAITING_SECONDS):
        if step is not None and _how_far:
            step(*_how_far[0])
    try:
        return _live.now(noted)
    finally:
        _opening.release()


def gazetteer_is_ready() -> bool:
    """Tell whether the gazetteer opens at once, without compiling."""
    return _live.is_open or places.world_is_compiled()
