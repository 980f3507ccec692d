"""Stories: the articles of a dataset that print one report.

Articles join a story by verified pairs only, and by chains of them: if B is a copy of A and C one
of B, all three are one story. A text that was cut to less than half joins one story alone, that of
the article whose opening it is most of; it cannot tie two reports together that begin alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo.copies.candidates import candidates
from geo.copies.measures import alike, cut
from geo.copies.sketches import WHOLE_HASHES, Sketch, sketches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.copies.candidates import Numbers
    from geo.model import Article

    Known = Mapping[tuple[str | None, str], Sketch]
    """Sketches by title and text."""

Members = Mapping[str, tuple[str, ...]]
"""By an article's id the ids of all articles of its story, itself included, sorted; articles
that are alone in theirs are left out."""
ROWS_OF_WHOLE, ROWS_OF_OPENING = 3, 2
"""Rows of a band. At a Jaccard index of 0.36, the least of any copy of at least half the length,
87 % of the pairs are found; at 0.5, 99.6 %. Of openings at 0.4, 99.6 %."""


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """The stories among some articles; immutable.

    known: the sketches, so that the next time only those of
    new articles are worked out.
    """

    members: Members
    known: Known

    def copies(self, article_id: str) -> tuple[str, ...]:
        """Return the ids of an article's near copies, sorted, without its own."""
        return tuple(each for each in self.members.get(article_id, ()) if each != article_id)


def stories_of(articles: Iterable[Article], known: Known | None = None) -> Stories:
    """Find the stories among articles, whatever their order.

    known: sketches worked out before. Takes some 4 kB of memory for each article, 10 kB at most,
    and while it runs a few bytes more for each pair of candidates.
    """
    ordered = list(articles)
    told = _sketches(ordered, known or {})
    members = members_among({article.id: told[article.title, article.text] for article in ordered})
    return Stories(members, MappingProxyType(told))


def members_among(told: Mapping[str, Sketch]) -> Members:
    """Find the stories among articles by their sketches, given by id, whatever their order."""
    ordered = sorted(told)
    kept = [told[article] for article in ordered]
    by_key: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, sketch in enumerate(kept):
        if sketch.key:
            by_key[sketch.key].append(number)
    groups = Groups(len(kept))
    for first, *others in by_key.values():
        for other in others:
            groups.join(first, other)
    # Of equal texts one stands for all.
    compared = np.array(
        [first for first, *_ in by_key.values() if not kept[first].short], dtype=np.int64
    )
    if len(compared):
        _join(groups, compared, kept)
    members: dict[str, tuple[str, ...]] = {}
    for group in groups.of_several():
        story = tuple(ordered[number] for number in group)
        members.update(dict.fromkeys(story, story))
    return MappingProxyType(members)


def _sketches(articles: list[Article], known: Known) -> dict[tuple[str | None, str], Sketch]:
    asked = dict.fromkeys((article.title, article.text) for article in articles)
    new = [each for each in asked if each not in known]
    made = dict(zip(new, sketches(new), strict=True))
    return {each: known.get(each) or made[each] for each in asked}


def _join(groups: Groups, compared: Numbers, kept: list[Sketch]) -> None:
    """Join what is alike, then what was cut from it."""
    digests = np.stack([kept[number].digest for number in compared])
    pairs = np.concatenate(
        (
            candidates(digests[:, :WHOLE_HASHES], ROWS_OF_WHOLE),
            candidates(digests[:, WHOLE_HASHES:], ROWS_OF_OPENING),
        )
    )
    pairs = compared[np.unique(pairs, axis=0)]
    for one, other in pairs.tolist():
        if not groups.joined(one, other) and alike(kept[one], kept[other]):
            groups.join(one, other)
    best: dict[int, tuple[float, int, int, int]] = {}
    for one, other in pairs.tolist():
        if groups.joined(one, other):
            continue
        share = cut(kept[one], kept[other])
        if share:
            lengths = sorted((len(kept[number].shingles), number) for number in (one, other))
            (_, shorter), (length, longer) = lengths
            # Most of it, then the nearest in length, then the first.
            choice = (-share, length, longer, shorter)
            best[shorter] = min(best.get(shorter, choice), choice)
    for _, _, longer, shorter in best.values():
        groups.join(shorter, longer)


class Groups:
    """Numbers below `count`, joined into groups."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, one: int, other: int) -> None:
        """Put the groups of two numbers together."""
        first, second = sorted((self._top(one), self._top(other)))
        self._above[second] = first

    def joined(self, one: int, other: int) -> bool:
        """Tell whether two numbers are in one group."""
        return self._top(one) == self._top(other)

    def of_several(self) -> list[list[int]]:
        """Return the groups that have more than one number, each in order."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._above)):
            found[self._top(number)].append(number)
        return [group for group in found.values() if len(group) > 1]

    def _top(self, number: int) -> int:
        while (above := self._above[number]) != number:
            self._above[number] = self._above[above]
            number = above
        return number
