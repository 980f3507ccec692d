"""Which words belong to a time: prepositions and parts around the phrases that name it.

Read from the left; at each token the first, longest reading is taken. A reading looks at a
bounded number of tokens, so the whole is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.dates import days
from geo.dates.meaning import Frame, Meaning, Phrase
from geo.dates.phrases import READERS, overnight
from geo.dates.points import month_at, named, told, told_range
from geo.dates.words import DASHES, DAY_PARTS, Token
from geo.model import DatePrecision, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

_PREPOSITIONS: Final = frozenset(
    "on in by until till since during over at for within".split(),
)
_OPEN_ENDED: Final = frozenset({"by", "until", "till"})  # they look ahead when nothing else tells
_EARLY_LATE: Final = {"early": "early", "late": "late", "mid": "mid"}
_LOOSE: Final = frozenset({"early", "late", "earlier", "later"})
_PARTS_OF: Final = {
    "start": "early",
    "beginning": "early",
    "middle": "mid",
    "end": "late",
    "close": "late",
}
_ORDINAL_WEEKS: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    """What stands before the phrase: "by the end of", "late on", "in the early hours of"."""

    at: int
    preposition: str | None = None
    part: str | None = None
    week: int | None = None
    overnight: bool = False


def _part_of(tokens: Sequence[Token], index: int, opening: _Opening) -> _Opening | None:
    """Take "the end of", "the night of", "the early hours of", "the last week of"."""
    at = index + 1 if told(tokens, index, "the") else index
    if told(tokens, at, *_PARTS_OF) and told(tokens, at + 1, "of"):
        return replace(opening, at=at + 2, part=_PARTS_OF[tokens[at].word])
    if told(tokens, at, *_ORDINAL_WEEKS) and told(tokens, at + 1, "week"):
        if told(tokens, at + 2, "of", "in"):
            return replace(opening, at=at + 3, week=_ORDINAL_WEEKS[tokens[at].word])
        return None
    if told(tokens, at, "early", "late", "small") and told(tokens, at + 1, "hours", *DAY_PARTS):
        at += 1
    hours = told(tokens, at, "hours", *DAY_PARTS)
    if hours and told(tokens, at + 1, "of", "on"):
        return replace(opening, at=at + 2)
    return None


def _opening(tokens: Sequence[Token], index: int) -> _Opening:
    """Read the words before a phrase; at most a handful, each kind once."""
    opening = _Opening(at=index)
    if told(tokens, index, "overnight"):
        opening = replace(opening, at=index + 1, overnight=True)
    for _ in range(3):
        at = opening.at
        if opening.preposition is None and told(tokens, at, *_PREPOSITIONS):
            opening = replace(opening, at=at + 1, preposition=tokens[at].word)
        elif opening.part is None and told(tokens, at, *_EARLY_LATE):
            dash = at + 1 < len(tokens) and tokens[at + 1].text in DASHES
            part = _EARLY_LATE[tokens[at].word]
            opening = replace(opening, at=at + (2 if dash else 1), part=part)
        elif opening.part is None and told(tokens, at, *_LOOSE):
            opening = replace(opening, at=at + 1, part="any")
        else:
            opening = _part_of(tokens, at, opening) or opening
    return opening


def _core(tokens: Sequence[Token], index: int) -> Phrase | None:
    if index >= len(tokens):
        return None
    for read in READERS:
        phrase = read(tokens, index)
        if phrase:
            return phrase
    return named(tokens, index)


def _since(meaning: Meaning) -> Meaning:
    """Stretch a time up to the publication day; without one it stays the time that is named."""

    def stretched(frame: Frame) -> Interval | None:
        start = meaning(frame)
        if start is None or frame.published is None or frame.published < start.first:
            return start
        return days.interval(start.first, max(start.last, frame.published))

    return stretched


def _partly(meaning: Meaning, part: str) -> Meaning:
    """Narrow a month or year to its early, middle or late part; days and weeks stay whole."""

    def narrowed(frame: Frame) -> Interval | None:
        whole = meaning(frame)
        narrow = whole and whole.precision in {DatePrecision.MONTH, DatePrecision.YEAR}
        return days.third_of(whole, part) if narrow else whole

    return narrowed


def _week_of_month(meaning: Meaning, week: int) -> Meaning:
    def narrowed(frame: Frame) -> Interval | None:
        month = meaning(frame)
        if month is None or month.precision is not DatePrecision.MONTH:
            return None
        if week < 0:
            first = days.shift(month.last, 1 - _WEEK)
            return days.interval(first, month.last, DatePrecision.WEEK)
        first = days.shift(month.first, week * _WEEK)
        last = days.shift(month.first, week * _WEEK + _WEEK - 1)
        return days.interval(first, last, DatePrecision.WEEK)

    return narrowed


def _whole_night(meaning: Meaning) -> Meaning:
    """Stretch "overnight on Friday" to the morning after, but never past the day of writing."""

    def night(frame: Frame) -> Interval | None:
        evening = meaning(frame)
        if evening is None:
            return None
        morning = days.shift(evening.last, 1) or evening.last
        if frame.published is not None and frame.published <= evening.last and not frame.ahead:
            return evening
        return days.interval(evening.first, morning)

    return night


def _look_ahead(meaning: Meaning) -> Meaning:
    """Take "by Friday" and "until March" as ahead unless the clause tells the past."""
    from geo.dates.direction import Direction  # noqa: PLC0415

    def ahead(frame: Frame) -> Interval | None:
        if frame.direction is Direction.UNTOLD:
            frame = replace(frame, direction=Direction.FUTURE)
        return meaning(frame)

    return ahead


def _with_opening(tokens: Sequence[Token], index: int) -> Phrase | None:
    opening = _opening(tokens, index)
    if opening.at == index:
        return None
    phrase = _core(tokens, opening.at)
    if phrase is None:
        return None
    before, part = opening.preposition, opening.part
    fits = before is None or before in phrase.prepositions
    at_part = before in {"at", "on", "in", "for"} and (part or opening.week is not None)
    if not (fits or at_part or (before == "in" and tokens[opening.at - 1].word in {"of", "on"})):
        return None
    if not phrase.bare and not (
        before or part in {"early", "mid", "late"} or opening.week is not None
    ):
        return None
    meaning = phrase.meaning
    if opening.week is not None:
        if month_at(tokens, opening.at, beside=False) is None:
            return None
        meaning = _week_of_month(meaning, opening.week)
    elif part in {"early", "mid", "late"}:
        meaning = _partly(meaning, part)
    if opening.overnight:
        meaning = _whole_night(meaning)
    if before == "since":
        meaning = _since(meaning)
    elif before in _OPEN_ENDED:
        meaning = _look_ahead(meaning)
    return replace(phrase, meaning=meaning, bare=True)


def phrase_at(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Return the time that the words from `index` on tell, None when they tell none."""
    ranged = told_range(tokens, index)
    if ranged:
        return ranged
    # "earlier today", "earlier this week", "in two days" begin with words that also open others.
    for read in READERS:
        phrase = read(tokens, index)
        if phrase:
            return phrase
    phrase = _with_opening(tokens, index)
    if phrase is None:
        phrase = named(tokens, index)
    if phrase is None:
        phrase = overnight(tokens, index)
    return phrase if phrase and phrase.bare else None
