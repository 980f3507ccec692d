"""Polygons in degrees: where their middle is, how far they reach, and what lies inside."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
from basemap_shapes import Line, Point, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Polygon = list[Line]
"""An outer ring and its holes; points are longitude, latitude."""

EARTH_KM = 6371.0
_GRID = 24
_SMALLEST_TURN = 1e-12


def distance_km(here: Point, there: Point) -> float:
    """Return the way along the globe between two points, in kilometres (a sphere: within 0.6 %)."""
    (x, y), (u, v) = ([math.radians(value) for value in point] for point in (here, there))
    square = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(square)))


def polygons_of(geometry: dict[str, object]) -> list[Polygon]:
    """Return the polygons of a GeoJSON Polygon or MultiPolygon, without heights."""
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [
        [[(float(x), float(y)) for x, y, *_ in ring] for ring in polygon]
        for polygon in polygons  # type: ignore[attr-defined]  # JSON: the type says what it is
    ]


def area_and_centroid(ring: Line) -> tuple[float, Point]:
    """Return a ring's area in square kilometres (roughly) and its centre of mass.

    Degrees of longitude are shortened by the cosine of the ring's mean latitude.
    """
    points = np.asarray(ring)
    origin = points.mean(axis=0)
    x, y = (points - origin).T
    turn = x[:-1] * y[1:] - x[1:] * y[:-1]
    double = float(turn.sum())
    if abs(double) < _SMALLEST_TURN:
        return 0.0, (float(origin[0]), float(origin[1]))
    centre_x = float(((x[:-1] + x[1:]) * turn).sum()) / (3 * double) + float(origin[0])
    centre_y = float(((y[:-1] + y[1:]) * turn).sum()) / (3 * double) + float(origin[1])
    degree = math.radians(1.0) * EARTH_KM
    area = abs(double) / 2 * degree**2 * math.cos(math.radians(float(origin[1])))
    return area, (centre_x, centre_y)


def holds(polygon: Polygon, point: Point) -> bool:
    """Tell whether a point lies in a polygon and in none of its holes."""
    outer, *holes = polygon
    return inside(point, outer) and not any(inside(point, hole) for hole in holes)


def largest(polygons: Iterable[Polygon]) -> Polygon:
    """Return the polygon with the largest outer ring."""
    return max(polygons, key=lambda polygon: area_and_centroid(polygon[0])[0])


def _middle_of_a_grid(polygon: Polygon) -> Point:
    """Return the point of a grid over a polygon that is farthest from its vertices."""
    vertices = np.asarray([point for ring in polygon for point in ring])
    (west, south), (east, north) = vertices.min(axis=0), vertices.max(axis=0)
    shortened = math.cos(math.radians(float(south + north) / 2))
    best, farthest = polygon[0][0], -1.0
    for column, row in itertools.product(range(1, _GRID), repeat=2):
        x = float(west + (east - west) * column / _GRID)
        y = float(south + (north - south) * row / _GRID)
        if not holds(polygon, (x, y)):
            continue
        steps = (vertices - (x, y)) * (shortened, 1.0)
        nearest = float(np.hypot(*steps.T).min())
        if nearest > farthest:
            best, farthest = (x, y), nearest
    return best


def point_inside(polygon: Polygon, label: Point) -> Point:
    """Return the polygon's centroid, or its label where that lies outside, or a point within."""
    _, centroid = area_and_centroid(polygon[0])
    for point in (centroid, label):
        if holds(polygon, point):
            return point
    return _middle_of_a_grid(polygon)


def reach_km(point: Point, rings: Iterable[Line]) -> float:
    """Return how far the farthest vertex is from a point, in kilometres."""
    return max(distance_km(point, vertex) for ring in rings for vertex in ring)


def rounded_up(kilometres: float, step: int) -> int:
    """Round up to a multiple of the step, so that the circle still holds everything."""
    return max(step, math.ceil(kilometres / step) * step)


def gap_km(point: Point, polygons: Sequence[Polygon]) -> float:
    """Return how far a point is from the nearest vertex, or 0 where a polygon holds it."""
    if any(holds(polygon, point) for polygon in polygons):
        return 0.0
    return min(distance_km(point, vertex) for polygon in polygons for vertex in polygon[0])
