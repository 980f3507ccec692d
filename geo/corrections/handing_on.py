"""Corrections for others: rows for a gazetteer, and articles with marked places to measure on."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.corrections.overlay import in_words, place_said
from geo.corrections.records import (
    Confirmed,
    DayIs,
    NotAPlace,
    PlaceIs,
    PointIs,
    Reach,
    RoleIs,
    name_key,
)
from geo.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.corrections.overlay import Holding, Overlay
    from geo.corrections.records import Correction
    from geo.model import LocatedArticle, LocatedMention, Place

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerPatch:
    """Rows that a gazetteer should have. left_out: corrections that say nothing of a gazetteer."""

    places: tuple[Place, ...]
    left_out: tuple[Problem, ...]


def gazetteer_patch(corrections: Iterable[Correction]) -> GazetteerPatch:
    """Return the places that corrections with the reach "everywhere" give a spelling or a point.

    What holds everywhere is about the place; what holds in an article or an outlet is about its
    text, and is left out, as is what a gazetteer's columns cannot say. Confirmations ask for
    nothing.

    corrections: those that stand, the earliest first.
    """
    rows: dict[str, Place] = {}
    left_out: list[Problem] = []
    asking = (each for each in corrections if not isinstance(each.change, Confirmed))
    for correction in _that_count(asking):
        place = _row(correction, rows)
        if isinstance(place, str):
            left_out.append(
                Problem(
                    where=f"correction {correction.number}",
                    value=f"{correction.name}: {in_words(correction.change)}",
                    allowed="a new spelling or another point of a place, everywhere",
                    remedy=place,
                )
            )
        else:
            rows[place.id] = place
    return GazetteerPatch(places=tuple(rows.values()), left_out=tuple(left_out))


def _that_count(corrections: Iterable[Correction]) -> Iterable[Correction]:
    """Leave out what a later correction of the same reach overrules."""
    last: dict[tuple[object, ...], Correction] = {}
    for correction in corrections:
        change = correction.change
        about = "meaning" if isinstance(change, PlaceIs | NotAPlace) else type(change).__name__
        point_of = change.place.id if isinstance(change, PointIs) else None
        last[about, point_of, correction.scope] = correction
    return last.values()


def _row(correction: Correction, rows: dict[str, Place]) -> Place | str:
    """Return the place's row with what the correction says, or why there is none."""
    change = correction.change
    if correction.reach is not Reach.EVERYWHERE:
        return f"It holds for the {correction.reach.value} only; the labels have it."
    if isinstance(change, NotAPlace | RoleIs | DayIs | Confirmed):
        return "It says nothing of a place; the labels have it."
    place = rows.get(change.place.id, change.place)
    said = f"corrected by {correction.author}, {correction.at.date()}: {correction.reason}"
    source = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    source = unicodedata.normalize("NFC", source)
    if isinstance(change, PointIs):
        return replace(place, coordinates=change.coordinates, source=source)
    name = unicodedata.normalize("NFC", correction.name).strip()
    if name_key(name) in {name_key(each) for each in place.names}:
        return "The place is spelled so already; the labels have it."
    if "|" in name or not name.isprintable() or name.startswith(FORMULA):
        return "This spelling cannot stand in a table; the labels have it."
    return replace(place, alternate_names=(*place.alternate_names, name), source=source)


def label(located: LocatedArticle, overlay: Overlay) -> dict[str, Any] | None:
    """Return an article as a corpus's record, as docs/evaluation.md has it; None without any label.

    located: as it is now. Corrected and confirmed mentions of its text bear their point. The others
    are there without one ("unlocated"): nobody has looked at them, and they speak neither for nor
    against. What is not a place, or rightly has none, stands under `not_places`.
    """
    article = located.article
    toponyms: list[dict[str, Any]] = []
    not_places: list[dict[str, Any]] = []
    labelled = False
    for mention in located.mentions:
        if mention.mention.part != "text":
            continue
        holding = overlay.at(article, mention)
        labelled = labelled or bool(holding.corrections)
        if holding.meaning is not None and place_said(holding.meaning.change) is None:
            not_places.append(_words(mention))
        else:
            toponyms.append(_words(mention) | _said(mention, holding))
    if not labelled:
        return None
    return {
        "id": article.id,
        "text": article.text,
        "date": article.published.isoformat() if article.published else None,
        "source": article.source,
        "toponyms": toponyms,
        "not_places": not_places,
    }


def _words(mention: LocatedMention) -> dict[str, Any]:
    words = mention.mention
    return {"start": words.span.start, "end": words.span.end, "phrase": words.text}


def _said(mention: LocatedMention, holding: Holding) -> dict[str, Any]:
    found: dict[str, Any] = {"lat": None, "lon": None}
    place = mention.resolution.place
    if place is not None and (holding.meaning is not None or holding.point is not None):
        found = {
            "lat": place.coordinates.latitude,
            "lon": place.coordinates.longitude,
            "geonameid": place.geonameid,
            "type": place.kind.value,
        }
    if holding.role is not None:
        found["role"] = mention.role.value
    if holding.day is not None and mention.time is not None and mention.time.interval is not None:
        found["day"] = mention.time.interval.first.isoformat()
    if holding.corrections:
        found["corrections"] = [each.number for each in holding.corrections]
    return found
