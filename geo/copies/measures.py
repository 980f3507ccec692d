"""The exact measures on shingles that decide whether one article is a near copy of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.copies.sketches import distinct

if TYPE_CHECKING:
    from geo.copies.sketches import Hashes, Sketch

ALIKE = 0.5
"""Jaccard index from which on two texts are copies: some one word in eleven was changed."""
CONTAINED = 0.8
"""Share of the shorter text's shingles that the longer must have where one was cut."""
LEAST_CUT = 0.5
"""A text this long, as a share of the longer one, may be any part of it; a shorter one must be its
opening. A round-up of five reports is no copy of each."""
REACH = 1.5
"""How far into the longer text an opening may reach, as a multiple of the shorter one's length."""
FEW_FIGURES = 2
"""Figures below which a text is not told by them."""
KEPT_FIGURES = 0.5
"""Share of its figures that a copy keeps. Bulletins made from one form differ in most of them."""


def alike(one: Sketch, other: Sketch) -> bool:
    """Tell whether two texts are one report: lightly edited, put in another order, or halved."""
    first, second = distinct(one.shingles), distinct(other.shingles)
    shorter, longer = sorted((len(first), len(second)))
    # No need to count where the lengths alone rule it out.
    if shorter < LEAST_CUT * longer or not _figures_agree(one, other):
        return False
    common = _common(first, second)
    return common >= ALIKE * (shorter + longer - common) or common >= CONTAINED * shorter


def cut(one: Sketch, other: Sketch) -> float:
    """Return how much of the shorter text opens the longer, 0 to 1; 0 where that makes no copy."""
    if not _figures_agree(one, other):
        return 0.0
    shorter, longer = sorted((one.shingles, other.shingles), key=len)
    own = distinct(shorter)
    share = _common(own, distinct(longer[: int(REACH * len(shorter))])) / len(own)
    return share if share >= CONTAINED else 0.0


def _figures_agree(one: Sketch, other: Sketch) -> bool:
    fewer = min(len(one.figures), len(other.figures))
    return fewer < FEW_FIGURES or _common(one.figures, other.figures) >= KEPT_FIGURES * fewer


def _common(first: Hashes, second: Hashes) -> int:
    """Count what is in both; each is sorted and has nothing twice."""
    both = np.concatenate((first, second))
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))
