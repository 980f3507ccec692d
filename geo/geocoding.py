"""The gazetteer as a geopy geocoder, and Nominatim as one that only proposes.

Whatever takes a geopy geocoder takes `GazetteerGeocoder`; it asks no network. `proposed` asks a
geopy geocoder that does, for a name that nothing here knows, and what it answers is a row to look
at and to add by hand; it is never taken by itself, and the page never imports this.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geopy.exc import GeopyError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.errors import DatelineError
from geo.gazetteer.segment import KIND_NUMBER
from geo.model import Coordinates, Place, PlaceKind
from geo.places import open_gazetteer
from geo.places.finding import candidates
from geo.places.world_shapes import distances_km
from geo.text import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.gazetteer import Gazetteer

FARTHEST_KM = 50.0
"""How far from a point `reverse` looks for the nearest place."""
SETTLEMENTS = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)


class GazetteerGeocoder(Geocoder):  # type: ignore[misc] # geopy ships no types
    """Answers from Dateline's gazetteer as geopy's geocoders do, with `Location` or None.

    `Location.raw` holds id, kind, geonameid, country, population and, from `reverse`,
    distance_km. Without a gazetteer of one's own the whole one is opened.
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        super().__init__(user_agent="dateline", timeout=1)
        self.gazetteer = gazetteer or open_gazetteer()

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        country: str | None = None,
        near: object = None,
        timeout: object = None,
    ) -> Location | list[Location] | None:
        """Return what a name means: "Bazarak", "Paris, Texas", "Alexandria, Louisiana, USA".

        Args:
            query: a name, and after commas what contains it.
            exactly_one: the likeliest place; else all of them in a list.
            country: only places of this ISO 3166-1 alpha-2 code.
            near: a geopy point; the nearest place comes first.
            timeout: taken because geopy's callers give it; nothing here waits.
        """
        del timeout
        point = None if near is None else Point(near)
        at = (
            None
            if point is None
            else Coordinates(latitude=point.latitude, longitude=point.longitude)
        )
        found = candidates(self.gazetteer, query, country=country, near=at)
        if not found:
            return None
        locations = [self._location(place) for place in found[: 1 if exactly_one else None]]
        return locations[0] if exactly_one else locations

    def reverse(
        self, query: object, *, exactly_one: bool = True, timeout: object = None
    ) -> Location | list[Location] | None:
        """Return the nearest settlement within 50 km, else the nearest place of another kind.

        Countries, provinces and whatever else is wider than a settlement are left out.

        Args:
            query: a geopy point: (latitude, longitude), "35.3, 69.5", a `Point`.
            exactly_one: as in `geocode`; a list has one member here.
            timeout: as in `geocode`.
        """
        del timeout
        point = Point(query)
        found = nearest(
            self.gazetteer, Coordinates(latitude=point.latitude, longitude=point.longitude)
        )
        if found is None:
            return None
        location = self._location(found[0], round(found[1], 3))
        return location if exactly_one else [location]

    def _location(self, place: Place, distance_km: float | None = None) -> Location:
        names = [place.name]
        for above in self.gazetteer.ancestors(place.id):
            up = self.gazetteer.place(above)
            if up is not None:
                names.append(up.name)
        raw: dict[str, object] = {
            "id": place.id,
            "kind": place.kind.value,
            "geonameid": place.geonameid,
            "country": place.country,
            "population": place.population,
        }
        if distance_km is not None:
            raw["distance_km"] = distance_km
        here = (place.coordinates.latitude, place.coordinates.longitude)
        return Location(", ".join(dict.fromkeys(names)), here, raw)


def nearest(
    gazetteer: Gazetteer, point: Coordinates, within_km: float = FARTHEST_KM
) -> tuple[Place, float] | None:
    """Return the nearest settlement and its distance, else another small place; None if none."""
    small = {
        KIND_NUMBER[kind]
        for kind in PlaceKind
        if kind
        not in {
            *(PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT, PlaceKind.REGION),
            *(PlaceKind.CONTINENT, PlaceKind.SEA, PlaceKind.RIVER, PlaceKind.RANGE),
        }
    }
    for kinds in ({KIND_NUMBER[kind] for kind in SETTLEMENTS}, small):
        found = gazetteer.nearest(point, kinds, distances_km)
        if found is not None and found[1] <= within_km:
            return found
    return None


class ProposalError(DatelineError, RuntimeError):
    """The source on the network did not answer."""


def proposed(
    name: str,
    gazetteer: Gazetteer,
    ask: Callable[[str], Any],
    cache: Path,
) -> Place | None:
    """Return what a geocoder on the network proposes for a name that nothing else knows.

    Its answer, also that it has none, is kept in a file, so that no name is asked for twice.

    Args:
        name: as written.
        gazetteer: what is known; a name that it knows is never asked for.
        ask: a geopy geocoder's `geocode`, slowed down by geopy's `RateLimiter`.
        cache: a folder.

    Raises:
        ProposalError: the source did not answer.
    """
    if gazetteer.lookup(name):
        return None
    digest = hashlib.blake2b(key_of(name).encode(), digest_size=8).hexdigest()
    kept = cache / f"asked-{digest}.json"
    try:
        answer = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        try:
            location = ask(name)
        except GeopyError as error:
            message = f"the source on the network did not answer ({error}); try again later"
            raise ProposalError(message) from error
        answer = None
        if location is not None:
            answer = [location.address, location.latitude, location.longitude]
        _keep(kept, answer)
    if answer is None:
        return None
    address, latitude, longitude = answer
    return Place(
        id=f"proposed-{digest}",
        name=name,
        kind=PlaceKind.AREA,
        coordinates=Coordinates(latitude=latitude, longitude=longitude),
        radius_km=5.0,
        uncertainty_km=5.0,
        source=f"proposed by Nominatim, not checked: {address}",
    )


def _keep(path: Path, answer: Sequence[Any] | None) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(answer), "utf-8")
    except OSError:
        return  # it will be asked for again
