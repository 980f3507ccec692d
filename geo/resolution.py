"""Which place a name means: candidates scored by named evidence, in two passes.

The first pass judges each name by itself: spelling, kind word, prominence, and what the text
says beside it ("the Sanjan area of Kapisa"). The second adds the article's other places:
containment, country, distance. The best candidate's share of all that could be meant, the
unknown namesake included, is its confidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geopy.distance import geodesic

from geo.model import Candidate, Evidence, PlaceKind, Resolution, Verdict
from geo.recognition import words
from geo.text import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Coordinates, Part, Place
    from geo.recognition import Toponym
    from geo.text import Passage

PROMINENCE = {
    PlaceKind.COUNTRY: 1.3,
    PlaceKind.CONTINENT: 1.2,
    PlaceKind.PROVINCE: 0.95,
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
    PlaceKind.BASE: 0.3,
    PlaceKind.LAKE: 0.3,
    PlaceKind.MOUNTAIN: 0.3,
    PlaceKind.RIVER: 0.25,
    PlaceKind.VILLAGE: 0.2,
    PlaceKind.TUNNEL: 0.2,
    PlaceKind.DAM: 0.2,
    PlaceKind.ROAD: 0.2,
}
"""How readily a bare name means a thing of this kind. Cities go by population instead."""
MAIN_NAME, ALTERNATE_NAME, FULL_NAME = 0.6, 0.3, 1.2
KIND_AGREES, KIND_NEAR, KIND_DIFFERS, KIND_EXCLUDES = 1.5, 0.3, -1.2, -5.0
BESIDE, OUTSIDE = 2.0, -5.0
INSIDE_NAMED, COUNTRY_NAMED, HOLDS_NAMED, FAR = 0.8, 0.6, 0.1, -0.6
CLOSE_KM, NEAR_KM, FAR_KM = 60.0, 200.0, 1000.0
CLOSE_BY, NEARBY = 0.6, 0.3
SAME_NAME = 1.0
SLIP = -0.3
UNKNOWN_NAMESAKE = 0.2
"""Score of the place that the gazetteer does not know, which every name might mean."""
SHARPNESS = 1.6
NEAR_RIVAL = 0.25
"""How much a rival on the same spot (a town and its district) takes from the confidence."""
RESOLVED_FROM = 0.5
"""Confidence from which a verdict is RESOLVED; below it is AMBIGUOUS."""
CERTAIN, SLIP_CERTAIN = 0.99, 0.8
NO_MEANING = 0.0
"""Score at or below which a candidate is not taken at all."""
EARTH_KM = 6371.0

SHARP_KINDS = frozenset(
    "pass river tunnel lake dam sea mountain range state city county village airfield".split(),
)
"""Kind words that, part of the name, exclude every place of another kind ("Mexico City")."""
PROMINENT = frozenset({PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.CONTINENT})
INNER_WORDS = frozenset(
    "area areas district town village city valley region part parts suburb outskirts capital "
    "provincial administrative centre center neighbourhood neighborhood province the a an its "
    "northern southern eastern western north south east west central northeastern northwestern "
    "southeastern southwestern northeast northwest southeast southwest remote nearby small in of "
    "within inside mountainous".split(),
)
INNER_LINKS = frozenset({"in", "of", "within", "inside"})
INNER_LIMIT = 7


@dataclass(frozen=True, slots=True)
class _Beside:
    """The text puts one name inside another: `inner` and `outer` index the toponyms."""

    inner: int
    outer: int
    firm: bool  # the wording says it; a mere comma may also be a list


def distance_km(one: Coordinates, other: Coordinates) -> float:
    """Return the great-circle distance, within 0.6 % of the geodesic; for choosing, not telling."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def geodesic_km(one: Coordinates, other: Coordinates) -> float:
    """Return the distance on the WGS 84 ellipsoid; for telling."""
    return float(
        geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).kilometers,
    )


