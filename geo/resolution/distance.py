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


def apart_km(here: Array, there: Array) -> Array:
    """Return the great-circle distances between all of two sets of points, given in radians."""
    north = np.sin((here[:, 0, None] - there[None, :, 0]) / 2) ** 2
    east = np.sin((here[:, 1, None] - there[None, :, 1]) / 2) ** 2
    half = north + np.cos(here[:, 0])[:, None] * np.cos(there[:, 0])[None, :] * east
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))
