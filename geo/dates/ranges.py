"""Ranges between two points, numeric dates, decades, and the phrase that a named time makes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.dates import days
from geo.dates.meaning import DIGITS, Frame, Phrase
from geo.dates.points import (
    FEAST_WORDS,
    FIRST_YEAR,
    IN_MONTHS,
    LAST_MONTH,
    LAST_YEAR,
    ON_DAYS,
    ORDINAL_ENDINGS,
    Point,
    among,
    day_number,
    number_at,
    point_at,
    told,
    with_year,
)
from geo.dates.words import (
    COUNTED,
    DASHES,
    DAY_PARTS,
    MONTHS,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    Token,
)
from geo.model import DatePrecision, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

SEPTEMBER_11: Final = dt.date(2001, 9, 11)
_NAME_MONTHS: Final = frozenset({4, 5, 6})  # April, May and June are people's names too
_RANGE_WORDS: Final = frozenset({"to", "through", "until", "till"})
_PLAIN_RANGE_WORDS: Final = _RANGE_WORDS | {"and"}


def _dash(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].text in DASHES


def _between(first: Point, last: Point, frame: Frame) -> Interval | None:
    """Return the days from the first point to the last, the one lending the other its year."""
    if last.weekday is not None and first.weekday is not None:
        ends = last.within(frame)
        start = days.weekday_before(ends.first, first.weekday, same=True) if ends else None
        return days.interval(start, ends.last if ends else None)
    if first.month is None and last.month is not None and first.day is not None:
        first = replace(first, month=last.month)
    if last.month is None and first.month is not None and last.day is not None:
        last = replace(last, month=first.month)
    ends = last.within(frame)
    if ends is None:
        return None
    if first.month is not None and first.year is None and first.year_offset is None:
        first = replace(first, year=ends.first.year)
        begins = first.within(frame)
        if begins and begins.first > ends.first:  # December to January
            first = replace(first, year=ends.first.year - 1)
    begins = first.within(frame)
    return days.whole_span(begins, ends)


def _same_kind(first: Point, last: Point) -> bool:
    if (first.weekday is None) != (last.weekday is None):
        return False
    if first.day is None and last.day is None:
        return (first.month is None) == (last.month is None)
    return first.day is not None and last.day is not None


def _range_end(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    """Read the end of a range, which may be a bare day: the 17 of "August 15-17"."""
    found = point_at(tokens, index)
    if found:
        # "between Tuesday night and Wednesday morning"
        part = found[1].weekday is not None and among(tokens, found[0], DAY_PARTS)
        return found[0] + 1 if part else found[0], found[1]
    return _bare_day(tokens, index)


def _bare_day(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    number = day_number(tokens, index)
    if not number or among(tokens, number[0], COUNTED):
        return None
    return number[0], Point(day=number[1])


def _joins(tokens: Sequence[Token], index: int, words: frozenset[str]) -> bool:
    return _dash(tokens, index) or among(tokens, index, words)


def told_range(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "from X to Y" and "between X and Y"."""
    if not told(tokens, index, "from", "between"):
        return None
    joint = frozenset({"and"}) if tokens[index].word == "between" else _RANGE_WORDS
    return _range(tokens, _range_end(tokens, index + 1), joint)


def _range(
    tokens: Sequence[Token],
    first: tuple[int, Point] | None,
    joint: frozenset[str],
) -> Phrase | None:
    if not first or not _joins(tokens, first[0], joint):
        return None
    last = _range_end(tokens, first[0] + 1)
    if not last:
        return None
    begin, end = first[1], last[1]
    if begin.day is not None and end.day is not None and not (begin.month or end.month):
        return None  # two bare numbers
    if not _same_kind(begin, end):
        return None
    if end.year is None and end.year_offset is None and begin.year is None:
        after, end = with_year(tokens, last[0], end)
    else:
        after = last[0]
    return Phrase(end=after, meaning=lambda frame: _between(begin, end, frame))


def _plain_range(tokens: Sequence[Token], first: tuple[int, Point] | None) -> Phrase | None:
    """Read on after `first`: "August 15-17", "15 to 17 August", "August 30 to September 2".

    Years too: "2001-2002". "and" joins only neighbouring days: "August 15 and 16".
    """
    if not first:
        return None
    begin = first[1]
    if begin.day is None and not (begin.year and not begin.month and _dash(tokens, first[0])):
        return None
    if told(tokens, first[0], "and"):
        last = _range_end(tokens, first[0] + 1)
        if not last or last[1].day is None or begin.day is None or last[1].day != begin.day + 1:
            return None
        if begin.month and last[1].month:
            return None
    return _range(tokens, first, _PLAIN_RANGE_WORDS)


