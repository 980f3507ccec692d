"""Learn the weights by which place names are recognised and resolved, from labelled corpora.

The corpora are the user's own files: JSON lines in the form that `python -m geo evaluate` reads.
Nothing of their texts is kept but the weights of single clues, in two readable files. Figures of a
cross-validation by article go to the screen and into the files' headers; with --cross also what
is learned from all other corpora and tried on each. Needs scipy.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from learning import choice, logistic, ones

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo.dateline import find_dateline  # noqa: E402 - after the path is set
from geo.errors import DatelineError  # noqa: E402
from geo.evaluation.corpora import read_corpora  # noqa: E402
from geo.places import open_gazetteer  # noqa: E402
from geo.recognition import VETOES, judge  # noqa: E402
from geo.recognition.words import INSTITUTIONS  # noqa: E402
from geo.resolution import Homes, Vote, Weighing  # noqa: E402
from geo.resolution.company import COMPANY  # noqa: E402
from geo.resolution.confidence import clues as confidence_clues  # noqa: E402
from geo.resolution.distance import apart_km, on_sphere  # noqa: E402
from geo.resolution.slate import LOCAL  # noqa: E402
from geo.resolution.weights import BESIDE, CONFIDENCE, FIXED  # noqa: E402
from geo.text import read  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.evaluation.corpora import Corpus, GoldArticle
    from geo.gazetteer import Gazetteer
    from geo.recognition import Judged, Toponym
    from geo.text import Passage

    Array = np.ndarray[Any, Any]
    Row = tuple[Judged, Toponym, bool]
    Learned = tuple[dict[tuple[str, str], int], Array]
    Figures = dict[str, dict[str, float]]

FOLDS = 5
LEAST_SEEN = 5
RECOGNITION_PENALTY, RESOLUTION_PENALTY, CONFIDENCE_PENALTY = 2.0, 1e-3, 1.0
NOTHING = 0.02
"""Weights below this are left out of the file."""
THRESHOLD = -0.3
"""Log-odds from which a name is taken for a place: recall is worth a little precision."""
REFUSED = -9.0
RIGHT_KM = 161.0
SAME_PLACE_KM = 25.0
LEAST_VOTE = 0.3
COUNT = len(LOCAL)


@dataclass(kw_only=True)
class Example:
    """One article of a corpus with its known names judged.

    rows: each known name, how it would be taken, and whether gold has it. inner: the corpus marks
    peoples' names and places inside institutions' names too. scores: log-odds, once learned.
    """

    corpus: str
    gold: GoldArticle
    passage: Passage
    rows: list[Row]
    inner: bool
    fold: int = 0
    scores: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def home_key(self) -> str | None:
        """The outlet's key, apart for each corpus."""
        source = self.gold.article.source
        return f"{self.corpus}:{source}" if source else None


@dataclass(kw_only=True, eq=False)
class Laid:
    """An article with its names taken and their candidates laid out.

    For each name: meant, the candidates that gold means (None: none, or not gold); right, those
    that count as right (None: not located gold); taken, whether it is gold at all (None: left out
    by the corpus' convention, or gold without a point).
    """

    example: Example
    weighing: Weighing
    meant: list[Array | None]
    right: list[Array | None]
    taken: list[bool | None]


# Recognition: a logistic regression over clues.


def judged_examples(corpus: Corpus, gazetteer: Gazetteer, *, inner: bool) -> Iterable[Example]:
    """Judge every known name of a corpus."""
    for gold in corpus.articles:
        spans = {(t.span.start, t.span.end) for t in gold.toponyms}
        passage = read(gold.article.text, "text")
        rows = []
        for judged, toponym in judge(passage, gazetteer):
            span = toponym.mention.span
            first, last, _ = judged.spot
            bare = (passage.tokens[first].start, passage.tokens[last - 1].end)
            rows.append((judged, toponym, not spans.isdisjoint({bare, (span.start, span.end)})))
        yield Example(corpus=corpus.name, gold=gold, passage=passage, rows=rows, inner=inner)


def usable(example: Example, row: Row) -> bool:
    """Leave out what rules decide, and what a corpus does not mark by its own convention."""
    judged, _, gold = row
    if judged.rule in VETOES:
        return False
    if gold or example.inner:
        return True
    answers = dict(judged.clues)
    return "kind and institution" not in answers and answers["kind"] != "demonym"


def learn_recognition(examples: Iterable[Example]) -> Learned:
    """Return the vocabulary of clues and their weights."""
    rows = [row for example in examples for row in example.rows if usable(example, row)]
    counts = Counter(clue for judged, _, _ in rows for clue in judged.clues)
    seen = (clue for clue, count in counts.items() if count >= LEAST_SEEN)
    vocabulary = {clue: column for column, clue in enumerate(seen)}
    matrix = ones([judged.clues for judged, _, _ in rows], vocabulary)
    gold = np.array([float(y) for _, _, y in rows])
    return vocabulary, logistic(matrix, gold, RECOGNITION_PENALTY)


