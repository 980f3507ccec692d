"""Names to places: an immutable index over gazetteer rows, safe to share between threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.text import key_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Place

SHORTEST_SLIP = 5
"""Letters below which two names are too easily one slip apart ("Iran", "Iraq")."""
LONG_NAME = 9
"""Letters from which two slips are forgiven instead of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSpelling:
    """A known spelling close to what was written. slips: letters added, lost, changed, swapped."""

    place: Place
    spelling: str
    slips: int


class Gazetteer:
    """Places by id and by name. Built once from rows, never changed.

    The seam to a larger index beneath is narrow: `lookup_key` and `longest_name` serve
    recognition, `near_spellings` serves slips, `place` and `ancestors` serve resolution.
    """

    __slots__ = (
        "_acronyms",
        "_ancestors",
        "_by_key",
        "_cased",
        "_places",
        "_spellings",
        "longest_name",
    )

    def __init__(self, places: Iterable[Place]) -> None:
        self._places: dict[str, Place] = {place.id: place for place in places}
        by_key: dict[str, dict[str, Place]] = {}
        spellings: dict[str, dict[str, str]] = {}
        cased: set[str] = set()
        capitals: set[str] = set()
        longest = 1
        for place in self._places.values():
            for name in place.names:
                words = words_of(name)
                shorter = words[1:] if len(words) > 1 and words[0] == "the" else None
                for kept in filter(None, (words, shorter)):
                    key = "".join(kept)
                    by_key.setdefault(key, {})[place.id] = place
                    longest = max(longest, len(kept))
                    (capitals if name.isupper() else cased).add(key)
                    if len(key) >= SHORTEST_SLIP:
                        spellings.setdefault(key[0], {}).setdefault(key, name)
        self._by_key: dict[str, tuple[Place, ...]] = {
            key: tuple(found.values()) for key, found in by_key.items()
        }
        self._spellings = spellings
        self._acronyms = frozenset(capitals)
        self._cased = frozenset(cased)
        self._ancestors = {place_id: self._climb(place_id) for place_id in self._places}
        self.longest_name: int = longest
        """Words of the longest name; no look-up needs more."""

    def __len__(self) -> int:
        """Return how many places there are."""
        return len(self._places)

    def _climb(self, place_id: str) -> tuple[str, ...]:
        found: list[str] = []
        place = self._places[place_id]
        # A row may name itself or a loop by mistake; each ancestor is taken once.
        while place.parent in self._places and place.parent not in (*found, place_id):
            found.append(place.parent)
            place = self._places[place.parent]
        country = (place.country or "").lower()
        if country in self._places and country not in (*found, place_id):
            found.append(country)
        return tuple(found)

    def place(self, place_id: str) -> Place | None:
        """Return the place of that id, or None."""
        return self._places.get(place_id)

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Return every place that `name` is a spelling of, in gazetteer order; may be empty."""
        return self.lookup_key(key_of(name))

    def lookup_key(self, key: str) -> tuple[Place, ...]:
        """Return every place whose spelling has this key (see `geo.text.key_of`)."""
        return self._by_key.get(key, ())

    def is_acronym(self, key: str) -> bool:
        """Tell whether a spelling with this key is written in capitals ("US", "U.A.E.")."""
        return key in self._acronyms

    def is_cased(self, key: str) -> bool:
        """Tell whether a spelling with this key has small letters, or no case at all."""
        return key in self._cased

    def near_spellings(self, name: str) -> tuple[NearSpelling, ...]:
        """Return places with a spelling close to `name`, nearest first; for slips, so use it late.

        Names under five letters have no near spelling, the first letter must agree, and one slip
        is forgiven, two from nine letters on.
        """
        return self.near_key(key_of(name))

    def near_key(self, key: str) -> tuple[NearSpelling, ...]:
        """Return what `near_spellings` does, for a key (see `geo.text.key_of`)."""
        if len(key) < SHORTEST_SLIP or key in self._by_key:
            return ()
        allowed = 2 if len(key) >= LONG_NAME else 1
        hits = process.extract(
            key,
            self._spellings.get(key[0], {}).keys(),
            scorer=OSA.distance,
            score_cutoff=allowed,
            limit=10,
        )
        found: dict[str, NearSpelling] = {}
        for known, slips, _ in sorted(hits, key=lambda hit: (hit[1], hit[0])):
            for place in self._by_key[known]:
                spelling = self._spellings[key[0]][known]
                near = NearSpelling(place=place, spelling=spelling, slips=int(slips))
                found.setdefault(place.id, near)
        return tuple(found.values())

    def ancestors(self, place_id: str) -> tuple[str, ...]:
        """Return the ids of what contains the place, nearest first, its country last."""
        return self._ancestors.get(place_id, ())

    def contains(self, ancestor_id: str, place_id: str) -> bool:
        """Tell whether the place lies in the other one (a place does not contain itself)."""
        return ancestor_id in self.ancestors(place_id)
