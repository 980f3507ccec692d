"""The Folium map: one that never changes, and the group of pins that does.

`st_folium` mounts its frame anew when the map's script changes, so the script says only where the
files lie and which theme was asked for. Everything else travels in the feature group, which it
swaps without a remount; and that is only `geo.maps.payload`. No other module imports folium.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.layer import ZOOMS
from geo.maps.assets import script_links, style_links
from geo.maps.payload import payload
from geo.model import TOO_WIDE_KM

if TYPE_CHECKING:
    from geo.layer import View
    from geo.maps.payload import Picked
    from geo.selection import Dataset, Selection

Theme = Literal["auto", "light", "dark"]
START = (34.9, 69.2)
"""Where a map without pins looks: latitude, longitude of the theatre's middle."""
START_ZOOM = 6


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
    """Everything on the map that is ours: basemap, names, pins, controls."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            dateline.start({{ this._parent.get_name() }}, {{ this.settings|tojson }});
        {% endmacro %}
        """,
    )

    def __init__(self, assets: str, theme: Theme, labels: str | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca is half typed
        self._name = "Dateline"
        self.default_js = script_links(assets)
        self.default_css = style_links(assets)
        self.settings = {
            "assets": assets,
            "theme": theme,
            "labels": labels,
            "zooms": ZOOMS,
            "widest": TOO_WIDE_KM,
        }


class _PinGroup(folium.FeatureGroup):
    """What `st_folium` swaps: a layer that hands the pins to the map, which redraws the changes."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = dateline.pins({{ this.told }});
        {% endmacro %}
        """,
    )

    def __init__(self, told: str) -> None:
        super().__init__(name="pins", control=False)
        self.told = told


def build_map(
    *,
    assets: str = "/assets",
    theme: Theme = "auto",
    labels: str | None = None,
) -> folium.Map:
    """Return the map without its pins; cheap, so make one for each run of the page.

    (st_folium writes into the map that it is given: one map must not be shared by sessions or
    used twice.) The same arguments give the same script, and so no remount.

    assets: prefix under which the server mounts `asset_folders()`. theme: "auto" follows the page's
    theme, or the system's, without a remount. labels: address that answers a GET with
    `?articles=ID,ID&places=ID,ID` by `geo.maps.labels.labels` as JSON; without it a hover shows no
    words.
    """
    drawn = _LocalMap(assets)
    drawn.add_child(_Dateline(assets, theme, labels), name="dateline")
    return drawn


def pin_group(
    selection: Selection,
    dataset: Dataset,
    *,
    selected: Picked | None = None,
    view: View | None = None,
) -> folium.FeatureGroup:
    """Return the pins of a selection, for `st_folium(…, feature_group_to_add=…)`.

    An unchanged selection gives an unchanged group, which the browser leaves alone. selected:
    stands out, and is brought into sight unless it was clicked on the map. view: where a fresh map
    looks first, if the page's address does not say it; without it, at all pins of the dataset.
    """
    return _PinGroup(payload(selection, dataset, selected=selected, view=view))
