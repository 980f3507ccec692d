"""A passage as recognition reads it: words, what parts them, and the known names among them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.gazetteer import DEMONYM, LONGEST_NAME, MAIN, SHORT
from geo.gazetteer.segment import KIND_NUMBER
from geo.model import PlaceKind
from geo.recognition import words
from geo.text import APOSTROPHES, Kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Entry, Gazetteer
    from geo.text import Passage, Token

SPACE, HYPHEN, LINE, COMMA, STOP, PARAGRAPH, OWNER = "_", "-", "nl", ",", ".", "par", "'s"
"""What may part two words, as the clues name it; START and END where there is no other word."""
START, END = "start", "end"
ABBREVIATION_LETTERS = 3
ACRONYM_LIMIT = 4
REACH = 4
"""Words before a name in which a longer name that holds it is looked for."""

_GAPS: Final = {
    " ": SPACE,
    "\n": LINE,
    "-": HYPHEN,
    "\u2010": HYPHEN,
    "\u2011": HYPHEN,
    ", ": COMMA,
    ",": COMMA,
    ". ": STOP,
    " (": "(",
    ") ": ")",
    "; ": ":",
    ": ": ":",
    "/": "/",
}
_FIRST: Final = {
    **dict.fromkeys('"“”«»', '"'),
    **dict.fromkeys(".!?…", STOP),
    ",": COMMA,
    "(": "(",
    ")": ")",
    **dict.fromkeys("—–-", "--"),  # noqa: RUF001 - dashes
    ":": ":",
    ";": ":",
    "/": "/",
}
_OWNER: Final = re.compile(rf"[{APOSTROPHES}][sS]\s")
JOINTS: Final = frozenset({SPACE, HYPHEN, LINE})
"""What may stand between two words of one name."""


def gap_kind(gap: str) -> str:
    """Return what parts two words, from the characters between them."""
    known = _GAPS.get(gap)
    if known is not None:
        return known
    bare = gap.strip()
    if not bare:
        return PARAGRAPH if "\n\n" in gap else SPACE if gap else ""
    if bare[0] in APOSTROPHES:
        return OWNER if bare[1:2] in {"s", "S"} and len(bare) == 2 else '"'  # noqa: PLR2004 - "'s"
    if "\n\n" in gap:
        return PARAGRAPH
    return _FIRST.get(bare[0], "other")


_gap_kinds: Final = Kept(gap_kind)


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What the gazetteer says of a name, whichever of its places is meant.

    rank: the widest or best known kind that has the name. clues: what that, the largest population,
    the most spellings and the number of its places give, made once for all its mentions. within:
    numbers of the divisions that the places lie in. are: numbers of the places. nations: of the
    countries that they lie in; nation: of those that they are. demonym: it is the word for a
    people. short: it is only ever an abbreviation, or lacks its kind word. abbreviation: a province
    has it as one ("Mo.").
    """

    rank: str
    clues: tuple[tuple[str, str], ...]
    short: bool
    abbreviation: bool
    demonym: bool
    within: frozenset[int]
    are: frozenset[int]
    nations: frozenset[int]
    nation: frozenset[int]


_RANKS: Final = (
    ("country", KIND_NUMBER[PlaceKind.COUNTRY]),
    ("continent", KIND_NUMBER[PlaceKind.CONTINENT]),
    ("admin1", KIND_NUMBER[PlaceKind.PROVINCE]),
    ("city", KIND_NUMBER[PlaceKind.CITY]),
    ("region", KIND_NUMBER[PlaceKind.REGION]),
    ("sea", KIND_NUMBER[PlaceKind.SEA]),
    ("town", KIND_NUMBER[PlaceKind.TOWN]),
    ("admin2", KIND_NUMBER[PlaceKind.DISTRICT]),
    ("river", KIND_NUMBER[PlaceKind.RIVER]),
    ("range", KIND_NUMBER[PlaceKind.RANGE]),
    ("village", KIND_NUMBER[PlaceKind.VILLAGE]),
    ("airport", KIND_NUMBER[PlaceKind.AIRPORT]),
)
_COUNTRY, _PROVINCE = KIND_NUMBER[PlaceKind.COUNTRY], KIND_NUMBER[PlaceKind.PROVINCE]
_CAPITAL = 2
_NAMESAKES = ((1, "1"), (2, "2"), (5, "3-5"), (15, "6-15"))
_MOST_PEOPLE, _MOST_FAME = 7, 7


