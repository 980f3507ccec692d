"""`python -m geo evaluate`."""

from __future__ import annotations

import contextlib
import json
from itertools import islice
from typing import TYPE_CHECKING

from geo.cli.common import few_collections, load_gazetteer, open_kept_store, progress
from geo.cli.output import output
from geo.cli.terminal import PROBLEMS, WELL, complain, counted, say, say_table
from geo.corrections import Overlay, label, standing
from geo.evaluation import corpus_of, evaluate, geoparsing_with, read_corpora
from geo.evaluation.report import error_line, record, report, tables
from geo.exports import json_line

if TYPE_CHECKING:
    import argparse
    from typing import IO

    from geo.evaluation import Corpus, Evaluation, Prediction
    from geo.evaluation.report import Report
    from geo.store import Store


def run(options: argparse.Namespace) -> int:
    """Geoparse each corpus, and tell how well it went."""
    corpora = read_corpora(options.corpora)
    if options.store is not None:
        with open_kept_store(options, read_only=True) as store:
            corpora = (*corpora, judged_corpus(store))
    problems = [problem for corpus in corpora for problem in corpus.problems]
    for problem in problems:
        complain(str(problem))
    gazetteer = load_gazetteer()
    locate = geoparsing_with(gazetteer)
    records: dict[str, object] = {}
    with _maybe(options.json) as figures, _maybe(options.predictions) as predictions:
        # What is to be read by a program is not mixed with tables.
        quiet = "-" in {options.json, options.predictions}
        for corpus in corpora:
            with progress() as show, few_collections():
                evaluation = evaluate(corpus, locate, show)
            told = report(evaluation, gazetteer.lookup, options.without)
            records[told.name] = record(told)
            if predictions is not None:
                _write_predictions(evaluation, options.without, predictions)
            if not quiet:
                _say(told, options)
        if figures is not None:
            figures.write(json.dumps({"corpora": records}, indent=2, allow_nan=False) + "\n")
    left_out = sum(corpus.left_out for corpus in corpora)
    complain(
        f"{counted(sum(len(corpus.articles) for corpus in corpora), 'article')} evaluated, "
        f"{counted(len(problems), 'problem')}, {counted(left_out, 'toponym')} left out."
    )
    return PROBLEMS if problems else WELL


def judged_corpus(store: Store) -> Corpus:
    """Return what a team judged in a store as a corpus, each article as it is kept.

    Raises:
        ArticlesError: nobody has judged anything in a text.
    """
    overlay = Overlay(standing(store.corrections.read()))
    labels = ((label(each, overlay), each.article) for each in store.located_articles())
    name = f"judged in {store.path.name}"
    return corpus_of(name, ((told, article) for told, article in labels if told is not None))


def _maybe(name: str | None) -> contextlib.AbstractContextManager[IO[str] | None]:
    return contextlib.nullcontext() if name is None else output(name)


def _say(told: Report, options: argparse.Namespace) -> None:
    for table in tables(told):
        say_table(table)
        say("")
    if options.errors:
        for error in islice(told.errors, options.limit):
            say(error_line(error))
        hidden = 0 if options.limit is None else max(0, len(told.errors) - options.limit)
        if hidden:
            complain(f"{counted(hidden, 'more error')} of {told.name} not shown; raise --limit.")
        say("")


def _write_predictions(evaluation: Evaluation, without: list[str], out: IO[str]) -> None:
    for gold, predictions in zip(
        evaluation.corpus.articles, evaluation.counted(without), strict=True
    ):
        out.write(json_line({"id": gold.id, "mentions": list(map(_mention, predictions))}))


def _mention(prediction: Prediction) -> dict[str, object]:
    place = prediction.place
    return {
        "start": prediction.span.start,
        "end": prediction.span.end,
        "place": None
        if place is None
        else {
            "latitude": place.coordinates.latitude,
            "longitude": place.coordinates.longitude,
            "geonameid": place.geonameid,
        },
    }
