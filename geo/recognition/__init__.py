"""Where a text names a place: known names are found, then each is judged where it stands.

Names start at a word that a name may start with (a capital, or a script without case), and end
at a word's end. What speaks for and against each is gathered as clues (`clues`), with the rules by
which people, papers, parties and armies carry a name (`carriers`) among them; learned weights
(`weights.json`) add the clues up. Where names overlap, the likeliest stands.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geo.filling import quick
from geo.model import Evidence, Mention, PlaceKind, Span
from geo.recognition import words
from geo.recognition.carriers import LINKS, Neighbours, carrier
from geo.recognition.clues import Own, Stand, clues, is_placed, neighbour, own, strongest
from geo.recognition.lexicon import UNLISTED, lexicon
from geo.recognition.reading import SPACE, Reading, name_facts
from geo.recognition.weights import weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer import Entry, Gazetteer, NearSpelling
    from geo.model import Place
    from geo.recognition.clues import Clue
    from geo.recognition.reading import Spot
    from geo.recognition.words import KindWord
    from geo.text import Passage

__all__ = ["Judged", "LeftAlone", "Recognised", "Toponym", "is_headline", "judge", "recognise"]

HEADLINE_WORDS = 4
"""Long words from which a line without a full stop may be judged a headline."""
HEADLINE_SHARE = 0.75
"""Share of long words with a capital from which it is one."""
LONG_WORD = 4
NOT_RECOGNISED = "too_little_for_a_place"
FREQUENT_SURNAME = FREQUENT_FIRST_NAME = 5
CURRENCIES = frozenset("$€£¥")
PERSON_RULES = frozenset({"person_by_first_name", "person_by_gesture", "person_by_title"})


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A name found in a text, before it is decided which place it means.

    first, last: half-open range of the passage's tokens, kind word included. key: what the name
    shares with its other spellings, without a kind word. entry: every place of that name. kind:
    what the kind word beside it says, None without one. written: the key exactly as written, kind
    word included where it belongs to the name. likelihood: 0 to 1, how likely the words name a
    place here, and why that is so. near: the known spellings that a slip was taken for, empty for
    a known name.
    """

    mention: Mention
    first: int
    last: int
    key: str
    written: str
    entry: Entry
    kind: KindWord | None = None
    likelihood: float = 1.0
    why: Evidence | None = None
    near: tuple[NearSpelling, ...] = ()

    @property
    def candidates(self) -> tuple[Place, ...]:
        """Every place that the name may mean."""
        return self.entry.places