def numeric_date(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "2021-08-28", "28/08/2021", "9/11"; a day that could be two stays unanchored."""
    first = number_at(tokens, index)
    if first is None or index + 2 >= len(tokens):
        return None
    mark = tokens[index + 1].text
    glued = not tokens[index + 1].spaced and not tokens[index + 2].spaced
    second = number_at(tokens, index + 2)
    if not glued or second is None or mark not in {"-", "/", "."}:
        return None
    third = None
    if told(tokens, index + 3, mark) and not tokens[index + 3].spaced:
        third = number_at(tokens, index + 4)
    if third is None:
        nine_eleven = mark == "/" and (tokens[index].text, second) == ("9", 11)
        if not nine_eleven or (index and tokens[index - 1].text == "/"):
            return None
        return Phrase(end=index + 3, meaning=lambda _: days.one_day(SEPTEMBER_11))
    widths = tuple(len(tokens[at].text) for at in (index, index + 2, index + 4))
    if widths == (4, 2, 2):
        known = days.day(first, second, third)
    elif widths[2] == 4 and mark != "-" and max(widths[:2]) <= 2:  # noqa: PLR2004 (year's and day's digits)
        known = _day_first_or_month_first(first, second, third)
    else:
        return None
    return Phrase(
        end=index + 5,
        meaning=lambda _: days.one_day(known),
        prepositions=ON_DAYS,
    )


def _day_first_or_month_first(first: int, second: int, year: int) -> dt.date | None:
    if first <= LAST_MONTH and second <= LAST_MONTH and first != second:
        return None
    number, month = (first, second) if second <= LAST_MONTH else (second, first)
    return days.day(year, month, number)


def _weekday_tail(tokens: Sequence[Token], end: int, point: Point) -> tuple[int, Point]:
    """Take "night" and "of last week" after a weekday."""
    if among(tokens, end, DAY_PARTS):
        end += 1
    at = end + 1 if told(tokens, end, "of") else end
    offsets = {"last": -1, "this": 0, "next": 1}
    if among(tokens, at, offsets) and told(tokens, at + 1, "week"):
        return at + 2, replace(point, week_offset=offsets[tokens[at].word])
    return end, point


def _decade(tokens: Sequence[Token], index: int) -> Phrase | None:
    year = number_at(tokens, index)
    plural = told(tokens, index + 1, "s") and not tokens[index + 1].spaced
    if year is None or not plural or year % 10 or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first, last = days.year_of(year), days.year_of(year + 9)
    ten_years = days.whole_span(first, last, DatePrecision.YEAR)
    return Phrase(end=index + 2, meaning=lambda _: ten_years, prepositions=IN_MONTHS)


def named(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read one named day, weekday, month, year or decade, or a range of them."""
    phrase = numeric_date(tokens, index) or _decade(tokens, index)
    if phrase:
        return phrase
    found = point_at(tokens, index)
    ranged = _plain_range(tokens, found or _bare_day(tokens, index))
    if ranged:
        return replace(ranged, prepositions=ON_DAYS | IN_MONTHS)
    return _of_point(tokens, *found) if found else None


def _of_point(tokens: Sequence[Token], end: int, point: Point) -> Phrase:
    if point.weekday is not None:
        end, point = _weekday_tail(tokens, end, point)
        return Phrase(end=end, meaning=point.within, prepositions=ON_DAYS)
    if point.day is not None:
        attacks = (point.month, point.day, point.year) == (9, 11, None)
        if attacks and told(tokens, end, "attacks", "terror", "terrorist", "hijackers"):
            return Phrase(end=end, meaning=lambda _: days.one_day(SEPTEMBER_11))
        if among(tokens, end, DAY_PARTS):
            end += 1
        return Phrase(end=end, meaning=point.within, prepositions=ON_DAYS)
    dated = point.month is not None and (point.year or point.year_offset is not None)
    name = point.month in _NAME_MONTHS and not dated  # "led by May"
    return Phrase(
        end=end,
        meaning=point.within,
        prepositions=IN_MONTHS - {"by"} if name else IN_MONTHS,
        bare=bool(dated),
    )


NAMED_FROM: Final = frozenset(
    {"the", DIGITS, *WEEKDAYS, *SHORT_WEEKDAYS, *MONTHS, *SHORT_MONTHS, *FEAST_WORDS},
)
"""The words that `named` begins with."""
RANGED_FROM: Final = frozenset({"from", "between"})
"""The words that `told_range` begins with."""
AFTER_NUMBERS: Final = frozenset(
    {"/", ".", "of", "s", *ORDINAL_ENDINGS, *DASHES, *MONTHS, *SHORT_MONTHS, *_PLAIN_RANGE_WORDS},
)
"""What may follow a number that by itself begins a named time: a year alone does not."""
