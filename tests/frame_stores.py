"""Two small stores of made-up articles for tests of the frame.

`few` has one article for each thing that can be seen; of `many`, every filter leaves some and not
others, and `expected` says which: by `geo.selection` where that knows the filter, else by its own
rows, mention by mention.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sample_articles as sample
from located import AFGHANISTAN, HINDU_KUSH, PLACES, august, located, mention

from geo.model import PlaceKind, Role, Verdict
from geo.selection import Clock, Dataset, Filters, drawn_as, select
from geo.selection.entries import narrowed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.model import LocatedArticle, LocatedMention, Place
    from geo.selection import Entry

# Few: what each looks like.

HERAT = replace(
    sample.place("af-herat", "Herat", PlaceKind.CITY, 34.35, 62.2),
    dari_names=("هرات",),
    pashto_names=("هرات ښار",),
)
SALANG = sample.place("af-salang", "Salang", PlaceKind.DISTRICT, 35.6, 67.9, radius=14)
PAGHMAN = sample.place("af-paghman", "Paghman", PlaceKind.VILLAGE, 34.6, 68.95)
FAIZABAD = sample.place("af-faizabad", "Faizabad", PlaceKind.CITY, 37.12, 70.58)
KANDAHAR = sample.place("af-kandahar", "Kandahar", PlaceKind.CITY, 31.61, 65.71)
DARI = "بازار هرات باز شد"


def unsure(article: LocatedArticle) -> LocatedArticle:
    """Return an article whose places may well be others."""
    return replace(
        article,
        mentions=tuple(
            replace(m, resolution=replace(m.resolution, verdict=Verdict.AMBIGUOUS, confidence=0.4))
            for m in article.mentions
        ),
    )


def one(title: str, name: str, where: Place, role: Role, number: int) -> LocatedArticle:
    """Make an article with one place."""
    return sample.located(
        title,
        f"So it was said: {name} comes first.",
        published=sample.day(number),
        names=[(name, where, role)],
        source="Gamma",
    )


PAGHMAN_FAIR = one("A fair in the hills", "Paghman", PAGHMAN, Role.EVENT, 7)
SALANG_SNOW = one("Snow on the road", "Salang", SALANG, Role.EVENT, 7)
HERAT_MARKET = unsure(one(DARI, "Herat", HERAT, Role.EVENT, 8))
FAIZABAD_DESK = one("Filed in the north", "Faizabad", FAIZABAD, Role.DATELINE, 8)
KANDAHAR_SAID = one("The rulers answer", "Kandahar", KANDAHAR, Role.GOVERNMENT, 9)
FEW = (
    *sample.ALL,
    PAGHMAN_FAIR,
    SALANG_SNOW,
    HERAT_MARKET,
    FAIZABAD_DESK,
    KANDAHAR_SAID,
)
PINS_OF_FEW = 10
"""Two of the first article, one of the second, third and fifth, and one of each made here."""

# Many: what each filter leaves.

ROLES = (*Role,)
WORDS = ("Rain fell.", "A market opened.", "Märkte im Regen.", "بازار باز شد.")
BIG_AREA = ((34.0, 68.5), (36.0, 68.5), (36.0, 70.5), (34.0, 69.9))
"""A crooked one: Kabul, Bazarak, Salang and Panjshir lie in it, Herat and Moscow do not."""
ALL = (45.0, 55.0, 3.5)
"""Latitude, longitude and zoom from which every place is in sight."""
VIEW = (34.9, 69.3, 8.5)
"""Latitude, longitude and zoom that leave Herat and Moscow out of sight."""


def _mention(number: int, turn: int) -> LocatedMention:
    where = PLACES[(3 * number + turn * (1 + number % 5)) % len(PLACES)]
    sure = (31 + 17 * number + 29 * turn) % 100 / 100
    day = 1 + (5 * number + 9 * turn) % 25
    when = None
    # What a country tells is told by its other places too, where the columns differ; see there.
    if where not in {AFGHANISTAN, HINDU_KUSH} and (number + turn) % 3:
        when = august(day, min(31, day + (0, 0, 4, 9)[(number + turn) % 4]))
    return mention(
        where,
        ROLES[(number + 2 * turn) % len(ROLES)],
        when,
        confidence=sure,
        verdict=Verdict.RESOLVED if sure >= 0.5 else Verdict.AMBIGUOUS,
    )


MANY = tuple(
    located(
        number,
        *(_mention(number, turn) for turn in range((1, 2, 1, 3, 0)[number % 5])),
        published=None if number % 7 == 3 else 4 + (11 * number) % 28,
        title=f"Report {number}",
        text=WORDS[number % len(WORDS)],
        source=("Alpha", "Beta", "Gamma", None, "Beta")[number * 3 % 5],
    )
    for number in range(1, 71)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, and its mentions' part that `geo.selection` does not know.

    filters: the rest. answers: does a mention answer? None when every one does. independent: so
    many sources name its place.
    """

    filters: Filters
    answers: Callable[[LocatedMention], bool] | None
    independent: int


