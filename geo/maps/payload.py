"""What the map is told: ids and numbers, and nothing else.

Folium and branca compile what they are given as Jinja templates, and browsers run what reaches
their markup. So no title, source, sentence or place name may pass here: an article is its id, a
place is its id, and whoever hovers over a pin has the words fetched as JSON (`geo.maps.labels`).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.model import Precision, Verdict
from geo.selection import ROLES_BY_STRENGTH, Clock, drawn_as

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.layer import View
    from geo.model import Coordinates
    from geo.selection import Dataset, Pin, Selection

THEATRE = ((29.0, 60.0), (39.5, 75.5))
"""South-west and north-east corner of Afghanistan with its borders: latitude, longitude."""
DECIMALS = 5
"""Of a degree: about a metre, finer than any place is known."""
PRECISIONS = (Precision.POINT, Precision.CIRCLE, Precision.AREA)
PLAIN_ID = re.compile(r"[a-z0-9-]{1,64}")

Corner = tuple[float, float]
"""Latitude, longitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A pin that stands out, or was clicked.

    place: None stands for every place of the article. click: tells two clicks on one pin apart;
    the newest is the greatest.
    """

    article: str
    place: str | None = None
    click: float = 0.0


@lru_cache(maxsize=32)
def payload(
    selection: Selection,
    dataset: Dataset,
    *,
    selected: Picked | None = None,
    view: View | None = None,
) -> str:
    """Return the pins of a selection as JSON of ids and numbers.

    selected: stands out; if its article waits in a tray, its pins are drawn as well. view: where
    the map looks first; without it, at the pins of the whole dataset. Visitors who ask the same
    share the string.
    """
    pins = [*selection.pins]
    if selected is not None and all(pin.article != selected.article for pin in pins):
        entry = dataset.entry(selected.article, selection.filters.clock)
        pins += entry.pins if entry is not None else ()
    articles: dict[str, int] = {}
    places: dict[str, int] = {}
    located: list[list[str | float]] = []
    rows: list[list[int]] = []
    for pin in pins:
        if pin.place.id not in places:
            located.append(_placed(pin))
        rows.append(
            [
                articles.setdefault(pin.article, len(articles)),
                places.setdefault(pin.place.id, len(places)),
                ROLES_BY_STRENGTH.index(drawn_as(pin.role)),
                round(100 * pin.confidence),
                int(pin.verdict is Verdict.AMBIGUOUS),
            ],
        )
    told = {
        "articles": [token(article) for article in articles],
        "places": located,
        "pins": rows,
        "selected": None if selected is None else _named(selected),
        "view": None if view is None else [view.centre.latitude, view.centre.longitude, view.zoom],
        "fit": first_bounds(dataset),
    }
    return json.dumps(told, separators=(",", ":"), allow_nan=False)


def _placed(pin: Pin) -> list[str | float]:
    point = pin.place.coordinates
    return [
        token(pin.place.id),
        round(point.latitude, DECIMALS),
        round(point.longitude, DECIMALS),
        PRECISIONS.index(pin.precision),
        round(pin.place.radius_km, 1),
    ]


def _named(picked: Picked) -> list[str | None]:
    return [token(picked.article), None if picked.place is None else token(picked.place)]


def token(identifier: str) -> str:
    """Return an id as it may pass a template: itself if it is plain, else a hash of it.

    Our own ids are plain. A store that somebody else wrote may hold anything.
    """
    if PLAIN_ID.fullmatch(identifier):
        return identifier
    return "x-" + hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def picked(drawing: object, dataset: Dataset) -> Picked | None:
    """Read what a click told: st_folium's `last_active_drawing`. None when it is not of ours.

    It comes from a browser, so it is believed only as far as the dataset knows it.
    """
    properties = drawing.get("properties") if isinstance(drawing, dict) else None
    if not isinstance(properties, dict) or properties.get("kind") != "article":
        return None
    click = properties.get("click")
    article = _known(properties.get("article"), (row.located.article.id for row in dataset.rows))
    place = _known(properties.get("place"), dataset.places)
    if article is None or place is None or not isinstance(click, int | float):
        return None
    return Picked(article=article, place=place, click=float(click))


def _known(told: object, identifiers: Iterable[str]) -> str | None:
    return next((i for i in identifiers if token(i) == told), None)


@lru_cache(maxsize=2)
def first_bounds(dataset: Dataset) -> tuple[Corner, Corner] | None:
    """Return the south-west and north-east corners that hold the dataset's pins.

    Where most pins stand in the theatre, only those count: a capital that had something to say
    must not shrink the news to a speck. None without pins.
    """
    pins = [pin for row in dataset.rows for pin in row.whole[Clock.PUBLISHED].pins]
    there = [pin for pin in pins if _in_theatre(pin.place.coordinates)]
    chosen = there if 2 * len(there) > len(pins) else pins
    if not chosen:
        return None
    latitudes = [pin.place.coordinates.latitude for pin in chosen]
    longitudes = [pin.place.coordinates.longitude for pin in chosen]
    return (min(latitudes), min(longitudes)), (max(latitudes), max(longitudes))


def _in_theatre(point: Coordinates) -> bool:
    (south, west), (north, east) = THEATRE
    return south <= point.latitude <= north and west <= point.longitude <= east
