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
"""The columns of `Company.table`."""

LIMITS = np.array([cosine(km) for km in (50.0, 161.0, 500.0, 1000.0)])[:, None, None]
"""The distances of COMPANY, then that beyond which a name is far, as products of directions."""
LEAST_VOTE = 0.02
MAY_VOTE = LEAST_VOTE / 10
"""Shares from which a candidate is heard, and from which it is laid out, as it may be later."""
FEW = 0.1
"""Names near a candidate below which it is far from all."""
ONE = 1.001
"""More than one name's votes: each sum to one, but for what floating point leaves."""
HOME_DOUBT = 3.0
"""Articles of an outlet at which its home counts half."""
HOME_LIMITS = LIMITS[:2]
_PROVINCE = KIND_NUMBER[PlaceKind.PROVINCE]
_QUESTIONS: Final = 11


class Company:
    """An article's candidates beside each other; may be asked again with other votes.

    Args:
        facts: the candidates of all groups, one after another.
        group: which group each belongs to; a name is no evidence for itself.
        told: where the text says beside another mention of the same name that it is this one.
    """

    def __init__(self, facts: Facts, group: Array, told: Array) -> None:
        self._facts, self._group, self._told = facts, group, told
        self._nation = facts.kind == COUNTRY_KIND
        self._may_vote = np.zeros(len(group), bool)
        self._voting: Array = np.zeros(0, "i8")
        self._shared: Array = np.zeros((_QUESTIONS, len(group), 0), bool)

    def table(self, votes: Array, home: HomeArea | None) -> Array:
        """Return a row of COMPANY for each candidate.

        votes: how likely each candidate is so far; each group's sum to one. home: where the
        outlet's other articles play, if that is known.
        """
        heard = votes > LEAST_VOTE
        if (heard & ~self._may_vote).any():
            self._lay_out(votes > MAY_VOTE)
        facts = self._facts
        names = self._shared @ (votes * heard)[self._voting]
        near, all_narrow = names[6], names[10]
        in_nation, in_province, within = np.minimum(1.0, names[[8, 7, 0]])
        nation, other = self._nation, ~self._nation
        table = np.zeros((len(votes), len(COMPANY)))
        table[:, 0] = names[9] / (1.0 + all_narrow)
        table[:, 1:6] = np.log1p(names[1:6]).T
        table[:, 6] = in_nation * other
        table[:, 7] = in_province * (facts.number != facts.admin1)
        table[:, 8] = within * nation
        table[:, 9] = (near < FEW) & (all_narrow > ONE) & other
        table[:, 10] = self._told
        if home is not None:
            table[:, 11:] = _at_home(facts, home) * other[:, None]
        return table

    def _lay_out(self, may_vote: Array) -> None:
        """Find out what each candidate shares with those of other names that may be heard."""
        (voting,) = may_vote.nonzero()
        facts, nation = self._facts, self._nation
        narrow = ~facts.wide[voting]
        holders = facts.numbers[:HOLDERS, :, None]
        # Many small steps cost more than few large ones: what is alike is asked of all at once.
        shared = np.empty((_QUESTIONS, len(nation), len(voting)), bool)
        same = np.equal(holders, holders[:, voting].transpose(0, 2, 1), out=shared[:3])
        same &= holders != 0
        close = np.greater(facts.points @ facts.points[voting].T, LIMITS, out=shared[3:7])
        close &= narrow
        in_named = np.equal(facts.admin1[:, None], facts.number[voting], out=shared[7])
        in_named &= facts.kind[voting] == _PROVINCE
        np.logical_and(same[0], nation[voting], out=shared[8])
        np.logical_and(same[0], narrow, out=shared[9])
        shared[10] = narrow
        shared &= self._group[:, None] != self._group[voting]
        self._may_vote, self._voting, self._shared = may_vote, voting, shared


def _at_home(facts: Facts, home: HomeArea) -> Array:
    """Return the shares of the outlet's names in the candidate's country, province and reach."""
    close = facts.points @ home.points.T
    shared = np.empty((4, *close.shape), bool)
    np.equal(facts.country[:, None], home.countries, out=shared[0])
    np.equal(facts.admin1[:, None], home.admin1, out=shared[1])
    shared[1] &= (facts.admin1 != 0)[:, None]
    np.greater(close, HOME_LIMITS, out=shared[2:])
    sure = home.articles / (home.articles + HOME_DOUBT)
    return np.asarray(sure * (shared @ home.weights).T)
