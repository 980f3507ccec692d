"""How well geoparsing does on corpora in which people marked the places: figures and errors.

`read_corpora`, then `evaluate`, then the figures: `figures`, `by_kind`, `errors_of` and
`reliability`, each over `Evaluation.matches`. What geoparses is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.evaluation.corpora import (
    Corpus,
    GoldArticle,
    GoldToponym,
    corpus_of,
    read_corpora,
)
from geo.evaluation.errors import Cause, Error, errors_of
from geo.evaluation.kinds import GoldKind, kind_of
from geo.evaluation.reliability import Reliability, reliability
from geo.evaluation.scoring import (
    Figures,
    Match,
    Pair,
    Prediction,
    figures,
    match,
    predictions_of,
)
from geo.geoparsing import geoparse_together

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from geo.gazetteer import Gazetteer
    from geo.model import Article, LocatedArticle, Place

    Locate = Callable[[Sequence[Article]], Iterator[LocatedArticle]]

__all__ = [
    "Cause",
    "Corpus",
    "Error",
    "Evaluation",
    "Figures",
    "GoldArticle",
    "GoldKind",
    "GoldToponym",
    "Match",
    "Pair",
    "Prediction",
    "Reliability",
    "by_kind",
    "corpus_of",
    "errors_of",
    "evaluate",
    "figures",
    "geoparsing_with",
    "kind_of",
    "match",
    "predictions_of",
    "read_corpora",
    "reliability",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A corpus and what was predicted for each of its articles, in the same order."""

    corpus: Corpus
    predictions: tuple[tuple[Prediction, ...], ...]

    def matches(self, without: Collection[str] = ()) -> tuple[Match, ...]:
        """Set gold and predictions side by side, mentions of the roles `without` left out."""
        both = zip(self.corpus.articles, self.counted(without), strict=True)
        return tuple(match(gold, predictions) for gold, predictions in both)

    def counted(self, without: Collection[str] = ()) -> tuple[tuple[Prediction, ...], ...]:
        """Return the predictions of each article, mentions of the roles `without` left out."""
        return tuple(
            tuple(each for each in predictions if each.role not in without)
            for predictions in self.predictions
        )


def geoparsing_with(gazetteer: Gazetteer) -> Locate:
    """Return what locates all articles of a corpus, in their order, as an ingest would."""

    def locate(articles: Sequence[Article]) -> Iterator[LocatedArticle]:
        return geoparse_together(articles, gazetteer)

    return locate


def evaluate(
    corpus: Corpus, locate: Locate, progress: Callable[[Article], None] | None = None
) -> Evaluation:
    """Geoparse a corpus. `progress` is called with each article when it is done."""
    articles = [gold.article for gold in corpus.articles]
    predictions = []
    for article, located in zip(articles, locate(articles), strict=True):
        predictions.append(predictions_of(located))
        if progress is not None:
            progress(article)
    return Evaluation(corpus=corpus, predictions=tuple(predictions))


def by_kind(
    matches: Iterable[Match], lookup: Callable[[str], Sequence[Place]]
) -> dict[GoldKind, tuple[Pair, ...]]:
    """Sort the pairs by the kind of the gold place; see `kind_of` for `lookup`'s part in it."""
    sorted_pairs: dict[GoldKind, list[Pair]] = {kind: [] for kind in GoldKind}
    for each in matches:
        text = each.gold.article.text
        for pair in each.pairs:
            sorted_pairs[kind_of(pair.gold, lookup(pair.gold.span.of(text)))].append(pair)
    return {kind: tuple(pairs) for kind, pairs in sorted_pairs.items() if pairs}