def resolve(
    passages: Mapping[Part, Passage],
    toponyms: Sequence[Toponym],
    gazetteer: Gazetteer,
) -> tuple[Resolution, ...]:
    """Decide every name of one article, together; one resolution per toponym, in their order."""
    return _Bench(passages, toponyms, gazetteer).verdicts()


class _Bench:
    """One article's names before the judge."""

    def __init__(
        self,
        passages: Mapping[Part, Passage],
        toponyms: Sequence[Toponym],
        gazetteer: Gazetteer,
    ) -> None:
        self.passages = passages
        self.toponyms = toponyms
        self.gazetteer = gazetteer
        self.beside = self._links()
        self._prior: dict[tuple[str, str, str | None], tuple[Evidence, ...]] = {}

    def verdicts(self) -> tuple[Resolution, ...]:
        first = [self._alone(index) for index in range(len(self.toponyms))]
        picks = [_best(candidates) for candidates in first]
        # What the text puts inside a place, and what lies about it, needs the other verdicts.
        second = [self._beside(index, first[index], picks) for index in range(len(first))]
        picks = [_best(candidates) for candidates in second]
        anchors, told = self._anchors(picks)
        third = [self._among(index, second[index], anchors, told) for index in range(len(first))]
        return tuple(self._verdict(index, third[index]) for index in range(len(first)))

    # First pass: the name by itself.

    def _alone(self, index: int) -> list[Candidate]:
        toponym = self.toponyms[index]
        found = []
        for place in toponym.candidates:
            evidence = (
                self._spelling(toponym, place),
                _prominence(place),
                *_kind_word(toponym, place),
            )
            found.append(_candidate(place, evidence))
        return found

    def _spelling(self, toponym: Toponym, place: Place) -> Evidence:
        written = toponym.mention.text
        for near in toponym.near:
            if near.place.id == place.id:
                detail = f"spelling_slip: written {written}, taken for {near.spelling}"
                return Evidence(name="spelling_slip", detail=detail, weight=SLIP * near.slips)
        main = key_of(place.name)
        if toponym.kind and toponym.written == main and toponym.written != toponym.key:
            return Evidence(
                name="full_name",
                detail=f"“{written}” is its full name, kind word included",
                weight=FULL_NAME,
            )
        if main in {toponym.written, toponym.key}:
            return Evidence(name="main_name", detail=f"“{written}” is its name", weight=MAIN_NAME)
        return Evidence(
            name="alternate_name",
            detail=f"“{written}” is another spelling of {place.name}",
            weight=ALTERNATE_NAME,
        )

    # What stands beside the name.

    def _links(self) -> list[_Beside]:
        found = []
        for index in range(len(self.toponyms) - 1):
            left, right = self.toponyms[index], self.toponyms[index + 1]
            if left.mention.part != right.mention.part:
                continue
            gap = self.passages[left.mention.part].text[
                left.mention.span.end : right.mention.span.start
            ]
            relation = _relation(gap)
            if relation == "inner_first":
                found.append(_Beside(index, index + 1, firm=True))
            elif relation == "outer_first":
                found.append(_Beside(index + 1, index, firm=False))
            elif relation == "comma":
                found.append(_Beside(index, index + 1, firm=False))
        return found

    def _beside(
        self,
        index: int,
        candidates: list[Candidate],
        picks: list[Candidate | None],
    ) -> list[Candidate]:
        found = candidates
        for link in self.beside:
            if link.inner == index:
                found = self._inside(found, link, picks)
            elif link.outer == index:
                found = self._around(found, link)
        return self._in_unknown(index, found)

    def _inside(
        self,
        candidates: list[Candidate],
        link: _Beside,
        picks: list[Candidate | None],
    ) -> list[Candidate]:
        """Weigh the inner name by the outer one."""
        outer = self.toponyms[link.outer]
        holders = {place.id for place in outer.candidates}
        held = [c for c in candidates if holders & set(self.gazetteer.ancestors(c.place.id))]
        if held:
            detail = f"the text puts it in {outer.mention.text}, which holds it"
            reason = Evidence(name="beside_container", detail=detail, weight=BESIDE)
            return [_with(c, reason) if c in held else c for c in candidates]
        pick = picks[link.outer]
        if not link.firm or pick is None or pick.place.kind not in PROMINENT:
            return candidates
        detail = f"the text puts it in {outer.mention.text}, but it lies elsewhere"
        reason = Evidence(name="outside_named_container", detail=detail, weight=OUTSIDE)
        return [
            c
            if c.place.kind in PROMINENT or self._touches(pick.place, c.place)
            else _with(c, reason)
            for c in candidates
        ]

    def _touches(self, outer: Place, inner: Place) -> bool:
        """Tell whether a place may reach into another one of a neighbouring row."""
        if outer.country and inner.country and outer.country != inner.country:
            return False
        reach = outer.radius_km + inner.radius_km + inner.uncertainty_km
        return distance_km(outer.coordinates, inner.coordinates) <= reach

    def _around(self, candidates: list[Candidate], link: _Beside) -> list[Candidate]:
        """Weigh the outer name by the inner one."""
        inner = self.toponyms[link.inner]
        held = {up for place in inner.candidates for up in self.gazetteer.ancestors(place.id)}
        detail = f"the text puts {inner.mention.text} in it"
        reason = Evidence(name="beside_contents", detail=detail, weight=BESIDE / 2)
        return [_with(c, reason) if c.place.id in held else c for c in candidates]

    def _in_unknown(self, index: int, candidates: list[Candidate]) -> list[Candidate]:
        """Weigh "Sanjan in Gujarat" where the gazetteer has no Gujarat: no small place fits."""
        name = self._unknown_container(self.toponyms[index])
        if name is None:
            return candidates
        detail = f"the text puts it in {name}, which is no place known here"
        reason = Evidence(name="outside_named_container", detail=detail, weight=OUTSIDE)
        return [c if c.place.kind in PROMINENT else _with(c, reason) for c in candidates]

    def _unknown_container(self, toponym: Toponym) -> str | None:
        passage = self.passages[toponym.mention.part]
        after = passage.tokens[toponym.last : toponym.last + 2]
        if len(after) < 2 or after[0].key != "in" or not after[1].capitalised:  # noqa: PLR2004 - "in" and a name
            return None
        gap = passage.text[toponym.mention.span.end : after[1].start]
        key = after[1].key
        if gap.split() != ["in"] or after[1].all_caps or not after[1].text.isalpha():
            return None
        if key in words.CALENDAR or key in words.COMMON_WORDS or key in words.COMPASS:
            return None
        if self.gazetteer.lookup_key(key) or self._begins_name(passage, toponym.last + 1):
            return None
        return after[1].text

    def _begins_name(self, passage: Passage, first: int) -> bool:
        return any(
            other.mention.part == passage.part and other.first == first for other in self.toponyms
        ) or bool(self.gazetteer.near_spellings(passage.tokens[first].key))

    # Second pass: the name among the others.

    def _anchors(
        self,
        picks: list[Candidate | None],
    ) -> tuple[dict[str, tuple[set[str], Place]], dict[str, Place]]:
        """Return the places that others are weighed by, and the names that the text itself placed.

        The first holds places by id, each with the keys that name it: a name is no evidence for
        itself. The second holds, by key, a place that the text puts inside another.
        """
        anchors: dict[str, tuple[set[str], Place]] = {}
        told: dict[str, Place] = {}
        for toponym, pick in zip(self.toponyms, picks, strict=True):
            if pick is None or pick.score <= UNKNOWN_NAMESAKE or toponym.near:
                continue
            rivals = any(not self._same_spot(place, pick.place) for place in toponym.candidates)
            if any(evidence.name == "beside_container" for evidence in pick.evidence):
                told.setdefault(toponym.key, pick.place)
            elif rivals and pick.place.kind not in PROMINENT:
                continue
            anchors.setdefault(pick.place.id, (set(), pick.place))[0].add(toponym.key)
        return anchors, told

    def _among(
        self,
        index: int,
        candidates: list[Candidate],
        anchors: dict[str, tuple[set[str], Place]],
        told: dict[str, Place],
    ) -> list[Candidate]:
        key = self.toponyms[index].key
        others = {place_id: place for place_id, (keys, place) in anchors.items() if keys - {key}}
        found = candidates
        if others:
            found = [_with(each, *self._company(each.place, others)) for each in candidates]
        if (elsewhere := told.get(key)) is None:
            return found
        detail = "the text says elsewhere where the place of this name lies"
        reason = Evidence(name="same_name_elsewhere", detail=detail, weight=SAME_NAME)
        return [
            _with(each, reason) if self._same_spot(each.place, elsewhere) else each
            for each in found
        ]

    def _company(self, place: Place, others: dict[str, Place]) -> list[Evidence]:
        """Weigh a candidate by the article's other places."""
        found: list[Evidence] = []
        ancestors = self.gazetteer.ancestors(place.id)
        holders = [others[up] for up in ancestors if up in others]
        narrow = next((up for up in holders if up.kind is not PlaceKind.COUNTRY), None)
        country = next((up for up in holders if up.kind is PlaceKind.COUNTRY), None)
        if narrow is not None:
            detail = f"{narrow.name}, which holds it, is named too"
            found.append(Evidence(name="inside_named_place", detail=detail, weight=INSIDE_NAMED))
        if country is not None:
            detail = f"{country.name} is named too"
            found.append(Evidence(name="country_named", detail=detail, weight=COUNTRY_NAMED))
        held = next((o for o in others.values() if self.gazetteer.contains(place.id, o.id)), None)
        if held is not None:
            detail = f"{held.name}, which lies in it, is named too"
            found.append(Evidence(name="holds_named_place", detail=detail, weight=HOLDS_NAMED))
        points = [
            other
            for other in others.values()
            if other.id != place.id and other.kind not in {PlaceKind.COUNTRY, PlaceKind.CONTINENT}
        ]
        if not points or place.kind in {PlaceKind.COUNTRY, PlaceKind.CONTINENT}:
            return found
        nearest = min(points, key=lambda o: (distance_km(o.coordinates, place.coordinates), o.id))
        apart = distance_km(nearest.coordinates, place.coordinates)
        if apart <= NEAR_KM:
            told = geodesic_km(nearest.coordinates, place.coordinates)
            detail = f"{nearest.name}, named too, is {told:.0f} km away"
            weight = CLOSE_BY if apart <= CLOSE_KM else NEARBY
            found.append(Evidence(name="near_other_place", detail=detail, weight=weight))
        elif apart > FAR_KM and country is None and place.kind not in PROMINENT:
            detail = f"the nearest other place, {nearest.name}, is {apart:.0f} km away"
            found.append(Evidence(name="far_from_others", detail=detail, weight=FAR))
        return found

    # The verdict.

    def _same_spot(self, one: Place, other: Place) -> bool:
        if one.id == other.id:
            return True
        if self.gazetteer.contains(one.id, other.id) or self.gazetteer.contains(other.id, one.id):
            return PlaceKind.COUNTRY not in {one.kind, other.kind}
        apart = distance_km(one.coordinates, other.coordinates)
        return apart <= max(one.radius_km, other.radius_km, 5.0) and one.country == other.country

    def _verdict(self, index: int, candidates: list[Candidate]) -> Resolution:
        toponym = self.toponyms[index]
        ranked = sorted(candidates, key=lambda c: (-c.score, c.place.id))
        best = ranked[0]
        if best.score <= NO_MEANING:
            return Resolution(
                verdict=Verdict.NIL,
                place=None,
                confidence=_share(UNKNOWN_NAMESAKE, [c.score for c in ranked]),
                evidence=(_why_nil(best),),
                rejected=tuple(ranked),
            )
        rivals = [
            _weight(c.score) * (NEAR_RIVAL if self._same_spot(c.place, best.place) else 1.0)
            for c in ranked[1:]
        ]
        own = _weight(best.score)
        confidence = own / (own + sum(rivals) + _weight(UNKNOWN_NAMESAKE))
        confidence = round(min(confidence, SLIP_CERTAIN if toponym.near else CERTAIN), 3)
        verdict = Verdict.RESOLVED if confidence >= RESOLVED_FROM else Verdict.AMBIGUOUS
        return Resolution(
            verdict=verdict,
            place=best.place,
            confidence=confidence,
            evidence=best.evidence,
            rejected=tuple(ranked[1:]),
        )


