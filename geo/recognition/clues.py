"""What speaks for and against a known name being a place where it stands: named clues.

A clue is a pair: which question was asked, and the answer. The weights of the answers are learned
(`weights.json`); here they are only given, each in words that can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
from geo.recognition.weights import weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.gazetteer import Entry
    from geo.recognition.reading import Reading

Clue = tuple[str, str]

_TOUCHING = frozenset({SPACE, HYPHEN, OWNER, LINE})
_LINKS = frozenset({"of", "the", "for", "by", "and", "with"})
_PAIRS = frozenset({"and", "or"})
_WITHIN = frozenset({"of", "in"})
RARE_WORD, FREQUENT_WORD = 3, 6
SHOUTED_LETTERS = 3
LONGEST_STOP = 4
MOST_WORDS, MOST_COUNT, MOST_LETTERS = 4, 3, 8


class Stand(NamedTuple):
    """A known name where it stands, with what several clues ask of it.

    first, last: its half-open range of words. rank: see `NameFacts`. single: it is one word.
    before, after: what parts it from the words beside it (see `gap_kind`). placed: a place
    preposition stands before it. opens: it opens its sentence. headline: its line is set as one,
    where capitals tell little. nested: it lies inside a longer known name.
    """

    first: int
    last: int
    entry: Entry
    rank: str
    single: bool
    before: str
    after: str
    placed: bool
    opens: bool
    headline: bool
    nested: bool


TOLD = {
    "kind": "it is the name of a well-known kind of place",
    "kind and people": "it is the name of a place of many people",
    "kind and fame": "it is the name of a well-known place",
    "left word": "“{}” stands before it",
    "right word": "“{}” follows it",
    "placed": "a word such as “in” stands before it",
    "placed elsewhere": "elsewhere a word such as “in” stands before it",
    "lies in": "a place that holds it is named after it",
    "abbreviation": "it is written as the abbreviation of a province",
    "after a comma": "of what follows its comma",
    "before a comma": "of what its comma follows",
    "pair on the left": "it is paired with another place",
    "pair on the right": "it is paired with another place",
    "owns": "of what it owns",
}
"""Clues that can be told to a reader, in words."""
NOTHING_SAID = (0.0, "nothing speaks against it")


class Own(NamedTuple):
    """What a name's own places and words say wherever it stands alike.

    score: the log-odds of that. strongest: see the function of that name.
    """

    clues: tuple[Clue, ...] = ()
    score: float = 0.0
    strongest: tuple[float, str] = NOTHING_SAID


def strongest(clues: Iterable[Clue], before: tuple[float, str] = NOTHING_SAID) -> tuple[float, str]:
    """Return the weight of the clue that speaks most for a place, and what it says.

    Only clues that can be told count. before: the strongest of others.
    """
    weight = weights().weight
    found = before
    for clue in clues:
        told = TOLD.get(clue[0])
        if told is not None and (most := weight(clue)) > found[0]:
            found = most, told.format(clue[1])
    return found


def own(reading: Reading, stand: Stand) -> Own:
    """Return the clues that a known name bears in itself; worked out once for each setting."""
    first, last, keys = stand.first, stand.last, reading.keys
    setting: tuple[object, ...]
    if stand.single:
        setting = stand.placed, stand.opens, keys[first] in reading.small_words
    else:
        setting = tuple(keys[first:last])
    kept = stand.entry.__dict__.setdefault("own_clues", {})
    found: Own | None = kept.get(setting)
    if found is None:
        told = (
            *name_facts(stand.entry).clues,
            *(
                _of_one(keys[first], stand.rank, *setting)
                if stand.single
                else _of_many(keys[first:last])
            ),
        )
        found = kept[setting] = Own(told, weights().score(told), strongest(told))
    return found


def clues(
    reading: Reading, stand: Stand, rule: str | None, *, person: bool, placed: bool
) -> list[Clue]:
    """Return the clues of where a known name stands; its own are in `own`.

    Args:
        reading: the passage.
        stand: the name, where it stands.
        rule: the name of the rule by which something else carries it, if one speaks.
        person: whether the passage calls a person by this name elsewhere.
        placed: whether a place preposition stands before this name elsewhere in the passage.
    """
    entry, rank = stand.entry, stand.rank
    one = "1" if stand.single else ""
    set_as = "H" if stand.headline else ""
    found = [
        ("headline", f"{rank}{set_as}"),
        ("shape", _shape(reading, stand)),
        ("count", f"{min(MOST_COUNT, reading.counts[entry.key])}{one}"),
        ("inside a longer name", str(stand.nested)),
    ]
    if rule is not None:
        found.append(("carried by", rule))
    if person:
        found.append(("person elsewhere", "1"))
    if placed:
        found.append(("placed elsewhere", rank))
    if reading.abbreviates(stand.last, entry, stand.before):
        found.append(("abbreviation", stand.before))
    if stand.placed:
        found.append(("placed", f"{rank}{one}"))
    if not stand.single:
        shorter = any(other.last < stand.last for other in reading.at[stand.first])
        found.append(("holds a shorter name", str(shorter)))
    _left(reading, stand, found, set_as)
    _right(reading, stand, found, set_as)
    _beside(reading, stand, found)
    return found


def _of_one(key: str, rank: str, placed: object, opens: object, small: object) -> tuple[Clue, ...]:
    word = lexicon().get(key, UNLISTED)
    put, start = "p" if placed else "", "s" if opens else ""
    return (
        ("words", "1"),
        ("english word", f"{word.english}{put}{start}"),
        ("first name", f"{word.first_name}{put}"),
        ("family name", f"{word.surname}{put}"),
        ("kind and english", f"{rank}{min(2, word.english // 3)}"),
        ("written small too", f"{small}{word.english >= 0}"),
        ("letters", f"{min(MOST_LETTERS, len(key))}{rank}"),
    )


def _of_many(keys: Sequence[str]) -> tuple[Clue, ...]:
    listed = lexicon()
    english = sum(listed.get(key, UNLISTED).english >= 0 for key in keys)
    surname = listed.get(keys[-1], UNLISTED).surname >= 0
    return (
        ("words", str(min(MOST_WORDS, len(keys)))),
        ("english words", str(10 * english // len(keys))),
        ("last word", _known(keys[-1])),
        ("first word", _known(keys[0])),
        ("first name first", f"{listed.get(keys[0], UNLISTED).first_name // 3}{surname}"),
    )


def _shape(reading: Reading, stand: Stand) -> str:
    tokens, first, last = reading.tokens, stand.first, stand.last
    name = tokens[first].all_caps if stand.single else all(t.all_caps for t in tokens[first:last])
    loud = first > 0 and _shouted(tokens[first - 1].text)
    loud = loud or (last < len(tokens) and _shouted(tokens[last].text))
    one = "1" if stand.single else ""
    acronym = "acronym" if stand.entry.acronym else ""
    return f"{'A' if name else 'a'}{'L' if loud else ''}{one}{acronym}"


def _shouted(word: str) -> bool:
    return len(word) > SHOUTED_LETTERS and word.isupper()


def is_placed(reading: Reading, first: int) -> bool:
    """Tell whether a place preposition in small letters stands right before the word."""
    return (
        first > 0
        and not reading.capitals[first - 1]
        and reading.keys[first - 1] in words.PLACE_PREPOSITIONS
        and reading.gaps[first] == SPACE
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


def _left(reading: Reading, stand: Stand, found: list[Clue], set_as: str) -> None:
    first, gap = stand.first, stand.before
    found.append(("before it", f"{gap}s" if stand.opens else gap))
    if stand.single:
        found.append(("around it", f"{gap}|{stand.after}"))
    if gap not in _TOUCHING or first == 0:
        return
    key = reading.keys[first - 1]
    if not reading.capitals[first - 1]:
        found.append(("left word", key))
        if first > 1 and reading.gaps[first - 1] == SPACE:
            earlier = "X" if reading.capitals[first - 2] else reading.keys[first - 2]
            found.append(("left words", f"{earlier} {key}"))
        if gap == SPACE:
            link = key if key in words.PLACE_PREPOSITIONS or key in _LINKS else "-"
            found.append(("kind and left word", f"{stand.rank}|{link}"))
    else:
        opening = "s" if first - 1 in reading.sentence_starts else ""
        found.append(("left name", f"{neighbour(key)}{opening}{gap}{set_as}"))
        found.append(("left capital", _known(key)))
        if reading.ending.get(first):
            found.append(("left place", "1"))


def _right(reading: Reading, stand: Stand, found: list[Clue], set_as: str) -> None:
    last, gap = stand.last, stand.after
    found.append(("after it", gap))
    if gap not in _TOUCHING or last == len(reading.keys):
        return
    key = reading.keys[last]
    further = last + 1 < len(reading.keys) and reading.gaps[last + 1] == SPACE
    if reading.capitals[last]:
        _right_name(reading, stand, found, set_as)
        if further and reading.capitals[last + 1]:
            found.append(("second right capital", _known(reading.keys[last + 1])))
    else:
        found.append(("right word", key))
        if further:
            later = "X" if reading.capitals[last + 1] else reading.keys[last + 1]
            found.append(("right words", f"{key} {later}"))
        if key in _WITHIN and (holder := _holder(reading, stand)):
            found.append(("lies in", holder))
    if reading.tokens[last - 1].possessive:
        found.append(("owns", _known(key)))


def _right_name(reading: Reading, stand: Stand, found: list[Clue], set_as: str) -> None:
    key = reading.keys[stand.last]
    sort, one = neighbour(key), "1" if stand.single else ""
    found.append(("right name", f"{sort}{stand.after}{one}{set_as}"))
    found.append(("right capital", _known(key)))
    if key in words.INSTITUTIONS:
        found.append(("kind and institution", stand.rank))
    if reading.at.get(stand.last):
        found.append(("right place", "1"))
    if stand.single:
        first_name = lexicon().get(reading.keys[stand.first], UNLISTED).first_name
        if first_name >= 0:
            found.append(("as a first name", f"{first_name // 2}{sort}"))


def _holder(reading: Reading, stand: Stand) -> str | None:
    """Return the kind of a name after "of" or "in" that holds this one: "Bazarak of Panjshir"."""
    facts = name_facts(stand.entry)
    skipped = stand.last + 1
    while skipped < len(reading.keys) and reading.keys[skipped] in words.COMPASS | {"the"}:
        skipped += 1
    for other in reading.at.get(skipped, ()):
        outer = name_facts(other.entry)
        if holds(outer, facts):
            return outer.rank
    return None


def _beside(reading: Reading, stand: Stand, found: list[Clue]) -> None:
    """Look at the names that a comma, "and" or "or" joins to this one."""
    first, last, before, after = stand.first, stand.last, stand.before, stand.after
    keys = reading.keys
    if after == COMMA and last < len(keys):
        found.append(("after a comma", _after_comma(reading, stand)))
    elif after == STOP and last < len(keys):
        short = stand.single and len(keys[first]) <= LONGEST_STOP
        found.append(("after a stop", "short" if short else "long"))
    if before == COMMA and first > 0:
        found.append(("before a comma", _before_comma(reading, stand)))
    if before == SPACE and keys[first - 1] in _PAIRS and reading.ending.get(first - 1):
        found.append(("pair on the left", "1"))
    if after == SPACE and keys[last] in _PAIRS and reading.at.get(last + 1):
        found.append(("pair on the right", "1"))


def _before_comma(reading: Reading, stand: Stand) -> str:
    first, facts, said = stand.first, name_facts(stand.entry), ""
    for other in reading.ending.get(first, ()):
        outer = name_facts(other.entry)
        said = said or "beside"
        if holds(facts, outer):
            return f"holds {outer.rank}"
    if said:
        return said
    if reading.keys[first - 1].isdigit():
        return "number"
    return "capital" if reading.capitals[first - 1] else "small"


def _after_comma(reading: Reading, stand: Stand) -> str:
    facts = name_facts(stand.entry)
    said = ""
    for other in reading.at.get(stand.last, ()):
        outer = name_facts(other.entry)
        if holds(outer, facts):
            return f"held by {outer.rank}"
        said = said or f"beside {outer.rank}"
    if said:
        return said
    if reading.capitals[stand.last]:
        return "capital"
    key = reading.keys[stand.last]
    frequent = lexicon().get(key, UNLISTED).english > FREQUENT_WORD
    return f"small: {key}" if frequent else "small"
