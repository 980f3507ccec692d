"""Names that a place lends to people, papers, parties and armies: who carries this one?

Each rule has a name; a place's name that is carried by something else is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.recognition import words
from geo.text import APOSTROPHES, Kept

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.text import Passage, Token

_CLOSE = re.compile(rf"(?:[^\S\n]*\n?[^\S\n]+|\n|-|[{APOSTROPHES}][sS]?\s)\Z")
"""What may stand between two words of one name."""
_CLOSES = Kept(lambda gap: _CLOSE.match(gap) is not None)
_HYPHEN = re.compile(r"[-\u2010\u2011]\Z")
RUN_LIMIT = 4
"""Words after a name in which the noun that carries it is looked for."""
HEADLINE_RUN_LIMIT = 1
"""The same in a headline, where every word has a capital."""
COMPOUND_ENDINGS = frozenset({"e", "i", "ul", "ud", "and", "of", "the", "for"})

LINKS = frozenset({"of", "the", "e", "i", "ul"})
NO_SURNAMES = frozenset().union(
    words.KIND_WORDS,
    words.STANDING,
    words.CALENDAR,
    words.COMMON_WORDS,
    words.TITLES,
    words.CARRIERS,
    words.BODIES,
    words.COMPASS,
)
"""Words that, after a place's name, make no person of it."""

NO_PERSON_AFTER = frozenset({"the", "in", "at", "near", "on", "across", "outside", "inside"})
"""Words before a name after which a place stands, whatever follows: "the Paris Walmart"."""


class Neighbours:
    """The words about one stretch of tokens, asked for without running off either end."""

    __slots__ = ("_after", "_before", "_gaps", "first", "headline", "last", "passage", "tokens")

    def __init__(self, passage: Passage, first: int, last: int, *, headline: bool) -> None:
        self.passage = passage
        self.tokens = passage.tokens
        self._gaps = passage.columns.gaps
        self.first = first
        self.last = last  # one past the name's last token
        self.headline = headline
        # Filled step by step: every rule asks for the same few words.
        self._before: list[Token | None] = []
        self._after: list[Token | None] = []

    def before(self, steps: int = 1) -> Token | None:
        """Return the token `steps` before the name, if nothing but a space or hyphen parts them."""
        known = self._before
        while len(known) < steps:
            index = self.first - len(known) - 1
            nearer = index >= 0 and (not known or known[-1] is not None)
            joined = nearer and _CLOSES[self._gaps[index + 1]]
            known.append(self.tokens[index] if joined else None)
        return known[steps - 1]

    def abbreviated_before(self) -> Token | None:
        """Return the abbreviation before the name, as in "Gen. Herat", if one stands there."""
        if self.first == 0:
            return None
        left, right = self.tokens[self.first - 1], self.tokens[self.first]
        short = left.key in words.SHORT_TITLES
        return left if short and self.passage.between(left, right) == ". " else None

    def after(self, steps: int = 1) -> Token | None:
        """Return the token `steps` after the name, if nothing but a space or hyphen parts them."""
        known = self._after
        while len(known) < steps:
            index = self.last + len(known)
            nearer = index < len(self.tokens) and (not known or known[-1] is not None)
            joined = nearer and _CLOSES[self._gaps[index]]
            known.append(self.tokens[index] if joined else None)
        return known[steps - 1]

    @property
    def starts_sentence(self) -> bool:
        """Tell whether the name opens its sentence."""
        return self._opens(self.first)

    def _opens(self, index: int) -> bool:
        sentence = self.passage.sentences[self.passage.sentence_at(self.tokens[index].start)]
        return index == 0 or self.tokens[index - 1].start < sentence.start

    def opens_sentence(self, steps: int) -> bool:
        """Tell whether the token `steps` before the name opens the sentence."""
        return self._opens(self.first - steps)


def close(passage: Passage, index: int) -> bool:
    """Tell whether the word `index` and the one before it may belong to one name."""
    return _CLOSES[passage.columns.gaps[index]]


def _person_by_title(near: Neighbours, before: Token | None) -> bool:
    title = before or near.abbreviated_before()
    return (
        title is not None
        and not title.possessive
        and title.capitalised
        and title.key in words.TITLES
        and not (near.headline and title.key in {"general", "secretary", "shah"})
    )


def _person_by_first_name(first: Token, gazetteer: Gazetteer) -> bool:
    return (
        first.capitalised
        and not first.possessive
        and (first.key in words.FIRST_NAMES or first.key.endswith(("ullah", "uddin")))
        and gazetteer.entry(first.key) is None
    )


