"""The map: located articles in, a Folium map out.

Only this package imports folium, and only ids and numbers enter it.
"""

from geo.layer import View, outlined, parse_view
from geo.maps.assets import asset_folders
from geo.maps.drawing import Theme, build_map, pin_group
from geo.maps.labels import labels
from geo.maps.payload import Picked, picked

__all__ = [
    "Picked",
    "Theme",
    "View",
    "asset_folders",
    "build_map",
    "labels",
    "outlined",
    "parse_view",
    "picked",
    "pin_group",
]
