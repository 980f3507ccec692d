"""The stories of a store: found by the sketches that are kept, with what analysts said of them."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.copies import members_among
from geo.corrections import Folded
from geo.store import sketching
from geo.store.opening import OpenStore
from geo.store.rows import day_from_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo.copies import Members

AT_ONCE = 1_000
"""Rows that are fetched together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a list of stories tells of an article. published: the user's day where one was given."""

    id: str
    title: str | None
    published: dt.date | None
    source: str | None


class FoldsStories(OpenStore):
    """The part of a store that knows which articles print one report."""

    def stories(self, found: Members | None = None) -> Folded:
        """Return the stories of all articles, with the merges and splits that stand.

        found: the stories without these, where they are known of the same articles already; else
        they are looked for. That takes some 4 kB of memory for each article, and of ten thousand
        well under a second.
        """
        with self._reading():
            log = self.corrections.read_within()
            if found is None:
                told = dict(sketching.read(self._connection))
                there = frozenset(told)
            else:
                rows = self._connection.execute("SELECT id FROM articles")
                there = frozenset(article_id for (article_id,) in rows)
        if found is None:
            found = members_among(told)
        return Folded.of(found, log, there)

    def outlines(self) -> Iterator[Outline]:
        """Yield every article by publication day and id, the undated ones last."""
        with self._reading():
            # No more than the numbers is held of all articles, eight bytes each.
            numbers = array(
                "q",
                (
                    number
                    for (number,) in self._connection.execute(
                        "SELECT number FROM articles "
                        "ORDER BY COALESCE(user_date, stated_date, '~'), id"
                    )
                ),
            )
        for start in range(0, len(numbers), AT_ONCE):
            batch = numbers[start : start + AT_ONCE].tolist()
            with self._reading():
                rows = {
                    number: Outline(
                        id=article_id, title=title, published=day_from_text(day), source=source
                    )
                    for number, article_id, title, day, source in self._connection.execute(
                        "SELECT number, id, title, COALESCE(user_date, stated_date), source "
                        "FROM articles WHERE number IN (SELECT value FROM json_each(?))",
                        (json.dumps(batch),),
                    )
                }
            yield from (rows[number] for number in batch if number in rows)
