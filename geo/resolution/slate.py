"""All candidates of an article's names as columns, so that they can be weighed together.

Names of one key are one group: its candidates are laid out once, and what the article as a whole
says of them is said once. What the text says beside a single mention is kept by mention.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.gazetteer import DEMONYM, MAIN, SHORT
from geo.gazetteer.segment import KIND_NUMBER, KINDS, UNKNOWN_POPULATION
from geo.model import PlaceKind
from geo.resolution.distance import apart_km, on_sphere

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer import Entry
    from geo.recognition import Toponym

    Array = np.ndarray[Any, Any]

MOST_CANDIDATES = 80
"""Candidates of one name that are weighed: its best known ones, and those that the text holds."""

LOCAL: Final = (
    "country",
    "province",
    "district",
    "settlement",
    "wide",
    "airport",
    "other kind",
    "people",
    "big city",
    "people unknown",
    "fame of settlement",
    "fame of district",
    "fame of province",
    "capital",
    "ours",
    "prominence among ours",
    "division of its city",
    "main name",
    "short name",
    "demonym",
)
"""What the gazetteer alone says of a candidate; the columns of `Facts.local`."""

_WIDE = (PlaceKind.CONTINENT, PlaceKind.REGION, PlaceKind.SEA, PlaceKind.RANGE)
_SETTLED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
_KIND_COLUMN: Final = np.full(len(KINDS), LOCAL.index("other kind"))
for _kind in KINDS:
    _column = {
        PlaceKind.COUNTRY: "country",
        PlaceKind.PROVINCE: "province",
        PlaceKind.DISTRICT: "district",
        PlaceKind.AIRPORT: "airport",
        **dict.fromkeys(_WIDE, "wide"),
        **dict.fromkeys(_SETTLED, "settlement"),
    }.get(_kind, "other kind")
    _KIND_COLUMN[KIND_NUMBER[_kind]] = LOCAL.index(_column)
PROMINENCE: Final = {
    PlaceKind.COUNTRY: 1.3,
    PlaceKind.CONTINENT: 1.2,
    PlaceKind.PROVINCE: 0.95,
    PlaceKind.BASE: 0.85,
    PlaceKind.REGION: 0.8,
    PlaceKind.SEA: 0.8,
    PlaceKind.RANGE: 0.6,
    PlaceKind.CITY: 0.6,
    PlaceKind.TOWN: 0.55,
    PlaceKind.DISTRICT: 0.5,
    PlaceKind.VALLEY: 0.45,
    PlaceKind.AREA: 0.35,
    PlaceKind.PASS: 0.35,
    PlaceKind.BORDER_CROSSING: 0.35,
    PlaceKind.AIRPORT: 0.3,
    PlaceKind.LAKE: 0.3,
    PlaceKind.MOUNTAIN: 0.3,
    PlaceKind.RIVER: 0.25,
    PlaceKind.VILLAGE: 0.2,
    PlaceKind.TUNNEL: 0.2,
    PlaceKind.DAM: 0.2,
    PlaceKind.ROAD: 0.2,
}
"""How readily a bare name means a thing of this kind, among places of the topmost layer: set by
hand, since no corpus knows what a team follows. Cities go by their people instead."""
SMALLEST_CITY = 0.4
BIG_CITY = 5.0
"""Decimal logarithm of the population from which more people count more."""
_COLUMN: Final = {name: index for index, name in enumerate(LOCAL)}
COUNTRY_KIND: Final = KIND_NUMBER[PlaceKind.COUNTRY]
_CAPITAL = 2


NUMBERS: Final = ("country", "admin1", "admin2", "number", "parent", "kind", "rows")
"""What is known of a candidate as whole numbers: as in `geo.gazetteer.segment.build`, and last the
gazetteer's row. What holds it comes first: `company` asks that of all at once."""
HOLDERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The columns of one name's candidates.

    numbers: one line for each of NUMBERS; the next seven are its lines by name. local: see LOCAL.
    points: see `on_sphere`. wide: which of them are too wide to be near anything (countries,
    continents, seas, ranges).
    """

    numbers: Array
    country: Array
    admin1: Array
    admin2: Array
    number: Array
    parent: Array
    kind: Array
    rows: Array
    local: Array
    points: Array
    wide: Array

    @classmethod
    def of(cls, numbers: Array, local: Array, points: Array, wide: Array) -> Facts:
        """Name the lines of `numbers`."""
        named = dict(zip(NUMBERS, numbers, strict=True))
        return cls(numbers=numbers, **named, local=local, points=points, wide=wide)

    def pick(self, which: Array) -> Facts:
        """Return some of the candidates."""
        return Facts.of(
            self.numbers[:, which], self.local[which], self.points[which], self.wide[which]
        )


def joined(pieces: Sequence[Facts]) -> Facts:
    """Put the columns of several names one after another."""
    if len(pieces) == 1:
        return pieces[0]
    return Facts.of(
        np.concatenate([piece.numbers for piece in pieces], 1),
        np.concatenate([piece.local for piece in pieces]),
        np.concatenate([piece.points for piece in pieces]),
        np.concatenate([piece.wide for piece in pieces]),
    )


def facts_of(entries: Sequence[Entry]) -> list[Facts]:
    """Return the columns of each name's candidates; made once for each name."""
    new = [entry for entry in dict.fromkeys(entries) if "slate_facts" not in entry.__dict__]
    if new:
        # Names that are met together are laid out together: many small steps cost more.
        for entry, facts in zip(new, _facts(new), strict=True):
            entry.__dict__["slate_facts"] = facts
    return [entry.__dict__["slate_facts"] for entry in entries]


