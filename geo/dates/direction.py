"""Whether the words about a weekday or month tell of what was or of what is to come.

News tells the past, so that is what no sign means. The sign nearest before the expression, in
its own clause, decides; when there is none, the first one after it does:
"said on Wednesday that talks will resume" looks back, "talks will resume on Friday" ahead.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.text import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.dates.words import Token

REACH: Final = 30  # tokens looked at on either side, so that a text without marks stays linear


class Direction(StrEnum):
    """Where from the publication day an expression points."""

    PAST = "past"
    FUTURE = "future"
    UNTOLD = "untold"  # no sign; taken as past unless the expression itself says otherwise


_CLAUSE_ENDS: Final = frozenset(',;:.!?()[]"\u201c\u201d\u2014\u2013')
_JOINTS: Final = word_set(
    "that which who when while after before because although though but where since until if"
)
_AHEAD: Final = word_set(
    "will shall would may might must should ll scheduled expected planned due plans plan "
    "intends intend hopes aims going"
)
_IRREGULAR_PAST: Final = word_set(
    "was were had did said told took fell fled began came went left met held saw made gave got "
    "sent shot fought led won lost broke ran struck hit drove flew spoke wrote put brought "
    "became found heard rose kept stood set shut cut blew caught swore built felt has have "
    "been gone taken fallen begun seen given driven spoken written"
)
_NOT_PAST: Final = word_set(
    "need indeed exceed proceed succeed speed feed seed breed bleed deed weed united ahmed "
    "mohammed muhammed hamed red bed armed"
)
_DETERMINERS: Final = word_set("the a an its their his her this that these those our")
_BOUND_TO: Final = word_set("is are was were have has")


def _sign(tokens: Sequence[Token], index: int) -> Direction | None:
    word = tokens[index].word
    before = tokens[index - 1].word if index else ""
    after = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if word in _AHEAD:
        # "would have left" is past; "May" with a capital is a month or a name.
        says = after != "have" and not (word == "may" and tokens[index].capital)
        return Direction.FUTURE if says else None
    if word == "to" and before in _BOUND_TO:
        return Direction.FUTURE
    if before == "be" or (word in _BOUND_TO and after == "to"):
        return None  # "will be released on Friday": the will decides
    regular = word.endswith("ed") and word not in _NOT_PAST
    # "the besieged valley" is no verb
    past = word in _IRREGULAR_PAST or (regular and before not in _DETERMINERS)
    return Direction.PAST if past else None


def direction(tokens: Sequence[Token], start: int, end: int) -> Direction:
    """Return where the clause around tokens[start:end] points."""
    for index in range(start - 1, max(-1, start - 1 - REACH), -1):
        token = tokens[index]
        if token.word in _CLAUSE_ENDS or token.word in _JOINTS:
            break
        sign = _sign(tokens, index)
        if sign:
            return sign
    # "On Friday, talks will resume": the comma after an opening expression ends no clause.
    if end < len(tokens) and tokens[end].word == ",":
        end += 1
    for index in range(end, min(len(tokens), end + REACH)):
        token = tokens[index]
        if token.word in _CLAUSE_ENDS or token.word in _JOINTS:
            break
        sign = _sign(tokens, index)
        if sign:
            return sign
    return Direction.UNTOLD
