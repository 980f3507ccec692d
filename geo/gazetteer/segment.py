"""One layer of the gazetteer as columns: immutable, cheap to open, shared between processes.

A segment holds places by row and spellings by key. Every column is a numpy array, so that it may
lie in memory or be mapped from a file; the keys are a trie (marisa) that answers which known
names begin at a word in one step.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import marisa_trie
import numpy as np

from geo.model import Coordinates, Place, PlaceKind
from geo.text import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    Array = np.ndarray[Any, Any]
    Columns = dict[str, Array]

KINDS: Final = tuple(PlaceKind)
"""The kinds by the number that the `kind` column holds; only ever added to at the end."""
KIND_NUMBER: Final = {kind: number for number, kind in enumerate(KINDS)}

MAIN, CAPITALS, SHORT, DEMONYM = 1, 2, 4, 8
"""What a spelling is to its place: its main name; written in capitals only; an abbreviation or
the bare name of something whose full name has a kind word ("Laurel" for Laurel County); what its
people, or things of it, are called ("Afghan")."""

COUNTRY_LETTERS = 26
_PARTS = "\x1f"
_MANY = 255
_HEARD_EVERY = 5_000
UNKNOWN_POPULATION = -1


def country_number(code: str | None) -> int:
    """Return the number that stands for an ISO 3166-1 alpha-2 code, 0 for None."""
    if not code:
        return 0
    return (ord(code[0]) - 65) * COUNTRY_LETTERS + ord(code[1]) - 65 + 1


@lru_cache(maxsize=1024)
def country_code(number: int) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a number of the `country` column."""
    if not number:
        return None
    first, second = divmod(number - 1, COUNTRY_LETTERS)
    return chr(65 + first) + chr(65 + second)


def slug_number(slug: str) -> int:
    """Return a negative number for an id that is no GeoNames number; exact as a float too."""
    digest = hashlib.blake2b(slug.encode(), digest_size=8).digest()
    return -(int.from_bytes(digest, "big") >> 11) - 1


GEONAMES_PREFIX = "gn-"


def place_number(place_id: str, geonameid: int | None) -> int:
    """Return the number by which places of all layers are known: GeoNames', else the id's own."""
    return geonameid or number_of_id(place_id)


def number_of_id(place_id: str) -> int:
    """Return the number of an id as written: "gn-1138958", or any other slug."""
    if place_id.startswith(GEONAMES_PREFIX) and place_id[3:].isdigit():
        return int(place_id[3:])
    return slug_number(place_id)


class Segment:
    """Places by row, spellings by key. See `build` for the columns."""

    __slots__ = (
        "_by_number",
        "_by_slug",
        "_key_first",
        "_numbers",
        "_slugs",
        "cells",
        "columns",
        "trie",
    )

    def __init__(self, columns: Columns, trie: marisa_trie.Trie) -> None:
        self.columns = columns
        self.cells = {name: column.data for name, column in columns.items()}
        """The same columns, to take single values from as Python's own numbers: thrice as quick."""
        self.trie = trie
        self._key_first = columns["key_first"]
        self._by_number = columns["by_number"]
        self._numbers = columns["number"]
        self._by_slug = columns["by_slug"]
        self._slugs = columns["slug"]

    def __len__(self) -> int:
        """Return how many places there are."""
        return len(self._numbers)

    def rows(self, key_id: int) -> tuple[list[int], list[int]]:
        """Return the rows that bear a key, and what the spelling is to each."""
        cells = self.cells
        first, last = cells["key_first"][key_id : key_id + 2]
        return cells["key_row"][first:last].tolist(), cells["key_flag"][first:last].tolist()

    def row_of_number(self, number: int) -> int | None:
        """Return the row of a place number, or None."""
        return _found(self._numbers, self._by_number, number)

    def row_of_slug(self, number: int) -> int | None:
        """Return the row whose own slug has this number (see `slug_number`), or None."""
        return _found(self._slugs, self._by_slug, number)

    def row_of_id(self, place_id: str) -> int | None:
        """Return the row of a place id, or None."""
        row = self.row_of_slug(slug_number(place_id))
        if row is None and place_id.startswith(GEONAMES_PREFIX):
            row = self.row_of_number(number_of_id(place_id))
            # Where the row has a slug of its own, that is its id.
            if row is not None and self.place_id(row) != place_id:
                return None
        return row

    def place_id(self, row: int) -> str:
        """Return the id of a row."""
        return self._text("id", row) or f"{GEONAMES_PREFIX}{self.cells['number'][row]}"

    def name(self, row: int) -> str:
        """Return the main name of a row."""
        return self._text("name", row)

    def _text(self, column: str, row: int) -> str:
        first, last = self.cells[f"{column}_at"][row : row + 2]
        return str(self.cells[f"{column}_text"][first:last], "utf-8")

    def place(self, row: int, parent: str | None) -> Place:
        """Return a row as a record; `parent` is the id of what contains it."""
        cells = self.cells
        latin, dari, pashto, source = self._text("also", row).split(_PARTS)
        number, population = cells["number"][row], cells["population"][row]
        return Place(
            id=self.place_id(row),
            name=self.name(row),
            kind=KINDS[cells["kind"][row]],
            coordinates=Coordinates(
                latitude=cells["latitude"][row], longitude=cells["longitude"][row]
            ),
            radius_km=cells["radius_km"][row],
            uncertainty_km=cells["uncertainty_km"][row],
            geonameid=number if number > 0 else None,
            parent=parent,
            country=country_code(cells["country"][row]),
            population=None if population == UNKNOWN_POPULATION else population,
            alternate_names=_names(latin),
            dari_names=_names(dari),
            pashto_names=_names(pashto),
            source=source,
        )


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _found(values: Array, order: Array, wanted: int) -> int | None:
    index = int(np.searchsorted(values, wanted, sorter=order))
    if index == len(order):
        return None
    row = int(order[index])
    return row if int(values[row]) == wanted else None


