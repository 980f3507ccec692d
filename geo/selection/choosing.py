"""Answering one question: which articles, where and when, and how many fell where."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.selection.entries import narrowed
from geo.selection.records import NO_SOURCE, DayCount, Entry, Filters, Selection
from geo.selection.searching import words_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.model import Interval, LocatedArticle, LocatedMention
    from geo.selection.dataset import Dataset, Row
    from geo.selection.records import Clock


def select(dataset: Dataset, filters: Filters | None = None) -> Selection:
    """Answer one question: which articles, where, and when."""
    asked = filters or Filters()
    words = words_asked(asked.text)
    by_mention = bool(asked.places or asked.roles)
    bounds = dataset.bounds[asked.clock]
    whole = bounds is None or _covers(asked, *bounds)

    shown: list[Entry] = []
    unplaced: list[Entry] = []
    undated: list[Entry] = []
    kept: list[Entry] = []
    for row in dataset.rows:
        if asked.sources and (row.located.article.source or NO_SOURCE) not in asked.sources:
            continue
        if not answers(row, words):
            continue
        entry = row.whole[asked.clock]
        if by_mention:
            mentions = tuple(_answering(dataset, row.located, asked))
            if not mentions:
                continue
            entry = narrowed(entry, mentions, asked.clock)
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


def answers(row: Row, words: tuple[str, ...]) -> bool:
    """Tell whether an article has everything that is asked for; see `words_asked`."""
    return all(word in row.haystack for word in words)


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
    timely = [day for day in entry.days if _overlaps(day, asked)]
    if not timely:
        return None
    pins = tuple(pin for pin in entry.pins if any(_overlaps(day, asked) for day in pin.days))
    filed = entry.filed if entry.filed in timely else timely[0]
    if len(pins) == len(entry.pins) and filed is entry.filed:
        return entry
    return replace(entry, pins=pins, filed=filed)


def _overlaps(days: Interval, asked: Filters) -> bool:
    return (asked.last is None or days.first <= asked.last) and (
        asked.first is None or asked.first <= days.last
    )


def _covers(asked: Filters, first: dt.date, last: dt.date) -> bool:
    """Tell whether the period leaves out no day of first..last."""
    return (asked.first is None or asked.first <= first) and (
        asked.last is None or last <= asked.last
    )


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


def _by_day(entry: Entry) -> tuple[dt.date, dt.date, str]:
    if entry.filed is None:
        return dt.date.min, dt.date.min, entry.id
    return entry.filed.first, entry.filed.last, entry.id
