"""The Folium map of the frame: one that never changes, and the group that says which data to show.

`st_folium` mounts its iframe anew when the map's script changes, so the script says only where the
files lie and which theme was asked for. What changes travels in the feature group, which it swaps
without a remount: the hash of the data and what may be done with it. No text from outside is in
either, because folium and branca compile what they are given as Jinja templates.
"""

from __future__ import annotations

import json
import re
from typing import Literal

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.layer.assets import script_links, style_links
from geo.layer.view import THEATRE, ZOOMS
from geo.model import TOO_WIDE_KM

Theme = Literal["auto", "light", "dark"]
START = (34.9, 69.2)
"""Where a map without rows looks: latitude, longitude of the theatre's middle."""
START_ZOOM = 6
HASH = re.compile(r"[0-9a-f]{16}")


class _LocalMap(folium.Map):
    """A Folium map that asks for Leaflet from here and for nothing from elsewhere."""

    def __init__(self, assets: str) -> None:
        # On the instance, and before folium looks: its class lists name hosts on the network.
        self.default_js = [("leaflet", f"{assets}/leaflet/leaflet.js")]
        self.default_css = [("leaflet_css", f"{assets}/leaflet/leaflet.css")]
        super().__init__(
            location=START,
            zoom_start=START_ZOOM,
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            track_resize=False,  # ours does, and keeps still what is looked at
            zoom_snap=0.25,
            wheel_px_per_zoom_level=90,
        )


class _Dateline(JSCSSMixin):
    """Everything on the map that is ours."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            dateline.start({{ this._parent.get_name() }}, {{ this.settings|tojson }});
        {% endmacro %}
        """,
    )

    def __init__(self, assets: str, theme: Theme) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is half typed
        self._name = "Dateline"
        self.default_js = script_links(assets)
        self.default_css = style_links(assets)
        self.settings = {
            "assets": assets,
            "theme": theme,
            "zooms": ZOOMS,
            "widest": TOO_WIDE_KM,
            "theatre": THEATRE,
        }


class _Told(folium.FeatureGroup):
    """What `st_folium` swaps: an empty layer whose coming tells the frame what to show."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = dateline.told({{ this.told }});
        {% endmacro %}
        """,
    )

    def __init__(self, told: str) -> None:
        super().__init__(name="told", control=False)
        self.told = told


def build_map(*, assets: str = "/assets", theme: Theme = "auto") -> folium.Map:
    """Return the frame's map; cheap, so make one for each run of the page.

    (st_folium writes into the map that it is given: one map must not be shared by sessions or
    used twice.) The same arguments give the same script, and so no remount.

    assets: prefix under which the server mounts `asset_folders()` and the data's routes. theme:
    "auto" follows the page's theme, or the system's, without a remount.
    """
    drawn = _LocalMap(assets)
    drawn.add_child(_Dateline(assets, theme), name="dateline")
    return drawn


def told_group(
    data: str, *, view_only: bool, changes: int = 0, done: bool = True
) -> folium.FeatureGroup:
    """Return what the frame is told, for `st_folium(…, feature_group_to_add=…)`.

    The same arguments give an unchanged group, which the browser leaves alone.

    data: hash of the columns that the frame is to show. view_only: nothing can be changed.
    changes: how many changes this visitor has asked for; done: whether the last one was made. A
    change may leave the columns as they were, and still be told on a card.

    Raises:
        ValueError: `data` is no hash of columns.
    """
    if not HASH.fullmatch(data):
        message = f"{data[:40]!r} is no hash of columns; it must be 16 hex digits"
        raise ValueError(message)
    told: dict[str, object] = {"hash": data, "viewOnly": view_only}
    if changes:
        told |= {"changes": changes, "done": done}
    return _Told(json.dumps(told, separators=(",", ":")))
