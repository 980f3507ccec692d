"""An evaluation as tables for a terminal and as one record for programs."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo.accuracy import wilson
from geo.evaluation import by_kind, errors_of, figures, reliability
from geo.evaluation.errors import OF_PREDICTIONS, Cause
from geo.evaluation.published import published
from geo.evaluation.reliability import BINS
from geo.recognition.weights import validated

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from geo.evaluation import Error, Evaluation, Figures, GoldKind, Pair, Reliability
    from geo.model import Place

    Table = list[list[str]]

LEFT_OUT: tuple[tuple[str, ...], ...] = (("demonym",), ("demonym", "organisation"))
"""Roles whose mentions some corpora mark and others do not; a line of figures without each."""
LEARNED = "the header of geo/recognition/weights.json; the weights were learned from this corpus"
CONTEXT = 60  # characters on either side of an error
_COUNTS = frozenset({"articles", "gold", "predictions", "found"})
_LABELS = (
    *("articles", "gold", "predictions", "found", "precision", "precision*", "recall", "F1"),
    *("Acc@161", "e2e161", "e2e161id", "median km", "mean km"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that is told of one corpus.

    lines: the figures, by the roles whose mentions were left out; the first is the main line,
    and the rest of the report is of its mentions.
    """

    name: str
    lines: dict[tuple[str, ...], Figures]
    kinds: dict[GoldKind, tuple[Pair, ...]]
    errors: tuple[Error, ...]
    reliability: Reliability
    problems: int
    left_out: int

    @property
    def main(self) -> Figures:
        """The figures of the main line."""
        return next(iter(self.lines.values()))

    @property
    def causes(self) -> Counter[Cause]:
        """How many errors each cause has."""
        return Counter(error.cause for error in self.errors)


def report(
    evaluation: Evaluation,
    lookup: Callable[[str], Sequence[Place]],
    without: Collection[str] = (),
) -> Report:
    """Work out every figure of an evaluation. `lookup`: the gazetteer's places of a name."""
    remembered = cache(lookup)
    main = tuple(sorted(set(without)))
    matches = evaluation.matches(main)
    each = dict.fromkeys((main, *(tuple(sorted({*main, *roles})) for roles in LEFT_OUT)))
    lines = {roles: figures(evaluation.matches(roles)) for roles in each}
    return Report(
        name=evaluation.corpus.name,
        lines=lines,
        kinds=by_kind(matches, remembered),
        errors=tuple(errors_of(matches, remembered)),
        reliability=reliability(matches),
        problems=len(evaluation.corpus.problems),
        left_out=evaluation.corpus.left_out,
    )


def tables(told: Report) -> list[Table]:
    """Return the tables, each with its column heads first."""
    made = [_figures_table(told), _kinds_table(told), _causes_table(told), _bins_table(told)]
    if told.main.not_places:
        made.insert(1, _judged_table(told.main))
    others, learned = published(told.name), learned_from(told.name)
    if others or learned:
        head = ["beside it", "F1", "e2e161", "source"]
        ours = ["Dateline", _share(told.main.f1), _share(told.main.e2e161), "the first line above"]
        rows = [[each.system, _share(each.f1), _share(each.e2e161), each.source] for each in others]
        if learned:
            # What was learned from a corpus flatters itself on it; this does not.
            crossed = [_share(learned["f1"]), _share(learned["e2e161"])]
            rows.insert(0, ["Dateline, cross-validated", *crossed, LEARNED])
        made.insert(1, [head, ours, *rows])
    return made


def learned_from(corpus: str) -> Mapping[str, float] | None:
    """Return a corpus' cross-validated figures, None where nothing was learned from it."""
    return validated().get(corpus)


def record(told: Report) -> dict[str, object]:
    """Return the report as JSON can hold it; docs/evaluation.md tells the keys."""
    main, *others = told.lines
    return {
        "figures": _figures_record(told.lines[main]),
        "left_out_roles": list(main),
        "without": {"+".join(roles): _figures_record(told.lines[roles]) for roles in others},
        "kinds": {kind.value: _kind_record(pairs) for kind, pairs in told.kinds.items()},
        "causes": {cause.value: told.causes[cause] for cause in Cause},
        "reliability": dataclasses.asdict(told.reliability),
        "cross_validated": learned_from(told.name),
        "published": [dataclasses.asdict(each) for each in published(told.name)],
        "problems": told.problems,
        "toponyms_left_out": told.left_out,
    }


