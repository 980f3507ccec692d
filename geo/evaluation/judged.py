"""A marked corpus as judged mentions, so that it is told as what a team judged is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.accuracy import Decided, Held, Judged, Tally, band_of
from geo.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.evaluation import Evaluation, GoldArticle, Match, Prediction
    from geo.model import PlaceKind


def judged_of(matches: Sequence[Match]) -> tuple[Judged, ...]:
    """Return the predictions that the corpus says something of.

    Right is what lies within 161 km or bears the number; wrong is a place given to anything else
    that is marked, or is not marked at all. Names marked without a point judge nothing.
    """
    return tuple(judged for each in matches for judged in _judged(each))


def held_of(evaluation: Evaluation) -> Held:
    """Count all predictions, those too of which the corpus says nothing."""
    alike: Counter[tuple[PlaceKind | None, int]] = Counter()
    sources: Counter[str | None] = Counter()
    named = pinned = 0
    for gold, predictions in zip(evaluation.corpus.articles, evaluation.predictions, strict=True):
        named += bool(predictions)
        pinned += any(each.place is not None for each in predictions)
        for each in predictions:
            kind = None if each.place is None else each.place.kind
            alike[kind, band_of(each.confidence)] += 1
            sources[gold.article.source] += kind is not None
    return Held(
        articles=len(evaluation.corpus.articles),
        named=named,
        pinned=pinned,
        tallies=tuple(
            Tally(
                kind=kind,
                verdict=Verdict.NIL if kind is None else Verdict.RESOLVED,
                band=band,
                mentions=count,
            )
            for (kind, band), count in alike.items()
        ),
        sources=sources,
    )


def _judged(each: Match) -> Iterator[Judged]:
    for pair in each.pairs:
        if pair.prediction is not None and pair.prediction.place is not None:
            yield Judged(decided=_decided(each.gold, pair.prediction), right=pair.right)
    for prediction in (*each.on_nothing, *each.on_not_places):
        if prediction.place is not None:
            yield Judged(decided=_decided(each.gold, prediction), right=False)


def _decided(gold: GoldArticle, prediction: Prediction) -> Decided:
    return Decided(
        article=gold.id,
        part="text",
        span=prediction.span,
        name=prediction.span.of(gold.article.text),
        source=gold.article.source,
        place=prediction.place,
        confidence=prediction.confidence,
    )
