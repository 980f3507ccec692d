"""Where a text names a place: gazetteer look-up over words, longest name first.

Names start at a word that a name may start with (a capital, or a script without case), and end
at a word's end. Names that people, papers, parties and armies carry are left alone; `carriers`
holds those rules, `words` their lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Mention, PlaceKind, Span
from geo.recognition import words
from geo.recognition.carriers import Neighbours, carrier, close

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer, NearSpelling
    from geo.model import Place
    from geo.recognition.words import KindWord
    from geo.text import Passage, Token

__all__ = ["LeftAlone", "Recognised", "Toponym", "is_headline", "recognise"]

HEADLINE_WORDS = 4
"""Long words from which a line without a full stop may be judged a headline."""
HEADLINE_SHARE = 0.75
"""Share of long words with a capital from which it is one."""
LONG_WORD = 4
ACRONYM_LIMIT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A name found in a text, before it is decided which place it means.

    first, last: half-open range of the passage's tokens, kind word included. key: what the name
    shares with its other spellings, without a kind word. candidates: every place of that name,
    with or without the kind word. kind: what the kind word beside it says, None without one.
    written: the key exactly as written, kind word included where it belongs to the name.
    near: the known spellings that a slip was taken for, empty for a known name.
    """

    mention: Mention
    first: int
    last: int
    key: str
    written: str
    candidates: tuple[Place, ...]
    kind: KindWord | None = None
    near: tuple[NearSpelling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """A name that something else carries, and the rule that says so."""

    span: Span
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What recognition found in one passage, in reading order."""

    toponyms: tuple[Toponym, ...]
    left_alone: tuple[LeftAlone, ...]


def recognise(passage: Passage, gazetteer: Gazetteer) -> Recognised:
    """Find the place names of one passage, and those that something else carries."""
    return _Reader(passage, gazetteer).read()


def is_headline(passage: Passage, sentence: int) -> bool:
    """Tell whether a sentence is set as a headline: capitals throughout, or on every long word."""
    span = passage.sentences[sentence]
    line = span.of(passage.text)
    if any(character.isupper() for character in line) and line.upper() == line:
        return True
    if line.rstrip("\"'”’»)").endswith((".", "!", "…", ",", ":")):  # noqa: RUF001 - closing quotes
        return False
    long = [token for token in passage.words(span) if len(token.key) >= LONG_WORD]
    if len(long) < HEADLINE_WORDS:
        return False
    return sum(token.capitalised for token in long) >= HEADLINE_SHARE * len(long)


class _Reader:
    """One walk over one passage."""

    def __init__(self, passage: Passage, gazetteer: Gazetteer) -> None:
        self.passage = passage
        self.tokens = passage.tokens
        self.gazetteer = gazetteer
        self.people: set[str] = set()  # keys of names that were a person's
        self.toponyms: list[Toponym] = []
        self.left_alone: list[LeftAlone] = []
        self._headlines: dict[int, bool] = {}

    def read(self) -> Recognised:
        index = 0
        while index < len(self.tokens):
            index = self._step(index)
        return Recognised(toponyms=tuple(self.toponyms), left_alone=tuple(self.left_alone))

    def _step(self, first: int) -> int:
        """Look for a name at one token; return the token to go on from."""
        if not self.tokens[first].capitalised:
            return first + 1
        last = self._longest(first)
        if last == first:
            return first + 1
        headline = self._headline(first)
        near = Neighbours(self.passage, first, last, headline=headline)
        rule = self._refused(near)
        if rule is not None:
            span = Span(start=self.tokens[first].start, end=self.tokens[last - 1].end)
            self.left_alone.append(LeftAlone(span=span, rule=rule))
            if rule == "person_by_surname":
                self.people.add(self.tokens[last].key)
                return last + 1
            return last
        toponym = self._toponym(first, last, headline=headline)
        self.toponyms.append(toponym)
        return toponym.last

    def _headline(self, first: int) -> bool:
        sentence = self.passage.sentence_at(self.tokens[first].start)
        if sentence not in self._headlines:
            self._headlines[sentence] = is_headline(self.passage, sentence)
        return self._headlines[sentence]

    def _longest(self, first: int) -> int:
        """Return one past the last token of the longest name that starts here, or `first`."""
        tokens = self.tokens
        ends = [first + 1]
        limit = min(len(tokens), first + self.gazetteer.longest_name + 1)
        while ends[-1] < limit:
            left, right = tokens[ends[-1] - 1], tokens[ends[-1]]
            if left.possessive or not self._joined(left, right):
                break
            ends.append(ends[-1] + 1)
        for end in reversed(ends):
            key = "".join(token.key for token in tokens[first:end])
            found = self.gazetteer.lookup_key(key)
            if not found or not self._written_as_name(first, end, key):
                continue
            # "The Hague" is called so; "The Netherlands" only begins a sentence.
            if tokens[first].key != "the" or any(p.name.startswith("The ") for p in found):
                return self._without_admin_word(first, end)
        return first

    def _joined(self, left: Token, right: Token) -> bool:
        if close(self.passage, left, right):
            return True
        # "Washington, D.C."
        gap = self.passage.between(left, right)
        return gap == ", " and right.all_caps and len(right.key) <= ACRONYM_LIMIT

    def _written_as_name(self, first: int, end: int, key: str) -> bool:
        """Tell whether the letters' case lets these words be a name."""
        tokens = self.tokens[first:end]
        if self._acronym(key) and not tokens[0].all_caps:
            return False
        final = tokens[-1]
        # "Salang pass", "Kabul airport": kind words may be small, names may not.
        small_end = not final.capitalised and final.key not in words.KIND_WORDS
        return not (small_end and len(tokens) > 1)

    def _acronym(self, key: str) -> bool:
        """Tell whether these letters are a name in capitals only: "US" is not "us"."""
        if not self.gazetteer.is_acronym(key):
            return False
        return key in words.COMMON_WORDS or not self.gazetteer.is_cased(key)

    def _without_admin_word(self, first: int, end: int) -> int:
        """Leave a small "province" or "city" out of the name, whatever the gazetteer spells."""
        final = self.tokens[end - 1]
        if final.key not in words.ADMINISTRATIVE or final.capitalised or end == first + 1:
            return end
        bare = "".join(token.key for token in self.tokens[first : end - 1])
        return end - 1 if self.gazetteer.lookup_key(bare) else end

    def _refused(self, near: Neighbours) -> str | None:
        """Return why these words are no place's name here, or None."""
        key = near.tokens[near.first].key
        single = near.last - near.first == 1
        if single and key in words.COMMON_WORDS and not (self._acronym(key) or self._placed(near)):
            return "common_word"
        if single and self._shouted_pronoun(near):
            return "common_word"
        rule = carrier(near, self.gazetteer)
        if rule in {"person_by_first_name", "person_by_title"}:
            self.people.add(near.tokens[near.last - 1].key)
        if rule is None and single and key in self.people and not self._placed(near):
            countries = all(p.kind is PlaceKind.COUNTRY for p in self.gazetteer.lookup_key(key))
            if key in words.NAME_LIKE_PLACES or not countries:
                return "person_named_before"
        return rule

    def _placed(self, near: Neighbours) -> bool:
        """Tell whether a place, and nothing else, must stand here."""
        before = near.before()
        if near.tokens[near.first].key in words.CALENDAR:
            return False
        if before is None or near.starts_sentence:
            return False
        return before.key in words.PLACE_PREPOSITIONS

    def _shouted_pronoun(self, near: Neighbours) -> bool:
        """Tell whether "US" in a line of capitals may be the pronoun."""
        token = near.tokens[near.first]
        if token.key != "us" or "." in token.text or not near.headline:
            return False
        sentence = self.passage.sentences[self.passage.sentence_at(token.start)]
        if sentence.of(self.passage.text).upper() != sentence.of(self.passage.text):
            return False
        before = near.before()
        placed = before is not None and before.key in {"the", "in", "from", "by"}
        return not (placed or near.starts_sentence)

    def _toponym(self, first: int, last: int, *, headline: bool) -> Toponym:
        written = "".join(token.key for token in self.tokens[first:last])
        key, kind, end = written, None, last
        final = self.tokens[last - 1]
        if last - first > 1 and final.key in words.KIND_WORDS:
            kind = words.KIND_WORDS[final.key]
            key = "".join(token.key for token in self.tokens[first : last - 1])
        elif (beside := self._kind_after(last)) is not None:
            kind = beside
            if self._kind_joins(last, kind, written, headline=headline):
                end = last + 1
                written += kind.word
        else:
            kind = self._kind_before(first)
        span = Span(start=self.tokens[first].start, end=self.tokens[end - 1].end)
        candidates = {
            place.id: place for name in (written, key) for place in self.gazetteer.lookup_key(name)
        }
        return Toponym(
            mention=Mention(span=span, part=self.passage.part, text=span.of(self.passage.text)),
            first=first,
            last=end,
            key=key,
            written=written,
            candidates=tuple(candidates.values()),
            kind=kind,
        )

    def _kind_after(self, last: int) -> KindWord | None:
        if last >= len(self.tokens) or self.tokens[last - 1].possessive:
            return None
        word = self.tokens[last]
        if not self.passage.between(self.tokens[last - 1], word).isspace():
            return None
        return words.KIND_WORDS.get(word.key)

    def _kind_joins(self, last: int, kind: KindWord, bare: str, *, headline: bool) -> bool:
        kinds = {place.kind for place in self.gazetteer.lookup_key(bare)}
        if not self.tokens[last].capitalised:
            # Valleys are known as districts; "Baghdad airport" is not known as Baghdad.
            fitting = kind.exact | kind.near if PlaceKind.VALLEY in kind.exact else kind.exact
            return kind.joins_small and bool(kinds & fitting)
        known = bool(kinds & (kind.exact | kind.near))
        # "Kabul Pass Deadline" is a headline's verb, "Kabul River" is another thing than Kabul.
        return kind.joins and (known or not (headline or PlaceKind.PASS in kind.exact))

    def _kind_before(self, first: int) -> KindWord | None:
        """Return the kind word of "the city of Kunduz", if one stands before the name."""
        if first < 2:  # noqa: PLR2004 - the kind word and "of"
            return None
        link, head = self.tokens[first - 1], self.tokens[first - 2]
        if link.key == "of" and head.key in words.KIND_BEFORE:
            # In "the Saricha area of Panjshir" the kind word is the other name's.
            if first > 2 and self.tokens[first - 3].capitalised:  # noqa: PLR2004 - one word more
                return None
            gap = self.passage.text[head.end : self.tokens[first].start]
            return words.KIND_WORDS.get(head.key) if gap.strip() == "of" else None
        return None
