"""The opening that says where and when a report was filed: "LAGOS, May 3 (Reuters) -".

Only the form is judged here; whether the names are places is for the gazetteer to say. So the
form is strict: capitals, an agency or a day must show that it is a dateline, and the bare
"New Delhi: The ..." passes only when a sentence begins after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from geo.model import Span


def _word_set(listed: str) -> frozenset[str]:
    """Return the words of a list written out in one string."""
    return frozenset(listed.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The dateline of a text.

    span: from the first name to the closing mark. places: the names in reading order, the city
    first as a rule. agency: the agency as written, None when none is named. day_span: the words
    that tell the day ("May 3"), None when there are none. All spans are into the whole text.
    """

    span: Span
    places: tuple[Span, ...]
    agency: str | None = None
    day_span: Span | None = None


_WINDOW = 160  # characters; no dateline is longer
_LINES = 8  # a headline, a standfirst, a byline and blank lines may stand before it
_REACH = 2_000  # characters of the text in which it may begin
_NAME_WORDS = 4
_NAMES = 4
_BARE_NAMES = 2  # "Doha, Qatar -"

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}+(?:[-'\u2019]{_LETTER}+){{0,4}}"
_INITIALS = r"(?:[A-Z]\.){2,4}"
_NAME = re.compile(rf"{_INITIALS}|{_WORD}(?:\.?[ \u00a0]{_WORD}){{0,{_NAME_WORDS - 1}}}")
_JOINTS: Final = frozenset({"e", "i", "of", "al", "el", "de", "da", "do", "la", "the", "on"})
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = re.compile(
    rf"(?:{_MONTHS}\.?\s[0-9]{{1,2}}|[0-9]{{1,2}}\s{_MONTHS}\b\.?)(?:,?\s[0-9]{{4}})?(?![0-9])",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\(([^()\n]{1,40})\)|\[([^\[\]\n]{1,40})\]|/([^/\n]{1,20})/")
_SLASHED = 3  # the group of _BRACKET that stands between slashes: only agencies do
_SPACE = re.compile(r"[ \t\u00a0]{0,4}")
# A dash stands free (or is long); a colon follows its word and is followed by space.
_CLOSE = re.compile(
    r"(?:[ \t\u00a0]{0,4}(?:--|[\u2013\u2014])|[ \t\u00a0]{1,4}-|[ \t\u00a0]{0,2}:)"
    r"(?=\s|[\u201c\u2018\"'])|\u2014",
)
_STATED_DATE = re.compile(r"\s{0,100}date\s{1,20}[0-9]{4}-[0-9]{2}-[0-9]{2}\s")
_OPENERS: Final = "\"'\u201c\u2018([\u00ab"

AGENCIES: Final = _word_set(
    "ap afp ani pti ians upi tass xinhua dpa efe ansa kyodo yonhap bloomberg cnn bbc reuters "
    "pajhwok tolonews sputnik anadolu aa rfe/rl voa app uni kno interfax ria rt npr wam irna isna "
    "qna spa khaama"
)
"""Names that stand in brackets for an agency and never for a place, lower case."""

# What stands before a colon and is plainly no place.
_NOT_PLACES: Final = _word_set(
    "taliban isis nato un report reports exclusive breaking watch live opinion analysis explained "
    "explainer update updated video photos factbox timeline editorial note source sources by read "
    "also question answer q a why how what when who where here this that it he she they we i but "
    "and the summary background key developments highlights correction advertisement image images "
    "photo published written edited location date dateline title warning quote fact facts"
)


def find_dateline(text: str) -> Dateline | None:
    """Return the dateline that opens `text`, None when there is none.

    It may stand after a leading " date YYYY-MM-DD", after a headline and other short lines, or
    after a headline that ends with a full stop on the same line ("Talks fail. KABUL -").
    """
    head = text[: _REACH + _WINDOW]
    stated = _STATED_DATE.match(head)
    first = stated.end() if stated else 0
    found = _dateline_at(head, first, sure=False)
    if found:
        return found
    stop = head.find(". ", first, first + _WINDOW)
    if stop >= 0:
        found = _dateline_at(head, stop + 2, sure=True)
        if found:
            return found
    start = first
    for _ in range(_LINES):
        start = head.find("\n", start) + 1
        if not 0 < start < _REACH:
            return None
        found = _dateline_at(head, start, sure=True)
        if found:
            return found
    return None


def _names(head: str, start: int, end: int) -> tuple[Span, int] | None:
    """Read one capitalised name of a few words; return its span and where it ends."""
    match = _NAME.match(head, start, end)
    if match is None:
        return None
    words = re.split(r"[ \u00a0]", match.group())
    if not words[0][0].isupper():
        return None
    kept = words[0]
    for word in words[1:]:
        if not (word[0].isupper() or word in _JOINTS):
            return None  # a name followed by plain words is a sentence
        kept = f"{kept} {word}"
    return Span(start=start, end=start + len(kept)), start + len(kept)


@dataclass(slots=True)
class _Draft:
    """What has been read of a dateline so far; `at` is where reading goes on."""

    at: int
    places: list[Span]
    agency: str | None = None
    day_span: Span | None = None
    slashed: bool = False  # "/TASS/" closes a dateline by itself


def _bracket(head: str, draft: _Draft, end: int) -> bool:
    """Take "(Reuters)", "(Panjshir)", "[Afghanistan]" or "/TASS/" if one stands here."""
    match = _BRACKET.match(head, draft.at, end)
    if match is None:
        return False
    group = match.lastindex or 1
    inside = match.group(group).strip()
    if not inside:
        return False
    start = match.start(group) + match.group(group).index(inside)
    name = _names(head, start, start + len(inside))
    whole_name = name is not None and name[1] == start + len(inside)
    known = any(word in AGENCIES for word in re.split(r"[\s/,-]+", inside.lower()))
    place = group != _SLASHED and whole_name and not known and not inside.isupper()
    if place and name and draft.agency is None:
        draft.places.append(name[0])
    else:
        draft.agency, draft.slashed = inside, group == _SLASHED
    draft.at = match.end()
    return True


def _day(head: str, draft: _Draft, end: int) -> bool:
    match = _DAY.match(head, draft.at, end)
    if match is None or draft.day_span is not None:
        return False
    draft.day_span = Span(start=match.start(), end=match.end())
    draft.at = match.end()
    return True


def _skip(head: str, draft: _Draft, end: int, marks: str) -> bool:
    """Step over white space and one of `marks`; tell whether a mark stood there."""
    at = _space(head, draft.at, end)
    if at < end and head[at] in marks:
        draft.at = _space(head, at + 1, end)
        return True
    draft.at = at
    return False


def _space(head: str, at: int, end: int) -> int:
    match = _SPACE.match(head, at, end)
    return match.end() if match else at


def _read(head: str, start: int, end: int) -> _Draft | None:
    """Read names, brackets and a day from `start`; None when no name stands there."""
    first = _names(head, start, end)
    if first is None:
        return None
    draft = _Draft(at=first[1], places=[first[0]])
    for _ in range(8):  # places, brackets, a day: never more pieces
        before = draft.at
        if _CLOSE.match(head, draft.at, end):
            break
        slash = head[draft.at : draft.at + 1] == "/"
        draft.at = _space(head, draft.at, end)
        if not slash and (_bracket(head, draft, end) or _day(head, draft, end)):
            continue
        if not _skip(head, draft, end, ",/."):
            break
        if _day(head, draft, end) or _bracket(head, draft, end):
            continue
        name = _names(head, draft.at, end) if len(draft.places) < _NAMES else None
        if name is None or draft.agency is not None:
            # A closing full stop ("/TASS/.") is part of it, anything else is not.
            if head[draft.at : draft.at + 1].isalnum() and draft.agency is None:
                draft.at = before
            break
        draft.places.append(name[0])
        draft.at = name[1]
    return draft


def _dateline_at(head: str, start: int, *, sure: bool) -> Dateline | None:
    """Return the dateline that begins at `start` (after spaces); `sure` asks for a plain sign."""
    start += len(head[start : start + _WINDOW]) - len(head[start : start + _WINDOW].lstrip())
    end = min(len(head), start + _WINDOW)
    draft = _read(head, start, end)
    if draft is None:
        return None
    first = draft.places[0].of(head)
    close = _CLOSE.match(head, draft.at, end)
    if close is None and not draft.slashed:
        return None
    stop = close.end() if close else len(head[: draft.at].rstrip())
    rest = head[stop:].lstrip()
    if not rest or any(word in _NOT_PLACES for word in first.lower().split()):
        return None
    capitals = first.isupper() and len(first) > 1
    shown = capitals or draft.agency is not None or draft.day_span is not None
    if not shown:
        opens = rest.lstrip(_OPENERS)[:1]
        bare = len(draft.places) <= _BARE_NAMES and len(first.split()) < _NAME_WORDS
        if sure or not bare or not (opens.isupper() or opens.isdigit()):
            return None
    return Dateline(
        span=Span(start=start, end=stop),
        places=tuple(draft.places),
        agency=draft.agency,
        day_span=draft.day_span,
    )
