"""The articles of a store with their columns, worked out once and shared by everyone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.model import Interval
from geo.selection.entries import distinct, entry_of, told_days
from geo.selection.records import NO_SOURCE, ROLES_BY_STRENGTH, Clock
from geo.selection.searching import haystack_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.model import LocatedArticle, Place, Role
    from geo.selection.records import Entry


@dataclass(frozen=True, slots=True)
class Row:
    """An article with what is worked out once."""

    located: LocatedArticle
    haystack: str
    whole: Mapping[Clock, Entry]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """All located articles of a store, with their columns; immutable, to be shared by threads.

    Make it by `Dataset.of`. rows is its own business. places: every place that an article means,
    and what contains it as far as known, by id. sources: as stated, sorted, `NO_SOURCE` when some
    state none. roles: those that occur, strongest first. bounds: first and last day on each clock,
    None where no article has a day.
    """

    rows: tuple[Row, ...]
    places: Mapping[str, Place]
    sources: tuple[str, ...]
    roles: tuple[Role, ...]
    bounds: Mapping[Clock, tuple[dt.date, dt.date] | None]
    _above: Mapping[str, frozenset[str]] = field(repr=False)
    _by_id: Mapping[str, Row] = field(repr=False)

    @classmethod
    def of(
        cls,
        articles: Iterable[LocatedArticle],
        place_of: Callable[[str], Place | None] = lambda _: None,
    ) -> Dataset:
        """Work out a dataset.

        place_of: returns the gazetteer's place of an id, so that a filter by a province finds its
        districts though no article names the province. Of two articles of one id the last counts.
        """
        by_id = {located.article.id: located for located in articles}
        meant = {
            mention.resolution.place.id: mention.resolution.place
            for located in by_id.values()
            for mention in located.mentions
            if mention.resolution.place is not None
        }
        known: dict[str, Place] = dict(meant)
        above = {place_id: frozenset(ancestors(place_id, known, place_of)) for place_id in meant}
        roles = {mention.role for located in by_id.values() for mention in located.mentions}
        rows = {article_id: row_of(located) for article_id, located in by_id.items()}
        return cls(
            rows=tuple(rows.values()),
            places=MappingProxyType(dict(sorted(known.items()))),
            sources=tuple(
                sorted({located.article.source or NO_SOURCE for located in by_id.values()}),
            ),
            roles=tuple(role for role in ROLES_BY_STRENGTH if role in roles),
            bounds=MappingProxyType({clock: _bounds(rows.values(), clock) for clock in Clock}),
            _above=MappingProxyType(above),
            _by_id=MappingProxyType(rows),
        )

    def __len__(self) -> int:
        """Count the articles."""
        return len(self.rows)

    def article(self, article_id: str) -> LocatedArticle | None:
        """Return the article of that id, None when there is none."""
        row = self._by_id.get(article_id)
        return None if row is None else row.located

    def rows_of(self, ids: Iterable[str]) -> Iterator[Row]:
        """Yield the rows of those of these articles that are here."""
        return filter(None, map(self._by_id.get, ids))

    def lies_in(self, place_id: str, wanted: frozenset[str]) -> bool:
        """Tell whether a place that some article means is, or is contained in, one of `wanted`."""
        return not wanted.isdisjoint(self._above[place_id])

    def entry(self, article_id: str, clock: Clock = Clock.HAPPENED) -> Entry | None:
        """Return an article's row with all its pins, whatever a selection leaves of it."""
        row = self._by_id.get(article_id)
        return None if row is None else row.whole[clock]


def row_of(located: LocatedArticle) -> Row:
    """Work out the columns of one article."""
    published, told = _days_of(located)
    mentions = tuple(enumerate(located.mentions))
    happened = happened_entry(located)
    in_print = entry_of(located, mentions, Clock.PUBLISHED, published or told)
    return Row(
        located=located,
        haystack=haystack_of(located),
        whole={
            Clock.HAPPENED: replace(happened, fallback=not told and bool(published)),
            Clock.PUBLISHED: replace(in_print, fallback=not published and bool(told)),
        },
    )


def happened_entry(located: LocatedArticle) -> Entry:
    """Return an article's row with all its pins, on the clock of what happened."""
    published, told = _days_of(located)
    return entry_of(located, enumerate(located.mentions), Clock.HAPPENED, told or published)


def _days_of(located: LocatedArticle) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """Return the day of publication, and the days that the text tells."""
    published = located.article.published
    told = distinct(told_days(mention, located) for mention in located.mentions)
    return () if published is None else (_one_day(published),), told


def _bounds(rows: Iterable[Row], clock: Clock) -> tuple[dt.date, dt.date] | None:
    days = [day for row in rows for day in row.whole[clock].days]
    if not days:
        return None
    return min(day.first for day in days), max(day.last for day in days)


def _one_day(day: dt.date) -> Interval:
    return Interval(first=day, last=day)


def ancestors(
    place_id: str, known: dict[str, Place], place_of: Callable[[str], Place | None]
) -> Iterator[str]:
    """Yield a place's id and those that contain it, upwards, as far as known; loops end.

    What is asked for is put into `known`, so that each place is asked for once.
    """
    seen: set[str] = set()
    above: str | None = place_id
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        place = known.get(above) or place_of(above)
        if place is not None:
            known.setdefault(above, place)
        above = place.parent if place else None
