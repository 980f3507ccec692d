"""`python -m geo accuracy`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.accuracy import BIAS, accuracy, record
from geo.cli.common import few_collections, load_gazetteer, open_kept_store, progress
from geo.cli.output import output
from geo.cli.terminal import PROBLEMS, WELL, complain, counted, say, say_table
from geo.corrections import place_in_words
from geo.evaluation import evaluate, geoparsing_with, read_corpora
from geo.evaluation.judged import held_of, judged_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from geo.accuracy import Accuracy, Line, Rate
    from geo.store import Store

HEADS = ("CHECKED", "RIGHT", "PRECISION", "95 % BETWEEN", "OF ALL")
NOBODY = (
    "Nobody has checked a mention yet. The page's “How far to trust it” asks for one after the "
    "other; `python -m geo correct` takes one."
)


def run(options: argparse.Namespace) -> int:
    """Show how far to trust a store, and marked articles besides."""
    records: dict[str, object] = {}
    code = WELL
    with open_kept_store(options, read_only=True) as store:
        judged = store.judged()
        told = accuracy(judged, store.held(), [key for key, _ in store.sample(len(judged) + 1)])
        records["store"] = record(told)
        if options.json != "-":
            _say(told, "mentions with a place")
            _say_unplaced(told)
            _say_next(store, options.next)
    if options.gold is not None:
        corpus = read_corpora([options.gold])[0]
        for problem in corpus.problems:
            complain(str(problem))
            code = PROBLEMS
        gazetteer = load_gazetteer()
        with progress() as show, few_collections():
            evaluation = evaluate(corpus, geoparsing_with(gazetteer), show)
        marked = accuracy(judged_of(evaluation.matches()), held_of(evaluation))
        records["gold"] = record(marked)
        if options.json != "-":
            _say(marked, f"{corpus.name}, marked by people", biased=False)
    if options.json is not None:
        with output(options.json) as stream:
            stream.write(json.dumps(records, indent=2, allow_nan=False) + "\n")
    return code


def _say(told: Accuracy, name: str, *, biased: bool = True) -> None:
    rows = [(name.upper(), *HEADS), ("all", *_cells(told.placed))]
    if biased:
        rows += [
            ("of the random sample", *_cells(told.sample)),
            ("without a place", *_cells(told.left)),
        ]
    say_table(rows)
    say("")
    if not (told.placed.judged or told.left.judged):
        complain(NOBODY)
        return
    if biased:
        say(BIAS)
        say("")
    for head, lines in (("SOURCE", told.sources), ("KIND", told.kinds)):
        _say_lines(head, lines)
    say_table(
        [
            ("STATED CONFIDENCE", *HEADS, "MEAN STATED"),
            *((line.name, *_cells(line.rate), _share(line.stated)) for line in told.bands),
        ]
    )
    say("")


def _say_lines(head: str, lines: Iterable[Line]) -> None:
    lines = tuple(lines)
    shown = [line for line in lines if line.rate.judged]
    say_table([(head, *HEADS), *((line.name, *_cells(line.rate)) for line in shown)])
    if hidden := len(lines) - len(shown):
        say(f"and {hidden} of which nobody checked any")
    say("")


def _say_unplaced(told: Accuracy) -> None:
    rows = [(each.what, str(each.mentions), each.why) for each in told.unplaced]
    say_table([("WITHOUT A SURE PIN", "MENTIONS", "WHY"), *rows])
    unnamed, pinless = told.articles - told.named, told.named - told.pinned
    say(
        f"{counted(told.articles, 'article')}: {told.pinned} with a pin, {pinless} whose places "
        f"have none, {unnamed} in which no place name was found."
    )
    say("")


def _say_next(store: Store, limit: int) -> None:
    groups = store.doubtful(limit)
    if not groups:
        return
    articles = store.articles(dict.fromkeys(group.article for group in groups))
    rows = []
    for group in groups:
        mention = articles[group.article].mentions[group.index]
        rows.append(
            (
                group.article,
                mention.mention.text,
                place_in_words(mention.resolution.place),
                f"{mention.resolution.confidence:.2f}",
                str(group.mentions),
                f"{group.wrong:.1f}",
            )
        )
    heads = ("TO CHECK NEXT", "NAME", "TAKEN FOR", "CONFIDENCE", "MENTIONS", "LIKELY WRONG")
    say_table([heads, *rows])


def _cells(rate: Rate) -> tuple[str, ...]:
    between = "-"
    if rate.judged:
        low, high = rate.interval
        between = f"{low:.3f} to {high:.3f}"
    return str(rate.judged), str(rate.right), _share(rate.share), between, str(rate.of)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
