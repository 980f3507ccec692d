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

NEXT = 10
"""Neighbours in a bucket that each is paired with."""
LEAST_AGREEING = 0.25
"""Share of the hashes that must agree, an estimate of the Jaccard index, to look closer."""
MOST_PAIRS = 20
"""Pairs that an article brings in, those that agree most: thousands of bulletins of one form are
all rather alike, and every pair is measured afterwards."""
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
        near, of_band = together, [found]
        for step in range(1, NEXT + 1):
            at = np.flatnonzero(near)
            if not len(at):
                break
            one, other = order[at], order[at + step]
            pairs = np.minimum(one, other) * count + np.maximum(one, other)
            of_band.append(pairs[_agreeing(digests, one, other) >= LEAST_AGREEING])
            near = near[:-1] & together[step:]
        if len(of_band) > 1:
            found = np.unique(np.concatenate(of_band))
    one, other = found // max(count, 1), found % max(count, 1)
    agreeing = _agreeing(digests, one, other)
    kept = _first(one, other, agreeing) | _first(other, one, agreeing)
    return np.column_stack((one[kept], other[kept]))


def _first(own: Numbers, other: Numbers, agreeing: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which pairs are among the `MOST_PAIRS` of their `own` that agree most."""
    order = np.lexsort((other, -agreeing, own))
    sorted_own = own[order]
    place = np.arange(len(own)) - np.searchsorted(sorted_own, sorted_own)
    kept = np.zeros(len(own), bool)
    kept[order[place < MOST_PAIRS]] = True
    return kept


def _agreeing(digests: Hashes, one: Numbers, other: Numbers) -> NDArray[np.float64]:
    """Return of each pair the share of hashes that agree."""
    shares = [np.zeros(0)]
    for at in range(0, len(one), COMPARED_AT_ONCE):
        part = slice(at, at + COMPARED_AT_ONCE)
        shares.append((digests[one[part]] == digests[other[part]]).mean(axis=1))
    return np.concatenate(shares)
