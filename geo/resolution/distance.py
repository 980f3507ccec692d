"""How far places lie apart."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from geopy.distance import geodesic

if TYPE_CHECKING:
    from geo.model import Coordinates

    Array = np.ndarray[Any, Any]

EARTH_KM = 6371.0


def rough_km(one: Coordinates, other: Coordinates) -> float:
    """Return the great-circle distance, within 0.6 % of the geodesic: quick, for choosing."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


@lru_cache(maxsize=16384)
def geodesic_km(one: Coordinates, other: Coordinates) -> float:
    """Return the distance on the WGS 84 ellipsoid: exact, for telling."""
    here, there = (one.latitude, one.longitude), (other.latitude, other.longitude)
    return float(geodesic(here, there).kilometers)


def on_sphere(latitude: Array, longitude: Array) -> Array:
    """Return points in degrees as rows of three: their directions from the earth's centre."""
    north, east = np.radians(latitude), np.radians(longitude)
    level = np.cos(north)
    return np.stack((level * np.cos(east), level * np.sin(east), np.sin(north)), 1)


def apart_km(here: Array, there: Array) -> Array:
    """Return the great-circle distances between all of two sets of points (see `on_sphere`)."""
    chord = np.sqrt(((here[:, None] - there[None]) ** 2).sum(2))
    return np.asarray(2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1.0)))


def chord_km(chord: float) -> float:
    """Return the great-circle distance of two points from the straight one of their directions."""
    return 2 * EARTH_KM * math.asin(min(1.0, chord / 2))


def cosine(km: float) -> float:
    """Return the product of two points' directions at this distance; nearer ones have more."""
    return math.cos(km / EARTH_KM)
