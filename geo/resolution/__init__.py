"""Which place a name means: candidates scored by named evidence, in two passes.

The first pass judges each name by itself: spelling, kind word, prominence, and what the text
says beside it ("the Sanjan area of Kapisa"). The second adds the article's other places:
containment, country, distance. The best candidate's share of all that could be meant, the
unknown namesake included, is its confidence; below a half the verdict is AMBIGUOUS. NIL is the
verdict where no candidate is left: the text says that it lies where none of them does, or calls
it something that none of them is.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from geo.model import Candidate, Evidence, PlaceKind, Resolution, Verdict
from geo.resolution.beside import find_beside, unknown_container
from geo.resolution.distance import geodesic_km, rough_km
from geo.resolution.evidence import (
    BESIDE,
    OUTSIDE,
    PROMINENT,
    SAME_NAME,
    alone,
    company,
    with_evidence,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Part, Place, Span
    from geo.recognition import Toponym
    from geo.resolution.beside import Beside
    from geo.text import Passage

__all__ = ["geodesic_km", "resolve"]

UNKNOWN_NAMESAKE = 0.2
"""Score of the place that the gazetteer does not know, which every name might mean."""
SHARPNESS = 1.6
"""How steeply a better score takes the confidence: shares go with exp(SHARPNESS · score)."""
NEAR_RIVAL = 0.25
"""How much a rival on the same spot (a town and its district) takes from the confidence."""
SAME_SPOT_KM = 5.0
RESOLVED_FROM = 0.5
"""Confidence from which a verdict is RESOLVED; below it is AMBIGUOUS."""
CERTAIN, SLIP_CERTAIN = 0.99, 0.8
NO_MEANING = 0.0
"""Score at or below which a candidate is not taken at all."""


def resolve(
    passages: Mapping[Part, Passage],
    toponyms: Sequence[Toponym],
    gazetteer: Gazetteer,
    dateline: tuple[Span, ...] = (),
) -> tuple[Resolution, ...]:
    """Decide every name of one article, together; one resolution per toponym, in their order.

    dateline: the spans in the text field that a dateline names.
    """
    return _Bench(passages, toponyms, gazetteer, dateline).verdicts()


_Ranking = list[Candidate]


class _Bench:
    """One article's names before the judge."""

    def __init__(
        self,
        passages: Mapping[Part, Passage],
        toponyms: Sequence[Toponym],
        gazetteer: Gazetteer,
        dateline: tuple[Span, ...],
    ) -> None:
        self.passages = passages
        self.toponyms = toponyms
        self.gazetteer = gazetteer
        self.dateline = dateline
        self.links: defaultdict[int, list[Beside]] = defaultdict(list)
        for link in find_beside(passages, toponyms):
            self.links[link.inner].append(link)
            self.links[link.outer].append(link)

    def verdicts(self) -> tuple[Resolution, ...]:
        first = [self._alone(toponym) for toponym in self.toponyms]
        picks = [_best(ranking) for ranking in first]
        second = [self._beside(index, ranking, picks) for index, ranking in enumerate(first)]
        picks = [_best(ranking) for ranking in second]
        third = self._together(second, picks)
        return tuple(
            self._verdict(toponym, ranking)
            for toponym, ranking in zip(self.toponyms, third, strict=True)
        )

    def _alone(self, toponym: Toponym) -> _Ranking:
        mention = toponym.mention
        filed = mention.part == "text" and any(mention.span.overlaps(s) for s in self.dateline)
        passage = self.passages[mention.part]
        return [alone(toponym, place, passage, dateline=filed) for place in toponym.candidates]

    # What the text says beside the name.

    def _beside(self, index: int, ranking: _Ranking, picks: list[Candidate]) -> _Ranking:
        for link in self.links[index]:
            if link.inner == index:
                ranking = self._inside(ranking, link, picks[link.outer].place)
            else:
                ranking = self._around(ranking, link)
        toponym = self.toponyms[index]
        passage = self.passages[toponym.mention.part]
        name = unknown_container(passage, toponym, self.gazetteer)
        if name is None:
            return ranking
        detail = f"the text puts it in {name}, which is no place known here"
        reason = Evidence(name="outside_named_container", detail=detail, weight=OUTSIDE)
        return [c if c.place.kind in PROMINENT else with_evidence(c, reason) for c in ranking]

    def _inside(self, ranking: _Ranking, link: Beside, pick: Place) -> _Ranking:
        """Weigh the inner name by the outer one, which the first pass took for `pick`."""
        outer = self.toponyms[link.outer]
        holders = {place.id for place in outer.candidates}
        held = [c for c in ranking if holders & set(self.gazetteer.ancestors(c.place.id))]
        if held:
            detail = f"the text puts it in {outer.mention.text}, which holds it"
            reason = Evidence(name="beside_container", detail=detail, weight=BESIDE)
            return [with_evidence(c, reason) if c in held else c for c in ranking]
        if not link.firm or pick.kind not in PROMINENT:
            return ranking
        detail = f"the text puts it in {outer.mention.text}, but it lies elsewhere"
        reason = Evidence(name="outside_named_container", detail=detail, weight=OUTSIDE)
        return [
            c
            if c.place.kind in PROMINENT or _may_reach_into(pick, c.place)
            else with_evidence(c, reason)
            for c in ranking
        ]

    def _around(self, ranking: _Ranking, link: Beside) -> _Ranking:
        """Weigh the outer name by the inner one."""
        inner = self.toponyms[link.inner]
        held = {up for place in inner.candidates for up in self.gazetteer.ancestors(place.id)}
        detail = f"the text puts {inner.mention.text} in it"
        reason = Evidence(name="beside_contents", detail=detail, weight=BESIDE / 2)
        return [with_evidence(c, reason) if c.place.id in held else c for c in ranking]

    # The name among the others.

    def _together(self, rankings: list[_Ranking], picks: list[Candidate]) -> list[_Ranking]:
        anchors, told = self._anchors(picks)
        others: dict[str, dict[str, Place]] = {}
        weighed: dict[tuple[str, str], list[Evidence]] = {}
        found = []
        for toponym, ranking in zip(self.toponyms, rankings, strict=True):
            key = toponym.key
            if key not in others:
                others[key] = {
                    place_id: place for place_id, (keys, place) in anchors.items() if keys - {key}
                }
            for each in ranking:
                if (key, each.place.id) not in weighed:
                    weighed[key, each.place.id] = [
                        *company(each.place, others[key], self.gazetteer),
                        *self._elsewhere(each.place, told.get(key)),
                    ]
            found.append([with_evidence(c, *weighed[key, c.place.id]) for c in ranking])
        return found

    def _anchors(
        self,
        picks: list[Candidate],
    ) -> tuple[dict[str, tuple[set[str], Place]], dict[str, Place]]:
        """Return the places that others are weighed by, and the names that the text itself placed.

        The first holds places by id, each with the keys that name it: a name is no evidence for
        itself. The second holds, by key, a place that the text puts inside another.
        """
        anchors: dict[str, tuple[set[str], Place]] = {}
        told: dict[str, Place] = {}
        for toponym, pick in zip(self.toponyms, picks, strict=True):
            if pick.score <= UNKNOWN_NAMESAKE or toponym.near:
                continue
            rivals = any(not self._same_spot(place, pick.place) for place in toponym.candidates)
            if any(evidence.name == "beside_container" for evidence in pick.evidence):
                told.setdefault(toponym.key, pick.place)
            elif rivals and pick.place.kind not in PROMINENT:
                continue
            anchors.setdefault(pick.place.id, (set(), pick.place))[0].add(toponym.key)
        return anchors, told

    def _elsewhere(self, place: Place, told: Place | None) -> list[Evidence]:
        if told is None or not self._same_spot(place, told):
            return []
        detail = "the text says elsewhere where the place of this name lies"
        return [Evidence(name="same_name_elsewhere", detail=detail, weight=SAME_NAME)]

    def _same_spot(self, one: Place, other: Place) -> bool:
        """Tell whether it matters little on a map which of the two is meant."""
        if one.id == other.id:
            return True
        if self.gazetteer.contains(one.id, other.id) or self.gazetteer.contains(other.id, one.id):
            return PlaceKind.COUNTRY not in {one.kind, other.kind}
        apart = rough_km(one.coordinates, other.coordinates)
        if apart <= SAME_SPOT_KM:
            return True  # the two sides of a border crossing, too
        return apart <= max(one.radius_km, other.radius_km) and one.country == other.country

    # The verdict.

    def _verdict(self, toponym: Toponym, ranking: _Ranking) -> Resolution:
        best, *rest = sorted(ranking, key=_rank)
        if best.score <= NO_MEANING:
            unknown = _share_of(UNKNOWN_NAMESAKE)
            known = sum(_share_of(c.score) for c in ranking)
            return Resolution(
                verdict=Verdict.NIL,
                place=None,
                confidence=round(unknown / (unknown + known), 3),
                evidence=(_why_nil(best),),
                rejected=(best, *rest),
            )
        rivals = sum(
            _share_of(c.score) * (NEAR_RIVAL if self._same_spot(c.place, best.place) else 1.0)
            for c in rest
        )
        own = _share_of(best.score)
        confidence = own / (own + rivals + _share_of(UNKNOWN_NAMESAKE))
        confidence = round(min(confidence, SLIP_CERTAIN if toponym.near else CERTAIN), 3)
        return Resolution(
            verdict=Verdict.RESOLVED if confidence >= RESOLVED_FROM else Verdict.AMBIGUOUS,
            place=best.place,
            confidence=confidence,
            evidence=best.evidence,
            rejected=tuple(rest),
        )


def _may_reach_into(outer: Place, inner: Place) -> bool:
    """Tell whether a place may reach into another one, though its row has another parent."""
    if outer.country and inner.country and outer.country != inner.country:
        return False
    reach = outer.radius_km + inner.radius_km + inner.uncertainty_km
    return rough_km(outer.coordinates, inner.coordinates) <= reach


def _why_nil(best: Candidate) -> Evidence:
    worst = min(best.evidence, key=lambda evidence: evidence.weight)
    detail = f"no place known here fits; the nearest, {best.place.name}, does not: {worst.detail}"
    return Evidence(name="no_candidate_fits", detail=detail)


def _rank(each: Candidate) -> tuple[float, str]:
    return (-each.score, each.place.id)


def _best(ranking: _Ranking) -> Candidate:
    return min(ranking, key=_rank)


def _share_of(score: float) -> float:
    return math.exp(SHARPNESS * score)
