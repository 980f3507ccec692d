"""How far to trust what was decided, told by the mentions that people looked at. Pure.

A mention is *judged* when somebody confirmed it, or said there which place it means, that it is
none, or that its point is wrong. What reaches there from another mention judges nothing: nobody
looked. Judged mentions are picked by people, and doubtful ones first; only the random sample, taken
in its own order and without a gap, stands for all mentions alike.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from geo.corrections import Confirmed, NotAPlace, PlaceIs, PointIs, place_said
from geo.model import UNDRAWN, Role, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.corrections import Correction
    from geo.model import Part, Place, PlaceKind, Span

    Key = tuple[str, Part, Span]

SURENESS = 1.959964
"""Of the normal distribution, for intervals that hold the true share in 95 of 100 cases."""
BANDS = ((0, 50), (50, 70), (70, 80), (80, 90), (90, 100))
"""Stated confidence in hundredths, from and to; the last takes in its end."""
NO_SOURCE = "no source stated"
WHYS = {"no_candidate_fits": "the text says that no place known here is meant"}
UNSURE = "too little tells which place is meant; the likeliest is drawn, as unsure"
BIAS = (
    "The mentions that were checked were picked by people, the doubtful ones first, so these "
    "figures are most likely lower than they would be for all mentions. Only the random sample "
    "stands for all."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A mention as it was decided, without what anybody said of it.

    article: id. place: None where it was given none. confidence: 0 to 1, as stated.
    """

    article: str
    part: Part
    span: Span
    name: str
    source: str | None
    place: Place | None
    confidence: float

    @property
    def key(self) -> Key:
        """Where it stands."""
        return self.article, self.part, self.span


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A mention that somebody judged, and whether what was decided is right."""

    decided: Decided
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So many mentions of a store that are alike.

    kind: of the place that they were given, None for no place. band: of their confidence, an index
    into BANDS. unpinned: why the map has no pin of them, "" where it has one or they have no place.
    why: of those without a place, the name of the evidence.
    """

    kind: PlaceKind | None
    verdict: Verdict
    band: int
    mentions: int
    unpinned: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a store holds, as it was decided.

    articles: all; named: those in which a name was found; pinned: those with a pin. sources: how
    many mentions with a place each has, None for articles that state no source.
    """

    articles: int
    named: int
    pinned: int
    tallies: tuple[Tally, ...]
    sources: Mapping[str | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of those judged are right, and of how many they are."""

    right: int
    judged: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1, None when nobody judged any."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the true share lies in 95 of 100 cases, after Wilson (1927)."""
        return wilson(self.right, self.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a table. stated: the mean confidence that was stated of those judged."""

    name: str
    rate: Rate
    stated: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Mentions that have no pin. what: "no place", "unsure" or "no pin"; why: in plain words."""

    what: str
    why: str
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """All that is told.

    placed: of the mentions that were given a place; left: of those that were given none. sample:
    of the random sample. articles, named, pinned: as in `Held`.
    """

    placed: Rate
    left: Rate
    sample: Rate
    sources: tuple[Line, ...]
    kinds: tuple[Line, ...]
    bands: tuple[Line, ...]
    unplaced: tuple[Unplaced, ...]
    articles: int
    named: int
    pinned: int


def wilson(right: int, judged: int) -> tuple[float, float]:
    """Return Wilson's interval for a share, (0, 1) when nothing was judged."""
    if not judged:
        return 0.0, 1.0
    share, square = right / judged, SURENESS**2
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = math.sqrt(share * (1 - share) / judged + square / (4 * judged**2))
    half *= SURENESS / (1 + square / judged)
    # At 0 and 1 rounding must not carry it past the share itself.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def judges(correction: Correction) -> bool:
    """Tell whether this says of the mention at which it was said that it is right, or wrong."""
    return isinstance(correction.change, PlaceIs | NotAPlace | PointIs | Confirmed)


def judge(decided: Decided, said: Iterable[Correction]) -> Judged | None:
    """Judge a mention by what was said at it and stands; None where that judges nothing.

    The latest that says which place it means counts. What is decided anew is judged anew: a mention
    that was corrected is right once it is decided as the correction says.
    """
    meaning: Correction | None = None
    misplaced = False
    own = None if decided.place is None else decided.place.id
    for each in sorted(said, key=lambda each: each.number):
        if isinstance(each.change, PointIs):
            misplaced = misplaced or each.change.place.id == own
        elif judges(each):
            meaning = each
    if meaning is None:
        return Judged(decided=decided, right=False) if misplaced else None
    meant = place_said(meaning.change)
    same = own == (None if meant is None else meant.id)
    return Judged(decided=decided, right=same and not misplaced)


def band_of(confidence: float) -> int:
    """Return the index into BANDS in which a confidence falls."""
    hundredths = round(confidence * 1000) // 10
    return next(i for i, (_, end) in enumerate(BANDS) if hundredths < end or end == BANDS[-1][1])


def unpinned(kind: PlaceKind, role: Role, *, wide: bool) -> str:
    """Say why a place of this kind, named in this role, has no pin; "" when it has.

    wide: whether its size lets it have none.
    """
    if kind in UNDRAWN:
        return f"a {kind.value} has no one point"
    if role is Role.DEMONYM:
        return "only its people are named"
    return "too wide for a circle" if wide else ""


def accuracy(judged: Iterable[Judged], held: Held, order: Sequence[Key] = ()) -> Accuracy:
    """Put together what is told.

    order: the mentions of the random sample in its own order, more of them than are judged.
    """
    judged = tuple(judged)
    placed = [each for each in judged if each.decided.place is not None]
    left = [each for each in judged if each.decided.place is None]
    kinds: Counter[str] = Counter()
    bands = Counter({_band(index): 0 for index in range(len(BANDS))})
    without = 0
    for tally in held.tallies:
        if tally.kind is None:
            without += tally.mentions
        else:
            kinds[_kind(tally.kind)] += tally.mentions
            bands[_band(tally.band)] += tally.mentions
    whole = kinds.total()
    sources = Counter({source or NO_SOURCE: count for source, count in held.sources.items()})
    verdicts = {each.decided.key: each.right for each in judged}
    # It ends where nobody looked: what was passed over might be what is hard to tell.
    drawn = list(takewhile(lambda key: key in verdicts, order))
    return Accuracy(
        placed=_rate(placed, whole),
        left=_rate(left, without),
        sample=Rate(right=sum(verdicts[key] for key in drawn), judged=len(drawn), of=whole),
        sources=_most_judged_first(
            _lines(placed, sources, lambda each: each.decided.source or NO_SOURCE)
        ),
        kinds=_most_judged_first(_lines(placed, kinds, lambda each: _kind_of(each.decided.place))),
        bands=_lines(placed, bands, lambda each: _band(band_of(each.decided.confidence))),
        unplaced=_unplaced(held.tallies),
        articles=held.articles,
        named=held.named,
        pinned=held.pinned,
    )


def record(told: Accuracy) -> dict[str, object]:
    """Return it as JSON can hold it; docs/evaluation.md tells the keys."""
    return {
        "placed": _rate_record(told.placed),
        "left_without_a_place": _rate_record(told.left),
        "random_sample": _rate_record(told.sample),
        "sources": list(map(_line_record, told.sources)),
        "kinds": list(map(_line_record, told.kinds)),
        "confidence": list(map(_line_record, told.bands)),
        "unplaced": [
            {"what": each.what, "why": each.why, "mentions": each.mentions}
            for each in told.unplaced
        ],
        "articles": {"all": told.articles, "with_names": told.named, "with_pins": told.pinned},
    }


def _rate(judged: Sequence[Judged], of: int) -> Rate:
    return Rate(right=sum(each.right for each in judged), judged=len(judged), of=of)


def _lines(
    judged: Sequence[Judged], whole: Mapping[str, int], name: Callable[[Judged], str]
) -> tuple[Line, ...]:
    """Return a line for each name of `whole`, in that order."""
    lots: dict[str, list[Judged]] = {each: [] for each in whole}
    for each in judged:
        lots.setdefault(name(each), []).append(each)
    return tuple(
        Line(
            name=of,
            rate=_rate(lot, max(whole.get(of, 0), len(lot))),
            stated=math.fsum(each.decided.confidence for each in lot) / len(lot) if lot else None,
        )
        for of, lot in lots.items()
    )


def _most_judged_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.rate.judged, -line.rate.of, line.name)))


