"""Names to places: layers of gazetteer rows, one on top of the other, immutable and shared.

An upper layer hides the rows of the same GeoNames number below it (the names that those have lead
to the upper place too), and its places are listed first. The seam to what lies beneath is narrow:
`begins` and `entry` serve recognition, `near_spellings` serves slips, `place`, `ancestors` and
an entry's columns serve resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.gazetteer.segment import (
    CAPITALS,
    DEMONYM,
    KIND_NUMBER,
    KINDS,
    MAIN,
    SHORT,
    Segment,
    build,
    country_number,
    number_of_id,
)
from geo.model import PlaceKind
from geo.text import key_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from geo.model import Coordinates, Place

    Array = np.ndarray[Any, Any]

__all__ = [
    "CAPITALS",
    "DEMONYM",
    "LONGEST_NAME",
    "MAIN",
    "SHORT",
    "Entry",
    "Gazetteer",
    "NearSpelling",
    "Segment",
]

SHORTEST_SLIP = 5
"""Letters below which two names are too easily one slip apart ("Iran", "Iraq")."""
SHORT_BEGINNING = 4
"""Letters up to which a beginning is taken to go on: nearly all do, and to ask costs the most."""
LONG_NAME = 9
"""Letters from which two slips are forgiven instead of one."""
LONGEST_NAME = 10
"""Words of a text that are looked at for a name."""
SLIPS_UP_TO = 20_000
"""Places of a layer from which it forgives no slips: among so many names everything is near."""
CACHED = 60_000
"""Names and places kept at hand; when there are more, all of them are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSpelling:
    """A known spelling close to what was written. slips: letters added, lost, changed, swapped."""

    place: Place
    spelling: str
    slips: int


class Entry:
    """All places of one name, as columns.

    gazetteer: which has them. rows: its row numbers, upper layers first. flags: what the spelling
    is to each (MAIN, CAPITALS, SHORT, DEMONYM).
    """

    __slots__ = ("__dict__", "flags", "gazetteer", "key", "rows")

    def __init__(self, gazetteer: Gazetteer, key: str, rows: list[int], flags: list[int]) -> None:
        self.gazetteer = gazetteer
        self.key = key
        self.rows = rows
        self.flags = flags

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places as records."""
        return tuple(map(self.gazetteer.place_at, self.rows))

    @property
    def top(self) -> int:
        """Rows below this number are of the topmost layer."""
        return self.gazetteer.top

    def values(self, name: str) -> list[Any]:
        """Return a column of `geo.gazetteer.segment.build` for these rows, as Python's numbers."""
        one = self._one_layer
        if one is None:
            return list(self.gazetteer.columns([name], self.rows)[0].tolist())
        segment, local = one
        return list(map(segment.cells[name].__getitem__, local))

    @cached_property
    def _one_layer(self) -> tuple[Segment, list[int]] | None:
        """The layer that holds all rows, and where; None where they are of several."""
        return self.gazetteer.one_layer(self.rows)

    def only(self, which: Sequence[bool]) -> Entry:
        """Return some of the places as an entry of the same name."""
        rows, flags = list(compress(self.rows, which)), list(compress(self.flags, which))
        return Entry(self.gazetteer, self.key, rows, flags)

    def as_written(self, name: str) -> Entry:
        """Return the entry as one spelling of its key tells it.

        Keys know no gaps. Where main names of its places differ by these alone ("Jalalabad", the
        city, and "Jalal-Abad", the province), it is the main name of those only that have the gaps
        of `name`. Where none has, it stays as it is.
        """
        return self._by_gaps.get(words_of(name), self) if self._by_gaps else self

    @cached_property
    def _by_gaps(self) -> dict[tuple[str, ...], Entry]:
        """The entry for the words of each main name; none where all have the same."""
        main = [row for row, flag in zip(self.rows, self.flags, strict=True) if flag & MAIN]
        if len(main) < 2:  # noqa: PLR2004
            return {}
        words = {row: words_of(self.gazetteer.name_at(row)) for row in main}
        for row, each in words.items():
            if "".join(each) != self.key:  # "The Gambia" is here as Gambia
                words[row] = each[1:]
        told = set(words.values())
        return {each: self._main_only(words, each) for each in told} if len(told) > 1 else {}

    def _main_only(self, words: Mapping[int, tuple[str, ...]], kept: tuple[str, ...]) -> Entry:
        flags = [
            flag if words.get(row, kept) == kept else flag & ~MAIN
            for row, flag in zip(self.rows, self.flags, strict=True)
        ]
        return Entry(self.gazetteer, self.key, self.rows, flags)

    @cached_property
    def kinds(self) -> frozenset[PlaceKind]:
        """The kinds of the places."""
        return frozenset(KINDS[int(number)] for number in self.values("kind"))

    @cached_property
    def acronym(self) -> bool:
        """Whether a spelling with this key is written in capitals ("US", "U.A.E.")."""
        return any(flag & CAPITALS for flag in self.flags)

    @cached_property
    def cased(self) -> bool:
        """Whether a spelling with this key has small letters, or no case at all."""
        return any(not flag & CAPITALS for flag in self.flags)


