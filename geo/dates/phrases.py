"""Times told from the day of writing: "yesterday", "last week", "two days ago", "a day earlier"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.dates import days
from geo.dates.meaning import DIGITS, Frame, Meaning, Phrase, Reader
from geo.dates.points import ON_DAYS, Point, among, month_at, number_at, told
from geo.dates.words import DAY_PARTS, NUMBER_WORDS, UNITS, WEEKDAYS, Token
from geo.model import DatePrecision, Interval
from geo.text import word_set

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

IN_WEEKS: Final = word_set("in over during for within since by until till")
_WEEKENDS: Final = frozenset({"over", "during", "on", "at", "in", "by", "until", "since"})
_FEW: Final = (2, 7)  # "a few", "several", "some": at least two, at most seven
FEW_WORDS: Final = frozenset({"few", "several", "some"})
ABOUT: Final = frozenset({"about", "around", "nearly", "almost", "roughly", "approximately"})
_HOURS_A_DAY, _WEEK, _FORTNIGHT, _YEAR_MONTHS = 24, 7, 14, 12
_DAYS_IN: Final = {"day": 1, "week": _WEEK, "fortnight": _FORTNIGHT}

_NEAR_DAYS: Final = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_NEXT_TO: Final = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "this": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
}
_TODAY_SHOWS: Final = frozenset({"programme", "program", "show"})  # "the Today programme"


def _on_day(offset: int) -> Meaning:
    def meaning(frame: Frame) -> Interval | None:
        if frame.published is None:
            return None
        return days.one_day(days.shift(frame.published, offset))

    return meaning


def _from_previous(offset: int) -> Meaning:
    def meaning(frame: Frame) -> Interval | None:
        if frame.previous is None:
            return None
        return days.one_day(days.shift(frame.previous, offset))

    return meaning


def _day_tail(tokens: Sequence[Token], end: int) -> int:
    return end + 1 if among(tokens, end, DAY_PARTS) else end


def near_day(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "today", "yesterday evening", "tonight", "the day before yesterday", "this morning"."""
    if told(tokens, index, "the"):
        index += 1
    if told(tokens, index, "day") and told(tokens, index + 1, "before", "after"):
        edge = (tokens[index + 1].word, tokens[index + 2].word if index + 2 < len(tokens) else "")
        offset = {("before", "yesterday"): -2, ("after", "tomorrow"): 2}.get(edge)
        return Phrase(end=index + 3, meaning=_on_day(offset)) if offset else None
    if among(tokens, index, _NEAR_DAYS):
        if _is_show(tokens, index):
            return None
        offset = _NEAR_DAYS[tokens[index].word]
        return Phrase(
            end=_day_tail(tokens, index + 1),
            meaning=_on_day(offset),
            prepositions=ON_DAYS,
        )
    if told(tokens, index, "this") and among(tokens, index + 1, DAY_PARTS):
        return Phrase(end=index + 2, meaning=_on_day(0), prepositions=ON_DAYS)
    if told(tokens, index, "last") and told(tokens, index + 1, "night", "evening"):
        return Phrase(end=index + 2, meaning=_on_day(-1), prepositions=ON_DAYS)
    return None


def _is_show(tokens: Sequence[Token], index: int) -> bool:
    if tokens[index].text != "Today":
        return False
    after_name = index and tokens[index - 1].capital
    return bool(after_name) or among(tokens, index + 1, _TODAY_SHOWS)


def _weeks(offset: int) -> Meaning:
    def meaning(frame: Frame) -> Interval | None:
        return days.week_of(frame.published, offset) if frame.published else None

    return meaning


def _months(offset: int) -> Meaning:
    def meaning(frame: Frame) -> Interval | None:
        published = frame.published
        return days.month_of(published.year, published.month + offset) if published else None

    return meaning


def _years(offset: int) -> Meaning:
    def meaning(frame: Frame) -> Interval | None:
        return days.year_of(frame.published.year + offset) if frame.published else None

    return meaning


_WHOLE: Final = {"week": _weeks, "month": _months, "year": _years}