def score_names(examples: Iterable[Example], learned: Learned) -> None:
    """Score the names of articles, as recognition would with these weights."""
    vocabulary, weights = learned
    for example in examples:
        if example.rows:
            told = ones([judged.clues for judged, _, _ in example.rows], vocabulary) @ weights
            known = [judged.known for judged, _, _ in example.rows]
            barred = [judged.rule in VETOES for judged, _, _ in example.rows]
            example.scores = np.where(barred, REFUSED, told + known)


def take_names(example: Example) -> list[Toponym]:
    """Return the likeliest names that do not overlap, in reading order."""
    covered: set[int] = set()
    taken = []
    for index in np.argsort(-example.scores, kind="stable").tolist():
        score = float(example.scores[index])
        judged, toponym, _ = example.rows[index]
        run = range(judged.spot.first, judged.spot.last)
        if score < THRESHOLD:
            break
        if covered.isdisjoint(run):
            covered.update(run)
            taken.append(replace(toponym, likelihood=1 / (1 + math.exp(-score))))
    return sorted(taken, key=lambda toponym: toponym.first)


# Resolution: a choice among the candidates of each name.


def lay_out(example: Example, gazetteer: Gazetteer) -> Laid:
    """Lay out the candidates of the names that are taken, and find which of them gold means."""
    toponyms = take_names(example)
    dateline = find_dateline(example.gold.article.text)
    filed = dateline.places if dateline else ()
    weighing = Weighing({"text": example.passage}, toponyms, gazetteer, filed)
    laid = Laid(example=example, weighing=weighing, meant=[], right=[], taken=[])
    gold = {(t.span.start, t.span.end): t for t in example.gold.toponyms}
    for index, toponym in enumerate(toponyms):
        span = toponym.mention.span
        told = gold.get((span.start, span.end))
        meant = right = taken = None
        if told is not None and told.coordinates is not None:
            piece, point = weighing.where[index], told.coordinates
            there = on_sphere(np.array([point.latitude]), np.array([point.longitude]))
            apart = apart_km(weighing.facts.points[piece], there)[:, 0]
            same = weighing.facts.number[piece] == (told.geonameid or -1)
            right, taken = (apart <= RIGHT_KM) | same, True
            if right.any():
                near = right & (apart <= max(SAME_PLACE_KM, float(apart.min()) + 5.0))
                meant = same if same.any() else near if near.any() else right
        elif told is None and (example.inner or not is_inner(weighing, example, index)):
            taken = False
        laid.meant.append(meant)
        laid.right.append(right)
        laid.taken.append(taken)
    return laid


def is_inner(weighing: Weighing, example: Example, index: int) -> bool:
    """Tell whether a name is a people's, or stands before an institution's noun."""
    demonym = weighing.local[weighing.where[index], LOCAL.index("demonym")]
    last, tokens = weighing.toponyms[index].last, example.passage.tokens
    return bool(demonym.all()) or (last < len(tokens) and tokens[last].key in INSTITUTIONS)


@dataclass(kw_only=True)
class Choice:
    """Learned weights of resolution, and what each article then says of its candidates."""

    alone: Array
    together: Array
    tables: dict[Laid, Array]

    def scores(self, laid: Laid) -> Array:
        """Return the scores of all candidates, before what the text says beside a mention."""
        company_scores = self.tables[laid] @ self.together[-len(COMPANY) :]
        return np.asarray(laid.weighing.local @ self.together[:COUNT] + company_scores)

    @property
    def beside(self) -> Array:
        """The weights of BESIDE."""
        return self.together[COUNT : -len(COMPANY)]


def learn_resolution(training: Callable[[Laid], bool], everything: Sequence[Laid]) -> Choice:
    """Learn from some articles; the home areas come from all, which needs no gold."""
    filled = [laid for laid in everything if laid.weighing.toponyms]

    def fit(tables: dict[Laid, Array]) -> Array:
        rows, goods = [], []
        for laid in filter(training, filled):
            for row, good in zip(columns(laid, tables.get(laid)), laid.meant, strict=True):
                if good is not None and len(row) > 1:
                    rows.append(row)
                    goods.append(good)
        names = (*LOCAL, *BESIDE, *COMPANY)[: rows[0].shape[1]]
        fixed = np.array([FIXED.get(name, math.nan) for name in names])
        return choice(rows, goods, fixed, RESOLUTION_PENALTY)

    alone = fit({})
    votes = {
        laid: laid.weighing.shares_by_name(laid.weighing.local @ alone[:COUNT], alone[COUNT:])
        for laid in filled
    }
    learned = Choice(alone=alone, together=alone, tables={})
    homes = Homes()
    for last in (False, True):
        learned.tables = {laid: said_of(laid, votes[laid], homes) for laid in filled}
        learned.together = fit(learned.tables)
        if not last:
            votes = {
                laid: laid.weighing.shares_by_name(learned.scores(laid), learned.beside)
                for laid in filled
            }
            homes = learn_homes(votes)
    return learned


