"""The learned weights of resolution, from the readable file beside this module."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.resolution.company import COMPANY
from geo.resolution.slate import LOCAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    Array = np.ndarray[Any, Any]

BESIDE: Final = (
    "kind word agrees",
    "kind word is near",
    "kind word differs",
    "beside what holds it",
    "said to lie in what holds it",
    "beside what holds another",
    "beside what it holds",
    "filed from",
    "measured from",
)
"""What the text says beside one mention; the columns of a mention's own table."""

CONFIDENCE: Final = (
    "bias",
    "read as a place",
    "share of the candidates",
    "single candidate",
    "said beside it",
    "names near",
    "village",
    "wide",
    "district",
)
"""What the confidence is worked out from; see `geo.resolution.confidence`."""


FIXED: Final = {
    "kind word agrees": 2.5,
    "kind word is near": 0.5,
    "kind word differs": -2.0,
    "filed from": 1.5,
    "measured from": 1.5,
    "ours": 3.0,
    "prominence among ours": 6.0,
    "division of its city": -4.0,
}
"""Weights that are set by hand: what the words mean is no matter of how often they were seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each column adds to a candidate's score.

    alone: LOCAL then BESIDE, for the first look. together: LOCAL, BESIDE, then COMPANY.
    confidence: CONFIDENCE, log-odds that the best candidate is right.
    """

    alone: Array
    together: Array
    confidence: tuple[float, ...]


@cache
def weights() -> Weights:
    """Return the weights, read once."""
    told = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return Weights(
        alone=_row(told["alone"], (*LOCAL, *BESIDE)),
        together=_row(told["together"], (*LOCAL, *BESIDE, *COMPANY)),
        confidence=tuple(_row(told["confidence"], CONFIDENCE).tolist()),
    )


def _row(told: Mapping[str, float], names: tuple[str, ...]) -> Array:
    return np.array([told.get(name, 0.0) for name in names])
