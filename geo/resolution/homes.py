"""Where an outlet's articles play: its home area, learned from what its other articles name.

A local paper seldom says which Alexandria it means; its other articles do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.gazetteer.segment import country_number, place_number
from geo.model import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer import Gazetteer
    from geo.model import LocatedArticle

    Array = np.ndarray[Any, Any]

MOST_ARTICLES = 60
"""Articles of one outlet that are learned from; the first ones that came."""
MOST_PLACES = 12
"""Places of one article that count."""
LEAST_CONFIDENCE = 0.3
TOO_WIDE = frozenset(
    {PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.REGION, PlaceKind.SEA, PlaceKind.RANGE}
)


class Vote(NamedTuple):
    """One place of one article: its country's and province's number, its point in radians."""

    country: int
    admin1: int
    latitude: float
    longitude: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HomeArea:
    """Where the articles of one outlet play, as columns; the weights sum to one.

    articles: how many were learned from. points: latitude and longitude in radians.
    """

    articles: int
    countries: Array
    admin1: Array
    points: Array
    weights: Array


class Homes:
    """The home areas of outlets. Learning from an article changes what later ones are told."""

    def __init__(self) -> None:
        self._votes: dict[str, list[tuple[str, tuple[Vote, ...]]]] = {}

    def learn(self, source: str | None, article_id: str, votes: Iterable[Vote]) -> None:
        """Take in what one article names; articles without an outlet or a place teach nothing."""
        kept = tuple(votes)[:MOST_PLACES]
        if not source or not kept:
            return
        known = self._votes.setdefault(source, [])
        if len(known) < MOST_ARTICLES:
            known.append((article_id, kept))

    def learn_from(self, located: LocatedArticle, gazetteer: Gazetteer) -> None:
        """Take in a located article."""
        article = located.article
        if article.source:
            self.learn(article.source, article.id, _votes(located, gazetteer))

    def of(self, source: str | None, without: str | None = None) -> HomeArea | None:
        """Return the home area of an outlet, or None where nothing is known of it.

        without: the id of an article that must not be its own witness.
        """
        known = [votes for each, votes in self._votes.get(source or "", ()) if each != without]
        if not known:
            return None
        votes = [vote for each in known for vote in each]
        shares = np.concatenate(
            [np.array([v.weight for v in each]) / sum(v.weight for v in each) for each in known]
        )
        return HomeArea(
            articles=len(known),
            countries=np.array([vote.country for vote in votes]),
            admin1=np.array([vote.admin1 for vote in votes]),
            points=np.array([(vote.latitude, vote.longitude) for vote in votes]),
            weights=shares / len(known),
        )


def _votes(located: LocatedArticle, gazetteer: Gazetteer) -> Iterable[Vote]:
    seen: set[str] = set()
    for mention in located.mentions:
        place, confidence = mention.resolution.place, mention.resolution.confidence
        if place is None or place.id in seen or confidence < LEAST_CONFIDENCE:
            continue
        if place.kind in TOO_WIDE:
            continue
        seen.add(place.id)
        number = place_number(place.id, place.geonameid)
        yield Vote(
            country=country_number(place.country),
            admin1=gazetteer.divisions(number)[0],
            latitude=math.radians(place.coordinates.latitude),
            longitude=math.radians(place.coordinates.longitude),
            weight=confidence,
        )