def columns(laid: Laid, table: Array | None) -> Iterable[Array]:
    """Yield the columns of each mention's candidates."""
    weighing = laid.weighing
    for index, piece in enumerate(weighing.where):
        said = weighing.said.of(index)
        own = np.zeros((piece.stop - piece.start, len(BESIDE))) if said is None else said
        parts = [weighing.local[piece], own]
        yield np.concatenate(parts if table is None else [*parts, table[piece]], 1)


def said_of(laid: Laid, votes: Array, homes: Homes) -> Array:
    """Return what an article and its outlet say of its candidates."""
    weighing = laid.weighing
    home = homes.of(laid.example.home_key, laid.example.gold.id)
    return weighing.company.table(votes, home)


def learn_homes(votes: dict[Laid, Array]) -> Homes:
    """Learn the home areas from how likely the candidates are so far."""
    homes = Homes()
    for laid, likely in votes.items():
        weighing, told = laid.weighing, []
        for begin, end in zip(weighing.starts[:-1], weighing.starts[1:], strict=True):
            best = int(begin) + int(np.argmax(likely[begin:end]))
            if likely[best] >= LEAST_VOTE and not weighing.facts.wide[best]:
                x, y, z = weighing.facts.points[best].tolist()
                told.append(
                    Vote(
                        int(weighing.facts.country[best]),
                        int(weighing.facts.admin1[best]),
                        x,
                        y,
                        z,
                        float(likely[best]),
                    )
                )
        homes.learn(laid.example.home_key, laid.example.gold.id, told)
    return homes