class Gazetteer:
    """Places by id and by name, in layers. Never changed once it is made."""

    def __init__(self, places: Iterable[Place] = (), beneath: Sequence[Segment] = ()) -> None:
        """Put places, as the topmost layer, above opened segments."""
        top = list(places)
        above = Gazetteer(beneath=beneath).divisions if beneath and top else None
        segments = [Segment(*build(top, above=above))] if top else []
        self._segments: tuple[Segment, ...] = (*segments, *beneath)
        sizes = [len(segment) for segment in self._segments]
        self._bases = [sum(sizes[:index]) for index in range(len(sizes))]
        self.top: int = len(top)
        """Rows below this number are of the topmost layer."""
        self._hidden = [self._hidden_in(index) for index in range(len(sizes))]
        self._countries = self._country_rows()
        self._entries: dict[str, Entry | None] = {}
        self._begun: dict[str, tuple[Entry | None, bool]] = {}
        self._places: dict[int, Place] = {}
        self._rows: dict[str, int | None] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._spellings = self._slip_spellings()
        self._near: dict[str, tuple[NearSpelling, ...]] = {}
        self.longest_name: int = LONGEST_NAME
        """Words of the longest name; no look-up needs more."""

    def __len__(self) -> int:
        """Return how many places there are, those hidden by upper layers left out."""
        return sum(map(len, self._segments)) - sum(map(len, self._hidden))

    def __iter__(self) -> Iterator[Place]:
        """Yield every place, upper layers first."""
        for base, segment, hidden in zip(self._bases, self._segments, self._hidden, strict=True):
            for row in range(len(segment)):
                if row not in hidden:
                    yield self.place_at(base + row)

    # How the layers lie on each other.

    def _hidden_in(self, index: int) -> dict[int, int]:
        """Return the rows of a layer that upper layers hide, each with the row that hides it."""
        segment = self._segments[index]
        found: dict[int, int] = {}
        for base, above in zip(self._bases[:index], self._segments[:index], strict=True):
            numbers = above.columns["number"]
            if len(numbers) <= len(segment):
                both = ((segment.row_of_number(n), row) for row, n in enumerate(numbers.tolist()))
                pairs = ((below, row) for below, row in both if below is not None)
            else:
                same = np.flatnonzero(np.isin(segment.columns["number"], numbers)).tolist()
                told = segment.columns["number"]
                pairs = ((row, above.row_of_number(int(told[row])) or 0) for row in same)
            for below, row in pairs:
                found.setdefault(below, base + row)
        return found

    def _country_rows(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for base, segment in zip(self._bases, self._segments, strict=True):
            kinds, countries = segment.columns["kind"], segment.columns["country"]
            for row in np.flatnonzero(kinds == KIND_NUMBER[PlaceKind.COUNTRY]).tolist():
                found.setdefault(int(countries[row]), base + row)
        return found

    def _slip_spellings(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for segment in self._segments:
            if len(segment) > SLIPS_UP_TO:
                continue
            for row in range(len(segment)):
                for name in segment.place(row, None).names:
                    key = key_of(name)
                    if len(key) >= SHORTEST_SLIP:
                        found.setdefault(key[0], {}).setdefault(key, name)
        return found

    def _segment_of(self, row: int) -> tuple[Segment, int]:
        index = len(self._bases) - 1
        while row < self._bases[index]:
            index -= 1
        return self._segments[index], row - self._bases[index]

    def one_layer(self, rows: Sequence[int]) -> tuple[Segment, list[int]] | None:
        """Return the layer that holds all of some rows, with their numbers in it, or None."""
        first, last = min(rows), max(rows)
        segment, local = self._segment_of(first)
        base = first - local
        return (segment, [row - base for row in rows]) if last < base + len(segment) else None

    def columns(self, names: Sequence[str], rows: Sequence[int] | Array) -> list[Array]:
        """Return columns (see `geo.gazetteer.segment.build`) for some rows."""
        wanted = np.asarray(rows, "i8")
        lots = []
        for base, segment in zip(self._bases, self._segments, strict=True):
            (which,) = ((wanted >= base) & (wanted < base + len(segment))).nonzero()
            if len(which):
                lots.append((segment, which, wanted[which] - base))
        if len(lots) == 1:
            ((segment, _, local),) = lots
            return [segment.columns[name][local] for name in names]
        found = []
        for name in names:
            column = np.zeros(len(wanted), lots[0][0].columns[name].dtype if lots else "i8")
            for segment, which, local in lots:
                column[which] = segment.columns[name][local]
            found.append(column)
        return found

    def divisions(self, number: int) -> tuple[int, int]:
        """Return the numbers of the divisions that hold a place, given by its own number."""
        row = self._row_of_number(number)
        if row is None:
            return 0, 0
        segment, local = self._segment_of(row)
        return segment.cells["admin1"][local], segment.cells["admin2"][local]

    # Places by id.

    def _row_of_number(self, number: int) -> int | None:
        for base, segment, hidden in zip(self._bases, self._segments, self._hidden, strict=True):
            # Who names a parent by its slug need not know that the row has a GeoNames number.
            found = segment.row_of_number if number > 0 else segment.row_of_slug
            row = found(number)
            if row is not None:
                return hidden.get(row, base + row)
        return None

    def _row_of_id(self, place_id: str) -> int | None:
        for base, segment, hidden in zip(self._bases, self._segments, self._hidden, strict=True):
            row = segment.row_of_id(place_id)
            if row is not None and row not in hidden:
                return base + row
        # "gn-1138958" is answered by whatever layer has that number.
        number = number_of_id(place_id)
        return self._row_of_number(number) if number > 0 else None

    def knows(self, geonameid: int) -> bool:
        """Tell whether some layer has a place of that GeoNames number."""
        return self._row_of_number(geonameid) is not None

    def place(self, place_id: str) -> Place | None:
        """Return the place of that id, or None."""
        try:
            row = self._rows[place_id]
        except KeyError:
            row = self._row_of_id(place_id)
            _remember(self._rows, place_id, row)
        return None if row is None else self.place_at(row)

    def place_at(self, row: int) -> Place:
        """Return the place of a row, as an entry lists it."""
        found = self._places.get(row)
        if found is None:
            segment, local = self._segment_of(row)
            number = segment.cells["parent"][local]
            up = self._row_of_number(number) if number else None
            parent = None
            if up is not None and up != row:
                parent = self._id_at(up)
            found = segment.place(local, parent)
            _remember(self._places, row, found)
        return found

    def name_at(self, row: int) -> str:
        """Return the main name of the place of a row."""
        segment, local = self._segment_of(row)
        return segment.name(local)

    def _id_at(self, row: int) -> str:
        segment, local = self._segment_of(row)
        return segment.place_id(local)

    def nearest(
        self, point: Coordinates, kinds: set[int], distances_km: Callable[..., Any]
    ) -> tuple[Place, float] | None:
        """Return the nearest place of some kinds (see `segment.KINDS`) and its distance in km.

        `distances_km` takes a latitude, a longitude, and the columns of both.
        """
        best: tuple[int, float] | None = None
        for base, segment, hidden in zip(self._bases, self._segments, self._hidden, strict=True):
            wanted = np.isin(segment.columns["kind"], list(kinds))
            wanted[list(hidden)] = False
            rows = np.flatnonzero(wanted)
            if not len(rows):
                continue
            latitudes, longitudes = (segment.columns[c][rows] for c in ("latitude", "longitude"))
            apart = distances_km(point.latitude, point.longitude, latitudes, longitudes)
            at = int(np.argmin(apart))
            if best is None or apart[at] < best[1]:
                best = base + int(rows[at]), float(apart[at])
        return None if best is None else (self.place_at(best[0]), best[1])

    def country(self, code: str) -> Place | None:
        """Return the country of an ISO 3166-1 alpha-2 code, or None."""
        row = self._countries.get(country_number(code))
        return None if row is None else self.place_at(row)

    def ancestors(self, place_id: str) -> tuple[str, ...]:
        """Return the ids of what contains the place, nearest first, its country last."""
        found = self._ancestors.get(place_id)
        if found is None:
            place = self.place(place_id)
            found = () if place is None else self._climb(place)
            _remember(self._ancestors, place_id, found)
        return found

    def _climb(self, place: Place) -> tuple[str, ...]:
        found: list[str] = []
        here: Place | None = place
        # A row may name itself or a loop by mistake; each ancestor is taken once.
        while here and here.parent and here.parent not in (*found, place.id):
            found.append(here.parent)
            here = self.place(here.parent)
        country = self.country(place.country) if place.country else None
        if country and country.id not in (*found, place.id):
            found.append(country.id)
        return tuple(found)

    def contains(self, ancestor_id: str, place_id: str) -> bool:
        """Tell whether the place lies in the other one (a place does not contain itself)."""
        return ancestor_id in self.ancestors(place_id)

    # Places by name.

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Return every place that `name` is a spelling of, upper layers first; may be empty."""
        return self.lookup_key(key_of(name))

    def lookup_key(self, key: str) -> tuple[Place, ...]:
        """Return every place whose spelling has this key (see `geo.text.key_of`)."""
        entry = self.entry(key)
        return entry.places if entry else ()

    def entry(self, key: str) -> Entry | None:
        """Return all places of a key as columns, or None where nothing has that name."""
        try:
            return self._entries[key]
        except KeyError:
            entry = self._look_up(key)
            _remember(self._entries, key, entry)
            return entry

    def _look_up(self, key: str) -> Entry | None:
        rows: list[int] = []
        flags: list[int] = []
        for base, segment, hidden in zip(self._bases, self._segments, self._hidden, strict=True):
            key_id = segment.trie.get(key)
            if key_id is None:
                continue
            for local, flag in zip(*segment.rows(key_id), strict=True):
                row = hidden.get(local, base + local)
                if row not in rows:
                    rows.append(row)
                    flags.append(flag)
        return Entry(self, key, rows, flags) if rows else None

    def entry_of(self, places: Iterable[Place]) -> Entry:
        """Return some known places as the columns of a name that they all might have."""
        rows = dict.fromkeys(self._row_of_id(place.id) for place in places)
        known = [row for row in rows if row is not None]
        return Entry(self, "", known, [0] * len(known))

    def begins(self, key: str) -> tuple[Entry | None, bool]:
        """Return the places of a key, and whether a longer key may begin with it."""
        try:
            return self._begun[key]
        except KeyError:
            known = longer = len(key) <= SHORT_BEGINNING
            for segment in () if longer else self._segments:
                for begun in segment.trie.iterkeys(key):  # the key itself comes first
                    if begun != key:
                        longer = True
                        break
                    known = True
            found = self.entry(key) if known else None, longer
            _remember(self._begun, key, found)
            return found

    def is_acronym(self, key: str) -> bool:
        """Tell whether a spelling with this key is written in capitals ("US", "U.A.E.")."""
        entry = self.entry(key)
        return entry is not None and entry.acronym

    def is_cased(self, key: str) -> bool:
        """Tell whether a spelling with this key has small letters, or no case at all."""
        entry = self.entry(key)
        return entry is not None and entry.cased

    def near_spellings(self, name: str) -> tuple[NearSpelling, ...]:
        """Return places with a spelling close to `name`, nearest first; for slips, so use it late.

        Names under five letters have no near spelling, the first letter must agree, and one slip
        is forgiven, two from nine letters on. Layers of more than 20,000 places are left out.
        """
        return self.near_key(key_of(name))

    def near_key(self, key: str) -> tuple[NearSpelling, ...]:
        """Return what `near_spellings` does, for a key (see `geo.text.key_of`)."""
        found = self._near.get(key)
        if found is None:
            found = self._near_key(key)
            _remember(self._near, key, found)
        return found

    def _near_key(self, key: str) -> tuple[NearSpelling, ...]:
        if len(key) < SHORTEST_SLIP or self.entry(key):
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
            for place in self.lookup_key(known):
                spelling = self._spellings[key[0]][known]
                near = NearSpelling(place=place, spelling=spelling, slips=int(slips))
                found.setdefault(place.id, near)
        return tuple(found.values())


def _remember(cache: dict[Any, Any], key: object, value: object) -> None:
    """Keep a value at hand; a full cache is emptied, so that memory stays bounded."""
    if len(cache) >= CACHED:
        cache.clear()
    cache[key] = value
