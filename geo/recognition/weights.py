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
    answers: Mapping[tuple[str, str], float]

    def weight(self, clue: tuple[str, str]) -> float:
        """Return the weight of one clue, 0 for an answer that was never learned."""
        return self.answers.get(clue, 0.0)

    def score(self, clues: Iterable[tuple[str, str]], before: float = 0.0) -> float:
        """Return the log-odds that all clues together give, added to those of others `before`."""
        weight = self.answers.get
        return sum([weight(clue, 0.0) for clue in clues], before)


@cache
def weights() -> Weights:
    """Return the weights, read once."""
    told = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    answers = {
        (question, answer): weight
        for question, learned in told["clues"].items()
        for answer, weight in learned.items()
    }
    return Weights(threshold=told["threshold"], answers=answers)


@cache
def validated() -> Mapping[str, Mapping[str, float]]:
    """Return, by corpus, the cross-validated figures of what was learned."""
    told = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return dict(told["header"]["cross-validated by article, five folds"])
