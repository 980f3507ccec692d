"""Find the words that tell a time, and the days that they mean.

Days are whole calendar days: no time of day, no zone, no clock. What is told from the day of
writing ("on Wednesday") counts from the publication day that the article states; without one
it stays unanchored, its interval None.

The rules, in short:

- A weekday is the latest one up to and including the publication day; where its clause looks
  ahead ("will meet on Friday"), the next one, the publication day included. "last" and "next"
  never mean the publication day itself.
- A day and month without a year lie in the year that brings them nearest to the publication day;
  a month alone is the latest that is not after the publication month (ahead: not before).
- Weeks are ISO weeks; early, mid and late are the 1st-10th, 11th-20th and 21st-end of a month.
- "three weeks ago" is the seven days about that day; "since X" reaches to the publication day.
- "a day earlier" counts from the single day that the expression before it told.
- Names are no times: "Friday prayers", "Bloody Sunday", "Monday Night Football", the Sun; nor
  are durations ("a two-day ceasefire"). "9/11" and "the September 11 attacks" are 2001-09-11.
- Feasts that keep their day are days: "Christmas Eve", "New Year's Day".
- A day that does not exist (31 June) or could be two (03/04/2021) stays unanchored.

Not read: seasons, feasts that move, clock times, times told from an event ("the day after the
attack").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.dates import days
from geo.dates.direction import Direction, direction
from geo.dates.grammar import phrase_at, starts
from geo.dates.meaning import Frame
from geo.dates.words import stretches
from geo.model import DatePrecision, Part, Span, TimeExpression
from geo.text import columns

if TYPE_CHECKING:
    import datetime as dt

    from geo.text import Columns

__all__ = ["StatedDate", "find_stated_date", "find_times", "read_day"]

_STATED = re.compile(r"\s{0,100}date\s{1,20}([0-9]{4})-([0-9]{2})-([0-9]{2})(?![\w-])")
_PLAIN_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(
    r"(?:T|t|,?\s{1,3})[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:\s?(?:[AaPp]\.?[Mm]\.?))?(?:\s?(?:Z|z|[A-Za-z]{2,5}|[+-][0-9]{2}:?[0-9]{2}))?$",
)
_DAY_WIDTH = 60  # no written date is longer
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDate:
    """The publication date that a text bears before its first word: " date 2021-08-28 ".

    span: up to the end of the day. written: the day as written. day: None when there is no such
    day in the calendar.
    """

    span: Span
    written: str
    day: dt.date | None


def find_stated_date(text: str) -> StatedDate | None:
    """Return the leading " date YYYY-MM-DD" of `text`, None where it does not begin so."""
    match = _STATED.match(text)
    if match is None:
        return None
    year, month, number = (int(group) for group in match.groups())
    return StatedDate(
        span=Span(start=match.start(), end=match.end()),
        written=text[match.start(1) : match.end()],
        day=days.day(year, month, number),
    )


def find_times(
    text: str,
    part: Part,
    published: dt.date | None,
    words: Columns | None = None,
) -> tuple[TimeExpression, ...]:
    """Return the time expressions of one field in reading order, never overlapping.

    published: the publication day, None when the article states none. A leading
    " date YYYY-MM-DD" is the publication date itself and no time that the article tells.
    words: the words of `text`, for those who have cut it already.
    """
    stated = find_stated_date(text)
    skipped = stated.span.end if stated else 0
    found: list[TimeExpression] = []
    previous: dt.date | None = None
    for tokens in stretches(text, columns(text) if words is None else words):
        read_to = 0
        for index in starts(tokens):
            if index < read_to or tokens[index].start < skipped:
                continue
            phrase = phrase_at(tokens, index)
            if phrase is None:
                continue
            heading = direction(tokens, index, phrase.end)
            if phrase.ahead_only and heading is not Direction.FUTURE:
                continue
            frame = Frame(published=published, previous=previous, direction=heading)
            interval = phrase.meaning(frame)
            span = Span(start=tokens[index].start, end=tokens[phrase.end - 1].end)
            found.append(
                TimeExpression(span=span, part=part, text=span.of(text), interval=interval),
            )
            previous = interval.first if interval and interval.first == interval.last else None
            read_to = phrase.end
    return tuple(found)


def read_day(written: str) -> dt.date | None:
    """Return the day that a whole string states, None when it states none or could mean two.

    Read are "2021-08-28", "2021-08-28T10:00:00+04:30" (the day as written, no zone is applied),
    "28 August 2021", "Aug 28, 2021", "Saturday, August 28, 2021", "28/08/2021".
    """
    words = written.strip()
    plain = _PLAIN_DAY.fullmatch(words)
    if plain:
        return days.day(*map(int, plain.groups()))
    if len(words) > _DAY_WIDTH or not _YEAR.search(words):
        return None
    words = _CLOCK.sub("", words).strip()
    times = find_times(words, "text", None)
    if len(times) != 1 or times[0].text != words or times[0].interval is None:
        return None
    interval = times[0].interval
    return interval.first if interval.precision is DatePrecision.DAY else None