def error_line(error: Error) -> str:
    """Return an error on one line: where, what, why. Control characters are left to the caller."""
    text = error.article.article.text
    start, end = error.span.start, error.span.end
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    parts = [
        f"{error.article.id}:{start}-{end}",
        error.cause.value,
        f"{before}»{text[start:end]}«{after}",
    ]
    if error.prediction is not None:
        parts.append(_chosen(error))
    if error.gold is not None and error.gold.coordinates is not None:
        point = error.gold.coordinates
        number = f" (GeoNames {error.gold.geonameid})" if error.gold.geonameid else ""
        parts.append(f"gold {point.latitude:.4f}, {point.longitude:.4f}{number}")
    return " | ".join(parts)


def _chosen(error: Error) -> str:
    prediction = error.prediction
    if prediction is None or prediction.place is None:
        return "found, no place given"
    place = prediction.place
    far = f", {error.km:,.0f} km off" if error.km is not None else ""
    why = f" ({prediction.reason})" if prediction.reason else ""
    return (
        f"chosen {place.name} [{place.id}], confidence {prediction.confidence:.2f}, "
        f"as {prediction.role}{why}{far}"
    )


def _figures_table(told: Report) -> Table:
    rows = [[_line_name(roles), *_cells(line)] for roles, line in told.lines.items()]
    return [[told.name, *_LABELS], *rows]


def _cells(line: Figures) -> list[str]:
    return [_cell(*item) for item in list(_figures_record(line).items())[: len(_LABELS)]]


def _judged_table(line: Figures) -> Table:
    """Return what people said of names, places and none: only there is it known what is right."""
    rows = (
        ("a place, within 161 km", line.near, line.gold),
        ("no place, and given none", line.left_alone, line.not_places),
        ("both", line.near + line.left_alone, line.gold + line.not_places),
    )
    told = []
    for name, right, judged in rows:
        low, high = wilson(right, judged)
        between = f"{_share(low)} to {_share(high)}"
        told.append([name, str(right), str(judged), _share(right / max(1, judged)), between])
    return [["what people marked", "right", "of", "share", "95 % between"], *told]


def _line_name(roles: tuple[str, ...]) -> str:
    return f"without {', '.join(roles)}" if roles else "all mentions"


def _kinds_table(told: Report) -> Table:
    rows = []
    for kind, pairs in told.kinds.items():
        line = _kind_record(pairs)
        shares = [_share(line[name]) for name in ("recall", "acc161", "e2e161", "e2e161id")]
        rows.append([kind.value, str(len(pairs)), *shares])
    return [["kind of gold place", "gold", "recall", "Acc@161", "e2e161", "e2e161id"], *rows]


def _kind_record(pairs: Sequence[Pair]) -> dict[str, float]:
    found = sum(pair.prediction is not None for pair in pairs)
    near = sum(pair.near for pair in pairs)
    return {
        "gold": len(pairs),
        "recall": found / len(pairs),
        "acc161": near / max(1, found),
        "e2e161": near / len(pairs),
        "e2e161id": sum(pair.right for pair in pairs) / len(pairs),
    }


def _causes_table(told: Report) -> Table:
    rows = []
    for cause in Cause:
        count = told.causes[cause]
        whole, of = (
            (told.main.predictions, "predictions")
            if cause in OF_PREDICTIONS
            else (told.main.gold, "gold")
        )
        rows.append([cause.value, str(count), f"{_share(count / max(1, whole))} of {of}"])
    return [["cause of error", "count", "share"], *rows]


def _bins_table(told: Report) -> Table:
    rows = []
    for number, each in enumerate(told.reliability.bins):
        name = f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}"
        shares = ("-", "-") if each is None else (_share(each.stated), _share(each.near))
        rows.append([name, str(each.count if each else 0), *shares])
    error, brier = map(_share, (told.reliability.calibration_error, told.reliability.brier))
    rows.append(["all", str(told.reliability.count), f"ECE {error}", f"Brier {brier}"])
    return [["stated confidence", "count", "mean stated", "within 161 km"], *rows]


def _figures_record(line: Figures) -> dict[str, float | None]:
    return dataclasses.asdict(line)


def _cell(name: str, value: float | None) -> str:
    if value is not None and name in _COUNTS:
        return f"{value:.0f}"
    return f"{value:,.1f}" if value is not None and name.endswith("_km") else _share(value)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
