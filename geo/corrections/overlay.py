"""Corrections laid over what was decided. What was decided stays as it is.

A confirmation holds at its mention as a correction to the same place would: what somebody found
right stays so when articles are geoparsed anew, and when a name is corrected farther around.
Of several corrections of one thing the narrowest reach counts, and among these the latest. Where a
name stands, what it does, and when it happened are three things. A point belongs to a place: it
counts where the name means that place, whoever said so.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.corrections.records import (
    Confirmed,
    Correction,
    DayIs,
    NotAPlace,
    PlaceIs,
    PointIs,
    RoleIs,
    scopes_of,
)
from geo.model import (
    Candidate,
    Coordinates,
    Evidence,
    Interval,
    Resolution,
    Role,
    TimeExpression,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.corrections.records import Change, Scope
    from geo.model import Article, LocatedArticle, LocatedMention, Place

CORRECTED, CORRECTED_POINT, CORRECTED_DAY = "corrected", "corrected_point", "corrected_date"
CONFIRMED = "confirmed"
"""Names of the evidence that a correction or a confirmation leaves behind."""
MOVED = "~"
"""Parts the id of a place from the point that an analyst gave it; no gazetteer's id holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The corrections that count at one mention, None where none does."""

    meaning: Correction | None = None
    point: Correction | None = None
    role: Correction | None = None
    day: Correction | None = None

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Return those that there are."""
        each = (self.meaning, self.point, self.role, self.day)
        return tuple(correction for correction in each if correction is not None)


NOTHING = Holding()


class Overlay:
    """Standing corrections, ready to be laid over articles; immutable, to be shared."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self.corrections = tuple(sorted(corrections, key=lambda each: -_age(each)))
        found: defaultdict[Scope, list[Correction]] = defaultdict(list)
        for correction in self.corrections:
            found[correction.scope].append(correction)
        self._of_scope = dict(found)

    def apply(self, located: LocatedArticle) -> LocatedArticle:
        """Return the article as it is with the corrections; what was decided when there is none."""
        if not self._of_scope:
            return located
        mentions = tuple(_corrected(m, self.at(located.article, m)) for m in located.mentions)
        if mentions == located.mentions:
            return located
        return replace(located, mentions=mentions, focus=_focus(located, mentions))

    def at(self, article: Article, mention: LocatedMention) -> Holding:
        """Return what counts at a mention, whether corrections are laid over it already or not."""
        said = [
            correction
            for scope in scopes_of(article, mention.mention)
            for correction in self._of_scope.get(scope, ())
        ]
        if not said:
            return NOTHING
        meaning = _first(said, (PlaceIs, NotAPlace, Confirmed))
        place = mention.resolution.place if meaning is None else place_said(meaning.change)
        meant = None if place is None else unmoved(place.id)
        points = [c for c in said if isinstance(c.change, PointIs) and c.change.place.id == meant]
        return Holding(
            meaning=meaning,
            point=points[0] if points else None,
            role=_first(said, (RoleIs,)),
            day=_first(said, (DayIs,)),
        )


def apply(located: LocatedArticle, corrections: Iterable[Correction]) -> LocatedArticle:
    """Return the article with these corrections laid over it."""
    return Overlay(corrections).apply(located)


def place_said(change: Change) -> Place | None:
    """Return the place that a name means by a change, None when it is none or not said."""
    return change.place if isinstance(change, PlaceIs | Confirmed) else None