class LeftAlone(NamedTuple):
    """A known name that is no place's here, and the rule that says so.

    first, last: half-open range of the passage's tokens.
    """

    first: int
    last: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What recognition found in one passage, in reading order."""

    toponyms: tuple[Toponym, ...]
    left_alone: tuple[LeftAlone, ...]


@dataclass(slots=True, kw_only=True)
class Judged:
    """A known name with what speaks for and against it.

    rule: by which something else carries it. own: what the name says by itself. here: what is
    said where it stands. known: log-odds that no corpus could teach (see OWN_LAYER, KIND_WORD).
    score: log-odds of being a place, those included.
    """

    spot: Spot
    rule: str | None
    own: Own
    here: list[Clue]
    known: float = 0.0
    score: float = 0.0

    @property
    def clues(self) -> tuple[Clue, ...]:
        """All that speaks for and against it."""
        return (*self.own.clues, *self.here)


def recognise(passage: Passage, gazetteer: Gazetteer) -> Recognised:
    """Find the place names of one passage, and the known names that are none here."""
    return _Reader(Reading(passage, gazetteer)).read()


def judge(passage: Passage, gazetteer: Gazetteer) -> tuple[tuple[Judged, Toponym], ...]:
    """Return every known name of a passage with its clues, overlapping ones too; for learning."""
    reader = _Reader(Reading(passage, gazetteer))
    return tuple((each, reader.toponym(each, len(passage.tokens))) for each in reader.judged())


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

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.passage = reading.passage
        self.tokens = reading.tokens
        self.gazetteer = reading.gazetteer
        self._headlines: dict[int, bool] = {}
        self._headline_words: dict[int, bool] = {}
        self._smiling = not words.GESTURES.isdisjoint(reading.small_words)
        self._priced = any(sign in reading.passage.text for sign in CURRENCIES)

    def read(self) -> Recognised:
        learned = weights()
        judged = self.judged()
        taken: list[Judged] = []
        covered = bytearray(len(self.tokens))
        for each in sorted(judged, key=_likeliest):
            first, last, _ = each.spot
            if each.score < learned.threshold:
                break
            if not any(covered[first:last]):
                covered[first:last] = b"\1" * (last - first)
                taken.append(each)
        left = [
            LeftAlone(each.spot.first, each.spot.last, each.rule or NOT_RECOGNISED)
            for each in judged
            if each.score < learned.threshold and not any(covered[each.spot.first : each.spot.last])
        ]
        taken.sort(key=_position)
        return Recognised(toponyms=tuple(self._toponyms(taken)), left_alone=tuple(left))

    def judged(self) -> list[Judged]:
        reading = self.reading
        rules = [self._rule(spot) for spot in reading.spots]
        people = set(self._people(rules))
        stands = list(map(self._stand, reading.spots, reading.nested()))
        placed = Counter(stand.entry.key for stand in stands if stand.placed)
        learned = weights()
        nothing = Own()
        found: list[Judged] = []
        for spot, rule, stand in zip(reading.spots, rules, stands, strict=True):
            key = spot.entry.key
            person = key in people and rule not in PERSON_RULES and not stand.placed
            itself, here = nothing, []
            if rule not in VETOES:
                itself = own(reading, stand)
                elsewhere = placed.get(key, 0) > stand.placed
                here = clues(reading, stand, rule, person=person, placed=elsewhere)
            each = Judged(spot=spot, rule=rule, own=itself, here=here, known=self._known(spot))
            if person and each.rule is None:
                each.rule = "person_named_before"
            each.score = self._score(each, learned.score(here, itself.score))
            found.append(each)
        self._prefer_with_kind_word(found)
        return found

    def _stand(self, spot: Spot, nested: bool) -> Stand:  # noqa: FBT001 - a column, mapped
        first, last, entry = spot
        reading = self.reading
        return Stand(
            first,
            last,
            entry,
            name_facts(entry).rank,
            last - first == 1,
            reading.gaps[first],
            reading.gaps[last],
            is_placed(reading, first),
            first in reading.sentence_starts,
            self._headline(first),
            nested,
        )

    def _prefer_with_kind_word(self, judged: list[Judged]) -> None:
        """Take "Kabul airport" whole where it is known so, and "Kabul province" without its word.

        Papers write such words with a capital; what was learned of small ones is nothing.
        """
        best: dict[int, float] = {}
        for each in judged:
            first, last, _ = each.spot
            if last - first == 1 or not self._small_kind_word(last):
                best[first] = max(best.get(first, REFUSED), each.score)
        for each in judged:
            first, last, _ = each.spot
            if last - first == 1 or not self._small_kind_word(last) or first not in best:
                continue
            bare = self.tokens[last - 1].key in words.ADMINISTRATIVE
            each.score = REFUSED if bare else max(each.score, best[first] + WHOLE)

    def _small_kind_word(self, last: int) -> bool:
        final = self.tokens[last - 1]
        return not final.capitalised and final.key in words.KIND_WORDS

    def _score(self, each: Judged, learned: float) -> float:
        """Return the score; scripts without case have nothing to learn from, and a rule instead."""
        first = self.tokens[each.spot.first]
        letter = first.text[0]
        if each.rule in VETOES:
            return min(learned, REFUSED)
        if letter.isupper() or letter.istitle() or letter.isdigit():
            return learned + each.known
        return _caseless(self.reading, each.spot)

    def _known(self, spot: Spot) -> float:
        """Return what is known of a name beside what was learned."""
        first, last, entry = spot
        known = OWN_LAYER if self._ours(spot) and not entry.acronym else 0.0
        if last - first > 1 and self._small_kind_word(last):
            return known + KIND_WORD
        reading = self.reading
        if last < len(reading.keys) and reading.gaps[last] == SPACE and not reading.capitals[last]:
            following = reading.keys[last]
            if following in words.KIND_WORDS and following in words.TELLING:
                return known + KIND_WORD
            # What serves a state, after the word for its people: "French soldiers".
            if following in words.SERVANTS and name_facts(entry).demonym:
                return PEOPLE_WORD
        return known

    def _ours(self, spot: Spot) -> bool:
        """Tell whether the topmost layer, chosen for what is followed, has the name."""
        if spot.entry.rows[0] >= self.gazetteer.top or name_facts(spot.entry).rank == "country":
            return False
        if spot.last - spot.first > 1:
            return True
        word = lexicon().get(spot.entry.key, UNLISTED)
        return word.english < 0 and word.first_name < 0

    def _people(self, rules: list[str | None]) -> Iterator[str]:
        """Yield the keys that are a person's name somewhere in the passage."""
        reading = self.reading
        for spot, rule in zip(reading.spots, rules, strict=True):
            if rule in PERSON_RULES or self._after_first_name(spot):
                yield reading.keys[spot.last - 1]
            elif rule in {"person_by_surname", "person_by_full_name"}:
                yield self.reading.keys[spot.last]

    def _after_first_name(self, spot: Spot) -> bool:
        """Tell whether a frequent first name stands before a single word."""
        reading, first = self.reading, spot.first
        if spot.last - first > 1 or reading.gaps[first] != SPACE or not reading.capitals[first - 1]:
            return False
        if not neighbour(reading.keys[first - 1]).startswith("first"):
            return False
        # "Abraham" is also somebody's village.
        known = {name_facts(other.entry).rank for other in reading.at.get(first - 1, ())}
        told = lexicon().get(reading.keys[first - 1], UNLISTED).first_name
        return told >= FREQUENT_FIRST_NAME and known <= {"village", "short"}

    def _rule(self, spot: Spot) -> str | None:
        """Return the name of the rule by which something else carries these words, or None."""
        key = spot.entry.key
        single = spot.last - spot.first == 1
        if (rule := self._told_apart(spot, single=single)) is not None:
            return rule
        # Most names have neither a capital nor a common word about them.
        word = single and (key in words.COMMON_WORDS or key == "us")
        if not word and not self._carried(spot):
            return None
        headline = self._headline(spot.first)
        near = Neighbours(self.passage, spot.first, spot.last, headline=headline)
        if word and self._common_word(spot, near):
            return "common_word"
        rule = carrier(near, self.gazetteer)
        if rule == "person_by_surname" and self._surely_person(spot):
            return "person_by_full_name"
        return rule

    def _carried(self, spot: Spot) -> bool:
        """Tell whether a word beside the name could carry it, for a quick first look."""
        first, last, _ = spot
        capitals, keys = self.reading.capitals, self.reading.keys
        if first > 0 and (capitals[first - 1] or keys[first - 1] in LINKS):
            return True
        return last < len(capitals) and capitals[last]

    def _common_word(self, spot: Spot, near: Neighbours) -> bool:
        common = spot.entry.key in words.COMMON_WORDS
        if common and not (self.reading.acronym(spot.entry) or self._placed(near)):
            return True
        return self._shouted_pronoun(near)

    def _told_apart(self, spot: Spot, *, single: bool) -> str | None:
        """Return the rule that asks nothing of the words that could carry a name, or None."""
        if single and spot.entry.key in words.GROUPS and not name_facts(spot.entry).demonym:
            return "group"
        if self._priced and self._letter(self.tokens[spot.last - 1].end) in CURRENCIES:
            return "currency"
        smiles = single and self._smiling and self._gestures(spot)
        return "person_by_gesture" if smiles else None

    def _gestures(self, spot: Spot) -> bool:
        """Tell whether a name that people are given does at once what only people do."""
        reading, last = self.reading, spot.last
        before = reading.keys[spot.first - 1] if spot.first else ""
        return (
            before not in words.PLACE_PREPOSITIONS
            and before != "of"  # "all of Austin laughed"
            and last < len(self.tokens)
            and reading.keys[last] in words.GESTURES
            and not reading.capitals[last]
            and reading.gaps[last] == SPACE
            and lexicon().get(spot.entry.key, UNLISTED).first_name >= 0
        )

    def _letter(self, index: int) -> str:
        return self.passage.text[index : index + 1]

    def _surely_person(self, spot: Spot) -> bool:
        """Tell whether a name that people are given stands before a frequent family name."""
        surname = lexicon().get(self.reading.keys[spot.last], UNLISTED).surname
        return surname >= FREQUENT_SURNAME

    def _headline(self, first: int) -> bool:
        known = self._headline_words.get(first)
        if known is None:
            sentence = self.passage.sentence_at(self.tokens[first].start)
            known = self._headlines.get(sentence)
            if known is None:
                known = self._headlines[sentence] = is_headline(self.passage, sentence)
            self._headline_words[first] = known
        return known

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

    def _toponyms(self, taken: list[Judged]) -> Iterator[Toponym]:
        limits = (*(each.spot.first for each in taken), len(self.tokens))
        for each, limit in zip(taken, limits[1:], strict=False):
            yield self.toponym(each, limit)

    def toponym(self, each: Judged, limit: int) -> Toponym:
        """Return a toponym, its kind word included; `limit` is where the next one begins."""
        first, last, entry = each.spot
        headline = self._headline(first)
        written = entry.key
        key, kind, end = written, None, last
        final = self.tokens[last - 1]
        if last - first > 1 and final.key in words.KIND_WORDS:
            kind = words.KIND_WORDS[final.key]
            key = "".join(token.key for token in self.tokens[first : last - 1])
        elif (beside := self._kind_after(last)) is not None:
            kind = beside
            if last < limit and self._kind_joins(last, kind, entry, headline=headline):
                end = last + 1
                written += kind.word
        else:
            kind = self._kind_before(first)
        stop = self.tokens[end - 1].end
        if (
            end == last
            and self._letter(stop) == "."
            and self.reading.abbreviates(last, entry, self.reading.gaps[first])
        ):
            stop += 1  # the full stop belongs to the name
        span = Span(start=self.tokens[first].start, end=stop)
        whole = self.gazetteer.entry(written) if end > last else None
        return Toponym(
            mention=Mention(span=span, part=self.passage.part, text=span.of(self.passage.text)),
            first=first,
            last=end,
            key=key,
            written=written,
            entry=whole or entry,
            kind=kind,
            likelihood=1 / (1 + math.exp(-each.score)),
            why=_why(each),
        )

    def _kind_after(self, last: int) -> KindWord | None:
        if last >= len(self.tokens) or self.tokens[last - 1].possessive:
            return None
        word = self.tokens[last]
        if not self.passage.between(self.tokens[last - 1], word).isspace():
            return None
        return words.KIND_WORDS.get(word.key)

    def _kind_joins(self, last: int, kind: KindWord, entry: Entry, *, headline: bool) -> bool:
        kinds = entry.kinds
        if not self.tokens[last].capitalised:
            # Valleys are known as districts; "Baghdad airport" is not known as Baghdad.
            fitting = kind.exact | kind.near if PlaceKind.VALLEY in kind.exact else kind.exact
            return kind.joins_small and bool(kinds & fitting)
        known = bool(kinds & (kind.exact | kind.near))
        # "Kabul Pass Deadline" is a headline's verb, "Kabul River" is another thing than Kabul.
        if kind.word in words.ADMINISTRATIVE and self._goes_on(last + 1):
            return False  # "Athens City Council" is of Athens
        return kind.joins and (known or not (headline or PlaceKind.PASS in kind.exact))

    def _goes_on(self, index: int) -> bool:
        """Tell whether a capitalised word follows at once, so that the name is a longer one."""
        more = index < len(self.tokens) and self.tokens[index].capitalised
        return more and self.reading.gaps[index] == SPACE

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


