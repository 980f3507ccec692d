"""What speaks for and against a known name being a place where it stands: named clues.

A clue is a pair: which question was asked, and the answer. The weights of the answers are learned
(`weights.json`); here they are only given, each in words that can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.recognition import words
from geo.recognition.lexicon import UNLISTED, Commonness, lexicon
from geo.recognition.reading import (
    COMMA,
    HYPHEN,
    LINE,
    OWNER,
    SPACE,
    STOP,
    holds,
    name_facts,
)

if TYPE_CHECKING:
    from geo.recognition.reading import Reading, Spot

Clue = tuple[str, str]

_TOUCHING = frozenset({SPACE, HYPHEN, OWNER, LINE})
_LINKS = frozenset({"of", "the", "for", "by", "and", "with"})
_PAIRS = frozenset({"and", "or"})
_WITHIN = frozenset({"of", "in"})
RARE_WORD, FREQUENT_WORD = 3, 6
SHOUTED_LETTERS = 3
LONGEST_STOP = 4
REACH = 4
MOST_WORDS, MOST_COUNT, MOST_LETTERS = 4, 3, 8


def clues(  # noqa: PLR0913 - what the passage as a whole says, by name
    reading: Reading,
    spot: Spot,
    rule: str | None,
    *,
    person: bool,
    placed: bool,
    headline: bool,
) -> list[Clue]:
    """Return the clues of a known name.

    Args:
        reading: the passage.
        spot: the name.
        rule: the name of the rule by which something else carries it, if one speaks.
        person: whether the passage calls a person by this name elsewhere.
        placed: whether a place preposition stands before this name elsewhere in the passage.
        headline: whether its line is set as a headline, where capitals tell little.
    """
    facts = name_facts(spot.entry)
    found = [*facts.clues, ("words", str(min(MOST_WORDS, spot.last - spot.first)))]
    if rule is not None:
        found.append(("carried by", rule))
    if person:
        found.append(("person elsewhere", "1"))
    if placed:
        found.append(("placed elsewhere", facts.rank))
    if reading.abbreviates(spot):
        found.append(("abbreviation", reading.gap(spot.first)))
    set_as = "H" if headline else ""
    found.append(("headline", f"{facts.rank}{set_as}"))
    if is_placed(reading, spot.first):
        single = "1" if spot.last - spot.first == 1 else ""
        found.append(("placed", f"{facts.rank}{single}"))
    _itself(reading, spot, found)
    _left(reading, spot, found, set_as)
    _right(reading, spot, found, set_as)
    _beside(reading, spot, found)
    return found


def _itself(reading: Reading, spot: Spot, found: list[Clue]) -> None:
    first, last, entry = spot
    keys, listed = reading.keys, lexicon()
    rank = name_facts(entry).rank
    key, final = keys[first], keys[last - 1]
    word = listed.get(key, UNLISTED)
    single = last - first == 1
    if single:
        placed = "p" if is_placed(reading, first) else ""
        opens = "s" if first in reading.sentence_starts else ""
        found += (
            ("english word", f"{word.english}{placed}{opens}"),
            ("first name", f"{word.first_name}{placed}"),
            ("family name", f"{word.surname}{placed}"),
            ("kind and english", f"{rank}{min(2, word.english // 3)}"),
            ("written small too", f"{key in reading.small_words}{word.english >= 0}"),
            ("letters", f"{min(MOST_LETTERS, len(key))}{rank}"),
        )
    else:
        english = sum(listed.get(k, UNLISTED).english >= 0 for k in keys[first:last])
        surname = listed.get(final, UNLISTED).surname >= 0
        found += (
            ("english words", str(10 * english // (last - first))),
            ("last word", _known(final)),
            ("first word", _known(key)),
            ("first name first", f"{word.first_name // 3}{surname}"),
        )
    found.append(("shape", _shape(reading, spot)))
    found.append(("count", f"{min(MOST_COUNT, reading.counts[entry.key])}{'1' if single else ''}"))
    inside = any(
        other.last >= last and (other.first, other.last) != (first, last)
        for start in range(max(0, first - REACH), first + 1)
        for other in reading.at.get(start, ())
    )
    found.append(("inside a longer name", str(inside)))
    if not single:
        shorter = any(other.last < last for other in reading.at[first])
        found.append(("holds a shorter name", str(shorter)))


def _shape(reading: Reading, spot: Spot) -> str:
    tokens = reading.tokens
    shouted = all(tokens[index].all_caps for index in range(spot.first, spot.last))
    about = False
    for index in (spot.first - 1, spot.last):
        if 0 <= index < len(tokens):
            word = tokens[index].text
            about = about or (len(word) > SHOUTED_LETTERS and word.isupper())
    single = "1" if spot.last - spot.first == 1 else ""
    acronym = "acronym" if spot.entry.acronym else ""
    return f"{'A' if shouted else 'a'}{'L' if about else ''}{single}{acronym}"


def is_placed(reading: Reading, first: int) -> bool:
    """Tell whether a place preposition in small letters stands right before the word."""
    return (
        first > 0
        and not reading.capitals[first - 1]
        and reading.keys[first - 1] in words.PLACE_PREPOSITIONS
        and reading.gap(first) == SPACE
    )


def _known(key: str) -> str:
    """Return a word if it is an English one; others tell nothing that holds elsewhere."""
    return key if lexicon().get(key, UNLISTED).english >= 0 or key in words.TITLES else "?"


def neighbour(key: str) -> str:
    """Return what sort of word a capitalised neighbour is."""
    if key in words.TITLES:
        return "title"
    word: Commonness = lexicon().get(key, UNLISTED)
    if word.first_name >= 0 and word.english < RARE_WORD:
        return f"first name {word.first_name // 3}"
    if word.english >= 0:
        return "word"
    if word.surname >= 0:
        return f"family name {word.surname // 4}"
    return "first name" if word.first_name >= 0 else "unlisted"


def _left(reading: Reading, spot: Spot, found: list[Clue], set_as: str) -> None:
    first = spot.first
    keys, capitals = reading.keys, reading.capitals
    gap = reading.gap(first)
    opens = "s" if first in reading.sentence_starts else ""
    found.append(("before it", f"{gap}{opens}"))
    if spot.last - first == 1:
        found.append(("around it", f"{gap}|{reading.gap(spot.last)}"))
    if gap not in _TOUCHING or first == 0:
        return
    key = keys[first - 1]
    if not capitals[first - 1]:
        found.append(("left word", key))
        if first > 1 and reading.gap(first - 1) == SPACE:
            earlier = "X" if capitals[first - 2] else keys[first - 2]
            found.append(("left words", f"{earlier} {key}"))
        if gap == SPACE:
            link = key if key in words.PLACE_PREPOSITIONS or key in _LINKS else "-"
            found.append(("kind and left word", f"{name_facts(spot.entry).rank}|{link}"))
    else:
        opening = "s" if first - 1 in reading.sentence_starts else ""
        found.append(("left name", f"{neighbour(key)}{opening}{gap}{set_as}"))
        found.append(("left capital", _known(key)))
        if reading.ending.get(first):
            found.append(("left place", "1"))


def _right(  # noqa: C901 - one look at each thing that may follow
    reading: Reading, spot: Spot, found: list[Clue], set_as: str
) -> None:
    last = spot.last
    keys, capitals = reading.keys, reading.capitals
    gap = reading.gap(last)
    found.append(("after it", gap))
    if gap not in _TOUCHING or last == len(keys):
        return
    key = keys[last]
    further = last + 1 < len(keys) and reading.gap(last + 1) == SPACE
    if not capitals[last]:
        found.append(("right word", key))
        if further:
            later = "X" if capitals[last + 1] else keys[last + 1]
            found.append(("right words", f"{key} {later}"))
        if key in _WITHIN and (holder := _holder(reading, spot)):
            found.append(("lies in", holder))
    else:
        single = spot.last - spot.first == 1
        sort = neighbour(key)
        found.append(("right name", f"{sort}{gap}{'1' if single else ''}{set_as}"))
        found.append(("right capital", _known(key)))
        if key in words.INSTITUTIONS:
            found.append(("kind and institution", name_facts(spot.entry).rank))
        if reading.at.get(last):
            found.append(("right place", "1"))
        if single:
            first_name = lexicon().get(keys[spot.first], UNLISTED).first_name
            if first_name >= 0:
                found.append(("as a first name", f"{first_name // 2}{sort}"))
        if further and capitals[last + 1]:
            found.append(("second right capital", _known(keys[last + 1])))
    if reading.tokens[last - 1].possessive:
        found.append(("owns", _known(key)))


def _holder(reading: Reading, spot: Spot) -> str | None:
    """Return the kind of a name after "of" or "in" that holds this one: "Bazarak of Panjshir"."""
    facts = name_facts(spot.entry)
    skipped = spot.last + 1
    while skipped < len(reading.keys) and reading.keys[skipped] in words.COMPASS | {"the"}:
        skipped += 1
    for other in reading.at.get(skipped, ()):
        outer = name_facts(other.entry)
        if holds(outer, facts):
            return outer.rank
    return None


def _beside(reading: Reading, spot: Spot, found: list[Clue]) -> None:
    """Look at the names that a comma, "and" or "or" joins to this one."""
    first, last, entry = spot
    keys, capitals = reading.keys, reading.capitals
    facts = name_facts(entry)
    before, after = reading.gap(first), reading.gap(last)
    if after == COMMA and last < len(keys):
        found.append(("after a comma", _after_comma(reading, spot)))
    elif after == STOP and last < len(keys):
        short = last - first == 1 and len(keys[first]) <= LONGEST_STOP
        found.append(("after a stop", "short" if short else "long"))
    if before == COMMA and first > 0:
        said = ""
        for other in reading.ending.get(first, ()):
            outer = name_facts(other.entry)
            said = said or "beside"
            if holds(facts, outer):
                said = f"holds {outer.rank}"
                break
        if not said:
            said = "capital" if capitals[first - 1] else "small"
            said = "number" if keys[first - 1].isdigit() else said
        found.append(("before a comma", said))
    if before == SPACE and keys[first - 1] in _PAIRS and reading.ending.get(first - 1):
        found.append(("pair on the left", "1"))
    if after == SPACE and keys[last] in _PAIRS and reading.at.get(last + 1):
        found.append(("pair on the right", "1"))


def _after_comma(reading: Reading, spot: Spot) -> str:
    facts = name_facts(spot.entry)
    said = ""
    for other in reading.at.get(spot.last, ()):
        outer = name_facts(other.entry)
        if holds(outer, facts):
            return f"held by {outer.rank}"
        said = said or f"beside {outer.rank}"
    if said:
        return said
    if reading.capitals[spot.last]:
        return "capital"
    key = reading.keys[spot.last]
    frequent = lexicon().get(key, UNLISTED).english > FREQUENT_WORD
    return f"small: {key}" if frequent else "small"
