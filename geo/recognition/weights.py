"""The learned weights of the clues, from the readable file beside this module."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each answer to each question adds to the log-odds of being a place.

    threshold: log-odds from which a name is taken for a place.
    """

    threshold: float
    answers: Mapping[str, Mapping[str, float]]

    def weight(self, clue: tuple[str, str]) -> float:
        """Return the weight of one clue, 0 for an answer that was never learned."""
        return self.answers.get(clue[0], {}).get(clue[1], 0.0)

    def score(self, clues: Iterable[tuple[str, str]]) -> float:
        """Return the log-odds that all clues together give."""
        answers = self.answers
        total = 0.0
        for question, answer in clues:
            learned = answers.get(question)
            if learned is not None:
                total += learned.get(answer, 0.0)
        return total


@cache
def weights() -> Weights:
    """Return the weights, read once."""
    told = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return Weights(threshold=told["threshold"], answers=told["clues"])


@cache
def validated() -> Mapping[str, Mapping[str, float]]:
    """Return, by corpus, the cross-validated figures of what was learned."""
    told = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return dict(told["header"]["cross-validated by article, five folds"])
