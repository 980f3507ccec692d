"""Figures on marked corpora never sink. `python scripts/raise_floors.py` raises the floors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from floors import CORPORA, FIGURES, OWN, lost, measure, raised, read_floors
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

SHARES = st.fixed_dictionaries({name: st.floats(0, 1) for name in FIGURES})


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.stem)
def test_no_figure_lies_under_its_floor(path: Path) -> None:
    if path != OWN and not path.is_file():
        pytest.skip(f"the corpus {path.name} is not passed on with Dateline and not here")
    floors = read_floors()[path.stem]
    assert set(floors) == set(FIGURES)
    assert lost(floors, measure(path)) == []


def test_every_corpus_with_floors_is_measured() -> None:
    assert set(read_floors()) == {path.stem for path in CORPORA}


def test_our_own_corpus_is_wide_and_its_phrases_stand_where_they_say() -> None:
    articles = [json.loads(line) for line in OWN.read_text("utf-8").splitlines()]
    assert len(articles) >= 25
    toponyms = [(each["text"], toponym) for each in articles for toponym in each["toponyms"]]
    assert all(text[t["start"] : t["end"]] == t["phrase"] for text, t in toponyms)
    located = {(t["lat"], t["lon"]) for _, t in toponyms if t["lat"] is not None}
    assert len({(lat > 0, lon > 0) for lat, lon in located}) == 4, "a quarter of the globe lacks"
    points_of: dict[str, set[tuple[float, float]]] = {}
    for _, toponym in toponyms:
        if toponym["lat"] is not None:
            name = toponym["phrase"].casefold()
            points_of.setdefault(name, set()).add((toponym["lat"], toponym["lon"]))
    namesakes = {name for name, points in points_of.items() if len(points) > 1}
    assert namesakes >= {"springfield", "alexandria", "paris", "georgia", "tripoli", "hyderabad"}


@given(SHARES, SHARES)
def test_raising_never_sinks_a_floor_and_never_passes_what_was_reached(
    floors: dict[str, float], reached: dict[str, float]
) -> None:
    after = raised(floors, reached)
    assert all(after[name] >= floors[name] for name in FIGURES)
    assert all(after[name] <= max(floors[name], reached[name]) for name in FIGURES)
    assert lost(after, {name: max(floors[name], reached[name]) for name in FIGURES}) == []


def test_a_figure_under_its_floor_is_named() -> None:
    assert lost({"recall": 0.5, "f1": 0.5}, {"recall": 0.4, "f1": 0.5}) == [
        "recall is 0.4000, its floor 0.5"
    ]
