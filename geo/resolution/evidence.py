"""Why a candidate has its score, in plain words: the learned weights, put together by matter.

The weights of a candidate's evidence add up to its score. What is too small to tell goes into the
evidence named `prominence`, which is what the gazetteer alone says.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.model import Candidate, Evidence, PlaceKind
from geo.resolution.company import COMPANY
from geo.resolution.distance import chord_km
from geo.resolution.slate import LOCAL
from geo.resolution.weights import BESIDE, weights

if TYPE_CHECKING:
    from geo.model import Place
    from geo.resolution import Weighing

    Array = np.ndarray[Any, Any]

TOLD_FROM = 0.05
"""Weight from which evidence is told by itself."""
OWN = -2.0
"""Below every product of two directions: stands for what is no other name's place."""
SLIP = -0.3
"""What each letter that a slip is off takes from the score."""
SETTLED = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE})
MATTERS: Final = {
    "kind word agrees": "kind_word",
    "kind word is near": "kind_word",
    "kind word differs": "other_kind",
    "beside what holds it": "beside_container",
    "said to lie in what holds it": "beside_container",
    "beside what holds another": "outside_named_container",
    "beside what it holds": "beside_contents",
    "filed from": "dateline",
    "measured from": "measured_from",
    "share of names in its country": "same_country",
    "names in its province": "inside_named_place",
    "its province is named": "inside_named_place",
    "names in its district": "inside_named_place",
    "names within 50 km": "near_other_place",
    "names within 161 km": "near_other_place",
    "names within 500 km": "near_other_place",
    "its country is named": "country_named",
    "names in it": "holds_named_place",
    "far from all names": "far_from_others",
    "told elsewhere": "same_name_elsewhere",
    "home country": "home_area",
    "home province": "home_area",
    "home within 50 km": "home_area",
    "home within 161 km": "home_area",
}
"""Under which name the weight of each column is told."""
_COMPANY_MATTERS: Final = tuple(MATTERS[column] for column in COMPANY)
_MATTERS: Final = (*(MATTERS[column] for column in BESIDE), *_COMPANY_MATTERS)
_MAIN, _SHORT, _PEOPLE = (LOCAL.index(name) for name in ("main name", "short name", "demonym"))
_NAMED: Final = (_MAIN, _SHORT, _PEOPLE)
_DETAILS: Final = {
    "kind_word": "the text calls it a {word}",
    "other_kind": "the text calls it a {word}, this is a {kind}",
    "beside_container": "the text puts it in {outer}, which holds it",
    "outside_named_container": "the text puts it in {outer}, but it lies elsewhere",
    "beside_contents": "the text puts {inner} in it",
    "dateline": "reports are filed from cities and towns",
    "measured_from": "distances are told from cities and towns",
    "same_country": "other names of the article lie in the same country",
    "inside_named_place": "what holds it, or another place in that, is named too",
    "holds_named_place": "other names of the article lie in it",
    "far_from_others": "the article's other names are far away",
    "same_name_elsewhere": "the text says elsewhere where the place of this name lies",
    "home_area": "other articles of this outlet play there",
}