# Figures.


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was chosen for one name. best: of its candidates; share: of each of them."""

    laid: Laid
    index: int
    best: int
    share: Array
    table: Array


def answers_of(laid: Laid, learned: Choice) -> Iterable[Answer]:
    """Yield what is chosen for each name of an article."""
    weighing = laid.weighing
    if not weighing.toponyms:
        return
    scores = learned.scores(laid)
    plain = weighing.shares(scores)
    for index, piece in enumerate(weighing.where):
        told = index in weighing.said.tables
        share = weighing.shares_of(scores, index, learned.beside) if told else plain[piece]
        best = int(np.argmax(share))
        yield Answer(laid=laid, index=index, best=best, share=share, table=learned.tables[laid])


def figures(everything: Iterable[Laid], answers: Iterable[Answer]) -> Figures:
    """Return precision, recall, F1 and placed shares by corpus, by exact spans."""
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for laid in everything:
        located = sum(t.coordinates is not None for t in laid.example.gold.toponyms)
        totals[laid.example.corpus]["gold"] += located
    for answer in answers:
        laid, right = answer.laid, answer.laid.right[answer.index]
        count = totals[laid.example.corpus]
        count["given"] += 1
        if right is not None:
            count["found"] += 1
            count["placed"] += bool(right[answer.best])
        elif laid.taken[answer.index] is None and not laid.example.inner:
            count["left out"] += 1
    return {corpus: dict(_shares(count)) for corpus, count in totals.items()}


def _shares(count: Counter[str]) -> Iterable[tuple[str, float]]:
    found, gold, given = count["found"], count["gold"], max(1, count["given"])
    kept = max(1, given - count["left out"])
    yield "precision", found / given
    yield "precision by its convention", found / kept
    yield "recall", found / gold
    yield "f1", 2 * found / (given + gold)
    yield "f1 by its convention", 2 * found / (kept + gold)
    yield "acc161", count["placed"] / max(1, found)
    yield "e2e161", count["placed"] / gold


def say(title: str, told: Figures) -> None:
    """Print figures, a line a corpus."""
    for corpus, row in told.items():
        shares = "  ".join(f"{name} {value:.3f}" for name, value in row.items())
        print(f"{title:<16} {corpus:<12} {shares}", flush=True)


def learn_confidence(answers: Iterable[Answer]) -> Array:
    """Learn how sure answers may be, and print how well that holds."""
    rows, right = [], []
    for answer in answers:
        laid, index = answer.laid, answer.index
        if laid.taken[index] is None:
            continue
        told = (laid.weighing, index, answer.best, answer.share, answer.table)
        rows.append(confidence_clues(*told))
        good = laid.right[index]
        right.append(float(good is not None and bool(good[answer.best])))
    matrix, gold = np.array(rows), np.array(right)
    weights = logistic(matrix, gold, CONFIDENCE_PENALTY)
    stated = 1 / (1 + np.exp(-matrix @ weights))
    for low in np.arange(0, 1, 0.1):
        inside = (stated >= low) & (stated < low + 0.1)
        if inside.any():
            mean, share = stated[inside].mean(), gold[inside].mean()
            print(f"  stated {low:.1f}  n {inside.sum():5d}  mean {mean:.3f}  right {share:.3f}")
    return weights


# The work.


def main() -> None:
    """Learn, print figures, write the weights."""
    options = _options()
    gazetteer = open_gazetteer()
    everything = [
        example
        for corpus in read_corpora(options.corpora)
        for example in judged_examples(corpus, gazetteer, inner=corpus.name in options.inner)
    ]
    chance = np.random.default_rng(1)
    for example, fold in zip(everything, chance.integers(0, FOLDS, len(everything)), strict=True):
        example.fold = int(fold)
    if options.cross:
        for corpus in dict.fromkeys(example.corpus for example in everything):
            cross(corpus, everything, gazetteer)
    told, sure = validate(everything, gazetteer)
    if not options.dry_run:
        write_weights(everything, gazetteer, told, sure)


def _options() -> argparse.Namespace:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS.jsonl")
    parser.add_argument(
        "--inner",
        action="append",
        default=[],
        metavar="NAME",
        help="a corpus, by its file's name without ending, that marks peoples' names and places "
        "inside institutions' names; others are not learned from about these",
    )
    parser.add_argument("--dry-run", action="store_true", help="figures only")
    parser.add_argument("--cross", action="store_true", help="also from all others to each")
    return parser.parse_args()


def cross(corpus: str, everything: Sequence[Example], gazetteer: Gazetteer) -> None:
    """Learn from all other corpora, and print how well that does on this one."""
    score_names(everything, learn_recognition(e for e in everything if e.corpus != corpus))
    laid = [lay_out(example, gazetteer) for example in everything]
    learned = learn_resolution(lambda each: each.example.corpus != corpus, laid)
    testing = [each for each in laid if each.example.corpus == corpus]
    say(
        "from the others",
        figures(testing, (a for each in testing for a in answers_of(each, learned))),
    )


def validate(everything: Sequence[Example], gazetteer: Gazetteer) -> tuple[Figures, Array]:
    """Cross-validate by article; return the figures and the weights of confidence."""
    for fold in range(FOLDS):
        learned = learn_recognition(e for e in everything if e.fold != fold)
        score_names((e for e in everything if e.fold == fold), learned)
    laid = [lay_out(example, gazetteer) for example in everything]
    answers: list[Answer] = []
    for fold in range(FOLDS):

        def elsewhere(each: Laid, fold: int = fold) -> bool:
            return each.example.fold != fold

        chosen = learn_resolution(elsewhere, laid)
        answers += (a for each in laid if not elsewhere(each) for a in answers_of(each, chosen))
    told = figures(laid, answers)
    say("cross-validated", told)
    return told, learn_confidence(answers)


def write_weights(
    everything: Sequence[Example], gazetteer: Gazetteer, told: Figures, sure: Array
) -> None:
    """Learn from everything, and write both files."""
    learned = learn_recognition(everything)
    score_names(everything, learned)
    chosen = learn_resolution(lambda _: True, [lay_out(each, gazetteer) for each in everything])
    header = {
        "made by": "scripts/train_geoparser.py",
        "articles": dict(Counter(example.corpus for example in everything)),
        "cross-validated by article, five folds": {
            corpus: {name: round(value, 3) for name, value in row.items()}
            for corpus, row in told.items()
        },
    }
    clues: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (question, answer), column in learned[0].items():
        weight = round(float(learned[1][column]), 2)
        if abs(weight) >= NOTHING:
            clues[question][answer] = weight
    ordered = {
        question: dict(sorted(told.items(), key=lambda item: (-item[1], item[0])))
        for question, told in sorted(clues.items())
    }
    recognition = {"header": header, "threshold": THRESHOLD, "clues": ordered}
    _write(ROOT / "geo" / "recognition" / "weights.json", recognition)
    resolution = {
        "header": header,
        "alone": _named((*LOCAL, *BESIDE), chosen.alone),
        "together": _named((*LOCAL, *BESIDE, *COMPANY), chosen.together),
        "confidence": _named(CONFIDENCE, sure),
    }
    _write(ROOT / "geo" / "resolution" / "weights.json", resolution)


def _named(names: Sequence[str], values: Array) -> dict[str, float]:
    pairs = zip(names, values, strict=True)
    return {name: round(float(value), 3) for name, value in pairs}


def _write(path: Path, told: dict[str, Any]) -> None:
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    try:
        main()
    except DatelineError as error:
        sys.exit(str(error))
