"""A made-up dataset of any size for the real page: arrays for the browser, articles when asked for.

A million articles would take an hour to read. Their arrays take a second, and what the page asks
beyond them (words of the rows in sight, a card) is made for the one article that is asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from geo import layer
from geo.dashboard.library import Library
from geo.dashboard.routes import Edition
from geo.layer.columns import (
    AMBIGUOUS,
    HAS_PIN,
    MOST_ROWS,
    Table,
    lumps_of,
    pack,
    places_of,
    rows_of,
)
from geo.layer.ragged import EPOCH, Ragged
from geo.model import (
    Article,
    Coordinates,
    Evidence,
    LocatedArticle,
    LocatedMention,
    Mention,
    Place,
    PlaceKind,
    Resolution,
    Span,
    Verdict,
)
from geo.selection import Clock
from geo.selection.dataset import row_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.selection import Dataset, Entry

    Numbers = NDArray[np.int64]

SEED = 20210815
FIRST_DAY = dt.date(2021, 8, 15).toordinal() - EPOCH
DAYS = 730
SOURCES = tuple(f"Synthetic desk {number:02}" for number in range(40))
MOST_PLACES = 20_000
THEATRE = ((34.5, 69.0), (1.5, 2.5))
"""Middle and spread, in degrees of latitude and longitude, of half of the places."""
ID = "made-up-"
EVERY_WIDE = 8
EVERY_COPY = 4
"""One place in so many is a district."""
WIDE_KM = 30.0
UNSURE = 0.1
"""Share of the marks that may stand for another place."""
FEW_NAMED_OFTEN = 1.25
"""Exponent of Zipf's law: the news names few places often and many once."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """One row for each article: where its only mark stands, and when.

    latitude, longitude: of the places. place, day, source, role, confidence (0-100) and unsure: of
    the rows; days count from 1970-01-01, and rows are in their order.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    place: Numbers
    day: Numbers
    source: Numbers
    role: Numbers
    confidence: Numbers
    unsure: NDArray[np.bool_]

    @classmethod
    def of(cls, count: int) -> Marks:
        """Make up so many, the same at every run."""
        chance = np.random.default_rng(SEED)
        places = min(MOST_PLACES, max(200, count // 20))
        there = chance.normal(*THEATRE, (places // 2, 2))
        world = chance.uniform((-50, -170), (65, 175), (places - places // 2, 2))
        at = np.concatenate((there, world))
        return cls(
            latitude=at[:, 0],
            longitude=at[:, 1],
            place=np.minimum(chance.zipf(FEW_NAMED_OFTEN, count) - 1, places - 1),
            day=FIRST_DAY + np.sort(chance.integers(0, DAYS, count)),
            source=chance.integers(0, len(SOURCES), count),
            role=chance.choice(len(layer.DRAWN), count, p=(0.5, 0.1, 0.1, 0.3)),
            confidence=chance.integers(40, 100, count),
            unsure=chance.random(count) < UNSURE,
        )


class MadeUp:
    """What the page and its routes ask of a `Dataset`, answered from marks."""

    rows = ()
    roles = layer.DRAWN
    sources = SOURCES

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        first, last = (dt.date.fromordinal(int(marks.day[end]) + EPOCH) for end in (0, -1))
        self.bounds = dict.fromkeys(Clock, (first, last))
        self.places: Mapping[str, Place] = {
            f"made-up-{number}": self._place(number) for number in range(len(marks.latitude))
        }

    def __len__(self) -> int:
        return len(self._marks.day)

    def article(self, article_id: str) -> LocatedArticle | None:
        """Make the article of that id, None when there is none."""
        number = int(article_id.removeprefix(ID)) if article_id.startswith(ID) else -1
        return self._located(number) if 0 <= number < len(self) else None

    def entry(self, article_id: str, clock: Clock = Clock.HAPPENED) -> Entry | None:
        """Make an article's row."""
        located = self.article(article_id)
        return None if located is None else row_of(located).whole[clock]

    def _place(self, number: int) -> Place:
        marks = self._marks
        return Place(
            id=f"made-up-{number}",
            name=f"Made-up place {number}",
            kind=(PlaceKind.TOWN, PlaceKind.DISTRICT)[number % EVERY_WIDE == 0],
            coordinates=Coordinates(
                latitude=float(np.clip(marks.latitude[number], -80, 80)),
                longitude=float(marks.longitude[number]),
            ),
            radius_km=WIDE_KM if number % EVERY_WIDE == 0 else 2.0,
            uncertainty_km=2.0,
        )

    def _located(self, number: int) -> LocatedArticle:
        marks = self._marks
        place = self.places[f"made-up-{marks.place[number]}"]
        day = dt.date.fromordinal(int(marks.day[number]) + EPOCH)
        text = f"{place.name} is named in this synthetic article {number}, made for measuring."
        mention = LocatedMention(
            mention=Mention(span=Span(start=0, end=len(place.name)), part="text", text=place.name),
            role=layer.DRAWN[marks.role[number]],
            role_evidence=Evidence(name="made_up", detail="It was made up."),
            resolution=Resolution(
                verdict=Verdict.AMBIGUOUS if marks.unsure[number] else Verdict.RESOLVED,
                place=place,
                confidence=float(marks.confidence[number]) / 100,
            ),
        )
        article = Article(
            id=f"{ID}{number}",
            title=f"Made-up article {number} from {place.name}",
            text=text,
            published=day,
            source=SOURCES[marks.source[number]],
        )
        return LocatedArticle(article=article, mentions=(mention,), focus=(place.id,))


def edition(count: int) -> Edition:
    """Make up so many articles as the routes serve them."""
    marks = Marks.of(count)
    dataset = MadeUp(marks)
    at = np.arange(count + 1)
    cube = count > MOST_ROWS
    table = Table(
        articles=count,
        article=at[:-1],
        place=marks.place,
        role=marks.role,
        confidence=marks.confidence,
        flags=HAS_PIN + AMBIGUOUS * marks.unsure.astype(np.int64),
        days=dict.fromkeys(Clock, Ragged(at, marks.day, marks.day)),
        order=dict.fromkeys(Clock, at[:-1]),
    )
    # One in four tells the story of the one before it.
    story = at[:-1] - (at[:-1] + 1) // EVERY_COPY
    origin = marks.source[np.flatnonzero(np.diff(story, prepend=-1))]
    arrays = lumps_of(table) if cube else rows_of(table, story, origin)
    arrays |= places_of(list(dataset.places.values()), dict.fromkeys(dataset.places, -1))
    days = marks.day.astype("<i4")
    of_articles = {"article_source": marks.source.astype("<u4"), "article_published": days,
                   "article_story": story.astype("<u4"), "story_source": origin.astype("<u4"),
                   "published_order": at[:-1].astype("<u4")}  # fmt: skip
    for clock in Clock:
        of_articles |= {f"{clock}_filed": days, f"{clock}_filed_last": days}
        of_articles[f"{clock}_fallback"] = np.zeros(count, "u1")
    kept = slice(0, 0) if cube else slice(None)
    arrays |= {name: array[kept] for name, array in of_articles.items()}
    header = {
        "articles": count,
        "rows": len(arrays["row_role"]),
        "places": len(dataset.places),
        "sources": len(SOURCES),
        "cube": cube,
        "folded": not cube,
    }
    blob = pack(header, arrays)
    ids = tuple(f"{ID}{number}" for number in range(count))
    columns = layer.Columns(
        hash=hashlib.sha256(blob).hexdigest()[:16],
        blob=blob,
        articles=ids,
        places=tuple(dataset.places),
        sources=SOURCES,
        cube=cube,
        table=table,
        _numbers={name: number for number, name in enumerate(ids)},
    )
    return Edition(Library(cast("Dataset", dataset), frozenset(), None), columns)
