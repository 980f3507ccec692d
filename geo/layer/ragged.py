"""Days of many rows as arrays: rows have none, one or several intervals."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.model import Interval

    Numbers = NDArray[np.int64]

EPOCH = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Row r has the intervals first[k]..last[k], k from at[r] to at[r + 1] - 1.

    Days count from 1970-01-01; both ends are included.
    """

    at: Numbers
    first: Numbers
    last: Numbers

    @classmethod
    def of(cls, rows: Sequence[tuple[Interval, ...]]) -> Ragged:
        """Lay out the intervals of each row."""
        flat = list(itertools.chain.from_iterable(rows))
        at = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)), out=at[1:])
        return cls(
            at,
            np.array([days.first.toordinal() for days in flat], np.int64) - EPOCH,
            np.array([days.last.toordinal() for days in flat], np.int64) - EPOCH,
        )

    def take(self, rows: Numbers) -> Ragged:
        """Return the rows of these numbers, in this order; a row may be taken several times."""
        many = np.diff(self.at)[rows]
        at = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(many, out=at[1:])
        found = np.arange(at[-1]) + np.repeat(self.at[:-1][rows] - at[:-1], many)
        return Ragged(at, self.first[found], self.last[found])

    def touch(self, first: int, last: int) -> NDArray[np.bool_]:
        """Tell of each row whether any of its intervals overlaps first..last."""
        hits = np.zeros(len(self.first) + 1, np.int64)
        np.cumsum((self.first <= last) & (self.last >= first), out=hits[1:])
        touched: NDArray[np.bool_] = hits[self.at[1:]] > hits[self.at[:-1]]
        return touched

    def alike(self) -> Numbers:
        """Return a number for each row; rows have the same one when they have the same days."""
        _, interval = np.unique(self.first * 2**32 + self.last, return_inverse=True)
        many = np.diff(self.at)
        found = np.zeros(len(many), np.int64)
        single = many == 1
        found[single] = interval[self.at[:-1][single]] + 1
        further: dict[bytes, int] = {}
        fresh = len(interval) + 1
        for row in np.flatnonzero(many > 1).tolist():
            key = interval[self.at[row] : self.at[row + 1]].tobytes()
            found[row] = further.setdefault(key, fresh + len(further))
        return found
