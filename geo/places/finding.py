"""Places by what somebody types: "Bazarak", "Paris, Texas"; ranked, or the nearest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.segment import keys_of_spelling
from geo.model import PlaceKind
from geo.places.world_shapes import distances_km
from geo.text import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer import Gazetteer
    from geo.model import Coordinates, Place

_MAIN_KINDS = (PlaceKind.COUNTRY, PlaceKind.PROVINCE)


def candidates(
    gazetteer: Gazetteer,
    query: str,
    *,
    country: str | None = None,
    near: Coordinates | None = None,
) -> list[Place]:
    """Return the places that a query may mean: the nearest first, else the most prominent.

    First goes what our own table names so; then countries, provinces and cities whose main name
    it is; countries by another of their names ("Burma"); other places whose main name it is; and
    last what is only also spelled so. Within each the order is countries and provinces, people.
    """
    name, *within = (part.strip() for part in query.split(","))
    key = key_of(name)
    found = gazetteer.entry(key)
    if found is None:
        return []
    areas = [frozenset(each.id for each in gazetteer.lookup(part)) for part in within if part]
    rows = [
        (row, place)
        for row, place in zip(found.rows, found.places, strict=True)
        if (country is None or place.country == country.upper())
        and all(not area.isdisjoint(gazetteer.ancestors(place.id)) for area in areas)
    ]
    if near is not None:
        return [place for _, place in sorted(rows, key=lambda each: apart_km(near, each[1]))]
    ranked = sorted(
        rows,
        key=lambda each: (
            _rank(each[1], key, ours=each[0] < gazetteer.top),
            each[1].kind not in _MAIN_KINDS,
            -(each[1].population or 0),
        ),
    )
    return [place for _, place in ranked]


def _rank(place: Place, key: str, *, ours: bool) -> int:
    # A spelling of a lower layer's row, such as a former name, may lead to a place of ours too.
    if ours and _names(place.names, key):
        return 0
    main = is_main_name(place, key)
    if main and place.kind in {*_MAIN_KINDS, PlaceKind.CITY}:
        return 1
    if place.kind is PlaceKind.COUNTRY:
        return 2
    return 3 if main else 4


def is_main_name(place: Place, key: str) -> bool:
    """Tell whether the place's main name has this key, and not only another spelling of it."""
    return _names((place.name,), key)


def _names(spellings: Iterable[str], key: str) -> bool:
    return any(key in keys_of_spelling(each) for each in spellings)


def apart_km(point: Coordinates, place: Place) -> float:
    """Return how far a place's point lies from a point, in kilometres."""
    there = place.coordinates
    found = distances_km(
        point.latitude, point.longitude, np.array([there.latitude]), np.array([there.longitude])
    )
    return float(found[0])
