"""The named reasons for and against a candidate, each with its weight.

Weights add up to a score. They were set by hand: a plain name with nothing about it scores about
one, what the text itself says beside a name outweighs everything else.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from geo.model import Candidate, Evidence, PlaceKind
from geo.resolution.distance import geodesic_km, rough_km
from geo.text import key_of, word_set

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.gazetteer import Gazetteer
    from geo.model import Place
    from geo.recognition import Toponym
    from geo.text import Passage

PROMINENCE = {
    PlaceKind.COUNTRY: 1.3,
    PlaceKind.CONTINENT: 1.2,
    PlaceKind.PROVINCE: 0.95,
    PlaceKind.BASE: 0.85,
    PlaceKind.REGION: 0.8,
    PlaceKind.SEA: 0.8,
    PlaceKind.RANGE: 0.6,
    PlaceKind.CITY: 0.6,
    PlaceKind.TOWN: 0.55,
    PlaceKind.DISTRICT: 0.5,
    PlaceKind.VALLEY: 0.45,
    PlaceKind.AREA: 0.35,
    PlaceKind.PASS: 0.35,
    PlaceKind.BORDER_CROSSING: 0.35,
    PlaceKind.AIRPORT: 0.3,
    PlaceKind.LAKE: 0.3,
    PlaceKind.MOUNTAIN: 0.3,
    PlaceKind.RIVER: 0.25,
    PlaceKind.VILLAGE: 0.2,
    PlaceKind.TUNNEL: 0.2,
    PlaceKind.DAM: 0.2,
    PlaceKind.ROAD: 0.2,
}
"""How readily a bare name means a thing of this kind. Cities go by population instead."""
SMALLEST_CITY = 0.4
MAIN_NAME, ALTERNATE_NAME, FULL_NAME, SLIP = 0.6, 0.3, 1.2, -0.3
KIND_AGREES, KIND_NEAR, KIND_DIFFERS, KIND_EXCLUDES = 1.5, 0.3, -1.2, -5.0
POINT_WANTED = 0.8
BESIDE, OUTSIDE, SAME_NAME = 2.0, -5.0, 1.0
INSIDE_NAMED, COUNTRY_NAMED, HOLDS_NAMED = 0.8, 0.6, 0.1
CLOSE_KM, NEAR_KM, FAR_KM = 60.0, 200.0, 1000.0
CLOSE_BY, NEARBY, FAR = 0.6, 0.3, -0.6

SHARP_KINDS = word_set(
    "pass river tunnel lake dam sea mountain mountains range state city county village airfield",
)
"""Kind words that, part of the name, exclude every place of another kind ("Mexico City")."""
WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.CONTINENT})
PROMINENT = WIDE | {PlaceKind.PROVINCE, PlaceKind.CITY}
"""Kinds that a bare name means without further support."""
SETTLED = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE})
_MEASURED = re.compile(
    r"(?:kilomet(?:er|re)s?|km|miles?)\b[^.;\n]{0,40}\b(?:of|from)\s(?:the\scity\sof\s)?\Z",
    re.IGNORECASE,
)
_MEASURED_REACH = 70


def candidate(place: Place, evidence: tuple[Evidence, ...]) -> Candidate:
    """Return a candidate whose score is the sum of its evidence."""
    score = round(sum(reason.weight for reason in evidence), 4)
    return Candidate(place=place, score=score, evidence=evidence)


def with_evidence(before: Candidate, *evidence: Evidence) -> Candidate:
    """Return the candidate with further evidence."""
    return candidate(before.place, (*before.evidence, *evidence)) if evidence else before


def alone(toponym: Toponym, place: Place, passage: Passage, *, dateline: bool) -> Candidate:
    """Weigh a candidate by the name itself and what it stands in."""
    evidence = [_spelling(toponym, place), _prominence(place)]
    evidence += _kind_word(toponym, place)
    evidence += _point_wanted(toponym, place, passage, dateline=dateline)
    return candidate(place, tuple(evidence))


def _spelling(toponym: Toponym, place: Place) -> Evidence:
    written = toponym.mention.text
    for near in toponym.near:
        if near.place.id == place.id:
            detail = f"spelling_slip: written {written}, taken for {near.spelling}"
            return Evidence(name="spelling_slip", detail=detail, weight=SLIP * near.slips)
    main = key_of(place.name)
    if toponym.kind and toponym.written == main and toponym.written != toponym.key:
        detail = f"“{written}” is its full name, kind word included"
        return Evidence(name="full_name", detail=detail, weight=FULL_NAME)
    if main in {toponym.written, toponym.key}:
        return Evidence(name="main_name", detail=f"“{written}” is its name", weight=MAIN_NAME)
    detail = f"“{written}” is another spelling of {place.name}"
    return Evidence(name="alternate_name", detail=detail, weight=ALTERNATE_NAME)


def _prominence(place: Place) -> Evidence:
    if place.kind is PlaceKind.CITY and place.population:
        weight = round(max(SMALLEST_CITY, 0.45 * math.log10(place.population) - 1.5), 2)
        detail = f"a city of {place.population:,} people"
    else:
        weight = PROMINENCE[place.kind]
        detail = f"a bare name may mean a {_plain(place.kind)}"
    return Evidence(name="prominence", detail=detail, weight=weight)


def _kind_word(toponym: Toponym, place: Place) -> list[Evidence]:
    kind = toponym.kind
    if kind is None:
        return []
    if place.kind in kind.exact:
        detail = f"the text calls it a {kind.word}"
        return [Evidence(name="kind_word", detail=detail, weight=KIND_AGREES)]
    if place.kind in kind.near:
        detail = f"the text calls it a {kind.word}, near enough to a {_plain(place.kind)}"
        return [Evidence(name="kind_word", detail=detail, weight=KIND_NEAR)]
    joined = toponym.written.endswith(kind.word) and toponym.written != toponym.key
    weight = KIND_EXCLUDES if joined and kind.word in SHARP_KINDS else KIND_DIFFERS
    detail = f"the text calls it a {kind.word}, this is a {_plain(place.kind)}"
    return [Evidence(name="other_kind", detail=detail, weight=weight)]


def _plain(kind: PlaceKind) -> str:
    return kind.value.replace("_", " ")


def _point_wanted(
    toponym: Toponym,
    place: Place,
    passage: Passage,
    *,
    dateline: bool,
) -> list[Evidence]:
    """Weigh what is filed from, or measured from: a town, not its province."""
    if place.kind not in SETTLED:
        return []
    if dateline:
        detail = "reports are filed from cities and towns"
        return [Evidence(name="dateline", detail=detail, weight=POINT_WANTED)]
    start = toponym.mention.span.start
    if _MEASURED.search(passage.text, max(0, start - _MEASURED_REACH), start):
        detail = "distances are told from cities and towns"
        return [Evidence(name="measured_from", detail=detail, weight=POINT_WANTED)]
    return []


def company(place: Place, others: Mapping[str, Place], gazetteer: Gazetteer) -> list[Evidence]:
    """Weigh a candidate by the article's other places: what holds it, what it holds, what is near.

    others: by id.
    """
    found: list[Evidence] = []
    holders = [others[up] for up in gazetteer.ancestors(place.id) if up in others]
    narrow = next((up for up in holders if up.kind is not PlaceKind.COUNTRY), None)
    country = next((up for up in holders if up.kind is PlaceKind.COUNTRY), None)
    if narrow is not None:
        detail = f"{narrow.name}, which holds it, is named too"
        found.append(Evidence(name="inside_named_place", detail=detail, weight=INSIDE_NAMED))
    if country is not None:
        detail = f"{country.name} is named too"
        found.append(Evidence(name="country_named", detail=detail, weight=COUNTRY_NAMED))
    held = next((o for o in others.values() if gazetteer.contains(place.id, o.id)), None)
    if held is not None:
        detail = f"{held.name}, which lies in it, is named too"
        found.append(Evidence(name="holds_named_place", detail=detail, weight=HOLDS_NAMED))
    if place.kind not in WIDE:
        found += _nearness(place, others, known_country=country is not None)
    return found


def _nearness(place: Place, others: Mapping[str, Place], *, known_country: bool) -> list[Evidence]:
    points = [
        (rough_km(other.coordinates, place.coordinates), other.id)
        for other in others.values()
        if other.id != place.id and other.kind not in WIDE
    ]
    if not points:
        return []
    apart, nearest_id = min(points)
    nearest = others[nearest_id]
    if apart <= NEAR_KM:
        told = geodesic_km(nearest.coordinates, place.coordinates)
        detail = f"{nearest.name}, named too, is {told:.0f} km away"
        weight = CLOSE_BY if apart <= CLOSE_KM else NEARBY
        return [Evidence(name="near_other_place", detail=detail, weight=weight)]
    if apart > FAR_KM and not known_country and place.kind not in PROMINENT:
        detail = f"the nearest other place, {nearest.name}, is {apart:.0f} km away"
        return [Evidence(name="far_from_others", detail=detail, weight=FAR)]
    return []
