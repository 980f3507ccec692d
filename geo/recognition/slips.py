"""Spelling slips: capitalised words that are no known name, but nearly one, where a place stands.

Found late and only as a proposal: resolution keeps a slip only where the article's other places
make it likely.
"""

from __future__ import annotations

import re
from itertools import compress
from typing import TYPE_CHECKING

from geo.model import Mention, Span
from geo.recognition import Toponym, words
from geo.recognition.carriers import Neighbours, carrier, close

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer, NearSpelling
    from geo.recognition import Recognised
    from geo.text import Passage

SLIP_WORDS = 3
"""Words of the longest name that is tried as a slip."""
_YES = b"\1"
NO_SLIPS = words.COMMON_WORDS | words.CALENDAR | words.TITLES | words.FIRST_NAMES | words.NOT_SLIPS
PLACED_BY = words.PLACE_PREPOSITIONS | words.COMPASS
_KIND_KEYS = frozenset(words.KIND_WORDS)
LIST_GAP = 7
"""Characters of the widest gap in a list of names, ", and "."""
DEMONYM_ENDINGS = ("i", "is", "s", "an", "ans", "n", "ns", "ian", "ians", "ese", "y", "ys")
_LIST_GAP = re.compile(r",\s+(?:and\s+)?\Z|\s+(?:and|or)\s+\Z")


def find_slips(
    passage: Passage,
    recognised: Recognised,
    gazetteer: Gazetteer,
) -> tuple[Toponym, ...]:
    """Propose names that are one or two letters off a known one, in a place's position.

    Each proposal carries its near spellings in `near`, and their places as candidates.
    """
    tokens = passage.tokens
    known = [(name.first, name.last) for name in recognised.toponyms]
    known += [(left.first, left.last) for left in recognised.left_alone]
    starts = {tokens[first].start for first, _ in known}
    ends = {tokens[last - 1].end for _, last in known}
    ends.update([name.mention.span.end for name in recognised.toponyms])  # "Mo." with its point
    # Words that are of a known name, and those so near to one that a list may go on there.
    covered, listed = bytearray(len(tokens)), bytearray(len(tokens) + 2)
    for first, last in known:
        covered[first:last] = _YES * (last - first)
        nearest = max(0, first - SLIP_WORDS - 1)
        listed[nearest:first] = _YES * (first - nearest)
        listed[last : last + 2] = _YES * 2
    columns = passage.columns
    keys, texts = columns.keys, columns.texts
    likely = [
        index
        for index in compress(range(len(keys)), columns.capitalised)
        if not covered[index]
        and (listed[index] or _may_stand(keys, index))
        and keys[index] not in NO_SLIPS
        and texts[index].isalpha()
    ]
    found: list[Toponym] = []
    reached = 0
    for index in likely:
        if index < reached:
            continue
        proposal = _propose(passage, index, covered, (starts, ends), gazetteer)
        if proposal is not None:
            found.append(proposal)
            reached = proposal.last
    return tuple(found)


def _may_stand(keys: Sequence[str], first: int) -> bool:
    """Tell for a quick first look whether a word about a name may speak of a place."""
    if first > 0 and keys[first - 1] in PLACED_BY:
        return True
    return not _KIND_KEYS.isdisjoint(keys[first + 1 : first + SLIP_WORDS + 1])


def _propose(
    passage: Passage,
    first: int,
    covered: Sequence[int],
    edges: tuple[set[int], set[int]],
    gazetteer: Gazetteer,
) -> Toponym | None:
    for last in range(_longest(passage, first, covered), first, -1):
        if not passage.tokens[last - 1].capitalised:
            continue
        near = Neighbours(passage, first, last, headline=False)
        if not _place_stands_here(near, edges) or carrier(near, gazetteer):
            continue
        key = "".join(token.key for token in passage.tokens[first:last])
        spellings = _near(key, gazetteer)
        if spellings and _mostly_placed(passage, first, last, edges):
            return _toponym(passage, (first, last), key, spellings, gazetteer)
    return None


def _longest(passage: Passage, first: int, covered: Sequence[int]) -> int:
    """Return where the longest run of words ends that may be one name, three at most."""
    tokens = passage.tokens
    last, limit = first + 1, min(len(tokens), first + SLIP_WORDS)
    while (
        last < limit
        and not covered[last]
        and not tokens[last - 1].possessive
        and close(passage, last)
    ):
        last += 1
    return last


def _near(key: str, gazetteer: Gazetteer) -> tuple[NearSpelling, ...]:
    for ending in DEMONYM_ENDINGS:
        # "Panjshiri", "Kabulis" are people, not slips.
        if key.endswith(ending) and gazetteer.lookup_key(key.removesuffix(ending)):
            return ()
    found = gazetteer.near_key(key)
    if not found:
        return ()
    least = found[0].slips
    return tuple(near for near in found if near.slips == least)


def _place_stands_here(near: Neighbours, edges: tuple[set[int], set[int]]) -> bool:
    """Tell whether the words about it speak of a place."""
    starts, ends = edges
    before, after = near.before(), near.after()
    if after is not None and after.key in words.KIND_WORDS:
        return True
    if after is not None and after.capitalised:
        return False  # part of a longer name that is not known
    if before is not None and before.key in PLACED_BY:
        return True
    # In a row with names that are known: "Takhar, Badakshan and Andrab".
    text = near.passage.text
    start, end = near.tokens[near.first].start, near.tokens[near.last - 1].end
    for known in range(max(0, start - LIST_GAP), start):
        if known in ends and _LIST_GAP.match(text[known:start]):
            return True
    for known in range(end + 1, end + LIST_GAP):
        if known in starts and _LIST_GAP.match(text[end:known]):
            return True
    return False


def _mostly_placed(
    passage: Passage,
    first: int,
    last: int,
    edges: tuple[set[int], set[int]],
) -> bool:
    """Tell whether the word stands as a place in at least half of its occurrences."""
    key = passage.tokens[first].key
    size = last - first
    stands = [
        _place_stands_here(Neighbours(passage, index, index + size, headline=False), edges)
        for index, token in enumerate(passage.tokens[: len(passage.tokens) - size + 1])
        if token.key == key
    ]
    return 2 * sum(stands) >= len(stands)


def _toponym(
    passage: Passage,
    run: tuple[int, int],
    key: str,
    near: tuple[NearSpelling, ...],
    gazetteer: Gazetteer,
) -> Toponym:
    first, last = run
    kind = None
    end = last
    if last < len(passage.tokens) and close(passage, last):
        kind = words.KIND_WORDS.get(passage.tokens[last].key)
        known = kind and any(n.place.kind in kind.exact | kind.near for n in near)
        if kind and known and (passage.tokens[last].capitalised or kind.joins_small) and kind.joins:
            end = last + 1
    span = Span(start=passage.tokens[first].start, end=passage.tokens[end - 1].end)
    return Toponym(
        mention=Mention(span=span, part=passage.part, text=span.of(passage.text)),
        first=first,
        last=end,
        key=key,
        written=key,
        entry=gazetteer.entry_of(near_spelling.place for near_spelling in near),
        kind=kind,
        near=near,
    )