def _weekend(offset: int | None) -> Meaning:
    """Give the weekend: offset None is the nearest one that the clause points to."""

    def meaning(frame: Frame) -> Interval | None:
        published = frame.published
        if published is None:
            return None
        begun = published.weekday() >= days.SATURDAY
        if offset is None:
            return days.weekend_of(published, 0 if begun or frame.ahead else -1)
        return days.weekend_of(published, offset)

    return meaning


def _beside_weekday(side: int, weekday: int) -> Meaning:
    """Give "last Friday" (before the publication day), "this" (in its week), "next" (after)."""

    def meaning(frame: Frame) -> Interval | None:
        if frame.published is None:
            return None
        if side == 0:
            return Point(weekday=weekday, week_offset=0).within(frame)
        find = days.weekday_after if side > 0 else days.weekday_before
        return days.one_day(find(frame.published, weekday, same=False))

    return meaning


def _story_weekday(side: int, weekday: int) -> Meaning:
    """Give "the following Friday": counted from the day that the story told before."""

    def meaning(frame: Frame) -> Interval | None:
        if frame.previous is None:
            return None
        find = days.weekday_after if side > 0 else days.weekday_before
        return days.one_day(find(frame.previous, weekday, same=False))

    return meaning


def _beside_month(side: int, month: int) -> Meaning:
    def meaning(frame: Frame) -> Interval | None:
        published = frame.published
        if published is None:
            return None
        turn = 0
        if side < 0:
            turn = 0 if month < published.month else -1
        elif side > 0:
            turn = 0 if month > published.month else 1
        return days.month_of(published.year + turn, month)

    return meaning


def _back(least: int, most: int, unit: str) -> Meaning:
    """Give the time from `most` to `least` units before the publication day (negative: after)."""

    def meaning(frame: Frame) -> Interval | None:
        published = frame.published
        if published is None:
            return None
        if unit == "month":
            first = days.month_of(published.year, published.month - most)
            last = days.month_of(published.year, published.month - least)
            exact = DatePrecision.MONTH
        elif unit == "year":
            first, last = days.year_of(published.year - most), days.year_of(published.year - least)
            exact = DatePrecision.YEAR
        elif unit in {"week", "fortnight"}:
            # "three weeks ago" is no exact day: the seven days about it.
            length = _WEEK if unit == "week" else _FORTNIGHT
            half = _WEEK // 2
            start = days.shift(published, -most * length - half)
            stop = days.shift(published, -least * length + half)
            precision = DatePrecision.WEEK if least == most else DatePrecision.DAYS
            return days.interval(start, stop, precision)
        else:
            start, stop = days.shift(published, -most), days.shift(published, -least)
            precision = DatePrecision.DAY if least == most else DatePrecision.DAYS
            return days.interval(start, stop, precision)
        precision = exact if least == most else DatePrecision.DAYS
        return days.whole_span(first, last, precision)

    return meaning


def _amount(tokens: Sequence[Token], index: int) -> tuple[int, int, int] | None:
    """Read "two", "14", "a couple of", "several", "a few": next token, least and most."""
    if told(tokens, index, "a") and told(tokens, index + 1, "couple"):
        end = index + (3 if told(tokens, index + 2, "of") else 2)
        return end, 1, 3
    if told(tokens, index, "a") and told(tokens, index + 1, "few"):
        return index + 2, *_FEW
    if among(tokens, index, FEW_WORDS):
        return index + 1, *_FEW
    number = number_at(tokens, index)
    if number is None and index < len(tokens):
        number = NUMBER_WORDS.get(tokens[index].word)
    return None if number is None else (index + 1, number, number)


