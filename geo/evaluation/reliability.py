"""Whether a stated confidence of 0.8 is right in 8 of 10 cases."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evaluation.scoring import Match

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Predictions of one tenth of confidence: how many, their mean, and the share near gold."""

    count: int
    stated: float
    near: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How far stated confidence can be believed, over found gold that was given a place.

    bins: by tenth, the lowest first; None where no prediction falls. calibration_error: the
    expected calibration error, the bins' gaps weighted by their counts. brier: the mean square
    of what was stated less what came true (0 or 1). Both are 0 at best, None without predictions.
    """

    count: int
    bins: tuple[Bin | None, ...]
    calibration_error: float | None
    brier: float | None


def reliability(matches: Iterable[Match]) -> Reliability:
    """Set stated confidence beside the share within 161 km."""
    lots: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for each in matches:
        for pair in each.pairs:
            if pair.prediction is not None and pair.km is not None:
                stated = pair.prediction.confidence
                lots[min(BINS - 1, int(stated * BINS))].append((stated, pair.near))
    bins = tuple(map(_bin, lots))
    count = sum(map(len, lots))
    if not count:
        return Reliability(count=0, bins=bins, calibration_error=None, brier=None)
    gaps = (each.count * abs(each.stated - each.near) for each in bins if each)
    squares = ((stated - near) ** 2 for lot in lots for stated, near in lot)
    return Reliability(
        count=count,
        bins=bins,
        calibration_error=math.fsum(gaps) / count,
        brier=math.fsum(squares) / count,
    )


def _bin(lot: list[tuple[float, bool]]) -> Bin | None:
    if not lot:
        return None
    return Bin(
        count=len(lot),
        stated=math.fsum(stated for stated, _ in lot) / len(lot),
        near=sum(near for _, near in lot) / len(lot),
    )