VETOES = frozenset(
    {
        "common_word",
        "currency",
        "group",
        "carried_by_paper",
        "carried_by_party",
        "carried_after_party_of",
        "carried_by_preceding_noun",
        "epithet",
        "person_by_full_name",
        *PERSON_RULES,
    }
)
"""Rules that decide by themselves."""
REFUSED = -9.0
KIND_WORD = 1.0
"""Log-odds that a kind word in small letters adds ("Andarab valley"), which papers write with a
capital."""
PEOPLE_WORD = 4.0
"""Log-odds that "soldiers" or "officials" adds to the word for a people before it ("French"), which
may be a common word; in the place of OWN_LAYER, not beside it."""
WHOLE = 0.1
"""What a known name with its kind word has before the bare one."""
OWN_LAYER = 2.5
"""Log-odds that a name of the topmost layer has before others, unless it is a common word."""
PLACED_CASELESS, KNOWN_CASELESS, UNKNOWN_CASELESS = 1.5, 0.8, -1.5
"""Log-odds for scripts without case: after a preposition, of a well-known name, of another."""
CASELESS_PREPOSITIONS = frozenset(
    ["در", "به", "از", "تا", "نزدیک", "په", "د", "له", "تر", "في", "من", "إلى", "على", "عن", "الى"]
)
WELL_KNOWN = frozenset({"country", "capital", "continent", "admin1", "city"})
SHORTEST_CASELESS = 3


