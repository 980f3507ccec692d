"""What is shown: one filtered set of articles that list, map, histogram and counts all follow.

`Dataset.of(articles)` works everything out once; `select(dataset, filters)` then decides for one
question. Every article falls into exactly one of four lots, so that counts always add up:

- *undated*: no day is known on either clock; kept in its tray whatever the period is;
- *unplaced*: it has a day in the period, but no place that may be drawn;
- *shown*: it has a day in the period and at least one pin;
- *outside*: the period or another filter leaves it out.

Times are whole calendar days. An article may bear several intervals, and it is kept when any of
them overlaps the period. Pure: no I/O, no clock, and the order of the articles plays no part.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.model import (
    UNDRAWN,
    Interval,
    LocatedArticle,
    LocatedMention,
    Place,
    Precision,
    Role,
    Verdict,
)
from geo.text import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROLES_BY_STRENGTH = (Role.EVENT, Role.DATELINE, Role.GOVERNMENT, Role.BACKGROUND)
"""Strongest first: of several mentions of one place in one article, this one names its pin."""
NO_SOURCE = ""
"""Stands among `Filters.sources` for articles that state no source."""


class Clock(StrEnum):
    """Which days count: those that the text tells of, or the day of publication."""

    HAPPENED = "happened"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """One question to the dataset; an empty set or None restricts nothing.

    first, last: the period, both days included, either end open when None. text: words that must
    all begin a word of title, text, source or place names (case and diacritics do not matter).
    places: ids; a place includes what it contains. sources: as stated, `NO_SOURCE` for none.
    roles: with `places` they ask for one mention that answers both.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    clock: Clock = Clock.HAPPENED
    text: str = ""
    places: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One article at one place.

    role: the strongest of its mentions there. confidence: 0 to 1, the best of the mentions of that
    role. days: when, on the chosen clock; empty when unknown. mentions: indices into the located
    article's `mentions`, in reading order.
    """

    article: str
    place: Place
    role: Role
    confidence: float
    verdict: Verdict
    days: tuple[Interval, ...]
    mentions: tuple[int, ...]

    @property
    def precision(self) -> Precision:
        """How it may be drawn; never NONE."""
        return self.place.precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Undrawn:
    """A place of an article that gets no pin, and why, in words for the list."""

    place: Place
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article of a selection, as a row of the list.

    days: on the chosen clock, earliest first; empty when undated. fallback: the chosen clock knew
    no day and the other one gave it. pins: strongest role first. undrawn: places without a pin.
    """

    article: LocatedArticle
    days: tuple[Interval, ...]
    fallback: bool
    pins: tuple[Pin, ...]
    undrawn: tuple[Undrawn, ...]

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.article.id

    @property
    def day(self) -> dt.date | None:
        """The first day, under which the list files it."""
        return self.days[0].first if self.days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """A bar of the histogram: articles that have this day, of all and of the other filters."""

    day: dt.date
    total: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many articles fell where: total = shown + unplaced + undated + outside."""

    total: int
    shown: int
    unplaced: int
    undated: int
    outside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The answer to one question.

    shown, unplaced, undated: the lots, each by first day, then last day, then id. pins: those of
    `shown`, and those of `undated` while the period leaves nothing out (a period cannot be said to
    hold an article without a day). histogram: days that any article has, ascending; its `kept`
    ignores the period, so it equals what a period of that one day would keep. bounds: first and
    last day of the whole dataset on this clock.
    """

    filters: Filters
    shown: tuple[Entry, ...]
    unplaced: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    total: int
    pins: tuple[Pin, ...]
    histogram: tuple[DayCount, ...]
    bounds: tuple[dt.date, dt.date] | None

    @property
    def counts(self) -> Counts:
        """The line that is always in sight."""
        shown, unplaced, undated = len(self.shown), len(self.unplaced), len(self.undated)
        return Counts(
            total=self.total,
            shown=shown,
            unplaced=unplaced,
            undated=undated,
            outside=self.total - shown - unplaced - undated,
        )

    def entry(self, article_id: str) -> Entry | None:
        """Return the row of an article in any of the three lots, None when it is in none."""
        lots = itertools.chain(self.shown, self.unplaced, self.undated)
        return next((entry for entry in lots if entry.id == article_id), None)


