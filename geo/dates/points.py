"""Named days, months and years, weekdays, and the ranges between two of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.dates import days
from geo.dates.meaning import Frame, Phrase
from geo.dates.words import (
    COUNTED,
    DASHES,
    DAY_PARTS,
    MONTHS,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    VERB_MONTHS,
    WEEKDAYS,
    Token,
)
from geo.model import DatePrecision, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

ON_DAYS: Final = frozenset({"on", "by", "until", "till", "since", "as of"})
IN_MONTHS: Final = frozenset({"in", "by", "until", "till", "since", "during"})

FIRST_YEAR, LAST_YEAR = 1900, 2099  # a bare number outside is taken for a count, not a year
LAST_DAY, LAST_MONTH = 31, 12
SEPTEMBER_11: Final = dt.date(2001, 9, 11)

# A weekday beside one of these is a name or a habit, not a day.
_NAMED_BEFORE: Final = frozenset(
    "black good bloody ash super cyber palm easter holy maundy man sheffield every each most".split(),
)
_NAMED_AFTER: Final = frozenset(
    "prayer prayers sermon sermons school mass times guardian telegraph mail mirror express post "
    "herald independent mosque market".split(),
)
_NAMED_NIGHT: Final = frozenset("live football lights fever".split())
_NAME_MONTHS: Final = frozenset({4, 5, 6})
_RANGE_WORDS: Final = frozenset({"to", "through", "until", "till"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day, month or year as far as the words tell it; at least one field is set.

    year_offset: years from the publication year ("last year" is -1). week_offset: the same for
    weeks, with a weekday.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    year_offset: int | None = None
    week_offset: int | None = None

    def within(self, frame: Frame) -> Interval | None:
        """Return the days that it names, None while something is missing to tell them."""
        if self.month is not None and self.day is not None:
            return days.one_day(self._day(frame))
        if self.month is not None:
            return self._month(frame)
        if self.year is not None:
            return days.year_of(self.year)
        return self._weekday(frame)

    def _year(self, frame: Frame) -> int | None:
        if self.year is not None or self.year_offset is None or frame.published is None:
            return self.year
        return frame.published.year + self.year_offset

    def _day(self, frame: Frame) -> dt.date | None:
        if self.month is None or self.day is None:
            return None
        year = self._year(frame)
        if year is not None:
            return days.day(year, self.month, self.day)
        if frame.published is None:
            return None
        return days.nearest_year(frame.published, self.month, self.day)

    def _month(self, frame: Frame) -> Interval | None:
        if self.month is None:
            return None
        year, published = self._year(frame), frame.published
        if year is None:
            if published is None:
                return None
            later = self.month - published.month
            turn = (1 if later < 0 else 0) if frame.ahead else (-1 if later > 0 else 0)
            year = published.year + turn
        return days.month_of(year, self.month)

    def _weekday(self, frame: Frame) -> Interval | None:
        if self.weekday is None or frame.published is None:
            return None
        if self.week_offset is not None:
            week = days.week_of(frame.published, self.week_offset)
            return days.one_day(days.shift(week.first, self.weekday)) if week else None
        find = days.weekday_after if frame.ahead else days.weekday_before
        return days.one_day(find(frame.published, self.weekday, same=True))


def told(tokens: Sequence[Token], index: int, *words: str) -> bool:
    """Tell whether one of `words` stands at `index`."""
    return index < len(tokens) and tokens[index].word in words


def _dash(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].text in DASHES


def number_at(tokens: Sequence[Token], index: int) -> int | None:
    """Return the number of one to four digits at `index`, if any."""
    if index >= len(tokens):
        return None
    return tokens[index].number


def _counts(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the number before `index` counts things instead of naming a day or year."""
    if index >= len(tokens):
        return False
    token = tokens[index]
    if token.word == "%":
        return True
    glued = token.word in {",", ".", ":"} and not token.spaced
    digits = index + 1 < len(tokens) and tokens[index + 1].text.isdigit()
    return glued and digits and not tokens[index + 1].spaced