Above = tuple[int, int]
"""The numbers of the first-order and the second-order division that hold a place; 0 for none."""


def build(  # noqa: PLR0913 - a segment is made of that many things
    places: Iterable[Place],
    *,
    above: Callable[[int], Above] | None = None,
    short: Mapping[str, Iterable[str]] | None = None,
    demonyms: Mapping[str, Iterable[str]] | None = None,
    capitals: Mapping[str, int] | None = None,
    heard: Callable[[int, int], None] | None = None,
) -> tuple[Columns, marisa_trie.Trie]:
    """Return the columns and the trie of some places.

    The columns, one value a row: `number` (GeoNames' number, else a negative one of the id),
    `slug` (a number of the id as written, 0 for "gn-…"), `parent` (a number, 0 for none),
    `admin1`, `admin2` (numbers of the divisions that hold it, itself included), `kind`
    (see KINDS), `country` (see `country_number`), `latitude`, `longitude`, `radius_km`,
    `uncertainty_km`, `population` (-1 unknown), `fame` (how many spellings it has, 255 at most),
    `capital` (2 a country's, 1 a first-order division's); and texts: `id`, `name`, `also`.
    By key: `key_first`, `key_row`, `key_flag` (see MAIN, CAPITALS, SHORT, DEMONYM).

    Args:
        places: the rows, in the order in which candidates are to be listed.
        above: tells the divisions above a parent that is not among these places.
        short: by place id, spellings with the flag SHORT ("Ga.").
        demonyms: by place id, spellings with the flag DEMONYM ("Afghan").
        capitals: by place id, what `capital` shall hold.
        heard: told now and then how many of the rows are done, and of how many.
    """
    rows = list(places)
    numbers = [place_number(place.id, place.geonameid) for place in rows]
    row_of = {number: row for row, number in enumerate(numbers)}
    number_of = {place.id: number for place, number in zip(rows, numbers, strict=True)}
    parents = [
        number_of.get(place.parent) or number_of_id(place.parent) if place.parent else 0
        for place in rows
    ]
    divisions = _divisions(rows, numbers, parents, row_of, above)
    own = [
        0 if p.id == f"{GEONAMES_PREFIX}{n}" else slug_number(p.id)
        for p, n in zip(rows, numbers, strict=True)
    ]
    columns: Columns = {
        "number": np.array(numbers, "i8"),
        "slug": np.array(own, "i8"),
        "parent": np.array(parents, "i8"),
        "admin1": np.array([first for first, _ in divisions], "i8"),
        "admin2": np.array([second for _, second in divisions], "i8"),
        "kind": np.array([KIND_NUMBER[place.kind] for place in rows], "u1"),
        "country": np.array([country_number(place.country) for place in rows], "u2"),
        "latitude": np.array([place.coordinates.latitude for place in rows], "f8"),
        "longitude": np.array([place.coordinates.longitude for place in rows], "f8"),
        "radius_km": np.array([place.radius_km for place in rows], "f8"),
        "uncertainty_km": np.array([place.uncertainty_km for place in rows], "f8"),
        "population": np.array([_population(place) for place in rows], "i8"),
        "fame": np.array([min(_MANY, len(place.names)) for place in rows], "u1"),
        "capital": np.array([(capitals or {}).get(place.id, 0) for place in rows], "u1"),
    }
    columns["by_number"] = np.argsort(columns["number"], kind="stable").astype("i8")
    columns["by_slug"] = np.argsort(columns["slug"], kind="stable").astype("i8")
    slugs = ("" if not s else place.id for place, s in zip(rows, own, strict=True))
    columns.update(_texts("id", slugs))
    columns.update(_texts("name", (place.name for place in rows)))
    columns.update(_texts("also", map(_also, rows)))
    by_key, trie = _keys(rows, short or {}, demonyms or {}, heard or (lambda *_: None))
    columns.update(by_key)
    if heard:
        heard(len(rows), len(rows))
    return columns, trie


