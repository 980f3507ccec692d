"""Rows that say the same, counted: a dataset too large for the browser becomes a cube."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.layer.ragged import Ragged

    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lumps:
    """one: a row of each lump. count: how many rows it has. of: the lump of each row."""

    one: Numbers
    count: Numbers
    of: Numbers


def lumped(columns: Sequence[Numbers], days: Sequence[Ragged]) -> Lumps:
    """Put rows together that agree in every column and have the same days.

    columns: numbers from 0. Most rows have one day on each clock, so that a lump is one place in
    one role on one day; those with an interval or several keep all of it, and an article is still
    counted once.
    """
    of = np.zeros(len(columns[0]), np.int64)
    for column in (*columns, *(each.alike() for each in days)):
        width = int(column.max(initial=0)) + 1
        _, of = np.unique(of * width + column, return_inverse=True)
    _, one, count = np.unique(of, return_index=True, return_counts=True)
    return Lumps(one, count, of)
