"""The page's words: days, places and certainties as a reader would say them.

Pure functions from records to short English; no jargon of geoparsing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.corrections import Reach
from geo.model import (
    TOO_WIDE_KM,
    DatePrecision,
    Interval,
    Place,
    PlaceKind,
    Precision,
    Role,
    Verdict,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ROLES: Mapping[Role, str] = {
    Role.EVENT: "It happened here",
    Role.DATELINE: "Reported from here",
    Role.GOVERNMENT: "Stands for a government",
    Role.BACKGROUND: "Named in passing",
    Role.ORGANISATION: "Part of an organisation's name",
    Role.DEMONYM: "Only its people are named",
}
REACHES: Mapping[Reach, str] = {
    Reach.MENTION: "This mention",
    Reach.ARTICLE: "This name in this article",
    Reach.OUTLET: "This name in this outlet",
    Reach.EVERYWHERE: "This name everywhere",
}
KINDS: Mapping[PlaceKind, str] = {
    PlaceKind.BORDER_CROSSING: "border crossing",
    PlaceKind.RANGE: "mountain range",
}
STATES = frozenset({"US", "AU", "BR", "DE", "IN", "MM", "MX", "MY", "NG", "SD", "SS", "VE"})
"""Countries whose provinces are called states."""
DIVISIONS = frozenset(
    (
        *("area", "borough", "canton", "city", "county", "departamento"),
        *("department", "district", "division", "governorate", "municipality", "oblast"),
        *("parish", "prefecture", "province", "provincia", "raion", "region"),
        *("rayon", "state", "territory", "voivodeship", "wilaya"),
    )
)
"""Words that tell in a name that a division is meant."""
SURE = 0.9
LIKELY = 0.6
MILLION = 1_000_000


def day(value: dt.date) -> str:
    """Say a day: "3 September 2021"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def long_day(value: dt.date) -> str:
    """Say a day with its weekday: "Friday, 3 September 2021"."""
    return f"{WEEKDAYS[value.weekday()]}, {day(value)}"


def period(first: dt.date, last: dt.date) -> str:
    """Say a range of days as shortly as it stays clear: "27 August to 6 September 2021"."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{first.day} to {day(last)}"


def interval(value: Interval) -> str:
    """Say an interval as exactly as it is known, and no more exactly."""
    if value.precision is DatePrecision.YEAR and value.first.year == value.last.year:
        return f"some time in {value.first.year}"
    same_month = (value.first.year, value.first.month) == (value.last.year, value.last.month)
    if value.precision is DatePrecision.MONTH and same_month:
        return f"some time in {MONTHS[value.first.month - 1]} {value.first.year}"
    if value.first == value.last:
        return day(value.first)
    return f"some time from {period(value.first, value.last)}"


def kind(place: Place) -> str:
    """Say what sort of thing a place is."""
    if place.kind is PlaceKind.PROVINCE and place.country in STATES:
        return "state"
    if place.kind is PlaceKind.DISTRICT and place.country == "US":
        return "county"
    return KINDS.get(place.kind, place.kind.value.replace("_", " "))


def drawn(place: Place, outlined: Collection[str]) -> str:
    """Say how the map draws a place; `outlined` are the provinces that it has an outline of."""
    across = f"about {kilometres(2 * place.radius_km)} across"
    if place.precision is Precision.POINT:
        return "as a point"
    if place.precision is Precision.CIRCLE:
        return f"as a circle, because it is {across}"
    if place.precision is Precision.NONE:
        return "without a pin, because it is too large for one"
    if place.id in outlined:
        return f"as its outline, because it is a {kind(place)}"
    if place.radius_km < TOO_WIDE_KM:
        return f"as a hatched circle {across}, because its outline is not known here"
    return (
        f"as a hatched square at its middle, which stands for the whole {kind(place)}, {across}; "
        "its outline is not known here"
    )


def lineage(place: Place, places: Mapping[str, Place]) -> tuple[Place, ...]:
    """Return what contains a place, the nearest first, as far as `places` knows."""
    found: list[Place] = []
    parent = place.parent
    while parent is not None and parent in places and len(found) < len(places):
        found.append(places[parent])
        parent = places[parent].parent
    return tuple(found)


def named(place: Place) -> str:
    """Name a province or district as such, so that it is not taken for its town."""
    known = place.kind in {PlaceKind.PROVINCE, PlaceKind.DISTRICT}
    if not known or not DIVISIONS.isdisjoint(place.name.casefold().split()):
        return place.name
    return f"{place.name} {kind(place)}"


def inside(place: Place, places: Mapping[str, Place]) -> str:
    """Say what contains a place, the nearest first: "Bazarak, Panjshir, Afghanistan"."""
    return ", ".join(named(above) for above in lineage(place, places))


def described(place: Place, places: Mapping[str, Place]) -> str:
    """Name a place so that it is not taken for its namesakes: "Bazarak · town in Panjshir"."""
    above = lineage(place, places)
    where = f" in {named(above[0])}" if above else ""
    return f"{place.name} · {kind(place)}{where}"


def kilometres(value: float) -> str:
    """Say a distance no more exactly than it matters."""
    if value < 1:
        return f"{max(100, round(value * 1000, -2)):.0f} m"
    return f"{value:,.0f} km"


def people(count: int) -> str:
    """Say a population in round figures."""
    if count >= MILLION:
        return f"about {count / MILLION:.1f} million"
    digits = len(str(count)) - 2
    return f"about {round(count, -max(0, digits)):,}"


def point(place: Place) -> str:
    """Say coordinates: "35.3114° N, 69.5151° E"."""
    latitude, longitude = place.coordinates.latitude, place.coordinates.longitude
    north = "N" if latitude >= 0 else "S"
    east = "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.4f}° {north}, {abs(longitude):.4f}° {east}"


def certainty(verdict: Verdict, confidence: float) -> str:
    """Say how sure it is that a name means a place, as a verb."""
    if verdict is Verdict.AMBIGUOUS:
        return "may mean"
    if confidence >= SURE:
        return "means, almost certainly,"
    if confidence >= LIKELY:
        return "seems to mean"
    return "may mean"


def names(values: Sequence[str], most: int) -> str:
    """List names, the first `most` of them: "Bazarak, Anjuman Pass + 2"."""
    rest = len(values) - most
    return ", ".join(values[:most]) + (f" + {rest}" if rest > 0 else "")


def counted(count: int, one: str, many: str | None = None) -> str:
    """Say how many: "1 article", "12 articles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
