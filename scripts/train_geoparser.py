"""Learn the weights by which place names are recognised and resolved, from labelled corpora.

The corpora are the user's own files: JSON lines in the form that `python -m geo evaluate` reads.
Nothing of their texts is kept but the weights of single clues, in two readable files. Figures of a
cross-validation by article, and from each corpus to the next, go to the screen, the former into
the files' headers too. Needs scipy.
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
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geo.dateline import find_dateline  # noqa: E402 - after the path is set
from geo.recognition import VETOES, judge  # noqa: E402
from geo.resolution import Homes, Vote, Weighing  # noqa: E402
from geo.resolution.company import COMPANY, apart_km, company  # noqa: E402
from geo.resolution.confidence import clues as confidence_clues  # noqa: E402
from geo.resolution.slate import LOCAL  # noqa: E402
from geo.resolution.weights import BESIDE, CONFIDENCE, FIXED  # noqa: E402
from geo.text import read  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.recognition import Judged, Toponym
    from geo.text import Passage

FOLDS = 5
LEAST_SEEN = 3
RECOGNITION_PENALTY, RESOLUTION_PENALTY, CONFIDENCE_PENALTY = 1.0, 1e-3, 1.0
NOTHING = 0.02
THRESHOLD = -0.3
RIGHT_KM = 161.0
LEAST_VOTE = 0.3


@dataclass(kw_only=True)
class Example:
    """One article of a corpus, judged; later with the names that were taken and weighed."""

    corpus: str
    article: dict[str, Any]
    passage: Passage
    rows: list[tuple[Judged, Toponym, bool]]
    fold: int = 0
    scores: np.ndarray[Any, Any] = field(default_factory=lambda: np.zeros(0))
    toponyms: list[Toponym] = field(default_factory=list)
    weighing: Weighing | None = None
    goods: list[np.ndarray[Any, Any] | None] = field(default_factory=list)
    right: list[np.ndarray[Any, Any] | None] = field(default_factory=list)
    labels: list[bool | None] = field(default_factory=list)


def read_corpus(path: Path, gazetteer: Gazetteer) -> list[Example]:
    """Judge every known name of a corpus."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            gold = {(t["start"], t["end"]) for t in article["toponyms"]}
            passage = read(article["text"], "text")
            rows = []
            for judged, toponym in judge(passage, gazetteer):
                span = toponym.mention.span
                first, last, _ = judged.spot
                bare = (passage.tokens[first].start, passage.tokens[last - 1].end)
                rows.append((judged, toponym, (span.start, span.end) in gold or bare in gold))
            found.append(Example(corpus=path.stem, article=article, passage=passage, rows=rows))
    return found


# Recognition: a logistic regression over clues.


def marks_inner_names(example: Example) -> bool:
    """Tell whether a corpus marks the place inside an institution's name, and peoples' names."""
    return example.corpus in INNER


INNER: set[str] = set()


def usable(example: Example, row: tuple[Judged, Toponym, bool]) -> bool:
    """Leave out what rules decide, and what a corpus does not mark by its own convention."""
    judged, _, gold = row
    if judged.rule in VETOES:
        return False
    if gold or marks_inner_names(example):
        return True
    answers = dict(judged.clues)
    return "kind and institution" not in answers and answers["kind"] != "demonym"


Learned = tuple[dict[tuple[str, str], int], "np.ndarray[Any, Any]"]


def learn_recognition(examples: Sequence[Example]) -> Learned:
    """Return the vocabulary of clues and their weights."""
    rows = [row for e in examples for row in e.rows if usable(e, row)]
    counts = Counter(clue for judged, _, _ in rows for clue in judged.clues)
    seen = (clue for clue, count in counts.items() if count >= LEAST_SEEN)
    vocabulary = {clue: column for column, clue in enumerate(seen)}
    matrix = to_matrix([judged.clues for judged, _, _ in rows], vocabulary)
    gold = np.array([float(y) for _, _, y in rows])
    return vocabulary, logistic(matrix, gold, RECOGNITION_PENALTY)


