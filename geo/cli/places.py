"""`python -m geo places`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.cli.common import load_gazetteer
from geo.cli.terminal import PROBLEMS, WELL, complain, say, say_table
from geo.errors import GazetteerError
from geo.gazetteer import DEMONYM, SHORT
from geo.geocoding import proposed
from geo.model import Coordinates
from geo.places import cache_folder, row_of
from geo.places.finding import candidates, is_main_name
from geo.text import key_of

if TYPE_CHECKING:
    import argparse

    from geo.gazetteer import Gazetteer
    from geo.model import Place

HEADINGS = (
    "ID",
    "NAME",
    "KIND",
    "IN",
    "COUNTRY",
    "LATITUDE",
    "LONGITUDE",
    "RADIUS_KM",
    "POPULATION",
    "NAME_IS",
    "SPELLINGS",
)
UNKNOWN = "-"
MOST_SPELLINGS = 12
"""Spellings of a place that are shown; cities have a hundred."""


def run(options: argparse.Namespace) -> int:
    """Show the candidates for a name, or near spellings where there is none."""
    gazetteer = load_gazetteer()
    near = None if options.near is None else _point(options.near, gazetteer)
    places = candidates(gazetteer, options.name, country=options.country, near=near)
    if not places and (place := gazetteer.place(options.name)):
        places = [place]
    if places:
        shown = places[: max(1, options.limit)]
        key = key_of(options.name.partition(",")[0])
        say_table([HEADINGS, *(_cells(place, gazetteer, key) for place in shown)])
        if more := len(places) - len(shown):
            complain(f"… and {more} more; --limit {len(places)} shows all of them.")
        return WELL
    spelled = [
        f"{each.spelling} ({each.place.id})" for each in gazetteer.near_spellings(options.name)
    ]
    hint = f"Near: {', '.join(spelled)}." if spelled else "No spelling is near it."
    complain(f"The gazetteer has no place {options.name!r}. {hint}")
    if options.ask_nominatim:
        _propose(options.name, gazetteer)
    return PROBLEMS


def _point(text: str, gazetteer: Gazetteer) -> Coordinates:
    """Return the point that --near means: two numbers, or a place's name."""
    try:
        latitude, longitude = map(float, text.split(","))
    except ValueError:
        found = candidates(gazetteer, text)
        if not found:
            message = f"--near {text!r} is neither LAT,LON, as 35.3,69.5, nor a known place"
            raise GazetteerError(message) from None
        return found[0].coordinates
    return Coordinates(latitude=latitude, longitude=longitude)


def _propose(name: str, gazetteer: Gazetteer) -> None:
    """Ask Nominatim, once a second at most, and show its answer as a row to add by hand."""
    from geopy.extra.rate_limiter import RateLimiter  # noqa: PLC0415 - only when asked for
    from geopy.geocoders import Nominatim  # noqa: PLC0415

    source = Nominatim(user_agent="dateline-gazetteer")
    ask = RateLimiter(source.geocode, min_delay_seconds=1.0, swallow_exceptions=False)
    place = proposed(name, gazetteer, ask, cache_folder() / "nominatim")
    if place is None:
        complain("Nominatim has no place of that name either.")
        return
    complain("Nominatim proposes this row. Look at it; add it to a file of yours if it is right:")
    say(row_of(place))


def _cells(place: Place, gazetteer: Gazetteer, key: str) -> tuple[str, ...]:
    ancestors = (gazetteer.place(each) for each in gazetteer.ancestors(place.id))
    return (
        place.id,
        place.name,
        place.kind.value,
        " < ".join(each.name for each in ancestors if each) or UNKNOWN,
        place.country or UNKNOWN,
        f"{place.coordinates.latitude:.4f}",
        f"{place.coordinates.longitude:.4f}",
        f"{place.radius_km:g}",
        UNKNOWN if place.population is None else str(place.population),
        _named(place, gazetteer, key),
        _some(place.names),
    )


def _named(place: Place, gazetteer: Gazetteer, key: str) -> str:
    """Say what the name asked for is to the place; nothing where its id was asked for."""
    entry = gazetteer.entry(key)
    flags = dict(zip((each.id for each in entry.places), entry.flags, strict=True)) if entry else {}
    if place.id not in flags:
        return UNKNOWN
    if is_main_name(place, key):
        return "main name"
    if flags[place.id] & DEMONYM:
        return "word for its people"
    return "short name" if flags[place.id] & SHORT else "other spelling"


def _some(names: tuple[str, ...]) -> str:
    rest = len(names) - MOST_SPELLINGS
    told = ", ".join(names[:MOST_SPELLINGS])
    return f"{told} … and {rest} more" if rest > 0 else told
