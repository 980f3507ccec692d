"""What `app.py` gives the server: the gate before it and the routes beside Streamlit's own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from streamlit import config

from geo import layer, serving
from geo.dashboard.routes import routes as data_routes
from geo.errors import ServingError

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.routing import BaseRoute


def middleware() -> list[Middleware]:
    """Return the gate, or end the program with a sentence when serving so would be unsafe."""
    try:
        access = serving.access_from_environment()
        serving.refuse_open_bind(config.get_option("server.address"), access)
    except ServingError as error:
        sys.exit(f"dateline: {error}")
    return serving.middleware(access)


def routes() -> list[BaseRoute]:
    """Return our own routes: data and words, and static files (Leaflet, basemap, our scripts)."""
    return [*data_routes(), *serving.asset_routes(layer.asset_folders())]