def moved(place: Place, coordinates: Coordinates, source: str) -> Place:
    """Return a place at the point that an analyst gave it, by an id of its own.

    The gazetteer's number is left out, for it stands for the point that was wrong.
    """
    at = f"{place.id} {coordinates.latitude!r} {coordinates.longitude!r}"
    digest = hashlib.sha256(at.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return replace(
        place,
        id=f"{place.id}{MOVED}{digest}",
        coordinates=coordinates,
        geonameid=None,
        source=source,
    )


def unmoved(place_id: str) -> str:
    """Return the id of the gazetteer's place, whose point may have been corrected."""
    return place_id.partition(MOVED)[0]


def is_moved(place: Place) -> bool:
    """Tell whether the place's point is an analyst's."""
    return MOVED in place.id


def is_corrected_day(mention: LocatedMention) -> bool:
    """Tell whether the mention's time is an analyst's, and no words of the article tell it."""
    time, own = mention.time, mention.mention
    return time is not None and (time.part, time.span) == (own.part, own.span)


def told(correction: Correction) -> str:
    """Say who corrected or confirmed, when and why."""
    did = "confirmed" if isinstance(correction.change, Confirmed) else "corrected"
    return f"{did} by {correction.author} on {correction.at.date()}: “{correction.reason}”"


def in_words(change: Change) -> str:
    """Say what a correction says."""
    match change:
        case PlaceIs(place=place):
            return place_in_words(place)
        case NotAPlace():
            return "not a place"
        case PointIs(place=place, coordinates=point):
            return f"{place.name} at {point.latitude:g}, {point.longitude:g}"
        case RoleIs(role=role):
            return f"role {role.value}"
        case DayIs(day=day):
            return f"on {day}"
        case Confirmed(place=found):
            return f"right: {place_in_words(found)}"


def place_in_words(place: Place | None) -> str:
    """Name a place so that it is not taken for its namesakes."""
    if place is None:
        return "no place"
    point = place.coordinates
    return (
        f"{place.name} ({place.kind.value.replace('_', ' ')}, "
        f"{point.latitude:.4g}, {point.longitude:.4g})"
    )


def _age(correction: Correction) -> float:
    # What is not kept yet is the latest of all.
    return correction.number or float("inf")


def _first(said: Iterable[Correction], kinds: tuple[type, ...]) -> Correction | None:
    return next((each for each in said if isinstance(each.change, kinds)), None)


def _corrected(mention: LocatedMention, holding: Holding) -> LocatedMention:
    resolution = mention.resolution
    if holding.meaning is not None:
        resolution = _meaning(resolution, holding.meaning)
    if holding.point is not None:
        resolution = _point(resolution, holding.point)
    if holding.day is not None and isinstance(holding.day.change, DayIs):
        day = holding.day.change.day
        was = days_in_words(mention.time)
        resolution = _with(resolution, CORRECTED_DAY, holding.day, was)
        time = TimeExpression(
            span=mention.mention.span,
            part=mention.mention.part,
            text=mention.mention.text,
            interval=Interval(first=day, last=day),
        )
        mention = replace(mention, time=time)
    if holding.role is not None and isinstance(holding.role.change, RoleIs):
        was = f"{role_in_words(mention.role)} ({mention.role_evidence.detail.rstrip('.')})"
        evidence = Evidence(name=CORRECTED, detail=f"{told(holding.role)}; was: {was}")
        mention = replace(mention, role=holding.role.change.role, role_evidence=evidence)
    return mention if resolution is mention.resolution else replace(mention, resolution=resolution)


def _meaning(decided: Resolution, correction: Correction) -> Resolution:
    place = place_said(correction.change)
    confirmed = isinstance(correction.change, Confirmed)
    old = decided.place
    same = (old and old.id) == (place and place.id)
    detail = told(correction)
    if not (same and confirmed):
        detail += f"; was: {place_in_words(old)}"
    if same and (place is not None or confirmed):
        kept, rejected = decided.evidence, decided.rejected
    else:
        kept = ()
        score = sum(each.weight for each in decided.evidence)
        before = (
            () if old is None else (Candidate(place=old, score=score, evidence=decided.evidence),)
        )
        rejected = before + tuple(
            each for each in decided.rejected if place is None or each.place.id != place.id
        )
    return Resolution(
        verdict=Verdict.NIL if place is None else Verdict.RESOLVED,
        place=place,
        confidence=1.0,
        evidence=(Evidence(name=CONFIRMED if confirmed else CORRECTED, detail=detail), *kept),
        rejected=rejected,
    )


def _point(decided: Resolution, correction: Correction) -> Resolution:
    change = correction.change
    if not isinstance(change, PointIs):  # pragma: no cover - `at` looks for points
        return decided
    source = f"the analyst {correction.author}, {correction.at.date()}"
    place = decided.place or change.place
    was = place_in_words(decided.place)
    there = replace(
        decided,
        verdict=Verdict.RESOLVED,
        confidence=1.0,
        place=moved(replace(place, id=unmoved(place.id)), change.coordinates, source),
    )
    return _with(there, CORRECTED_POINT, correction, was)


def _with(resolution: Resolution, name: str, correction: Correction, was: str) -> Resolution:
    evidence = Evidence(name=name, detail=f"{told(correction)}; was: {was}")
    return replace(resolution, evidence=(evidence, *resolution.evidence))


def days_in_words(time: TimeExpression | None) -> str:
    """Say the days of a mention, as they were decided."""
    if time is None:
        return "no day of its own"
    if time.interval is None:
        return f"“{time.text}”, which nothing fixes"
    first, last = time.interval.first, time.interval.last
    return f"{first}" if first == last else f"{first} to {last}"


def role_in_words(role: Role) -> str:
    """Say a role by the word that commands and records have for it."""
    return f"role {role.value}"


def _focus(decided: LocatedArticle, mentions: tuple[LocatedMention, ...]) -> tuple[str, ...]:
    """Return what the article is about: in the stead of what nothing means any more, its heirs."""
    named = {m.resolution.place.id for m in mentions if m.resolution.place is not None}
    found: dict[str, None] = {}
    for place_id in decided.focus:
        if place_id in named:
            found[place_id] = None
            continue
        for before, after in zip(decided.mentions, mentions, strict=True):
            old, new = before.resolution.place, after.resolution.place
            if old is not None and new is not None and old.id == place_id:
                found[new.id] = None
    return tuple(found)