@dataclass(frozen=True, slots=True)
class _Row:
    """An article with what is worked out once."""

    located: LocatedArticle
    haystack: str
    whole: Mapping[Clock, Entry]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """All located articles of a store, with their columns; immutable, to be shared by threads.

    Make it by `Dataset.of`. rows is its own business. places: every place that an article means,
    and what contains it as far as known, by id. sources: as stated, sorted, `NO_SOURCE` when some
    state none. roles: those that occur, strongest first.
    """

    rows: tuple[_Row, ...]
    places: Mapping[str, Place]
    sources: tuple[str, ...]
    roles: tuple[Role, ...]
    _above: Mapping[str, frozenset[str]] = field(repr=False)
    _by_id: Mapping[str, _Row] = field(repr=False)

    @classmethod
    def of(cls, articles: Iterable[LocatedArticle], places: Iterable[Place] = ()) -> Dataset:
        """Work out a dataset.

        places: the gazetteer's places, so that a filter by a province finds its districts though no
        article names the province. Of two articles of one id the last counts.
        """
        by_id = {located.article.id: located for located in articles}
        known = {place.id: place for place in places}
        meant = {
            mention.resolution.place.id: mention.resolution.place
            for located in by_id.values()
            for mention in located.mentions
            if mention.resolution.place is not None
        }
        known |= meant
        above = {place_id: frozenset(_ancestors(place_id, known)) for place_id in meant}
        named = {
            place_id for lineage in above.values() for place_id in lineage if place_id in known
        }
        roles = {mention.role for located in by_id.values() for mention in located.mentions}
        rows = {article_id: _row(located) for article_id, located in by_id.items()}
        return cls(
            rows=tuple(rows.values()),
            places=MappingProxyType({place_id: known[place_id] for place_id in sorted(named)}),
            sources=tuple(
                sorted({located.article.source or NO_SOURCE for located in by_id.values()}),
            ),
            roles=tuple(role for role in ROLES_BY_STRENGTH if role in roles),
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

    def lies_in(self, place_id: str, wanted: frozenset[str]) -> bool:
        """Tell whether a place that some article means is, or is contained in, one of `wanted`."""
        return not wanted.isdisjoint(self._above[place_id])

    def entry(self, article_id: str, clock: Clock = Clock.HAPPENED) -> Entry | None:
        """Return an article's row with all its pins, whatever a selection leaves of it."""
        row = self._by_id.get(article_id)
        return None if row is None else row.whole[clock]


def select(dataset: Dataset, filters: Filters | None = None) -> Selection:
    """Answer one question: which articles, where, and when."""
    asked = filters or Filters()
    words = searchable(asked.text).split()
    by_mention = bool(asked.places or asked.roles)
    bounds = _bounds(dataset, asked.clock)
    whole = bounds is None or _covers(asked, *bounds)

    shown: list[Entry] = []
    unplaced: list[Entry] = []
    undated: list[Entry] = []
    kept: list[Entry] = []
    for row in dataset.rows:
        if asked.sources and (row.located.article.source or NO_SOURCE) not in asked.sources:
            continue
        if not all(f" {word}" in row.haystack for word in words):
            continue
        entry = row.whole[asked.clock]
        if by_mention:
            mentions = tuple(_answering(dataset, row.located, asked))
            if not mentions:
                continue
            entry = _narrowed(entry, mentions, asked.clock)
        if not entry.days:
            undated.append(entry)
            continue
        kept.append(entry)
        timely = entry if whole else _within(entry, asked)
        if timely is not None:
            (shown if timely.pins else unplaced).append(timely)

    for lot in (shown, unplaced, undated):
        lot.sort(key=_by_day)
    pinned = itertools.chain(shown, undated if whole else ())
    return Selection(
        filters=asked,
        shown=tuple(shown),
        unplaced=tuple(unplaced),
        undated=tuple(undated),
        total=len(dataset),
        pins=tuple(pin for entry in pinned for pin in entry.pins),
        histogram=_histogram(dataset, asked.clock, kept),
        bounds=bounds,
    )


def searchable(text: str) -> str:
    """Return the words of `text` as they are searched: folded, a space before each."""
    return "".join(f" {word}" for word in words_of(text))


def _row(located: LocatedArticle) -> _Row:
    """Work out the columns of one article."""
    article = located.article
    published = () if article.published is None else (_one_day(article.published),)
    told = _distinct(_told(mention) for mention in located.mentions)
    names = {
        name
        for mention in located.mentions
        if mention.resolution.place is not None
        for name in mention.resolution.place.names
    }
    mentions = tuple(enumerate(located.mentions))
    happened = _entry(located, mentions, Clock.HAPPENED, told or published)
    in_print = _entry(located, mentions, Clock.PUBLISHED, published or told)
    return _Row(
        located=located,
        haystack=searchable(
            "\n".join((article.title or "", article.text, article.source or "", *sorted(names))),
        ),
        whole={
            Clock.HAPPENED: replace(happened, fallback=not told and bool(published)),
            Clock.PUBLISHED: replace(in_print, fallback=not published and bool(told)),
        },
    )


def _entry(
    article: LocatedArticle,
    mentions: Iterable[tuple[int, LocatedMention]],
    clock: Clock,
    days: tuple[Interval, ...],
) -> Entry:
    """Draw an article's mentions together: each place once, as a pin or as undrawn.

    days: the article's own. A pin bears the days that its own mentions tell, and besides those of
    `days` that no pin tells, so that no day of an article is without its pins.
    """
    by_place: dict[str, list[tuple[int, LocatedMention]]] = {}
    for index, mention in mentions:
        if mention.resolution.place is not None:
            by_place.setdefault(mention.resolution.place.id, []).append((index, mention))

    pins: list[Pin] = []
    undrawn: list[Undrawn] = []
    for group in by_place.values():
        strongest = min(group, key=_strength)[1]
        place = strongest.resolution.place
        if place is None:  # never: the groups are those with a place
            continue
        if place.precision is Precision.NONE:
            undrawn.append(Undrawn(place=place, role=strongest.role, reason=_why_undrawn(place)))
            continue
        own = _distinct(_told(mention) for _, mention in group) if clock is Clock.HAPPENED else ()
        pins.append(
            Pin(
                article=article.article.id,
                place=place,
                role=strongest.role,
                confidence=strongest.resolution.confidence,
                verdict=strongest.resolution.verdict,
                days=own,
                mentions=tuple(index for index, _ in group),
            ),
        )

    told = {day for pin in pins for day in pin.days}
    untold = [day for day in days if day not in told]
    timed = (
        replace(pin, days=_distinct((*pin.days, *untold)) if pin.days else days) for pin in pins
    )
    return Entry(
        article=article,
        days=days,
        fallback=False,
        pins=tuple(
            sorted(timed, key=lambda pin: (ROLES_BY_STRENGTH.index(pin.role), pin.place.id))
        ),
        undrawn=tuple(sorted(undrawn, key=lambda place: place.place.id)),
    )


def _narrowed(
    entry: Entry,
    mentions: tuple[tuple[int, LocatedMention], ...],
    clock: Clock,
) -> Entry:
    """Return what is left of an article when only some of its mentions are asked for."""
    told = _distinct(_told(m) for _, m in mentions) if clock is Clock.HAPPENED else ()
    narrow = _entry(entry.article, mentions, clock, told or entry.days)
    return replace(narrow, fallback=entry.fallback)


def _answering(
    dataset: Dataset,
    located: LocatedArticle,
    asked: Filters,
) -> Iterator[tuple[int, LocatedMention]]:
    """Yield the mentions that answer both the places and the roles that are asked for."""
    for index, mention in enumerate(located.mentions):
        place = mention.resolution.place
        if asked.roles and mention.role not in asked.roles:
            continue
        if asked.places and (place is None or not dataset.lies_in(place.id, asked.places)):
            continue
        yield index, mention


def _within(entry: Entry, asked: Filters) -> Entry | None:
    """Cut an entry to the period: None when no day of it lies there."""
    if not any(_overlaps(day, asked) for day in entry.days):
        return None
    pins = tuple(pin for pin in entry.pins if any(_overlaps(day, asked) for day in pin.days))
    return entry if len(pins) == len(entry.pins) else replace(entry, pins=pins)


def _overlaps(days: Interval, asked: Filters) -> bool:
    return (asked.last is None or days.first <= asked.last) and (
        asked.first is None or asked.first <= days.last
    )


def _covers(asked: Filters, first: dt.date, last: dt.date) -> bool:
    """Tell whether the period leaves out no day of first..last."""
    return (asked.first is None or asked.first <= first) and (
        asked.last is None or last <= asked.last
    )


def _bounds(dataset: Dataset, clock: Clock) -> tuple[dt.date, dt.date] | None:
    days = [day for row in dataset.rows for day in row.whole[clock].days]
    if not days:
        return None
    return min(day.first for day in days), max(day.last for day in days)


def _histogram(dataset: Dataset, clock: Clock, kept: list[Entry]) -> tuple[DayCount, ...]:
    """Count articles by day: an article counts once on each day that any interval of it covers."""
    total = _per_day(row.whole[clock] for row in dataset.rows)
    left = _per_day(kept)
    return tuple(
        DayCount(day=dt.date.fromordinal(day), total=total[day], kept=left.get(day, 0))
        for day in sorted(total)
    )


def _per_day(entries: Iterable[Entry]) -> dict[int, int]:
    """Map proleptic ordinals to numbers of entries; days without any are left out."""
    steps: dict[int, int] = {}
    for entry in entries:
        end = 0  # no ordinal is below 1
        for days in entry.days:  # ascending, so overlaps can only lie behind
            start = max(days.first.toordinal(), end)
            if (after := days.last.toordinal() + 1) <= start:
                continue
            steps[start] = steps.get(start, 0) + 1
            steps[after] = steps.get(after, 0) - 1
            end = after
    counts: dict[int, int] = {}
    running = 0
    for day, following in itertools.pairwise(sorted(steps)):
        running += steps[day]
        if running:
            counts.update(dict.fromkeys(range(day, following), running))
    return counts


def _told(mention: LocatedMention) -> Interval | None:
    """Return the days that an event mention's sentence tells, when they are anchored."""
    if mention.role is not Role.EVENT or mention.time is None:
        return None
    return mention.time.interval


def _distinct(days: Iterable[Interval | None]) -> tuple[Interval, ...]:
    return tuple(
        sorted(
            {day for day in days if day is not None}, key=lambda d: (d.first, d.last, d.precision)
        ),
    )


def _strength(indexed: tuple[int, LocatedMention]) -> tuple[int, float, int]:
    """Order mentions of one place: strongest role, then highest confidence, then first."""
    index, mention = indexed
    return ROLES_BY_STRENGTH.index(mention.role), -mention.resolution.confidence, index


def _why_undrawn(place: Place) -> str:
    if place.kind in UNDRAWN:
        return f"no pin: a {place.kind}"
    return f"no pin: about {2 * place.radius_km:.0f} km across"


def _by_day(entry: Entry) -> tuple[dt.date, dt.date, str]:
    first = entry.days[0].first if entry.days else dt.date.min
    return first, max((day.last for day in entry.days), default=dt.date.min), entry.id


def _one_day(day: dt.date) -> Interval:
    return Interval(first=day, last=day)


def _ancestors(place_id: str, known: Mapping[str, Place]) -> Iterator[str]:
    """Yield a place's id and those that contain it, upwards, as far as known; loops end."""
    seen: set[str] = set()
    above: str | None = place_id
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        place = known.get(above)
        above = place.parent if place else None
