"""What was found beside what people marked, and the figures of it. Pure: no file, no gazetteer.

The rule is that of the EUPEG platform (Wang & Hu 2019), so that the figures stand beside the
published ones: a prediction finds a gold toponym when its text is the same (case ignored) and
the middles of the two spans lie less than 10 characters apart, one to one, in the order in which
both are listed. docs/evaluation.md tells what each figure means.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.evaluation.corpora import GoldArticle, GoldToponym
    from geo.model import Coordinates, LocatedArticle, Place, Span

NEAR_KM = 161.0
"""A hundred miles: from here on a place counts as a wrong one, in the literature and here."""
MIDDLES_APART = 10.0  # characters
EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the literature's sphere; another one would shift the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A mention as the evaluation sees it.

    place: None where it was found and no place was given. role: the role's word. reason: the
    evidence that weighed most, in words; empty where there is none.
    """

    span: Span
    place: Place | None
    confidence: float = 0.0
    role: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A located gold toponym and the prediction that finds it, if any; km between the points."""

    gold: GoldToponym
    prediction: Prediction | None = None
    km: float | None = None

    @property
    def near(self) -> bool:
        """Tell whether the place given lies within 161 km of the gold point."""
        return self.km is not None and self.km <= NEAR_KM

    @property
    def right(self) -> bool:
        """Tell whether it is near, or has the gold's GeoNames number: countries have no point."""
        return self.near or (self.km is not None and same_id(self.gold, self._place))

    @property
    def _place(self) -> Place | None:
        return None if self.prediction is None else self.prediction.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One article: a pair for every located gold toponym, and the predictions that found none.

    on_unlocated: predictions on a name that the corpus marks without a point. on_nothing: those
    on what it does not mark at all. on_not_places: those that give a place to what it marks as none
    (what is found there and given no place is right, and no prediction).
    """

    gold: GoldArticle
    pairs: tuple[Pair, ...]
    on_unlocated: tuple[Prediction, ...] = ()
    on_nothing: tuple[Prediction, ...] = ()
    on_not_places: tuple[Prediction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a corpus; shares from 0 to 1, None for a distance where there is none.

    near: how many of the gold were put within 161 km. not_places: how many names are marked as no
    place; left_alone: how many of these were given none.
    """

    articles: int
    gold: int
    predictions: int
    found: int
    precision: float
    precision_located: float
    recall: float
    f1: float
    acc161: float
    e2e161: float
    e2e161id: float
    median_km: float | None
    mean_km: float | None
    near: int = 0
    not_places: int = 0
    left_alone: int = 0


def predictions_of(located: LocatedArticle) -> tuple[Prediction, ...]:
    """Return the mentions of the article's text, in the order in which they are given."""
    predictions = []
    for each in located.mentions:
        if each.mention.part != "text":
            continue
        resolution = each.resolution
        strongest = max(resolution.evidence, key=lambda evidence: evidence.weight, default=None)
        predictions.append(
            Prediction(
                span=each.mention.span,
                place=resolution.place,
                confidence=resolution.confidence,
                role=each.role.value,
                reason=strongest.detail if strongest else "",
            )
        )
    return tuple(predictions)


def match(gold: GoldArticle, predictions: Sequence[Prediction]) -> Match:
    """Set predictions beside the gold; located toponyms choose first, as EUPEG has it."""
    text = gold.article.text
    free = list(predictions)

    def take(span: Span) -> Prediction | None:
        name = span.of(text).casefold()
        for index, prediction in enumerate(free):
            apart = abs(_middle(prediction.span) - _middle(span))
            if apart < MIDDLES_APART and prediction.span.of(text).casefold() == name:
                return free.pop(index)
        return None

    pairs = tuple(
        _pair(toponym, toponym.coordinates, take(toponym.span))
        for toponym in gold.toponyms
        if toponym.coordinates is not None
    )
    unlocated = [toponym.span for toponym in gold.toponyms if toponym.coordinates is None]
    on_unlocated = tuple(filter(None, map(take, unlocated)))
    on_not_places = tuple(filter(None, map(take, gold.not_places)))
    return Match(
        gold=gold,
        pairs=pairs,
        on_unlocated=on_unlocated,
        on_nothing=tuple(free),
        on_not_places=tuple(each for each in on_not_places if each.place is not None),
    )


def figures(matches: Iterable[Match]) -> Figures:
    """Return the figures over all articles; their order makes no difference."""
    listed = list(matches)
    pairs = [pair for each in listed for pair in each.pairs]
    kms = [pair.km for pair in pairs if pair.km is not None]
    found = sum(pair.prediction is not None for pair in pairs)
    unlocated = sum(len(each.on_unlocated) for each in listed)
    not_places = sum(len(each.gold.not_places) for each in listed)
    wrongly = sum(len(each.on_not_places) for each in listed)
    predictions = found + unlocated + wrongly + sum(len(each.on_nothing) for each in listed)
    near = sum(pair.near for pair in pairs)
    precision, recall = found / max(1, predictions), found / max(1, len(pairs))
    return Figures(
        articles=len(listed),
        gold=len(pairs),
        predictions=predictions,
        found=found,
        precision=precision,
        precision_located=found / max(1, predictions - unlocated),
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if found else 0.0,
        acc161=near / max(1, found),
        e2e161=near / max(1, len(pairs)),
        e2e161id=sum(pair.right for pair in pairs) / max(1, len(pairs)),
        median_km=statistics.median(kms) if kms else None,
        mean_km=math.fsum(kms) / len(kms) if kms else None,
        near=near,
        not_places=not_places,
        left_alone=not_places - wrongly,
    )


def distance_km(one: Coordinates, other: Coordinates) -> float:
    """Return the great-circle distance on the sphere that published figures use."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    up = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = math.sin(up / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def same_id(gold: GoldToponym, place: Place | None) -> bool:
    """Tell whether gold and place bear the same GeoNames number."""
    return place is not None and gold.geonameid is not None and gold.geonameid == place.geonameid


def _pair(gold: GoldToponym, point: Coordinates, prediction: Prediction | None) -> Pair:
    place = None if prediction is None else prediction.place
    km = None if place is None else distance_km(place.coordinates, point)
    return Pair(gold=gold, prediction=prediction, km=km)


def _middle(span: Span) -> float:
    return (span.start + span.end) / 2