def _caseless(reading: Reading, spot: Spot) -> float:
    """Judge a name in a script without case: small villages are also words there."""
    first = spot.first
    placed = (
        first > 0
        and reading.gaps[first] == SPACE
        and reading.tokens[first - 1].text in CASELESS_PREPOSITIONS
    )
    ours = spot.entry.rows[0] < reading.gazetteer.top
    known = ours or name_facts(spot.entry).rank in WELL_KNOWN
    if len(spot.entry.key) < SHORTEST_CASELESS and not known:
        return UNKNOWN_CASELESS
    if known:
        return KNOWN_CASELESS + (PLACED_CASELESS if placed else 0.0)
    return PLACED_CASELESS - 1.0 if placed else UNKNOWN_CASELESS


def _likeliest(each: Judged) -> tuple[float, int, int]:
    return (-each.score, each.spot.first, -each.spot.last)


def _position(each: Judged) -> int:
    return each.spot.first


def _why(each: Judged) -> Evidence:
    """Say in words which of the clues that have words spoke most for a place."""
    _, words_of_it = strongest(each.here, each.own.strongest)
    percent = round(100 / (1 + math.exp(-each.score)))
    detail = f"read as a place's name ({percent} % sure): {words_of_it}"
    return Evidence(name="read_as_place", detail=detail)
