"""Where an outlet's articles play: its home area, learned from what its other articles name.

A local paper seldom says which Alexandria it means; its other articles do.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.gazetteer.segment import country_number, place_number
from geo.model import PlaceKind
from geo.resolution.distance import on_sphere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer import Gazetteer
    from geo.model import LocatedArticle

    Array = np.ndarray[Any, Any]

MOST_ARTICLES = 40
"""Articles of one outlet that are learned from; the first ones that came."""
MOST_PLACES = 10
"""Places of one article that count."""
MOST_OUTLETS = 5_000
"""Outlets that are remembered; the one not met for longest is forgotten first."""
LEAST_CONFIDENCE = 0.3
TOO_WIDE = frozenset(
    {PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.REGION, PlaceKind.SEA, PlaceKind.RANGE}
)


class Vote(NamedTuple):
    """One place of one article: the numbers of its country and province, its point."""

    country: int
    admin1: int
    x: float
    y: float
    z: float
    weight: float


COUNTRY, ADMIN1, WEIGHT = 0, 1, 5
POINT = slice(2, 5)
"""Where the fields of a `Vote` stand in a row."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HomeArea:
    """Where the articles of one outlet play, as columns; the weights sum to one.

    articles: how many were learned from. points: see `on_sphere`.
    """

    articles: int
    countries: Array
    admin1: Array
    points: Array
    weights: Array


class Homes:
    """The home areas of outlets. Learning from an article changes what later ones are told."""

    def __init__(self) -> None:
        self._votes: OrderedDict[str, dict[str, Array]] = OrderedDict()

    def learn(self, source: str | None, article_id: str, votes: Iterable[Vote]) -> None:
        """Take in what one article names; without an outlet or a place it teaches nothing.

        An article without a place counts as one of the outlet's first all the same, so that what
        is known depends on which articles came and on nothing else.
        """
        if not source:
            return
        known = self._votes.setdefault(source, {})
        self._votes.move_to_end(source)
        if len(self._votes) > MOST_OUTLETS:
            self._votes.popitem(last=False)
        if len(known) < MOST_ARTICLES and article_id not in known:
            kept = np.array(tuple(islice(votes, MOST_PLACES)))
            if len(kept):
                kept[:, WEIGHT] /= kept[:, WEIGHT].sum()
            known[article_id] = kept

    def __contains__(self, source: object) -> bool:
        """Tell whether anything came from this outlet, and is not forgotten."""
        return source in self._votes

    def learn_from(self, located: LocatedArticle, gazetteer: Gazetteer) -> None:
        """Take in a located article."""
        article = located.article
        if article.source:
            self.learn(article.source, article.id, _votes(located, gazetteer))

    def of(self, source: str | None, without: str | None = None) -> HomeArea | None:
        """Return the home area of an outlet, or None where nothing is known of it.

        without: the id of an article that must not be its own witness.
        """
        learned = self._votes.get(source or "", {})
        known = [votes for each, votes in learned.items() if each != without and len(votes)]
        if not known:
            return None
        votes = np.concatenate(known)
        return HomeArea(
            articles=len(known),
            countries=votes[:, COUNTRY].astype("i8"),
            admin1=votes[:, ADMIN1].astype("i8"),
            points=votes[:, POINT],
            weights=votes[:, WEIGHT] / len(known),
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
        at = place.coordinates
        x, y, z = on_sphere(np.array([at.latitude]), np.array([at.longitude]))[0].tolist()
        yield Vote(
            country_number(place.country),
            gazetteer.divisions(number)[0],
            x,
            y,
            z,
            confidence,
        )
