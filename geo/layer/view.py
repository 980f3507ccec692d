"""Where the map looks."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model import Coordinates

THEATRE = ((29.0, 60.0), (39.5, 75.5))
"""South-west and north-east corner of Afghanistan with its borders: latitude, longitude."""
ZOOMS = (0.5, 13.0)
"""Leaflet's, from the world on a phone to a town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the map looks: its centre, and Leaflet's zoom (2 the world on a desk, 13 a town)."""

    centre: Coordinates
    zoom: float


def parse_view(text: str) -> View | None:
    """Read the link's `view=latitude,longitude,zoom`; None when it is no such thing."""
    parts = text.split(",")
    if len(parts) != len(("latitude", "longitude", "zoom")):
        return None
    try:
        latitude, longitude, zoom = map(float, parts)
        centre = Coordinates(latitude=latitude, longitude=longitude)
    except ValueError:
        return None
    if not ZOOMS[0] <= zoom <= ZOOMS[1]:
        return None
    return View(centre=centre, zoom=zoom)
