"""Which place each name of an article means, decided together.

The candidates of all names are laid out as columns (`slate`). A first look weighs each by what the
gazetteer says of it and by what the text says beside the mention ("the Sanjan area of Kapisa"); a
second by the company of the article's other names (`company`); the last by that again, now in the
light of the second, and by the home area of the outlet (`homes`). The weights are learned
(`weights.json`). NIL is the verdict where no candidate is left: the text says that it lies where
none of them does, or calls it something that none of them is.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model import Evidence, Resolution, Verdict
from geo.resolution.beside import find_beside
from geo.resolution.company import COMPANY, Company
from geo.resolution.confidence import confidence
from geo.resolution.evidence import Witness
from geo.resolution.homes import MOST_ARTICLES, HomeArea, Homes, Vote
from geo.resolution.said import EXCLUDED, Said
from geo.resolution.slate import LOCAL, groups_of, joined
from geo.resolution.weights import weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Candidate, Part, Span
    from geo.recognition import Toponym
    from geo.text import Passage

    Array = np.ndarray[Any, Any]

__all__ = [
    "MOST_ARTICLES",
    "MOST_REJECTED",
    "HomeArea",
    "Homes",
    "Vote",
    "Weighing",
]

RESOLVED_FROM = 0.5
"""Confidence from which a verdict is RESOLVED; below it is AMBIGUOUS."""
MOST_REJECTED = 8
"""Rejected candidates that are kept with their evidence, the likeliest, unless told otherwise."""
NIL_CONFIDENCE = 0.6
"""How sure the verdict is that no known place is meant."""
LEAST_VOTE = 0.3
"""Share from which a place counts for the home area of its outlet."""


class Weighing:
    """One article's names, laid out; may be asked again when more is known of its outlet."""

    def __init__(
        self,
        passages: Mapping[Part, Passage],
        toponyms: Sequence[Toponym],
        gazetteer: Gazetteer,
        dateline: tuple[Span, ...] = (),
    ) -> None:
        self.passages = passages
        self.toponyms = toponyms
        self.gazetteer = gazetteer
        links = find_beside(passages, toponyms)
        self.groups = groups_of(toponyms, [(link.inner, link.outer) for link in links])
        if not toponyms:
            return
        sizes = [len(group.facts.rows) for group in self.groups]
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        self.group = np.repeat(np.arange(len(sizes)), sizes)
        self.facts = joined([group.facts for group in self.groups])
        self.where: list[slice] = [slice(0, 0)] * len(toponyms)
        for index, group in enumerate(self.groups):
            piece = slice(int(self.starts[index]), int(self.starts[index + 1]))
            for toponym in group.toponyms:
                self.where[toponym] = piece
        self._slips = np.array([bool(toponyms[g.toponyms[0]].near) for g in self.groups])[
            self.group
        ]
        self.local = self.facts.local
        self._plain = self.local @ weights().together[: len(LOCAL)]
        self.said = Said(self, links, dateline)
        self._told = [
            (group.toponyms, told)
            for group in self.groups
            if (told := [index for index in group.toponyms if self.said.of(index) is not None])
        ]
        """Of the names beside which the text says something: all mentions, and those."""
        self.company = Company(self.facts, self.group, self.said.told)

    # How likely each candidate is.

    def shares(self, scores: Array) -> Array:
        """Return the shares of all candidates by score, each name's sum to one."""
        first = self.starts[:-1]
        likely = np.exp(scores - np.maximum.reduceat(scores, first)[self.group])
        return np.asarray(likely / np.add.reduceat(likely, first)[self.group])

    def shares_of(self, scores: Array, index: int, learned: Array) -> Array:
        """Return the shares of one mention's candidates, beside which the text says something.

        scores: of all candidates, before what the text says. learned: the weights of BESIDE.
        """
        own = scores[self.where[index]] + self.said.tables[index] @ learned
        excluded = self.said.excluded(index)
        if excluded is not None:
            own = np.where(excluded, EXCLUDED, own)
        likely = np.exp(own - np.maximum.reduce(own))
        return np.asarray(likely / np.add.reduce(likely))

    def shares_by_name(self, scores: Array, learned: Array) -> Array:
        """Return how likely each candidate is, the mentions of a name taken together.

        scores: of all candidates, before what the text says. learned: the weights of BESIDE.
        """
        found = self.shares(scores)
        for toponyms, told in self._told:
            said = [self.shares_of(scores, index, learned) for index in told]
            piece = self.where[toponyms[0]]
            plain = len(toponyms) - len(told)
            found[piece] = (plain * found[piece] + np.add.reduce(said)) / len(toponyms)
        return found

    def _scores(self, table: Array) -> Array:
        learned = weights().together
        return np.asarray(self._plain + table @ learned[-len(COMPANY) :])

    def _company(self, votes: Array, home: HomeArea | None) -> Array:
        """Return what the article says of all candidates; a slip bears out no other name."""
        heard = np.where(self._slips, 0.0, votes)
        return self.company.table(heard, home)

    @cached_property
    def _first(self) -> Array:
        """How likely each candidate is in the light of its own article."""
        learned, count = weights(), len(LOCAL)
        alone = self.local @ learned.alone[:count]
        votes = self.shares_by_name(alone, learned.alone[count:])
        beside = learned.together[count : -len(COMPANY)]
        return self.shares_by_name(self._scores(self._company(votes, None)), beside)

    def votes(self) -> Iterator[Vote]:
        """Yield what the article names, for the home area of its outlet."""
        if not self.toponyms:
            return
        facts, votes = self.facts, self._first
        for begin, end in pairwise(self.starts.tolist()):
            best = begin + int(np.argmax(votes[begin:end]))
            if votes[best] >= LEAST_VOTE and not facts.wide[best]:
                x, y, z = facts.points[best].tolist()
                yield Vote(
                    int(facts.country[best]),
                    int(facts.admin1[best]),
                    x,
                    y,
                    z,
                    float(votes[best]),
                )

    # The verdicts.

    def verdicts(
        self, home: HomeArea | None = None, rejected: int = MOST_REJECTED
    ) -> tuple[Resolution, ...]:
        """Return one resolution per toponym, in their order.

        rejected: how many of the other candidates are kept with their evidence.
        """
        if not self.toponyms:
            return ()
        learned = weights().together[len(LOCAL) : -len(COMPANY)]
        table = self._company(self._first, home)
        scores = self._scores(table)
        by_name = self.shares(scores)
        shares = [by_name[piece] for piece in self.where]
        for index in self.said.tables:
            shares[index] = self.shares_of(scores, index, learned)
        picks = [int(share.argmax()) for share in shares]
        starts = [piece.start for piece in self.where]
        witness = Witness(self, table, list(map(add, starts, picks)))
        return tuple(
            [
                self._verdict(index, share, best, witness, rejected)
                for index, (share, best) in enumerate(zip(shares, picks, strict=True))
            ]
        )

    def _verdict(
        self, index: int, share: Array, best: int, witness: Witness, most_rejected: int
    ) -> Resolution:
        toponym = self.toponyms[index]
        excluded = self.said.excluded(index)
        if excluded is not None and excluded.all():
            return self._nil(index, np.argsort(-share, kind="stable"), witness)
        rejected: tuple[Candidate, ...] = ()
        if most_rejected and len(share) > 1:
            order = np.argsort(-share, kind="stable")[1 : most_rejected + 1].tolist()
            rejected = tuple([witness.candidate(index, other) for other in order])
        sure = confidence(self, index, best, share, witness)
        chosen = witness.candidate(index, best)
        why = (toponym.why,) if toponym.why is not None else ()
        return Resolution(
            verdict=Verdict.RESOLVED if sure >= RESOLVED_FROM else Verdict.AMBIGUOUS,
            place=chosen.place,
            confidence=sure,
            evidence=(*chosen.evidence, *why),
            rejected=rejected,
        )

    def _nil(self, index: int, order: Array, witness: Witness) -> Resolution:
        rejected = tuple(witness.candidate(index, int(each)) for each in order[:MOST_REJECTED])
        why = self.said.reasons[index]
        nearest = rejected[0].place.name
        detail = f"no place known here fits; the nearest, {nearest}, does not: {why}"
        return Resolution(
            verdict=Verdict.NIL,
            place=None,
            confidence=NIL_CONFIDENCE,
            evidence=(Evidence(name="no_candidate_fits", detail=detail),),
            rejected=rejected,
        )
