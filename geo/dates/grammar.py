"""Which words belong to a time: prepositions and parts around the phrases that name it.

Read from the left; at each token the first, longest reading is taken. A reading looks at a
bounded number of tokens, so the whole is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.dates import days
from geo.dates.direction import Direction
from geo.dates.meaning import DIGITS
from geo.dates.phrases import ABOUT, FEW_WORDS, READERS, THE_BEFORE, overnight
from geo.dates.points import among, month_at, told
from geo.dates.ranges import AFTER_NUMBERS, NAMED_FROM, RANGED_FROM, named, told_range
from geo.dates.words import DASHES, DAY_PARTS, NUMBER_WORDS, OPENERS, STARTED_FROM, UNITS, Token
from geo.model import DatePrecision, Interval
from geo.text import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.dates.meaning import Frame, Meaning, Phrase, Reader

_PREPOSITIONS: Final = word_set("on in by until till since during over at for within")
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
_HOURS: Final = DAY_PARTS | {"hours"}
_ORDINAL_WEEKS: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_NARROWING: Final = frozenset({"early", "mid", "late"})
_STARTS: Final = STARTED_FROM | OPENERS
_WEEK = 7
_OPENING_WORDS = 8  # "overnight on the early hours of the": no opening is longer


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
    if among(tokens, at, _PARTS_OF) and told(tokens, at + 1, "of"):
        return replace(opening, at=at + 2, part=_PARTS_OF[tokens[at].word])
    if among(tokens, at, _ORDINAL_WEEKS) and told(tokens, at + 1, "week"):
        if told(tokens, at + 2, "of", "in"):
            return replace(opening, at=at + 3, week=_ORDINAL_WEEKS[tokens[at].word])
        return None
    if told(tokens, at, "early", "late", "small") and among(tokens, at + 1, _HOURS):
        at += 1
    # "the night of"; without its article it is a stretch of time: "for two hours on May 14".
    hours = at > index and among(tokens, at, _HOURS)
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
        if opening.preposition is None and among(tokens, at, _PREPOSITIONS):
            opening = replace(opening, at=at + 1, preposition=tokens[at].word)
        elif opening.part is None and among(tokens, at, _EARLY_LATE):
            dash = at + 1 < len(tokens) and tokens[at + 1].text in DASHES
            part = _EARLY_LATE[tokens[at].word]
            opening = replace(opening, at=at + (2 if dash else 1), part=part)
        elif opening.part is None and among(tokens, at, _LOOSE):
            opening = replace(opening, at=at + 1, part="any")
        else:
            opening = _part_of(tokens, at, opening) or opening
    return opening


def _core(tokens: Sequence[Token], index: int) -> Phrase | None:
    if index >= len(tokens):
        return None
    for read in _readers(tokens[index], _CORES):
        phrase = read(tokens, index)
        if phrase:
            return phrase
    return None


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

    def ahead(frame: Frame) -> Interval | None:
        if frame.direction is Direction.UNTOLD:
            frame = replace(frame, direction=Direction.FUTURE)
        return meaning(frame)

    return ahead


def _belongs(tokens: Sequence[Token], opening: _Opening, phrase: Phrase) -> bool:
    """Tell whether these words may stand before this phrase and make a time of it."""
    before, narrows = opening.preposition, opening.part in _NARROWING
    weekly = opening.week is not None
    if weekly and month_at(tokens, opening.at, beside=False) is None:
        return False
    if not (phrase.bare or before or narrows or weekly):
        return False
    if before is None or before in phrase.prepositions:
        return True
    if before in {"at", "on", "in", "for"} and (opening.part or weekly):
        return True
    return before == "in" and tokens[opening.at - 1].word in {"of", "on"}  # "the early hours of"


def _with_opening(tokens: Sequence[Token], index: int) -> Phrase | None:
    if index + 1 >= len(tokens) or not _may_follow(tokens[index + 1]):
        return None
    opening = _opening(tokens, index)
    phrase = _core(tokens, opening.at) if opening.at > index else None
    if phrase is None or not _belongs(tokens, opening, phrase):
        return None
    meaning = phrase.meaning
    if opening.week is not None:
        meaning = _week_of_month(meaning, opening.week)
    elif opening.part in _NARROWING:
        meaning = _partly(meaning, opening.part or "")
    if opening.overnight:
        meaning = _whole_night(meaning)
    if opening.preposition == "since":
        meaning = _since(meaning)
    elif opening.preposition in _OPEN_ENDED:
        meaning = _look_ahead(meaning)
    return replace(phrase, meaning=meaning, bare=True)


def starts(tokens: Sequence[Token]) -> Iterator[int]:
    """Give the tokens from which a time may be read: near enough before a number or time word."""
    ahead = len(tokens) + _OPENING_WORDS  # where the nearest such word stands, seen from the right
    near: list[int] = []
    words = [token.word for token in tokens]
    # Most words neither tell a time nor open one; they are passed over before any other question.
    likely = [i for i, word in enumerate(words) if word in _STARTS or word[0].isdigit()]
    for index in reversed(likely):
        word = words[index]
        digits = word[0].isdigit()
        if digits or word in STARTED_FROM:
            ahead = index
        elif ahead - index > _OPENING_WORDS:
            continue
        opens = digits or word in _ALL
        if opens and _goes_on(tokens, index + 1, DIGITS if digits else word):
            near.append(index)
    return reversed(near)


def _goes_on(tokens: Sequence[Token], index: int, first: str) -> bool:
    """Tell whether a time that begins with the word `first` may go on at a token."""
    seconds = _SECONDS.get(first)
    if seconds is None:
        return True
    word = tokens[index].word if index < len(tokens) else "."
    if word in seconds:
        return word != "the" or _goes_on(tokens, index + 1, "the")
    return word[0].isdigit()


def phrase_at(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Return the time that the words from `index` on tell, None when they tell none."""
    for read in _readers(tokens[index], _ALL):
        phrase = read(tokens, index)
        if phrase and phrase.bare:
            return phrase
    return None