def counted(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "two days ago", "about a week ago", "in two days", "a day earlier", "a week later"."""
    about = among(tokens, index, ABOUT)
    ahead = told(tokens, index, "in", "within")
    amount = _amount(tokens, index + 1 if about or ahead else index)
    if not amount or not among(tokens, amount[0], UNITS):
        return None
    at, least, most = amount
    unit = UNITS[tokens[at].word]
    if unit in {"minute", "hour"}:
        # Without a clock "three hours ago" may still be the day before.
        least, most = (0, 0) if unit == "minute" else (0, -(-most // _HOURS_A_DAY))
        unit = "day"
    elif about and least == most:
        slack = max(1, most // 5)
        least, most = least - slack, most + slack
    if told(tokens, at + 1, "ago"):
        exact = told(tokens, at + 2, "today") and unit in _DAYS_IN  # "a week ago today"
        meaning = _on_day(-least * _DAYS_IN[unit]) if exact else _back(least, most, unit)
        return None if ahead else Phrase(end=at + 2 + exact, meaning=meaning)
    if told(tokens, at + 1, "from") and told(tokens, at + 2, "now"):
        return Phrase(end=at + 3, meaning=_back(-most, -least, unit))
    if ahead:
        # "within ten days" begins today
        soonest = 0 if tokens[index].word == "within" and unit == "day" else least
        return Phrase(end=at + 1, meaning=_back(-most, -soonest, unit), ahead_only=True)
    if told(tokens, at + 1, "earlier", "later") and least == most and unit in {"day", "week"}:
        length = least * (1 if unit == "day" else _WEEK)
        sign = -1 if tokens[at + 1].word == "earlier" else 1
        return Phrase(end=at + 2, meaning=_from_previous(sign * length))
    return None


def beside(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "last week", "this month", "next Friday", "last March", "the past three days"."""
    article = told(tokens, index, "the")
    at = index + 1 if article else index
    if told(tokens, at, "this") and told(tokens, at + 1, "past", "coming"):
        at += 1
    if not among(tokens, at, _NEXT_TO):
        return None
    if told(tokens, at, "following") and not article:  # "following Friday's blast": after it
        return None
    stretch = _stretch(tokens, at, article=article)
    if stretch:
        return stretch
    word, at = tokens[at].word, at + 1
    return _beside_name(tokens, at, word) or _beside_unit(tokens, at, word, article=article)


def _beside_name(tokens: Sequence[Token], at: int, word: str) -> Phrase | None:
    side = _NEXT_TO[word]
    if among(tokens, at, WEEKDAYS):
        end, weekday = _day_tail(tokens, at + 1), WEEKDAYS[tokens[at].word]
        story = word in {"previous", "following"}
        meaning = (_story_weekday if story else _beside_weekday)(side, weekday)
        return Phrase(end=end, meaning=meaning, prepositions=ON_DAYS)
    if told(tokens, at, "weekend"):
        offset = None if word == "this" else side
        return Phrase(end=at + 1, meaning=_weekend(offset), prepositions=_WEEKENDS)
    month = month_at(tokens, at, beside=False)
    if month is None:
        return None
    return Phrase(end=month[0], meaning=_beside_month(side, month[1]), prepositions=IN_WEEKS)


def _beside_unit(tokens: Sequence[Token], at: int, word: str, *, article: bool) -> Phrase | None:
    if told(tokens, at + 1, "of"):  # "the last week of August", "the next year of the war"
        return None
    if told(tokens, at, "day") and word in {"next", "following", "previous"}:
        meaning = _from_previous(_NEXT_TO[word])
        return Phrase(end=at + 1, meaning=meaning, prepositions=ON_DAYS)
    # "the next week" counts from the story, not from the day of writing.
    if article or word not in {"last", "this", "next", "coming"} or not among(tokens, at, _WHOLE):
        return None
    meaning = _WHOLE[tokens[at].word](_NEXT_TO[word])
    return Phrase(end=at + 1, meaning=meaning, prepositions=IN_WEEKS)


def _stretch(tokens: Sequence[Token], at: int, *, article: bool) -> Phrase | None:
    """Read "the past three days", "the last week", "past 24 hours", "the next two weeks"."""
    side = _NEXT_TO[tokens[at].word]
    long = article or tokens[at].word == "past"
    amount = _amount(tokens, at + 1)
    if amount:
        end, _, most = amount
    elif long and told(tokens, at + 1, "week", "month", "year") and side:
        end, most = at + 1, 1
    else:
        return None
    if not among(tokens, end, UNITS) or told(tokens, end + 1, "of") or side == 0:
        return None
    unit = UNITS[tokens[end].word]

    def meaning(frame: Frame) -> Interval | None:
        published = frame.published
        far = days.shift(published, side * _length(unit, most)) if published else None
        if published is None or far is None:
            return None
        return days.interval(min(far, published), max(far, published))

    return Phrase(end=end + 1, meaning=meaning, prepositions=IN_WEEKS)


def _length(unit: str, count: int) -> int:
    """Return how many days a stretch of so many units reaches, rounded up."""
    if unit == "minute":
        return 0
    if unit == "hour":
        return -(-count // _HOURS_A_DAY)
    days_of = {"day": 1, "week": _WEEK, "fortnight": _FORTNIGHT, "month": 31, "year": 366}
    return count * days_of[unit]


def same_day(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "the same day", "that day", "later that day", "earlier in the day"."""
    at = index + 1 if told(tokens, index, "earlier", "later") else index
    within = at > index and told(tokens, at, "in") and told(tokens, at + 1, "the")
    if within or (told(tokens, at, "the") and told(tokens, at + 1, "same")):
        at += 2
    elif told(tokens, at, "that", "same"):
        at += 1
    else:
        return None
    if not told(tokens, at, "day"):
        return None
    return Phrase(end=at + 1, meaning=_from_previous(0), prepositions=frozenset({"on"}))


def day_beside(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "the day before", "the day after", "the weekend"."""
    if not told(tokens, index, "the"):
        return None
    if told(tokens, index + 1, "weekend"):
        return Phrase(end=index + 2, meaning=_weekend(None), prepositions=_WEEKENDS)
    if not (told(tokens, index + 1, "day") and told(tokens, index + 2, "before", "after")):
        return None
    # "the day after the attack" hangs on the attack, which is not a time.
    if index + 3 < len(tokens) and tokens[index + 3].text[0].isalnum():
        return None
    sign = -1 if tokens[index + 2].word == "before" else 1
    return Phrase(end=index + 3, meaning=_from_previous(sign))


def part_of_running(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "earlier this week", "later this month": up to, or from, the publication day."""
    if not (told(tokens, index, "earlier", "later") and told(tokens, index + 1, "this")):
        return None
    if not among(tokens, index + 2, _WHOLE):
        return None
    whole, earlier = _WHOLE[tokens[index + 2].word](0), tokens[index].word == "earlier"

    def meaning(frame: Frame) -> Interval | None:
        published, around = frame.published, whole(frame)
        if published is None or around is None:
            return None
        ends = (around.first, published) if earlier else (published, around.last)
        return days.interval(*ends)

    return Phrase(end=index + 3, meaning=meaning)


def overnight(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "overnight" alone: the night before the publication day."""
    if not told(tokens, index, "overnight"):
        return None

    def meaning(frame: Frame) -> Interval | None:
        published: dt.date | None = frame.published
        return days.interval(days.shift(published, -1), published) if published else None

    return Phrase(end=index + 1, meaning=meaning)


READERS: Final[tuple[tuple[Reader, frozenset[str]], ...]] = (
    (near_day, frozenset({"the", "day", "this", "last", *_NEAR_DAYS})),
    (part_of_running, frozenset({"earlier", "later"})),
    (same_day, frozenset({"earlier", "later", "the", "that", "same"})),
    (day_beside, frozenset({"the"})),
    (counted, frozenset({"in", "within", DIGITS, *ABOUT, *FEW_WORDS, *NUMBER_WORDS})),
    (beside, frozenset({"the", "this", *_NEXT_TO})),
)
"""In this order: the first that reads a phrase has it. With each the words that it begins with."""
THE_BEFORE: Final = frozenset({"day", "same", "weekend", "this", *_NEAR_DAYS, *_NEXT_TO})
"""What may follow "the" at the beginning of one of these."""