def name_facts(entry: Entry) -> NameFacts:
    """Return what the gazetteer says of a name; worked out once for each."""
    kept = entry.__dict__
    facts = kept.get("name_facts")
    if facts is None:
        facts = kept["name_facts"] = _facts(entry)
    return facts


def _facts(entry: Entry) -> NameFacts:
    kinds, flags, countries = entry.values("kind"), entry.flags, entry.values("country")
    every, some = MAIN | SHORT | DEMONYM, 0
    for flag in flags:
        every &= flag
        some |= flag
    short, demonym = bool(every & SHORT), bool(every & DEMONYM)
    if demonym or short:
        rank = "demonym" if demonym else "short"
    else:
        full = kinds
        if some & (SHORT | DEMONYM):
            full = [k for k, f in zip(kinds, flags, strict=True) if not f & (SHORT | DEMONYM)]
        rank = next((name for name, kind in _RANKS if kind in full), "other")
        if rank == "city" and max(entry.values("capital")) == _CAPITAL:
            rank = "capital"
    people, fame = max(entry.values("population")), max(entry.values("fame"))
    count = len(flags)
    # Powers of ten of its people ("-" unknown), of two of its spellings.
    many = str(min(_MOST_PEOPLE, len(str(people)) - 1)) if people > 0 else "-"
    famous = min(_MOST_FAME, max(1, fame).bit_length() - 1)
    within = {*entry.values("admin1"), *entry.values("admin2")}
    within.discard(0)
    nations = set(countries)
    nations.discard(0)
    return NameFacts(
        rank=rank,
        clues=(
            ("bias", "1"),
            ("kind", rank),
            ("kind and people", f"{rank}{many}"),
            ("kind and fame", f"{rank}{famous}"),
            ("main name", f"{rank} {bool(some & MAIN)}"),
            ("namesakes", next((name for most, name in _NAMESAKES if count <= most), "16+")),
        ),
        short=short,
        abbreviation=bool(some & SHORT)
        and any(f & SHORT and k == _PROVINCE for f, k in zip(flags, kinds, strict=True)),
        demonym=demonym,
        within=frozenset(within),
        are=frozenset(entry.values("number")),
        nations=frozenset(nations),
        nation=frozenset([c for c, k in zip(countries, kinds, strict=True) if k == _COUNTRY])
        if _COUNTRY in kinds
        else frozenset(),
    )


def _provinces(entry: Entry) -> Entry:
    """Return the provinces that a name is an abbreviation of; made once for each name."""
    kept = entry.__dict__
    found: Entry | None = kept.get("provinces")
    if found is None:
        which = [
            bool(flag & SHORT) and kind == _PROVINCE
            for flag, kind in zip(entry.flags, entry.values("kind"), strict=True)
        ]
        found = kept["provinces"] = entry.only(which)
    return found


def holds(outer: NameFacts, inner: NameFacts) -> bool:
    """Tell whether a place of one name lies in a place of the other."""
    if not inner.nations.isdisjoint(outer.nation) and inner.are != outer.are:
        return True
    shared = inner.within & outer.are
    return bool(shared - inner.are) or (bool(shared) and len(inner.are) > 1)


class Spot(NamedTuple):
    """A known name at a half-open range of a passage's words; not yet judged."""

    first: int
    last: int
    entry: Entry


