"""Why what people marked was not found or placed rightly, one cause each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.evaluation.kinds import covers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.evaluation.corpora import GoldArticle, GoldToponym
    from geo.evaluation.scoring import Match, Pair, Prediction
    from geo.model import Place, Span


class Cause(StrEnum):
    """A row of the table of errors. The gazetteer is asked first, then what was made of it."""

    NOT_IN_GAZETTEER = "not in gazetteer"  # it knows nothing of that name
    CANDIDATE_ABSENT = "candidate absent"  # it knows the name, but no such place where gold lies
    MISSED = "missed"  # it knows the place; the text was passed over
    UNRESOLVED = "unresolved"  # it knows the place; found, and given no place
    WRONG_NAMESAKE = "wrong namesake"  # it knows the place; another one was chosen
    WIDE = "wide place"  # the place chosen takes in the gold point, but its own point lies far off
    ON_UNLOCATED = "over-eager on unlocated gold"  # found where people marked a name without point
    ON_NOT_A_PLACE = "over-eager on no place"  # given a place where people marked that it is none
    ON_NOTHING = "over-eager, not gold at all"  # found where people marked nothing


OF_PREDICTIONS = frozenset({Cause.ON_UNLOCATED, Cause.ON_NOT_A_PLACE, Cause.ON_NOTHING})
"""Causes that are counted among the predictions; the others among the gold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One thing that went wrong. gold: None where nothing located was marked."""

    article: GoldArticle
    span: Span
    cause: Cause
    gold: GoldToponym | None = None
    prediction: Prediction | None = None
    km: float | None = None


def errors_of(
    matches: Iterable[Match], lookup: Callable[[str], Sequence[Place]]
) -> Iterator[Error]:
    """Yield every error, article by article, in the order of the text.

    lookup: the gazetteer's places of a name. A candidate counts as the gold place when it lies
    within 161 km, bears the same number, or takes in the gold point by its radius.
    """
    for each in matches:
        found = [*_of_pairs(each, lookup), *_over_eager(each)]
        yield from sorted(found, key=lambda error: (error.span, error.cause))


def _of_pairs(each: Match, lookup: Callable[[str], Sequence[Place]]) -> Iterator[Error]:
    for pair in each.pairs:
        if pair.right:
            continue
        name = pair.gold.span.of(each.gold.article.text)
        yield Error(
            article=each.gold,
            span=pair.gold.span,
            cause=_cause(pair, lookup(name)),
            gold=pair.gold,
            prediction=pair.prediction,
            km=pair.km,
        )


def _cause(pair: Pair, candidates: Sequence[Place]) -> Cause:
    chosen = None if pair.prediction is None else pair.prediction.place
    if chosen is not None and covers(chosen, pair.gold):
        return Cause.WIDE
    if not candidates:
        return Cause.NOT_IN_GAZETTEER
    if not any(covers(place, pair.gold) for place in candidates):
        return Cause.CANDIDATE_ABSENT
    if pair.prediction is None:
        return Cause.MISSED
    return Cause.UNRESOLVED if chosen is None else Cause.WRONG_NAMESAKE


def _over_eager(each: Match) -> Iterator[Error]:
    lots = (
        (Cause.ON_UNLOCATED, each.on_unlocated),
        (Cause.ON_NOT_A_PLACE, each.on_not_places),
        (Cause.ON_NOTHING, each.on_nothing),
    )
    for cause, predictions in lots:
        for prediction in predictions:
            yield Error(article=each.gold, span=prediction.span, cause=cause, prediction=prediction)
