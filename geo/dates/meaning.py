"""What a phrase means once it is known what it is measured against.

The grammar reads words into a `Phrase`, whose `meaning` waits for a `Frame`: the publication
day, the expression told just before, and where the clause points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.dates.direction import Direction
from geo.dates.words import Token

if TYPE_CHECKING:
    import datetime as dt

    from geo.model import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What an expression is measured against.

    published: the publication day. previous: the single day that the expression before told.
    direction: where the clause points; only weekdays, months and weekends ask.
    """

    published: dt.date | None
    previous: dt.date | None = None
    direction: Direction = Direction.UNTOLD

    @property
    def ahead(self) -> bool:
        """Tell whether the clause points to what is to come."""
        return self.direction is Direction.FUTURE


Meaning = Callable[[Frame], "Interval | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Tokens up to `end` (exclusive) that tell a time.

    prepositions: those that may stand before it and belong to it. bare: it tells a time even
    without any word before it ("March" alone does not).
    """

    end: int
    meaning: Meaning
    prepositions: frozenset[str] = frozenset()
    bare: bool = True
    ahead_only: bool = False


Reader = Callable[[Sequence[Token], int], Phrase | None]
"""Reads the phrase that begins at a token, if it is one of its kind."""
DIGITS: Final = "0"
"""Stands for every number among the words that a reader begins with."""