def _why_nil(best: Candidate) -> Evidence:
    worst = min(best.evidence, key=lambda evidence: evidence.weight)
    detail = f"no place known here fits; the nearest, {best.place.name}, does not: {worst.detail}"
    return Evidence(name="no_candidate_fits", detail=detail)


def _candidate(place: Place, evidence: tuple[Evidence, ...]) -> Candidate:
    score = round(sum(reason.weight for reason in evidence), 4)
    return Candidate(place=place, score=score, evidence=evidence)


def _with(candidate: Candidate, *evidence: Evidence) -> Candidate:
    return _candidate(candidate.place, (*candidate.evidence, *evidence))


def _best(candidates: list[Candidate]) -> Candidate | None:
    return min(candidates, key=lambda c: (-c.score, c.place.id), default=None)


def _weight(score: float) -> float:
    return math.exp(SHARPNESS * score)


def _share(score: float, others: list[float]) -> float:
    own = _weight(score)
    return round(own / (own + sum(_weight(other) for other in others)), 3)


def _prominence(place: Place) -> Evidence:
    if place.kind is PlaceKind.CITY and place.population:
        weight = round(max(0.4, 0.35 * math.log10(place.population) - 1.05), 2)
        detail = f"a city of {place.population:,} people"
    else:
        weight = PROMINENCE[place.kind]
        detail = f"a bare name means a {place.kind.value.replace('_', ' ')} this readily"
    return Evidence(name="prominence", detail=detail, weight=weight)


