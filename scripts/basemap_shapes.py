"""Lines and rings in degrees: simplified, rounded, cut at the antimeridian."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Point = tuple[float, float]
"""Longitude, latitude in degrees: the order of GeoJSON."""
Line = list[Point]


class Box(NamedTuple):
    """Bounds in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, line: Line) -> bool:
        """Tell whether any point of the line lies inside."""
        return any(self.west <= x <= self.east and self.south <= y <= self.north for x, y in line)


class Detail(NamedTuple):
    """How finely a line is kept: how far it may stray, and to how many decimals it is written."""

    tolerance: float  # degrees
    decimals: int
    smallest: float  # square degrees of the box about a ring; a smaller ring is left out


THEATRE = Box(58.0, 27.5, 77.5, 41.0)
FINE = Detail(tolerance=0.003, decimals=3, smallest=0.0)
COARSE = Detail(tolerance=0.045, decimals=2, smallest=0.02)
HALF_TURN, FULL_TURN, POLE = 180.0, 360.0, 90.0
RING = 4  # the fewest points of a closed ring, its first repeated at its end


def detail_of(line: Line) -> Detail:
    """Give lines that touch the theatre all their detail, and the rest of the world less."""
    return FINE if THEATRE.holds(line) else COARSE


def simplify(line: Line, tolerance: float) -> Line:
    """Leave out the points that stray less than the tolerance (Douglas and Peucker)."""
    if len(line) <= 2:  # noqa: PLR2004 - two ends are a line already
        return line
    points = np.asarray(line)
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:  # noqa: PLR2004 - nothing lies between
            continue
        inner = points[first + 1 : last] - points[first]
        chord = points[last] - points[first]
        length = float(np.hypot(*chord))
        if length == 0:
            distance = np.hypot(inner[:, 0], inner[:, 1])
        else:
            distance = np.abs(inner[:, 0] * chord[1] - inner[:, 1] * chord[0]) / length
        farthest = int(np.argmax(distance))
        if distance[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return [line[index] for index in np.flatnonzero(keep)]


def rounded(line: Line, decimals: int) -> Line:
    """Round the points and leave out those that fall together with the one before."""
    result: Line = []
    for x, y in line:
        point = (round(x, decimals), round(y, decimals))
        if not result or point != result[-1]:
            result.append(point)
    return result


def extent(ring: Line) -> float:
    """Return the area of the box about a ring, in square degrees."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def wrapped(longitude: float) -> float:
    """Bring a longitude back between -180 and 180 degrees."""
    return (longitude + HALF_TURN) % FULL_TURN - HALF_TURN


def unwrapped(ring: Line) -> Line:
    """Let longitudes run on past 180 degrees where a ring crosses the antimeridian.

    A ring about the pole does not come back to its start; it is closed along the pole.
    """
    turn = 0.0
    result = [ring[0]]
    for (before, _), (x, y) in itertools.pairwise(ring):
        if x - before > HALF_TURN:
            turn -= FULL_TURN
        elif before - x > HALF_TURN:
            turn += FULL_TURN
        result.append((x + turn, y))
    if turn:
        pole = -POLE if result[0][1] < 0 else POLE
        result += [(result[-1][0], pole), (result[0][0], pole), result[0]]
    return result


def clipped(ring: Line, limit: float, *, keep_east: bool) -> Line:
    """Cut a ring along one meridian and keep one side (Sutherland and Hodgman)."""
    sign = 1.0 if keep_east else -1.0
    result: Line = []
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        a_in, b_in = sign * (ax - limit) >= 0, sign * (bx - limit) >= 0
        if a_in:
            result.append((ax, ay))
        if a_in != b_in:
            share = (limit - ax) / (bx - ax)
            result.append((limit, ay + share * (by - ay)))
    if result:
        result.append(result[0])
    return result


def windows(rings: Sequence[Line]) -> Iterator[tuple[float, float]]:
    """Yield the spans of longitude, each at most half a turn, into which rings are cut."""
    west = min(x for ring in rings for x, _ in ring)
    east = max(x for ring in rings for x, _ in ring)
    if west >= -HALF_TURN and east <= HALF_TURN and east - west <= HALF_TURN:
        yield -HALF_TURN, HALF_TURN
        return
    step = HALF_TURN if east - west > HALF_TURN else FULL_TURN
    start = math.floor((west + HALF_TURN) / step) * step - HALF_TURN
    while start < east:
        yield start, start + step
        start += step


def cut(polygon: list[Line]) -> list[list[Line]]:
    """Cut a polygon at the antimeridian, so that no ring streaks across the map."""
    rings = [unwrapped(ring) for ring in polygon]
    pieces = []
    for west, east in windows(rings):
        shift = math.floor((west + HALF_TURN) / FULL_TURN) * FULL_TURN
        piece = []
        for ring in rings:
            part = clipped(clipped(ring, west, keep_east=True), east, keep_east=False)
            if len(part) >= RING:
                piece.append([(x - shift, y) for x, y in part])
        if piece:
            pieces.append(piece)
    return pieces


def inside(point: Point, ring: Line) -> bool:
    """Tell whether a point lies inside a ring, by counting crossings to the east."""
    x, y = point
    return bool(
        sum(
            (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax)
            for (ax, ay), (bx, by) in itertools.pairwise(ring)
        )
        % 2
    )


class Country(NamedTuple):
    """One outline: ISO alpha-2 in lower case (None for a territory without one) and name."""

    id: str | None
    name: str
    polygons: list[list[Line]]