class Reading:
    """One passage, its words, and every known name in it, overlapping ones too."""

    def __init__(self, passage: Passage, gazetteer: Gazetteer) -> None:
        self.passage = passage
        self.tokens: tuple[Token, ...] = passage.tokens
        self.gazetteer = gazetteer
        self.keys = passage.columns.keys
        self.capitals = passage.columns.capitalised
        self.gaps = [START, *map(_gap_kinds.__getitem__, passage.columns.gaps[1:-1]), END]
        """What parts each word from the one before it (see `gap_kind`), and the end of all."""
        self.spots = self._find()
        self.at: defaultdict[int, list[Spot]] = defaultdict(list)
        self.ending: defaultdict[int, list[Spot]] = defaultdict(list)
        for spot in self.spots:
            self.at[spot.first].append(spot)
            self.ending[spot.last].append(spot)

    @cached_property
    def sentence_starts(self) -> frozenset[int]:
        """Words that open a sentence."""
        return frozenset(map(self.passage.token_at, self.passage.sentence_starts))

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Keys that the passage also writes without a capital."""
        return frozenset(compress(self.keys, map(not_, self.capitals)))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each known name stands in the passage."""
        return Counter(spot.entry.key for spot in self.spots)

    def _find(self) -> list[Spot]:
        keys, gaps, begins = self.keys, self.gaps, self.gazetteer.begins
        found: list[Spot] = []
        for first in compress(range(len(keys)), self.capitals):
            key, last = "", first
            for word in keys[first : first + LONGEST_NAME]:
                if last > first and gaps[last] not in JOINTS and not self._one_name(last):
                    break
                key, last = key + word, last + 1
                entry, longer = begins(key)
                if entry is not None and self._stands(first, last, entry):
                    if gaps[first] == COMMA:
                        entry = self._as_abbreviated(last, entry)
                    found.append(Spot(first, last, entry))
                if not longer:
                    break
        return found

    def _one_name(self, index: int) -> bool:
        """Tell whether what parts the word `index` from the one before it may stand in a name."""
        gap = self.gaps[index]
        if gap in JOINTS or gap == OWNER:
            return True
        # "St. Louis", "Washington, D.C."
        if gap == STOP:
            return len(self.keys[index - 1]) <= ABBREVIATION_LETTERS
        short = len(self.keys[index]) <= ACRONYM_LIMIT
        return gap == COMMA and short and self.tokens[index].all_caps

    def _as_abbreviated(self, last: int, entry: Entry) -> Entry:
        """Leave only provinces where a name is their abbreviation after a comma: "Salem, Ore."."""
        facts = name_facts(entry)
        if not facts.abbreviation or facts.short:
            return entry
        return _provinces(entry) if self.abbreviates(last, entry, COMMA) else entry

    def _stands(self, first: int, last: int, entry: Entry) -> bool:
        """Tell whether these words are written as this name may be."""
        if not self._written_as_name(first, last, entry):
            return False
        return last - first == 1 or self._owner_belongs(first, last, entry)

    def _owner_belongs(self, first: int, last: int, entry: Entry) -> bool:
        """Tell whether an "'s" inside the words is the name's own: "Queen Anne's County"."""
        if not any(self.tokens[index].possessive for index in range(first, last - 1)):
            return True
        kept = entry.__dict__
        spelled: bool | None = kept.get("spelled_with_owner")
        if spelled is None:
            names = (name for place in entry.places for name in place.names)
            spelled = any(_OWNER.search(name) for name in names)
            kept["spelled_with_owner"] = spelled
        return spelled

    def _written_as_name(self, first: int, last: int, entry: Entry) -> bool:
        """Tell whether the letters' case lets these words be a name."""
        begin, final = self.tokens[first], self.tokens[last - 1]
        if self.acronym(entry) and not (begin.all_caps or "." in begin.text):
            return False
        # "Salang pass", "Kabul airport": kind words may be small, names may not.
        small = not final.capitalised and final.text.islower()  # "d'Ivoire" has its capital
        if last - first > 1 and small and final.key not in words.KIND_WORDS:
            return False
        # "The Hague" is called so; "The Netherlands" only begins a sentence.
        return begin.key != "the" or any(p.name.startswith("The ") for p in entry.places)

    def abbreviates(self, last: int, entry: Entry, before: str) -> bool:
        """Tell whether a name is written as a province's abbreviation: "Springfield, Mo.".

        last: one past its last word. before: what parts it from the word before it.
        """
        facts = name_facts(entry)
        if not facts.abbreviation:
            return False
        stop = self.tokens[last - 1].end
        text = self.passage.text
        pointed = text[stop : stop + 1] == "." or text[stop - 1] == "."
        return pointed and (facts.short or before == COMMA)

    def nested(self) -> list[bool]:
        """Tell of each known name whether it lies inside a longer one, not itself."""
        found = []
        spots = self.spots
        for index, spot in enumerate(spots):
            low, high = index, index + 1
            while low and spots[low - 1].first >= spot.first - REACH:
                low -= 1
            while high < len(spots) and spots[high].first == spot.first:
                high += 1
            found.append(high - low > 1 and self._inside(spot, spots[low:high]))
        return found

    @staticmethod
    def _inside(spot: Spot, others: Sequence[Spot]) -> bool:
        first, last, _ = spot
        return any(o.last > last or (o.last == last and o.first < first) for o in others)

    def acronym(self, entry: Entry) -> bool:
        """Tell whether these letters are a name in capitals only: "US" is not "us"."""
        return entry.acronym and (entry.key in words.COMMON_WORDS or not entry.cased)
