"""`python -m geo places`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.cli.common import load_gazetteer
from geo.cli.terminal import PROBLEMS, WELL, complain, say_table

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
    "SPELLINGS",
)
UNKNOWN = "-"


def run(options: argparse.Namespace) -> int:
    """Show the candidates for a name, or near spellings where there is none."""
    gazetteer = load_gazetteer()
    places = gazetteer.lookup(options.name)
    if not places and (place := gazetteer.place(options.name)):
        places = (place,)
    if places:
        say_table([HEADINGS, *(_cells(place, gazetteer) for place in places)])
        return WELL
    near = [f"{each.spelling} ({each.place.id})" for each in gazetteer.near_spellings(options.name)]
    hint = f"Near: {', '.join(near)}." if near else "No spelling is near it."
    complain(f"The gazetteer has no place {options.name!r}. {hint}")
    return PROBLEMS


def _cells(place: Place, gazetteer: Gazetteer) -> tuple[str, ...]:
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
        ", ".join(place.names),
    )
