"""How likely the chosen place is the right one: 0.8 means that four of five such are.

The share of the candidates would say how likely the place is among those known, if the words name
a place at all. Both are put together, with what made earlier verdicts right or wrong, by learned
weights (a logistic curve); `python -m geo evaluate` shows how well it keeps its word.
"""

from __future__ import annotations

import math
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.segment import KINDS
from geo.model import PlaceKind
from geo.resolution.company import COMPANY
from geo.resolution.distance import cosine
from geo.resolution.slate import COUNTRY_KIND
from geo.resolution.weights import BESIDE, CONFIDENCE, weights

if TYPE_CHECKING:
    from geo.resolution import Weighing
    from geo.resolution.evidence import Witness

    Array = np.ndarray[Any, Any]

SAME_SPOT = cosine(25.0)
"""Distance, as a product of directions, within which it matters little on a map which of two
places is meant: 25 km."""
CERTAIN, SLIP_CERTAIN = 0.99, 0.8
NO_LEAD, TOSS = 0.95, 0.49
"""Share of the best candidate from which a rival elsewhere makes of the verdict a coin's toss, and
the confidence that is then left."""
_HELD = (BESIDE.index("beside what holds it"), BESIDE.index("said to lie in what holds it"))
_NEARBY = COMPANY.index("names within 161 km")
_READ = CONFIDENCE.index("read as a place")
_SMALLEST_DOUBT = 0.002
SMALL = frozenset({PlaceKind.VILLAGE, PlaceKind.AREA})


def confidence(weighing: Weighing, index: int, best: int, share: Array, witness: Witness) -> float:
    """Return the confidence in a mention's best candidate, rounded to three places.

    What the mentions of one name have in common is worked out once, where the text says nothing
    beside them.

    Args:
        weighing: the article.
        index: the mention.
        best: the candidate, counted within its name.
        share: the shares of the name's candidates.
        witness: what the article says of all candidates.
    """
    learned = weights().confidence
    name = weighing.where[index].start
    plain = weighing.said.of(index) is None
    kept = witness.sure.get(name) if plain else None
    if kept is None:
        told = clues(weighing, index, best, share, witness.table)
        told[_READ] = 0.0
        certain = SLIP_CERTAIN if weighing.toponyms[index].near else CERTAIN
        if _tossed(weighing, index, best, share):
            certain = TOSS
        kept = sum(map(mul, told, learned)), certain
        if plain:
            witness.sure[name] = kept
    odds = kept[0] + learned[_READ] * _log_odds(weighing.toponyms[index].likelihood)
    return round(min(kept[1], 1.0 / (1.0 + math.exp(-odds))), 3)


def _tossed(weighing: Weighing, index: int, best: int, share: Array) -> bool:
    """Tell whether a rival elsewhere is about as likely as the best candidate."""
    if len(share) == 1 or share[best] * (1 + NO_LEAD) > 1:
        return False
    second = float(np.partition(share, -2)[-2])
    if second < NO_LEAD * share[best]:
        return False
    return not _one_spot(weighing, index, best, share, second)


def _one_spot(weighing: Weighing, index: int, best: int, share: Array, second: float) -> bool:
    """Tell whether whatever is about as likely as the best lies on the same spot."""
    rivals = share >= second
    return bool(_spot(weighing, index, best)[rivals].all())


def _spot(weighing: Weighing, index: int, best: int) -> Array:
    """Tell which candidates lie where the best one does, as far as a map's reader minds."""
    piece, facts = weighing.where[index], weighing.facts
    at = piece.start + best
    nation = facts.kind[piece] == COUNTRY_KIND
    spot = (facts.points[piece] @ facts.points[at] >= SAME_SPOT) & (nation == nation[best])
    spot |= (facts.number[piece] == facts.admin1[at]) | (facts.admin1[piece] == facts.number[at])
    return np.asarray(spot)


def clues(weighing: Weighing, index: int, best: int, share: Array, table: Array) -> list[float]:
    """Return the columns of CONFIDENCE for one verdict; for learning too."""
    piece = weighing.where[index]
    facts = weighing.facts
    at = piece.start + best
    own = float(share[best])
    if len(share) > 1:
        own = float(share[_spot(weighing, index, best)].sum())
    said = weighing.said.of(index)
    held = float(said is not None and said[best, list(_HELD)].max())
    kind = KINDS[int(facts.kind[at])]
    return [
        1.0,
        _log_odds(weighing.toponyms[index].likelihood),
        _log_odds(own),
        float(len(share) == 1),
        held,
        float(table[at, _NEARBY]),
        float(kind in SMALL),
        float(facts.wide[at]),
        float(kind is PlaceKind.DISTRICT),
    ]


def _log_odds(likely: float) -> float:
    bounded = min(1 - _SMALLEST_DOUBT, max(_SMALLEST_DOUBT, likely))
    return math.log(bounded / (1 - bounded))


assert len(CONFIDENCE) == 9  # noqa: S101, PLR2004 - `clues` gives one value for each
