"""Fitting: a logistic regression, and a choice among candidates, both by maximum likelihood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Array = np.ndarray[Any, Any]
    Clue = tuple[str, str]
    Cost = Callable[[Array], tuple[float, Array]]

MOST_STEPS = 500
TINY = 1e-300


def logistic(matrix: Array | csr_matrix, gold: Array, penalty: float) -> Array:
    """Return the weights of a logistic regression with a quadratic penalty.

    matrix: a row an example. gold: 0 or 1 for each.
    """

    def cost(w: Array) -> tuple[float, Array]:
        z = matrix @ w
        loss = np.logaddexp(0, -z) @ gold + np.logaddexp(0, z) @ (1 - gold)
        slope = matrix.T @ (1 / (1 + np.exp(-z)) - gold)
        return float(loss + penalty / 2 * (w @ w)), np.asarray(slope + penalty * w)

    return _lowest(cost, matrix.shape[1])


def choice(rows: Sequence[Array], goods: Sequence[Array], fixed: Array, penalty: float) -> Array:
    """Return the weights that make the meant candidates likeliest (a conditional logit).

    rows: for each name its candidates' columns. goods: which of them are meant. fixed: weights that
    stay as they are, NaN for those to be learned. penalty: of the mean loss.
    """
    x, good = np.concatenate(list(rows)), np.concatenate(list(goods))
    free = np.isnan(fixed)
    held = np.where(free, 0.0, fixed)
    sizes = [len(row) for row in rows]
    first = np.concatenate(([0], np.cumsum(sizes)))[:-1]
    name = np.repeat(np.arange(len(sizes)), sizes)

    def cost(w: Array) -> tuple[float, Array]:
        score = x @ (w * free + held)
        likely = np.exp(score - np.maximum.reduceat(score, first)[name])
        total = np.add.reduceat(likely, first)
        meant = np.maximum(np.add.reduceat(likely * good, first), TINY)
        slope = x.T @ (likely / total[name] - likely * good / meant[name])
        loss = (np.log(total) - np.log(meant)).mean() + penalty / 2 * (w @ w)
        return float(loss), np.asarray(slope * free / len(sizes) + penalty * w)

    return _lowest(cost, x.shape[1]) * free + held


def _lowest(cost: Cost, size: int) -> Array:
    options = {"maxiter": MOST_STEPS}
    found = minimize(cost, np.zeros(size), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x)


def ones(lists: Sequence[Sequence[Clue]], vocabulary: dict[Clue, int]) -> csr_matrix:
    """Return clues as a sparse matrix of ones; what the vocabulary lacks is left out."""
    columns: list[int] = []
    pointers = [0]
    for clues in lists:
        columns += [vocabulary[clue] for clue in clues if clue in vocabulary]
        pointers.append(len(columns))
    shape = (len(lists), len(vocabulary))
    return csr_matrix((np.ones(len(columns)), columns, pointers), shape=shape)