# Most words that might open a time open none. So a reader is asked only where its words stand.


def _by_word(readers: Iterable[tuple[Reader, frozenset[str]]]) -> dict[str, tuple[Reader, ...]]:
    found: dict[str, tuple[Reader, ...]] = {}
    for reader, words in readers:
        for word in words:
            found[word] = (*found.get(word, ()), reader)
    return found


def _readers(token: Token, by_word: dict[str, tuple[Reader, ...]]) -> tuple[Reader, ...]:
    found = by_word.get(token.word)
    if found is None:
        return () if token.number is None else by_word[DIGITS]
    return found


_OPENED_FROM: Final = frozenset(
    {"overnight", "the", "small", *_PREPOSITIONS, *_EARLY_LATE, *_LOOSE},
).union(_PARTS_OF, _ORDINAL_WEEKS)
_CORES: Final = _by_word((*READERS, (named, NAMED_FROM)))
# "earlier this week" and "in two days" begin with words that also open others: they go first.
_ALL_READERS: Final[tuple[tuple[Reader, frozenset[str]], ...]] = (
    (told_range, RANGED_FROM),
    *READERS,
    (_with_opening, _OPENED_FROM),
    (named, NAMED_FROM),
    (overnight, frozenset({"overnight"})),
)
_ALL: Final = _by_word(_ALL_READERS)
_AFTER_OPENED: Final = frozenset({"of", "on", "week", *_OPENED_FROM, *_HOURS, *_CORES, *DASHES})
_AMOUNTS: Final = frozenset({*NUMBER_WORDS, *FEW_WORDS})
# The commonest words that open a time open one only before a few others.
_SECONDS: Final[dict[str, frozenset[str]]] = {
    **{word: _AFTER_OPENED for word, readers in _ALL.items() if readers == (_with_opening,)},
    **dict.fromkeys(RANGED_FROM, NAMED_FROM),
    **dict.fromkeys(NUMBER_WORDS, frozenset(UNITS)),
    **dict.fromkeys(ABOUT, _AMOUNTS),
    **dict.fromkeys(("in", "within"), _AMOUNTS | _AFTER_OPENED),
    **dict.fromkeys(("that", "same"), frozenset({"day"})),
    "day": frozenset({"before", "after"}),
    "a": frozenset({"couple", "few", *UNITS}),
    "the": THE_BEFORE.union({"small"}, _HOURS, _EARLY_LATE, _PARTS_OF, _ORDINAL_WEEKS),
    DIGITS: frozenset({*UNITS, *AFTER_NUMBERS}),
}


def _may_follow(token: Token) -> bool:
    """Tell whether a token may stand second in an opening, or begin the phrase after one word."""
    return token.word in _AFTER_OPENED or token.number is not None