_READ: Final = (
    *("country", "admin1", "admin2", "number", "parent", "kind"),  # as in NUMBERS
    *("population", "fame", "capital", "latitude", "longitude", "radius_km"),
)
"""The gazetteer's columns that the facts are worked out from."""


def _facts(entries: Sequence[Entry]) -> Iterator[Facts]:
    """Yield the columns of each name's candidates."""
    rows = np.array([row for entry in entries for row in entry.rows])
    told = dict(zip(_READ, entries[0].gazetteer.columns(_READ, rows), strict=True))
    kind, people = told["kind"].astype("i8"), told["population"]
    flags = np.array([flag for entry in entries for flag in entry.flags])
    sizes = [len(entry.rows) for entry in entries]
    starts = np.array([0, *accumulate(sizes)])
    first, name = starts[:-1], np.arange(len(sizes)).repeat(sizes)
    points = on_sphere(told["latitude"], told["longitude"])
    local = np.zeros((len(kind), len(LOCAL)))
    column = _COLUMN
    local[np.arange(len(kind)), _KIND_COLUMN[kind]] = 1.0
    settled = local[:, column["settlement"]]
    size = np.log10(np.maximum(people, 1))
    fame = np.log2(np.maximum(told["fame"], 1).astype("f8"))
    local[:, column["people"]] = settled * size
    local[:, column["big city"]] = settled * np.maximum(size - BIG_CITY, 0.0)
    local[:, column["people unknown"]] = settled * ((people == UNKNOWN_POPULATION) | (people == 0))
    local[:, column["fame of settlement"]] = settled * fame
    local[:, column["fame of district"]] = local[:, column["district"]] * fame
    local[:, column["fame of province"]] = local[:, column["province"]] * fame
    local[:, column["capital"]] = told["capital"] == _CAPITAL
    country = local[:, column["country"]].copy()
    ours = rows < entries[0].top
    pieces = [slice(begin, end) for begin, end in pairwise(starts.tolist())]
    radius = told["radius_km"]
    division = _DIVISION[kind] & (radius <= CITY_DIVISION_KM)
    both = np.logical_or.reduceat(division, first) & np.logical_or.reduceat(settled > 0, first)
    for index in both.nonzero()[0]:
        piece = pieces[index]
        local[piece, column["division of its city"]] = _around_its_city(
            division[piece], settled[piece] > 0, points[piece], radius[piece]
        )
    for index in (np.add.reduceat(ours, first, dtype="i8") > 1).nonzero()[0]:
        piece = pieces[index]
        _rank_ours(ours[piece], local[piece], kind[piece], people[piece])
    others_too = np.logical_or.reduceat(~ours, first)[name]
    local[:, column["ours"]] = ours & (country == 0) & others_too
    local[:, column["main name"]] = ((flags & MAIN) > 0) * (1.0 - country)
    local[:, column["short name"]] = (flags & SHORT) > 0
    local[:, column["demonym"]] = (flags & DEMONYM) > 0
    numbers = np.array([*(told[each] for each in NUMBERS[:-1]), rows], "i8")
    wide = (country + local[:, column["wide"]]) > 0
    for piece in pieces:
        yield Facts.of(numbers[:, piece], local[piece], points[piece], wide[piece])