def _unplaced(tallies: Iterable[Tally]) -> tuple[Unplaced, ...]:
    """Count what has no pin or an unsure one, by why, the most first."""
    found: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        if tally.kind is None:
            found["no place", WHYS.get(tally.why, tally.why.replace("_", " "))] += tally.mentions
            continue
        if tally.unpinned:
            found["no pin", tally.unpinned] += tally.mentions
        elif tally.verdict is Verdict.AMBIGUOUS:
            found["unsure", UNSURE] += tally.mentions
    return tuple(
        Unplaced(what=what, why=why, mentions=count)
        for (what, why), count in sorted(found.items(), key=lambda each: (-each[1], each[0]))
    )


def _kind(kind: PlaceKind) -> str:
    return kind.value.replace("_", " ")


def _kind_of(place: Place | None) -> str:
    return "" if place is None else _kind(place.kind)


def _band(index: int) -> str:
    begin, end = BANDS[index]
    return f"{begin / 100:g} to {end / 100:g}"


def _rate_record(rate: Rate) -> dict[str, object]:
    low, high = rate.interval
    return {
        "right": rate.right,
        "judged": rate.judged,
        "of": rate.of,
        "precision": rate.share,
        "low": low if rate.judged else None,
        "high": high if rate.judged else None,
    }


def _line_record(line: Line) -> dict[str, object]:
    return {"name": line.name, **_rate_record(line.rate), "stated": line.stated}
