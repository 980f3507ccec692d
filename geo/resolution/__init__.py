"""Which place each name of an article means, decided together.

The candidates of all names are laid out as columns (`slate`). A first look weighs each by what the
gazetteer says of it and by what the text says beside the mention ("the Sanjan area of Kapisa");
then, twice, by the company it keeps: the other names of the article and the home area of its
outlet (`company`, `homes`). The weights are learned (`weights.json`). NIL is the verdict where
no candidate is left: the text says that it lies where none of them does, or calls it something
that none of them is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model import Evidence, Resolution, Verdict
from geo.resolution.beside import find_beside
from geo.resolution.company import COMPANY, company
from geo.resolution.confidence import confidence
from geo.resolution.distance import geodesic_km
from geo.resolution.evidence import Witness
from geo.resolution.homes import HomeArea, Homes, Vote
from geo.resolution.said import EXCLUDED, Said
from geo.resolution.slate import LOCAL, Facts, groups_of
from geo.resolution.weights import weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Part, Span
    from geo.recognition import Toponym
    from geo.text import Passage

    Array = np.ndarray[Any, Any]

__all__ = ["HomeArea", "Homes", "Weighing", "geodesic_km", "resolve"]

ROUNDS = 2
"""How often the names of an article are weighed by each other."""
RESOLVED_FROM = 0.5
"""Confidence from which a verdict is RESOLVED; below it is AMBIGUOUS."""
MOST_REJECTED = 8
"""Rejected candidates that are kept with their evidence, the likeliest ones."""
NIL_CONFIDENCE = 0.6
"""How sure the verdict is that no known place is meant."""
LEAST_VOTE = 0.3
"""Share from which a place counts for the home area of its outlet."""


def resolve(
    passages: Mapping[Part, Passage],
    toponyms: Sequence[Toponym],
    gazetteer: Gazetteer,
    dateline: tuple[Span, ...] = (),
    home: HomeArea | None = None,
) -> tuple[Resolution, ...]:
    """Decide every name of one article, together; one resolution per toponym, in their order.

    Args:
        passages: the article's fields.
        toponyms: the names found in them.
        gazetteer: where their candidates come from.
        dateline: the spans in the text field that a dateline names.
        home: where the other articles of its outlet play, if that is known.
    """
    return Weighing(passages, toponyms, gazetteer, dateline).verdicts(home)


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
        self.facts = _joined([group.facts for group in self.groups])
        self.where: list[slice] = [slice(0, 0)] * len(toponyms)
        for index, group in enumerate(self.groups):
            piece = slice(int(self.starts[index]), int(self.starts[index + 1]))
            for toponym in group.toponyms:
                self.where[toponym] = piece
        self.local = self.facts.local
        self.said = Said(self, links, dateline)

    # How likely each candidate is.

    def _shares(self, scores: Array, index: int, learned: Array) -> Array:
        """Return the shares of one mention's candidates, which sum to one."""
        own = scores[self.where[index]]
        table = self.said.of(index)
        if table is not None:
            own = own + table @ learned
            own = np.where(self.said.excluded(index), EXCLUDED, own)
        likely = np.exp(own - own.max())
        return np.asarray(likely / likely.sum())

    def shares_by_name(self, scores: Array, learned: Array) -> Array:
        """Return how likely each candidate is, the mentions of a name taken together; for learning too.

        scores: of all candidates. learned: the weights of BESIDE.
        """
        votes = np.empty(len(scores))
        for index, group in enumerate(self.groups):
            piece = slice(int(self.starts[index]), int(self.starts[index + 1]))
            plain = [t for t in group.toponyms if self.said.of(t) is None]
            told = [t for t in group.toponyms if self.said.of(t) is not None]
            shares = [self._shares(scores, toponym, learned) for toponym in (*plain[:1], *told)]
            counts = [len(plain)] * len(plain[:1]) + [1] * len(told)
            votes[piece] = np.average(shares, axis=0, weights=counts)
        return votes

    def tables(self, home: HomeArea | None) -> Iterator[Array]:
        """Yield what the article says of all candidates, round by round; for learning too."""
        learned = weights()
        count = len(LOCAL)
        votes = self.shares_by_name(self.local @ learned.alone[:count], learned.alone[count:])
        for _ in range(ROUNDS):
            table = company(self.facts, self.group, votes, self.said.told, home)
            yield table
            votes = self.shares_by_name(self._scores(table), learned.together[count : -len(COMPANY)])

    def _scores(self, table: Array) -> Array:
        learned = weights().together
        return np.asarray(
            self.local @ learned[: len(LOCAL)] + table @ learned[-len(COMPANY) :]
        )

    def votes(self) -> Iterator[Vote]:
        """Yield what the article names, for the home area of its outlet."""
        if not self.toponyms:
            return
        learned = weights()
        table = next(self.tables(None))
        votes = self.shares_by_name(self._scores(table), learned.together[len(LOCAL) : -len(COMPANY)])
        facts = self.facts
        for index in range(len(self.groups)):
            begin, end = int(self.starts[index]), int(self.starts[index + 1])
            best = begin + int(np.argmax(votes[begin:end]))
            if votes[best] >= LEAST_VOTE and not facts.wide[best]:
                yield Vote(
                    country=int(facts.country[best]),
                    admin1=int(facts.admin1[best]),
                    latitude=float(facts.points[best, 0]),
                    longitude=float(facts.points[best, 1]),
                    weight=float(votes[best]),
                )

    # The verdicts.

    def verdicts(self, home: HomeArea | None = None) -> tuple[Resolution, ...]:
        """Return one resolution per toponym, in their order."""
        if not self.toponyms:
            return ()
        *_, table = self.tables(home)
        scores = self._scores(table)
        learned = weights().together[len(LOCAL) : -len(COMPANY)]
        shares = [self._shares(scores, index, learned) for index in range(len(self.toponyms))]
        picks = [
            self.where[index].start + int(np.argmax(share)) for index, share in enumerate(shares)
        ]
        witness = Witness(self, table, picks, home)
        return tuple(
            self._verdict(index, share, witness) for index, share in enumerate(shares)
        )

    def _verdict(self, index: int, share: Array, witness: Witness) -> Resolution:
        toponym = self.toponyms[index]
        order = np.argsort(-share, kind="stable")
        excluded = self.said.excluded(index)
        if excluded is not None and excluded.all():
            return self._nil(index, order, witness)
        best = int(order[0])
        rejected = tuple(
            witness.candidate(index, int(other)) for other in order[1 : MOST_REJECTED + 1]
        )
        sure = confidence(self, index, best, share, witness.table)
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


def _joined(pieces: Sequence[Facts]) -> Facts:
    """Put the columns of several names one after another."""
    if len(pieces) == 1:
        return pieces[0]
    return Facts(
        **{name: np.concatenate([getattr(p, name) for p in pieces]) for name in Facts.__slots__}
    )
