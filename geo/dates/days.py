"""Arithmetic of whole calendar days: weeks, months, years, without zones and without a clock.

Every function returns None where the answer would leave the calendar (years 1 to 9999).
"""

from __future__ import annotations

import calendar
import datetime as dt

from geo.model import DatePrecision, Interval

SATURDAY = 5
THIRD = 10  # early, middle and late part of a month: 1-10, 11-20, 21-end


def day(year: int, month: int, number: int) -> dt.date | None:
    """Return that day, None when the calendar has no such day."""
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def shift(start: dt.date, days: int) -> dt.date | None:
    """Return the day that many days later (earlier when negative)."""
    try:
        return start + dt.timedelta(days=days)
    except OverflowError:
        return None


def interval(
    first: dt.date | None,
    last: dt.date | None,
    precision: DatePrecision = DatePrecision.DAYS,
) -> Interval | None:
    """Return first..last, None when an end is unknown or they stand in the wrong order."""
    if first is None or last is None or last < first:
        return None
    return Interval(first=first, last=last, precision=precision)


def whole_span(
    first: Interval | None,
    last: Interval | None,
    precision: DatePrecision = DatePrecision.DAYS,
) -> Interval | None:
    """Return from the first day of one interval to the last day of another."""
    if first is None or last is None:
        return None
    return interval(first.first, last.last, precision)


def one_day(only: dt.date | None) -> Interval | None:
    """Return the interval of a single day."""
    return interval(only, only, DatePrecision.DAY)


def week_of(anchor: dt.date, weeks: int = 0) -> Interval | None:
    """Return the ISO week (Monday to Sunday) of `anchor`, moved by whole weeks."""
    monday = shift(anchor, -anchor.weekday() + 7 * weeks)
    return interval(monday, shift(monday, 6), DatePrecision.WEEK) if monday else None


def month_of(year: int, month: int) -> Interval | None:
    """Return a whole month; `month` may lie outside 1..12 and then counts into other years."""
    years, index = divmod(month - 1, 12)
    year, month = year + years, index + 1
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    last = calendar.monthrange(year, month)[1]
    return interval(day(year, month, 1), day(year, month, last), DatePrecision.MONTH)


def year_of(year: int) -> Interval | None:
    """Return a whole year."""
    return interval(day(year, 1, 1), day(year, 12, 31), DatePrecision.YEAR)


def third_of(whole: Interval | None, part: str) -> Interval | None:
    """Return the early, mid or late part of a month (ten days) or of a year (four months)."""
    if whole is None:
        return None
    year = whole.first.year
    if whole.precision is DatePrecision.YEAR:
        begin = {"early": 1, "mid": 5, "late": 9}[part]
        first, last = month_of(year, begin), month_of(year, begin + 3)
        return whole_span(first, last)
    month = whole.first.month
    if part == "early":
        return interval(whole.first, day(year, month, THIRD))
    if part == "mid":
        return interval(day(year, month, THIRD + 1), day(year, month, 2 * THIRD))
    return interval(day(year, month, 2 * THIRD + 1), whole.last)


def weekend_of(anchor: dt.date, weeks: int = 0) -> Interval | None:
    """Return Saturday and Sunday of the ISO week of `anchor`, moved by whole weeks."""
    saturday = shift(anchor, SATURDAY - anchor.weekday() + 7 * weeks)
    return interval(saturday, shift(saturday, 1)) if saturday else None


def weekday_before(anchor: dt.date, weekday: int, *, same: bool) -> dt.date | None:
    """Return the latest such weekday before `anchor`, or on it when `same`."""
    back = (anchor.weekday() - weekday) % 7
    return shift(anchor, -(back if back or same else 7))


def weekday_after(anchor: dt.date, weekday: int, *, same: bool) -> dt.date | None:
    """Return the first such weekday after `anchor`, or on it when `same`."""
    ahead = (weekday - anchor.weekday()) % 7
    return shift(anchor, ahead if ahead or same else 7)


def nearest_year(anchor: dt.date, month: int, number: int) -> dt.date | None:
    """Return the day and month in the year that brings it nearest to `anchor`."""
    days = (day(anchor.year + offset, month, number) for offset in (-1, 0, 1))
    if month == 2 and number == 29:  # noqa: PLR2004 (a leap day comes every fourth, rarely eighth, year)
        days = (day(anchor.year + offset, month, number) for offset in range(-8, 9))
    known = [candidate for candidate in days if candidate is not None]
    return min(known, key=lambda candidate: abs(candidate - anchor), default=None)