def year_at(tokens: Sequence[Token], index: int) -> int | None:
    """Return the year that the token names, None for what is rather a count."""
    value = number_at(tokens, index)
    if value is None or len(tokens[index].text) != 4 or not FIRST_YEAR <= value <= LAST_YEAR:  # noqa: PLR2004 (four digits)
        return None
    counted = told(tokens, index + 1, *COUNTED) or _counts(tokens, index + 1)
    return None if counted else value


def _day_number(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the token after "15" or "15th" and the day."""
    value = number_at(tokens, index)
    if value is None or len(tokens[index].text) > 2 or not 1 <= value <= LAST_DAY:  # noqa: PLR2004 (two digits)
        return None
    end = index + 1
    if told(tokens, end, "st", "nd", "rd", "th") and not tokens[end].spaced:
        return end + 1, value
    return None if _counts(tokens, end) else (end, value)


def month_at(tokens: Sequence[Token], index: int, *, beside: bool) -> tuple[int, int] | None:
    """Return the token after a month's name and the month.

    beside: a day or year stands beside it, so that short names and lower case are plain too.
    """
    if index >= len(tokens):
        return None
    token = tokens[index]
    if not token.capital and (not beside or token.word in VERB_MONTHS):
        return None
    if token.word in MONTHS:
        return index + 1, MONTHS[token.word]
    if beside and token.word in SHORT_MONTHS:
        dot = told(tokens, index + 1, ".") and not tokens[index + 1].spaced
        return index + (2 if dot else 1), SHORT_MONTHS[token.word]
    return None


def _with_year(tokens: Sequence[Token], index: int, point: Point) -> tuple[int, Point]:
    """Take the year after a day or month: "2021", ", 2021", "of 2021", "last year"."""
    at = index + 1 if told(tokens, index, ",", "of") else index
    year = year_at(tokens, at)
    if year is not None:
        return at + 1, replace(point, year=year)
    offsets = {"last": -1, "this": 0, "next": 1}
    if told(tokens, index, *offsets) and told(tokens, index + 1, "year"):
        return index + 2, replace(point, year_offset=offsets[tokens[index].word])
    return index, point


def _day_of_month(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    """Read "August 15", "Aug. 15th", "15 August", "the 15th of August"; no year yet."""
    month = month_at(tokens, index, beside=True)
    if month:
        at = month[0] + 1 if told(tokens, month[0], "the") else month[0]
        number = _day_number(tokens, at)
        if not number:
            return None
        counted = index and tokens[index - 1].word == "in" and told(tokens, number[0], *COUNTED)
        if counted:  # "In August 15 people were killed"
            return None
        return number[0], Point(month=month[1], day=number[1])
    if told(tokens, index, "the"):
        index += 1
    number = _day_number(tokens, index)
    if not number:
        return None
    at = number[0] + 1 if told(tokens, number[0], "of") else number[0]
    month = month_at(tokens, at, beside=True)
    return (month[0], Point(month=month[1], day=number[1])) if month else None


def _weekday_at(tokens: Sequence[Token], index: int) -> int | None:
    if index >= len(tokens) or tokens[index].word not in WEEKDAYS:
        return None
    # "Sunday" inside "Bloody Sunday", "Friday prayers", "Saturday Night Live".
    if index and tokens[index - 1].word in _NAMED_BEFORE:
        return None
    if told(tokens, index + 1, *_NAMED_AFTER):
        return None
    if told(tokens, index + 1, "night") and told(tokens, index + 2, *_NAMED_NIGHT):
        return None
    return WEEKDAYS[tokens[index].word]


def _dated_weekday(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    """Read "Sunday, August 15", "Sun. 15 Aug", "Sunday (August 15)"; the date decides."""
    if index >= len(tokens) or tokens[index].word not in WEEKDAYS | SHORT_WEEKDAYS:
        return None
    at = index + 1
    bracket = told(tokens, at, "(")
    while at < index + 3 and told(tokens, at, ",", ".", "("):
        at += 1
    found = _day_of_month(tokens, at)
    if not found:
        return None
    end, point = _with_year(tokens, *found)
    if bracket:
        if not told(tokens, end, ")"):
            return None
        end += 1
    return end, point


def point_at(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    """Read one point: dated weekday, day of a month, month, year or weekday, longest first."""
    dated = _dated_weekday(tokens, index)
    if dated:
        return dated
    found = _day_of_month(tokens, index)
    if found:
        return _with_year(tokens, *found)
    month = month_at(tokens, index, beside=True)
    if month:
        end, point = _with_year(tokens, month[0], Point(month=month[1]))
        if end > month[0]:
            return end, point
    month = month_at(tokens, index, beside=False)
    if month:
        return month[0], Point(month=month[1])
    year = year_at(tokens, index)
    if year is not None:
        return index + 1, Point(year=year)
    weekday = _weekday_at(tokens, index)
    return (index + 1, Point(weekday=weekday)) if weekday is not None else None


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
    return days.interval(begins and begins.first, ends.last)


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
        return found
    number = _day_number(tokens, index)
    if not number or told(tokens, number[0], *COUNTED):
        return None
    return number[0], Point(day=number[1])


def _joins(tokens: Sequence[Token], index: int, words: frozenset[str]) -> bool:
    return _dash(tokens, index) or told(tokens, index, *words)


def told_range(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "from X to Y" and "between X and Y"."""
    if not told(tokens, index, "from", "between"):
        return None
    joint = frozenset({"and"}) if tokens[index].word == "between" else _RANGE_WORDS
    return _range(tokens, index + 1, joint)


def _range(tokens: Sequence[Token], index: int, joint: frozenset[str]) -> Phrase | None:
    first = _range_end(tokens, index)
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
        after, end = _with_year(tokens, last[0], end)
    else:
        after = last[0]
    return Phrase(end=after, meaning=lambda frame: _between(begin, end, frame))


def plain_range(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "August 15-17", "15 to 17 August", "August 30 to September 2", "2001-2002".

    "and" joins only neighbouring days: "August 15 and 16".
    """
    first = _range_end(tokens, index)
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
    return _range(tokens, index, _RANGE_WORDS | {"and"})


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
    if told(tokens, end, *DAY_PARTS):
        end += 1
    at = end + 1 if told(tokens, end, "of") else end
    offsets = {"last": -1, "this": 0, "next": 1}
    if told(tokens, at, *offsets) and told(tokens, at + 1, "week"):
        return at + 2, replace(point, week_offset=offsets[tokens[at].word])
    return end, point


def _decade(tokens: Sequence[Token], index: int) -> Phrase | None:
    year = number_at(tokens, index)
    plural = told(tokens, index + 1, "s") and not tokens[index + 1].spaced
    if year is None or not plural or year % 10 or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first, last = days.year_of(year), days.year_of(year + 9)
    ten_years = days.interval(first and first.first, last and last.last, DatePrecision.YEAR)
    return Phrase(end=index + 2, meaning=lambda _: ten_years, prepositions=IN_MONTHS)


def named(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read one named day, weekday, month, year or decade, or a range of them."""
    phrase = numeric_date(tokens, index) or _decade(tokens, index)
    if phrase:
        return phrase
    ranged = plain_range(tokens, index)
    if ranged:
        return replace(ranged, prepositions=ON_DAYS | IN_MONTHS)
    found = point_at(tokens, index)
    if not found:
        return None
    end, point = found
    if point.weekday is not None:
        end, point = _weekday_tail(tokens, end, point)
        return Phrase(end=end, meaning=point.within, prepositions=ON_DAYS)
    if point.day is not None:
        attacks = (point.month, point.day, point.year) == (9, 11, None)
        if attacks and told(tokens, end, "attacks", "terror", "terrorist", "hijackers"):
            return Phrase(end=end, meaning=lambda _: days.one_day(SEPTEMBER_11))
        if told(tokens, end, *DAY_PARTS):
            end += 1
        return Phrase(end=end, meaning=point.within, prepositions=ON_DAYS)
    if point.month in _NAME_MONTHS and point.year is None:
        # "led by May", "written by April": people bear these names.
        return Phrase(
            end=end,
            meaning=point.within,
            prepositions=IN_MONTHS - {"by"},
            bare=point.year_offset is not None,
        )
    dated_month = point.month is not None and (point.year or point.year_offset is not None)
    return Phrase(
        end=end,
        meaning=point.within,
        prepositions=IN_MONTHS,
        bare=bool(dated_month),
    )
