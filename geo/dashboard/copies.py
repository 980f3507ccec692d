"""The near copies of an edition's articles: looked for in the background, told to the card.

Ten thousand articles take seconds, so nobody waits: the search begins when a card first asks, in a
thread of its own, and until it ends the card is told so. What was worked out of a text is handed
on to the next edition, where a date or a few articles are new.
"""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

from geo.copies import Stories, stories_of
from geo.dashboard import words
from geo.dashboard.cards import opening
from geo.errors import DatelineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import Article
    from geo.selection import Dataset

MOST_TOLD = 50
"""Copies that the card lists; the rest is counted."""

_one_search = threading.Lock()
_latest = Stories({}, {})


class CopiesError(DatelineError):
    """Near copies could not be looked for."""


class Search:
    """The search for the near copies in one dataset, for all visitors."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._found: Stories | None = None
        self._thread = threading.Thread(target=self._run, name="copies", daemon=True)
        self._beginning = threading.Lock()

    def found(self, wait: float = 0) -> Stories | None:
        """Return what was found, None while it is looked for; that begins with the first to ask.

        wait: seconds to wait for it at most.

        Raises:
            CopiesError: the search broke off.
        """
        with self._beginning:
            if self._thread.ident is None:
                self._thread.start()
        self._thread.join(wait)
        ended = not self._thread.is_alive()
        if ended and self._found is None:
            message = "Near copies could not be looked for; the server's log says why."
            raise CopiesError(message)
        return self._found

    def _run(self) -> None:
        global _latest  # noqa: PLW0603 - handed from edition to edition
        # One at a time, so that each text is worked out once, and memory is needed once.
        with _one_search:
            articles = [row.located.article for row in self._dataset.rows]
            self._found = _latest = stories_of(articles, _latest.known)


def copies_told(
    search: Search, article: Article, dataset: Dataset, number_of: Callable[[str], int | None]
) -> dict[str, object]:
    """Tell an article's near copies, the first published first and those without a day last.

    number_of: returns an article's number in the columns. "ready" is false while they are looked
    for; who asks then asks again. "total" counts all copies, "elsewhere" those of another stated
    source, "outlets" these sources.

    Raises:
        CopiesError: the search broke off.
    """
    stories = search.found()
    if stories is None:
        return {"ready": False}
    ids = stories.copies(article.id)
    found = [each.article for each in map(dataset.article, ids) if each is not None]
    found.sort(key=lambda each: (each.published is None, each.published or dt.date.max, each.id))
    others = [each.source for each in found if each.source and each.source != article.source]
    return {
        "ready": True,
        "copies": [_told(each, number_of(each.id)) for each in found[:MOST_TOLD]],
        "total": len(found),
        "elsewhere": len(others),
        "outlets": len(set(others)),
    }


def _told(article: Article, number: int | None) -> dict[str, object]:
    published = article.published
    return {
        "id": article.id,
        "n": number,
        "title": article.title or opening(article),
        "source": article.source or "No source stated",
        "date": words.day(published) if published else "",
        "published": published.isoformat() if published else None,
    }
