"""Which articles may be copies of one another: locality-sensitive hashing of their MinHash.

Two digests that agree in all rows of some band fall into one bucket. In a crowded bucket each is
paired with its next few only, ordered by further rows, so that those most alike stand together;
so the pairs grow with the articles, not with their square.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.copies.sketches import Hashes

    Numbers = NDArray[np.int64]

NEXT = 20
"""Neighbours in a bucket that each is paired with."""
LEAST_AGREEING = 0.2
"""Share of the hashes that must agree, an estimate of the Jaccard index, to look closer."""
COMPARED_AT_ONCE = 100_000
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def candidates(digests: Hashes, rows: int) -> Numbers:
    """Return pairs of rows of `digests` that may be alike, two columns, lower first, sorted.

    rows: of a band. The more there are, the fewer pairs, and the more alike.
    """
    count, columns = digests.shape
    found = np.zeros(0, np.int64)
    for start in range(0, columns - rows + 1, rows):
        bucket = np.zeros(count, np.uint64)
        for column in range(start, start + rows):
            bucket = (bucket ^ (bucket >> _SHIFT)) * _MIX + digests[:, column]
        order = np.lexsort((digests[:, (start + rows) % columns], bucket))
        together = np.diff(bucket[order]) == 0
        near = together
        for step in range(1, NEXT + 1):
            at = np.flatnonzero(near)
            if not len(at):
                break
            one, other = order[at], order[at + step]
            pairs = np.minimum(one, other) * count + np.maximum(one, other)
            found = np.union1d(found, pairs[_agree(digests, one, other)])
            near = near[:-1] & together[step:]
    return np.column_stack((found // max(count, 1), found % max(count, 1)))


def _agree(digests: Hashes, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    """Tell of which pairs enough hashes agree."""
    shares = [
        (
            digests[one[at : at + COMPARED_AT_ONCE]] == digests[other[at : at + COMPARED_AT_ONCE]]
        ).mean(axis=1)
        for at in range(0, len(one), COMPARED_AT_ONCE)
    ]
    return np.concatenate(shares) >= LEAST_AGREEING
