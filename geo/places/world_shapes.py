"""How large and what kind a populated place is taken to be, and where the middle of several lies.

GeoNames gives a town's point and its people, no extent; these are the estimates made from them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo.model import Coordinates, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

EARTH_RADIUS_KM = 6371.0088
CITY_FROM, TOWN_FROM = 100_000, 5_000
"""People from which a populated place is called a city, or a town; below it is a village."""
PEOPLE_PER_KM2 = 3_000.0
"""How densely towns are taken to be settled, for how wide they are."""
SMALLEST_RADIUS_KM, TOWN_UNCERTAINTY_KM = 1.0, 2.0
SMALLEST_DIVISION_KM = 5.0


def settlement(population: int) -> PlaceKind:
    """Return what a populated place of so many people is called; 0 people means unknown."""
    if population >= CITY_FROM:
        return PlaceKind.CITY
    return PlaceKind.TOWN if population >= TOWN_FROM else PlaceKind.VILLAGE


def town_radius_km(population: int) -> float:
    """Return how wide a town of so many people is taken to be."""
    return round(max(SMALLEST_RADIUS_KM, math.sqrt(population / PEOPLE_PER_KM2 / math.pi)), 1)


def middle(points: Sequence[tuple[float, float]]) -> tuple[Coordinates, float] | None:
    """Return the middle of some points and how far the farthest lies from it, in kilometres.

    Args:
        points: latitude and longitude of each, in degrees.
    """
    if not points:
        return None
    latitudes, longitudes = np.radians(np.array(points, "f8")).T
    # The mean of directions, so that points on both sides of the date line have theirs there.
    x = (np.cos(latitudes) * np.cos(longitudes)).mean()
    y = (np.cos(latitudes) * np.sin(longitudes)).mean()
    z = np.sin(latitudes).mean()
    point = Coordinates(
        latitude=round(math.degrees(math.atan2(z, math.hypot(x, y))), 5),
        longitude=round(math.degrees(math.atan2(y, x)), 5),
    )
    towns = np.array(points, "f8")
    reach = float(distances_km(point.latitude, point.longitude, towns[:, 0], towns[:, 1]).max())
    return point, round(max(SMALLEST_DIVISION_KM, reach), 1)


def distances_km(
    latitude: float,
    longitude: float,
    latitudes: np.ndarray[tuple[int], np.dtype[np.float64]],
    longitudes: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how far many points, in degrees, lie from one, on a sphere (within 0.6 %)."""
    here, there = math.radians(latitude), np.radians(latitudes)
    turned = np.radians(longitudes - longitude)
    half = (
        np.sin((there - here) / 2) ** 2 + np.cos(there) * math.cos(here) * np.sin(turned / 2) ** 2
    )
    found: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    )
    return found
