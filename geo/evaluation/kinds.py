"""What sort of place a gold toponym means, coarsely, so that figures can be told apart by it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from geo.evaluation.scoring import NEAR_KM, distance_km, same_id
from geo.model import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.evaluation.corpora import GoldToponym
    from geo.model import Place


class GoldKind(StrEnum):
    """A row of the table by kind."""

    CONTINENT = "continent"
    COUNTRY = "country"
    ADMIN1 = "admin1"  # a state or province
    ADMIN2 = "admin2"  # a county or district
    POPULATED = "populated place"
    OTHER = "other"
    UNKNOWN = "unknown"


_OF_CODE = {"CONT": GoldKind.CONTINENT, "ADM1": GoldKind.ADMIN1, "ADM2": GoldKind.ADMIN2}
_OF_SORT = {
    "CONTINENT": GoldKind.CONTINENT,
    "COUNTRY": GoldKind.COUNTRY,
    "CITY": GoldKind.POPULATED,
}
"""The words of corpora. Labels have the gazetteer's own, which are added below."""
_OF_KIND = {
    PlaceKind.CONTINENT: GoldKind.CONTINENT,
    PlaceKind.COUNTRY: GoldKind.COUNTRY,
    PlaceKind.PROVINCE: GoldKind.ADMIN1,
    PlaceKind.DISTRICT: GoldKind.ADMIN2,
    PlaceKind.CITY: GoldKind.POPULATED,
    PlaceKind.TOWN: GoldKind.POPULATED,
    PlaceKind.VILLAGE: GoldKind.POPULATED,
}
_OF_SORT |= {kind.value.upper(): sort for kind, sort in _OF_KIND.items()}


def kind_of(gold: GoldToponym, candidates: Sequence[Place]) -> GoldKind:
    """Return the kind by GeoNames' codes, else the corpus's word, else the gazetteer.

    candidates: the gazetteer's places of that name; the nearest one to the gold point tells the
    kind where the corpus does not, if it is within 161 km or within its own radius.
    """
    code = gold.feature_code.upper()
    if code or gold.feature_class:
        if code.startswith("PCL"):
            return GoldKind.COUNTRY
        of_class = GoldKind.POPULATED if gold.feature_class.upper() == "P" else GoldKind.OTHER
        return _OF_CODE.get(code, of_class)
    if gold.sort:
        return _OF_SORT.get(gold.sort.upper(), GoldKind.OTHER)
    here = [place for place in candidates if covers(place, gold)]
    if not here or gold.coordinates is None:
        return GoldKind.UNKNOWN
    point = gold.coordinates
    nearest = min(here, key=lambda place: distance_km(place.coordinates, point))
    return _OF_KIND.get(nearest.kind, GoldKind.OTHER)


def is_gold(place: Place, gold: GoldToponym) -> bool:
    """Tell whether choosing this place would be right: within 161 km, or the same number."""
    if gold.coordinates is None:
        return False
    return same_id(gold, place) or distance_km(place.coordinates, gold.coordinates) <= NEAR_KM


def covers(place: Place, gold: GoldToponym) -> bool:
    """Tell whether it would be right, or is so wide that its radius takes in the gold point."""
    if gold.coordinates is None:
        return False
    return is_gold(place, gold) or (
        distance_km(place.coordinates, gold.coordinates) <= place.radius_km
    )
