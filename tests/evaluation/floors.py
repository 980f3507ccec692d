"""The floors under the figures: what was reached once is not lost again unnoticed."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.common import load_gazetteer
from geo.evaluation import evaluate, figures, geoparsing_with, read_corpora

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.gazetteer import Gazetteer

    Floors = dict[str, dict[str, float]]

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
OWN = HERE / "own.jsonl"
SHARED = HERE.parents[2] / "shared" / "corpora"
"""Corpora of others, which may be measured here and not passed on; they lie beside a checkout."""
CORPORA = (OWN, *(SHARED / f"{name}.jsonl" for name in ("lgl", "geovirus", "tudloc2013")))
FIGURES = ("f1", "e2e161", "e2e161id")
"""Precision, recall and Acc@161 may each fall while the whole gets better; these may not."""
DIGITS = 1000  # floors are kept to a thousandth
MARGIN = 0.002  # what another machine's arithmetic may move


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def measure(path: Path) -> dict[str, float]:
    """Return the figures of a corpus that have floors, shares from 0 to 1."""
    (corpus,) = read_corpora([path])
    reached = figures(evaluate(corpus, geoparsing_with(gazetteer())).matches())
    return {name: getattr(reached, name) for name in FIGURES}


def read_floors() -> Floors:
    floors: Floors = json.loads(FLOORS.read_text("utf-8"))
    return floors


def lost(floors: Mapping[str, float], reached: Mapping[str, float]) -> list[str]:
    """Return a line for each figure that lies under its floor."""
    return [
        f"{name} is {reached[name]:.4f}, its floor {floor}"
        for name, floor in floors.items()
        if reached[name] < floor
    ]


def raised(floors: Mapping[str, float], reached: Mapping[str, float]) -> dict[str, float]:
    """Return floors no lower than before, each raised to what was reached less the margin."""
    return {
        name: max(floors.get(name, 0.0), math.floor((figure - MARGIN) * DIGITS) / DIGITS)
        for name, figure in reached.items()
    }
