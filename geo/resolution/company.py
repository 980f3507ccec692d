"""What the rest of the article, and the outlet's other articles, say of each candidate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.gazetteer.segment import KIND_NUMBER
from geo.model import PlaceKind
from geo.resolution.distance import cosine
from geo.resolution.slate import COUNTRY_KIND

if TYPE_CHECKING:
    from geo.resolution.homes import HomeArea
    from geo.resolution.slate import Facts

    Array = np.ndarray[Any, Any]

COMPANY: Final = (
    "share of names in its country",
    "names in its province",
    "names in its district",
    "names within 50 km",
    "names within 161 km",
    "names within 500 km",
    "its country is named",
    "its province is named",
    "names in it",
    "far from all names",
    "told elsewhere",
    "home country",
    "home province",
    "home within 50 km",
    "home within 161 km",
)
"""The columns of `company`."""

NEAR, NEARBY = cosine(50.0), cosine(161.0)
LIMITS = np.array([cosine(1000.0), cosine(500.0), NEARBY, NEAR])[:, None, None]
"""The distances of COMPANY, after that beyond which a name is far, as products of directions."""
LEAST_VOTE = 0.02
HOME_DOUBT = 3.0
"""Articles of an outlet at which its home counts half."""
_PROVINCE = KIND_NUMBER[PlaceKind.PROVINCE]


def company(facts: Facts, group: Array, votes: Array, told: Array, home: HomeArea | None) -> Array:
    """Return a row of COMPANY for each candidate of an article.

    Args:
        facts: the candidates of all groups, one after another.
        group: which group each belongs to; a name is no evidence for itself.
        votes: how likely each candidate is so far; each group's sum to one.
        told: where the text says beside another mention of the same name that it is this one.
        home: where the outlet's other articles play, if that is known.
    """
    table = np.zeros((len(group), len(COMPANY)))
    voting = np.flatnonzero(votes > LEAST_VOTE)
    weight = np.where(group[:, None] != group[None, voting], votes[None, voting], 0.0)
    narrow = weight * ~facts.wide[None, voting]
    all_narrow = _added(narrow)
    nation, other = facts.kind == COUNTRY_KIND, facts.kind != COUNTRY_KIND
    # Many small steps cost more than few large ones: what is alike is asked of all at once.
    holders = np.stack((facts.country, facts.admin1, facts.admin2))[:, :, None]
    same = (holders == holders[:, voting].transpose(0, 2, 1)) & (holders != 0)
    in_country, in_first, in_second = _added(weight * same)
    close = facts.points @ facts.points[voting].T
    far, region, nearby, near = _added(narrow * (close > LIMITS))
    table[:, 0] = _added(narrow * same[0]) / (1.0 + all_narrow)
    table[:, 1:6] = np.log1p(np.stack((in_first, in_second, near, nearby, region), 1))
    nations = weight * nation[None, voting]
    table[:, 6] = np.minimum(1.0, _added(nations * same[0])) * other
    provinces = weight * (facts.kind[voting] == _PROVINCE)[None, :]
    in_named = facts.admin1[:, None] == facts.number[None, voting]
    table[:, 7] = np.minimum(1.0, _added(provinces * in_named)) * (facts.number != facts.admin1)
    table[:, 8] = np.minimum(1.0, in_country) * nation
    table[:, 9] = (far < 0.1) & (all_narrow > 1.0) & other  # noqa: PLR2004 - nearly none
    table[:, 10] = told
    if home is not None:
        table[:, 11:] = _at_home(facts, home) * other[:, None]
    return table


_added = partial(np.add.reduce, axis=-1)
"""Sums of rows; the method of an array does the same by a longer way."""


def _at_home(facts: Facts, home: HomeArea) -> Array:
    """Return the shares of the outlet's names in the candidate's country, province and reach."""
    close = facts.points @ home.points.T
    sure = home.articles / (home.articles + HOME_DOUBT)
    return sure * np.stack(
        (
            (facts.country[:, None] == home.countries[None, :]) @ home.weights,
            ((facts.admin1[:, None] == home.admin1[None, :]) & (facts.admin1 != 0)[:, None])
            @ home.weights,
            (close > NEAR) @ home.weights,
            (close > NEARBY) @ home.weights,
        ),
        1,
    )
