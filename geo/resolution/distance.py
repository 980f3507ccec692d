"""How far places lie apart."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from geopy.distance import geodesic

if TYPE_CHECKING:
    from geo.model import Coordinates

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