class Witness:
    """Tells for one article why each candidate has its score."""

    def __init__(self, weighing: Weighing, table: Array, picks: list[int]) -> None:
        self.weighing = weighing
        self.table = table
        self.sure: dict[int, tuple[float, float]] = {}
        """What confidence has in common for the mentions of a name (see `confidence`)."""
        self._told: dict[tuple[int, str], Candidate] = {}
        facts = weighing.facts
        # The places meant, without those too wide to be near anything.
        self._picks = np.array([pick for pick in sorted(set(picks)) if not facts.wide[pick]], "i8")
        self._groups, self._points = weighing.group[self._picks], facts.points[self._picks]
        learned = weights().together
        self._local = weighing.local * learned[: len(LOCAL)]
        self._company = table * learned[-len(COMPANY) :]
        self._beside = learned[len(LOCAL) : -len(COMPANY)]

    def candidate(self, index: int, which: int) -> Candidate:
        """Return a mention's candidate with its score and its evidence, the weightiest first."""
        if self.weighing.said.of(index) is not None:
            return self._candidate(index, which)
        at = self.weighing.where[index].start + which
        key = at, self.weighing.toponyms[index].mention.text
        found = self._told.get(key)
        if found is None:
            found = self._told[key] = self._candidate(index, which)
        return found

    def _candidate(self, index: int, which: int) -> Candidate:
        weighing = self.weighing
        at = weighing.where[index].start + which
        place = weighing.gazetteer.place_at(int(weighing.facts.rows[at]))
        said = weighing.said.of(index)
        local = self._local[at].tolist()
        company = self._company[at].tolist()
        name = self._name(index, which, place, sum([local[column] for column in _NAMED]))
        found = [name]
        totals: dict[str, float] = {}
        matters, told = _COMPANY_MATTERS, company
        if said is not None:
            matters, told = _MATTERS, (said[which] * self._beside).tolist() + company
        for matter, weight in zip(matters, told, strict=True):
            if weight:
                totals[matter] = totals.get(matter, 0.0) + weight
        rest = sum(local) + sum(totals.values())
        if name.name != "spelling_slip":  # a slip's weight comes on top
            rest -= name.weight
        for matter, weight in sorted(totals.items(), key=lambda item: -abs(item[1])):
            if abs(weight) >= TOLD_FROM:
                rounded = round(weight, 2)
                detail = self._detail(matter, index, at, place)
                found.append(Evidence(name=matter, detail=detail, weight=rounded))
                rest -= rounded
        prominence = Evidence(name="prominence", detail=_prominence(place), weight=round(rest, 4))
        found.insert(1, prominence)
        score = round(sum(reason.weight for reason in found), 4)
        return Candidate(place=place, score=score, evidence=tuple(found))

    def _name(self, index: int, which: int, place: Place, weight: float) -> Evidence:
        toponym = self.weighing.toponyms[index]
        written = toponym.mention.text
        for near in toponym.near:
            if near.place.id == place.id:
                detail = f"spelling_slip: written {written}, taken for {near.spelling}"
                return Evidence(name="spelling_slip", detail=detail, weight=SLIP * near.slips)
        local = self.weighing.local[self.weighing.where[index].start + which]
        weight = round(weight, 2)
        if local[_PEOPLE]:
            detail = f"“{written}” is what people or things of {place.name} are called"
            return Evidence(name="demonym", detail=detail, weight=weight)
        if written == place.name or local[_MAIN]:
            return Evidence(name="main_name", detail=f"“{written}” is its name", weight=weight)
        if local[_SHORT]:
            detail = f"“{written}” is short for {place.name}"
            return Evidence(name="short_name", detail=detail, weight=weight)
        detail = f"“{written}” is another spelling of {place.name}"
        return Evidence(name="alternate_name", detail=detail, weight=weight)

    def _detail(self, matter: str, index: int, at: int, place: Place) -> str:
        weighing = self.weighing
        if matter == "near_other_place":
            return self._nearest(at)
        if matter == "country_named":
            country = weighing.gazetteer.country(place.country or "")
            return f"{country.name if country else place.country} is named too"
        told = _DETAILS[matter]
        if "{" not in told:
            return told
        said, kind = weighing.said, weighing.toponyms[index].kind
        outer, inner = said.outer.get(index), said.inner.get(index)
        return told.format(
            word=kind.word if kind is not None else "",
            kind=_plain(place.kind),
            outer="another place" if outer is None else weighing.toponyms[outer].mention.text,
            inner="it" if inner is None else weighing.toponyms[inner].mention.text,
        )

    def _nearest(self, at: int) -> str:
        """Tell which of the other places meant is the nearest, and how far."""
        weighing = self.weighing
        facts = weighing.facts
        here = facts.points[at]
        near = np.where(self._groups != weighing.group[at], self._points @ here, OWN)
        pick = int(near.argmax()) if len(near) else 0
        if not len(near) or near[pick] == OWN:
            return "other names may mean places near it"
        nearest = int(self._picks[pick])
        apart = chord_km(math.dist(here.tolist(), self._points[pick].tolist()))
        name = weighing.gazetteer.place_at(int(facts.rows[nearest])).name
        return f"{name}, named too, is {apart:.0f} km away"


def _plain(kind: PlaceKind) -> str:
    return kind.value.replace("_", " ")


def _prominence(place: Place) -> str:
    if place.kind in SETTLED and place.population:
        return f"a {_plain(place.kind)} of {place.population:,} people"
    kind = _plain(place.kind)
    article = "an" if kind[0] in "aeiou" else "a"
    return f"how readily the name alone is taken for {article} {kind}"
