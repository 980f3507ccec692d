"""The words of time, and a text cut into tokens that a small grammar can read.

Tokens keep their offsets, so whatever the grammar finds slices back out of the text as written.
Cutting is one pass of one regular expression whose branches start with different characters:
linear in the text, whatever the text is.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.text import Kept, word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.text import Columns

# Plain letters before nothing that could go on with them are tried first: most words are such.
_TOKEN = re.compile(r"([a-zA-Z]++(?![^\x00-\x7f])|[0-9]+|[^\W\d_]+|\S)")
# Where no expression reaches across: a blank line, or the end of a sentence.
_CUT = re.compile(
    r"[.!?\n](?:(?<=[^\W_][.!?])[\"\u201d]?(?=\s)|(?<=\n)[ \t\r\f\v]*\n)",
)
_CUT_REACH = 10  # characters before a full stop in which the longest name of a day has room


class Token(NamedTuple):
    """A word, a number or one mark, with its code points start..end and what comes before it.

    word: lower case, for comparing. spaced: white space stands before it.
    """

    text: str
    word: str
    start: int
    end: int
    spaced: bool

    @property
    def capital(self) -> bool:
        """Tell whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def number(self) -> int | None:
        """The value of one to four ASCII digits; None for anything else."""
        text = self.text
        if len(text) > 4 or not (text.isascii() and text.isdigit()):  # noqa: PLR2004 (years are the longest)
            return None
        return int(text)


_token = partial(tuple.__new__, Token)


def stretches(text: str, words: Columns) -> Iterator[list[Token]]:
    """Cut into tokens those sentences of `text` in which one of its `words` may tell a time.

    No expression, and nothing that says what it means, reaches from one stretch into another.
    """
    told = list(compress(words.starts, map(_TELLS.__getitem__, words.texts)))
    if not told:
        return
    following, begin = iter(told), 0
    ahead = next(following)
    for end in _cuts(text):
        if ahead < end:
            yield _cut(text, begin, end)
            ahead = next((start for start in following if start >= end), len(text))
        begin = end
        if ahead == len(text):
            return


def _cuts(text: str) -> Iterator[int]:
    for match in _CUT.finditer(text):
        mark = match.start()
        # "Sun. 15 Aug", "Sept. 11": there a full stop ends no sentence.
        before = text[max(0, mark - _CUT_REACH) : mark].lower()
        if match.group() != "." or not before.endswith(_SHORTENED):
            yield match.end()
    yield len(text)


def _cut(text: str, begin: int, end: int) -> list[Token]:
    pieces = _TOKEN.split(text[begin:end])  # white space, a word, white space, and so on
    edges = [*accumulate(map(len, pieces), initial=begin)]
    words = pieces[1::2]
    # Column by column, so that the loops run inside the interpreter.
    spaced = [True, *map(bool, pieces[2:-1:2])]
    fields = zip(words, map(str.lower, words), edges[1::2], edges[2::2], spaced, strict=False)
    return list(map(_token, fields))


WEEKDAYS: Final = {
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
}
"""Full names, Monday = 0 as in `datetime.date.weekday`."""

SHORT_WEEKDAYS: Final = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
"""Read only before a day of a month ("Sat, Aug 28"): the Sun is a newspaper, sat a verb."""

MONTHS: Final = {
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
}

SHORT_MONTHS: Final = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
"""Read only beside a day or a year: Jan is a name, mar a verb."""

VERB_MONTHS: Final = frozenset({"march", "may", "mar"})
"""Also common words: never a month in lower case."""

NUMBER_WORDS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}

UNITS: Final = {
    "minute": "minute",
    "minutes": "minute",
    "hour": "hour",
    "hours": "hour",
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "fortnight": "fortnight",
    "month": "month",
    "months": "month",
    "year": "year",
    "years": "year",
}

DAY_PARTS: Final = frozenset({"morning", "afternoon", "evening", "night", "noon", "midday"})
"""They narrow a day; the interval stays that calendar day."""

COUNTED: Final = word_set(
    "people persons men women children civilians soldiers troops fighters militants insurgents "
    "terrorists commandos members families afghans prisoners refugees protesters citizens others "
    "police policemen vehicles tanks dollars pounds euros afghanis metres meters feet km miles "
    "kilometres kilometers tonnes tons percent per"
)
"""After one of these a number counts things: "In August 15 people …", "in 2000 metres"."""

DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")

STARTED_FROM: Final = (
    frozenset(WEEKDAYS)
    | frozenset(SHORT_WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(SHORT_MONTHS)
    | frozenset(UNITS)
    | DAY_PARTS
    | word_set("today tonight yesterday tomorrow weekend overnight christmas")
)
"""Every expression without digits holds one of these; text without any need not be read."""

OPENERS: Final = word_set(
    "on in by until till since during over at for within from between the this that same last "
    "past previous next coming following early earlier late later mid overnight start beginning "
    "middle end close first second third fourth about around nearly almost roughly "
    "approximately few several some morning afternoon evening night hours day "
    "boxing new",
) | frozenset(NUMBER_WORDS)
"""What an expression may begin with besides its own time word or number."""

_SHORTENED: Final = (*WEEKDAYS, *SHORT_WEEKDAYS, *SHORT_MONTHS)


def _tells(piece: str) -> bool:
    """Tell whether a sentence with this piece may tell a time.

    Of numbers alone only years, dates and decades are made, all of four digits, and "9/11".
    """
    if piece.isascii() and piece.isdigit():
        return len(piece) == 4 or piece == "9"  # noqa: PLR2004 (a year's digits)
    return piece.lower() in STARTED_FROM


_TELLS: Final = Kept(lambda word: any(map(_tells, _TOKEN.findall(word))))
"""Whether a word holds a piece that may tell a time."""
