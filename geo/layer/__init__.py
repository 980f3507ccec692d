"""The frame: the dataset as arrays, the Folium map that never changes, and what it tells back.

Only this package imports folium, and only ids and numbers enter it.
"""

from geo.layer.assets import asset_folders, outlined, trust_links
from geo.layer.columns import DRAWN, Columns, columns, day_number
from geo.layer.element import Theme, build_map, told_group
from geo.layer.told import Told, folding, heard, proposal, whole
from geo.layer.view import ZOOMS, View, parse_view

__all__ = [
    "DRAWN",
    "ZOOMS",
    "Columns",
    "Theme",
    "Told",
    "View",
    "asset_folders",
    "build_map",
    "columns",
    "day_number",
    "folding",
    "heard",
    "outlined",
    "parse_view",
    "proposal",
    "told_group",
    "trust_links",
    "whole",
]
