"""Named days, months and years, weekdays, and the ranges between two of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.dates import days
from geo.dates.words import (
    COUNTED,
    MONTHS,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    VERB_MONTHS,
    WEEKDAYS,
    Token,
)
from geo.text import word_set

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Sequence

    from geo.dates.meaning import Frame
    from geo.model import Interval

ON_DAYS: Final = frozenset({"on", "by", "until", "till", "since", "as of"})
IN_MONTHS: Final = frozenset({"in", "by", "until", "till", "since", "during"})

FIRST_YEAR, LAST_YEAR = 1900, 2099  # a bare number outside is taken for a count, not a year
LAST_DAY, LAST_MONTH = 31, 12
ORDINAL_ENDINGS: Final = frozenset({"st", "nd", "rd", "th"})

# A weekday beside one of these is a name or a habit, not a day.
_NAMED_BEFORE: Final = word_set(
    "black good bloody ash super cyber palm easter holy maundy man sheffield every each most"
)
_NAMED_AFTER: Final = word_set(
    "prayer prayers sermon sermons school mass times guardian telegraph mail mirror express post "
    "herald independent mosque market"
)
_NAMED_NIGHT: Final = word_set("live football lights fever")


_ANY_WEEKDAY: Final = frozenset({*WEEKDAYS, *SHORT_WEEKDAYS})


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


def among(tokens: Sequence[Token], index: int, words: Container[str]) -> bool:
    """Tell whether the word at `index` is one of `words`; `told` for a whole list."""
    return index < len(tokens) and tokens[index].word in words


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
    counted = among(tokens, index + 1, COUNTED) or _counts(tokens, index + 1)
    return None if counted else value


def day_number(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the token after "15" or "15th" and the day."""
    value = number_at(tokens, index)
    if value is None or len(tokens[index].text) > 2 or not 1 <= value <= LAST_DAY:  # noqa: PLR2004 (two digits)
        return None
    end = index + 1
    if among(tokens, end, ORDINAL_ENDINGS) and not tokens[end].spaced:
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


_FEASTS: Final = {
    ("christmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("boxing", "day"): (12, 26),
    ("new", "year", "s", "eve"): (12, 31),
    ("new", "year", "s", "day"): (1, 1),
}
"""Feasts that keep their day; each apostrophe is a token of its own and passed over."""


FEAST_WORDS: Final = frozenset(words[0] for words in _FEASTS)


def _feast(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    """Read "Christmas Day", "New Year's Eve"."""
    if not among(tokens, index, FEAST_WORDS) or not tokens[index].capital:
        return None
    for words, (month, number) in _FEASTS.items():
        at = index
        for word in words:
            at += told(tokens, at, "'", "\u2019")
            if not told(tokens, at, word):
                break
            at += 1
        else:
            return at, Point(month=month, day=number)
    return None


def with_year(tokens: Sequence[Token], index: int, point: Point) -> tuple[int, Point]:
    """Take the year after a day or month: "2021", ", 2021", "of 2021", "last year"."""
    at = index + 1 if told(tokens, index, ",", "of") else index
    year = year_at(tokens, at)
    if year is not None:
        return at + 1, replace(point, year=year)
    offsets = {"last": -1, "this": 0, "next": 1}
    if among(tokens, index, offsets) and told(tokens, index + 1, "year"):
        return index + 2, replace(point, year_offset=offsets[tokens[index].word])
    return index, point


def _day_of_month(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    """Read "August 15", "Aug. 15th", "15 August", "the 15th of August"; no year yet."""
    month = month_at(tokens, index, beside=True)
    if month:
        at = month[0] + 1 if told(tokens, month[0], "the") else month[0]
        number = day_number(tokens, at)
        if not number:
            return None
        counted = index and tokens[index - 1].word == "in" and among(tokens, number[0], COUNTED)
        if counted:  # "In August 15 people were killed"
            return None
        return number[0], Point(month=month[1], day=number[1])
    if told(tokens, index, "the"):
        index += 1
    number = day_number(tokens, index)
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
    if among(tokens, index + 1, _NAMED_AFTER):
        return None
    if told(tokens, index + 1, "night") and among(tokens, index + 2, _NAMED_NIGHT):
        return None
    return WEEKDAYS[tokens[index].word]


def _dated_weekday(tokens: Sequence[Token], index: int) -> tuple[int, Point] | None:
    """Read "Sunday, August 15", "Sun. 15 Aug", "Sunday (August 15)"; the date decides."""
    if index >= len(tokens) or tokens[index].word not in _ANY_WEEKDAY:
        return None
    at = index + 1
    bracket = told(tokens, at, "(")
    while at < index + 3 and told(tokens, at, ",", ".", "("):
        at += 1
    found = _day_of_month(tokens, at)
    if not found:
        return None
    end, point = with_year(tokens, *found)
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
    found = _feast(tokens, index) or _day_of_month(tokens, index)
    if found:
        return with_year(tokens, *found)
    if number_at(tokens, index) is not None:
        year = year_at(tokens, index)
        return None if year is None else (index + 1, Point(year=year))
    month = month_at(tokens, index, beside=True)
    if month:
        end, point = with_year(tokens, month[0], Point(month=month[1]))
        if end > month[0]:
            return end, point
    month = month_at(tokens, index, beside=False)
    if month:
        return month[0], Point(month=month[1])
    weekday = _weekday_at(tokens, index)
    return (index + 1, Point(weekday=weekday)) if weekday is not None else None