def logistic(matrix: Any, gold: np.ndarray[Any, Any], penalty: float) -> np.ndarray[Any, Any]:
    """Return the weights of a logistic regression."""

    def cost(w: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        z = matrix @ w
        loss = np.logaddexp(0, -z) @ gold + np.logaddexp(0, z) @ (1 - gold)
        slope = matrix.T @ (1 / (1 + np.exp(-z)) - gold)
        return loss + penalty / 2 * (w @ w), slope + penalty * w

    start = np.zeros(matrix.shape[1])
    return minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def to_matrix(lists: Sequence[Sequence[tuple[str, str]]], vocabulary: dict[tuple[str, str], int]) -> Any:
    """Return clues as a sparse matrix of ones."""
    columns: list[int] = []
    pointers = [0]
    for clues in lists:
        columns += [vocabulary[clue] for clue in clues if clue in vocabulary]
        pointers.append(len(columns))
    shape = (len(lists), len(vocabulary))
    return csr_matrix((np.ones(len(columns)), columns, pointers), shape=shape)


def score_names(examples: Sequence[Example], learned: Learned, gazetteer: Gazetteer) -> None:
    """Score the names of articles, as recognition would with these weights."""
    vocabulary, weights = learned
    for example in examples:
        if not example.rows:
            continue
        told = to_matrix([judged.clues for judged, _, _ in example.rows], vocabulary) @ weights
        for index, (judged, _, _) in enumerate(example.rows):
            if judged.rule in VETOES:
                told[index] = -9.0
            else:
                told[index] += judged.known
        example.scores = told


def take_names(example: Example) -> None:
    """Keep the likeliest names that do not overlap, and lay out their candidates."""
    covered: set[int] = set()
    taken = []
    for index in np.argsort(-example.scores, kind="stable"):
        judged, toponym, _ = example.rows[index]
        run = range(judged.spot.first, judged.spot.last)
        if example.scores[index] < THRESHOLD:
            break
        if covered.isdisjoint(run):
            covered.update(run)
            taken.append(replace(toponym, likelihood=1 / (1 + math.exp(-example.scores[index]))))
    taken.sort(key=lambda toponym: toponym.first)
    example.toponyms = taken


# Resolution: a conditional logit over the candidates of each name.


def lay_out(example: Example, gazetteer: Gazetteer) -> None:
    """Lay out the candidates and find which of them gold means."""
    dateline = find_dateline(example.article["text"])
    filed = dateline.places if dateline else ()
    weighing = Weighing({"text": example.passage}, example.toponyms, gazetteer, filed)
    example.weighing = weighing
    gold = {(t["start"], t["end"]): t for t in example.article["toponyms"]}
    example.goods, example.right, example.labels = [], [], []
    for index, toponym in enumerate(example.toponyms):
        span = toponym.mention.span
        told = gold.get((span.start, span.end))
        good = right = None
        label: bool | None = None
        if told is not None and told.get("lat") is not None:
            piece = weighing.where[index]
            point = np.radians([[told["lat"], told["lon"]]])
            apart = apart_km(weighing.facts.points[piece], point)[:, 0]
            same = weighing.facts.number[piece] == int(told.get("geonameid") or -1)
            right = (apart <= RIGHT_KM) | same
            if right.any():
                near = right & (apart <= max(25.0, apart.min() + 5.0))
                good = same if same.any() else near if near.any() else right
            label = True
        elif told is None:
            inner = toponym.entry.rows and not marks_inner_names(example)
            answers = ()
            if not (inner and (is_demonym(weighing, index) or before_institution(example, toponym))):
                label = False
        example.goods.append(good)
        example.right.append(right)
        example.labels.append(label)


def is_demonym(weighing: Weighing, index: int) -> bool:
    """Tell whether a name is the word for a people."""
    return bool(weighing.local[weighing.where[index], LOCAL.index("demonym")].all())


def before_institution(example: Example, toponym: Toponym) -> bool:
    """Tell whether an institution's noun follows."""
    from geo.recognition.words import INSTITUTIONS  # noqa: PLC0415

    tokens = example.passage.tokens
    return toponym.last < len(tokens) and tokens[toponym.last].key in INSTITUTIONS


def rows_of(example: Example, table: np.ndarray[Any, Any] | None) -> list[np.ndarray[Any, Any]]:
    """Return the columns of each mention's candidates."""
    weighing = example.weighing
    assert weighing is not None  # noqa: S101 - laid out before
    found = []
    for index, piece in enumerate(weighing.where):
        said = weighing.said.of(index)
        own = np.zeros((piece.stop - piece.start, len(BESIDE))) if said is None else said
        parts = [weighing.local[piece], own]
        if table is not None:
            parts.append(table[piece])
        found.append(np.concatenate(parts, 1))
    return found


def learn_choice(rows: list[np.ndarray[Any, Any]], goods: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    """Return the weights that make the meant candidates likeliest; those of FIXED stay."""
    names = (*LOCAL, *BESIDE, *COMPANY)[: rows[0].shape[1]]
    fixed = np.array([FIXED.get(name, 0.0) for name in names])
    free = np.array([name not in FIXED for name in names], float)
    x, good = np.concatenate(rows), np.concatenate(goods)
    sizes = [len(row) for row in rows]
    first = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    mention = np.repeat(np.arange(len(sizes)), sizes)

    def cost(w: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        score = x @ (w * free + fixed)
        likely = np.exp(score - np.maximum.reduceat(score, first)[mention])
        total = np.add.reduceat(likely, first)
        meant = np.maximum(np.add.reduceat(likely * good, first), 1e-300)
        slope = x.T @ (likely / total[mention] - likely * good / meant[mention])
        count = len(sizes)
        loss = (np.log(total) - np.log(meant)).sum() / count
        loss += RESOLUTION_PENALTY / 2 * (w @ w)
        return loss, slope * free / count + RESOLUTION_PENALTY * w

    start = np.zeros(x.shape[1])
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return found.x * free + fixed


def source_of(example: Example) -> str | None:
    """Return the outlet of an article."""
    article = example.article
    return article.get("feed") or article.get("source")


@dataclass(kw_only=True)
class Choice:
    """Learned weights of resolution, and what they said of all articles."""

    alone: np.ndarray[Any, Any]
    together: np.ndarray[Any, Any]
    tables: dict[int, np.ndarray[Any, Any]]


def learn_resolution(training: Sequence[Example], everything: Sequence[Example]) -> Choice:
    """Learn from some articles; the home areas come from all, which needs no gold."""
    teaching = {id(example) for example in training}

    def fit(tables: dict[int, np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
        rows, goods = [], []
        for example in everything:
            if id(example) not in teaching or not example.toponyms:
                continue
            for row, good in zip(rows_of(example, tables.get(id(example))), example.goods, strict=True):
                if good is not None and len(row) > 1:
                    rows.append(row)
                    goods.append(good)
        return learn_choice(rows, goods)

    alone = fit({})
    count = len(LOCAL)
    filled = [e for e in everything if e.toponyms]
    votes = {
        id(e): e.weighing.shares_by_name(e.weighing.local @ alone[:count], alone[count:])
        for e in filled
    }
    together = alone
    tables: dict[int, np.ndarray[Any, Any]] = {}
    homes = Homes()
    for last in (False, True):
        tables = {
            id(e): company(
                e.weighing.facts, e.weighing.group, votes[id(e)], e.weighing.said.told,
                homes.of(home_key(e), str(e.article["id"])),
            )
            for e in filled
        }
        together = fit(tables)
        if last:
            break
        votes = {
            id(e): e.weighing.shares_by_name(
                e.weighing.local @ together[:count] + tables[id(e)] @ together[-len(COMPANY) :],
                together[count : -len(COMPANY)],
            )
            for e in filled
        }
        homes = learn_homes(filled, votes)
    return Choice(alone=alone, together=together, tables=tables)


def home_key(example: Example) -> str | None:
    """Return the outlet's key, apart for each corpus."""
    source = source_of(example)
    return f"{example.corpus}:{source}" if source else None


def learn_homes(examples: Sequence[Example], votes: dict[int, np.ndarray[Any, Any]]) -> Homes:
    """Learn the home areas from how likely the candidates are so far."""
    homes = Homes()
    for example in examples:
        weighing, likely = example.weighing, votes[id(example)]
        told = []
        for index in range(len(weighing.groups)):
            begin, end = int(weighing.starts[index]), int(weighing.starts[index + 1])
            best = begin + int(np.argmax(likely[begin:end]))
            if likely[best] >= LEAST_VOTE and not weighing.facts.wide[best]:
                latitude, longitude = weighing.facts.points[best]
                told.append(
                    Vote(
                        country=int(weighing.facts.country[best]),
                        admin1=int(weighing.facts.admin1[best]),
                        latitude=latitude,
                        longitude=longitude,
                        weight=float(likely[best]),
                    )
                )
        homes.learn(home_key(example), str(example.article["id"]), told)
    return homes


# Figures.


def judge_choices(examples: Sequence[Example], choice: Choice) -> list[tuple[Example, int, int, np.ndarray[Any, Any]]]:
    """Return for each mention the best candidate and the shares."""
    found = []
    for example in examples:
        if not example.toponyms:
            continue
        weighing = example.weighing
        count = len(LOCAL)
        scores = weighing.local @ choice.together[:count] + choice.tables[id(example)] @ choice.together[-len(COMPANY) :]
        plain = weighing.shares(scores)
        for index in range(len(example.toponyms)):
            share = weighing.shares_of(scores, index, choice.together[count : -len(COMPANY)])
            if share is None:
                share = plain[weighing.where[index]]
            found.append((example, index, int(np.argmax(share)), share))
    return found


def figures(examples: Sequence[Example], verdicts: Sequence[tuple[Example, int, int, Any]]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and placed shares by corpus, by exact spans."""
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        located = sum(t.get("lat") is not None for t in example.article["toponyms"])
        totals[example.corpus]["gold"] += located
    for example, index, best, _ in verdicts:
        if example.labels[index] is None and not marks_inner_names(example) and example.right[index] is None:
            totals[example.corpus]["convention"] += 1
        count = totals[example.corpus]
        count["given"] += 1
        right = example.right[index]
        if right is not None:
            count["found"] += 1
            count["placed"] += bool(right[best])
    return {
        corpus: {
            "precision": c["found"] / max(1, c["given"]),
            "precision by convention": c["found"] / max(1, c["given"] - c["convention"]),
            "recall": c["found"] / c["gold"],
            "f1": 2 * c["found"] / (c["given"] + c["gold"]),
            "f1 by convention": 2 * c["found"] / (c["given"] - c["convention"] + c["gold"]),
            "acc161": c["placed"] / max(1, c["found"]),
            "e2e161": c["placed"] / c["gold"],
        }
        for corpus, c in totals.items()
    }


def say(title: str, told: dict[str, dict[str, float]]) -> None:
    """Print figures, a line a corpus."""
    for corpus, row in told.items():
        print(f"{title:<22} {corpus:<12} " + "  ".join(f"{k} {v:.3f}" for k, v in row.items()), flush=True)


def confidence_rows(verdicts: Sequence[tuple[Example, int, int, Any]], choice_of: Any) -> tuple[Any, Any]:
    """Return the columns of CONFIDENCE and whether each verdict was right."""
    rows, right = [], []
    for example, index, best, share in verdicts:
        label = example.labels[index]
        if label is None:
            continue
        rows.append(confidence_clues(example.weighing, index, best, share, choice_of(example).tables[id(example)]))
        good = example.right[index]
        right.append(float(good is not None and bool(good[best])))
    return np.array(rows), np.array(right)


def reliability(stated: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> None:
    """Print how often verdicts of each confidence were right."""
    for low in np.arange(0, 1, 0.1):
        inside = (stated >= low) & (stated < low + 0.1)
        if inside.any():
            print(f"  stated {low:.1f}  n {inside.sum():5d}  mean {stated[inside].mean():.3f}  right {right[inside].mean():.3f}")


def main() -> None:
    """Learn, print figures, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS.jsonl")
    parser.add_argument("--inner", action="append", default=[], metavar="NAME", help="a corpus (its file's stem) that marks peoples' names and places inside institutions' names")
    parser.add_argument("--dry-run", action="store_true", help="figures only")
    parser.add_argument("--cross", action="store_true", help="also from all other corpora to each")
    options = parser.parse_args()
    INNER.update(options.inner)
    from geo.places import open_gazetteer  # noqa: PLC0415

    gazetteer = open_gazetteer()
    everything = [e for path in options.corpora for e in read_corpus(path, gazetteer)]
    chance = np.random.default_rng(1)
    for example, fold in zip(everything, chance.integers(0, FOLDS, len(everything)), strict=True):
        example.fold = int(fold)
    crossed = {}
    if options.cross:
        for corpus in dict.fromkeys(e.corpus for e in everything):
            training = [e for e in everything if e.corpus != corpus]
            testing = [e for e in everything if e.corpus == corpus]
            score_names(everything, learn_recognition(training), gazetteer)
            for example in everything:
                take_names(example)
                lay_out(example, gazetteer)
            choice = learn_resolution(training, everything)
            say("from the others", figures(testing, judge_choices(testing, choice)))
    for fold in range(FOLDS):
        learned = learn_recognition([e for e in everything if e.fold != fold])
        score_names([e for e in everything if e.fold == fold], learned, gazetteer)
    for example in everything:
        take_names(example)
        lay_out(example, gazetteer)
    verdicts = []
    choices = {}
    for fold in range(FOLDS):
        choice = learn_resolution([e for e in everything if e.fold != fold], everything)
        choices[fold] = choice
        verdicts += judge_choices([e for e in everything if e.fold == fold], choice)
    told = figures(everything, verdicts)
    say("cross-validated", told)
    clue_rows, right = confidence_rows(verdicts, lambda e: choices[e.fold])
    sure = logistic(clue_rows, right, CONFIDENCE_PENALTY)
    reliability(1 / (1 + np.exp(-clue_rows @ sure)), right)
    if options.dry_run:
        return
    vocabulary, weights = learn_recognition(everything)
    header = {
        "made by": "scripts/train_geoparser.py",
        "articles": dict(Counter(e.corpus for e in everything)),
        "cross-validated by article, five folds": {c: {k: round(v, 3) for k, v in row.items()} for c, row in told.items()},
    }
    answers: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (question, answer), column in vocabulary.items():
        if abs(weights[column]) >= NOTHING:
            answers[question][answer] = round(float(weights[column]), 2)
    write(ROOT / "geo/recognition/weights.json", {
        "header": header, "threshold": THRESHOLD,
        "clues": {q: dict(sorted(a.items(), key=lambda item: (-item[1], item[0]))) for q, a in answers.items()},
    })
    choice = learn_resolution(everything, everything)
    write(ROOT / "geo/resolution/weights.json", {
        "header": header,
        "alone": named((*LOCAL, *BESIDE), choice.alone),
        "together": named((*LOCAL, *BESIDE, *COMPANY), choice.together),
        "confidence": named(CONFIDENCE, sure),
    })


def named(names: tuple[str, ...], values: np.ndarray[Any, Any]) -> dict[str, float]:
    """Return weights by the name of their column."""
    return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}


def write(path: Path, told: dict[str, Any]) -> None:
    """Write weights as readable JSON."""
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