def _around_its_city(division: Array, settled: Array, points: Array, radius: Array) -> Array:
    """Tell which divisions are hardly wider than the city of the same name in them: Dushanbe's."""
    return np.asarray(division & (apart_km(points, points[settled]).min(1) <= radius))


CITY_DIVISION_KM = 80.0
_DIVISION: Final = np.array([kind in {PlaceKind.PROVINCE, PlaceKind.DISTRICT} for kind in KINDS])


def _rank_ours(ours: Array, local: Array, kind: Array, people: Array) -> None:
    """Let places of the topmost layer that share a name differ by hand-set prominence alone."""
    (rows,) = ours.nonzero()
    local[rows] = local[rows].mean(0)
    told = np.array([_prominence(KINDS[kind[row]], int(people[row])) for row in rows])
    local[rows, _COLUMN["prominence among ours"]] = told - told.mean()


def _prominence(kind: PlaceKind, people: int) -> float:
    if kind is PlaceKind.CITY and people > 0:
        return max(SMALLEST_CITY, 0.45 * math.log10(people) - 1.5)
    return PROMINENCE[kind]


def inside(inner: Facts, outer: Facts) -> Array:
    """Tell for each inner candidate which outer ones hold it, as a table of truth."""
    numbers = outer.number[None, :]
    held = (inner.admin1[:, None] == numbers) | (inner.admin2[:, None] == numbers)
    held |= inner.parent[:, None] == numbers
    held &= inner.number[:, None] != numbers
    nations = (outer.kind == COUNTRY_KIND)[None, :] & (inner.kind != COUNTRY_KIND)[:, None]
    return np.asarray(held | (nations & (inner.country[:, None] == outer.country[None, :])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One name of an article, with its candidates and the toponyms that bear it."""

    facts: Facts
    toponyms: list[int]


def groups_of(toponyms: Sequence[Toponym], links: Sequence[tuple[int, int]]) -> list[Group]:
    """Lay out the candidates of each name once.

    links: pairs of toponyms, the first of which the text puts inside the second.
    """
    # "Russia" and "Russian" mean the same place as different names; a slip has no key of its own.
    members: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for index, toponym in enumerate(toponyms):
        entry = toponym.entry
        members.setdefault((entry.key, tuple(entry.rows)), []).append(index)
    outers: dict[int, list[int]] = {}
    for inner, outer in links:
        outers.setdefault(inner, []).append(outer)
    firsts = [toponyms[indexes[0]] for indexes in members.values()]
    laid_out = facts_of([first.entry.as_written(first.mention.text) for first in firsts])
    found = []
    for facts, indexes in zip(laid_out, members.values(), strict=True):
        kept = facts
        if len(facts.rows) > MOST_CANDIDATES:
            worth = facts.local @ _WORTH
            keep = np.zeros(len(worth), bool)
            keep[np.argsort(-worth, kind="stable")[:MOST_CANDIDATES]] = True
            holders = {outer for index in indexes for outer in outers.get(index, ())}
            for holder in facts_of([toponyms[each].entry for each in sorted(holders)]):
                keep |= inside(facts, holder).any(1)
            kept = facts.pick(keep)
        found.append(Group(facts=kept, toponyms=indexes))
    return found


_WORTH: Final = np.array(
    [
        {"country": 20.0, "province": 10.0, "people": 1.0, "main name": 1.0}.get(n, 0.0)
        for n in LOCAL
    ]
)
"""A rough worth, for choosing which candidates of a name with very many are weighed."""
