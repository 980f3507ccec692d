"""The same marks the stock way: st_folium with a cluster plugin under `st.slider`.

`streamlit run` this file. DATELINE_BENCH_STOCK names a JSON file: {"kind": "MarkerCluster" or
"FastMarkerCluster", "plugin": folder of Leaflet.markercluster, "marks": [[latitude, longitude,
day since 1970-01-01], ...] by day}. Scripts come from this server, as the bench has no network.
"""

from __future__ import annotations

import json
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

PLAIN = "(row) => L.marker(row)"
"""Folium's own callback needs one more plugin, for its icon."""


@lru_cache(maxsize=1)
def given() -> dict[str, Any]:
    """Return what is to be shown."""
    told: dict[str, Any] = json.loads(Path(os.environ["DATELINE_BENCH_STOCK"]).read_text("utf-8"))
    return told


def show() -> None:
    """Draw the page."""
    import folium  # noqa: PLC0415 - for each run, as any script of Streamlit's
    import streamlit as st  # noqa: PLC0415
    from folium import plugins  # noqa: PLC0415
    from streamlit_folium import st_folium  # noqa: PLC0415

    told = given()
    folium.Map.default_js = [("leaflet", "/assets/leaflet/leaflet.js")]
    folium.Map.default_css = [("leaflet_css", "/assets/leaflet/leaflet.css")]
    cluster = getattr(plugins, told["kind"])
    cluster.default_js = [("markercluster", "/assets/plugin/leaflet.markercluster.js")]
    cluster.default_css = [
        ("markercluster", "/assets/plugin/MarkerCluster.css"),
        ("markerclusterdefault", "/assets/plugin/MarkerCluster.Default.css"),
    ]
    marks = told["marks"]
    first, last = marks[0][2], marks[-1][2]
    low, high = st.slider("days", first, last, (first, first + (last - first) // 6))
    kept = [[latitude, longitude] for latitude, longitude, day in marks if low <= day <= high]
    drawn = folium.Map(location=(34.9, 69.2), zoom_start=6, tiles=None, maxZoom=12)
    if told["kind"] == "FastMarkerCluster":
        cluster(kept, callback=PLAIN).add_to(drawn)
    else:
        group = cluster().add_to(drawn)
        for at in kept:
            folium.Marker(at).add_to(group)
    st_folium(drawn, key="map", width=1200, height=600, returned_objects=[])


if get_script_run_ctx(suppress_warning=True) is None:
    from streamlit.starlette import App

    from geo import layer, serving

    folders = {**layer.asset_folders(), "plugin": Path(given()["plugin"])}
    app = App(Path(__file__), routes=serving.asset_routes(folders))
else:
    show()
