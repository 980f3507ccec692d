"""The route that answers the map's question for words: JSON in, JSON out, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from geo import maps
from geo.dashboard.library import library
from geo.errors import DatelineError

if TYPE_CHECKING:
    from starlette.requests import Request

ADDRESS = "/labels"
LONGEST_QUERY = 8_000
"""Characters; sixty ids of each kind, the most that one answer holds, take some 3,000."""


def route() -> Route:
    """Return the route `GET /labels?articles=ID,ID&places=ID,ID`; see `geo.maps.labels`."""
    return Route(ADDRESS, _answer, methods=["GET"])


def _answer(request: Request) -> JSONResponse:
    """Answer one question. Not async: reading the store must not hold up other visitors."""
    if len(request.url.query) > LONGEST_QUERY:
        return JSONResponse(
            {"error": f"Ask for fewer at once: {LONGEST_QUERY} characters are the most."}, 414
        )
    wanted = [
        [word for word in request.query_params.get(name, "").split(",") if word]
        for name in ("articles", "places")
    ]
    try:
        told = maps.labels(library().dataset, *wanted)
    except DatelineError as error:
        return JSONResponse({"error": str(error)}, 503)
    return JSONResponse(told, headers={"cache-control": "no-store"})