def _population(place: Place) -> int:
    return UNKNOWN_POPULATION if place.population is None else place.population


def _also(place: Place) -> str:
    parts = (place.alternate_names, place.dari_names, place.pashto_names)
    return _PARTS.join((*("|".join(part) for part in parts), place.source))


def _texts(column: str, texts: Iterable[str]) -> Columns:
    encoded = [text.encode() for text in texts]
    at = np.zeros(len(encoded) + 1, "u4")
    np.cumsum([len(each) for each in encoded], out=at[1:])
    blob = np.frombuffer(b"".join(encoded) or b"\0", "u1")
    return {f"{column}_text": blob, f"{column}_at": at}


def _divisions(
    rows: list[Place],
    numbers: list[int],
    parents: list[int],
    row_of: Mapping[int, int],
    above: Callable[[int], Above] | None,
) -> list[Above]:
    """Return the divisions of each row, from its line of parents."""
    found: dict[int, Above] = {}

    def climb(row: int) -> Above:
        known = found.get(row)
        if known is not None:
            return known
        found[row] = (0, 0)  # a loop ends here
        parent, kind = parents[row], rows[row].kind
        up = row_of.get(parent) if parent else None
        if up is not None:
            first, second = climb(up)
        else:
            first, second = above(parent) if parent and above else (0, 0)
        if kind is PlaceKind.PROVINCE:
            first = numbers[row]
        elif kind is PlaceKind.DISTRICT:
            second = numbers[row]
        found[row] = (first, second)
        return first, second

    return [climb(row) for row in range(len(rows))]


def _keys(
    rows: list[Place],
    short: Mapping[str, Iterable[str]],
    demonyms: Mapping[str, Iterable[str]],
    heard: Callable[[int, int], None],
) -> tuple[Columns, marisa_trie.Trie]:
    flags: dict[str, dict[int, int]] = {}
    for row, place in enumerate(rows):
        if row % _HEARD_EVERY == 0:
            heard(row, len(rows))
        shorts, people = tuple(short.get(place.id, ())), tuple(demonyms.get(place.id, ()))
        names = place.names
        for name in dict.fromkeys((*names, *shorts, *people)):
            flag = MAIN if name == place.name else 0
            flag |= SHORT if name in shorts else 0
            # In some language "Pakistani" is also a name of Pakistan; in news it is its people's.
            flag |= DEMONYM if name in people and name != place.name else 0
            for key in keys_of_spelling(name):
                rest = flags.setdefault(key, {})
                # Small letters in one spelling make the name one in small letters.
                capitals = CAPITALS if name.isupper() and rest.get(row, CAPITALS) & CAPITALS else 0
                rest[row] = (rest.get(row, 0) & ~CAPITALS) | flag | capitals
    trie = marisa_trie.Trie(flags.keys())
    ordered: list[dict[int, int]] = [{}] * len(flags)
    for key, found in flags.items():
        ordered[trie[key]] = found
    first = np.zeros(len(ordered) + 1, "u4")
    np.cumsum([len(found) for found in ordered], out=first[1:])
    return {
        "key_first": first,
        "key_row": np.array([row for found in ordered for row in found], "u4"),
        "key_flag": np.array([flag for found in ordered for flag in found.values()], "u1"),
    }, trie


def keys_of_spelling(name: str) -> Iterable[str]:
    """Return the keys of a spelling: "The Gambia" is also called Gambia."""
    words = words_of(name)
    if words:
        yield "".join(words)
    if len(words) > 1 and words[0] == "the":
        yield "".join(words[1:])
