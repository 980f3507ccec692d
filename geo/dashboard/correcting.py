"""What a card's "This is wrong…" asks for: places by name, and what a correction would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from geo.corrections import Confirmed, Effect, Overlay, Reach, correction_of, effect, in_words
from geo.corrections.records import name_key
from geo.dashboard import drawing, words
from geo.dashboard.library import gazetteer
from geo.places.finding import apart_km, candidates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo.corrections import Correction, Proposal
    from geo.dashboard.library import Library
    from geo.gazetteer import Gazetteer
    from geo.model import LocatedArticle, LocatedMention, Place

MOST_FOUND = 12
"""Places that a search answers with; the rest is counted."""
AROUND = 30
"""Characters on each side of a mention that tell it from others of its name."""


class Said(TypedDict, total=False):
    """What can be corrected at a place of a card, and what was."""

    mentions: list[dict[str, object]]
    corrections: list[dict[str, object]]


def found_places(query: str, measured_from: Place | None) -> dict[str, object]:
    """Tell the places that a name or an id may mean, the likeliest first.

    measured_from: from where their distance is told. The answer is {"places": [{"id", "name",
    "kind", "where", "at": [latitude, longitude], "km": or null}], "more": how many are not told,
    "spelled": whether they are only spelled nearly so}.
    """
    known = gazetteer()
    found = candidates(known, query)
    if not found and (place := known.place(query)) is not None:
        found = [place]
    spelled = not found
    if spelled:
        found = list({near.place.id: near.place for near in known.near_spellings(query)}.values())
    return {
        "places": [_told(place, known, measured_from) for place in found[:MOST_FOUND]],
        "more": max(0, len(found) - MOST_FOUND),
        "spelled": spelled and bool(found),
    }


def foreseen(books: Library, correction: Correction) -> Effect:
    """Count what a correction changes in the articles that are there."""
    return effect(_reached(books, correction), Overlay((*books.overlay.corrections, correction)))


def proposed(
    books: Library, proposal: Proposal, located: LocatedArticle, at: dt.datetime
) -> Correction:
    """Return the correction that a proposal would become now.

    Raises:
        CorrectionError: it cannot hold; the message says what can.
    """
    return correction_of(proposal, located, books.overlay, drawing.place_of, at)


def said(located: LocatedArticle, mention: LocatedMention, overlay: Overlay) -> Said:
    """Tell what can be corrected here, and what was: this mention, and those that mean the same.

    Of names without a place, those that are written alike are the same.
    """
    place = mention.resolution.place
    same = [mention]
    same += (
        other
        for other in located.mentions
        if other is not mention
        and other.resolution.place == place
        and (place is not None or other.mention.text == mention.mention.text)
    )
    corrections = {
        each.number: each for one in same for each in overlay.at(located.article, one).corrections
    }
    return Said(
        mentions=[_words_at(located, one) for one in same],
        corrections=[_correction(corrections[number]) for number in sorted(corrections)],
    )


def _words_at(located: LocatedArticle, mention: LocatedMention) -> dict[str, object]:
    """Tell where a mention stands, and enough around it to know it from the others."""
    found = mention.mention
    field = located.article.text if found.part == "text" else located.article.title or ""
    start, end = max(0, found.span.start - AROUND), found.span.end + AROUND
    return {
        "part": found.part,
        "start": found.span.start,
        "end": found.span.end,
        "name": found.text,
        "around": " ".join(field[start:end].split()),
        "role": mention.role.value,
    }


def _correction(correction: Correction) -> dict[str, object]:
    return {
        "number": correction.number,
        "is": in_words(correction.change),
        # What was found right is what was there.
        "was": "" if isinstance(correction.change, Confirmed) else correction.was,
        "name": correction.name,
        "reach": words.REACHES[correction.reach],
        "author": correction.author,
        "reason": correction.reason,
        "date": words.day(correction.at.date()),
    }


def _reached(books: Library, correction: Correction) -> Iterator[LocatedArticle]:
    if correction.reach in {Reach.MENTION, Reach.ARTICLE}:
        located = books.dataset.article(correction.article)
        if located is not None:
            yield located
        return
    key = name_key(correction.name)
    for row in books.dataset.rows:
        located = row.located
        if correction.reach is Reach.OUTLET and located.article.source != correction.source:
            continue
        if any(name_key(mention.mention.text) == key for mention in located.mentions):
            yield located


def _told(place: Place, known: Gazetteer, measured_from: Place | None) -> dict[str, object]:
    above = {up: found for up in known.ancestors(place.id) if (found := known.place(up))}
    point = place.coordinates
    return {
        "id": place.id,
        "name": place.name,
        "kind": words.kind(place),
        "where": words.inside(place, above),
        "at": [round(point.latitude, 4), round(point.longitude, 4)],
        "km": None
        if measured_from is None
        else round(apart_km(measured_from.coordinates, place), 1),
    }
