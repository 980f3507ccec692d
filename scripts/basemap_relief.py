"""The shaded relief of the theatre, from the GLOBE elevation model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from basemap_shapes import Box
from PIL import Image

if TYPE_CHECKING:
    import numpy.typing as npt

    Grid = npt.NDArray[np.float64]

ELEVATION_NORTH, ELEVATION_WEST, CELLS_PER_DEGREE = 50.0, 0.0, 120
"""Where the GLOBE tile G starts, and how many of its cells make a degree (30 arc-seconds)."""
EARTH_RADIUS_M = 6_371_000.0
RELIEF = Box(59.0, 28.0, 77.0, 40.5)
RELIEF_WIDTH = round((RELIEF.east - RELIEF.west) * CELLS_PER_DEGREE)
EXAGGERATION = 2.6
LIGHTS = ((315.0, 0.55), (265.0, 0.2), (5.0, 0.25))
"""Compass bearings that light comes from, and the share of each, 45 degrees up."""
FADE_DEGREES = 1.4
STRENGTH_STEP = 30
"""Strengths (of 255) are written in such steps: few are all an eye sees, and they pack small."""


def mercator(latitude: float) -> float:
    """Return the Web Mercator ordinate in degrees of the equator."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def mercator_rows(box: Box, height: int) -> Grid:
    """Return the latitude of each row's middle when rows are evenly spaced in Web Mercator."""
    top, bottom = mercator(box.north), mercator(box.south)
    ordinates = top + (np.arange(height) + 0.5) * (bottom - top) / height
    return np.degrees(np.arctan(np.sinh(np.radians(ordinates))))


def blurred(grid: Grid, radius: int) -> Grid:
    """Return running means over squares, twice, which is close to a Gaussian blur."""
    width = 2 * radius + 1
    for axis in (0, 1, 0, 1):
        edges = [(0, 0), (0, 0)]
        edges[axis] = (radius + 1, radius)
        sums = np.cumsum(np.pad(grid, edges, mode="edge"), axis=axis)
        size = grid.shape[axis]
        upper = np.take(sums, range(width, width + size), axis=axis)
        grid = (upper - np.take(sums, range(size), axis=axis)) / width
    return grid


def tones(elevation: Grid, latitudes: Grid) -> Grid:
    """Return light (above 0) and shadow (below 0) for each cell, flat land being 0.

    Slopes are lit from three sides; beside that, what lies below its surroundings (a
    valley) is darkened and what lies above (a ridge) lightened, so that a valley's floor
    can be told from a plateau.
    """
    cell = math.radians(1 / CELLS_PER_DEGREE) * EARTH_RADIUS_M
    south, east = np.gradient(elevation)
    slope_east = EXAGGERATION * east / (cell * np.cos(np.radians(latitudes))[:, None])
    slope_north = -EXAGGERATION * south / cell
    steepness = np.sqrt(1 + slope_east**2 + slope_north**2)
    flat = math.sqrt(0.5)
    light = np.zeros_like(elevation)
    for bearing, share in LIGHTS:
        angle = math.radians(bearing)
        toward = slope_east * math.sin(angle) + slope_north * math.cos(angle)
        light += share * (flat * (1 - toward) / steepness - flat)
    prominence = elevation - blurred(elevation, 8)
    result: Grid = 1.1 * light + 0.2 * np.tanh(prominence / 500)
    return result


def resampled(grid: Grid, rows: Grid, columns: Grid) -> Grid:
    """Read a grid between its cells, linearly in both directions."""
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    down, right = (rows - top)[:, None], (columns - left)[None, :]
    upper = grid[top][:, left] * (1 - right) + grid[top][:, left + 1] * right
    lower = grid[top + 1][:, left] * (1 - right) + grid[top + 1][:, left + 1] * right
    result: Grid = upper * (1 - down) + lower * down
    return result


def shaded_relief(elevation: npt.NDArray[np.int16]) -> tuple[Image.Image, dict[str, object]]:
    """Return the theatre's picture, black shadow and white light on nothing, and its record.

    Args:
        elevation: metres above the sea, the GLOBE tile G as it comes: 6,000 rows southward
            from 50 degrees north by 10,800 columns eastward from Greenwich.
    """
    box = RELIEF
    margin = 2  # cells about the box, so that its edge is shaded and read like the rest
    first_row = round((ELEVATION_NORTH - box.north) * CELLS_PER_DEGREE) - margin
    last_row = round((ELEVATION_NORTH - box.south) * CELLS_PER_DEGREE) + margin
    first_column = round((box.west - ELEVATION_WEST) * CELLS_PER_DEGREE) - margin
    last_column = round((box.east - ELEVATION_WEST) * CELLS_PER_DEGREE) + margin
    window = elevation[first_row:last_row, first_column:last_column].astype(np.float64)
    middles = ELEVATION_NORTH - (np.arange(first_row, last_row) + 0.5) / CELLS_PER_DEGREE
    shade = tones(window, middles)

    width = RELIEF_WIDTH
    height = round(width * (mercator(box.north) - mercator(box.south)) / (box.east - box.west))
    latitudes = mercator_rows(box, height)
    longitudes = box.west + (np.arange(width) + 0.5) * (box.east - box.west) / width
    rows = (ELEVATION_NORTH - latitudes) * CELLS_PER_DEGREE - 0.5 - first_row
    columns = (longitudes - ELEVATION_WEST) * CELLS_PER_DEGREE - 0.5 - first_column
    picture = resampled(shade, rows, columns)

    # The picture fades out towards its edges: no box is seen where the relief ends.
    north_south = np.minimum(box.north - latitudes, latitudes - box.south)
    east_west = np.minimum(box.east - longitudes, longitudes - box.west)
    fade = np.minimum(north_south[:, None], east_west[None, :]) / FADE_DEGREES
    picture *= np.clip(fade, 0, 1)
    strength = np.round(np.clip(np.abs(picture), 0, 1) * 255 / STRENGTH_STEP) * STRENGTH_STEP
    ink = np.where((picture > 0) & (strength > 0), 255, 0)
    layers = np.dstack([ink, ink, ink, np.clip(strength, 0, 255)]).astype(np.uint8)
    record = {
        "bounds": [[box.south, box.west], [box.north, box.east]],
        "width": width,
        "height": height,
        "projection": "EPSG:3857",
        "source": "GLOBE 1.0 elevation model, 30 arc-seconds, NOAA, public domain",
    }
    return Image.fromarray(layers, "RGBA"), record