def _person_by_surname(near: Neighbours, surname: Token, before: Token | None) -> bool:
    name = near.tokens[near.first]
    if near.last - near.first != 1 or name.possessive:
        return False
    if (
        name.key not in words.NAME_LIKE_PLACES
        or near.passage.between(name, surname) != " "
        or not surname.capitalised
        or surname.all_caps != name.all_caps
        or surname.key in NO_SURNAMES
    ):
        return False
    if before is not None and before.key in NO_PERSON_AFTER:
        return False
    if near.headline and surname.key.endswith(("s", "ed", "ing")):
        return False  # more likely the headline's verb
    run = [near.after(steps) for steps in range(2, RUN_LIMIT + 1)]
    return not any(word and word.capitalised and word.key in words.STANDING for word in run)


def _following_run(near: Neighbours, gazetteer: Gazetteer) -> list[str]:
    """Return the keys of the capitalised words after the name that may carry it."""
    found: list[str] = []
    for steps in range(1, (HEADLINE_RUN_LIMIT if near.headline else RUN_LIMIT) + 1):
        word = near.after(steps)
        if word is None or near.tokens[near.last + steps - 2].possessive:
            break
        if not word.capitalised:
            if word.key in COMPOUND_ENDINGS and steps > 1:
                continue
            break
        if word.key in words.STANDING and steps == 1:
            break
        if word.key not in words.COMMON_WORDS and gazetteer.entry(word.key) is not None:
            break  # "the Lebanon-Syria Treaty" is about both
        found.append(word.key)
    return found


_CARRIERS_AFTER = (
    ("carried_by_paper", words.PAPERS),
    ("carried_by_party", words.PARTIES),
    ("carried_by_following_noun", words.CARRIERS),
)


def _carried_after(near: Neighbours, gazetteer: Gazetteer) -> str | None:
    run = _following_run(near, gazetteer)
    for name, carriers in _CARRIERS_AFTER if run else ():
        if not carriers.isdisjoint(run):
            return name
    return None


def _carried_before(near: Neighbours, word: Token) -> str | None:
    if word.key in {"of", "the"}:
        return _carried_of(near)
    if not word.capitalised:
        return None
    if not word.possessive and _carried_by_noun(near, word):
        return "carried_by_preceding_noun"
    return "part_of_longer_name" if _longer_name(near, word) else None


def _carried_by_noun(near: Neighbours, word: Token) -> bool:
    if word.key in words.CARRIERS_BEFORE:
        return word.all_caps or not near.opens_sentence(1) or word.key not in words.COMMON_WORDS
    # "Tehrik-i-Taliban Pakistan", "Lashkar-e-Jhangvi": the first word of the compound tells.
    for steps in range(2, RUN_LIMIT + 1):
        earlier = near.before(steps)
        if earlier is None:
            return False
        if earlier.key in words.CARRIERS_BEFORE and _HYPHEN.match(
            near.passage.between(earlier, near.tokens[near.first - steps + 1]),
        ):
            return True
    return False


def _carried_of(near: Neighbours) -> str | None:
    """Return the rule by which what is "of" or "of the" place carries its name."""
    back = 3 if (link := near.before(1)) is not None and link.key == "the" else 2
    link, head = near.before(back - 1), near.before(back)
    if link is None or head is None or link.key != "of":
        return None
    if head.key in words.EPITHETS:
        return "epithet"  # "the Lion of Panjshir"
    if head.capitalised and not near.headline:
        if head.key in words.PARTIES_OF:
            return "carried_after_party_of"  # "the Front of", "the Voice of"
        if head.key in words.CARRIERS_OF:
            return "carried_after_of"
    return None


def _longer_name(near: Neighbours, word: Token) -> bool:
    if word.key in words.QUARTERS:
        # "South Africa" is no part of Africa to be placed; "North-East Afghanistan" is.
        further = near.before(2)
        return further is None or further.key not in words.QUARTERS
    return (
        not near.headline
        and not word.possessive
        and word.key in words.NAME_HEADS
        and not near.opens_sentence(1)
    )


def carrier(near: Neighbours, gazetteer: Gazetteer) -> str | None:
    """Return the name of the rule by which something else carries this name, or None."""
    before, after = near.before(), near.after()
    if _person_by_title(near, before):
        return "person_by_title"
    if before is not None and _person_by_first_name(before, gazetteer):
        return "person_by_first_name"
    if after is not None and after.capitalised:
        if _person_by_surname(near, after, before):
            return "person_by_surname"
        if rule := _carried_after(near, gazetteer):
            return rule
    return None if before is None else _carried_before(near, before)
