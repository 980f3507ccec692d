"""A place that nothing here knows, drawn in the page: read from the form, and kept for the team."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from geo.corrections import PlaceIs, parse_point
from geo.dashboard import words
from geo.dashboard.library import gazetteer
from geo.errors import CorrectionError, GazetteerError
from geo.gazetteer.segment import KIND_NUMBER
from geo.model import Place, PlaceKind
from geo.places import SEPARATOR
from geo.places.finding import apart_km, candidates
from geo.places.layers import LAYERS_VARIABLE
from geo.places.team import SAME_KM, keep_drawn, team_path
from geo.places.world_shapes import distances_km
from geo.text import key_of

if TYPE_CHECKING:
    from geo.corrections import Correction
    from geo.gazetteer import Gazetteer

NEW = "new:"
"""Begins what stands for the id of a place that is only drawn."""
KINDS = tuple(
    kind
    for kind in PlaceKind
    if kind
    not in {
        *(PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT, PlaceKind.CONTINENT),
        *(PlaceKind.SEA, PlaceKind.REGION, PlaceKind.RANGE, PlaceKind.RIVER),
    }
)
"""What a point can stand for."""
LONGEST_NAME = 120
FARTHEST_KM = 50.0
INSIDE_KM = 25.0
"""As near as this, the nearest settlement says which district or province it is in."""
_SETTLEMENTS = {KIND_NUMBER[kind] for kind in (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)}
_KILOMETRES = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_UNPRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def place_of(value: str) -> Place | None:
    """Return the gazetteer's place of an id, or the place that is drawn.

    value: an id, or "new: LATITUDE, LONGITUDE; KIND; KM; NAME", where KM tells within how many
    kilometres of the point the place lies.

    Raises:
        CorrectionError: no such place can be drawn; the message says what can.
    """
    if not value.startswith(NEW):
        return gazetteer().place(value)
    point, kind, within, name = (*value.removeprefix(NEW).split(";", 3), "", "", "")[:4]
    return _drawn(point, kind.strip(), within.strip(), name, gazetteer())


def keep_for_team(correction: Correction) -> Correction:
    """Keep the drawn place of a correction in the team's layer, and say there who drew it and why.

    Raises:
        GazetteerError: it cannot be kept; the message says why.
    """
    if not isinstance(correction.change, PlaceIs):  # pragma: no cover - only places are drawn
        return correction
    told = f"drawn by {correction.author} on {correction.at.date()}: {correction.reason}"
    plain = "".join(c if unicodedata.category(c) not in _UNPRINTED else " " for c in told)
    source = unicodedata.normalize("NFC", " ".join(plain.split()))
    place = dataclasses.replace(correction.change.place, source=source)
    try:
        keep_drawn(place)
    except OSError as error:
        why = error.strerror or str(error)
        message = (
            f"The place cannot be kept in {team_path().parent} ({why}), and nothing was changed; "
            f"set {LAYERS_VARIABLE} to a folder that can be written."
        )
        raise GazetteerError(message) from error
    return dataclasses.replace(correction, change=PlaceIs(place=place))


def _drawn(point: str, kind: str, within: str, name: str, known: Gazetteer) -> Place:
    coordinates = parse_point(point)
    if kind not in KINDS:
        message = f"{kind[:60]!r} is no kind of place to draw; it is one of {', '.join(KINDS)}"
        raise CorrectionError(message)
    kilometres = float(within) if _KILOMETRES.fullmatch(within) else 0.0
    if not 0.0 < kilometres <= FARTHEST_KM:
        message = (
            f"{within[:60]!r} is no distance that a place may be wrong by; write kilometres above "
            f"0 and up to {FARTHEST_KM:g}"
        )
        raise CorrectionError(message)
    name = _name(name)
    place = Place(
        id=_id(name, kind, point),
        name=name,
        kind=PlaceKind(kind),
        coordinates=coordinates,
        radius_km=kilometres,
        uncertainty_km=kilometres,
        source="drawn",
    )
    for other in candidates(known, name):
        apart = apart_km(coordinates, other)
        if other.id != place.id and apart <= max(SAME_KM, kilometres):
            message = (
                f"{other.name} ({words.kind(other)}, {other.id}) is already known {apart:.1f} km "
                "from that point; choose it instead, or correct its point"
            )
            raise CorrectionError(message)
    near = known.nearest(coordinates, _SETTLEMENTS, distances_km)
    if near is None or near[1] > INSIDE_KM:
        return place
    return dataclasses.replace(place, parent=near[0].parent, country=near[0].country)


def _name(told: str) -> str:
    """Return the name in the form in which the gazetteer keeps it."""
    name = unicodedata.normalize("NFC", " ".join(told.split()))
    odd = next((c for c in name if unicodedata.category(c) in _UNPRINTED), None)
    if odd is not None and odd not in "\u200c\u200d":  # they belong to Dari and Pashto spelling
        message = f"the name {name[:60]!r} holds the character {odd!r}; take it out"
        raise CorrectionError(message)
    formula = name.startswith(("=", "+", "-", "@"))  # to whoever opens the file in a spreadsheet
    apart = SEPARATOR in name or "," in name  # what follows a comma is read as what contains it
    if formula or apart or len(name) > LONGEST_NAME or not key_of(name):
        message = (
            f"{name[:60]!r} is no name for a place; write 1 to {LONGEST_NAME} characters, first a "
            f"letter, and without comma and {SEPARATOR!r}"
        )
        raise CorrectionError(message)
    return name


def _id(name: str, kind: str, point: str) -> str:
    """Return an id that the same drawing always gets, and no other."""
    folded = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:40].strip("-") or "place"
    told = f"{name};{kind};{point.strip()}".encode()
    return f"team-{slug}-{hashlib.blake2b(told, digest_size=4).hexdigest()}"