def _kind_word(toponym: Toponym, place: Place) -> list[Evidence]:
    kind = toponym.kind
    if kind is None:
        return []
    kind_name = place.kind.value.replace("_", " ")
    if place.kind in kind.exact:
        detail = f"the text calls it a {kind.word}"
        return [Evidence(name="kind_word", detail=detail, weight=KIND_AGREES)]
    if place.kind in kind.near:
        detail = f"the text calls it a {kind.word}, near enough to a {kind_name}"
        return [Evidence(name="kind_word", detail=detail, weight=KIND_NEAR)]
    joined = toponym.mention.text.lower().endswith(kind.word)
    weight = KIND_EXCLUDES if joined and kind.word in SHARP_KINDS else KIND_DIFFERS
    detail = f"the text calls it a {kind.word}, this is a {kind_name}"
    return [Evidence(name="other_kind", detail=detail, weight=weight)]


def _relation(gap: str) -> str | None:
    """Read what stands between two names: "inner_first", "outer_first", "comma" or None."""
    if len(gap) > 80:  # noqa: PLR2004 - longer than any such wording
        return None
    plain = gap.replace("’", "'")  # noqa: RUF001 - the typographic apostrophe
    if plain.strip() in {",", "("}:
        return "comma"
    parts = plain.replace(",", " ").replace("-", " ").split()
    if not parts or len(parts) > INNER_LIMIT:
        return None
    if "'s" in parts:
        rest = [part for part in parts if part != "'s"]
        if parts.count("'s") == 1 and set(rest) <= INNER_WORDS and not INNER_LINKS & set(rest):
            return "outer_first"
        return None
    if parts[0].endswith("'s") and set(parts[1:]) <= INNER_WORDS:
        # "Kapisa province's Sanjan district"
        return "outer_first" if parts[0].removesuffix("'s") in INNER_WORDS else None
    if set(parts) <= INNER_WORDS and INNER_LINKS & set(parts) and parts[-1] not in {"a", "an"}:
        return "inner_first"
    return None
