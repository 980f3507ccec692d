"""What the rest of the article, and the outlet's other articles, say of each candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.gazetteer.segment import KIND_NUMBER
from geo.model import PlaceKind
from geo.resolution.distance import cosine
from geo.resolution.slate import COUNTRY_KIND, HOLDERS

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
LIMITS = np.array([NEAR, NEARBY, cosine(500.0), cosine(1000.0)])[:, None, None]
"""The distances of COMPANY, then that beyond which a name is far, as products of directions."""
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
    (voting,) = (votes > LEAST_VOTE).nonzero()
    kind = facts.kind
    nation, narrow = kind == COUNTRY_KIND, ~facts.wide[voting]
    other = ~nation
    # Many small steps cost more than few large ones: what is alike is asked of all at once.
    holders = facts.numbers[:HOLDERS, :, None]
    asked = np.empty((11, len(group), len(voting)), bool)
    same = np.equal(holders, holders[:, voting].transpose(0, 2, 1), out=asked[:3])
    same &= holders != 0
    close = np.greater(facts.points @ facts.points[voting].T, LIMITS, out=asked[3:7])
    close &= narrow
    in_named = np.equal(facts.admin1[:, None], facts.number[voting], out=asked[7])
    in_named &= kind[voting] == _PROVINCE
    np.logical_and(same[0], nation[voting], out=asked[8])
    np.logical_and(same[0], narrow, out=asked[9])
    asked[10] = narrow
    weight = np.where(group[:, None] != group[voting], votes[voting], 0.0)
    heard = np.add.reduce(weight * asked, axis=-1)
    far, all_narrow = heard[6], heard[10]
    table = np.zeros((len(group), len(COMPANY)))
    table[:, 0] = heard[9] / (1.0 + all_narrow)
    table[:, 1:6] = np.log1p(heard[1:6]).T
    in_nation, in_province, within = np.minimum(1.0, heard[[8, 7, 0]])
    table[:, 6] = in_nation * other
    table[:, 7] = in_province * (facts.number != facts.admin1)
    table[:, 8] = within * nation
    table[:, 9] = (far < 0.1) & (all_narrow > 1.0) & other  # noqa: PLR2004 - nearly none
    table[:, 10] = told
    if home is not None:
        table[:, 11:] = _at_home(facts, home) * other[:, None]
    return table


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