def lies_in_area(place: Place) -> bool:
    """Tell whether a place lies in `BIG_AREA`; by the sides that it lies left or right of."""
    at, corners = place.coordinates, BIG_AREA
    sides = []
    for (a, b), (c, d) in zip(corners, (*corners[1:], corners[0]), strict=True):
        sides.append((c - a) * (at.longitude - b) - (d - b) * (at.latitude - a) > 0)
    return len(set(sides)) == 1


def question(  # noqa: PLR0913 - the parts of one question
    *,
    clock: str = "happened",
    q: str = "",
    places: Iterable[str] = (),
    sources: Iterable[str] = (),
    roles: Iterable[str] = (),
    least: int = 0,
    independent: int = 1,
    area: object = None,
    box: tuple[float, float, float, float] | None = None,
) -> Question:
    """Make a question from what the model is told.

    least: of 100. area: `BIG_AREA` or nothing. box: south, west, north, east of the map's view.
    """
    asked = [Role(name) for name in roles]

    def answers(found: LocatedMention) -> bool:
        where = found.resolution.place
        if where is None or round(100 * found.resolution.confidence) < least:
            return False
        if box is not None:
            south, west, north, east = box
            at = where.coordinates
            if not (south <= at.latitude <= north and west <= at.longitude <= east):
                return False
        return area is None or lies_in_area(where)

    return Question(
        filters=Filters(
            clock=Clock(clock),
            text=q,
            places=frozenset(places),
            sources=frozenset(sources),
            # What is drawn as a role is asked for with it.
            roles=frozenset(role for role in Role if drawn_as(role) in asked),
        ),
        answers=answers if least or area is not None or box is not None else None,
        independent=independent,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What list, map and bars must hold."""

    shown: list[str]
    unplaced: list[str]
    undated: list[str]
    pins: int


def expected(dataset: Dataset, asked: Question) -> Answer:
    """Answer a question whose filters may have a period."""
    if asked.answers is None and asked.independent == 1:
        found = select(dataset, asked.filters)
        return Answer(
            shown=[e.id for e in found.shown],
            unplaced=[e.id for e in found.unplaced],
            undated=[e.id for e in found.undated],
            pins=len(found.pins),
        )
    filters = asked.filters
    bounds = dataset.bounds[filters.clock]
    assert bounds is not None
    low, high = filters.first or bounds[0], filters.last or bounds[1]
    whole = low <= bounds[0] and high >= bounds[1]
    # Everything but the period, from `select`; then what it does not know, mention by mention.
    every = select(dataset, replace(filters, first=None, last=None))
    lots: dict[str, list[str]] = {"shown": [], "unplaced": [], "undated": []}
    pins = 0
    entries = _narrowed((*every.shown, *every.unplaced, *every.undated), asked, dataset)
    for entry in entries:
        timely = [d for d in entry.days if d.first <= high and d.last >= low]
        left = [p for p in entry.pins if any(d.first <= high and d.last >= low for d in p.days)]
        if not entry.days:
            lots["undated"].append(entry.id)
            pins += len(entry.pins) if whole else 0
        elif timely:
            lots["shown" if left else "unplaced"].append(entry.id)
            pins += len(left)
    return Answer(pins=pins, **lots)


def _narrowed(entries: Iterable[Entry], asked: Question, dataset: Dataset) -> list[Entry]:
    roles, places = asked.filters.roles, asked.filters.places
    kept = []
    for entry in entries:
        mentions = [
            (index, m)
            for index, m in enumerate(entry.article.mentions)
            if m.resolution.place is not None
            and (not roles or m.role in roles)
            and (not places or dataset.lies_in(m.resolution.place.id, places))
            and (asked.answers is None or asked.answers(m))
        ]
        kept.append((entry, mentions))
    if asked.independent > 1:
        told: dict[str, set[str | None]] = {}
        for entry, mentions in kept:
            for _, m in mentions:
                assert m.resolution.place is not None
                told.setdefault(m.resolution.place.id, set()).add(entry.article.article.source)
        kept = [
            (
                entry,
                [
                    (index, m)
                    for index, m in mentions
                    if m.resolution.place is not None
                    and len(told[m.resolution.place.id]) >= asked.independent
                ],
            )
            for entry, mentions in kept
        ]
    clock = asked.filters.clock
    return [narrowed(entry, tuple(mentions), clock) for entry, mentions in kept if mentions]


def per_day(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return each day of a period."""
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
